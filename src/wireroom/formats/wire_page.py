"""Wire pages (no standard): an agency's story as a web page shows it, as text or HTML, with the page's "Off the wire" box.

The form in which agency copy stands on news sites. Read: headline, breadcrumb, source and date
("Xinhua, August 27, 2016 Adjust font size:"), body, and the box of rolling headlines, before or after the story, in one line
with bullets, one a line, or as a list. Each line of the box is an item of its own: the page says who sent it and on which
day, and no more. The end mark stays in the last block: taking it off is the house style's work.
Pages that describe themselves in JSON-LD are `html_page`'s, with their box.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Block, Fault, Item, item_id
from wireroom.text import pageparts
from wireroom.text.byline import read_byline
from wireroom.text.charset import declared_charset, decode
from wireroom.text.dates import placed
from wireroom.text.pagelines import MAX_LINES, PageLine, lines_of_html, lines_of_text
from wireroom.text.pageparts import SourceLine
from wireroom.text.plaincopy import is_release_line
from wireroom.text.wirebox import BOX_TITLE, iter_box_items

#: a page is read up to here; the rest is named in a Fault
MAX_BYTES: Final = 8 * 1024 * 1024
_LONGEST_BYLINE: Final = 120
_MARKUP: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|h1|h2|p|ul|table|article|section|main)\b", re.IGNORECASE
)
_SIGNS: Final = (
    re.compile(rb"you are here\s*:", re.IGNORECASE),
    re.compile(rb"(?:adjust|change) (?:font|text) size", re.IGNORECASE),
)
_TICKER: Final = re.compile(
    rb"(?:class|id)\s*=\s*[\"'][^\"'<>]{0,60}(?:off-?_?the-?_?wire|news-?wire|ticker)", re.IGNORECASE
)
_SELF_DESCRIBED: Final = re.compile(rb"\"@type\"\s*+:\s*+(?:\[\s*+)?\"\w*Article\"")
#: copy of another form that may carry the same words
_OTHERS: Final = (b"\x01", b"\x16", b"ZCZC", b"{", b"[", b"<?xml", b"<rss", b"<feed")


class _WirePage:
    name = "wire_page"

    def sniff(self, raw: RawCopy) -> float:
        start = raw.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if start.startswith(_OTHERS) and b"xhtml" not in raw.head.lower():
            return 0.0
        # the box may stand below the story, so the signs are looked for in the whole page; up to 256 KiB of it
        area = raw.data[: 256 * 1024]
        if b"\x00" in area[:512] or _SELF_DESCRIBED.search(area):
            return 0.0
        n_signs = sum(1 for sign in _SIGNS if sign.search(area))
        if BOX_TITLE.search(area):
            return 0.92 if n_signs else 0.8
        if n_signs:
            return 0.6 + 0.1 * n_signs
        if _TICKER.search(area):
            return 0.5  # many pages roll headlines; without another sign `html_page` reads them better
        if not _MARKUP.search(raw.head):
            lines = lines_of_text(decode(raw.head)[0])[:4]
            source = pageparts.find_source(lines)
            if (
                source
                and not is_release_line(lines[0].text)
                and any(line.number == source.number and pageparts.is_set_apart(line) for line in lines)
            ):
                return 0.5
        return 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        faults: list[Fault] = []
        if len(raw.data) > MAX_BYTES:
            faults.append(Fault(code="copy-too-long", text=f"only the first {MAX_BYTES:,} bytes were read"))
        data = raw.data[:MAX_BYTES]
        is_markup = bool(_MARKUP.search(raw.head))
        declared = declared_charset(raw.content_type) or (declared_charset(data[:2048]) if is_markup else None)
        text, charset, found = decode(data, raw.charset or declared)
        faults.extend(found)
        lines = lines_of_html(text) if is_markup else lines_of_text(text)
        if not lines:
            raise FormatError("the page has no words", format_name=self.name)
        if len(lines) >= MAX_LINES:
            faults.append(Fault(code="copy-too-long", text=f"only the first {MAX_LINES:,} lines were read"))
        items = _Page(lines, raw, charset).items()
        if not items:
            raise FormatError("no headline, no story and no box of headlines on the page", format_name=self.name)
        return Parsed(items=tuple(items), faults=tuple(faults))


class _Page:
    """The parts of one page and the items they make."""

    def __init__(self, lines: Sequence[PageLine], raw: RawCopy, charset: str) -> None:
        self.raw = raw
        self.charset = charset
        parts = pageparts.find_parts(lines)
        self.boxes = parts.boxes
        self.source = parts.source or SourceLine(number=0)
        self.sections = parts.sections
        self.headline = parts.headline
        self.blocks = pageparts.blocks_of_lines(parts.body)
        self.first_body_line = parts.body[0].number if parts.body else 0

    def items(self) -> list[Item]:
        """The story first, then the box lines in their order; a line that a page shows twice is one item."""
        found = [self.story()] if self.headline or self.blocks else []
        return [*found, *iter_box_items(self.boxes, self._item("", None), explain=self.raw.explain)]

    def story(self) -> Item:
        headline = self.headline.text if self.headline else None
        key = item_id("wire_page", "story", self.source.agency_name, self.issued_on, headline, *_texts(self.blocks))
        created, assumed = None, False
        faults: tuple[Fault, ...] = ()
        if self.source.date and self.source.date.clock:
            date = self.source.date
            created, assumed = placed(date.day, date.clock or self.source.date.clock, date.zone, self.raw.zone)
            if created is None:
                faults = (Fault(code="time-unread", text=f"unknown time zone {date.zone!r}", where="versioncreated"),)
        item = self._item(key, headline)
        first, *rest = self.blocks or (Block(text=""),)
        signed = (
            read_byline(first.text) if first.kind == "para" and len(first.text) < _LONGEST_BYLINE and rest else None
        )
        return msgspec.structs.replace(
            item,
            blocks=tuple(rest) if signed else self.blocks,
            sections=self.sections,
            byline=self.source.byline or (signed.text if signed else None),
            versioncreated=created,
            is_zone_assumed=assumed,
            extra=dict(self.source.notes),
            faults=faults,
            provenance=self._provenance(),
        )

    @property
    def issued_on(self) -> str | None:
        return self.source.date.day.isoformat() if self.source.date else None

    def _item(self, key: str, headline: str | None) -> Item:
        return Item(
            id=key,
            uri=f"urn:wireroom:item:{key}",
            format="wire_page",
            charset=self.charset,
            headline=headline,
            agency_name=self.source.agency_name,
            issued_on=self.issued_on,
        )

    def _provenance(self) -> dict[str, str]:
        if not self.raw.explain:
            return {}
        where = {}
        if self.headline:
            where["headline"] = f"line {self.headline.number}"
        if self.source.number:
            where |= dict.fromkeys(("agency_name", "issued_on", "versioncreated"), f"line {self.source.number}")
        if self.blocks:
            where["blocks"] = f"from line {self.first_body_line}"
        return where


def _texts(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks]


FORMAT: Final[WireFormat] = _WirePage()
