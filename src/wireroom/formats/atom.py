"""Atom 1.0 (RFC 4287, 2005) and 0.3 (2003): feeds, and single entries.

Standard: RFC 4287, Atom 0.3 with its `mode` attribute, RFC 4685 (thr:in-reply-to), Media RSS and Dublin
Core inside. Read: every entry with title, links, id, dates, authors (the feed's own where an entry names none), summary,
content (text, HTML, XHTML, base64), categories, files, language and rights; `atom:source` in `extra["source"]`. Content that
is no text (a picture, a PDF, another place's address) goes with the item as media.

The id and the time of the last update make the item's id: an entry that was updated is a new version. Relative links are
made absolute by xml:base, else by the address it was fetched from, else by the feed's own link.

In the wild: HTML in text constructs that say they are plain, no namespace, broken XML (read as far as it makes sense), the
writer in `apcm:ContentMetadata` (AP's members).
"""

import base64
import binascii
from typing import Final

from lxml import etree

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Concept, Fault, Item, ItemLink, Media
from wireroom.text.charset import declared_charset
from wireroom.text.feed_item import (
    FeedAbout,
    FeedAuthor,
    FeedEntry,
    FeedText,
    base_from,
    marked_if_cut,
    read_line,
    to_item,
)
from wireroom.text.feed_media import file_media, read_feed_media
from wireroom.text.feed_rss import media_subjects, read_person
from wireroom.text.feed_xml import (
    atom_name,
    attribute,
    base_of,
    children,
    has_scopes,
    join_url,
    language_of,
    parse_feed_xml,
    plain_text,
    raw_text,
    root_of,
    short_name,
    side_by_side,
)
from wireroom.text.xml import XmlProblem, folded

#: entries in one feed; more is an archive
MAX_ITEMS: Final = 5_000
_TEXTUAL: Final = ("", "text", "html", "xhtml")

_Kids = dict[str, list[etree._Element]]


class Atom:
    """Atom, as RFC 4287 has it and as it was before."""

    name = "atom"

    def sniff(self, raw: RawCopy) -> float:
        """Look at the first element and its namespace."""
        root, rest = root_of(raw.head)
        name = root.rpartition(":")[2].lower()
        if name not in ("feed", "entry"):
            return 0.0
        named = any(
            space in rest for space in (b"w3.org/2005/Atom", b"purl.org/atom/ns", b"purl.org/echo", b"purl.org/pie")
        )
        return 1.0 if named else 0.5 if name == "feed" else 0.3

    def parse(self, raw: RawCopy) -> Parsed:
        """Read all entries.

        Raises:
            FormatError: there is no XML element in it.
        """
        try:
            root, faults, charset = parse_feed_xml(raw.data, raw.charset or declared_charset(raw.content_type))
        except XmlProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        is_old = "purl.org" in str(root.tag) or (root.get("version") or "").startswith("0")
        about = FeedAbout(
            format=self.name,
            standard="Atom 0.3" if is_old else "Atom 1.0",
            charset=charset,
            zone=raw.zone,
            said_language=raw.language,
        )
        authors: list[FeedAuthor] = []
        base, is_scoped = raw.url or base_from(raw.filename), has_scopes(raw.data)
        if is_scoped:
            base = base_of(root, base)
        if short_name(str(root.tag)).rpartition(":")[2] != "entry":
            base, authors = _read_about(root, about, base, is_scoped)
        items: list[Item] = []
        for n, element in enumerate(side_by_side(root, "{*}entry", "{*}Entry", limit=MAX_ITEMS + 1), 1):
            if n > MAX_ITEMS:
                faults.append(Fault(code="too-many-items", text=f"more than {MAX_ITEMS:,}; the rest was not read"))
                break
            where = f"entry {n}"
            entry = _read_entry(element, base, authors, where, is_scoped)
            items.append(to_item(entry, about, explain=raw.explain))
        if not items and not faults:
            faults.append(Fault(code="no-items", text="the feed has no entries at present", level="note"))
        return Parsed(items=marked_if_cut(items, faults, raw.data), faults=tuple(faults))


def _core(element: etree._Element) -> _Kids:
    """Give children by name; Atom's own and those of no namespace without a prefix."""
    return children(element, atom_name)


def _read_about(
    root: etree._Element, about: FeedAbout, base: str | None, is_scoped: bool
) -> tuple[str | None, list[FeedAuthor]]:
    """Read what holds for all entries; gives the base of relative links and the feed's authors."""
    kids = _core(root)
    links = [_link(one, base_of(one, base) if is_scoped else base) for one in kids.get("link", ())]
    home = next((link.href for link in links if link and link.rel == "alternate"), None)
    own = next((link.href for link in links if link and link.rel == "self"), None)
    about.language = language_of(root) if is_scoped else None
    about.rights = read_line(_first(kids, "rights", "copyright"))
    title = read_line(_first(kids, "title"))
    about.extra = {name: text for name, text in (("channel", title), ("channel_link", home)) if text}
    about.scope = _text(kids, "id") or own or home or title
    authors = [person for one in kids.get("author", ()) if (person := read_person(one))]
    return base or home or own, authors


def _read_entry(
    element: etree._Element, base: str | None, authors: list[FeedAuthor], where: str, is_scoped: bool
) -> FeedEntry:
    kids = _core(element)
    if is_scoped:
        base = base_of(element, base)
    entry = FeedEntry(
        guid=_text(kids, "id", "guid"),
        title=_first(kids, "title", "dc:title", "media:title"),
        summary=_first(kids, "summary", "description", "dc:description", "tagline"),
        published=_text(
            kids, "published", "issued", "created", "dc:date", "dcterms:issued", "dcterms:created", "pubdate"
        ),
        updated=_text(kids, "updated", "modified", "dcterms:modified"),
        rights=read_line(_first(kids, "rights", "copyright", "dc:rights")),
        authors=[person for one in kids.get("author", ()) if (person := read_person(one))],
        media=read_feed_media(kids, base),
        base=base,
        where=where,
    )
    _read_content(kids, entry, base)
    entry.language = _text(kids, "dc:language")
    if is_scoped:
        spoken = next((one for name in ("content", "summary", "title") for one in kids.get(name, ())), element)
        entry.language = entry.language or language_of(spoken)
        entry.base = base_of(spoken, base)
    for one in kids.get("category", ()):
        term, label, scheme = attribute(one, "term"), attribute(one, "label"), attribute(one, "scheme")
        name = label or term or plain_text(one)
        if name:
            entry.subjects.append(Concept(name=name, code=term if term != name else None, scheme=scheme))
    entry.subjects.extend(Concept(name=text) for one in kids.get("dc:subject", ()) if (text := plain_text(one)))
    if "media:content" in kids or "media:group" in kids:
        entry.subjects.extend(media_subjects(kids))
    _read_links(kids, entry, base, is_scoped)
    _read_source(kids, entry)
    # an entry of a publishing server (RFC 5023) that its site does not show yet
    if any(name.endswith("control") for name in kids):
        entry.is_draft = (element.findtext("{*}control/{*}draft") or "").strip().lower() == "yes"
    if not entry.authors:
        creator = _text(kids, "dc:creator") or (
            folded(element.findtext("{*}ContentMetadata/{*}ByLine") or "")  # AP
        )
        entry.authors = [FeedAuthor(name=creator)] if creator else authors
    return entry


def _read_links(kids: _Kids, entry: FeedEntry, base: str | None, is_scoped: bool) -> None:
    for one in kids.get("link", ()):
        link = _link(one, base_of(one, base) if is_scoped else base)
        if link is None or link.href is None:
            continue
        if link.rel == "enclosure":
            found = file_media(
                link.href, role="enclosure", mime=link.type, size=attribute(one, "length"), title=link.title
            )
            entry.media.append(found)
        elif link.rel == "alternate" and entry.link is None:
            entry.link = link.href
        entry.links.append(link)
    for one in kids.get("thr:in-reply-to", ()):
        entry.links.append(ItemLink(rel="in-reply-to", residref=attribute(one, "ref"), href=attribute(one, "href")))


def _link(one: etree._Element, base: str | None) -> ItemLink | None:
    href = attribute(one, "href") or plain_text(one)  # RSS's way, inside Atom
    if not href:
        return None
    rel = (attribute(one, "rel") or "alternate").removeprefix("http://www.iana.org/assignments/relation/")
    url = join_url(base, href)
    return ItemLink(rel=rel, href=url, title=attribute(one, "title"), type=attribute(one, "type"))


def _read_source(kids: _Kids, entry: FeedEntry) -> None:
    if publisher := _text(kids, "dc:publisher"):
        entry.extra["provider"] = publisher
    for one in kids.get("source", ()):
        inner = _core(one)
        if title := read_line(_first(inner, "title")):
            entry.extra["source"] = title
        if not entry.authors:
            entry.authors = [person for who in inner.get("author", ()) if (person := read_person(who))]
        entry.rights = entry.rights or read_line(_first(inner, "rights"))


def _read_content(kids: _Kids, entry: FeedEntry, base: str | None) -> None:
    """Read the first content that is text; what is not, or stands elsewhere, goes with the item as media."""
    for one in kids.get("content", ()):
        mime = (attribute(one, "type") or "").lower()
        if src := attribute(one, "src"):
            entry.media.append(file_media(join_url(base, src), role="content", mime=mime or None))
        elif entry.content is None and (words := _words(one)):
            entry.content = words
        elif entry.content is None and mime and not _is_text(mime):
            entry.media.append(Media(type="component", role="content", caption=mime))
    if entry.content is None and (inner := [*kids.get("content:encoded", ()), *kids.get("xhtml:body", ())]):
        entry.content = _words(inner[0])


def _is_text(mime: str) -> bool:
    return mime in _TEXTUAL or mime.startswith("text/") or mime.partition(";")[0].endswith(("+xml", "/xml", "xhtml"))


def _words(one: etree._Element) -> FeedText | None:
    """Read a text construct by its type, and in Atom 0.3 by its mode."""
    mime = (attribute(one, "type") or "").lower()
    mode = (attribute(one, "mode") or "").lower()
    if len(one):
        return FeedText(raw_text(one), True)
    text = raw_text(one)
    if mode == "base64" or (not _is_text(mime) and not mode):
        try:
            decoded = base64.b64decode(text, validate=False).decode("utf-8")
        except (binascii.Error, ValueError):
            return None
        text = decoded.strip() if decoded.isprintable() or "\n" in decoded else ""
    if not text:
        return None
    if "html" in mime:
        return FeedText(text, True)
    # plain by declaration, but very often not: looked at
    return FeedText(text, None)


def _first(kids: _Kids, *names: str) -> FeedText | None:
    for name in names:
        if name in kids:
            for one in kids[name]:
                if words := _words(one):
                    return words
    return None


def _text(kids: _Kids, *names: str) -> str | None:
    """Give the text of the first of these that has any; of the same element twice, the last."""
    for name in names:
        if name in kids:
            for one in reversed(kids[name]):
                if text := raw_text(one):
                    return text
    return None


FORMAT: Final[WireFormat] = Atom()
