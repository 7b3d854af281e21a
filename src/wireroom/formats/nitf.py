"""NITF 2.5 to 3.6, the News Industry Text Format (IPTC): one story a document.

Read: `docdata` (ids, dates, urgency, status, messages to editors, keywords, rights), `tobject`, `pubdata`,
`revision-history`, `meta` pairs that agencies add, `body.head`, `body.content` with tables and media, `body.end`. What is
lost: inline marking of people, places and money inside paragraphs (their words stay).

Met in the wild: ANPA fields as `meta` (AAP), `NTBStikkord` and its like as `meta` (NTB), a date template that nobody filled
in, `urgency` outside `docdata` and the slug as title (CP), release date equal to issue date where nothing is embargoed (AAP),
no zone on times (AAP, NTB), the lead paragraph twice (archives of newspapers), default namespace or none (AP), the
metadata of XMLNews behind the story (Financial Times, Market News), paragraphs as CDATA (Arkansas Democrat-Gazette).

Source: NITF 3.6 (IPTC, 2012), DTD and schema; 2.5 to 3.5 name the same elements.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from lxml import etree

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Block, Concept, Fault, Item, ItemLink, Signal
from wireroom.text.gathered import Gathered, make_item
from wireroom.text.nitf_body import NitfBody, read_nitf_body
from wireroom.text.own_fields import own_name
from wireroom.text.times import read_time
from wireroom.text.xml import (
    XML_LANG,
    Document,
    XmlProblem,
    folded,
    known_name,
    local_name,
    read_document,
    root_name,
    text_of,
)
from wireroom.text.xmlnews import read_resource

_SUBJECT_CODES: Final = "http://cv.iptc.org/newscodes/subjectcode/"
#: an unfilled template, "YYYYMMDD000000-HHMM"
_TEMPLATE: Final = re.compile(r"YYYY|MMDD|HHMM|0000-?00-?00")
_SLUG_SHAPED: Final = re.compile(r"^(?=.*[-/])[^\s]{3,60}$")
_VERSION: Final = re.compile(r"NITF[ /-]?(\d\.\d)", re.IGNORECASE)
#: roots of several stories; `document` is that of XMLNews, one story with its metadata behind it
_LISTS: Final = ("nitf-list", "nitfs", "documents", "document", "stories")
_STATUS: Final = {
    "usable": "usable", "embargoed": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled",
    "killed": "canceled", "kill": "canceled", "deleted": "canceled",
}  # fmt: skip
_PLAIN_KINDS: Final = frozenset(("news", "text", "article"))
#: names of `meta` -> field
_META_FIELDS: Final = {
    "anpa-sequence": "message_number", "anpa-category": "category", "anpa-service": "service",
    "anpa-takekey": "take_key", "aap-selectors": "selector", "ntbiptcsequence": "message_number",
    "ntbkanal": "service", "language": "language", "categoria": "category",
}  # fmt: skip
_META_SLUGS: Final = frozenset(("anpa-keyword", "ntbstikkord", "slug", "slugline", "ap-slug", "keyword-line"))
_META_PRIORITIES: Final = frozenset(("aap-priority", "anpa-priority", "priority", "prioridad"))
_META_COUNTS: Final = frozenset(("anpa-wordcount", "wordcount", "word-count"))
_META_SOURCES: Final = frozenset(("aap-source", "source", "credit"))
_PATHS: Final = {
    "native_guid": "docdata/doc-id/@id-string", "version": "docdata/du-key/@version", "standard": "nitf/@version",
    "versioncreated": "docdata/date.issue/@norm", "embargoed": "docdata/date.release/@norm",
    "expires": "docdata/date.expire/@norm", "urgency": "urgency/@ed-urg", "pubstatus": "docdata/@management-status",
    "headline": "body.head/hedline/hl1", "byline": "body.head/byline", "dateline": "body.head/dateline",
    "summary": "body.head/abstract", "ednote": "docdata/ed-msg/@info, body.head/note", "blocks": "body.content",
    "keywords": "docdata/key-list/keyword", "subjects": "tobject/tobject.subject", "genres": "tobject/tobject.property",
    "copyrightholder": "docdata/doc.copyright/@holder", "usageterms": "docdata/doc.rights", "sent_at": "pubdata",
    "message_number": "head/meta", "category": "head/meta", "take_key": "head/meta", "slugline_raw": "head/meta, title",
    "language": "@xml:lang, @baselang", "agency_name": "docdata/doc-id/@regsrc, body.head/distributor",
}  # fmt: skip


class Nitf:
    """NITF 2.5 to 3.6 (IPTC)."""

    name = "nitf"

    def sniff(self, raw: RawCopy) -> float:
        """The root element; several stories may stand in a list."""
        root = root_name(raw.head)
        if root == "nitf":
            return 1.0
        return 0.5 if root in _LISTS and b"<nitf" in raw.head else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read the story, or all stories of a list."""
        try:
            document = read_document(raw.data)
        except XmlProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        root = document.root
        stories = [root] if local_name(root) == "nitf" else [part for part in root if local_name(part) == "nitf"]
        if not stories:
            raise FormatError("no nitf element in it", format_name=self.name)
        return Parsed.of_document(
            document, stories, lambda one, whole: _read_story(one, raw, document, is_complete=whole)
        )


class _Story(Gathered):
    """One story while it is read."""

    def __init__(self, raw: RawCopy) -> None:
        super().__init__(zone=raw.zone, ask_zone=raw.ask_zone)
        self.title: str | None = None
        self.source: str | None = None
        self.registered_source: str | None = None
        self.key: str | None = None
        self.release: str | None = None
        self.status = "usable"
        self.revisions: list[tuple[str, str]] = []


def _read_story(nitf: etree._Element, raw: RawCopy, document: Document, *, is_complete: bool) -> Item:
    story = _Story(raw)
    body: etree._Element | None = None
    version = _VERSION.search(nitf.get("version") or "")
    story.fields["standard"] = f"NITF {version[1]}" if version else "NITF"
    story.set_once("language", nitf.get(XML_LANG) or nitf.get("baselang"))
    story.set_once("native_guid", nitf.get("uno"))
    for part in nitf:
        name = local_name(part)
        if name == "body":
            body = part
        elif name == "head":
            _read_head(part, story)
    text = read_nitf_body(body) if body is not None else NitfBody()
    _take_body(story, text)
    if (around := nitf.getparent()) is not None:
        read_resource(around, story)
    fields = story.settled()
    _settle(story, fields, text)
    return make_item(
        story,
        fields,
        format_name=FORMAT.name,
        provider=story.registered_source or story.source,
        document=document,
        is_complete=is_complete,
        paths=_PATHS if raw.explain else None,
    )


def _read_head(head: etree._Element, story: _Story) -> None:
    for element in head.iter():
        handle = _HEAD.get(known_name(element.tag))
        if handle is not None:
            handle(story, element)


def _take_body(story: _Story, text: NitfBody) -> None:
    blocks = text.blocks
    if blocks and text.headline and blocks[0].kind == "subhead" and blocks[0].text == text.headline:
        blocks = blocks[1:]  # AP says the headline again at the top of the text
    story.set_once("headline", text.headline)
    story.set_once("byline", text.byline)
    story.set_once("dateline", text.dateline)
    story.set_once("summary", text.summary)
    story.set_once("creditline", text.byline_credit or text.distributor)
    story.set_once("copyrightnotice", text.rights)
    story.set_once("language", text.language)
    story.set_once("sign_off", text.sign_off)
    story.set_once("blocks", blocks)
    story.note("ednote", text.ednote)
    story.note("ednote_private", text.ednote_private)
    story.keep("distributor", text.distributor)
    for line in text.subheadlines:
        story.add("subheadlines", line)
    for medium in text.media:
        story.add("associations", medium)
    if text.story_date and read_time(text.story_date)[0]:
        story.time("contentcreated", text.story_date)


def _settle(story: _Story, fields: dict[str, Any], text: NitfBody) -> None:
    """Decide what takes several places together: dates, status, slug, whose copy it is."""
    if "headline" not in fields and story.title:
        fields["headline"] = story.title
    elif story.title and "slugline_raw" not in fields and _SLUG_SHAPED.match(story.title):
        fields["slugline_raw"] = story.title
    if "slugline_raw" not in fields:
        words = fields.get("keywords", ())
        if story.key and _SLUG_SHAPED.match(story.key):
            fields["slugline_raw"] = story.key
        elif len(words) == 1:  # PA writes its slug as the only keyword
            fields["slugline_raw"] = words[0]
    fields["pubstatus"] = story.status
    agency = story.registered_source or story.source or text.distributor or fields.get("copyrightholder")
    if agency:
        fields["agency_name"] = agency
    if story.registered_source or story.source:
        story.extra.setdefault("source", story.registered_source or story.source or "")
    _settle_dates(story, fields)
    if "ednote" not in fields and story.revisions and len(story.revisions[-1][1]) > 3:
        fields["ednote"] = story.revisions[-1][1]  # what changed (CP: "ADDS military statement")
    for kind in ("people", "organisations", "places", "subjects"):
        if kind in fields:
            fields[kind] = tuple(dict.fromkeys(fields[kind]))
    if story.extra.get("anpa-format") == "t" and "blocks" in fields:
        fields["is_preformatted"] = True
        fields["blocks"] = tuple(
            Block(kind="pre", text=block.text) if block.kind == "para" and block.html is None else block
            for block in fields["blocks"]
        )


def _settle_dates(story: _Story, fields: dict[str, Any]) -> None:
    norms = sorted(norm for norm, _ in story.revisions if norm)
    if "versioncreated" not in fields:
        for words in (story.extra.get("publication"), norms[-1] if norms else None):
            if read_time(words)[0]:
                story.time("versioncreated", words)
                break
    if norms and read_time(norms[0])[0]:
        story.time("firstcreated", norms[0])
    _take_times(story, fields, "versioncreated", "firstcreated")
    if story.release and not _TEMPLATE.search(story.release):
        before, was_assumed = len(story.faults), "is_zone_assumed" in fields
        story.time("embargoed", story.release)
        _take_times(story, fields, "embargoed")
        release, issued = fields.get("embargoed"), fields.get("versioncreated")
        is_meant = story.extra.get("management-status") == "embargoed"
        if release is None:
            fields["embargo_text"] = story.fields.get("embargo_text")
        elif not is_meant and (
            issued is None or release <= issued
        ):  # AAP writes the issue date here: nothing is embargoed
            del story.faults[before:], fields["embargoed"]
            if not was_assumed:
                fields.pop("is_zone_assumed", None)
                fields.pop("zone", None)
    elif story.extra.get("management-status") == "embargoed":
        fields["embargo_text"] = "embargoed"


def _take_times(story: _Story, fields: dict[str, Any], *names: str) -> None:
    """Take times that were read last, and place them by the clock of the house where they need it."""
    for name in (*names, "is_zone_assumed"):
        if name in story.fields:
            fields.setdefault(name, story.fields[name])
    story.settle_zone(fields)


# one function an element of head: (story, element)


def _meta(story: _Story, element: etree._Element) -> None:
    content = _attribute(element, "content")
    if not content or not (name := (element.get("name") or "").strip().lower()):
        return
    if told := own_name(name):
        story.own[told] = element.get("content") or ""
        return
    if name in _META_SLUGS:
        story.set_once("slugline_raw", content)
    elif name in _META_PRIORITIES:
        story.priority(content)
    elif name in _META_COUNTS:
        if content.isascii() and content.isdigit() and len(content) < 8:
            story.fields["wordcount"] = int(content) or None
    elif field := _META_FIELDS.get(name):
        story.set_once(field, content)
    else:
        if name in _META_SOURCES:
            story.source = story.source or content
        story.extra.setdefault(name, content)


def _attribute(element: etree._Element, name: str) -> str | None:
    """Give an attribute's words, white space folded; None when there are none."""
    value = element.get(name)
    return (folded(value) or None) if value else None


def _title(story: _Story, element: etree._Element) -> None:
    story.title = story.title or text_of(element)


def _docdata(story: _Story, element: etree._Element) -> None:
    status = (element.get("management-status") or "").strip().lower()
    other = element.get("management-doc-idref")
    if status:
        story.extra["management-status"] = status
    if other:
        # the sample of the standard: the status speaks of the document named, which this one replaces
        rel = "cancels" if _STATUS.get(element.get("management-idref-status") or status) == "canceled" else "related"
        story.add("links", ItemLink(rel=rel, residref=other))
        story.fields["evolvedfrom"] = other
        return
    if status:
        story.status = _STATUS.get(status, "usable")
        if status not in _STATUS:
            story.fault("status-unknown", f"unknown status {status[:40]!r}", "pubstatus")


def _doc_id(story: _Story, element: etree._Element) -> None:
    if guid := (element.get("id-string") or text_of(element) or "").strip():
        story.fields["native_guid"] = guid
    story.registered_source = (element.get("regsrc") or "").strip() or story.registered_source


def _urgency(story: _Story, element: etree._Element) -> None:
    story.urgency((element.get("ed-urg") or "").strip())


def _norm(element: etree._Element) -> str | None:
    return (element.get("norm") or "").strip() or text_of(element)


def _dated(field: str) -> Callable[[_Story, etree._Element], None]:
    def read(story: _Story, element: etree._Element) -> None:
        norm = _norm(element)
        if norm and _TEMPLATE.search(norm):
            story.faults.append(
                Fault(code="template-unfilled", text=f"{norm[:40]!r} was never filled in", where=field, level="note")
            )
        else:
            story.time(field, norm)

    return read


def _release(story: _Story, element: etree._Element) -> None:
    story.release = _norm(element)
    if story.release and _TEMPLATE.search(story.release):
        _dated("embargoed")(story, element)


def _ed_msg(story: _Story, element: etree._Element) -> None:
    story.note("ednote", _attribute(element, "info") or text_of(element))
    story.keep("ed-msg type", element.get("msg-type"))


def _correction(story: _Story, element: etree._Element) -> None:
    info = _attribute(element, "info")
    story.add("signals", Signal(code="correction", note=info))
    story.note("ednote", info)
    if former := element.get("id-string"):
        story.add("links", ItemLink(rel="correctionOf", residref=former))


def _du_key(story: _Story, element: etree._Element) -> None:
    story.key = element.get("key") or story.key
    story.set_once("version", element.get("version"))
    for name in ("key", "generation", "part"):
        story.keep(f"du-key {name}", element.get(name))


def _keyword(story: _Story, element: etree._Element) -> None:
    if word := _attribute(element, "key") or text_of(element):
        story.add("keywords", word)


def _kept(name: str, *attributes: str) -> Callable[[_Story, etree._Element], None]:
    def read(story: _Story, element: etree._Element) -> None:
        values = [value for attribute in attributes if (value := element.get(attribute))]
        story.keep(name, " ".join(values) or None)

    return read


def _series(story: _Story, element: etree._Element) -> None:
    for name in ("series.name", "series.part", "series.totalpart"):
        story.keep(name, element.get(name))


def _copyright(story: _Story, element: etree._Element) -> None:
    story.set_once("copyrightholder", (element.get("holder") or "").strip() or text_of(element))
    story.keep("copyright year", element.get("year"))


def _rights(story: _Story, element: etree._Element) -> None:
    words = [element.get(name) for name in ("type", "limitations", "geography")]
    story.set_once("usageterms", folded(" ".join(filter(None, words))) or text_of(element))
    story.keep("rights owner", element.get("owner"))
    story.keep("rights agent", element.get("agent"))


def _tobject(story: _Story, element: etree._Element) -> None:
    kind = (element.get("tobject.type") or "").strip()
    if kind and kind.lower() not in _PLAIN_KINDS:
        story.add("sections", kind)


def _property(story: _Story, element: etree._Element) -> None:
    if kind := (element.get("tobject.property.type") or "").strip():
        story.add("genres", Concept(name=kind, scheme="tobject.property"))


def _subject(story: _Story, element: etree._Element) -> None:
    code = (element.get("tobject.subject.refnum") or element.get("tobject.subject.code") or "").strip() or None
    names = [element.get(f"tobject.subject.{part}") for part in ("detail", "matter", "type")]
    name = next((words for found in names if found and (words := folded(found))), None)
    if code or name:
        is_iptc = bool(code and len(code) == 8 and code.isdigit())
        uri = f"{_SUBJECT_CODES}{code}" if is_iptc else None
        story.add("subjects", Concept(name=name, code=code, scheme="subj" if is_iptc else None, uri=uri))


def _revision(story: _Story, element: etree._Element) -> None:
    norm, comment = (element.get("norm") or "").strip(), _attribute(element, "comment") or ""
    story.revisions.append(("" if _TEMPLATE.search(norm) else norm, comment))
    story.keep("revision comment", comment or None)


def _pubdata(story: _Story, element: etree._Element) -> None:
    published = (element.get("date.publication") or "").strip()
    if published and not _TEMPLATE.search(published):
        story.extra["publication"] = published
        if read_time(published)[0]:
            story.time("sent_at", published)
    if section := (element.get("position.section") or "").strip():
        story.add("sections", section)
    for name in ("name", "edition.name", "position.sequence", "volume", "number", "issue", "ex-ref"):
        story.keep(f"pubdata {name}", element.get(name))


def _event_place(story: _Story, element: etree._Element) -> None:
    names = [element.get(name) for name in ("city", "county-dist", "state-prov", "iso-cc", "world-region")]
    words = ", ".join(dict.fromkeys(name.strip() for name in names if name and name.strip())) or text_of(element)
    if words:
        story.add("places", Concept(name=words, rel="event"))


def _identified(field: str) -> Callable[[_Story, etree._Element], None]:
    def read(story: _Story, element: etree._Element) -> None:
        parent = element.getparent()
        if parent is None or local_name(parent) != "identified-content":
            return
        code = element.get("value") or element.get("location-code") or element.get("idsrc")
        parts = [text for part in element if (text := text_of(part))] if field == "places" else []
        whole = text_of(element)
        name = ", ".join(parts) if whole and "".join(parts).replace(" ", "") == whole.replace(" ", "") else whole
        if name or code:
            scheme = element.get("idsrc") or element.get("code-source") or element.get("type")
            story.add(field, Concept(name=name, code=code, scheme=scheme))

    return read


_HEAD: Final[Mapping[object, Callable[[_Story, etree._Element], None]]] = {
    "title": _title, "meta": _meta, "docdata": _docdata, "doc-id": _doc_id, "urgency": _urgency,
    "date.issue": _dated("versioncreated"), "date.release": _release, "date.expire": _dated("expires"),
    "ed-msg": _ed_msg, "correction": _correction, "du-key": _du_key, "keyword": _keyword, "series": _series,
    "fixture": _kept("fixture", "fix-id"), "doc-scope": _kept("scope", "scope"), "doc.copyright": _copyright,
    "doc.rights": _rights, "tobject": _tobject, "tobject.property": _property, "tobject.subject": _subject,
    "revision-history": _revision, "pubdata": _pubdata, "evloc": _event_place, "person": _identified("people"),
    "org": _identified("organisations"), "location": _identified("places"), "classifier": _identified("subjects"),
    "from-src": _kept("moved by", "src-name"), "key-list": _kept("key-list", "key"),
}  # fmt: skip

FORMAT: Final[WireFormat] = Nitf()
