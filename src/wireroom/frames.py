"""Events as readers may have them: what is kept back, and the bytes of one server-sent event.

    events_after -> (held and desk-only lines out, killed words out) -> one `Frame` each, encoded once for all readers

The log keeps what was filed; that copy may have been killed since. So nothing is sent on the log's word alone: each line is
compared with how its item stands now.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec

from wireroom.model import Event, EventKind, Filed
from wireroom.store import View

#: lines that readers get; `held`, `alarm` and `edited` are the desk's; `rung` says nothing but that it is worth to ask
READER_KINDS: Final[frozenset[EventKind]] = frozenset(
    {"filed", "released", "killed", "corrected", "chained", "storied", "rung", "reread"}
)
#: kinds of lines that carry words of the copy
WITH_WORDS: Final = ("filed", "released", "corrected", "reread")
#: what a line of the ticker needs; whatever else an event carries stays inside
_WORDS: Final = (
    "headline", "agency", "agency_name", "label", "rank", "series", "number", "genre", "actions", "at", "n_versions",
    "superseded", "top", "slugline", "language", "corrects", "by",
)  # fmt: skip
_TOMBSTONE: Final = ("agency", "agency_name", "at", "n_versions", "superseded", "top", "by")
#: of a kill: whether it only withdraws, and whether what it kills had been withdrawn before
_KILL: Final = (*_TOMBSTONE, "is_withdrawn", "was_withdrawn")

_encode: Final = msgspec.json.Encoder().encode


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One event, ready for every reader."""

    seq: int
    kind: EventKind
    item: str | None
    #: another item whose words are in it
    by: str | None = None
    #: the bytes of the server-sent event; empty = readers get nothing of it, only the seq moves on
    data: bytes


class EventFinder(Protocol):
    """The part of the store that gives the log."""

    def events_after(self, seq: int, limit: int = ...) -> list[Event]: ...


class ItemFinder(Protocol):
    """The part of the store that tells how items stand now."""

    def find_items(self, items: Sequence[str], *, view: View = "public", now: datetime) -> list[Filed]: ...


def reader_event(event: Event, standing: dict[str, Filed]) -> dict[str, Any] | None:
    """Give an event as readers may have it; None = it is not for them.

    Shape: `standing` holds the items of the batch that readers may know of now, by id.
    """
    if event.kind not in READER_KINDS:
        return None
    if event.kind in WITH_WORDS and not event.item:  # held copy that was read anew
        return None
    found: dict[str, Any] = {"seq": event.seq, "kind": event.kind, "event_at": event.at, "at": event.at}
    if event.kind == "rung":
        return found
    for name in ("item", "chain", "story"):
        if value := getattr(event, name):
            found[name] = value
    if event.kind in WITH_WORDS and event.item:
        filed = standing.get(event.item)
        if filed is None:
            return None
        names = _TOMBSTONE if filed.is_gone else _WORDS
        if filed.is_gone:
            found["is_killed"] = True
        found |= {name: event.data[name] for name in names if name in event.data}
    elif event.kind == "killed":
        found |= {name: event.data[name] for name in _KILL if name in event.data}
    return found


def encode_event(found: dict[str, Any]) -> bytes:
    """Write one event in the text/event-stream form of the HTML standard, 9.2.5: its id is the seq."""
    return b"id: %d\ndata: %b\n\n" % (found["seq"], _encode(found))


def chunk(data: bytes) -> bytes:
    """Frame bytes as one HTTP/1.1 chunk (RFC 9112, 7.1)."""
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""


def standing_items(store: ItemFinder, events: Iterable[Event], now: datetime) -> dict[str, Filed]:
    """Look up how the items of some events stand for readers now."""
    wanted = list(dict.fromkeys(event.item for event in events if event.item and event.kind in WITH_WORDS))
    return {filed.item.id: filed for filed in store.find_items(wanted, view="public", now=now)} if wanted else {}


def killed_after(store: EventFinder, seq: int) -> set[str]:
    """Give the items that the log has killed after `seq`: whoever still holds words of earlier lines must not tell them."""
    killed: set[str] = set()
    while events := store.events_after(seq):
        killed |= {event.item for event in events if event.kind == "killed" and event.item}
        seq = events[-1].seq
    return killed


def make_frames(events: Sequence[Event], standing: dict[str, Filed]) -> list[Frame]:
    """Encode a batch of events once for all readers."""
    frames = []
    for event in events:
        found = reader_event(event, standing)
        data = encode_event(found) if found else b""
        by = found.get("by") if found and event.kind == "corrected" else None
        frames.append(Frame(seq=event.seq, kind=event.kind, item=event.item, by=by, data=data))
    return frames
