"""The desk: keeps dispatches, reads them, decides where their items go, and has it written in one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import RLock
from typing import Final

import msgspec

from wireroom.editing import Overlay
from wireroom.errors import StoreError
from wireroom.ingest.ahead import Ahead
from wireroom.ingest.deciding import Deciding
from wireroom.ingest.kept_words import KeptWords
from wireroom.ingest.readers import Prepared, SourceHints, read_dispatch, str_of
from wireroom.ingest.watching import Before, Watching
from wireroom.logs import get_log
from wireroom.model import Dispatch, Event, Fault, Filed, OutChannel, Receipt, Subscriber, Watch
from wireroom.store import REREAD_NOTE, Placed, Ring, Store

log = get_log("ingest")

#: dispatches placed in one transaction at most, so that none waits long for the others
GROUP: Final = 200
#: how often a dispatch may be in the works while the program dies
_DEATHS: Final = 3
_NOTE: Final = "ingest.placing"


class Desk:
    """The one place where copy is put in its place. Safe from any thread; one at a time."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        source_settings: Mapping[str, SourceHints] | None = None,
        ahead: Ahead | None = None,
        kept: KeptWords | None = None,
    ) -> None:
        """Warm the indexes, and place what was kept but not placed when the program last ended.

        `ahead` reads what waits while the desk is busy; None = all is read here. `kept` spares the next start the work of
        weighing the copy of the last days again.

        Raises:
            StoreError: the store cannot be read or written.
        """
        self._store = store
        self._clock = clock
        self._hints = source_settings or {}
        self._ahead = ahead
        self._kept = kept
        self._lock = RLock()
        self._watching = Watching(store.find_watches(), store.find_channels(), store.find_subscribers())
        self._warm()
        self._place_leftovers()

    def take(self, dispatches: Sequence[Dispatch]) -> list[Receipt]:
        """Keep and place dispatches; gives a receipt for each, in order.

        Raises:
            StoreError: do not acknowledge any of them; what could be kept will be placed later.
        """
        with self._lock:
            try:
                placed = self._place_kept_of(dispatches)
            finally:
                if self._ahead is not None:
                    self._ahead.forget(dispatches)
            return [placed.pop(each.id) if each.id in placed else self._earlier_receipt(each.id) for each in dispatches]

    def place_kept(self, limit: int = GROUP) -> list[Receipt]:
        """Place what is kept but not placed: taken off the spike, or kept by another process.

        When another process has had filed copy read anew, the indexes are first made anew: that takes as long as at the start.

        Raises:
            StoreError: they are still kept.
        """
        with self._lock:
            if self._store.read_note(REREAD_NOTE) != self._reread_at:
                self._warm()
            return list(self._place(self._store.iter_unplaced(limit)).values())

    # watches and embargoes: both decide who is rung, so both wait for the copy that is being placed

    def put_watch(self, watch: Watch) -> None:
        """Take a watch in, or change it: every item written after this has been matched with it.

        Raises:
            QueryError: its search cannot be understood.
        """
        with self._lock:
            self._watching.put(watch)

    def remove_watch(self, watch: str) -> None:
        """Take a watch out: no item written after this rings it."""
        with self._lock:
            self._watching.remove(watch)

    def put_subscriber(self, subscriber: Subscriber) -> None:
        """Take a subscriber in, or change it: every item written after this has been matched with it.

        Raises:
            QueryError: its search cannot be understood.
        """
        with self._lock:
            self._watching.put_subscriber(subscriber)

    def remove_subscriber(self, name: str) -> None:
        """Take a subscriber out: no item written after this is sent to it."""
        with self._lock:
            self._watching.remove_subscriber(name)

    def set_channels(self, channels: Sequence[OutChannel]) -> None:
        """Take note of the channels as they are now."""
        with self._lock:
            self._watching.set_channels(channels)

    def reread_watches(self) -> None:
        """Take watches, channels and subscribers as they are in the store: another process changed them.

        Raises:
            StoreError: the store cannot be read; those known so far stand.
        """
        with self._lock:
            store = self._store
            self._watching = Watching(store.find_watches(), store.find_channels(), store.find_subscribers())

    def release_due(self) -> list[Event]:
        """Free held items whose time has come, and ring for them.

        Raises:
            StoreError: they are still held.
        """
        with self._lock:
            return self._store.release_due(self._clock(), ringer=self.rings_of)

    def release(self, item: str) -> Event:
        """Free one held item because an editor says so, and ring for it.

        Raises:
            NotFound: there is no such held item.
            StoreError: it is still held.
        """
        with self._lock:
            return self._store.release(item, now=self._clock(), ringer=self.rings_of)

    def rings_of(self, filed: Filed) -> tuple[Ring, ...]:
        """Say who hears of an item that is released now."""
        return self._rings(filed, lambda: None)

    def _rings(self, filed: Filed, before: Before, words: str | None = None) -> tuple[Ring, ...]:
        return self._watching.rings(filed, before, now=self._clock(), words=words)

    def tidy(self, *, is_idle: bool = False) -> bool:
        """Let the store do its upkeep, for when nothing is waiting; give whether there is more to do if nothing comes.

        Raises:
            StoreError: it could not be done now.
        """
        if self._kept is not None and not is_idle:
            with self._lock:
                self._kept.write()
        return self._store.tidy(is_idle=is_idle)

    def rest(self) -> None:
        """Write down what the next start may know: for when nothing comes any more."""
        if self._kept is not None:
            with self._lock:
                self._kept.close()

    def forget_words(self) -> None:
        """Delete what is kept of the words of copy beside the store: the licence of some of it has ended."""
        if self._kept is not None:
            with self._lock:
                self._kept.forget()

    def _earlier_receipt(self, id: str) -> Receipt:
        found = self._store.find_receipt(id)
        if found is None:
            raise StoreError(f"dispatch {id} was kept and is not there")
        return found

    # start

    def _warm(self) -> None:
        """Make the indexes anew from what stands on the wire."""
        self._is_stale = True
        self._store.catch_up()
        self._reread_at = self._store.read_note(REREAD_NOTE)
        self._deciding = Deciding(self._store, self._clock, self._rings, self._kept)
        self._is_stale = False

    @contextmanager
    def editing(self) -> Iterator[Overlay]:
        """Keep copy from being placed while an editor's decision is made and written; see `Edits`.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._lock:
            if self._is_stale:
                self._warm()
            yield self._deciding.overlay

    def _place_leftovers(self) -> None:
        """Place what a crash left: the oldest one at a time; what was in the works at several deaths hangs on the spike.

        What is in the works when a program dies is among the oldest at its next start, so the others may go in groups.
        """
        last, _, deaths = (self._store.read_note(_NOTE) or "").partition(" ")
        if left := self._store.iter_unplaced(GROUP):
            for dispatch in left:
                n_times = int(deaths) + 1 if dispatch.id == last else 1
                if n_times > _DEATHS:
                    self._spike(dispatch, f"the program ended {_DEATHS} times while it was reading this")
                    continue
                self._store.write_notes({_NOTE: f"{dispatch.id} {n_times}"})
                self._place([dispatch])
            self._store.write_notes({_NOTE: ""})
        while left := self._store.iter_unplaced(GROUP):
            self._place(left)

    # placing

    def _place_kept_of(self, dispatches: Sequence[Dispatch]) -> dict[str, Receipt]:
        """Keep dispatches, and place those that are new or were not placed when they came before."""
        kept = self._store.keep(dispatches, is_final=False)
        states = {each.id: each.state for each in kept}
        return self._place([each for each in {d.id: d for d in dispatches}.values() if states[each.id] == "kept"])

    def _place(self, dispatches: Sequence[Dispatch]) -> dict[str, Receipt]:
        """Place kept dispatches, and then what was found enclosed in them, level by level."""
        receipts: dict[str, Receipt] = {}
        enclosed: dict[str, tuple[Dispatch, ...]] = {}
        for start in range(0, len(dispatches), GROUP):
            for placed, receipt in self._place_group(dispatches[start : start + GROUP]):
                receipts[receipt.dispatch] = receipt
                if placed.enclosed:
                    enclosed[receipt.dispatch] = placed.enclosed
        if enclosed:
            inner = self._place_kept_of([each for found in enclosed.values() for each in found])
            for id, found in enclosed.items():
                seqs = [seq for each in found if each.id in inner for seq in inner[each.id].seqs]
                whole = self._earlier_receipt(id)
                receipts[id] = msgspec.structs.replace(whole, is_new=True, seqs=(*receipts[id].seqs, *seqs))
        return receipts

    def _place_group(self, dispatches: Sequence[Dispatch]) -> list[tuple[Placed, Receipt]]:
        """Place dispatches in one transaction; when a bug stops it, each by itself, and the culprit is spiked."""
        if self._is_stale:
            self._warm()
        self._deciding.prune()
        if self._kept is not None and self._kept.is_full:
            self._kept.write()
        readings = [self._read(dispatch) for dispatch in dispatches]
        try:
            placed = self._deciding.decide(dispatches, readings)
            return list(zip(placed, self._store.apply(placed, now=self._clock()), strict=True))
        except StoreError:
            self._is_stale = True
            raise
        except Exception as error:  # one of the loops that outlive a bug: the neighbours must go through
            self._is_stale = True
            if len(dispatches) > 1:
                return [pair for dispatch in dispatches for pair in self._place_group([dispatch])]
            log.exception("not placed", dispatch=dispatches[0].id, source=dispatches[0].source)
            return [self._spike(dispatches[0], f"internal error while placing: {str_of(error)}")]

    def _read(self, dispatch: Dispatch) -> Prepared:
        found = None if self._ahead is None else self._ahead.collect(dispatch)
        return found or read_dispatch(dispatch, self._hints)

    def _spike(self, dispatch: Dispatch, reason: str) -> tuple[Placed, Receipt]:
        fault = Fault(code="internal-error", text=reason, level="error")
        placed = Placed(dispatch=dispatch.id, reason=reason, faults=(fault,))
        return placed, self._store.apply([placed], now=self._clock())[0]
