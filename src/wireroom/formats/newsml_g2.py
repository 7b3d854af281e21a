"""NewsML-G2 2.4 to 2.35 (IPTC): news items, packages and news messages.

Read: `newsItem` and `packageItem`, alone or in a `newsMessage` with its header; QCodes expanded by the IPTC's standard
catalogs and by a `catalog` inside the item; text in `inlineXML` (XHTML, NITF) and `inlineData`; pictures in
`remoteContent`. A `catalogRef` is not fetched. `conceptItem`, `knowledgeItem`, `planningItem` and `catalogItem` are no
news: each is reported as a fault. What is lost: facets, ratings, part metadata (shot lists), hashes, event details.

Met in the wild: times without a zone (STT), `link` with `guidref` (STT), a role on `edNote` that says private (STT),
empty elements for what is not known (STT, ANSA), a slug line with the mark behind it (Reuters), a caption that repeats
slug and headline (Reuters), HTML in `inlineData` that is called plain text (ANSA), codes behind the last paragraph (ANSA),
the same properties as JSON (Refinitiv).

Source: NewsML-G2 2.35 (IPTC, 2024), schema "All-Power"; older editions down to 2.4 name the same properties.
"""

from typing import Any, Final

from lxml import etree

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Block, Dateline, Fault, Item, Media
from wireroom.text.catalogs import STANDARD
from wireroom.text.g2_item import G2Item, local, read_signal
from wireroom.text.g2_json import as_elements, is_g2_json
from wireroom.text.gathered import make_item
from wireroom.text.json_copy import JsonProblem, load_json
from wireroom.text.parties import agency_named, is_person
from wireroom.text.xml import Document, XmlProblem, read_document, root_name, text_of

_NEWS: Final = frozenset(("newsItem", "packageItem"))
_NOT_NEWS: Final = {
    "conceptItem": "a concept", "knowledgeItem": "a vocabulary", "planningItem": "a coverage plan",
    "catalogItem": "a catalog", "contentMeta": "a part of an item", "itemMeta": "a part of an item",
    "groupSet": "a part of a package",
}  # fmt: skip
_SEEN_OR_HEARD: Final = frozenset(("picture", "graphic", "video", "audio", "animation"))
#: an item without any of these is a stub of an item
_SAYS_SOMETHING: Final = ("headline", "versioncreated", "blocks", "slugline", "summary", "associations", "links")
#: messages in messages
_MAX_NESTED: Final = 6
_ROOTS: Final = frozenset(("newsMessage", "itemSet", "contentSet", *_NEWS, *_NOT_NEWS))
#: field -> where it stands, for `--explain`
_PATHS: Final = {
    "native_guid": "@guid", "version": "@version", "versioncreated": "itemMeta/versionCreated",
    "firstcreated": "itemMeta/firstCreated", "embargoed": "itemMeta/embargoed", "pubstatus": "itemMeta/pubStatus",
    "ednote": "itemMeta/edNote", "signals": "itemMeta/signal", "links": "itemMeta/link", "type": "itemMeta/itemClass",
    "urgency": "contentMeta/urgency", "contentcreated": "contentMeta/contentCreated", "expires": "itemMeta/expires",
    "headline": "contentMeta/headline", "slugline": "contentMeta/slugline", "byline": "contentMeta/by",
    "dateline": "contentMeta/dateline", "creditline": "contentMeta/creditline", "subjects": "contentMeta/subject",
    "genres": "contentMeta/genre", "keywords": "contentMeta/keyword", "language": "contentMeta/language/@tag",
    "summary": "contentMeta/description", "blocks": "contentSet", "copyrightholder": "rightsInfo/copyrightHolder",
    "copyrightnotice": "rightsInfo/copyrightNotice", "usageterms": "rightsInfo/usageTerms",
    "sent_at": "newsMessage/header/sent", "priority": "newsMessage/header/priority",
    "service": "newsMessage/header/channel", "agency_name": "itemMeta/provider, contentMeta/infoSource",
}  # fmt: skip


class NewsmlG2:
    """NewsML-G2 2.4 to 2.35: news items, packages and news messages (IPTC)."""

    name = "newsml_g2"

    def sniff(self, raw: RawCopy) -> float:
        """The root element, and the IPTC's namespace."""
        if root_name(raw.head) not in _ROOTS:
            return 0.98 if is_g2_json(raw.head) else 0.0
        return 1.0 if b"iptc.org/std/nar" in raw.head or b"NewsML-G2" in raw.head else 0.6

    def parse(self, raw: RawCopy) -> Parsed:
        """Read all news items of the document."""
        message = _Message(raw)
        try:
            document = _read_json(raw, message) if is_g2_json(raw.head) else read_document(raw.data)
        except (XmlProblem, JsonProblem) as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        message.gather(document.root)
        return Parsed.of_document(
            document,
            message.items,
            lambda found, whole: _make_item(found, raw, document, is_complete=whole),
            message.faults,
        )


def _read_json(raw: RawCopy, message: "_Message") -> Document:
    values, faults, charset = load_json(raw.data, raw.charset)
    root = as_elements(values)
    if not len(root):
        raise JsonProblem("no newsItem in it")
    is_cut = any(fault.code == "json-cut" for fault in faults)
    message.faults.extend(faults)
    return Document(root=root, charset=charset, is_complete=not is_cut)


class _Message:
    """A message while it is read: what its header says of all items, the items, and what is no news."""

    def __init__(self, raw: RawCopy) -> None:
        self.raw = raw
        self.header = G2Item(zone=raw.zone)
        self.items: list[G2Item] = []
        self.faults: list[Fault] = []

    def gather(self, element: etree._Element, depth: int = 0) -> None:
        """Find the items; a message in a message is met in archives."""
        name = local(element.tag)
        if name in _NEWS or name == "contentSet":
            found = G2Item(zone=self.raw.zone, ask_zone=self.raw.ask_zone, header=self.header)
            found.fields["type"] = "composite" if name == "packageItem" else "text"
            found.read(element)
            if not any(found.fields.get(name) or name in found.lists for name in _SAYS_SOMETHING):
                text = f"{name} {found.guid or 'without guid'} has nothing in it"
                self.faults.append(Fault(code="empty-item", text=text))
            else:
                self.items.append(found)
        elif name in _NOT_NEWS:
            guid = f" ({element.get('guid')})" if element.get("guid") else ""
            text = f"{name}{guid} is {_NOT_NEWS[name]}, not news"
            self.faults.append(Fault(code="not-news", text=text, level="note"))
        elif name == "header":
            self._read_header(element)
        elif depth < _MAX_NESTED:
            for child in element:
                self.gather(child, depth + 1)

    def _read_header(self, header: etree._Element) -> None:
        fields, lists = self.header.fields, dict[str, list[str]]()
        for child in header:
            name, text = local(child.tag), text_of(child)
            if name == "signal":
                self.header.add("signals", read_signal(child, STANDARD))
            elif not text:
                continue
            elif name == "sent":
                self.header.time("sent_at", text)
            elif name == "priority":
                self.header.priority(text)
            elif name in ("channel", "destination"):
                lists.setdefault(name, []).append(text)
            elif name in ("sender", "transmitId", "origin"):
                self.header.extra[name] = text
        fields["service"] = " ".join(lists.get("channel", ())) or None
        fields["selector"] = " ".join(lists.get("destination", ())) or None
        if (transmitted := self.header.extra.get("transmitId", "")).isdigit():
            fields["message_number"] = transmitted


def _make_item(found: G2Item, raw: RawCopy, document: Document, *, is_complete: bool) -> Item:
    fields = found.settled()
    _settle(found, fields)
    return make_item(
        found,
        {**fields, "native_guid": found.guid},
        format_name=FORMAT.name,
        provider=found.provider,
        document=document,
        is_complete=is_complete,
        paths=_PATHS if raw.explain else None,
    )


def _settle(found: G2Item, fields: dict[str, Any]) -> None:
    """Decide what takes several properties together: whose copy it is, what the caption is, who wrote it."""
    credit = fields.get("creditline")
    parties = (found.provider, found.source, credit, fields.get("copyrightholder"))
    if agency := agency_named(*parties):
        fields["agency_name"] = agency
    if fields["type"] in _SEEN_OR_HEARD:
        if found.caption:
            fields.setdefault("blocks", (Block(text=found.caption),))
        if "associations" in fields:
            first, *rest = fields["associations"]
            whole = Media(
                type=fields["type"],
                headline=fields.get("headline"),
                caption=found.caption,
                credit=credit,
                rights=fields.get("copyrightnotice"),
                renditions=first.renditions,
            )
            fields["associations"] = (whole, *rest)
    elif found.caption:
        found.extra["caption"] = found.caption
    if "headline" not in fields and (title := found.extra.get("title")):
        fields["headline"] = title
    if "byline" not in fields and (writers := [name for name in found.creators if is_person(name, parties)]):
        fields["byline"] = ", ".join(writers)
    if "dateline" in fields and (place := found.extra.get("located")):
        fields["dateline"] = _placed(fields["dateline"], place)


def _placed(dateline: Dateline, place: str) -> Dateline:
    """Name the city of a dateline as it is printed there, when the metadata says which it is."""
    at = dateline.text.casefold().find(place.casefold())
    if at < 0 or len(dateline.text) != len(dateline.text.casefold()):
        return dateline
    return Dateline(text=dateline.text, city=dateline.text[at : at + len(place)], date=dateline.date)


FORMAT: Final[WireFormat] = NewsmlG2()
