"""IPTC ninjs 1.0 to 3.1 and the JSON near it: one item, a list, a wrapper, or JSON Lines.

Standard: IPTC ninjs 1.x (flat strings, `body_html`), 2.x (`bodies: [{contenttype, value}]`), 3.x (the same in camelCase,
`embargoedUntil`). Names are read without regard to case, so one reader does for all three.

In the wild: Superdesk and Newshub (`guid` for `uri`, `priority`, `service`, `source`, `extra`, `authors`, `evolvedfrom`,
associations that are null); AAP (the same, with `source` naming the agency that wrote it); the BBC ({"item": [...]}, times
without zone, associations as a list); TT, NTB, dpa (2.x and 3.x as the standard says, the agency only in `copyrightholder`).
Names of their own, read all the same: dpa's digitalwires (`article_html`, `notepad`, `ednotes`), AFP's API (`uno`, `news`).
And Wireroom's own: the object that `wireroom.model.public.item_object` writes, bare or as `wireroom read --json` wraps it;
it is read back with its id, without its marks, which are read again.

Not read: renditions' points of interest, contact details, planned coverage; what is flat among it is kept in `extra`.
ninjs 3 events and planning are items of that type, never of type text.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Block, Dateline, Fault, Item, ItemLink, Media, item_id
from wireroom.text.json_concept import folded, read_concepts, read_media, read_related, read_renditions, read_signals
from wireroom.text.json_copy import JsonProblem, load_json, read_lines, read_number, read_objects, read_text, read_texts
from wireroom.text.json_dialects import as_ninjs
from wireroom.text.json_fields import Fields, texts_by_role
from wireroom.text.markup import blocks_of_html, blocks_of_text, plain
from wireroom.text.nitf_markup import blocks_of_nitf
from wireroom.text.own_fields import own_name, take_own

#: items in one dispatch; more is an archive
MAX_ITEMS: Final = 5_000

#: every branch begins with one plain character, so that the search skips to those: a third of the time
_STRONG: Final = re.compile(
    rb'"(?i:versioncreated|pubstatus|body_x?html|body_text|headlines|bodies|slugline|'
    rb'description_text|firstcreated|contentcreated|embargoedUntil|altIds|usageterms|ninjs)"\s*:'
    rb'|n(?i:injs-schema)|N(?i:injs-schema)|"(?i:name"\s*:\s*"\w*ninjs)'
)
_NAMED: Final = re.compile(rb'"(uri|guid|headline|title|native_guid)"\s*:')
_OURS: Final = re.compile(rb'\s*\{\s*"file"\s*:.{0,2000}?"item"\s*:', re.DOTALL)
_NOT_OURS: Final = re.compile(
    rb'j(?i:sonfeed\.org/version)|J(?i:sonfeed\.org/version)|"(?i:api_version|datelinelocation|editorialpriority)"\s*:'
)
#: dpa's digitalwires, AFP's API
_DIALECTS: Final = re.compile(rb'"format"\s*:\s*"digitalwires|"uno"\s*:\s*"newsml\.afp\.com')
#: names of the item object that are not fields to be taken over
_DERIVED: Final = ("marks", "format", "faults", "provenance", "body_text", "body_html", "id", "chain", "_id", "item_id")
_KINDS: Final = {"story": "text", "article": "text", "news": "text", "image": "picture", "photo": "picture"}
_STATUS: Final = {
    "usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled", "killed": "canceled",
    "recalled": "canceled", "unpublished": "canceled",
}  # fmt: skip

#: roles of a description that say who made it, and not what is in it (AP, SIPA in IPTC's examples)
_CREDIT_ROLES: Final = ("creditline", "credit", "writer")


class Ninjs:
    """The JSON of IPTC and its dialects."""

    name = "ninjs"

    def sniff(self, raw: RawCopy) -> float:
        """Look for the standard's names in something that begins like JSON."""
        head = raw.head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if not head.startswith((b"{", b"[")) or _NOT_OURS.search(head):
            return 0.0
        if _DIALECTS.search(head):
            return 0.96
        if _OURS.match(head):
            return 0.97
        n_strong = len({found[0] for found in _STRONG.finditer(head)})
        n_named = len({found[1] for found in _NAMED.finditer(head)})
        if n_strong >= 2 or (n_strong and n_named):
            return 0.95
        return 0.7 if n_named >= 2 else 0.5 if n_strong + n_named else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read one item, a list of them, or JSON Lines.

        Raises:
            FormatError: it is not JSON, or no object in it is an item.
        """
        try:
            values, faults, charset = load_json(raw.data, raw.charset)
        except JsonProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        items: list[Item] = []
        for path, thing in _objects(values):
            if len(items) >= MAX_ITEMS or len(faults) >= MAX_ITEMS:
                faults.append(Fault(code="too-many-items", text=f"more than {MAX_ITEMS:,}; the rest was not read"))
                break
            if not isinstance(thing, dict):
                faults.append(Fault(code="not-an-item", text="a value among the items is no object", where=path))
                continue
            item = _read_item(Fields(folded(as_ninjs(thing)), path=path, zone=raw.zone), raw, charset)
            if item is None:
                faults.append(Fault(code="not-an-item", text="an object without text, headline or id", where=path))
            else:
                items.append(item)
        if items and any(fault.code == "json-cut" for fault in faults):
            items[-1] = msgspec.structs.replace(items[-1], is_complete=False)
        if not items and not faults:
            raise FormatError("JSON without any item in it", format_name=self.name)
        return Parsed(items=tuple(items), faults=tuple(faults))


def _objects(values: list[Any]) -> Iterator[tuple[str, Any]]:
    """Give the objects that should be items, out of lists and wrappers."""
    for n, value in enumerate(values):
        path = "$" if len(values) == 1 else f"line {n + 1}: $"
        yield from _unwrapped(value, path)


def _unwrapped(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for n, entry in enumerate(value):
            yield from (
                _unwrapped(entry, f"{path}[{n}]", depth) if isinstance(entry, dict) else [(f"{path}[{n}]", entry)]
            )
        return
    if isinstance(value, dict) and depth < 4:
        answer = value.get("response")
        if isinstance(answer, dict) and isinstance(answer.get("docs"), list):
            yield from _unwrapped(answer["docs"], f"{path}.response.docs", depth + 1)
            return
        for name in ("item", "items", "_items", "newsItems"):
            inner = value.get(name)
            if isinstance(inner, dict | list) and inner and not (value.get("headline") or value.get("headlines")):
                yield from _unwrapped(inner, f"{path}.{name}", depth + 1)
                return
    yield path, value


def _read_item(fields: Fields, raw: RawCopy, charset: str) -> Item | None:
    values: dict[str, Any] = {}
    _read_identity(fields, values)
    _read_times(fields, values)
    _read_words(fields, values)
    _read_classes(fields, values)
    _read_own(fields, values)
    blocks = _read_body(fields, values)
    if not (values.get("headline") or values.get("native_guid") or blocks or values.get("summary")):
        return None
    kind = fields.text("type") or ("event" if "eventdetails" in fields.thing else "text")
    values["type"] = _KINDS.get(kind.lower(), kind.lower())
    values["associations"] = _read_associations(fields, values)
    _read_related(fields, values)
    ours = fields.get("id")
    is_ours = isinstance(ours, str) and re.fullmatch(r"[0-9a-f]{24}", ours) and fields.get("format")
    provider = values["extra"].get("source") or values.get("agency_name") or raw.agency
    given = str(ours) if is_ours else _identify(provider, values, blocks)
    uri = values.pop("uri", None)
    fields.rest_into(values["extra"], leave=_DERIVED)
    take_own(values, _told_by_a_room(fields, values["extra"]))
    return Item(
        id=given,
        uri=uri if uri and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S+$", uri) else f"urn:wireroom:item:{given}",
        format="ninjs",
        charset=charset,
        blocks=blocks,
        faults=tuple(fields.faults),
        provenance=fields.places({**values, "blocks": blocks}) if raw.explain else {},
        **{name: value for name, value in values.items() if value is not None},
    )


def _told_by_a_room(fields: Fields, extra: dict[str, str]) -> dict[str, str]:
    """Give what another room told in `altids` or, in Superdesk's dialect, in `extra`, and take it off there."""
    altids = fields.get("altids")
    roles = [(read_text(one.get("role")), one.get("value")) for one in read_objects(altids)]
    theirs = fields.get("extra")
    told = [*(altids.items() if isinstance(altids, dict) else roles)]
    told += theirs.items() if isinstance(theirs, dict) else ()
    found = {name: words for role, words in told if (name := own_name(role)) and isinstance(words, str)}
    for role in [role for role in extra if own_name(role)]:
        del extra[role]
    return found


def _identify(provider: str | None, values: dict[str, Any], blocks: tuple[Block, ...]) -> str:
    """Name the item: agency, guid and version; without version its time; without either what it says."""
    guid, version, created = values.get("native_guid"), values.get("version"), values.get("versioncreated")
    if guid and version:
        return item_id(provider, guid, version)
    if guid and created:
        return item_id(provider, guid, created.isoformat())
    text = "\n".join(block.text for block in blocks)
    return item_id(provider, guid, created and created.isoformat(), values.get("headline"), values.get("summary"), text)


def _read_identity(fields: Fields, values: dict[str, Any]) -> None:
    guid = fields.text("uri", into="native_guid")
    other = fields.text("native_guid") or fields.text("guid", into="native_guid")
    values["native_guid"] = other or guid
    values["uri"] = guid or other
    values["version"] = fields.text("version")
    standard = fields.get("standard") or fields.get("$standard")
    if isinstance(standard, dict):
        named = [read_text(standard.get("name")), read_text(standard.get("version"))]
        values["standard"] = " ".join(part for part in named if part) or None
    else:
        values["standard"] = read_text(standard)
    values["extra"] = {}
    agency = fields.text("agency")
    if agency and re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,30}", agency):
        values["agency"] = agency
    sources = [read_text(entry.get("name")) for entry in read_objects(fields.get("infosources", "infosource"))]
    source = fields.text("source") or fields.text("provider") or next((name for name in sources if name), None)
    if source:
        values["extra"]["source"] = source
    values["copyrightholder"] = fields.text("copyrightholder")
    values["agency_name"] = fields.text("agency_name") or agency or source or values["copyrightholder"]
    status = fields.text("pubstatus")
    if status:
        word = re.split(r"[:/]", status)[-1].lower()
        values["pubstatus"] = _STATUS.get(word, "withheld")
        if word not in _STATUS:
            fields.fault("pubstatus-unknown", f"unknown pubstatus {status!r}: held back", "pubstatus")
    values["urgency"] = fields.number("urgency", least=1, most=9)
    values["priority"] = fields.number("priority", least=1, most=6)
    values["priority_raw"] = fields.text("priority_raw") or read_text(fields.get("priority"))


def _read_times(fields: Fields, values: dict[str, Any]) -> None:
    values["versioncreated"] = fields.time("versioncreated")
    values["firstcreated"] = fields.time("firstcreated")
    values["contentcreated"] = fields.time("contentcreated")
    values["sent_at"] = fields.time("sent_at")
    values["expires"] = fields.time("expires") or fields.time("expiry", into="expires")
    values["issued_on"] = fields.text("issued_on")
    values["is_zone_assumed"] = fields.is_zone_assumed or fields.get("is_zone_assumed") is True
    words = fields.text("embargoed") or fields.text("embargoeduntil", into="embargoed")
    values["embargo_text"] = fields.text("embargo_text")
    if words:
        until: datetime | None = fields.time_of(words, "embargoed")
        values["embargoed"] = until
        if until is None:
            values["embargo_text"] = values["embargo_text"] or words


def _read_words(fields: Fields, values: dict[str, Any]) -> None:
    titles = {role: text for role, (text, _) in texts_by_role(fields.get("headlines")).items()}
    main = titles.pop("main", None) or (titles.pop(next(iter(titles))) if titles else None)
    headline = fields.text("headline") or main or fields.text("title", "name", into="headline")
    values["headline"] = _line(headline)
    values["headline_clean"] = fields.text("headline_clean")
    values["subheadlines"] = tuple(map(plain, titles.values())) or read_lines(fields.get("subheadlines"))
    values["slugline"] = fields.text("slugline")
    values["slugline_raw"] = fields.text("slugline_raw") or values["slugline"]
    values["byline"] = _line(fields.text("byline", "by")) or _writers(fields.get("authors"))
    descriptions = {role: text for role, (text, _) in texts_by_role(fields.get("descriptions")).items()}
    values["creditline"] = _line(fields.text("creditline", "description_creditline") or descriptions.get("creditline"))
    ednote = fields.text("ednote")
    is_plain = ednote and "\n" in ednote and "<" not in ednote  # several notes, a line each
    values["ednote"] = "\n".join(filter(None, map(plain, ednote.split("\n")))) if ednote and is_plain else _line(ednote)
    values["dateline"] = _read_dateline(fields)
    values["summary"] = _line(_read_summary(fields, descriptions))
    language = fields.text("language")
    values["language"] = language.replace("_", "-") if language else None
    values["usageterms"] = fields.text("usageterms") or "\n".join(read_lines(fields.get("usageterms"))) or None
    values["copyrightnotice"] = fields.text("copyrightnotice")


def _line(text: str | None) -> str | None:
    return (plain(text) or None) if text else None


def _writers(authors: Any) -> str | None:
    """Join the authors whose role is to write: Superdesk names editors and photographers among them."""
    named = [(read_text(one.get("role")) or "writer", read_text(one.get("name"))) for one in read_objects(authors)]
    writers = [name for role, name in named if name and role.lower() in ("writer", "author", "")]
    return ", ".join(writers) or None


def _read_summary(fields: Fields, descriptions: dict[str, str]) -> str | None:
    for role in ("summary", "abstract", "lead", "text", "caption", *descriptions):
        if role in descriptions and role not in _CREDIT_ROLES:
            return descriptions[role]
    named = ("summary", "description_text", "description_html", "description_xhtml", "description_caption", "abstract")
    others = [name for name in fields.names if name.startswith("description")]
    return fields.text(
        *named, *(name for name in others if name.rpartition("_")[2] not in _CREDIT_ROLES), into="summary"
    )


def _read_dateline(fields: Fields) -> Dateline | None:
    given = fields.get("dateline")
    if isinstance(given, dict):
        try:
            return msgspec.convert(given, Dateline)
        except msgspec.ValidationError:
            pass  # Superdesk's own dateline object: {"located": …, "text": …}
        text = read_text(given.get("text"))
        located = given.get("located")
        city = read_text(located.get("city") if isinstance(located, dict) else located)
        return Dateline(text=text or city or "", city=city) if text or city else None
    text = read_text(given) or fields.text("located", into="dateline")
    if not text:
        return None
    city, _, region = text.partition(",")
    return Dateline(text=text, city=city.strip() or None, region=region.strip() or None)


def _read_classes(fields: Fields, values: dict[str, Any]) -> None:
    values["keywords"] = read_texts(fields.get("keywords"))
    values["subjects"] = read_concepts(fields.get("subjects", "subject"))
    values["genres"] = read_concepts(fields.get("genres", "genre"))
    # the BBC sends places among the subjects, told apart by rel
    located = tuple(concept for concept in values["subjects"] if concept.rel == "location")
    values["places"] = read_concepts(fields.get("places", "place")) or located
    values["people"] = read_concepts(fields.get("people", "person"))
    values["organisations"] = read_concepts(fields.get("organisations", "organisation"))
    services = read_concepts(fields.get("service")) if isinstance(fields.get("service"), list) else ()
    values["category"] = fields.text("category") or next((one.code for one in services if one.code), None)
    if names := ", ".join(one.name for one in services if one.name):
        values["extra"]["service"] = names
    altids = fields.get("altids")
    named = {role: text for role, (text, _) in texts_by_role(altids).items()}
    for role, value in (altids if isinstance(altids, dict) else named).items():
        if own_name(role) is None and (text := read_text(value)):
            values["extra"][f"altids.{role}"] = text


def _read_own(fields: Fields, values: dict[str, Any]) -> None:
    """Read what ninjs has no name for and Wireroom writes, and Superdesk's links to earlier versions."""
    for name in ("take_key", "message_number", "cross_reference", "selector", "ednote_private", "sign_off"):
        values[name] = fields.text(name)
    values["service"] = fields.text("service")
    values["evolvedfrom"] = fields.text("evolvedfrom", "rewrite_of")
    values["sections"] = read_lines(fields.get("sections"))
    values["signals"] = read_signals(fields.get("signals", "signal"))
    values["wordcount"] = fields.number("wordcount", least=0, most=10**9)
    values["is_preformatted"] = fields.get("is_preformatted") is True
    values["is_complete"] = fields.get("is_complete") is not False
    values["is_language_guessed"] = fields.get("is_language_guessed") is True
    try:
        values["links"] = msgspec.convert(fields.get("links") or [], tuple[ItemLink, ...])
    except msgspec.ValidationError:
        fields.fault("links-unread", "the links are not in a form that we read", "links")


def _read_body(fields: Fields, values: dict[str, Any]) -> tuple[Block, ...]:
    """Read the body: as HTML where there is one, else NITF, else plain text."""
    bodies = [(text, kind or role) for role, (text, kind) in texts_by_role(fields.get("bodies")).items()]
    for entry in read_objects(fields.get("bodies")):
        if values["wordcount"] is None:
            values["wordcount"] = read_number(folded(entry).get("wordcount")) or None
    for name in fields.names:
        if name.startswith("body_") and (text := fields.text(name, into="blocks")):
            bodies.append((text, name))
    for text, kind in sorted(bodies, key=lambda body: _body_rank(body[1])):
        if "nitf" in kind.lower():
            blocks = blocks_of_nitf(text)
        elif "htm" in kind or (kind in ("body_text", "main", "text") and re.match(r"\s*<(p|div|h\d|pre)\b", text)):
            blocks = blocks_of_html(text)
        elif values["is_preformatted"]:
            blocks = (Block(kind="pre", text=text),)
        else:
            blocks = blocks_of_text(text) if "\n\n" in text or "\r\n\r\n" in text else _lines_as_blocks(text)
        # TT and others repeat the headline on top of the HTML they send
        if blocks and blocks[0].kind == "subhead" and blocks[0].text == values["headline"]:
            blocks = blocks[1:]
        if blocks:
            return blocks
    return ()


def _body_rank(kind: str) -> int:
    return 0 if "htm" in kind else 1 if "nitf" in kind else 2


def _lines_as_blocks(text: str) -> tuple[Block, ...]:
    """Take every line as a paragraph: JSON copy is not wrapped, so a line end means one (TT, body of ninjs 2)."""
    return tuple(Block(text=line) for part in text.splitlines() if (line := " ".join(part.split())))


def _read_related(fields: Fields, values: dict[str, Any]) -> None:
    """Read associations that are other items and no files (ninjs 3.1: `rel`): links, and what this one goes before."""
    if not (related := read_related(fields.get("associations"))):
        return
    values["links"] = (*(values["links"] or ()), *related)
    known = {link.residref for link in related}
    values["associations"] = tuple(one for one in values["associations"] if one.native_guid not in known)
    former = next((link.residref for link in related if link.rel in ("previousVersion", "evolvedFrom")), None)
    if former != values["native_guid"]:
        values["evolvedfrom"] = values["evolvedfrom"] or former


def _read_associations(fields: Fields, values: dict[str, Any]) -> tuple[Media, ...]:
    media = read_media(fields.get("associations"))
    own = read_renditions(fields.get("renditions"))
    if own and values["type"] != "text":
        mine = Media(
            type=values["type"],
            role="main",
            caption=values["summary"],
            credit=values["creditline"] or values["byline"],
            rights=values["usageterms"] or values["copyrightnotice"],
            renditions=own,
        )
        return (mine, *media)
    return media


FORMAT: Final[WireFormat] = Ninjs()
