"""All dispatches through the readers of today: what they would make of them, beside what stands on the wire. Changes nothing.

snapshot -> each dispatch with its bytes -> read_one -> items compared, field by field, with those that were filed
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

from wireroom.formats import RawCopy
from wireroom.model import Item
from wireroom.moving.rooms import Tell
from wireroom.reading import read_one
from wireroom.store import Store
from wireroom.store._shown import is_retired

#: changed: the same item with other fields · new: an item that is not on the wire · gone: one that is not read any more ·
#: readable: a spiked dispatch that can be read · unreadable: the other way round
Kind: TypeAlias = Literal["changed", "new", "gone", "readable", "unreadable"]
#: how a dispatch is handed to its reader, by the settings of its source: (source, depth, copy) -> copy, format
Hand: TypeAlias = Callable[[str, int, RawCopy], tuple[RawCopy, str | None]]
#: where facts were found is not what they are
_NOT_COMPARED: Final = frozenset(("provenance", "faults"))


class Difference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a newer reader sees in another way."""

    kind: Kind
    dispatch: str
    source: str
    format: str | None
    item: str | None = None
    #: for `changed`: field -> as it was filed, as it is read now
    fields: dict[str, tuple[object, object]] = {}


class _Kept(msgspec.Struct):
    """A line of `dispatches`, as far as it is needed."""

    id: str
    source: str
    state: str
    depth: int
    n_bytes: int
    data: bytes
    filename: str | None = None
    content_type: str | None = None
    url: str | None = None
    language: str | None = None
    items: tuple[str, ...] | None = None


def reread(store: Store, hand: Hand, *, now: datetime, tell: Tell) -> Iterator[Difference]:
    """Give what today's readers see in another way, in the order of arrival.

    Only the dispatch that filed an item speaks for it. What was retired, and what waits to be placed, is left out.

    Raises:
        StoreError: the store cannot be read.
    """
    decode = msgspec.json.Decoder(_Kept).decode
    with store.snapshot() as snapshot:
        total = snapshot.count()["dispatches"]
        for kept in map(decode, snapshot.lines("dispatches")):
            if kept.state != "kept" and (kept.data or not kept.n_bytes):
                yield from _compare(kept, store, hand, now)
            tell(1, total)


def _compare(kept: _Kept, store: Store, hand: Hand, now: datetime) -> Iterator[Difference]:
    raw = RawCopy(
        data=kept.data, filename=kept.filename, content_type=kept.content_type, url=kept.url, language=kept.language
    )
    raw, as_format = hand(kept.source, kept.depth, raw)
    reading = read_one(raw, as_format=as_format)

    def found(
        kind: Kind, item: str | None = None, fields: dict[str, tuple[object, object]] | None = None
    ) -> Difference:
        return Difference(
            kind=kind, dispatch=kept.id, source=kept.source, format=reading.format, item=item, fields=fields or {}
        )

    if kept.state == "spiked" and reading.reason is None:
        yield found("readable")
    if kept.state == "placed" and reading.reason is not None and (kept.items or ()):
        yield found("unreadable")
        return
    read = {item.id: item for item in reversed(reading.items)}
    stands = store.find_items([*{*read, *(kept.items or ())}], view="desk", now=now)
    before = {filed.item.id: filed.item for filed in stands if filed.dispatch == kept.id}
    known = {filed.item.id for filed in stands}
    for id, item in read.items():
        if id not in known:
            yield found("new", id)
        elif id in before and not is_retired(before[id]) and (fields := _fields(before[id], item)):
            yield found("changed", id, fields)
    for id in before:
        if id not in read:
            yield found("gone", id)


def _fields(before: Item, now: Item) -> dict[str, tuple[object, object]]:
    return {
        name: (msgspec.to_builtins(was), msgspec.to_builtins(has))
        for name in Item.__struct_fields__
        if name not in _NOT_COMPARED and (was := getattr(before, name)) != (has := getattr(now, name))
    }
