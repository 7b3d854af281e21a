"""Rows and values: how dispatches, items and events are written into tables and read back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock, local
from typing import Any, Final, Protocol

import msgspec
import zstandard

from wireroom.model import Dispatch, Event, Fault, Filed, Item, Link, Receipt

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_ITEM: Final = msgspec.json.Decoder(Item)
_LINK: Final = msgspec.json.Decoder(Link)
_FAULTS: Final = msgspec.json.Decoder(tuple[Fault, ...])
_IDS: Final = msgspec.json.Decoder(tuple[str, ...])
_EVENT_DATA: Final = msgspec.json.Decoder(dict[str, object])
_ENCODER: Final = msgspec.json.Encoder()
#: zstd 3: 2.6 kB of item JSON in 15 µs to under half
_LEVEL: Final = 3


class Row(Protocol):
    """One row, by the names of its columns."""

    def __getitem__(self, name: str, /) -> Any: ...


class _Zstd(local):
    """A compressor and a decompressor for each thread: they must not be shared."""

    def __init__(self) -> None:
        self.writer = zstandard.ZstdCompressor(level=_LEVEL)
        self.reader = zstandard.ZstdDecompressor()


_zstd: Final = _Zstd()


class _AtHand:
    """The items that were written or read last, by their packed bytes: what is filed is asked for again at once, by the live
    wire, the outbox and the pages. Items never change, so all may have the same one."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._items: dict[bytes, Item] = {}

    def find(self, packed: bytes) -> Item | None:
        return self._items.get(packed)

    def put(self, packed: bytes, item: Item) -> None:
        if len(packed) > _LARGE:
            return
        with self._lock:
            if len(self._items) >= self._limit:
                del self._items[next(iter(self._items))]
            self._items[packed] = item


#: bytes of a packed item that is longer than copy is: a table of a day's prices
_LARGE: Final = 32 * 1024
#: some 5 MB
_at_hand: Final = _AtHand(500)


def pack(data: bytes) -> bytes:
    """Compress bytes; the frame carries their length."""
    return _zstd.writer.compress(data)


def unpack(data: bytes | None) -> bytes:
    """Give the bytes back; none at all are those of a month that has gone."""
    return b"" if data is None else _zstd.reader.decompress(data)


def micros(at: datetime) -> int:
    """Give an aware time as whole microseconds since 1970 UTC."""
    return (at - _EPOCH) // _MICROSECOND


def micros_or_none(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def time_of(value: int) -> datetime:
    """Give the time back, aware and UTC."""
    return _EPOCH + timedelta(microseconds=value)


def time_or_none(value: int | None) -> datetime | None:
    return None if value is None else time_of(value)


def to_json(value: object) -> str:
    """Write a value as JSON text."""
    return _ENCODER.encode(value).decode()


def storable(text: str | None) -> str | None:
    """Give text that a database takes: half a surrogate pair (a file name in odd bytes) becomes a question mark."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


def packed_item(item: Item) -> bytes:
    """Give an item as it is kept."""
    return pack(_ENCODER.encode(item))


def pack_item(item: Item, made: bytes | None = None) -> bytes:
    """Write an item for good; `made`: what `packed_item` gave of it before."""
    packed = packed_item(item) if made is None else made
    _at_hand.put(packed, item)
    return packed


def item_of(row: Row) -> Item:
    """Read the item of a row of `items`."""
    packed = row["copy"]
    found = _at_hand.find(packed)
    if found is None:
        found = _ITEM.decode(unpack(packed))
        _at_hand.put(packed, found)
    return found


def filed_of(row: Row) -> Filed:
    """Read a row of `items` with the item's place."""
    return Filed(
        item=item_of(row),
        seq=row["seq"],
        chain=row["chain"],
        story=row["story"],
        source=row["source"],
        dispatch=row["dispatch"],
        received_at=time_of(row["received_at"]),
        position=row["position"],
        link=None if row["link"] is None else _LINK.decode(row["link"]),
        story_reason=row["story_reason"],
        superseded_by=row["superseded_by"],
        killed_by=row["killed_by"],
        killed_at=time_or_none(row["killed_at"]),
        corrected_by=row["corrected_by"],
        held_until=time_or_none(row["held_until"]),
        is_held_open=row["is_held"] == 2,
        own_chain=row["own_chain"],
        own_story=row["own_story"],
        story_mate=row["story_mate"],
    )


def dispatch_values(dispatch: Dispatch) -> dict[str, object]:
    """Give what `keep_dispatch` takes."""
    return {
        "id": dispatch.id,
        "source": storable(dispatch.source),
        "received_at": micros(dispatch.received_at),
        "filename": storable(dispatch.filename),
        "content_type": storable(dispatch.content_type),
        "url": storable(dispatch.url),
        "language": storable(dispatch.language),
        "entry": storable(dispatch.entry),
        "parent": dispatch.parent,
        "depth": dispatch.depth,
        "n_bytes": len(dispatch.data),
    }


def dispatch_of(row: Row) -> Dispatch:
    """Read a dispatch with its bytes."""
    return Dispatch(
        id=row["id"],
        source=row["source"],
        data=unpack(row["data"]),
        received_at=time_of(row["received_at"]),
        filename=row["filename"],
        content_type=row["content_type"],
        url=row["url"],
        language=row["language"],
        entry=row["entry"],
        parent=row["parent"],
        depth=row["depth"],
    )


def receipt_of(row: Row) -> Receipt:
    """Read what became of a dispatch that was taken before."""
    return Receipt(
        dispatch=row["id"],
        state=row["state"],
        is_new=False,
        format=row["format"],
        items=_IDS.decode(row["items"]) if row["items"] else (),
        faults=_FAULTS.decode(row["faults"]) if row["faults"] else (),
        reason=row["reason"],
    )


def event_values(event: Event, by_item: str | None) -> dict[str, object]:
    """Give what `add_event` takes."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "at": micros(event.at),
        "item": event.item,
        "by_item": by_item,
        "chain": event.chain,
        "story": event.story,
        "data": to_json(event.data),
    }


def event_of(row: Row) -> Event:
    """Read one line of the wire."""
    return Event(
        seq=row["seq"],
        kind=row["kind"],
        at=time_of(row["at"]),
        item=row["item"],
        chain=row["chain"],
        story=row["story"],
        data=data_of(row),
    )


def data_of(row: Row) -> dict[str, object]:
    """Read an event's data."""
    return _EVENT_DATA.decode(row["data"])


def ids_json(ids: Sequence[str] | Sequence[int]) -> Mapping[str, str]:
    """Give ids, or seqs, as the one JSON parameter that `json_each` unfolds."""
    return {"ids": to_json(list(ids))}
