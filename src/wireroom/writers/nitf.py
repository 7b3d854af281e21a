"""NITF 3.6 (IPTC, 2012): one story a document; several in a `nitf-list`, which is no part of the standard.

An embargo is told by `date.release` and the status "embargoed", a kill by "canceled". What NITF has no place for stands in `meta`
under `wireroom-NAME`. Order of elements and what may stand in which: IPTC's nitf-3-6.xsd.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from wireroom.model import Concept, Filed, Item
from wireroom.text.own_fields import OWN_WORD, iter_own, own_words
from wireroom.writers import _copy
from wireroom.writers._api import FeedInfo, Reach, Writer, reach
from wireroom.writers._nitf_body import add, add_body

_NITF: Final = "http://iptc.org/std/NITF/2006-10-18/"
_VERSION: Final = "-//IPTC//DTD NITF 3.6//EN"
_TOKEN: Final = re.compile(r"[\w.:-]+", re.ASCII)
_OWN: Final = (
    "message_number", "cross_reference", "service", "priority", "priority_raw", "category", "issued_on", "embargoed",
    "embargo_text", "take_key", "signals", "links", "evolvedfrom", "dateline", "sections", "is_preformatted", "wordcount",
    "subjects", "genres", "places", "people", "organisations", "associations", "creditline",
)  # fmt: skip
_FOR_EDITORS: Final = ("selector", "sign_off")
_TIMES: Final = ("versioncreated", "firstcreated", "contentcreated", "sent_at", "expires")
_FOLDED: Final = ("byline", "summary", "copyrightholder", "copyrightnotice", "usageterms")


class Nitf:
    """NITF 3.6."""

    name = "nitf"
    media_type = "application/nitf+xml; charset=utf-8"
    suffix = "nitf"
    label = "NITF"
    reach: Reach = reach(
        {"type": "NITF is of text"},
        {
            "native_guid": "where the copy has none, `uri` stands for it",
            "version": "where the copy has none, 1",
            "versioncreated": "where the copy does not say, when it was sent or came in",
            "pubstatus": "an embargo whose time could not be read leaves as withheld",
            "marks": "an embargo whose time could not be read is a hold besides",
            "blocks": "notes and quotes become paragraphs, emphasis is of one kind; text that looks like markup "
            "(“&amp;amp;”, “<b>”) is taken for markup that was escaped twice",
        },
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one story, or several in a list."""
        if len(items) == 1:
            return _copy.xml_bytes(_story(items[0], about))
        root = etree.Element("nitf-list")
        root.extend(_story(filed, about) for filed in items)
        return _copy.xml_bytes(root)


def _story(filed: Filed, about: FeedInfo) -> etree._Element:
    item = filed.item
    root = etree.Element(f"{{{_NITF}}}nitf", nsmap=_copy.default_namespace(_NITF))
    root.set("version", _VERSION)
    if item.language:
        root.set("baselang", _copy.legal(item.language))
    is_wordless = _copy.is_wordless(filed, about)
    _add_head(root, filed, about, is_wordless=is_wordless)
    body = add(root, "body")
    if is_wordless:
        add(body, "body.content")
    else:
        _add_body_head(body, item)
        add_body(body, item)
    return root


def _add_head(root: etree._Element, filed: Filed, about: FeedInfo, *, is_wordless: bool) -> None:
    item = filed.item
    head = add(root, "head")
    if item.headline and not is_wordless:
        add(head, "title", item.headline)
    if not is_wordless:
        for name, words in _own_of(item, for_editors=about.for_editors).items():
            add(head, "meta", name=OWN_WORD + name, content=words)
        _add_tobject(head, item)
    _add_docdata(head, filed, about, is_wordless=is_wordless)
    if is_wordless:
        return
    if item.sent_at:
        add(head, "pubdata", **{"type": "print", "date.publication": _norm(item.sent_at)})
    if item.firstcreated:
        add(head, "revision-history", norm=_norm(item.firstcreated))


def _own_of(item: Item, *, for_editors: bool) -> dict[str, str]:
    own = dict(iter_own(item, (*_OWN, *(_FOR_EDITORS if for_editors else ()))))
    own |= {name: own_words(getattr(item, name)) for name in ("slugline", "slugline_raw")}
    own |= {name: own_words(at) for name in _TIMES if (at := getattr(item, name)) and at.microsecond}
    own |= {name: words for name in _FOLDED if (words := getattr(item, name)) and not _copy.is_folded(words)}
    if item.byline and item.byline.strip(" ,;/") != item.byline:
        own["byline"] = item.byline
    if not item.agency_name:
        own["agency_name"] = "null"
    elif item.agency_name.strip() != item.agency_name:
        own["agency_name"] = item.agency_name
    if item.native_guid and item.native_guid != item.uri:
        own["native_guid"] = item.native_guid
    if not all(map(_copy.is_folded, item.keywords)):
        own["keywords"] = own_words(item.keywords)
    if item.version and not _TOKEN.fullmatch(item.version):
        own["version"] = item.version
    if _is_correction(item):  # says itself as a signal, and may say a link and a note
        own |= {"signals": own_words(item.signals) if item.signals else "null", "links": own_words(item.links)}
    if for_editors:
        own["ednote"] = own_words(item.ednote)
    return own


def _add_tobject(head: etree._Element, item: Item) -> None:
    coded = [one for one in item.subjects if one.code and _TOKEN.fullmatch(one.code)]
    named = [one.name for one in item.genres if one.name]
    if not coded and not named:
        return
    tobject = add(head, "tobject", **{"tobject.type": "news"})
    for name in named:
        add(tobject, "tobject.property", **{"tobject.property.type": name})
    for subject in coded:
        facts = {"tobject.subject.refnum": subject.code or ""}
        facts |= {"tobject.subject.type": subject.name} if subject.name else {}
        add(tobject, "tobject.subject", **facts)


def _add_docdata(head: etree._Element, filed: Filed, about: FeedInfo, *, is_wordless: bool) -> None:
    item = filed.item
    status = _copy.status_of(filed, about)
    is_held = status == "usable" and item.embargoed is not None
    docdata = add(head, "docdata", **{"management-status": "embargoed" if is_held else status})
    if _is_correction(item) and not is_wordless:
        former = next((link.residref for link in item.links if link.rel == "correctionOf"), item.evolvedfrom)
        add(docdata, "correction", **({"id-string": former} if former else {}))
    source = {"regsrc": item.agency_name} if item.agency_name else {}
    add(docdata, "doc-id", **source, **{"id-string": item.uri})
    if item.urgency and not is_wordless:
        add(docdata, "urgency", **{"ed-urg": str(item.urgency)})
    add(docdata, "date.issue", norm=_norm(filed.killed_at or _copy.made_at(filed)))
    if item.embargoed and not is_wordless:
        add(docdata, "date.release", norm=_norm(item.embargoed))
    if item.expires and not is_wordless:
        add(docdata, "date.expire", norm=_norm(item.expires))
    version = item.version if item.version and _TOKEN.fullmatch(item.version) else "1"
    key = {} if is_wordless or not item.slugline else {"key": item.slugline}
    add(docdata, "du-key", version=str(_copy.version_of(filed, about)) if filed.killed_by else version, **key)
    if not is_wordless:
        _add_facts(docdata, item, for_editors=about.for_editors)


def _add_facts(docdata: etree._Element, item: Item, *, for_editors: bool) -> None:
    if item.ednote and for_editors:
        add(docdata, "ed-msg", info=item.ednote)
    if item.copyrightholder:
        add(docdata, "doc.copyright", holder=item.copyrightholder)
    if item.usageterms:
        add(docdata, "doc.rights", limitations=item.usageterms)
    if item.keywords:
        keys = add(docdata, "key-list")
        for word in item.keywords:
            add(keys, "keyword", key=word)
    named = [one for one in item.subjects if one.name and not (one.code and _TOKEN.fullmatch(one.code))]
    if not (named or item.people or item.organisations or item.places):
        return
    content = add(docdata, "identified-content")
    for kind, value, source, concepts in (
        ("person", "value", "idsrc", item.people),
        ("org", "value", "idsrc", item.organisations),
        ("location", "location-code", "code-source", item.places),
        ("classifier", "value", "idsrc", named),
    ):
        for concept in concepts:
            add(content, kind, concept.name, **_coded(concept, value, source))


def _coded(concept: Concept, value: str, source: str) -> dict[str, str]:
    code = concept.code or concept.uri
    return ({value: code} if code else {}) | ({source: concept.scheme} if concept.scheme else {})


def _add_body_head(body: etree._Element, item: Item) -> None:
    head = add(body, "body.head")
    if item.headline:
        hedline = add(head, "hedline")
        add(hedline, "hl1", item.headline)
        for line in item.subheadlines:
            add(hedline, "hl2", line)
    if item.copyrightnotice:
        add(head, "rights", item.copyrightnotice)
    if item.byline:
        add(head, "byline", item.byline)
    if item.creditline:
        add(head, "distributor", item.creditline)
    if item.dateline or item.contentcreated:
        dateline = add(head, "dateline", item.dateline.text if item.dateline else None)
        if item.contentcreated:
            add(dateline, "story.date", norm=_norm(item.contentcreated))
    if item.summary:
        add(add(head, "abstract"), "p", item.summary)


def _is_correction(item: Item) -> bool:
    return "correction" in item.marks.actions


def _norm(at: datetime) -> str:
    """Write a time as NITF has it: ISO 8601 in its basic form, to the second."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


WRITER: Final[Writer] = Nitf()
