"""Rows of the desk: one for each chain, as it stands now, killed and held copy included."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from wireroom.model import Filed
from wireroom.store._api import Store
from wireroom.text.diff import diff_blocks
from wireroom.web import paper

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
    #: columns that look for nothing in it any more
    out_of: tuple[int, ...] = ()


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
    chains = {chain: store.find_chain(chain, view="desk", now=now) for chain in places}
    risen = [Risen(row=make_row(items), rose=places[chain]) for chain, items in chains.items() if items]
    return risen, found[-1].seq if len(found) == limit else None
