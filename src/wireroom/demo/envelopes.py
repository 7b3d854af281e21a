"""Copy -> the bytes each invented agency sends: five agencies, five wire formats, each with its own habits.

norr    Norrland Press        NewsML-G2 news messages     "FLASH:", "Urgent:", "2nd LD:"
coast   Coast News            IPTC 7901                   signal lines over the headline: "1ST LEAD"
meri    Meridian              ninjs 2.1                   "UPDATE 1-", "CORRECTED-"
atlas   Atlas Bulletin        RSS 2.0, the last entries   no marks at all
sound   Sound Telegraph       ANPA 1312                   "BC-Slug, 1st Ld-Writethru"
"""

import json
import textwrap
from collections import defaultdict
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Final
from xml.sax.saxutils import escape

from wireroom.demo.copybook import Copy

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FEED_LENGTH: Final = 6


class Envelopes:
    """Wraps copy; keeps what an agency's system keeps: message numbers, and the entries of its feed."""

    def __init__(self, start: datetime, *, first_number: int = 1) -> None:
        self._start = start
        self._numbers: dict[str, int] = defaultdict(lambda: first_number - 1)
        self._feed: list[str] = []

    def wrap(self, copy: Copy) -> tuple[str, bytes]:
        """Give a file name and the bytes of one dispatch. Must be called in order of filing."""
        self._numbers[copy.agency] += 1
        number = self._numbers[copy.agency]
        at = (self._start + timedelta(minutes=copy.minute)).replace(microsecond=0)
        make = {
            "norr": self._newsml_g2,
            "coast": self._iptc7901,
            "meri": self._ninjs,
            "atlas": self._rss,
            "sound": self._anpa1312,
        }[copy.agency]
        ending, data = make(_dated(copy, at), number, at)
        return f"{copy.agency}-{number:04d}.{ending}", data

    def _embargo(self, copy: Copy, at: datetime) -> datetime | None:
        words = copy.fields.get("embargo", "")
        return at + timedelta(minutes=float(words)) if words.startswith("+") else None

    def _newsml_g2(self, copy: Copy, number: int, at: datetime) -> tuple[str, bytes]:
        fields = copy.fields
        name = fields.get("id") or f"{number:04d}"
        city = fields.get("from")
        paragraphs = list(copy.paragraphs)
        if city and paragraphs:
            paragraphs[0] = f"{city}, {_MONTHS[at.month - 1]} {at.day} (Norrland Press) -- {paragraphs[0]}"
        if paragraphs:
            paragraphs[-1] += " Enditem"
        body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        embargo = self._embargo(copy, at)
        optional = [
            f"<embargoed>{embargo.isoformat()}</embargoed>" if embargo else "",
            f"<edNote>{escape(fields['eds'])}</edNote>" if "eds" in fields else "",
        ]
        words = sum(len(text.split()) for text in paragraphs)
        return (
            "xml",
            f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">
 <header><sent>{at.isoformat()}</sent><sender>norrlandpress.example</sender><transmitId>{number:04d}</transmitId></header>
 <itemSet><newsItem guid="urn:newsml:norrlandpress.example:{at:%Y%m%d}:{name}" version="{fields.get("v", "1")}"
   standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="en">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"/>
  <rightsInfo><copyrightHolder literal="Norrland Press"><name>Norrland Press</name></copyrightHolder></rightsInfo>
  <itemMeta><itemClass qcode="ninat:text"/><provider literal="norrlandpress.example"><name>Norrland Press</name></provider>
   <versionCreated>{at.isoformat()}</versionCreated>{optional[0]}<pubStatus qcode="stat:usable"/>{optional[1]}</itemMeta>
  <contentMeta><urgency>{fields.get("urgency", "5")}</urgency>
   <infoSource literal="Norrland Press"><name>Norrland Press</name></infoSource>
   <language tag="en"/><slugline>{escape(fields["slug"])}</slugline><headline>{escape(copy.headline)}</headline></contentMeta>
  <contentSet><inlineXML contenttype="application/xhtml+xml" wordcount="{words}">
   <html xmlns="http://www.w3.org/1999/xhtml"><head><title>{escape(copy.headline)}</title></head><body>{body}</body></html>
  </inlineXML></contentSet>
 </newsItem></itemSet>
</newsMessage>
""".encode(),
        )

    def _ninjs(self, copy: Copy, number: int, at: datetime) -> tuple[str, bytes]:
        fields = copy.fields
        item: dict[str, object] = {
            "uri": f"tag:meridian.example,{at:%Y-%m-%d}:{number:04d}",
            "standard": {"name": "ninjs", "version": "2.1"},
            "type": "text",
            "version": "1",
            "versioncreated": at.isoformat(),
            "firstcreated": at.isoformat(),
            "pubstatus": "usable",
            "urgency": int(fields.get("urgency", "4")),
            "language": "en",
            "slugline": fields["slug"],
            "headlines": [{"role": "main", "value": copy.headline}],
            "infosources": [{"name": "Meridian", "role": "isrol:originalProvider"}],
            "copyrightholder": "Meridian",
        }
        if city := fields.get("from"):
            item["located"] = city.title()
        if embargo := self._embargo(copy, at):
            item["embargoed"] = embargo.isoformat()
        if "corrects" in fields:
            item["ednote"] = f"Corrects: {fields['corrects']}"
        if copy.paragraphs:
            body = "".join(f"<p>{escape(text)}</p>" for text in copy.paragraphs)
            item["bodies"] = [{"role": "main", "contenttype": "text/html", "value": body}]
        return "json", json.dumps(item, ensure_ascii=False, indent=1).encode()

    def _rss(self, copy: Copy, number: int, at: datetime) -> tuple[str, bytes]:
        link = f"https://atlas.example/{copy.fields['slug']}"
        summary = escape(" ".join(copy.paragraphs))
        self._feed.insert(
            0,
            f"""  <item>
   <title>{escape(copy.headline)}</title><link>{link}</link><guid isPermaLink="true">{link}</guid>
   <pubDate>{format_datetime(at)}</pubDate><dc:creator>Atlas Bulletin</dc:creator>
   <description>{summary}</description>
  </item>
""",
        )
        del self._feed[_FEED_LENGTH:]
        return (
            "xml",
            f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel>
  <title>Atlas Bulletin</title><link>https://atlas.example/</link><description>Everything that happens</description>
  <language>en</language><lastBuildDate>{format_datetime(at)}</lastBuildDate>
{"".join(self._feed)} </channel>
</rss>
""".encode(),
        )

    def _iptc7901(self, copy: Copy, number: int, at: datetime) -> tuple[str, bytes]:
        fields = copy.fields
        paragraphs = list(copy.paragraphs)
        if paragraphs and "from" in fields:
            paragraphs[0] = f"{fields['from']} (coast) - {paragraphs[0]}"
        words = sum(len(text.split()) for text in paragraphs)
        head = [fields[name] for name in ("signal",) if name in fields] + [copy.headline]
        if by := fields.get("by"):
            head.append(f"By {by}, coast")
        text = ["\r\n".join(head) + " ="]
        text += ["\r\n".join(textwrap.wrap(paragraph, 69)) for paragraph in paragraphs]
        if note := fields.get("note"):
            text.append(f"# Notebook\r\n\r\n## Note to editors\r\n* {note}")
        header = f"cst{number:03d} {fields.get('priority', '4')} i {words}   coast {number:03d}"
        trailer = f"{at:%d%H%M} GMT {_MONTHS[at.month - 1]} {at:%y}"
        body = "\r\n\r\n".join([*text, "coast"])
        message = f"\x01{header}\r\n\r\n{fields['slug']}/\r\n\r\n\x02{body}\r\n\x03{trailer}\r\n\x04"
        return "txt", message.encode("cp1252")

    def _anpa1312(self, copy: Copy, number: int, at: datetime) -> tuple[str, bytes]:
        fields = copy.fields
        take = fields.get("take", "")
        slug = f"BC-{fields['slug']}"
        words = sum(len(text.split()) for text in copy.paragraphs)
        keyword = slug.replace(" ", "")[:24]
        field = f" {take.replace(' ', '')}" if take else ""
        lines = [f"^{slug}{', ' + take if take else ''},{words:04d}<", f"^{copy.headline}<"]
        lines += [f"^Eds: {fields['eds']}<"] if "eds" in fields else []
        lines += [f"^{fields['by']}=", "^Sound Telegraph="] if "by" in fields else []
        paragraphs = list(copy.paragraphs)
        if paragraphs and "from" in fields:
            paragraphs[0] = f"{fields['from']} (ST) _ {paragraphs[0]}"
        lines += [f"\t   {paragraph}" for paragraph in paragraphs]
        head = (
            f"\x16\x16\x01s{number:04d}\x1fsound\r\n"
            f"{fields.get('priority', 'r')} {fields.get('category', 'i')} \x13 \x11 {keyword}{field}   {at:%m-%d} {words:04d}\r\n"
        )
        body = "\r\n".join(lines)
        trailer = f"ST-VS-{at:%m-%d-%y %H%M}GMT<"
        return "txt", f"{head}\x02{body}\r\n\t   \x03{trailer}\r\n\x0c\r\n\x04".encode("cp1252")


def _dated(copy: Copy, at: datetime) -> Copy:
    days = {"{weekday}": _DAYS[at.weekday()], "{tomorrow}": _DAYS[(at.weekday() + 1) % 7]}

    def put(text: str) -> str:
        for word, day in days.items():
            text = text.replace(word, day)
        return text

    return Copy(
        minute=copy.minute, agency=copy.agency, fields=copy.fields, headline=put(copy.headline),
        paragraphs=tuple(map(put, copy.paragraphs)),
    )  # fmt: skip
