"""All dispatches through the readers of today: what they would make of them, beside what stands on the wire.

reread    snapshot -> each dispatch with its bytes -> read_one -> items compared, field by field, with those filed: only told
put_anew  the dispatches in which something changed -> read_one -> store.reread, some at a time
"""

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

from wireroom.formats import RawCopy
from wireroom.model import Dispatch, Filed, Item
from wireroom.moving.rooms import Tell
from wireroom.reading import read_one
from wireroom.store import REREAD_NOTE, Store, may_be_reread
from wireroom.store._shown import is_retired

#: changed: the same item with other fields · new: an item that is not on the wire · gone: one that is not read any more ·
#: readable: a spiked dispatch that can be read · unreadable: the other way round
Kind: TypeAlias = Literal["changed", "new", "gone", "readable", "unreadable"]
#: how a dispatch is handed to its reader, by the settings of its source: (source, depth, copy) -> copy, format
Hand: TypeAlias = Callable[[str, int, RawCopy], tuple[RawCopy, str | None]]
#: where facts were found is not what they are
_NOT_COMPARED: Final = frozenset(("provenance", "faults"))
#: dispatches in one transaction: live copy does not wait long for it
_AT_ONCE: Final = 50


class Difference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a newer reader sees in another way."""

    kind: Kind
    dispatch: str
    source: str
    format: str | None
    item: str | None = None
    #: for `changed`: field -> as it was filed, as it is read now
    fields: dict[str, tuple[object, object]] = {}
    #: for `changed`: it stays as it is, for it was killed, or is another order or under another embargo by the new reading
    must_stay: bool = False


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
    entry: str | None = None
    items: tuple[str, ...] | None = None


def reread(store: Store, hand: Hand, *, now: datetime, tell: Tell) -> Iterator[Difference]:
    """Give what today's readers see in another way, in the order of arrival.

    Only the dispatch that filed an item speaks for it, and of several that bring the same new one the first. What was retired,
    and what waits to be placed, is left out.

    Raises:
        StoreError: the store cannot be read.
    """
    decode = msgspec.json.Decoder(_Kept).decode
    new: set[str] = set()
    with store.snapshot() as snapshot:
        total = snapshot.count()["dispatches"]
        for kept in map(decode, snapshot.lines("dispatches")):
            if kept.state != "kept" and (kept.data or not kept.n_bytes):
                for found in _compare(kept, store, hand, now):
                    if found.kind == "new" and found.item is not None:
                        if found.item in new:
                            continue
                        new.add(found.item)
                    yield found
            tell(1, total)


def _compare(kept: _Kept, store: Store, hand: Hand, now: datetime) -> Iterator[Difference]:
    raw = RawCopy(
        data=kept.data, filename=kept.filename, content_type=kept.content_type, url=kept.url, language=kept.language,
        entry=kept.entry,
    )  # fmt: skip
    raw, as_format = hand(kept.source, kept.depth, raw)
    reading = read_one(raw, as_format=as_format)

    def found(
        kind: Kind,
        item: str | None = None,
        fields: dict[str, tuple[object, object]] | None = None,
        *,
        must_stay: bool = False,
    ) -> Difference:
        return Difference(
            kind=kind,
            dispatch=kept.id,
            source=kept.source,
            format=reading.format,
            item=item,
            fields=fields or {},
            must_stay=must_stay,
        )

    if kept.state == "spiked" and reading.reason is None:
        yield found("readable")
    if kept.state == "placed" and reading.reason is not None and (kept.items or ()):
        yield found("unreadable")
        return
    read = _by_id(reading.items, kept.items or ())
    stands = store.find_items([*{*read, *(kept.items or ())}], view="desk", now=now)
    before = {filed.item.id: filed for filed in stands if filed.dispatch == kept.id}
    known = {filed.item.id for filed in stands}
    for id, item in read.items():
        if id not in known:
            yield found("new", id)
        elif id in before and not is_retired(before[id].item) and (fields := _fields(before[id].item, item)):
            yield found("changed", id, fields, must_stay=not may_be_reread(before[id], item))
    for id in before:
        if id not in read:
            yield found("gone", id)


def _by_id(items: Sequence[Item], filed: Container[str]) -> dict[str, Item]:
    """Give the items by the ids they are filed under: a kill may have been given one of its own."""
    named = (
        msgspec.structs.replace(item, id=item.notice_id) if item.is_kill and item.notice_id in filed else item
        for item in reversed(items)
    )
    return {item.id: item for item in named}


def _fields(before: Item, now: Item) -> dict[str, tuple[object, object]]:
    return {
        name: (msgspec.to_builtins(was), msgspec.to_builtins(has))
        for name in Item.__struct_fields__
        if name not in _NOT_COMPARED and (was := getattr(before, name)) != (has := getattr(now, name))
    }


def put_anew(store: Store, hand: Hand, dispatches: Sequence[str], *, clock: Callable[[], datetime], tell: Tell) -> int:
    """Let what today's readers see in these dispatches stand for what was filed from them; gives how many items changed.

    Places, holding, kills and decisions stay; done twice, it changes nothing the second time. An open desk is told at the end.

    Raises:
        StoreError: the store cannot be written; what was changed by then stands.
    """
    n_changed = 0
    for start in range(0, len(dispatches), _AT_ONCE):
        some = dispatches[start : start + _AT_ONCE]
        items = [
            item for id in some if (kept := store.find_dispatch(id)) for item in _filed_from(kept, store, hand, clock())
        ]
        n_changed += len(store.reread(items, now=clock()))
        tell(len(some), len(dispatches))
    if dispatches:
        store.write_notes({REREAD_NOTE: clock().isoformat()})
    return n_changed


def _filed_from(dispatch: Dispatch, store: Store, hand: Hand, now: datetime) -> list[Item]:
    """Read a dispatch anew; gives those of its items that it filed itself."""
    raw, as_format = hand(
        dispatch.source,
        dispatch.depth,
        RawCopy(
            data=dispatch.data,
            filename=dispatch.filename,
            content_type=dispatch.content_type,
            url=dispatch.url,
            language=dispatch.language,
            entry=dispatch.entry,
        ),
    )
    receipt = store.find_receipt(dispatch.id)
    read = _by_id(read_one(raw, as_format=as_format).items, receipt.items if receipt else ())
    stands: list[Filed] = store.find_items(list(read), view="desk", now=now)
    return [read[filed.item.id] for filed in stands if filed.dispatch == dispatch.id]
