"""Reading copy: bytes -> items with their marks. What `wireroom read`, the library call and ingest share.

    formats.parse        bytes -> items + faults (+ enclosed dispatches)
    agencies.refine      house style -> marks, clean headline and slug, dateline, end marks off
    guess_language       where the copy names no language: found by its script and small words, and flagged
    (enclosed)           the same again, at most `MAX_DEPTH` deep

No store, no clock, no network.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

import msgspec

from wireroom import agencies, formats
from wireroom.errors import FormatError
from wireroom.formats import Enclosed, RawCopy
from wireroom.model import DOCUMENT_OF, Fault, Item, ItemLink
from wireroom.text.language import MOST_CHARS, guess_language
from wireroom.text.zoned_times import find_zone

#: a mail in a zip in a mail in a zip is as deep as anybody sends in earnest
MAX_DEPTH: Final = 4


_NO_ZONE: Final = Fault(
    code="zone-unknown",
    text="a time carries no zone, and none is known for its sender: it was taken for UTC",
    level="note",
)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was read from one dispatch."""

    #: the format's name; None = no reader knew it
    format: str | None
    items: tuple[Item, ...] = ()
    faults: tuple[Fault, ...] = ()
    #: dispatches found inside, not yet read; empty when they were read too
    enclosed: tuple[Enclosed, ...] = ()
    #: why nothing could be read; None when something could
    reason: str | None = None


def read_one(raw: RawCopy, *, as_format: str | None = None) -> Reading:
    """Read one dispatch, and leave what is enclosed in it to the caller. Never raises for bad copy."""
    if raw.zone is None:
        raw = msgspec.structs.replace(raw, ask_zone=partial(_zone_of, default=raw.agency))
    try:
        name, parsed = formats.parse(raw, as_format=as_format)
    except FormatError as error:
        fault = Fault(code="unread", text=error.reason, level="error")
        return Reading(format=error.format_name, faults=(fault,), reason=error.reason)
    zoned = _in_their_zones(raw, name, parsed.items)
    refined = [agencies.refine(item, default=raw.agency) for item in zoned]
    items = tuple([find_language(item, explain=raw.explain) if _may_tell(item) else item for item in refined])
    if raw.entry is not None and len(items) == 1:
        items = (_of_entry(items[0], raw.entry),)
    if raw.explain:
        items = tuple(map(_only_found, items))
    reason = None
    if not items and not parsed.enclosed:
        reason = next((fault.text for fault in parsed.faults), f"{name}: no item in it")
    return Reading(format=name, items=items, faults=parsed.faults, enclosed=parsed.enclosed, reason=reason)


def _of_entry(item: Item, entry: str) -> Item:
    """Say of a document that it is a version of the entry of a feed that it was fetched for: the two are one piece."""
    links = (*item.links, ItemLink(rel=DOCUMENT_OF, residref=entry))
    return msgspec.structs.replace(item, native_guid=item.native_guid or entry, links=links)


def _in_their_zones(raw: RawCopy, name: str, items: tuple[Item, ...]) -> Iterator[Item]:
    """Read the times that carry no zone in the zone of the agency's house; where that is unknown, UTC is said to be a guess.

    Where the format did not ask for the zone, the dispatch is read again by it: there may be more made of a time than the
    item shows, its id for one.
    """
    again: dict[str, tuple[Item, ...]] = {}
    for n, item in enumerate(items):
        if not item.is_zone_assumed or item.zone:
            yield item
            continue
        zone = (raw.zone if find_zone(raw.zone) else None) if raw.zone else _zone_of(item, raw.agency)
        if zone and zone not in again:
            told = msgspec.structs.replace(raw, zone=zone)
            again[zone] = items if raw.zone else formats.get_format(name).parse(told).items
        if zone and len(again[zone]) == len(items):
            yield msgspec.structs.replace(again[zone][n], zone=zone)
        else:
            yield msgspec.structs.replace(item, faults=(*item.faults, _NO_ZONE))


def _zone_of(item: Item, default: str | None) -> str | None:
    zone = agencies.zone_of(item, default)
    return zone if zone and find_zone(zone) else None


def _may_tell(item: Item) -> bool:
    """Say if a language is to be looked for: none is declared, and there is more than a headline, or its letters tell it."""
    if item.language is not None:
        return False
    return bool(item.blocks or item.summary) or (item.headline or "")[:1] > "\u036f"


def find_language(item: Item, *, explain: bool = False) -> Item:
    """Find the language of copy that names none, and flag it as found; in doubt it stays unknown."""
    parts, n_chars = [item.headline_clean or item.headline or ""], 0
    for block in item.blocks:
        if block.kind == "para":
            parts.append(block.text)
            n_chars += len(block.text)
            if n_chars >= MOST_CHARS:
                break
    else:
        parts.append("" if n_chars else item.summary or "")
    found = guess_language("\n".join(parts))
    if found is None:
        return item
    where = {**item.provenance, "language": f"not declared; guessed by {found.by}"} if explain else item.provenance
    return msgspec.structs.replace(item, language=found.language, is_language_guessed=True, provenance=where)


def _only_found(item: Item) -> Item:
    """Leave out where facts would stand that this item has not: byte formats know their places, whatever fills them."""
    where = {field: place for field, place in item.provenance.items() if getattr(item, field, True)}
    return msgspec.structs.replace(item, provenance=where)


def read(
    data: bytes,
    *,
    filename: str | None = None,
    content_type: str | None = None,
    source: str | None = None,
    as_format: str | None = None,
    explain: bool = False,
) -> Reading:
    """Read any wire copy: `.items`, `.faults`, `.format`.

    Shape: `data` is one dispatch as it arrived; several items may be in it, and dispatches enclosed in it are read too.
    `source` is the agency to believe when the copy names none (a house style's name, e.g. "dpa").
    Bad copy gives faults, never an exception.

    >>> from wireroom import read
    >>> reading = read(b'{"uri": "urn:x:1", "headline": "FLASH: BRIDGE CLOSED", "version": "1"}')
    >>> reading.items[0].marks.rank
    'flash'
    """
    raw = RawCopy(data=data, filename=filename, content_type=content_type, agency=source, explain=explain)
    return read_raw(raw, as_format=as_format)


def read_raw(raw: RawCopy, *, as_format: str | None = None) -> Reading:
    """Read one dispatch, with what its source's settings say of it, and what is enclosed in it. Never raises for bad copy."""
    return _read_all(raw, as_format, 0)


def _read_all(raw: RawCopy, as_format: str | None, depth: int) -> Reading:
    first = read_one(raw, as_format=as_format)
    if not first.enclosed:
        return first
    items, faults = list(first.items), list(first.faults)
    for inner in first.enclosed:
        if depth >= MAX_DEPTH:
            faults.append(Fault(code="nested-too-deep", text=f"copy enclosed more than {MAX_DEPTH} deep was not read"))
            break
        inner_raw = msgspec.structs.replace(
            raw, data=inner.data, filename=inner.filename, content_type=inner.content_type
        )
        found = _read_all(inner_raw, None, depth + 1)
        items.extend(found.items)
        faults.extend(found.faults)
    reason = first.reason if items else (first.reason or next((f.text for f in faults), "no item in it"))
    return Reading(format=first.format, items=tuple(items), faults=tuple(faults), reason=reason)
