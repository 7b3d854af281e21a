"""HTML 5 news pages: NewsArticle of schema.org 28 (JSON-LD) first, then meta elements, and the story found on the page.

Standards: HTML 5, schema.org 28, Open Graph. Read: headline, times, writers, publisher, sections, keywords, language,
canonical address, picture, the lines of an "Off the wire" box, and the story's blocks (found by trafilatura, settled by the
page's own `articleBody`). A page of several stories in full (told to machines, or in `article` elements that are alike) is
as many items; a live blog is one, its posts under their times. Not read: comments. Agency pages with a box that do not
describe themselves are `wire_page`'s.
"""

import re
from typing import Final

import msgspec
from selectolax.lexbor import LexborHTMLParser

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Block, Fault, Item, Media, Rendition, item_id
from wireroom.text.byline import read_byline
from wireroom.text.charset import declared_charset, decode
from wireroom.text.dateline import read_dateline
from wireroom.text.dates import FoundDate, find_date
from wireroom.text.mainstory import find_story, live_blocks
from wireroom.text.markup import bounded
from wireroom.text.page_byline import byline_part, find_signed
from wireroom.text.page_pictures import find_pictures, with_pictures, without_captions
from wireroom.text.page_stories import find_page_stories
from wireroom.text.page_time import find_shown_time
from wireroom.text.pagefacts import PageFacts, read_page_facts
from wireroom.text.pagelines import lines_of_html
from wireroom.text.pageparts import Parts, find_parts
from wireroom.text.times import read_day
from wireroom.text.wirebox import BOX_TITLE, iter_box_items
from wireroom.text.zoned_times import read_zoned

MAX_BYTES: Final = 4 * 1024 * 1024
#: what a document begins with; other XML has a `head` and a `body` too
_HTML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?>.{0,2000}?-->)\s*+){0,5}+<(?:!doctype\s+html|html\b|head\b|body\b)",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_XML: Final = re.compile(rb"<(?:nitf|news|rss|feed|rdf|NewsML)", re.IGNORECASE)
#: the first element names a namespace that is not XHTML's
_FOREIGN: Final = re.compile(rb"<[A-Za-z][\w.:-]{0,60}\s[^<>]{0,400}?\bxmlns=[\"'](?!http://www\.w3\.org/1999/xhtml)")
_PARTS: Final = re.compile(rb"<(?:div|p|h1|h2|article|table|ul|span)\b", re.IGNORECASE)
_STORY: Final = re.compile(rb"\"@type\"\s*+:\s*+(?:\[\s*+)?\"(?:\w*Article|BlogPosting|Report)\"")
#: where byline and day stand, and how long they are at most
_HEAD_BLOCKS: Final = 4
_LONGEST_HEAD: Final = 100
_MOST_BESIDE_DAY: Final = 16
_ONLY_LABEL: Final = re.compile(
    r"(?:stand|(?:last )?updated|published|posted|publié|mis à jour|actualizado|aggiornato|pubblicato|uppdaterad|publicerad)\s?:",
    re.IGNORECASE,
)
#: what pages tell of themselves, apart from the story
_TOLD: Final = (
    "headline", "subheadlines", "native_guid", "versioncreated", "firstcreated", "byline", "summary", "sections", "keywords",
    "language", "copyrightholder", "associations",
)  # fmt: skip


class _HtmlPage:
    name = "html_page"

    def sniff(self, raw: RawCopy) -> float:
        head = raw.head.lstrip()
        if _HTML.match(head):
            # pages say what they are below styles and scripts, far behind the first 4 KiB
            return 0.85 if _STORY.search(raw.data[: 512 * 1024]) else 0.55
        is_markup = head.startswith(b"<") and not head.startswith(b"<?xml") and not _OTHER_XML.search(head[:600])
        is_markup = is_markup and len(_PARTS.findall(head)) > 2 and not _FOREIGN.match(head)
        return 0.35 if is_markup else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        faults: list[Fault] = []
        if len(raw.data) > MAX_BYTES:
            faults.append(Fault(code="copy-too-long", text=f"only the first {MAX_BYTES:,} bytes were read"))
        data = raw.data[:MAX_BYTES]
        declared = declared_charset(raw.content_type) or declared_charset(data[:4096])
        text, charset, found = decode(data, raw.charset or declared)
        faults.extend(found)
        markup = bounded(text)
        if len(markup) < len(text):
            faults.append(Fault(code="nested-too-deep", text="the markup stands open too deep; the page was cut there"))
        tree = LexborHTMLParser(markup)
        facts = read_page_facts(tree)
        has_box = BOX_TITLE.search(data) is not None
        is_told = facts.headline and facts.published
        parts = find_parts(lines_of_html(markup)) if has_box or not is_told else None
        boxes = parts.boxes if parts else ()
        parts = None if is_told else parts
        headline = facts.headline or (parts.headline.text if parts and parts.headline else None)
        stories = find_page_stories(tree, markup, facts)
        if stories:
            items = [
                _story_item(story.facts, None, story.facts.headline, story.blocks, charset, raw.zone)
                for story in stories
            ]
        else:
            blocks = find_story(markup, headline=headline, told=None if facts.posts else facts.body)
            blocks = live_blocks(blocks, facts.posts) if facts.posts else blocks
            pictured = find_pictures(tree)
            blocks = without_captions(blocks, pictured.captions)
            if not headline and not blocks:
                raise FormatError("neither a headline nor a story on the page", format_name=self.name)
            told = _story_item(facts, parts, headline, blocks, charset, raw.zone, find_signed(tree))
            items = [with_pictures(_timed(told, tree, raw.zone), pictured.pictures)]
        if raw.explain:
            where = dict.fromkeys(_TOLD, "JSON-LD, else meta elements" if facts.type else "meta elements")
            where |= dict.fromkeys(("blocks", "dateline"), "the page's main text")
            if not facts.headline:
                where["headline"] = "the page's text"
            items = [msgspec.structs.replace(item, provenance=where) for item in items]
        item = items[0]
        day = item.issued_on or (item.versioncreated.date().isoformat() if item.versioncreated else None)
        lines = iter_box_items(boxes, msgspec.structs.replace(item, issued_on=day), explain=raw.explain)
        return Parsed(items=(*items, *lines), faults=tuple(faults))


def _story_item(
    facts: PageFacts,
    parts: Parts | None,
    headline: str | None,
    blocks: tuple[Block, ...],
    charset: str,
    zone: str | None,
    shown: str | None = None,
) -> Item:
    """Make the item; `shown` is the byline as the page shows it, which counts where the page tells machines of no person."""
    kept, signed = _without_head(blocks, () if facts.is_by_house else facts.authors)
    item = _item(facts, parts, headline, kept, charset, zone)
    signed = signed or shown
    return (
        msgspec.structs.replace(item, byline=signed) if signed and (item.byline is None or facts.is_by_house) else item
    )


def _timed(item: Item, tree: LexborHTMLParser, zone: str | None) -> Item:
    """Give an item whose page tells machines no time the one that it shows."""
    if item.versioncreated is not None or (shown := find_shown_time(tree)) is None:
        return item
    created, is_assumed = read_zoned(shown, zone)
    return (
        msgspec.structs.replace(item, versioncreated=created, is_zone_assumed=is_assumed, issued_on=None)
        if created
        else item
    )


def _without_head(blocks: tuple[Block, ...], authors: tuple[str, ...]) -> tuple[tuple[Block, ...], str | None]:
    """Take byline and day off the head of a story; gives the rest, and the byline as printed."""
    kept, signed = list(blocks), None
    for block in blocks[:_HEAD_BLOCKS]:
        text = block.text
        if block.kind != "para" or len(text) > _LONGEST_HEAD:
            continue
        by = read_byline(byline_part(text))
        if by is not None and signed is None and (not authors or any(name in text for name in authors)):
            signed = by.text
            kept.remove(block)
        elif _ONLY_LABEL.fullmatch(text) or (
            (day := find_date(text)) and len(_letters_beside(text, day)) < _MOST_BESIDE_DAY
        ):
            kept.remove(block)
    return tuple(kept), signed


def _letters_beside(text: str, day: FoundDate) -> str:
    return re.sub(r"[\W\d_]+", "", text[: day.start] + text[day.end :])


def _item(
    facts: PageFacts,
    parts: Parts | None,
    headline: str | None,
    blocks: tuple[Block, ...],
    charset: str,
    zone: str | None,
) -> Item:
    source = parts.source if parts else None
    first, first_assumed = read_zoned(facts.published, zone)
    last, last_assumed = read_zoned(facts.modified, zone)
    created = last or first
    dateline = read_dateline(blocks[0].text) if blocks else None
    issued_on = None
    if created is None:
        issued_on = read_day(facts.modified) or read_day(facts.published)
        if issued_on is None and source and source.date:
            issued_on = source.date.day.isoformat()
    key = item_id(
        "html_page", facts.url, facts.modified or facts.published, headline, *(block.text for block in blocks)
    )
    extra = {
        name: value
        for name, value in (("publisher", facts.publisher), ("schema", facts.type), ("dateline", facts.dateline))
        if value
    }
    authors = ", ".join(facts.authors)
    picture = Media(
        type="picture", role="featuremedia", caption=facts.caption, renditions=(Rendition(href=facts.image),)
    )
    return Item(
        id=key,
        uri=facts.url or f"urn:wireroom:item:{key}",
        agency_name=facts.source or (source.agency_name if source else None),
        native_guid=facts.url,
        format="html_page",
        standard=f"schema.org {facts.type}" if facts.type else None,
        charset=charset,
        versioncreated=created,
        firstcreated=first,
        is_zone_assumed=last_assumed if last else first_assumed,
        issued_on=issued_on,
        headline=headline,
        subheadlines=(facts.alternative,) if facts.alternative and facts.alternative != headline else (),
        byline=(f"By {authors}" if authors else None) or (source.byline if source else None),
        dateline=dateline,
        summary=facts.summary,
        sections=facts.sections or (parts.sections if parts else ()),
        keywords=facts.keywords,
        language=facts.language,
        copyrightholder=facts.copyrightholder,
        associations=(picture,) if facts.image else (),
        blocks=blocks,
        extra=extra,
    )


FORMAT: Final[WireFormat] = _HtmlPage()
