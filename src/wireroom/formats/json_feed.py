"""JSON Feed 1.0 (2017) and 1.1 (2020), jsonfeed.org.

Read: every item with id, url and external_url, title, content_html or
content_text, summary, image and banner_image, dates, author and authors (the feed's own where an item names none), tags,
attachments and language. Names that begin with "_" are other programs' and are kept in `extra` where they are short.

In the wild: ids that are numbers, `version` missing, dates without zone, an end that did not come.
"""

import re
from typing import Any, Final

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Concept, Fault, Item, ItemLink, Media, Rendition
from wireroom.text.feed_item import FeedAbout, FeedAuthor, FeedEntry, FeedText, base_from, to_item
from wireroom.text.feed_media import kind_of
from wireroom.text.feed_xml import join_url
from wireroom.text.json_copy import JsonProblem, load_json, read_number, read_objects, read_text, read_texts

#: items in one feed; more is an archive
MAX_ITEMS: Final = 5_000
_VERSION: Final = re.compile(rb"jsonfeed\.org/version/")
_NAMES: Final = re.compile(rb'"(home_page_url|feed_url|content_html|content_text|date_published|external_url)"\s*:')


class JsonFeed:
    """JSON Feed."""

    name = "json_feed"

    def sniff(self, raw: RawCopy) -> float:
        """Look for the version's address, or for the standard's names."""
        head = raw.head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if not head.startswith(b"{"):
            return 0.0
        if _VERSION.search(head.replace(b"\\/", b"/")):
            return 0.98
        return 0.6 if len({found[1] for found in _NAMES.finditer(head)}) >= 2 else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read all items.

        Raises:
            FormatError: it is not JSON, or no feed.
        """
        try:
            values, faults, charset = load_json(raw.data, raw.charset)
        except JsonProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        feed = values[0]
        if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
            raise FormatError("JSON without a list of items in it", format_name=self.name)
        base = (
            raw.url
            or base_from(raw.filename)
            or read_text(feed.get("home_page_url"))
            or read_text(feed.get("feed_url"))
        )
        about = _read_about(feed, charset, raw)
        authors = _authors(feed)
        items: list[Item] = []
        for n, thing in enumerate(feed["items"]):
            where = f"$.items[{n}]"
            if len(items) >= MAX_ITEMS or len(faults) >= MAX_ITEMS:
                faults.append(Fault(code="too-many-items", text=f"more than {MAX_ITEMS:,}; the rest was not read"))
                break
            if not isinstance(thing, dict) or not thing:
                faults.append(Fault(code="not-an-item", text="a value among the items is no item", where=where))
                continue
            items.append(to_item(_read_entry(thing, base, authors, where), about, explain=raw.explain))
        if not items and not faults:
            faults.append(Fault(code="no-items", text="the feed has no items at present", level="note"))
        return Parsed(items=tuple(items), faults=tuple(faults))


def _read_about(feed: dict[str, Any], charset: str, raw: RawCopy) -> FeedAbout:
    edition = re.search(r"version/([\d.]{1,6})", read_text(feed.get("version")) or "")
    title, home = read_text(feed.get("title")), read_text(feed.get("home_page_url"))
    return FeedAbout(
        format="json_feed",
        standard=f"JSON Feed {edition[1]}" if edition else "JSON Feed",
        charset=charset,
        zone=raw.zone,
        said_language=raw.language,
        scope=read_text(feed.get("feed_url")) or home or title,
        extra={name: text for name, text in (("channel", title), ("channel_link", home)) if text},
        language=read_text(feed.get("language")),
    )


def _authors(thing: dict[str, Any]) -> list[FeedAuthor]:
    found = read_objects(thing.get("authors")) or read_objects(thing.get("author"))
    people = (FeedAuthor(name=read_text(one.get("name")), url=read_text(one.get("url"))) for one in found)
    return [person for person in people if person.name]


def _read_entry(thing: dict[str, Any], base: str | None, authors: list[FeedAuthor], where: str) -> FeedEntry:
    link = read_text(thing.get("url"))
    markup, text = read_text(thing.get("content_html")), read_text(thing.get("content_text"))
    title, summary = read_text(thing.get("title")), read_text(thing.get("summary"))
    content = FeedText(markup, True) if markup else FeedText(text, False) if text else None
    entry = FeedEntry(
        guid=read_text(thing.get("id")),
        link=join_url(base, link) if link else None,
        title=FeedText(title) if title else None,
        summary=FeedText(summary, False) if summary else None,
        content=content,
        published=read_text(thing.get("date_published")),
        updated=read_text(thing.get("date_modified")),
        authors=_authors(thing) or authors,
        subjects=[Concept(name=tag) for tag in read_texts(thing.get("tags"))],
        language=read_text(thing.get("language")),
        base=base,
        where=where,
    )
    if other := read_text(thing.get("external_url")):
        entry.links.append(ItemLink(rel="related", href=join_url(base, other)))
    for name in ("image", "banner_image"):
        if url := read_text(thing.get(name)):
            entry.media.append(Media(type="picture", role=name, renditions=(Rendition(href=join_url(base, url)),)))
    entry.media.extend(_attachments(thing, base))
    room = thing.get("_wireroom")
    if isinstance(room, dict) and isinstance(room.get("fields"), dict):
        entry.own = {name: words for name, words in room["fields"].items() if isinstance(words, str)}
    for name, value in thing.items():
        if name.startswith("_") and (words := read_text(value)) and len(words) <= 500:
            entry.extra[name] = words
    return entry


def _attachments(thing: dict[str, Any], base: str | None) -> list[Media]:
    found = []
    for one in read_objects(thing.get("attachments")):
        if url := read_text(one.get("url")):
            mime, size = read_text(one.get("mime_type")), read_number(one.get("size_in_bytes"))
            file = Rendition(href=join_url(base, url), mime=mime, size=size)
            title = read_text(one.get("title"))
            found.append(Media(type=kind_of(mime, url), role="attachment", headline=title, renditions=(file,)))
    return found


FORMAT: Final[WireFormat] = JsonFeed()
