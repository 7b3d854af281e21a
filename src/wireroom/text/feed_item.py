"""From what a feed says of one of its entries to an item: the same for RSS, Atom, JSON Feed and WordPress exports.

    bytes --(a format)--> FeedEntry --to_item--> Item

A feed's entry names no version: what tells one version from the next is the time it says it was updated at, else what
it says. So an entry that is fetched again unchanged is the same item, and one that was changed is a new version of it.
"""

import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

import msgspec

from wireroom.model import Block, Concept, Fault, Item, ItemLink, Media, Rendition, item_id
from wireroom.text.feed_dates import read_feed_date
from wireroom.text.feed_media import number_of
from wireroom.text.feed_xml import join_url
from wireroom.text.markup import blocks_of_html, blocks_of_text, plain
from wireroom.text.own_fields import take_own

_T = TypeVar("_T")
#: UTC, else the day of it; whether its zone was assumed
_Time = tuple[datetime | None, str | None, bool]
_NO_TIME: Final[_Time] = (None, None, False)
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:\S+$")
_TAG: Final = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>|&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});|<!--|<!\[CDATA"
)
_CLOSED: Final = re.compile(rb"</(?:\w+:)?(?:rss|rdf|feed|channel|entry)\s*>", re.IGNORECASE)
#: a search that ignores case would look at every letter
_IMG: Final = re.compile(r"<(?:img|IMG)\b[^<>]{0,2000}>")
_ATTRIBUTE: Final = re.compile(r"""\b(src|alt|width|height)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_FIGURE: Final = re.compile(r"<figure\b[^<>]*+>(?:[^<]++|<(?!/?figure\b))*+</figure\s*+>")
_CAPTION: Final = re.compile(r"<figcaption\b[^<>]*+>((?:[^<]++|<(?!/?figcaption\b))*+)</figcaption\s*+>")
#: pictures taken from the text of one entry
MAX_PICTURES: Final = 20
_HREF: Final = re.compile(r'(?<=\shref=")(?![A-Za-z][A-Za-z0-9+.-]*:)([^"]*)(?=")')


#: what WordPress puts below each entry of a feed, in the language of the site
_FOOTER: Final = re.compile(
    r"(?:The post|L['’]article|Cet article|Der Beitrag|La entrada|El art[ií]culo|O post|L['’]articolo|Het bericht|Inlägget"
    r"|Innlegget|Indlægget|Artikkeli|Artykuł|Wpis|Сообщение|Запись|Запис|Το άρθρο|投稿|نشرت)\b.{0,400}?"
    r"(?:appeared first on|est apparu en premier sur|erschien zuerst auf|aparece primero en|se publicó primero en"
    r"|apareceu primeiro em|proviene da|è stato pubblicato su|verscheen eerst op|dök först upp på|dukket først opp på"
    r"|blev først udgivet på|julkaistiin ensimmäisenä|pochodzi z serwisu|появил[аи]сь? сначала на|спершу з['’]явився на"
    r"|εμφανίστηκε πρώτα|は.{0,200}に最初に表示されました|أولاً على).{0,200}",
    re.DOTALL,
)


class FeedText(msgspec.Struct, frozen=True):
    """Words of a feed: as markup, or as text that means what it says."""

    text: str
    #: True: HTML; False: plain text, "<" is a sign and no tag; None: nobody said, so it is looked at
    is_markup: bool | None = None


class FeedAuthor(msgspec.Struct, frozen=True):
    """Who wrote it."""

    name: str | None = None
    email: str | None = None
    url: str | None = None


class FeedEntry(msgspec.Struct, kw_only=True):
    """What one entry of a feed says, in the feed's order; links are absolute already."""

    guid: str | None = None
    link: str | None = None
    links: list[ItemLink] = []
    title: FeedText | None = None
    summary: FeedText | None = None
    content: FeedText | None = None
    #: as written
    published: str | None = None
    updated: str | None = None
    authors: list[FeedAuthor] = []
    subjects: list[Concept] = []
    keywords: list[str] = []
    media: list[Media] = []
    language: str | None = None
    rights: str | None = None
    creditline: str | None = None
    #: its own site does not show it
    is_draft: bool = False
    #: what relative links in its text are relative to
    base: str | None = None
    #: None = text
    kind: str | None = None
    extra: dict[str, str] = {}
    #: what another room told beside the feed's own places: field -> words
    own: dict[str, str] = {}
    faults: list[Fault] = []
    #: where it stands: "item 3"
    where: str = ""


class FeedAbout(msgspec.Struct, kw_only=True):
    """What holds for a whole feed."""

    format: str
    standard: str | None = None
    charset: str | None = None
    #: the IANA zone for times without one
    zone: str | None = None
    #: sets ids apart that are unique only inside one feed: its own id or link
    scope: str | None = None
    #: channel, channel_link … for `Item.extra`
    extra: dict[str, str] = {}
    language: str | None = None
    #: what the transport said, for entries that say nothing in a feed that says nothing
    said_language: str | None = None
    rights: str | None = None


def looks_like_markup(text: str) -> bool:
    """Tell whether text that nobody declared is HTML: it holds a whole tag of a known form or an entity."""
    return ("<" in text or "&" in text) and _TAG.search(text) is not None


def _is_plain(words: FeedText) -> bool:
    return not words.is_markup and "<" not in words.text and "&" not in words.text


def read_line(words: FeedText | None) -> str | None:
    """Give words as one line of plain text."""
    if words is None:
        return None
    is_markup = looks_like_markup(words.text) if words.is_markup is None else words.is_markup
    return (plain(words.text) if is_markup else " ".join(words.text.split())) or None


def read_blocks(words: FeedText | None, base: str | None) -> tuple[Block, ...]:
    """Give words as sanitised blocks, links made absolute."""
    if words is None or not words.text:
        return ()
    is_markup = looks_like_markup(words.text) if words.is_markup is None else words.is_markup
    if not is_markup:
        return blocks_of_text(words.text)
    blocks = blocks_of_html(words.text)
    if base is None:
        return blocks
    return tuple(_with_base(block, base) for block in blocks)


def _part_captions(words: FeedText) -> tuple[FeedText, dict[str, str]]:
    """Take the captions of pictures out of the text: they belong to the pictures; gives picture -> caption."""
    if words.is_markup is False:
        return words, {}
    captions: dict[str, str] = {}
    text = words.text
    # found by a quicker search than a pattern's: outside of these there is no figure
    first, last = text.find("<figure"), text.rfind("</figure")
    end = text.find(">", last) + 1
    if first < 0 or last < first or not end:
        return words, {}

    def without(figure: re.Match[str]) -> str:
        caption, pictures = _CAPTION.search(figure[0]), _IMG.findall(figure[0])
        if caption is None or not pictures:
            return figure[0]  # of a table, a quote, a film: nothing is left to hang its words on
        captions.update(dict.fromkeys(pictures, plain(caption[1])))
        return figure[0].replace(caption[0], "")

    return FeedText(text[:first] + _FIGURE.sub(without, text[first:end]) + text[end:], words.is_markup), captions


def _pictures(words: FeedText, base: str | None, captions: Mapping[str, str]) -> list[Media]:
    """Find the pictures that stand in the text: bodies are kept without them. Counting pixels are left out."""
    if not ("<img" in words.text or "<IMG" in words.text):
        return []
    found = []
    for tag in islice(_image_tags(words.text), MAX_PICTURES):
        told = {name.lower(): html.unescape(value or other) for name, value, other in _ATTRIBUTE.findall(tag[0])}
        href = join_url(base, told.get("src", ""))
        size = {name: number_of(told.get(name)) for name in ("width", "height")}
        if href.startswith(("http://", "https://")) and all(one is None or one > 2 for one in size.values()):
            picture = Rendition(href=href, width=size["width"], height=size["height"])
            caption = captions.get(tag[0]) or told.get("alt") or None
            found.append(Media(type="picture", role="inline", caption=caption, renditions=(picture,)))
    return found


def _image_tags(text: str) -> Iterator[re.Match[str]]:
    if "<IMG" in text:
        yield from _IMG.finditer(text)
        return
    at = text.find("<img")  # a pattern would be tried at each tag of the text
    while at >= 0:
        if found := _IMG.match(text, at):
            yield found
        at = text.find("<img", found.end() if found else at + 1)


def _with_pictures(media: list[Media], inline: list[Media]) -> list[Media]:
    """Put the pictures of the text behind the files named; one that is named already gives that its caption."""
    named = {file.href: n for n, one in enumerate(media) for file in one.renditions}
    found = list(media)
    for picture in inline:
        at = named.get(picture.renditions[0].href)
        if at is None:
            found.append(picture)
        elif found[at].caption is None:
            found[at] = msgspec.structs.replace(found[at], caption=picture.caption)
    return found


def _with_base(block: Block, base: str) -> Block:
    if block.html is None or block.html.count(' href="') == block.html.count(' href="http'):
        return block
    made = _HREF.sub(lambda found: join_url(base, found[1].replace("&amp;", "&")).replace("&", "&amp;"), block.html)
    return block if made == block.html else msgspec.structs.replace(block, html=made)


def base_from(filename: str | None) -> str | None:
    """Give the address a feed was fetched from, where the transport gave that for a file name."""
    return filename if filename and filename.startswith(("http://", "https://")) else None


def to_item(entry: FeedEntry, about: FeedAbout, *, explain: bool = False) -> Item:
    """Make the item. One without headline, text and link carries a Fault: it is on record, and there is nothing to show."""
    headline = read_line(entry.title)
    body, captions = entry.content or entry.summary, dict[str, str]()
    if body and "<figcaption" in body.text:
        body, captions = _part_captions(body)
    blocks = read_blocks(body, entry.base)
    if len(blocks) > 1 and (last := blocks[-1]).html and len(last.text) < 700 and _FOOTER.fullmatch(last.text):
        blocks = blocks[:-1]
    # one plain line is its own summary, and folded already
    is_summary = body is entry.summary and body is not None and len(blocks) == 1 and _is_plain(body)
    faults = list(entry.faults)
    guid, link = entry.guid or entry.link, entry.link
    if not (headline or blocks or link or entry.media):
        faults.append(Fault(code="nothing-to-show", text="no headline, no text, no link", where=entry.where))
    published, published_on, assumed = (
        _time(entry.published, "published", about, faults) if entry.published else _NO_TIME
    )
    updated, updated_on, also_assumed = _time(entry.updated, "updated", about, faults) if entry.updated else _NO_TIME
    said = updated.isoformat() if updated else _fingerprint(headline, blocks, entry)
    native = guid if guid and _URI.match(guid) else None
    given = item_id("feed", None if native else about.scope, guid, said)
    uri = native or (link if link and _URI.match(link) else f"urn:wireroom:item:{given}")
    if not link and guid and guid.startswith(("http://", "https://")):
        link = guid
    media = entry.media
    if body and "<" in body.text and (inline := _pictures(body, entry.base, captions)):
        media = _with_pictures(media, inline)
    extra = {**about.extra, **entry.extra}
    if entry.authors:
        _tell_of_authors(entry, extra)
    language = entry.language or about.language or about.said_language
    item = Item(
        id=given,
        uri=uri,
        agency_name=entry.extra.get("provider"),
        format=about.format,
        standard=about.standard,
        charset=about.charset,
        type=entry.kind or "text",
        native_guid=guid,
        versioncreated=updated or published,
        firstcreated=published if updated else None,
        is_zone_assumed=also_assumed if updated else assumed,
        pubstatus="withheld" if entry.is_draft else "usable",
        issued_on=None if updated or published else updated_on or published_on,
        headline=headline,
        byline=_byline(entry.authors) if entry.authors else None,
        creditline=entry.creditline,
        summary=blocks[0].text if is_summary else read_line(entry.summary),
        blocks=blocks,
        links=_links(entry.links, link),
        keywords=_each_once(entry.keywords) if entry.keywords else (),
        subjects=_each_once(entry.subjects) if entry.subjects else (),
        associations=_each_once(media) if media else (),
        language=language.replace("_", "-") if language else None,
        copyrightnotice=entry.rights or about.rights,
        extra=extra,
        faults=tuple(faults),
        provenance=_provenance(entry) if explain else {},
    )
    if not entry.own:
        return item
    told = msgspec.structs.asdict(item)
    take_own(told, entry.own)
    return Item(**told)


def _links(named: list[ItemLink], own: str | None) -> tuple[ItemLink, ...]:
    """Give the links, each once; the entry's own page first, where it is not among them."""
    own_page = (ItemLink(rel="alternate", href=own),) if own else ()
    if not named:
        return own_page
    links = _each_once(named)
    if not own or any(one.rel == "alternate" and one.href == own for one in links):
        return links
    return own_page + links


def _byline(authors: list[FeedAuthor]) -> str | None:
    writers = [name for author in authors if (name := author.name or author.email)]
    return ", ".join(dict.fromkeys(writers)) or None


def _tell_of_authors(entry: FeedEntry, extra: dict[str, str]) -> None:
    if emails := [author.email for author in entry.authors if author.email and author.name]:
        extra["author_email"] = ", ".join(emails)
    if pages := [join_url(entry.base, author.url) for author in entry.authors if author.url]:
        extra["author_link"] = ", ".join(pages)


def marked_if_cut(items: list[Item], faults: list[Fault], data: bytes) -> tuple[Item, ...]:
    """Say of the last item that its end did not come, when the XML is broken and its first element is never closed."""
    if items and any(fault.code == "xml-broken" for fault in faults) and not _CLOSED.search(data[-400:]):
        items[-1] = msgspec.structs.replace(items[-1], is_complete=False)
    return tuple(items)


def _each_once(found: list[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(found))


def _provenance(entry: FeedEntry) -> dict[str, str]:
    """Say for each fact in which entry it was found; what stands where inside one the format's docstring says."""
    named = {
        "headline": entry.title, "blocks": entry.content or entry.summary, "summary": entry.summary,
        "native_guid": entry.guid, "versioncreated": entry.updated or entry.published, "byline": entry.authors,
        "subjects": entry.subjects, "associations": entry.media, "language": entry.language,
        "links": entry.link,
    }  # fmt: skip
    return {field: entry.where for field, value in named.items() if value}


def _time(words: str, field: str, about: FeedAbout, faults: list[Fault]) -> _Time:
    at, on, assumed = read_feed_date(words, about.zone)
    if at is None and on is None:
        faults.append(Fault(code="time-unread", text=f"{field} is {words[:60]!r}, which is no time", where=field))
    return at, on, assumed


def _fingerprint(headline: str | None, blocks: tuple[Block, ...], entry: FeedEntry) -> str:
    parts = [headline or "", *[block.text for block in blocks], entry.summary.text if entry.summary else ""]
    if not (headline or blocks):
        parts.append(entry.where)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
