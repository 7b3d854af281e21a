"""The desk's seat: of all processes that share a store, one places copy, frees it and sends alerts.

    Seat.run     looks for the free seat; does the desk's work while this process has it; stands up when another has it
    Seat.take    what comes in: placed by the desk here, else made durable for the desk elsewhere

A store of one process has its desk from the start.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import RLock
from typing import Final
from urllib.parse import urlsplit

from wireroom.editing import Overlay
from wireroom.errors import DeskElsewhere, StoreError
from wireroom.ingest import Ahead, Desk, KeptWords, SourceHints
from wireroom.logs import get_log
from wireroom.model import Dispatch, Event, Filed, OutChannel, Receipt, Subscriber, Watch
from wireroom.store import Ring, Seating, Shared, Store

#: how often the seat is tried, and how often its holder looks whether it still has it: a hot standby is the desk within two
#: seconds, and what it must know of the last days beside that
LOOK_S: Final = 1.0

_NOTE: Final = "desk.url"

_log = get_log("seat")


class SeatLost(Exception):
    """Another process is the desk now, or nobody can say who is."""


class Seat:
    """The desk, as far as this process knows. Safe from any thread, but for `run`."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        hints: Mapping[str, SourceHints],
        is_wanted: bool,
        ahead: Ahead | None = None,
        kept: KeptWords | None = None,
    ) -> None:
        """On a store of one process, place what was left and know what stands on the wire."""
        self._store = store
        self._shared = store if isinstance(store, Shared) else None
        self._clock = clock
        self._hints = hints
        self._ahead = ahead
        self._kept = kept
        self._is_wanted = is_wanted
        self._lock = RLock()
        self._seating: Seating | None = None
        self._url: str | None = None
        self._desk = None if self._shared else self._open_desk(store)

    def _open_desk(self, store: Store) -> Desk:
        return Desk(store, clock=self._clock, source_settings=self._hints, ahead=self._ahead, kept=self._kept)

    @property
    def is_taken(self) -> bool:
        """Whether this process is the desk."""
        return self._desk is not None

    def try_take(self) -> bool:
        """Sit down if the seat is free and wanted, and go on where the last desk ended; tells whether we sit.

        Raises:
            StoreError: the store is away.
        """
        with self._lock:
            if self._desk is not None or self._shared is None or not self._is_wanted:
                return self._desk is not None
            seating = self._shared.take_seat()
            if seating is None:
                return False
            try:
                self._desk = self._open_desk(seating.store)
            except BaseException:
                seating.leave()
                raise
            self._seating = seating
            self._tell_address()
        _log.info("this process is the desk")
        return True

    def tell_address(self, url: str) -> None:
        """Say where this process listens: while it is the desk, others send editors there."""
        with self._lock:
            self._url = url
            self._tell_address()

    def _tell_address(self) -> None:
        if self._seating is not None and self._url is not None:
            self._store.write_notes({_NOTE: self._url})

    def leave(self) -> None:
        """Stand up: another process may be the desk."""
        with self._lock:
            seating, self._seating = self._seating, None
            if self._shared is not None:
                self._desk = None
        if seating is not None:
            seating.leave()

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the desk's work whenever this process has the seat, until cancelled."""
        while True:
            try:
                is_taken = await asyncio.to_thread(self.try_take)
            except StoreError as error:
                _log.error("the seat of the desk cannot be taken", problem=str(error))
                is_taken = False
            if is_taken:
                try:
                    async with asyncio.TaskGroup() as group:
                        group.create_task(_wait_for(work))
                        group.create_task(self._watch())
                except* SeatLost:
                    self.leave()
                    _log.warning("another process is the desk, or the store is away")
            await asyncio.sleep(LOOK_S)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            seating = self._seating
            if seating is not None and not await asyncio.to_thread(seating.is_held):
                raise SeatLost

    # what comes in

    def take(self, dispatches: Sequence[Dispatch]) -> list[Receipt]:
        """Place dispatches, or keep them for the desk elsewhere; gives a receipt for each, in order.

        Raises:
            StoreError: do not acknowledge any of them.
        """
        desk = self._desk
        if desk is not None:
            return desk.take(dispatches)
        receipts = []
        for kept in self._store.keep(dispatches):
            earlier = None if kept.is_new else self._store.find_receipt(kept.id)
            receipts.append(earlier or Receipt(dispatch=kept.id, state=kept.state, is_new=kept.is_new))
        return receipts

    def place_kept(self) -> list[Receipt]:
        """Place a group of what is kept; nothing when this process is not the desk.

        Raises:
            StoreError: they are still kept.
        """
        desk = self._desk
        return [] if desk is None else desk.place_kept()

    def release_due(self) -> list[Event]:
        """Free held items whose time has come; none when this process is not the desk.

        Raises:
            StoreError: they are still held.
        """
        desk = self._desk
        return [] if desk is None else desk.release_due()

    def tidy(self, *, is_idle: bool = False) -> bool:
        """Let the store do its upkeep; give whether there is more to do if no copy comes.

        Raises:
            StoreError: it could not be done now.
        """
        desk = self._desk
        return self._store.tidy(is_idle=is_idle) if desk is None else desk.tidy(is_idle=is_idle)

    def rest(self) -> None:
        """Write down what the next start may know, if this process is the desk."""
        if self._desk is not None:
            self._desk.rest()

    def forget_words(self) -> None:
        """Delete what the desk keeps of the words of copy beside the store."""
        if self._desk is not None:
            self._desk.forget_words()

    # watches: a desk elsewhere hears of them from the store

    def put_watch(self, watch: Watch) -> None:
        """Match a watch from now on.

        Raises:
            QueryError: its search cannot be understood.
        """
        if self._desk is not None:
            self._desk.put_watch(watch)

    def remove_watch(self, watch: str) -> None:
        """Match a watch no more."""
        if self._desk is not None:
            self._desk.remove_watch(watch)

    def put_subscriber(self, subscriber: Subscriber) -> None:
        """Match a subscriber from now on.

        Raises:
            QueryError: its search cannot be understood.
        """
        if self._desk is not None:
            self._desk.put_subscriber(subscriber)

    def remove_subscriber(self, name: str) -> None:
        """Match a subscriber no more."""
        if self._desk is not None:
            self._desk.remove_subscriber(name)

    def set_channels(self, channels: Sequence[OutChannel]) -> None:
        """Take note of the channels as they are now."""
        if self._desk is not None:
            self._desk.set_channels(channels)

    def reread_watches(self) -> None:
        """Take watches and channels as another process left them.

        Raises:
            StoreError: the store is away.
        """
        if self._desk is not None:
            self._desk.reread_watches()

    def rings_of(self, filed: Filed) -> tuple[Ring, ...]:
        """Say who hears of an item that is released now."""
        return () if self._desk is None else self._desk.rings_of(filed)

    # editors

    @contextmanager
    def editing(self) -> Iterator[Overlay]:
        """Keep copy from being placed while an editor's decision is made and written.

        Raises:
            DeskElsewhere: the desk is in another process.
            StoreError: the store is away.
        """
        desk, seating = self._desk, self._seating
        if desk is None or (seating is not None and not seating.is_held()):
            raise DeskElsewhere(find_desk(self._store))
        with desk.editing() as overlay:
            yield overlay


def find_desk(store: Store) -> str | None:
    """Give where the last desk of a room of several processes listens; None = there was none, or it has not said.

    Raises:
        StoreError: the store is away.
    """
    return store.read_note(_NOTE)


def address_for_others(url: str, host: str) -> str:
    """Give the address that other machines can use for `url`, which is for this one; `host` is what is listened on.

    >>> address_for_others("http://10.1.2.3:8640", "10.1.2.3")
    'http://10.1.2.3:8640'
    """
    return f"http://{socket.gethostname()}:{urlsplit(url).port}" if host in ("0.0.0.0", "::") else url


async def _wait_for(work: Callable[[], Awaitable[None]]) -> None:
    await work()
