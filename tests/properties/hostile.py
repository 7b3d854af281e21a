"""Copy that no agency means: what once made a reader slow, large or stumble, and what was thought of beforehand.

One list for all formats: a case added here is read by every test of bounds. Each is cut to one mebibyte.
"""

from typing import Final

MIB: Final = 1 << 20
IPTC = b"\x01eca100 3 s 586 ccccb   dpa 099\r\n\r\nA/\r\n\x02"
ANPA = b"\x16\x16\x01W2870\x1fasian\nr i\x13\x11 BC-X 03-05 1\n\x02"
MAIL = b"From: a@b.example\nSubject: x\nDate: Thu, 19 Feb 2015 17:18:40 +1100\n"
HTML = b"<!doctype html><html><body>"
WIRE = b"Off the wire\n"
_TELETYPE_MAIL_AND_PAGES: Final = {
    "starts of header": b"\x01" * MIB,
    "empty messages": b"\x01\x02\x03\x04" * (MIB // 4),
    "headers without text": IPTC * (MIB // len(IPTC)),
    "anpa headers": ANPA * (MIB // len(ANPA)),
    "carets": ANPA + b"^x<\n" * (MIB // 4),
    "carets in one line": ANPA + b"^x<" * (MIB // 3),
    "one head line": ANPA + b"^" + b"x " * (MIB // 2),
    "one story line": IPTC + b"A =\n\n" + b"word " * (MIB // 5),
    "one word": IPTC + b"A =\n\n" + b"w" * MIB,
    "empty lines": IPTC + b"\n" * MIB,
    "equals": IPTC + b"=\n" * (MIB // 2),
    "notebook headings": IPTC + b"A =\n\nx\n# Notebook\n" + b"## Internet links\n[" * (MIB // 20),
    "brackets": IPTC + b"A =\n\n# Notebook\n## Links\n" + b"[a](http://b.example/" * (MIB // 21),
    "spaces": IPTC + b"A =\n\n" + b" " * MIB,
    "zczc": b"ZCZC\n" * (MIB // 5),
    "mail headers": MAIL + b"X-A: b\n" * (MIB // 7),
    "mail boundaries": MAIL + b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * (MIB // 4),
    "mails in mails": MAIL + b"Content-Type: message/rfc822\n\n" * (MIB // 31),
    "multiparts in multiparts": MAIL
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(15_000)),
    "encoded subject": MAIL + b"Subject: " + b"=?utf-8?Q?a?= " * (MIB // 14),
    "box of bullets": WIRE + "• x ".encode() * (MIB // 6),
    "box of pipes": WIRE + b"| x " * (MIB // 4),
    "box of lines": WIRE + b"x\n" * (MIB // 2),
    "breadcrumb": b"You are here: " + b"> " * (MIB // 2),
    "divs": HTML + b"<div>" * (MIB // 5),
    "divs behind a false script": HTML + b'<a title="<script>">' + b"<div>" * (MIB // 5),
    "wrong ends": HTML + b"<b></i>" * (MIB // 7),
    "paragraphs": HTML + b"<p>x</p>" * (MIB // 8),
    "sentences": HTML + b"<p>The kiln at Umber went out on Monday.</p>\n" * (MIB // 45),
    "links": HTML + b"<p><a href='x'>y</a></p>" * (MIB // 24),
    "tables": HTML + b"<table><tr><td>x" * (MIB // 16),
    "ampersands": HTML + b"&" * MIB,
    "json-ld": HTML + b'<script type="application/ld+json">' + b'{"@graph":[' * 60_000 + b"</script>",
    "json-ld brackets": HTML + b'<script type="application/ld+json">' + b"[" * 900_000 + b"</script>",
    "date digits": b"You are here: Home\n\nx\n\n" + b"12 " * (MIB // 3),
    "nulls": b"\x00" * MIB,
    "high bytes": b"\xff\xfe" + b"\xd8\x00" * (MIB // 2),
}  # fmt: skip

_JSON_AND_FEEDS: Final = {
    "open brackets": b"[" * MIB,
    "open objects": b'{"a":' * (MIB // 5),
    "a headline without end": b'{"uri":"urn:x:1","headline":"' + b"x" * MIB,
    "a headline of backslashes": b'{"uri":"urn:x:1","headline":"' + b"\\" * MIB,
    "open paragraphs in JSON": b'{"uri":"urn:x:1","headline":"x","body_html":"' + b"<p>" * (MIB // 3) + b'"}',
    "open divs in JSON": b'{"uri":"urn:x:1","headline":"x","body_html":"' + b"<div>" * (MIB // 5) + b'"}',
    "escaped tags": b"<rss><channel><item><description>" + b"&lt;p&gt;&lt;b&gt;" * (MIB // 18),
    "tags cut off": b"<rss><channel><item><title>" + b"&lt;b " * (MIB // 6),
    "pictures cut off": b"<rss><channel><item><description>" + b"&lt;img src=&quot;a" * (MIB // 18),
    "empty lists": b"<rss><channel><item><description>" + b"&lt;ul&gt;&lt;/ul&gt;" * (MIB // 18),
    "items in items": b"<rss><channel>" + (b"<item><description>" + b"<b>x</b>" * 1_000) * 120,
    "a date of digits": b"<rss><channel><item><pubDate>" + b"9" * MIB,
    "senders of ats": b"<rss><channel><item><author>" + b"a@" * (MIB // 2),
    "senders of dots": b"<rss><channel><item><author>" + b"a." * (MIB // 2),
    "brackets in a DOCTYPE": b"<!DOCTYPE " + b"[" * MIB,
    "comments in comments": b"<!--" * (MIB // 4),
    "quoted quotes": b'{"uri":"urn:x:1","headline":"' + b'\\"' * (MIB // 2),
    "a break of blanks": b"<rss><channel><item><description><b>&<br" + b" " * MIB,
    "breaks cut off": b"<rss><channel><item><description>" + b"<br " * (MIB // 4),
    "comments of WordPress": b"<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><item><c:encoded>" + b"&lt;!-- wp:" * (MIB // 11),
    "short codes of WordPress": b"<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><item><c:encoded>" + b"[caption " * (MIB // 9),
    "links cut off": b"<rss><channel><item><description>" + b"&lt;a href=&quot;x" * (MIB // 18),
    "breaks in JSON": b'{"uri":"urn:x:1","headline":"x","body_html":"' + b"x<br><br> " * (MIB // 10) + b'"}',
    "items and an empty one": b'[' + b'{"headline":"a"},' * (MIB // 17) + b"{}]",
    "a list of numbers": b"[" + b"1," * (MIB // 2) + b"1]",
    "items without end": b"<rss>" + b"<item>" * (MIB // 6),
    "short items": b"<rss><channel>" + b"<item><title>x</title></item>" * (MIB // 29),
    "escaped divs": b"<rss><channel><item><description>" + b"&lt;div&gt;" * (MIB // 11),
    "escaped ampersands": b"<rss><channel><item><title>" + b"&amp;" * (MIB // 5),
    "a date of ones": b"<rss><channel><item><pubDate>" + b"1 " * (MIB // 2),
    "short entries": b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<entry><id>x</id></entry>" * (MIB // 25),
    "open divs in a feed": b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>" + b"<div>" * (MIB // 5),
    "an attribute without end": b"<rss " + b"a" * MIB,
    "entities declared": b"<!DOCTYPE rss [" + b'<!ENTITY a "b">' * (MIB // 15) + b"]><rss/>",
}  # fmt: skip


def in_body(content: str) -> list[bytes]:
    """Put content where each of the formats has its text."""
    nar = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    return [
        document.encode()
        for document in (
            f'<newsItem {nar} guid="urn:x:1"><contentSet><inlineXML><html><body>{content}</body></html></inlineXML>'
            "</contentSet></newsItem>",
            f"<nitf><body><body.content>{content}</body.content></body></nitf>",
            f"<NewsML><NewsItem><NewsComponent><ContentItem><DataContent>{content}</DataContent></ContentItem>"
            "</NewsComponent></NewsItem></NewsML>",
            f"<RBNews><NewsID>1</NewsID><content>{content}</content></RBNews>",
        )
    ]


_IN_A_BODY: Final = {
    "deep divs": "<div>" * 200_000 + "x" + "</div>" * 0,
    "deep inline": "<p>" + "<em>" * 240 + "x" + "</em>" * 240 + "</p>",
    "deep lists": "<ul><li>" * 110 + "x" * 1000 + "</li></ul>" * 110,
    "deep tables": "<table><tr><td>x" * 80 + "</td></tr></table>" * 80,
    "one line": "<p>" + "x" * (MIB - 400) + "</p>",
    "line ends": "<p>x" + "\n  " * (MIB // 4) + "y</p>",
    "many breaks": "<p>x" + "<br/>" * (MIB // 6) + "</p>",
    "many paragraphs": "<p>x</p>" * (MIB // 10),
    "many escapes": "<p>" + "&lt;a&gt;" * (MIB // 10) + "</p>",
    "many ampersands": "<p>" + "&amp;#38;" * (MIB // 10) + "</p>",
    "broken entities": "<p>" + "&nope;" * (MIB // 7) + "</p>",
    "unclosed": "<p>x" * (MIB // 5),
    "many links": '<a href="https://x.example/">x</a>' * (MIB // 36),
    "escaped html": "&lt;p&gt;x&lt;/p&gt;" * (MIB // 22),
}

#: found by putting a mebibyte of one thing into good copy, wherever it could stand
_PADDED: Final = {
    "backslashes in a page": b'<html><body><p>The kiln is out.\\n\\nIt had burnt for 90 years, through ' + b"\\" * (MIB - 200) + b" fire.</p>",
    "line ends before a mail's text": MAIL + b"\n" * MIB,
    "blanks before a mail's text": MAIL + b"\n" + b" " * MIB,
    "formulas in a page": b"<html><body><p>The kiln is out, through " + b"\\(" * (MIB // 2 - 100) + b" fire.</p>",
    "dollars in a page": b"<html><body><p>The kiln is out, through " + b"$" * (MIB - 200) + b" fire.</p>",
    "pages behind a story": b"<nitf><he" + b'<?xml version="1.0"?><html><head></head><body><p>x</p></body></html>' * (MIB // 68),
    "false beginnings behind a story": b"<nitf><he" + b'<?xml version="1.0"><html><head></head><body><p>x</body></html>' * (MIB // 64),
    "stories behind a story": b'<?xml version="1.0"?><nitf>' * (MIB // 27),
    "an id of dots": b'<entry xmlns="http://www.w3.org/2005/Atom"><id>tag:coastal' + b"." * (MIB - 200) + b"</id></entry>",
    "a head line of figures": b"\x16\x16\x01W2870\x1fasian\nr z\x14\x12" + b"1 " * (MIB // 2) + b" BC-ROW 03-05 1\n\x02x\x03",
}  # fmt: skip
MAIL_BEGUN: Final = MAIL + b"\nThe kiln is out.\n"
ZCZC: Final = b"ZCZC\nreference\n"
PAGE: Final = b'<!doctype html><html><body><div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">x</h1>'
#: what looks for each line, tag or word at all that follows it
_REST_OF_THE_LINES: Final = {
    "lines of a mail": MAIL_BEGUN + b"x\n" * (MIB // 2),
    "signatures": MAIL_BEGUN + b"--\nx\n" * (MIB // 5),
    "a signature of columns": MAIL_BEGUN + b"--\n1" + b"  a" * (MIB // 3),
    "closings": MAIL_BEGUN + b"Regards\n" * (MIB // 8),
    "rules of lists": MAIL_BEGUN + b"_____\n" * (MIB // 6),
    "signals in a mail": MAIL + b"\n" + b"URGENT\n" * (MIB // 7),
    "a subject in many sets": b"From: a@b.example\nDate: x\nSubject: " + b"=?x?Q?=E1=E2=E3?= =?y?Q?=E1=E2?= " * (MIB // 36),
    "headlines in headlines": PAGE.replace(b"h1", b"i") + b'<div itemprop="description">' * 200 + b"x " * (MIB // 2 - 5_000),
    "contacts": MAIL_BEGUN + b"\n\nPress contact\n" * (MIB // 16),
    "notes to editors": MAIL + b"\n" + b"Eds: x\n\n" * (MIB // 8),
    "an aside without end": IPTC + b"(" + b"a " * (MIB // 2),
    "an aside that goes on": IPTC + b"(" + b"a " * (MIB // 2 - 50) + b")x\n\nHead\n",
    "an aside in ANPA": ANPA + b"^x<\n^(" + b"a " * (MIB // 2 - 50) + b")x<\n   x\n",
    "codes under ZCZC": ZCZC + b"A1B2\n" * (MIB // 5),
    "a dateline of dots": b"<nitf><body><body.head><dateline>" + b". " * (MIB // 2 - 50) + b"</dateline></body.head></body></nitf>",
    "comments over a page": b"<!---->" * (MIB // 7),
    "a type of blanks": PAGE + b'"@type":' + b" " * MIB,
    "an excerpt of blanks": b'[{"id":1,"date_gmt":"x","title":{"rendered":"x"},"excerpt":{"rendered":"' + b" " * (MIB - 200) + b'x"}}]',
    "more in an excerpt": b'[{"id":1,"date_gmt":"x","title":{"rendered":"x"},"excerpt":{"rendered":"<a class=\\"' + b"more-link " * (MIB // 10 - 20) + b'"}}]',
}  # fmt: skip
HOSTILE: Final = {
    name: data[:MIB]
    for name, data in (
        *_TELETYPE_MAIL_AND_PAGES.items(), *_JSON_AND_FEEDS.items(), *_PADDED.items(), *_REST_OF_THE_LINES.items(),
        *((f"{name} in {data[1:7]!r}", data) for name, content in _IN_A_BODY.items() for data in in_body(content)),
    )
}  # fmt: skip
