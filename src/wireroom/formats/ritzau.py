"""Ritzau XML (the agency's own, as sent in 2018): `RBNews`, alone or as the answer of its queue service.

Read: every `RBNews`: id, version, what it replaces, the three-part strapline as slug, headline and subtitle, town and origin
as dateline, section, priority, subject codes, byline apart from its address and telephone (not for publication), the note
to the editors, annulment, correction and new-version signs, the HTML in `content`. What is lost: share codes (`ISIN`).

Met in the wild: `xsi:nil` for what is not known (once under a misspelt namespace), entities escaped twice and three times,
a headline that is empty in a flash, times without a zone (Danish time: a source's settings should say so).

Source: no published standard; read off files as sent (2018).
"""

import re
from typing import Final

from lxml import etree

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Concept, Dateline, Item, ItemLink, Media, Rendition, Signal
from wireroom.text.body_xml import blocks_of_escaped
from wireroom.text.gathered import Gathered, make_item
from wireroom.text.markup import plain
from wireroom.text.xml import Document, XmlProblem, local_name, read_document, root_name, text_of

_ROOTS: Final = frozenset(("RBNews", "ListOfRBNews", "ArrayOfRBNews", "XMLNewsQueuedResponse", "XMLNewsQueuedResult"))
_SUBJECT_CODES: Final = "http://cv.iptc.org/newscodes/subjectcode/"
_AGENCY: Final = "Ritzau"
_NO: Final = frozenset(("", "0", "false", "nej", "no"))
_ESCAPED_AGAIN: Final = re.compile(r"&amp;(?=(?:amp;)*(?:#\d{1,6}|[A-Za-z]{2,8});)")
#: element -> signal, where it says true
_SIGNS: Final = ("Annuleret", "NyVersion", "Korrektion", "InfoFlash")
_KEPT: Final = (
    "section", "sectionID", "sectionShort", "strapline", "origin", "format", "formatID", "HistID", "Status", "Topstory",
    "TopWeb", "ServiceQueueId",
)  # fmt: skip
_PATHS: Final = {
    "native_guid": "RBNews/NewsID", "version": "RBNews/version", "versioncreated": "RBNews/PublishDate",
    "headline": "RBNews/headline", "subheadlines": "RBNews/subtitle", "slugline_raw": "RBNews/strapline",
    "dateline": "RBNews/town", "creditline": "RBNews/origin", "sections": "RBNews/section", "byline": "RBNews/byLine",
    "priority": "RBNews/Priority", "subjects": "RBNews/IPTCList", "ednote": "RBNews/TilRedaktionen",
    "ednote_private": "RBNews/byLineEmail, byLinePhone", "blocks": "RBNews/content", "pubstatus": "RBNews/Annuleret",
    "evolvedfrom": "RBNews/Replaces", "keywords": "RBNews/SubjectKeyword", "associations": "RBNews/MultimedieList",
}  # fmt: skip


class RitzauXml:
    """Ritzau XML: RBNews, alone or in a queue's answer."""

    name = "ritzau"

    def sniff(self, raw: RawCopy) -> float:
        """The root element."""
        return 1.0 if root_name(raw.head) in _ROOTS else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read all RBNews of the document."""
        try:
            document = read_document(raw.data)
        except XmlProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        found = list(document.root.iter("{*}RBNews"))
        if not found:
            problem_text = next((text_of(part) for part in document.root.iter("{*}errormsg")), None)
            raise FormatError(problem_text or "no RBNews in it: the queue is empty", format_name=self.name)
        return Parsed.of_document(document, found, lambda one, whole: _read_news(one, raw, document, is_complete=whole))


def _read_news(news: etree._Element, raw: RawCopy, document: Document, *, is_complete: bool) -> Item:
    facts: dict[str, etree._Element] = {}
    for child in news:
        facts.setdefault(local_name(child), child)

    def text(name: str) -> str | None:
        found = text_of(facts.get(name))
        return plain(_unescape_fully(found)) or None if found else None

    read = Gathered(zone=raw.zone, ask_zone=raw.ask_zone)
    for name in _KEPT:
        read.keep(name, text(name))
    read.fields["native_guid"] = text("NewsID")
    read.fields["version"] = text("version")
    read.time("versioncreated", text("PublishDate"))
    read.fields["headline"] = text("headline")
    read.fields["slugline_raw"] = text("strapline")
    if subtitle := text("subtitle"):
        read.add("subheadlines", subtitle)
    if town := text("town"):
        read.fields["dateline"] = Dateline(text=town, city=town)
    read.fields["creditline"] = text("origin")
    if section := text("section"):
        read.add("sections", section)
    read.priority(text("Priority"))
    _read_people(read, text("byLine"), text("byLineEmail"), text("byLinePhone"))
    read.note("ednote", text("TilRedaktionen"))
    _read_signs(read, {name: (text(name) or "").lower() for name in _SIGNS})
    _read_replaced(read, text("Replaces") or text("replacedID"))
    for code in _entries(facts.get("IPTCList")):
        read.add("subjects", Concept(code=code, scheme="subj", uri=f"{_SUBJECT_CODES}{code}"))
    for word in _entries(facts.get("SubjectKeyword")):
        read.add("keywords", word)
    for company in _entries(facts.get("Companies")):
        read.add("organisations", Concept(name=company))
    for medium in _media(facts.get("MultimedieList")):
        read.add("associations", medium)
    content = facts.get("content")
    if content is not None and (markup := "".join(str(part) for part in content.itertext())).strip():
        read.fields["blocks"] = blocks_of_escaped(_unescape_fully(markup)) or None
    fields = read.settled()
    fields["agency_name"] = _AGENCY
    return make_item(
        read,
        fields,
        format_name=FORMAT.name,
        provider=_AGENCY,
        document=document,
        is_complete=is_complete,
        paths=_PATHS if raw.explain else None,
    )


def _unescape_fully(text: str) -> str:
    """Undo entities that were escaped again on the way: "&amp;amp;apos;" is an apostrophe; never makes a tag."""
    if "&" not in text:
        return text
    for _ in range(3):
        calmed = _ESCAPED_AGAIN.sub("&", text)
        if calmed == text:
            break
        text = calmed
    return text.replace("&apos;", "'")


def _read_people(read: Gathered, byline: str | None, email: str | None, phone: str | None) -> None:
    read.fields["byline"] = byline
    for words in filter(None, (email, phone)):  # the writer's own, for the desk and nobody else
        read.note("ednote_private", words)


def _read_signs(read: Gathered, signs: dict[str, str]) -> None:
    for name, value in signs.items():
        if value not in _NO:
            read.add("signals", Signal(code=name))
    if signs["Annuleret"] not in _NO:
        read.fields["pubstatus"] = "canceled"


def _read_replaced(read: Gathered, former: str | None) -> None:
    if former and former.lower() not in _NO:
        read.fields["evolvedfrom"] = former
        read.add("links", ItemLink(rel="previousVersion", residref=former))


def _entries(listed: etree._Element | None) -> list[str]:
    """Give the entries of an array as the service writes one."""
    if listed is None:
        return []
    texts = [text_of(entry) for entry in listed] or [text_of(listed)]
    return [entry for entry in texts if entry]


def _media(listed: etree._Element | None) -> list[Media]:
    media = []
    for entry in listed if listed is not None else ():
        facts = {local_name(part).lower(): text_of(part) for part in entry}
        href = next((facts[name] for name in ("url", "href", "filename", "path") if facts.get(name)), None)
        caption = next(
            (facts[name] for name in ("caption", "text", "description", "billedtekst") if facts.get(name)), None
        )
        if href or caption:
            rendition = (Rendition(href=href),) if href else ()
            media.append(
                Media(type="picture", native_guid=facts.get("id"), caption=caption, credit=facts.get("credit"),
                      renditions=rendition)
            )  # fmt: skip
    return media


FORMAT: Final[WireFormat] = RitzauXml()
