"""AP Media API 1.1 (AP, 2019-2024): one item, or a feed or search result of them.

Source: AP's public developer notes on the Media API 1.1 (2019-2024), files in the wild. Near ninjs 1.x, with its own names:
{"api_version", "data": {"item": {…}}} or {"data": {"items": [{"item": {…}}, …]}}, or a bare list of [{"item": {…}}, …].

Read: ids (`altids.itemid`; the address in `uri` carries a customer's tokens, which are taken off), version, times, headline,
slugline, keywords, ednote, bylines, photographer, dateline place, credit, rights, signals, subjects with their AP scheme,
the category letter, pictures and other files, links to the NITF and ANPA renditions, and the body where it came inside
(`body_nitf`, or a `nitf` rendition with its text). The editorial priority's letters are those of ANPA 1312.

Not read: rights filters, prices, crops, geometry; what is flat among it is kept in `extra`.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Block, Dateline, Fault, Item, ItemLink, Media, Rendition, item_id
from wireroom.text.json_concept import folded, read_concepts, read_media, read_renditions, read_signals
from wireroom.text.json_copy import JsonProblem, load_json, read_lines, read_objects, read_text, read_texts
from wireroom.text.json_fields import Fields
from wireroom.text.markup import blocks_of_html, plain
from wireroom.text.nitf_markup import blocks_of_nitf

#: items in one answer; more is an archive
MAX_ITEMS: Final = 5_000
_SIGNS: Final = re.compile(
    rb'"(api_version|editorialpriority|datelinelocation|friendlykey|etag|org_name|current_item_count|feed_href|'
    rb'arrivaldatetime|recordid|itemid)"\s*:'
)
#: IPTC's ninjs says so of itself; AP's ids may be in it all the same
_NINJS: Final = re.compile(rb'"name"\s*:\s*"ninjs"|ninjs-schema')
#: AP's letters on our scale: flash, bulletin, urgent, regular, deferred, hold, advances, rerun
_PRIORITIES: Final = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "h": 5, "a": 6, "s": 6, "y": 6}
_STATUS: Final = {"usable": "usable", "withheld": "withheld", "embargoed": "withheld", "canceled": "canceled"}


class ApMedia:
    """What AP's Media API answers."""

    name = "ap_media"

    def sniff(self, raw: RawCopy) -> float:
        """Look for names that only this API uses."""
        head = raw.head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if head.startswith(b"["):  # the items of several answers in one list
            head = head[1:].lstrip()
            is_listed = re.match(rb'\{\s*"item"\s*:\s*\{', head) is not None
            if not is_listed or (b'"altids"' not in head and b"ap.org" not in head) or _NINJS.search(head):
                return 0.0
            return 0.96 if _SIGNS.search(head) else 0.0
        if not head.startswith(b"{") or _NINJS.search(head):
            return 0.0
        n_signs = len({found[1] for found in _SIGNS.finditer(head)})
        if b'"api_version"' in head and b'"data"' in head:
            return 0.97
        is_wrapped = re.match(rb'\{\s*"data"\s*:\s*\{\s*"items?"\s*:', head) is not None
        return 0.96 if n_signs >= 3 or (n_signs and is_wrapped) else 0.3 if n_signs == 2 else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read the item or all items of a feed.

        Raises:
            FormatError: it is not JSON, or holds no item.
        """
        try:
            values, faults, charset = load_json(raw.data, raw.charset)
        except JsonProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        items: list[Item] = []
        for path, thing in _objects(values[0], "$"):
            if len(items) >= MAX_ITEMS:
                faults.append(Fault(code="too-many-items", text=f"more than {MAX_ITEMS:,}; the rest was not read"))
                break
            fields = Fields(folded(thing), path=path, zone=raw.zone)
            if fields.text("headline", "title") or fields.get("altids") or fields.text("uri"):
                items.append(_read_item(fields, raw, charset))
            else:
                faults.append(Fault(code="not-an-item", text="an object without headline and id", where=path))
        if not items and not faults:
            if isinstance(values[0], dict) and "data" in values[0]:
                faults.append(Fault(code="no-items", text="the answer has no items at present", level="note"))
            else:
                raise FormatError("JSON without any item of AP's in it", format_name=self.name)
        return Parsed(items=tuple(items), faults=tuple(faults))


def _objects(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the items inside `data`, `items` and `item`; an object that is none of these is an item."""
    if isinstance(value, list):
        for n, entry in enumerate(value):
            yield from _objects(entry, f"{path}[{n}]", depth)
    elif isinstance(value, dict):
        for name in ("data", "items", "item"):
            if depth < 4 and isinstance(value.get(name), dict | list):
                yield from _objects(value[name], f"{path}.{name}", depth + 1)
                return
        if depth == 0 and "api_version" in value:
            return
        yield path, value


def _read_item(fields: Fields, raw: RawCopy, charset: str) -> Item:
    altids = fields.get("altids")
    names = {key: text for key, one in (altids if isinstance(altids, dict) else {}).items() if (text := read_text(one))}
    address = fields.text("uri")
    guid = names.get("itemid") or fields.text("itemid", "recordid") or address
    version = fields.text("version")
    created = fields.time("versioncreated")
    etag = names.get("etag") or version
    given = item_id("ap_media", guid, etag, created.isoformat() if created else None, fields.text("headline", "title"))
    extra = {f"altids.{name}": text for name, text in names.items()}
    provider = fields.text("provider")
    sources = [read_text(one.get("name")) for one in read_objects(fields.get("infosource"))]
    if source := next((name for name in sources if name), None):
        extra["source"] = source
    values = {**_read_words(fields), **_read_classes(fields), **_read_state(fields)}
    values["associations"] = _read_files(fields, values)
    values["links"] = _read_links(fields)
    blocks = _read_body(fields)
    fields.rest_into(extra)
    return Item(
        id=given,
        uri=address.partition("?")[0] if address and "://" in address else f"urn:wireroom:item:{given}",
        format="ap_media",
        standard="AP Media API",
        charset=charset,
        type=(fields.text("type") or "text").lower(),
        agency_name=provider or "AP",
        native_guid=guid,
        version=version,
        versioncreated=created,
        firstcreated=fields.time("firstcreated"),
        is_zone_assumed=fields.is_zone_assumed,
        blocks=blocks,
        is_preformatted=fields.text("textformat") == "at",
        extra=extra,
        faults=tuple(fields.faults),
        provenance=fields.places({**values, "native_guid": guid, "blocks": blocks}) if raw.explain else {},
        **{name: value for name, value in values.items() if value is not None},
    )


def _read_words(fields: Fields) -> dict[str, Any]:
    writers = [read_text(one.get("by")) or read_text(one.get("name")) for one in read_objects(fields.get("bylines"))]
    byline = "; ".join(name for name in writers if name) or fields.text("byline")
    photographer = fields.get("photographer")
    if not byline and isinstance(photographer, dict):
        byline = read_text(photographer.get("name"))
    summary = fields.text("description_summary", "description_caption", "description_text", into="summary")
    extended = fields.text("headline_extended")
    slug = fields.text("slugline")
    language = fields.text("language")
    return {
        "headline": _line(fields.text("headline", "title")),
        "subheadlines": (extended,) if extended else (),
        "slugline": slug,
        "slugline_raw": slug,
        "byline": _line(byline),
        "creditline": _line(fields.text("description_creditline", into="creditline")),
        "summary": _line(summary),
        "ednote": _line(fields.text("ednote")),
        "dateline": _read_dateline(fields.get("datelinelocation")),
        "language": language.replace("_", "-") if language else None,
        "keywords": read_texts(fields.get("keywords")),
        "copyrightholder": fields.text("copyrightholder"),
        "copyrightnotice": fields.text("copyrightnotice"),
        "usageterms": "\n".join(read_lines(fields.get("usageterms"))) or None,
    }


def _line(text: str | None) -> str | None:
    return (plain(text) or None) if text else None


def _read_dateline(place: Any) -> Dateline | None:
    """Read the place only: which country "Paris" is in is said there, but seldom printed, so the region is as AP prints it."""
    if not isinstance(place, dict) or not (city := read_text(place.get("city"))):
        return None
    region = read_text(place.get("countryareaname")) or read_text(place.get("countryname"))
    return Dateline(text=city, city=city, region=region)


def _read_classes(fields: Fields) -> dict[str, Any]:
    subjects = read_concepts(fields.get("subject", "subjects"))
    return {
        "subjects": subjects,
        "category": next((one.code for one in subjects if one.rel == "category" and one.code), None),
        "genres": read_concepts(fields.get("genre")),
        "people": read_concepts(fields.get("person")),
        "organisations": (*read_concepts(fields.get("organisation")), *read_concepts(fields.get("company"))),
        "places": read_concepts(fields.get("place")),
        "signals": read_signals(fields.get("signals")),
    }


def _read_state(fields: Fields) -> dict[str, Any]:
    letter = fields.text("editorialpriority", into="priority")
    status = (fields.text("pubstatus") or "usable").lower()
    if status not in _STATUS:
        fields.fault("pubstatus-unknown", f"unknown pubstatus {status!r}: held back", "pubstatus")
    words = fields.text("embargoed", "embargoreleasedatetime", into="embargoed")
    until = fields.time_of(words, "embargoed") if words else None
    return {
        "urgency": fields.number("urgency", least=1, most=9),
        "priority": _PRIORITIES.get(letter.lower()) if letter else None,
        "priority_raw": letter,
        "pubstatus": "usable" if status == "embargoed" and until else _STATUS.get(status, "withheld"),
        "embargoed": until,
        "embargo_text": words if words and until is None else None,
        "expires": fields.time("expires"),
    }


def _read_files(fields: Fields, values: dict[str, Any]) -> tuple[Media, ...]:
    """Read pictures, films and sounds: the item's own renditions, and what is associated with it."""
    kind = (fields.text("type") or "text").lower()
    found: dict[str, list[Rendition]] = {}
    for name, thing in _renditions(fields):
        for file in read_renditions({name: thing}) if thing.get("type") != "text" else ():
            found.setdefault(read_text(thing.get("type")) or kind, []).append(file)
    own = [
        Media(
            type=file_kind,
            role="main",
            caption=values["summary"],
            credit=values["creditline"] or values["byline"],
            rights=values["usageterms"] or values["copyrightnotice"],
            renditions=tuple(files),
        )
        for file_kind, files in found.items()
    ]
    return (*own, *read_media(fields.get("associations")))


def _renditions(fields: Fields) -> Iterator[tuple[str, dict[str, Any]]]:
    value = fields.get("renditions")
    for name, thing in value.items() if isinstance(value, dict) else ():
        if isinstance(thing, dict):
            yield str(name), folded(thing)


def _read_links(fields: Fields) -> tuple[ItemLink, ...]:
    """Read where the text is to be fetched in NITF and ANPA; tokens are part of these addresses and are needed."""
    return tuple(
        ItemLink(rel="rendition", href=href, title=read_text(thing.get("title")), type=read_text(thing.get("mimetype")))
        for _, thing in _renditions(fields)
        if thing.get("type") == "text" and (href := read_text(thing.get("href")))
    )


def _read_body(fields: Fields) -> tuple[Block, ...]:
    bodies = [fields.text("body_nitf", "body_html", "body_text", into="blocks")]
    bodies += [read_text(thing.get("content")) or read_text(thing.get("body")) for _, thing in _renditions(fields)]
    for text in bodies:
        if text and "<nitf" in text[:2000]:
            blocks = blocks_of_nitf(text)
        elif text and re.match(r"\s*<(block|body|hedline|body\.content)\b", text):
            blocks = blocks_of_nitf(f"<nitf><body><body.content>{text}</body.content></body></nitf>")
        else:
            blocks = blocks_of_html(text) if text else ()
        if blocks:
            return blocks
    return ()


FORMAT: Final[WireFormat] = ApMedia()
