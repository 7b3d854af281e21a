"""The properties of one NewsML-G2 item (rightsInfo, itemMeta, contentMeta, contentSet …) as fields of an `Item`.

Each property has its function, found by the property's name in one pass over the item; what takes several properties
together is decided in `formats.newsml_g2`. Source: NewsML-G2 2.35 (IPTC, 2024), schema "All-Power".
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from wireroom.model import Concept, Dateline, Item, ItemLink, Signal
from wireroom.text.catalogs import STANDARD, expand, tail
from wireroom.text.dateline import given_dateline
from wireroom.text.g2_content import read_content_set
from wireroom.text.gathered import Gathered
from wireroom.text.note_markup import is_for_desk, read_notes
from wireroom.text.own_fields import own_name
from wireroom.text.xml import XML_LANG, text_of

_TYPES: Final = {"photo": "picture", "image": "picture", "article": "text"}
_NAR: Final = "http://iptc.org/std/nar/2006-10-01/"
#: longer ones are not kept for the next item
_LONGEST_CODE: Final = 200
_IN_NAR: Final = f"{{{_NAR}}}"
_NAMES: Final = (f"{_IN_NAR}name", "name")
_IPTC_SUBJECTS: Final = ("medtop:", "subj:")
_PERSON_ROLES: Final = frozenset(("author", "writer", "reporter", "photographer", "journalist", "byline"))


def local(tag: Any) -> str:
    """Give a tag without its namespace; "" for what is no element."""
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def _name_of(element: etree._Element) -> str | None:
    for child in element:
        if child.tag in _NAMES and (text := text_of(child)):
            return text
    return None


def _party(element: etree._Element) -> str | None:
    """Give a party's name: its `name`, its literal, the tail of its code, or its address."""
    code = element.get("qcode")
    named = _name_of(element) if len(element) else None
    return named or element.get("literal") or tail(code) or element.get("uri") or text_of(element)


def _make_concept(
    items: tuple[tuple[str, str], ...], name: str | None, rel: str | None, catalog: Mapping[str, str]
) -> Concept:
    facts = dict(items)
    qcode, literal, relevance = facts.get("qcode"), facts.get("literal"), facts.get("relevance", "")
    return Concept(
        name=name or (literal if qcode else None) or None,
        code=qcode or literal or None,
        scheme=qcode.partition(":")[0] if qcode and ":" in qcode else None,
        uri=facts.get("uri") or expand(qcode, catalog),
        rel=rel or facts.get("type"),
        relevance=int(relevance) if relevance.isascii() and relevance.isdigit() and len(relevance) < 4 else None,
    )


@lru_cache(maxsize=8192)
def _standard_concept(items: tuple[tuple[str, str], ...], name: str | None, rel: str | None) -> Concept:
    """Codes come again and again: made once each, for items that need no catalog of their own."""
    return _make_concept(items, name, rel, STANDARD)


def read_signal(element: etree._Element, catalog: Mapping[str, str]) -> Signal:
    """Read `signal` of an item or of a message's header."""
    qcode = element.get("qcode")
    code = qcode or element.get("literal") or tail(element.get("uri")) or text_of(element) or ""
    name = _name_of(element) if len(element) else None
    return Signal(code=code, name=name, uri=element.get("uri") or expand(qcode, catalog))


class G2Item(Gathered):
    """One item while it is read: each property has its function, found by the property's name."""

    def __init__(
        self,
        *,
        zone: str | None = None,
        ask_zone: Callable[[Item], str | None] | None = None,
        header: "G2Item | None" = None,
    ) -> None:
        super().__init__(zone=zone, ask_zone=ask_zone)
        self.catalog: Mapping[str, str] = STANDARD
        self.asserted: dict[str, str] = {}
        self.provider: str | None = None
        self.source: str | None = None
        self.guid: str | None = None
        self.caption: str | None = None
        self.creators: list[str] = []
        if header is not None:
            self.fields.update(header.fields)
            self.extra.update(header.extra)
            self.unzoned.extend(header.unzoned)
            self.lists.update((name, list(values)) for name, values in header.lists.items())

    def read(self, item: etree._Element) -> None:
        """Read a newsItem, a packageItem or a bare contentSet: one pass, each property to its function."""
        self.guid = item.get("guid") or None
        self.fields["version"] = item.get("version") or None
        self.fields["language"] = item.get(XML_LANG) or None
        if item.get("standardversion") or item.get("standard"):
            self.fields["standard"] = f"{item.get('standard', 'NewsML-G2')} {item.get('standardversion', '')}".strip()
        if local(item.tag) == "contentSet":
            _read_content(self, item)
            return
        if item.tag[:1] == "{" and not item.tag.startswith(_IN_NAR):
            strip_namespaces(item)
        parts = [(part, _SECTIONS.get(part.tag)) for part in item]
        for part, section in parts:  # names and schemes first: the properties need them
            if section is _read_aid:
                _read_aid(self, part)
        for part, section in parts:
            if type(section) is dict:
                for child in part:
                    handle = section.get(child.tag)
                    if handle is not None:
                        handle(self, child)
            elif section is not None and section is not _read_aid:
                section(self, part)

    def concept(self, element: etree._Element, rel: str | None = None) -> Concept:
        """Read any property that names a concept; `rel` where its own type is not what counts."""
        items: Any = tuple(element.items())
        name = _name_of(element) if len(element) else None
        if name is None and self.asserted:
            name = self.asserted.get(element.get("qcode") or element.get("uri") or element.get("literal") or "")
        if self.catalog is not STANDARD:
            return _make_concept(items, name, rel, self.catalog)
        for _, value in items:
            if len(value) > _LONGEST_CODE:
                return _make_concept(items, name, rel, STANDARD)
        return _standard_concept(items, name and name[:_LONGEST_CODE], rel)


def strip_namespaces(root: etree._Element) -> None:
    """Take the namespaces off all elements of an item that is in another namespace than the standard's."""
    for element in root.iter():
        # broken copy has names that lxml reads and does not write ("pubDateT00:00:00Z"): those stay as they are
        with suppress(ValueError):
            element.tag = local(element.tag) or element.tag


def _city_asserted(part: etree._Element) -> str | None:
    """Give the city of a place that has an address and no name (dpa's pictures)."""
    cities = (name for city in part.iter(f"{_IN_NAR}locality", "locality") if (name := _name_of(city)))
    return next(cities, None)


def _read_aid(reader: G2Item, part: etree._Element) -> None:
    """Read names that the item gives for codes, and schemes of its own."""
    if local(part.tag) == "assert":
        key = part.get("qcode") or part.get("uri") or part.get("literal")
        if key and (name := _name_of(part) or _city_asserted(part)):
            reader.asserted[key] = name
        return
    own = {str(s.get("alias")): str(s.get("uri")) for s in part if s.get("alias") and s.get("uri")}
    if own:
        reader.catalog = {**reader.catalog, **own}


# one function a property: (reader, element)
Property = Callable[[G2Item, etree._Element], None]


def _simple(field: str) -> Callable[[G2Item, etree._Element], None]:
    def read(reader: G2Item, element: etree._Element) -> None:
        reader.set_once(field, text_of(element))

    return read


def _kept(name: str) -> Callable[[G2Item, etree._Element], None]:
    def read(reader: G2Item, element: etree._Element) -> None:
        reader.keep(name, _party(element))

    return read


def _timed(field: str) -> Callable[[G2Item, etree._Element], None]:
    return lambda reader, element: reader.time(field, text_of(element))


def _listed(field: str) -> Callable[[G2Item, etree._Element], None]:
    def read(reader: G2Item, element: etree._Element) -> None:
        reader.add(field, reader.concept(element))

    return read


def _provider(reader: G2Item, element: etree._Element) -> None:
    name = _party(element)
    if name and name == element.get("uri"):  # an address is no name: the last of its path, or the house's
        host, _, path = name.partition("://")[2].partition("/")
        name = path.rstrip("/").rpartition("/")[2] or host.removeprefix("www.") or name
    reader.provider = reader.provider or name
    if reader.provider:
        reader.extra["provider"] = reader.provider


def _source(reader: G2Item, element: etree._Element) -> None:
    if name := _party(element):
        reader.source = reader.source or name
        reader.keep("source", name)


def _item_class(reader: G2Item, element: etree._Element) -> None:
    kind = tail(element.get("qcode") or element.get("uri") or text_of(element))
    # TT calls the package of a text text
    if kind and (kind.lower() != "text" or reader.fields.get("type") != "composite"):
        reader.fields["type"] = _TYPES.get(kind.lower(), kind.lower())


def _pub_status(reader: G2Item, element: etree._Element) -> None:
    status = (tail(element.get("qcode") or element.get("uri") or text_of(element)) or "usable").lower()
    status = "canceled" if status in ("cancelled", "canceled", "killed") else status
    if status in ("usable", "withheld", "canceled"):
        reader.fields["pubstatus"] = status
    else:
        reader.fault("status-unknown", f"unknown status {status[:40]!r}", "pubstatus")


def _embargoed(reader: G2Item, element: etree._Element) -> None:
    reader.time("embargoed", text_of(element))
    if "embargoed" not in reader.fields:  # an empty one means: until further notice (schema, DateTimeOrNull)
        reader.fields.setdefault("embargo_text", "embargoed until further notice")


def _ed_note(reader: G2Item, element: etree._Element) -> None:
    role = (element.get("role") or element.get("roleuri") or "").lower()
    limit = (element.get("pubconstraint") or element.get("pubconstrainturi") or "").lower()
    is_private = is_for_desk(role) or "confidential" in role or is_for_desk(limit)
    if len(element):  # dpa's notepad: markup, with parts for all and parts for the desk
        public, private = read_notes(element)
        for line in public:
            reader.note("ednote_private" if is_private else "ednote", line)
        for line in private:
            reader.note("ednote_private", line)
    elif text := text_of(element):
        if "closing" in (tail(role) or ""):  # "dpa xyz yy n1 abc", "(ende)"
            reader.set_once("sign_off", text)
        else:
            reader.note("ednote_private" if is_private else "ednote", text)


def _link(reader: G2Item, element: etree._Element) -> None:
    target = element.get("residref") or element.get("guidref") or element.get("uri")
    rel = tail(element.get("rel") or element.get("reluri"))
    if rel is None and target and element.get("guidref") and element.get("version"):
        rel = "previousVersion" if tail(target) == tail(reader.guid) else None  # STT names the version before so
    if local(element.tag) == "itemRef":
        rel = "packaged"
    rel = rel or "seeAlso"
    title = next(
        (text for child in element if local(child.tag) in ("title", "headline") and (text := text_of(child))), None
    )
    reader.add("links", ItemLink(
        rel=rel, residref=target, version=element.get("version"), href=element.get("href"), title=title,
        type=element.get("contenttype"),
    ))  # fmt: skip
    if rel in ("previousVersion", "evolvedFrom", "updateOf") and target and target != reader.guid:
        reader.fields.setdefault("evolvedfrom", target)
    elif rel == "previousVersion" and target is None and (address := element.get("href")):
        reader.fields["evolvedfrom"] = address  # TT names all versions before by address, the last one last


def _group_set(reader: G2Item, group_set: etree._Element) -> None:
    for ref in group_set.iter("{*}itemRef"):
        if ref.get("residref") or ref.get("href"):
            _link(reader, ref)


def _signalled(reader: G2Item, element: etree._Element) -> None:
    reader.add("signals", read_signal(element, reader.catalog))


def _urgency(reader: G2Item, element: etree._Element) -> None:
    reader.urgency(text_of(element))


def _located(reader: G2Item, element: etree._Element) -> None:
    concept = reader.concept(element, "located")
    if concept.name or concept.code:
        reader.add("places", concept)
    if concept.name or (concept.code and ":" not in concept.code):
        reader.extra.setdefault("located", concept.name or concept.code or "")


def _creator(reader: G2Item, element: etree._Element) -> None:
    name, role = _party(element), (tail(element.get("role")) or "").lower()
    if name and (not role or role in _PERSON_ROLES) and (len(element) or element.get("literal")):
        reader.creators.append(name)
    if name:
        reader.extra.setdefault("creator", name)


def _alt_id(reader: G2Item, element: etree._Element) -> None:
    kind, text = tail(element.get("type")) or "", text_of(element)
    if text:
        reader.extra.setdefault(f"altId {kind}".strip(), text)
        if "number" in kind.lower():
            reader.fields["message_number"] = text


def _language(reader: G2Item, element: etree._Element) -> None:
    if (tag := element.get("tag") or text_of(element)) and not reader.extra.get("language"):
        reader.fields["language"] = reader.extra["language"] = tag


def _subject(reader: G2Item, element: etree._Element) -> None:
    concept = reader.concept(element)
    if not (concept.name or concept.code or concept.uri):
        return
    reader.add("subjects", concept)
    for same in element:  # a house's own code, and the IPTC's for the same (dpa)
        if local(same.tag) == "sameAs" and (same.get("qcode") or "").startswith(_IPTC_SUBJECTS):
            reader.add("subjects", reader.concept(same, "sameAs"))
    if (kind := concept.rel) and (field := _BY_NATURE.get(kind.rpartition(":")[2].lower())):
        reader.add(field, concept)


def _slugline(reader: G2Item, element: etree._Element) -> None:
    if text := text_of(element):
        reader.fields["slugline"] = reader.fields["slugline_raw"] = text


def _headline(reader: G2Item, element: etree._Element) -> None:
    if not (text := text_of(element)):
        return
    role = (tail(element.get("role")) or "").lower()
    if "sub" in role or role in ("secondary", "hl2"):
        reader.add("subheadlines", text)
    elif "headline" not in reader.fields:
        reader.fields["headline"] = text
        reader.extra.update({"headline role": role} if role else {})
    elif "headline role" in reader.extra and role in ("", "main"):
        reader.fields["headline"], _ = text, reader.extra.pop("headline role")
    elif role:
        reader.extra.setdefault(f"headline {role}", text)
    elif element.get("rank") and text != reader.fields["headline"]:
        reader.add("subheadlines", text)  # dpa: the line over the headline is the headline of rank 3


def _keyword(reader: G2Item, element: etree._Element) -> None:
    if text := text_of(element):
        reader.add("keywords", text)


def _dateline(reader: G2Item, element: etree._Element) -> None:
    if text := text_of(element):
        is_time = text[:10].count("-") == 2 and text[:4].isdigit()  # Reuters writes the time of the version there
        reader.fields["dateline"] = Dateline(text=text, date=text) if is_time else given_dateline(text)


def _description(reader: G2Item, element: etree._Element) -> None:
    if not (text := text_of(element)):
        return
    role = (tail(element.get("role")) or "").lower()
    if "caption" in role:
        reader.caption = reader.caption or text
    elif role in ("", "summary", "abstract", "teaser", "lead", "synopsis", "longdescr"):
        reader.fields.setdefault("summary", text)
    else:
        reader.extra.setdefault(f"description {role}", text)


def _rights(reader: G2Item, rights: etree._Element) -> None:
    for child in rights:
        name = local(child.tag)
        if name == "copyrightHolder":
            if holder := _party(child):
                reader.fields.setdefault("copyrightholder", holder)
        elif name in ("copyrightNotice", "usageTerms") and (text := text_of(child)):
            reader.fields.setdefault(name.lower(), text)


def _hops(reader: G2Item, history: etree._Element) -> None:
    hops = [(hop.get("seq") or "", _party(party)) for hop in history for party in hop.iterchildren("{*}party")]
    if hops:
        reader.extra["hopHistory"] = "; ".join(f"{seq} {party}".strip() for seq, party in hops)


def _read_content(reader: G2Item, content_set: etree._Element) -> None:
    content = read_content_set(content_set)
    text, fields = content.text, reader.fields
    if text.fault is not None:
        reader.faults.append(text.fault)
    fields["blocks"] = text.blocks or None
    fields["wordcount"] = content.wordcount
    for medium in content.media:
        reader.add("associations", medium)
    reader.note("ednote", text.ednote)
    reader.note("ednote_private", text.ednote_private)
    reader.set_once("language", text.language)
    if text.nitf is not None:
        reader.take_nitf_head(text.nitf)


def _extension(reader: G2Item, element: etree._Element) -> None:
    """Take what another room tells here; the extension properties of others are not read."""
    if (name := own_name(element.get("reluri"))) and (words := element.get("value")) is not None:
        reader.own[name] = words


_BY_NATURE: Final = {
    "person": "people", "organisation": "organisations", "organization": "organisations", "geoarea": "places",
    "poi": "places",
}  # fmt: skip
_ITEM_META: Final[dict[str, Property]] = {
    "itemClass": _item_class, "provider": _provider, "versionCreated": _timed("versioncreated"),
    "firstCreated": _timed("firstcreated"), "embargoed": _embargoed, "pubStatus": _pub_status, "role": _kept("role"),
    "fileName": _kept("fileName"), "profile": _kept("profile"), "service": _kept("service"), "title": _kept("title"),
    "edNote": _ed_note, "memberOf": _kept("memberOf"), "instanceOf": _kept("instanceOf"), "signal": _signalled,
    "expires": _timed("expires"), "link": _link, "incomingFeedId": _kept("incomingFeedId"),
    "itemMetaExtProperty": _extension,
}  # fmt: skip
_CONTENT_META: Final[dict[str, Property]] = {
    "urgency": _urgency, "contentCreated": _timed("contentcreated"), "contentModified": _kept("contentModified"),
    "located": _located, "infoSource": _source, "creator": _creator, "contributor": _kept("contributor"),
    "altId": _alt_id, "language": _language, "genre": _listed("genres"), "keyword": _keyword, "subject": _subject,
    "slugline": _slugline, "headline": _headline, "dateline": _dateline, "by": _simple("byline"),
    "creditline": _simple("creditline"), "description": _description, "audience": _kept("audience"),
    "link": _link,
}  # fmt: skip


def _by_tag(table: dict[str, Any]) -> dict[str, Any]:
    """Give a table by full tag, with the standard's namespace and without any."""
    return {**table, **{f"{_IN_NAR}{name}": value for name, value in table.items()}}


_SECTIONS: Final = _by_tag({
    "itemMeta": _by_tag(_ITEM_META), "contentMeta": _by_tag(_CONTENT_META), "contentSet": _read_content,
    "rightsInfo": _rights, "groupSet": _group_set, "hopHistory": _hops, "assert": _read_aid, "catalog": _read_aid,
})  # fmt: skip
