"""The seam to the store: a few verbs in groups, in newsroom words. SQLite now, PostgreSQL behind the same Protocol.

    keep      the dispatch is durable when this returns; only then may a sender be told "taken"
    apply     items, chains, stories and events of one or many dispatches in ONE transaction; its values: _placing.py
    events    the wire: read by seq, exactly once, in order, by any number of readers
    ledger    watches, channels and deliveries: _ledger.py
    together  who took what, notes, collections: _together.py
    moving    the whole room as lines, and back: _moving.py
    rereading what newer readers see in it: _rereading.py
    retiring  words that licences do not let stay: _retiring.py
    bearing   copy of any age by its agency's own id: _bearing.py
    running   counts, and the store's health: _running.py
    readers   what pages, feeds and the API ask for

Everything here is synchronous and safe to call from any thread; async code goes through one `in_thread()` helper.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, Protocol

import msgspec

from wireroom.model import (
    AgencyStart,
    Alarm,
    Decision,
    Dispatch,
    Event,
    Filed,
    Receipt,
)
from wireroom.store._bearing import Bearing
from wireroom.store._changing import Changing
from wireroom.store._ledger import Ledger, Ringer, no_rings
from wireroom.store._moving import Moving
from wireroom.store._placing import Kept, Placed, Shift
from wireroom.store._rereading import Rereading
from wireroom.store._retiring import Retiring
from wireroom.store._running import Running
from wireroom.store._together import WorkingTogether

#: public: what readers may see (nothing held; killed items as tombstones) · desk: everything
View = Literal["public", "desk"]
#: relevance is told among so many of the newest items that fit
RANK_WINDOW: Final = 500


class SpikeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A dispatch that could not be read, or only in part."""

    dispatch: str
    source: str
    received_at: datetime
    reason: str
    n_bytes: int
    filename: str | None = None
    n_replays: int = 0


class TickerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the box "Off the wire": a chain by its newest version."""

    filed: Filed
    #: how many versions its chain has so far
    n_versions: int
    #: when it came to the top, by the agency's own time, else ours
    at: datetime


class Store(Bearing, Changing, Ledger, Moving, Rereading, Retiring, Running, WorkingTogether, Protocol):
    """A place where a wire room lives.

    Readers' verbs take the view and `now`: nothing is shown to readers before its release, nor while `held_until` is ahead
    of `now`. Killed items, and orders to kill, come as tombstones (`Filed.item` without a word of the copy); orders to
    kill are not in lists for readers.
    """

    # dispatches

    def keep(self, dispatches: Sequence[Dispatch], *, is_final: bool = True) -> list[Kept]:
        """Make dispatches durable, in one commit. The same id again is not kept twice.

        Not final: the sender is told only after a later `apply`. They survive the end of the program at once, and a power
        cut from that `apply` on; it saves the wait for the disk.

        Raises:
            StoreError: they are not durable; do not acknowledge them.
        """
        ...

    def iter_unplaced(self, limit: int = 500) -> Sequence[Dispatch]:
        """Give dispatches that are kept but not yet placed, oldest first: after a crash, or when another process keeps."""
        ...

    def find_dispatch(self, dispatch: str) -> Dispatch | None: ...

    def find_receipt(self, dispatch: str) -> Receipt | None:
        """Tell what became of a dispatch and of those enclosed in it; None = never seen."""
        ...

    # placing

    def find_known(self, items: Iterable[str]) -> set[str]:
        """Say which of these item ids are already on the wire."""
        ...

    def apply(self, placed: Sequence[Placed], *, now: datetime) -> list[Receipt]:
        """Write all of it in ONE transaction: items, chain and story places, kills, events with their seq.

        A dispatch that is placed already gives its old receipt; an item that is on the wire already is not filed again.

        Raises:
            StoreError: nothing of it was written.
        """
        ...

    def release_due(self, now: datetime, *, ringer: Ringer = no_rings) -> list[Event]:
        """Free held items whose time has come, with a `released` event each. From then on they stand as newly arrived.

        `ringer` is asked inside the transaction who is to hear of each; the desk's own `release_due` gives its watches.
        """
        ...

    def release(self, item: str, *, now: datetime, ringer: Ringer = no_rings) -> Event:
        """Free one held item because an editor says so.

        Raises:
            NotFound: there is no such held item, or it was killed meanwhile.
        """
        ...

    # editing

    def edit(self, decision: Decision, shift: Shift, *, now: datetime, ringer: Ringer = no_rings) -> Decision:
        """Write what an editor decided and what it moves in ONE transaction; gives it back with its seq.

        A release frees its item and rings for it, an acknowledgement closes its alarm, an undo marks its target as undone. The
        event is `edited`; `released`, `killed`, `chained`, `storied` and `alarm` follow it. The same id again changes nothing.

        Raises:
            NotFound: there is no such held item, open alarm or decision that holds.
            StoreError: nothing of it was written.
        """
        ...

    def find_decision(self, decision: str) -> Decision | None: ...

    def decisions(
        self, limit: int = 50, *, before: int | None = None, editor: str = "", kind: str = "", collection: str = ""
    ) -> list[Decision]:
        """Give what editors did, newest first, below seq `before`; only one editor's, of one kind, about one collection."""
        ...

    def decisions_on(self, *, items: Sequence[str] = (), story: str | None = None) -> list[Decision]:
        """Give the decisions about any of these items, or about a story by its id, newest first."""
        ...

    def standing_decisions(self) -> list[Decision]:
        """Give the decisions about chains and stories that hold now, oldest first."""
        ...

    def find_names(self, stories: Iterable[str]) -> dict[str, str]:
        """Give what editors called these stories; those without a name are left out."""
        ...

    def alarms(self, limit: int = 100, *, is_open: bool | None = None) -> list[Alarm]:
        """Give what the desk must look at, newest first; `is_open`: only what nobody has seen to, or only the rest."""
        ...

    def find_alarm(self, seq: int) -> Alarm | None: ...

    def iter_recent(self, since: datetime) -> Iterator[Filed]:
        """Give what stands on the wire since then, oldest first: what `chains` and `stories` must know after a start."""
        ...

    # the wire

    def events_after(self, seq: int, limit: int = 500, *, view: View = "public") -> list[Event]:
        """Give the events after `seq` in order, every one, at most `limit`.

        The words of copy that was killed since are gone from its earlier events. For readers, `alarm` and `edited` keep
        only their seq, and `held` does not say which chain or story it is for.
        """
        ...

    def last_seq(self) -> int: ...

    # readers

    def find_item(self, item: str, *, view: View = "public", now: datetime) -> Filed | None:
        """Give one item as it stands; None = there is none, or readers may not know of it yet."""
        ...

    def find_items(self, items: Sequence[str], *, view: View = "public", now: datetime) -> list[Filed]: ...

    def find_chain(self, chain: str, *, view: View = "public", now: datetime) -> list[Filed]:
        """Give a chain's items in the agency's order, oldest version first; empty = there is none."""
        ...

    def find_story(self, story: str, *, view: View = "public", now: datetime) -> list[Filed]:
        """Give a story's items, oldest first."""
        ...

    def story_starts(self, since: datetime, until: datetime, *, limit: int = 20_000) -> list[AgencyStart]:
        """Give each agency's first item on every story that began in the period, by when it came in here.

        Killed and held copy does not count.
        """
        ...

    def active_agencies(self, since: datetime, until: datetime) -> list[str]:
        """Name the agencies, as pages show them, of which anything free came in in the period."""
        ...

    def ticker(self, limit: int = 40, *, view: View = "public", now: datetime) -> list[TickerLine]:
        """Give the newest line of each running chain, newest first."""
        ...

    def newest(
        self,
        *,
        query: str | None = None,
        limit: int = 50,
        before: int | None = None,
        view: View = "public",
        now: datetime,
    ) -> list[Filed]:
        """Give items newest first, below seq `before`, that have all of `query`: words, "phrases", agency: rank: lang: is:.

        Readers do not find killed copy by its words.

        Raises:
            QueryError: the query cannot be understood, or asks for more than can be read in reasonable time.
        """
        ...

    def best(
        self, *, query: str, limit: int = 50, window: int = RANK_WINDOW, view: View = "public", now: datetime
    ) -> list[Filed]:
        """Give the items that fit best, best first, among the newest `window` that have all of `query`.

        Raises:
            QueryError: as for `newest`.
        """
        ...

    # the spike

    def spike(self, limit: int = 100) -> list[SpikeEntry]: ...

    def take_off_spike(self, dispatch: str) -> Dispatch:
        """Set a spiked dispatch back to kept, so that it is placed anew.

        Raises:
            NotFound: no such dispatch hangs on the spike.
        """
        ...

    # small things that must survive a restart: cursors and validators of sources, tokens

    def read_note(self, key: str) -> str | None: ...

    def write_notes(self, notes: Mapping[str, str]) -> None: ...

    def write_note_once(self, key: str, value: str) -> str:
        """Write a note unless there is one; gives the one that stands, the same to all processes that ask at once."""
        ...

    def close(self) -> None: ...
