"""The store as it stood at a past time: the readers' verbs over any store, told from the wire's order.

    time -> seq of the last event until then -> only items whose showing event is not later

An item's `seq` is that of the event that showed it (filed, or released), so an item that was still held then is not there.
Readers never get killed copy back: a kill holds for the past too. The desk sees an item that was killed later as it was.
What was read anew since is shown as it was read then. Which items are one chain, or one story, is told as it is known
today. docs/adr/0006 has the reasons.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, cast

import msgspec

from wireroom.model import AgencyStart, Decision, Event, Filed
from wireroom.store._api import RANK_WINDOW, Store, TickerLine, View
from wireroom.store._shown import for_readers, is_notice
from wireroom.store.tables._chain_sheet import ChainSheet, Line
from wireroom.text.spans import filed_time

#: items looked through for one line of the ticker
_ITEMS_A_LINE: Final = 5
#: what the past cannot do
_REFUSED: Final = frozenset(
    (
        "keep",
        "apply",
        "catch_up",
        "release_due",
        "release",
        "edit",
        "take_off_spike",
        "write_notes",
        "write_note_once",
        "fill",
        "tidy",
        "close",
        "retire",
        "reread",
    )
)


def open_past(store: Store, at: datetime) -> Store:
    """Give the store as it stood at this time; reading only. Nothing is read before the first verb."""
    # what is not a reader's verb is handed on by __getattr__, which a type checker cannot follow
    return cast(Store, _PastStore(store, at))


class _PastStore:
    def __init__(self, store: Store, at: datetime) -> None:
        self._store = store
        self._at = at
        self._last: int | None = None

    def __getattr__(self, name: str) -> Any:
        if name in _REFUSED:
            raise AttributeError(f"the past cannot be changed: {name}")
        return getattr(self._store, name)

    # the wire

    def last_seq(self) -> int:
        """Give the seq of the last event until then; events stand in the order of their times."""
        if self._last is None:
            low, high = 0, self._store.last_seq()
            while low < high:
                middle = (low + high) // 2
                event = self._store.events_after(middle, 1, view="desk")[0]
                low, high = (event.seq, high) if event.at <= self._at else (low, middle)
            self._last = low
        return self._last

    def events_after(self, seq: int, limit: int = 500, *, view: View = "public") -> list[Event]:
        return [event for event in self._store.events_after(seq, limit, view=view) if event.seq <= self.last_seq()]

    # readers

    def find_item(self, item: str, *, view: View = "public", now: datetime) -> Filed | None:
        found = self.find_items([item], view=view, now=now)
        return found[0] if found else None

    def find_items(self, items: Sequence[str], *, view: View = "public", now: datetime) -> list[Filed]:
        return self._placed_then(self._store.find_items(items, view=view, now=now), view, now)

    def find_chain(self, chain: str, *, view: View = "public", now: datetime) -> list[Filed]:
        return self._as_read_then(self._chain_then(chain, view, now), view)

    def find_story(self, story: str, *, view: View = "public", now: datetime) -> list[Filed]:
        return self._placed_then(self._store.find_story(story, view=view, now=now), view, now)

    def story_starts(self, since: datetime, until: datetime, *, limit: int = 20_000) -> list[AgencyStart]:
        return self._store.story_starts(since, min(until, self._at), limit=limit)

    def active_agencies(self, since: datetime, until: datetime) -> list[str]:
        return self._store.active_agencies(since, min(until, self._at))

    def find_names(self, stories: Iterable[str]) -> dict[str, str]:
        """Give the names that editors had given by then."""
        found = {}
        for story in self._store.find_names(stories):
            given = (one for one in self._store.decisions_on(story=story) if one.kind == "rename")
            name = next((one.name for one in given if self._is_then(one)), None)
            if name:
                found[story] = name
        return found

    def decisions_on(self, *, items: Sequence[str] = (), story: str | None = None) -> list[Decision]:
        return [one for one in self._store.decisions_on(items=items, story=story) if self._is_then(one)]

    def ticker(self, limit: int = 40, *, view: View = "public", now: datetime) -> list[TickerLine]:
        newest = self.newest(limit=limit * _ITEMS_A_LINE, view=view, now=now)
        chains = list(dict.fromkeys(filed.chain for filed in newest))[:limit]
        lines = []
        for chain in chains:
            versions = self.find_chain(chain, view=view, now=now)
            top = _sheet(chain, versions, self._at).desk_top() if view == "desk" else _public_top(versions, self._at)
            filed = next((one for one in versions if top is not None and one.item.id == top.id), None)
            if filed is not None:
                lines.append(TickerLine(filed=filed, n_versions=len(versions), at=self._shown_at(filed)))
        return sorted(lines, key=lambda line: line.at, reverse=True)

    def newest(
        self,
        *,
        query: str | None = None,
        limit: int = 50,
        before: int | None = None,
        view: View = "public",
        now: datetime,
    ) -> list[Filed]:
        end = self.last_seq() + 1
        found = self._store.newest(
            query=query, limit=limit, before=end if before is None else min(before, end), view=view, now=now
        )
        return self._placed_then(found, view, now)

    def best(
        self, *, query: str, limit: int = 50, window: int = RANK_WINDOW, view: View = "public", now: datetime
    ) -> list[Filed]:
        """Rank among what had come in by then."""
        until = self._at.isoformat().replace("+00:00", "Z")
        found = self._store.best(query=f"({query}) before:{until}", limit=limit, window=window, view=view, now=now)
        return self._placed_then(found, view, now)

    # as it stood

    def _is_then(self, decision: Decision) -> bool:
        return decision.seq <= self.last_seq()

    def _chain_then(self, chain: str, view: View, now: datetime) -> list[Filed]:
        return self._settled(self._store.find_chain(chain, view=view, now=now), view, now)

    def _as_read_then(self, found: Sequence[Filed], view: View) -> list[Filed]:
        """Give items by their reading of then; what readers do not get killed or as orders stays as it is shown."""
        older = self._store.earlier_readings([filed.item.id for filed in found], after=self.last_seq()) if found else {}
        read = [msgspec.structs.replace(filed, item=older.get(filed.item.id, filed.item)) for filed in found]
        return [for_readers(filed) for filed in read] if older and view == "public" else read

    def _placed_then(self, found: Sequence[Filed], view: View, now: datetime) -> list[Filed]:
        """Give those of the items that stood on the wire, each with its place of then."""
        here = [filed for filed in found if filed.seq <= self.last_seq()]
        places = {}
        for chain in dict.fromkeys(filed.chain for filed in here):
            for filed in self._chain_then(chain, view, now):
                places[filed.item.id] = filed
        # an order to kill is not among its chain's items for readers
        return self._as_read_then([places.get(filed.item.id, filed) for filed in here], view)

    def _settled(self, chain: Sequence[Filed], view: View, now: datetime) -> list[Filed]:
        """Give a chain's items of then, with positions and successors of then."""
        here = [self._alive_then(filed, view) for filed in chain if filed.seq <= self.last_seq()]
        if not here:
            return []
        later = {filed.corrected_by for filed in here if filed.corrected_by is not None}
        by = self._store.find_items(sorted(later), view=view, now=now) if later else []
        corrections = {filed.item.id for filed in by if filed.seq <= self.last_seq()}
        sheet = _sheet(here[0].chain, here, self._at)
        sheet.settle()
        return [
            msgspec.structs.replace(
                filed,
                position=line.position,
                superseded_by=line.superseded_by,
                corrected_by=filed.corrected_by if filed.corrected_by in corrections else None,
            )
            for filed, line in zip(here, sheet.lines, strict=True)
        ]

    def _alive_then(self, filed: Filed, view: View) -> Filed:
        """Give the desk an item that was killed later as it was; for readers killed copy stays killed."""
        if view == "public" or filed.killed_at is None or filed.killed_at <= self._at:
            return filed
        return msgspec.structs.replace(filed, killed_by=None, killed_at=None)

    def _shown_at(self, filed: Filed) -> datetime:
        """Give when a line came to the top, by then: an embargoed one not before its release."""
        if filed.killed_at is not None and filed.killed_at <= self._at:
            return filed.killed_at
        at = filed_time(filed.item, filed.received_at)
        return max(at, min(filed.item.embargoed, self._at)) if filed.item.embargoed is not None else at


def _sheet(chain: str, versions: Sequence[Filed], at: datetime) -> ChainSheet:
    """Give a chain as the store works on it."""
    lines = []
    for filed in versions:
        line = Line(
            id=filed.item.id,
            at=0,
            is_held=filed.is_held_open or (filed.held_until is not None and filed.held_until > at),
            is_notice=is_notice(filed.item) and filed.killed_by is None,
            is_add=filed.item.marks.joins_behind,
        )
        line.killed_by = filed.killed_by
        lines.append(line)
    return ChainSheet(chain, lines)


def _public_top(versions: Sequence[Filed], at: datetime) -> Line | None:
    return _sheet("", versions, at).public_top()
