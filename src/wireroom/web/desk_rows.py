"""Rows of the desk: one for each chain, as it stands now, killed and held copy included.

    events -> the chains they touch -> one row each, with the columns in which it rises -> one message

A row tells how its chain stands, not what happened to it: the same message twice changes nothing, and a desk that was away
for a night is brought up to date by the chains it missed, not by their every version.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from wireroom import query as search
from wireroom.model import Event, Filed
from wireroom.store._api import Store
from wireroom.text.diff import diff_blocks
from wireroom.web import paper

#: lines of the wire that show an item anew
_RISING: Final = ("filed", "held", "released")
#: lines that speak to editors; their words go along
_TOLD: Final = ("alarm", "edited", "rung", "killed", "corrected")
_ORDERS: Final = frozenset(("kill", "withdrawal"))
_TO_EDITORS: Final = frozenset(("kill", "withdrawal", "advisory", "test"))


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an editor must know before using a row: said in a word and by a shape."""

    #: killed, corrected, held, garbled, note
    shape: str
    text: str
    #: held: until when; None = until an editor frees it
    until: datetime | None = None


class DeskRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One chain by its newest version."""

    chain: str
    story: str
    item: str
    #: where it stands in the wire: the newest of its items, whatever it is
    seq: int
    #: when that version came in here, and the agency's own time
    at: datetime
    told_at: datetime | None = None
    agency: str
    mark: paper.Badge | None = None
    slug: str = ""
    headline: str
    n_words: int = 0
    n_versions: int = 1
    #: what goes with it: "picture", "video", "table"
    signs: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    rank: str | None = None
    lang: str | None = None
    dir: str = "auto"
    #: what kind of news the newest version is: "12 → 15", "correction", "longer"; empty = the first one
    news: str = ""


class Risen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row, and the columns in which it goes to the top."""

    row: DeskRow
    #: seq by which it stands in those columns
    rose: int
    into: tuple[int, ...] = ()


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


def make_row(chain: Sequence[Filed]) -> DeskRow:
    """Make the row of a chain, oldest version first; it must have one at least.

    The newest copy stands for it even when it was killed, so that the kill cannot be overlooked; a word to editors only where
    there is no copy.
    """
    copy = [filed for filed in chain if _TO_EDITORS.isdisjoint(filed.item.marks.actions)]
    versions = [filed for filed in copy if not filed.item.marks.joins_behind] or copy
    top = (versions or chain)[-1]
    item = top.item
    return DeskRow(
        chain=top.chain,
        story=top.story,
        item=item.id,
        seq=max(filed.seq for filed in chain),
        at=top.received_at,
        told_at=paper.moment_of(item),
        agency=paper.agency_of(item),
        mark=paper.badge_of(item.marks),
        slug=item.slug or item.slugline or "",
        headline=item.title,
        n_words=item.n_words,
        n_versions=len(copy) or len(chain),
        signs=_signs(top),
        states=_states(top, chain),
        rank=item.marks.rank,
        lang=item.language,
        dir=paper.direction(item.language),
        news=_news(versions) if len(versions) > 1 else "",
    )


def _signs(filed: Filed) -> tuple[str, ...]:
    kinds = {media.type for media in filed.item.associations}
    found = ["picture"] if kinds & {"picture", "graphic"} else []
    found += ["video"] if "video" in kinds else []
    found += ["table"] if any(block.kind == "table" for block in filed.item.blocks) else []
    return tuple(found)


def _states(top: Filed, chain: Sequence[Filed]) -> tuple[State, ...]:
    item = top.item
    found = []
    if top.killed_by is not None:
        found.append(State(shape="killed", text="Killed"))
    elif not _ORDERS.isdisjoint(item.marks.actions) or item.pubstatus == "canceled":
        found.append(State(shape="killed", text="Kill notice"))
    elif any(filed.killed_by is not None for filed in chain):
        found.append(State(shape="note", text="A version killed"))
    if top.held_until is not None or top.is_held_open:
        found.append(State(shape="held", text="Held", until=top.held_until))
    if top.corrected_by is not None:
        found.append(State(shape="corrected", text="Corrected"))
    if not item.is_complete:
        found.append(State(shape="garbled", text="End missing"))
    return tuple(found)


def _news(versions: Sequence[Filed]) -> str:
    """Say in a word or two what the newest version brings: an editor sees it without opening it."""
    before, top = versions[-2].item, versions[-1].item
    if not {"correction", "refile"}.isdisjoint(top.marks.actions):
        return "correction"
    diff = diff_blocks(before.blocks, top.blocks, headlines=(before.title, top.title))
    pieces = [piece for paragraph in diff.paragraphs for piece in paragraph.pieces] + list(diff.headline or ())
    for piece in pieces:
        if piece.op == "number":
            return f"{piece.was} → {piece.text}"
    n_more = top.n_words - before.n_words
    if n_more > 20:
        return f"{n_more} words longer"
    return "shorter" if n_more < -20 else "changed" if diff.summary else ""


def find_rows(store: Store, chains: Iterable[str], now: datetime) -> dict[str, DeskRow | None]:
    """Give the rows of chains as they stand; None = there is no such chain any more. A merged one gives the row of its heir."""
    found: dict[str, DeskRow | None] = {}
    for chain in chains:
        items = store.find_chain(chain, view="desk", now=now)
        found[chain] = make_row(items) if items else None
    return found


def find_column(
    store: Store, query: str, *, limit: int, before: int | None, now: datetime
) -> tuple[list[Risen], int | None]:
    """Give the rows of a column, newest first, and the seq to go on below; None = there are no more.

    A row stands in a column by the newest of its items that the column looks for, and shows its chain as it is now.

    Raises:
        QueryError: the search cannot be understood.
    """
    found = store.newest(query=query or None, limit=limit, before=before, view="desk", now=now)
    places: dict[str, int] = {}
    for filed in found:
        places.setdefault(filed.chain, filed.seq)
    rows = find_rows(store, places, now)
    risen = [Risen(row=row, rose=places[chain]) for chain, row in rows.items() if row is not None]
    return risen, found[-1].seq if len(found) == limit else None


def make_message(
    store: Store, events: Sequence[Event], columns: Sequence[search.Node], now: datetime, *, is_behind: bool = False
) -> Message:
    """Tell a desk what these events change; there must be one at least."""
    shown = {event.item: event.seq for event in events if event.item and event.kind in _RISING}
    items = {filed.item.id: filed for filed in store.find_items(list(shown), view="desk", now=now)}
    touched = dict.fromkeys(chain for event in events for chain in _chains_of(event))
    rises: dict[str, tuple[int, tuple[int, ...]]] = {}
    for id, filed in items.items():
        touched[filed.chain] = None
        subject = search.Subject(filed)
        into = tuple(n for n, node in enumerate(columns) if search.matches(node, subject, now=now))
        rose, before = rises.get(filed.chain, (0, ()))
        rises[filed.chain] = (max(rose, shown[id] if into else 0), tuple(sorted({*before, *into})))
    found = find_rows(store, touched, now)
    rows = {row.chain: row for row in found.values() if row is not None}
    return Message(
        seq=events[-1].seq,
        at=events[-1].at,
        rows=tuple(
            Risen(row=row, rose=rises.get(chain, (0, ()))[0], into=rises.get(chain, (0, ()))[1])
            for chain, row in rows.items()
        ),
        gone={
            chain: row.chain if row else None for chain, row in found.items() if row is None or row.chain != chain
        },
        told=tuple(_told(event) for event in events if event.kind in _TOLD),
        is_behind=is_behind,
    )  # fmt: skip


def _chains_of(event: Event) -> Iterable[str]:
    if event.chain:
        yield event.chain
    if event.kind == "chained" and isinstance(old := event.data.get("from"), str):
        yield old


def _told(event: Event) -> dict[str, Any]:
    told: dict[str, Any] = {"seq": event.seq, "kind": event.kind, "at": event.at}
    told |= {name: value for name in ("item", "chain", "story") if (value := getattr(event, name))}
    return told | {"data": event.data}
