"""Item: one transmission of one piece of news, normalised. Never changed after it is stored.

Field names are those of IPTC ninjs 2.x where ninjs has one (`versioncreated`, `slugline`, `located` …); the rest are
the trade's own. A format fills what its bytes say; a house style (`agencies`) adds `marks`, `headline_clean`, `slugline`,
`dateline` and takes end marks off the blocks. What the wire said and we do not model stays in `extra`.
"""

import hashlib
import html
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec

from wireroom.model.fault import Fault
from wireroom.model.marks import Marks

BlockKind = Literal["para", "subhead", "table", "list", "quote", "pre", "note", "rule"]
PubStatus = Literal["usable", "withheld", "canceled"]
_KILLING = frozenset(("kill", "withdrawal"))


def item_id(*parts: str | None) -> str:
    """Name an item by what identifies it (agency, native id, native version …): 24 hex digits, the same on re-reading."""
    written = "".join(["\0\x1f" if part is None else f"\1{part}\x1f" for part in parts])
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:24]


class Block(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One block of the body, in order."""

    kind: BlockKind = "para"
    #: without markup; rows of a table are lines, cells are tab-separated
    text: str
    #: sanitised, one block element with its tags, e.g. "<p>… <a href=…>…</a></p>"; None = plain text is all there is
    html: str | None = None


class Dateline(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where and when the copy says it was written: "PARIS, Oct 4 (AP) -"."""

    #: as printed, with credits and dash
    text: str
    #: as printed, in the case it was printed in; never resolved to a country
    city: str | None = None
    #: what stands after the city: state, region, country
    region: str | None = None
    #: agencies in the brackets: "dpa", "tca"
    credits: tuple[str, ...] = ()
    #: as printed: "Oct 4"; the year is not guessed
    date: str | None = None


class Concept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A subject, genre, place, person or organisation, under its scheme."""

    name: str | None = None
    #: the code in its scheme, e.g. "04000000", "medtop:20000002"
    code: str | None = None
    #: alias or URI of the scheme, e.g. "medtop", "http://cv.iptc.org/newscodes/mediatopic/"
    scheme: str | None = None
    uri: str | None = None
    #: the concept's type, e.g. "cpnat:person", or its role
    rel: str | None = None
    #: 0 … 100 as sent
    relevance: int | None = None


class Signal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An instruction in metadata: "sig:update", "edStat:C", "atomic"."""

    code: str
    name: str | None = None
    uri: str | None = None
    note: str | None = None


class ItemLink(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A link to another item or page, as sent."""

    #: "previousVersion", "derivedFrom", "translationOf", "seeAlso", "alternate", "correctionOf", "evolvedFrom" …
    rel: str
    #: the other item's native id; None when the link is to a page
    residref: str | None = None
    version: str | None = None
    href: str | None = None
    title: str | None = None
    type: str | None = None


class Rendition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One file of a picture, video or graphic."""

    href: str | None = None
    name: str | None = None
    mime: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = None


#: how a document fetched for an entry of a feed is linked to it
DOCUMENT_OF: Final = "isVersionOf"


class Media(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A picture, video, graphic or sound that goes with the item."""

    #: "picture", "video", "audio", "graphic", "text", "composite"
    type: str
    #: the role under which the item names it, e.g. "featuremedia"
    role: str | None = None
    native_guid: str | None = None
    headline: str | None = None
    caption: str | None = None
    credit: str | None = None
    rights: str | None = None
    renditions: tuple[Rendition, ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One transmission, as one agency sent it. Times are aware, UTC; None means the copy does not say."""

    # identity
    #: ours, from `item_id`: agency, native guid and native version, or what stands for them; never random
    id: str
    #: a URI: the native one where it is one, else "urn:wireroom:item:<id>"
    uri: str
    #: who wrote it, by the name of its house style: "ap", "reuters", "xinhua"; None = unknown
    agency: str | None = None
    #: the agency's name as pages show it: "Xinhua", "AP"; None = unknown
    agency_name: str | None = None
    #: as received
    native_guid: str | None = None
    #: as received: a string, ordered by `versioncreated` and then arrival
    version: str | None = None
    #: the format that read it, and the standard with its edition as declared: "newsml_g2", "NewsML-G2 2.35"
    format: str
    standard: str | None = None
    type: str = "text"
    charset: str | None = None

    # envelope
    #: with leading zeros
    message_number: str | None = None
    cross_reference: str | None = None
    #: ANPA service level, IPTC source letters, NewsML channel
    service: str | None = None
    selector: str | None = None
    #: transmission priority on our scale, 1 flash … 6 ordinary; None when the format has none
    priority: int | None = None
    #: as sent: "4", "b"
    priority_raw: str | None = None
    #: IPTC editorial urgency 1-9; never copied from the priority
    urgency: int | None = None
    #: category letters as sent: "i", "ec"
    category: str | None = None

    # times
    versioncreated: datetime | None = None
    firstcreated: datetime | None = None
    contentcreated: datetime | None = None
    sent_at: datetime | None = None
    #: True when the copy gave a time without a zone and one was assumed
    is_zone_assumed: bool = False
    #: the IANA zone that was assumed: the source's by its settings, else that of the agency's house; None = UTC, or none was
    zone: str | None = None
    #: a day without a time, ISO: "2016-08-27"; for copy that carries no more than that
    issued_on: str | None = None
    embargoed: datetime | None = None
    #: the words of an embargo; with `embargoed` None they could not be read as a time and the item is held
    embargo_text: str | None = None
    expires: datetime | None = None

    # what it says of itself
    pubstatus: PubStatus = "usable"
    #: as sent where the format has a field for it, else the same as `slug`
    slugline: str | None = None
    #: the story's working name: the slugline without cycle, marks and word count; set by the house style
    slug: str | None = None
    #: the slug line as sent, with cycle, mark and word count where the wire writes them
    slugline_raw: str | None = None
    #: the version field as sent: "1stLd-Writethru", "2ND LEAD 3RD NET"
    take_key: str | None = None
    marks: Marks = Marks()
    signals: tuple[Signal, ...] = ()
    links: tuple[ItemLink, ...] = ()
    #: native guid of the item this one is a new version of, where the wire says so
    evolvedfrom: str | None = None

    # text
    #: as the agency sent it
    headline: str | None = None
    #: without marks and end signs: what pages show
    headline_clean: str | None = None
    subheadlines: tuple[str, ...] = ()
    byline: str | None = None
    #: who is credited beside the writer: "Associated Press", "dpa/tca"
    creditline: str | None = None
    dateline: Dateline | None = None
    #: to editors, may be seen by every editor who has the item; never by readers
    ednote: str | None = None
    #: "not for publication": contacts, phone numbers; never leaves the desk
    ednote_private: str | None = None
    summary: str | None = None
    blocks: tuple[Block, ...] = ()
    sign_off: str | None = None
    #: columns are meant: keep line breaks
    is_preformatted: bool = False
    #: False: the end of the copy did not come
    is_complete: bool = True
    #: as the wire declared it
    wordcount: int | None = None
    #: BCP 47; None = neither declared nor found
    language: str | None = None
    is_language_guessed: bool = False

    # classes
    keywords: tuple[str, ...] = ()
    subjects: tuple[Concept, ...] = ()
    genres: tuple[Concept, ...] = ()
    places: tuple[Concept, ...] = ()
    people: tuple[Concept, ...] = ()
    organisations: tuple[Concept, ...] = ()
    #: breadcrumb or section names, outermost first
    sections: tuple[str, ...] = ()

    # rights and media
    copyrightholder: str | None = None
    copyrightnotice: str | None = None
    usageterms: str | None = None
    associations: tuple[Media, ...] = ()

    #: wire fields we do not model, by the wire's own names; a house style may use them
    extra: Mapping[str, str] = {}
    faults: tuple[Fault, ...] = ()
    #: where each fact was found: field -> "line 4", "byte 120", an XPath; filled when asked to explain
    provenance: Mapping[str, str] = {}

    @property
    def body_text(self) -> str:
        """The body without markup, blocks apart by an empty line."""
        return "\n\n".join(block.text for block in self.blocks)

    @property
    def body_html(self) -> str:
        """The body as sanitised HTML, one element a block."""
        return "\n".join(_block_html(block) for block in self.blocks)

    @property
    def n_words(self) -> int:
        """Words counted in the body, by white space."""
        return sum(len(block.text.split()) for block in self.blocks)

    @property
    def is_kill(self) -> bool:
        """Tell whether it takes other copy back: a kill, a withdrawal, a canceled version."""
        return self.pubstatus == "canceled" or not _KILLING.isdisjoint(self.marks.actions)

    @property
    def notice_id(self) -> str:
        """The id a kill is given that came under the very id, and version, of what it kills."""
        return item_id("notice", self.id)

    @property
    def title(self) -> str:
        """What a page or a ticker calls it: clean headline, else headline, else slug, else the first words."""
        for text in (self.headline_clean, self.headline, self.slug, self.slugline, self.slugline_raw):
            if text and text.strip():
                return text.strip()
        if self.blocks:
            return self.blocks[0].text[:120].strip() or "(no headline)"
        return "(no headline)"


_TAGS = {"subhead": "h2", "quote": "blockquote", "pre": "pre", "note": "p", "table": "pre", "list": "p"}


def _block_html(block: Block) -> str:
    if block.html is not None:
        return block.html
    if block.kind == "rule":
        return "<hr>"
    tag = _TAGS.get(block.kind, "p")
    return f"<{tag}>{html.escape(block.text, quote=False)}</{tag}>"
