"""What a desk is told: lines of the wire turned into rows as they stand now.

    events -> the chains they touch -> one row each, with the columns in which it rises or which it leaves -> one message

A row tells how its chain stands, not what happened to it: the same message twice changes nothing, and a desk that was away
for a night is brought up to date by the chains it missed, not by their every version.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from wireroom import query as search
from wireroom.model import Event, Filed
from wireroom.store._api import Store
from wireroom.web.desk_rows import Risen, make_row

#: lines of the wire that an item rises by
_RISING: Final = ("filed", "held", "released", "killed", "corrected")
#: lines after which an item may fit no more what it fitted before: `is:held`, `story:…`
_TURNING: Final = ("released", "killed", "corrected", "storied", "chained", "reread")
#: lines that speak to editors; their words go along
_TOLD: Final = ("alarm", "edited", "rung", "killed", "corrected")


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a desk is told at a time."""

    seq: int
    #: when the last of its lines was written
    at: datetime
    rows: tuple[Risen, ...] = ()
    #: chains that are no more, with the one that goes on; None = their items are elsewhere
    gone: Mapping[str, str | None] = {}
    #: kills, corrections, alarms, rings, and what editors did, oldest first
    told: tuple[dict[str, Any], ...] = ()
    #: more is to come at once
    is_behind: bool = False


class Columns:
    """The searches of a desk, tested on items."""

    def __init__(self, nodes: Sequence[search.Node], now: datetime) -> None:
        self._nodes = nodes
        self._now = now

    def of(self, filed: Filed) -> set[int]:
        """Give the columns that look for an item."""
        subject = search.Subject(filed)
        return {n for n, node in enumerate(self._nodes) if search.matches(node, subject, now=self._now)}

    def without(self, chain: Sequence[Filed]) -> set[int]:
        """Give the columns that look for nothing in a chain."""
        return set(range(len(self._nodes))).difference(*map(self.of, chain))


def make_message(
    store: Store, events: Sequence[Event], nodes: Sequence[search.Node], now: datetime, *, is_behind: bool = False
) -> Message:
    """Tell a desk what these events change; there must be one at least."""
    risen = {event.item: event.seq for event in events if event.item and event.kind in _RISING}
    turned = [item for event in events if event.kind in _TURNING for item in _items_of(event)]
    items = store.find_items(list(dict.fromkeys([*risen, *turned])), view="desk", now=now)
    touched = dict.fromkeys(chain for event in events for chain in _chains_of(event))
    touched |= dict.fromkeys(filed.chain for filed in items)
    chains = {chain: store.find_chain(chain, view="desk", now=now) for chain in touched}
    columns = Columns(nodes, now)
    rose: dict[str, int] = {}
    into: dict[str, set[int]] = {}
    for filed in items:
        if filed.item.id in risen and (wanted := columns.of(filed)):
            rose[filed.chain] = max(rose.get(filed.chain, 0), risen[filed.item.id])
            into.setdefault(filed.chain, set()).update(wanted)
    turned_chains = {filed.chain for filed in items if filed.item.id in turned}
    rows = {}
    for chain in chains.values():
        if chain and chain[0].chain not in rows:
            name = chain[0].chain
            out_of = columns.without(chain) if name in turned_chains else set()
            rows[name] = Risen(
                row=make_row(chain), rose=rose.get(name, 0), into=tuple(sorted(into.get(name, ()))),
                out_of=tuple(sorted(out_of)),
            )  # fmt: skip
    return Message(
        seq=events[-1].seq,
        at=events[-1].at,
        rows=tuple(rows.values()),
        gone={
            name: found[0].chain if found else None
            for name, found in chains.items()
            if not found or found[0].chain != name
        },
        told=tuple(_told(event) for event in events if event.kind in _TOLD),
        is_behind=is_behind,
    )


def _chains_of(event: Event) -> list[str]:
    """Give the chains that a line is about: where items went to, and where they came from."""
    found = [event.chain] if event.chain else []
    if event.kind == "chained" and isinstance(old := event.data.get("from"), str):
        found.append(old)
    return found


def _items_of(event: Event) -> list[str]:
    listed = event.data.get("items")
    moved = [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
    return [event.item, *moved] if event.item else moved


def _told(event: Event) -> dict[str, Any]:
    told: dict[str, Any] = {"seq": event.seq, "kind": event.kind, "at": event.at}
    told |= {name: value for name in ("item", "chain", "story") if (value := getattr(event, name))}
    return told | {"data": event.data}
