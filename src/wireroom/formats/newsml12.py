"""NewsML 1.0 to 1.2 (IPTC): the component format that AFP, EFE, Kyodo, TASS, ANA and others have sent for years.

Read: each `NewsItem` of the document with the envelope's facts: identification, management (status, urgency, a status
that will change = an embargo), news lines, administrative, rights and descriptive metadata, content as NITF, XHTML, bare
paragraphs, escaped HTML or text; components with pictures as media with their captions. A `NewsItem` that holds only a
`TopicSet` or a `Catalog` is no news and is reported as a fault. What is lost: catalogs, topics beyond their names,
`Update` instructions on other items.

Met in the wild: no version attribute and bare `p` as content (AFP by way of others), ISO-8859-1 declared over UTF-8, HTML
in CDATA and names of subjects in a `TopicSet` (ANA), the slug as name label, the author as `Creator` and what changed as an
`AdvisoryLine` (AFP), the same text in several formats in one component (Business Wire), a DOCTYPE that names further DTDs as
entities (AFP, 2001), times without a zone beside a `DateLabel` that says GMT (Europa Press), items without any content (AFP), one
`NewsComponent` alone, a dateline that is only a day (Lusa, ANA).

Source: NewsML 1.2 (IPTC, 2003), DTD and functional specification.
"""

import re
from typing import Any, Final

from lxml import etree

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Fault, Item, ItemLink, Signal
from wireroom.text.dateline import given_dateline, read_dateline
from wireroom.text.gathered import make_item
from wireroom.text.newsml12_component import Component, formal_name, read_comment, read_component
from wireroom.text.parties import agency_named, is_person
from wireroom.text.xml import XML_LANG, Document, XmlProblem, local_name, read_document, root_name, text_of
from wireroom.text.zoned_times import read_zoned

_STATUS: Final = {
    "usable": "usable", "embargoed": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled",
    "killed": "canceled", "deleted": "canceled",
}  # fmt: skip
_NOT_NEWS: Final = frozenset(("TopicSet", "Catalog", "Update"))
#: what a label says of the times beside it
_GMT: Final = re.compile(r"\d\d:\d\d(?::\d\d)? ?(?:GMT|UTC)\b")
#: items in items, as packages are met
_MAX_NESTED: Final = 8
_PATHS: Final = {
    "native_guid": "Identification/NewsIdentifier/PublicIdentifier", "version": "NewsIdentifier/RevisionId",
    "versioncreated": "NewsManagement/ThisRevisionCreated", "firstcreated": "NewsManagement/FirstCreated",
    "pubstatus": "NewsManagement/Status", "urgency": "NewsManagement/Urgency", "embargoed": "StatusWillChange",
    "sent_at": "NewsEnvelope/DateAndTime", "priority": "NewsEnvelope/Priority", "headline": "NewsLines/HeadLine",
    "byline": "NewsLines/ByLine", "dateline": "NewsLines/DateLine", "slugline_raw": "NewsLines/SlugLine, NameLabel",
    "creditline": "NewsLines/CreditLine", "language": "DescriptiveMetadata/Language", "ednote": "NewsLines/NewsLine",
    "subjects": "DescriptiveMetadata/SubjectCode", "genres": "DescriptiveMetadata/Genre", "blocks": "DataContent",
    "message_number": "NewsEnvelope/TransmissionId", "service": "NewsEnvelope/NewsService",
    "agency_name": "AdministrativeMetadata/Provider", "keywords": "DescriptiveMetadata/Property, NewsLines/KeywordLine",
}  # fmt: skip


class Newsml12:
    """NewsML 1.0 to 1.2 (IPTC)."""

    name = "newsml12"

    def sniff(self, raw: RawCopy) -> float:
        """The root element, upper case as NewsML-G2 never has it."""
        root = root_name(raw.head)
        return 1.0 if root == "NewsML" else 0.8 if root in ("NewsItem", "NewsComponent") else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read all news items of the document."""
        try:
            document = read_document(raw.data)
        except XmlProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        message = _Message(raw)
        if local_name(document.root) == "NewsComponent":
            message.read_item([document.root])
        else:
            message.gather(document.root, 0)
        if not message.items and not message.faults:
            raise FormatError("no NewsItem in it", format_name=self.name)
        return Parsed.of_document(
            document,
            message.items,
            lambda found, whole: _make_item(found, raw, document, is_complete=whole),
            message.faults,
        )


class _Message:
    """A document while it is read."""

    def __init__(self, raw: RawCopy) -> None:
        self.raw = raw
        self.envelope = Component(zone=raw.zone)
        self.items: list[Component] = []
        self.faults: list[Fault] = []

    def gather(self, element: etree._Element, depth: int) -> None:
        """Find the items; an item may hold items in its components."""
        for child in [element] if local_name(element) == "NewsItem" and depth == 0 else element:
            name = local_name(child)
            if name == "NewsEnvelope":
                _read_envelope(child, self.envelope)
            elif name == "NewsItem":
                self.read_item(child)
            if name in ("NewsItem", "NewsComponent", "NewsML") and depth < _MAX_NESTED:
                self.gather(child, depth + 1)

    def read_item(self, element: etree._Element | list[etree._Element]) -> None:
        """Read one item from its element, or from the component that stands for one."""
        names = {local_name(child) for child in element}
        if "NewsComponent" not in names and (held := sorted(names & _NOT_NEWS)):
            self.faults.append(Fault(code="not-news", text=f"a NewsItem holds a {held[0]}, not news", level="note"))
            return
        found = Component(zone=self.raw.zone, ask_zone=self.raw.ask_zone)
        found.fields.update(self.envelope.fields)
        found.extra.update(self.envelope.extra)
        found.unzoned.extend(self.envelope.unzoned)
        if not isinstance(element, list):
            found.set_once("language", element.get(XML_LANG))
        for child in element:
            name = local_name(child)
            if name == "Identification":
                _read_identification(child, found)
            elif name == "NewsManagement":
                _read_management(child, found)
            elif name == "Comment":
                read_comment(child, found)
            elif name == "NewsComponent":
                read_component(child, found)
        if _is_empty(found) and not isinstance(element, list) and next(element.iter("{*}NewsItem"), element) is element:
            fault = Fault(code="not-news", text="a NewsItem holds neither text nor picture nor link", level="note")
            self.faults.append(fault)
            return
        self.items.append(found)


def _is_empty(found: Component) -> bool:
    """Tell whether nothing is said: not even that a former version is put right or taken back."""
    told = ("headline", "blocks", "ednote", "summary", "evolvedfrom")
    return (
        not any(found.fields.get(field) for field in told)
        and found.fields.get("pubstatus") == "usable"
        and not any(found.lists.get(field) for field in ("associations", "links", "signals"))
    )


def _read_envelope(envelope: etree._Element, found: Component) -> None:
    products: list[str] = []
    for child in envelope:
        name = local_name(child)
        if name == "TransmissionId":
            found.set_once("message_number", text_of(child))
        elif name == "DateAndTime":
            found.time("sent_at", text_of(child))
        elif name == "Priority":
            found.priority(formal_name(child))
        elif name == "NewsService":
            found.set_once("service", formal_name(child))
        elif name == "NewsProduct" and (product := formal_name(child)):
            products.append(product)
        elif name == "SentFrom":
            found.keep("sender", next((formal_name(party) for party in child.iter("{*}Party")), None))
    found.set_once("selector", " ".join(dict.fromkeys(products)) if len(products) > 1 else None)
    if len(products) == 1:
        found.keep("product", products[0])


def _read_identification(identification: etree._Element, found: Component) -> None:
    previous, update = None, ""
    for part in identification.iter():
        name, text = local_name(part), text_of(part) if len(part) == 0 else None
        if name == "RevisionId":
            found.set_once("version", text)
            previous = (part.get("PreviousRevision") or "").strip()
            update = (part.get("Update") or "").strip()
            found.keep("revision update", update if update != "N" else None)
        elif name == "PublicIdentifier":
            found.set_once("native_guid", text)
        elif name == "NameLabel":
            found.keep("NameLabel", text)
        elif name in ("ProviderId", "NewsItemId", "DateLabel", "DateId"):
            found.keep(name, text)
            if name == "DateLabel" and text and _GMT.search(text):
                _settle_gmt(found)
    guid, version = found.fields.get("native_guid"), found.fields.get("version")
    if guid is None and (native := found.extra.get("NewsItemId")):
        parts = ("urn:newsml", found.extra.get("ProviderId"), found.extra.get("DateId"), native, version)
        guid = found.fields["native_guid"] = ":".join(filter(None, parts))
    if guid and version and previous and previous not in ("0", version):
        # the standard writes the letter of `Update` behind the revision; it is most likely the same for both
        own = next((own for own in (version, version + update) if guid.endswith(f":{own}")), None)
        former = guid.removesuffix(own) + previous + own.removeprefix(version) if own else guid
        found.add("links", ItemLink(rel="previousVersion", residref=former, version=previous))
        if former != guid:
            found.fields["evolvedfrom"] = former


def _settle_gmt(found: Component) -> None:
    """Read all times that carry no zone as GMT: a label for people says so, whatever the clock of the house."""
    found.is_gmt = True
    for field, words in found.unzoned:
        found.fields[field] = read_zoned(words, "UTC")[0]
    found.unzoned.clear()
    found.zone = "UTC"


def _read_management(management: etree._Element, found: Component) -> None:
    status, until = "", None
    for child in management:
        name = local_name(child)
        if name == "ThisRevisionCreated":
            found.time("versioncreated", text_of(child))
        elif name == "FirstCreated":
            found.time("firstcreated", text_of(child))
        elif name == "Status":
            status = (formal_name(child) or "").lower()
        elif name == "StatusWillChange":
            until = next((text_of(when) for when in child.iter("{*}DateAndTime")), None)
        elif name == "Urgency":
            found.urgency(formal_name(child))
        elif name == "NewsItemType" and (kind := formal_name(child) or "News").lower() != "news":
            found.add("signals", Signal(code=f"NewsItemType:{kind}"))
        elif name == "Instruction":
            _read_instruction(child, found)
        elif name in ("DerivedFrom", "AssociatedWith"):
            rel = "derivedFrom" if name == "DerivedFrom" else "seeAlso"
            if target := child.get("NewsItem"):
                found.add("links", ItemLink(rel=rel, residref=target))
    found.fields["pubstatus"] = _STATUS.get(status, "usable")
    if status and status not in _STATUS:
        found.fault("status-unknown", f"unknown status {status[:40]!r}", "pubstatus")
    if status == "embargoed":
        found.time("embargoed", until)
        if "embargoed" not in found.fields:
            found.fields.setdefault("embargo_text", "embargoed until further notice")


def _read_instruction(instruction: etree._Element, found: Component) -> None:
    """An instruction tells what to do with former revisions: each revision's new status."""
    if code := formal_name(instruction):
        found.add("signals", Signal(code=f"Instruction:{code}"))
    for revision in instruction.iter("{*}RevisionStatus"):
        status = next((formal_name(part) for part in revision.iter("{*}Status")), None)
        if status:
            found.add("signals", Signal(code=f"RevisionStatus:{status}", note=revision.get("Revision")))


def _make_item(found: Component, raw: RawCopy, document: Document, *, is_complete: bool) -> Item:
    """Decide what takes several places together, and make the item."""
    found.set_once("slugline_raw", found.extra.get("NameLabel") or found.keyword_line)
    fields = found.settled()
    parties = (found.extra.get("provider"), found.extra.get("source"), fields.get("creditline"))
    domain = found.extra.get("ProviderId")
    if agency := agency_named(*parties) or agency_named(domain, fields.get("copyrightholder")):
        fields["agency_name"] = agency
    if "dateline" not in fields and (day := found.extra.get("DateLine")) and not _begins_with_dateline(fields):
        fields["dateline"] = given_dateline(day)
    found.settle_zone(fields)
    if found.is_gmt:
        fields.pop("is_zone_assumed", None)
    if fields.get("version") in (None, "1") and "versioncreated" not in fields and "firstcreated" in fields:
        fields["versioncreated"] = fields["firstcreated"]
    if "byline" not in fields:
        known = (*parties, domain, fields.get("copyrightholder"))
        if writers := [name for name in found.creators if is_person(name, known)]:
            fields["byline"] = ", ".join(writers)
    fields["standard"] = _standard(document.root)
    fields["type"] = fields["associations"][0].type if found.is_picture else _type(fields)
    if language := fields.get("language"):
        main, _, region = language.partition("-")
        fields["language"] = f"{main.lower()}-{region}" if region else main.lower()
    return make_item(
        found,
        fields,
        format_name=FORMAT.name,
        provider=domain or parties[0],
        document=document,
        is_complete=is_complete,
        paths=_PATHS if raw.explain else None,
    )


def _begins_with_dateline(fields: dict[str, Any]) -> bool:
    """Tell whether the text has a dateline of its own, with more in it than the day that stands in the dateline's place."""
    blocks = fields.get("blocks", ())
    return any(read_dateline(block.text, fields.get("agency_name")) is not None for block in blocks[:2])


def _standard(root: etree._Element) -> str:
    version = (root.get("Version") or "").strip()
    return f"NewsML {version}" if version else "NewsML 1"


def _type(fields: dict[str, Any]) -> str:
    if fields.get("blocks"):
        return "text"
    if media := fields.get("associations"):
        return str(media[0].type)
    return "composite" if any(link.rel == "packaged" for link in fields.get("links", ())) else "text"


FORMAT: Final[WireFormat] = Newsml12()
