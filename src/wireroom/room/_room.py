"""One wire room: its parts, and the verbs that web and command line share."""

import asyncio
import random
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import wireroom
from wireroom.agencies import use_styles
from wireroom.bus import Bus
from wireroom.config import Config, SourceConfig
from wireroom.errors import ConfigError, StoreError
from wireroom.ingest import Ahead, Edits, Intake, KeptWords, SourceHints
from wireroom.logs import get_log
from wireroom.model import Dispatch, Receipt
from wireroom.retention import Retention
from wireroom.room._added import load_added
from wireroom.room._alerts import Alerts
from wireroom.room._counted import CountedIntake
from wireroom.room._figures import Figures
from wireroom.room._inbound import Inbound
from wireroom.room._live import open_live_log
from wireroom.room._lock import RoomLock
from wireroom.room._place import open_place
from wireroom.room._seat import Seat, address_for_others
from wireroom.room._sources import Sources, SourceState, make_transport
from wireroom.room._talk import Talk
from wireroom.room._token import open_token, share_token
from wireroom.store import Hearing, Shared, Store, open_store
from wireroom.ticker import Ticker
from wireroom.transports import Arrival, GroupedNotes, Office, Transport

if TYPE_CHECKING:  # a room that polls nothing does not load it
    from wireroom.transports._fetching import Web

#: how we call ourselves to other servers
AGENT: Final = f"Wireroom/{wireroom.__version__}"
#: where the desk keeps the words of the last days
WORDS_NAME: Final = "words"
#: how often held copy is looked at; an embargo ends at most so much late
RELEASE_S: Final = 1.0
#: how often the store is asked for dispatches that another process put there
KEPT_S: Final = 1.0
#: how long a process waits for news of others before it looks for itself
HEARING_S: Final = 1.0
#: how often copy is looked for that must not be kept any longer
RETAIN_S: Final = 3600.0

_log = get_log("room")


def read_clock() -> datetime:
    """Give the time. This is the one place where it is read."""
    return datetime.now(UTC)  # noqa: TID251


class Room:
    """A wire room that is open. Made by `open_room`; `start` begins taking copy, `stop` ends it with nothing lost."""

    def __init__(
        self, config: Config, *, store: Store, lock: RoomLock | None, token: str, is_token_new: bool,
        clock: Callable[[], datetime], n_readers: int = 0, kept: KeptWords | None = None,
    ) -> None:  # fmt: skip
        self.config = config
        self.store = store
        self.clock = clock
        self.token = token
        #: True at the first start: it must be told to somebody, once
        self.is_token_new = is_token_new
        self.figures = Figures()
        self._hints: dict[str, SourceHints] = {}
        self._known: Mapping[str, SourceConfig] = {}
        self._note_sources(config.source)
        is_desk = config.role in ("all", "desk")
        #: None = all is read in this process
        self._ahead = Ahead(n_readers, hints=self._hints, styles=config.styles) if is_desk and n_readers else None
        self.seat = Seat(store, clock=clock, hints=self._hints, is_wanted=is_desk, ahead=self._ahead, kept=kept)
        self.figures.show_desk(lambda: self.seat.is_taken)
        # after the desk, which may have placed what a crash left
        self.ticker = Ticker(store)
        self.alerts = Alerts(config, store=store, desk=self.seat, clock=clock)
        #: None = no bus is set
        self.bus = (
            Bus(store, self.ticker, clock, url=config.bus, subject=config.bus_subject)
            if config.bus is not None
            else None
        )
        if self.bus is not None:
            self.figures.show_bus(self.bus, lambda: self.seat.is_taken)
        #: None = the live wire is read in the store
        self.live_log = open_live_log(config, store, self.ticker, clock)
        #: None = no other process has this store
        self.talk = Talk(store, secrets.token_hex(4)) if isinstance(store, Shared) else None
        self._plain_intake = Intake(self.seat, self._wake, self._ahead)
        self.edits = Edits(store, clock, self.seat.editing, self._wake, self.seat.rings_of)
        self._lock = lock
        self.inbound = Inbound(self.find_sources, store, clock)
        self._web: Web | None = None
        self._office = Office(
            notes=store,
            clock=clock,
            agent=AGENT,
            chance=random.Random(),
            data=config.data,
            public_url=config.public_url,
            web=self._open_web,
            grouped=GroupedNotes(store),
        )
        self._sources = Sources(
            wanted=self.find_sources,
            make=self._make_transport,
            take=self._take_arrival,
            clock=clock,
            tell=self._tell_source,
            forget=self.figures.forget_source,
        )
        self.intake = CountedIntake(self._plain_intake, self.figures, self._sources.heard)
        self._background: asyncio.Task[None] | None = None
        self._has_kept = asyncio.Event()
        self._is_started = False

    # taking copy

    async def take(
        self,
        data: bytes,
        *,
        source: str,
        filename: str | None = None,
        content_type: str | None = None,
        url: str | None = None,
        language: str | None = None,
        entry: str | None = None,
    ) -> Receipt:
        """Take one dispatch; gives what became of it, after the commit.

        Raises:
            StoreError: it is not durable.
        """
        dispatch = Dispatch.of(
            data,
            source=source,
            received_at=self.clock(),
            filename=filename,
            content_type=content_type,
            url=url,
            language=language,
            entry=entry,
        )
        # a sender that goes away does not take back what is in the commit already
        return await asyncio.shield(asyncio.wrap_future(self.intake.submit(dispatch)))

    def replay(self, dispatch: str) -> "Future[Receipt]":
        """Take a dispatch off the spike and read it anew.

        Raises:
            NotFound: no such dispatch hangs on the spike.
        """
        return self.intake.submit(self.store.take_off_spike(dispatch))

    # sources

    def find_sources(self) -> dict[str, SourceConfig]:
        """Give all sources as they are now: those of the configuration, and those added by command."""
        try:
            added = load_added(self.config.data)
        except ConfigError as error:
            # a running room goes on with what it knows
            _log.error("sources unread", problem=str(error))
            return dict(self._known)
        found = {**added, **self.config.source}
        self._note_sources(found)
        return found

    def _note_sources(self, sources: Mapping[str, SourceConfig]) -> None:
        self._known = sources
        for name, source in sources.items():
            self._hints[name] = SourceHints(
                agency=source.agency, zone=source.zone, charset=source.charset, format=source.format
            )

    def _make_transport(self, name: str, source: SourceConfig) -> Transport | None:
        return make_transport(name, source, self._office)

    def _open_web(self) -> "Web":
        """Give the connections that all fetched sources share."""
        if self._web is None:
            from wireroom.transports._fetching import Web

            self._web = Web(agent=AGENT, clock=self.clock)
        return self._web

    def source_states(self) -> list[SourceState]:
        """Say how each source is doing."""
        return sorted(self._sources.states.values(), key=lambda state: state.name)

    async def _take_arrival(self, source: str, arrival: Arrival) -> Receipt:
        return await self.take(
            arrival.data,
            source=source,
            filename=arrival.filename,
            content_type=arrival.content_type,
            url=arrival.url,
            language=arrival.language,
            entry=arrival.entry,
        )

    def _tell_source(self, state: SourceState) -> None:
        self.figures.show_source(state.name, is_up=state.problem is None)

    # running it

    def tell_address(self, url: str) -> None:
        """Let commands on this data folder know where the room listens."""
        self.alerts.url = self.config.public_url or url
        self.seat.tell_address(self.config.desk_url or address_for_others(url, self.config.host))
        if self._lock is not None:
            self._lock.tell(url)

    def _wake(self, seq: int) -> None:
        """Tell readers and the outbox that the wire has moved on; from any thread."""
        self.ticker.wake(seq)
        self.alerts.outbox.wake()

    def start_intake(self) -> None:
        """Begin to place dispatches; what was kept and not placed before a crash goes first."""
        if not self._is_started:
            self._is_started = True
            if self._ahead is not None:
                self._ahead.start()
            if self.seat.try_take():
                self._wake(self.store.last_seq())
            self._plain_intake.start()
            with suppress(StoreError):
                self.store.figures()  # from here on a large room is counted, beside all else

    async def start(self) -> None:
        """Begin to take copy, run the sources and free held copy when its time has come."""
        await asyncio.to_thread(self.start_intake)
        self._background = asyncio.get_running_loop().create_task(self._run_background(), name="room")

    async def stop(self) -> None:
        """Stop the sources, place what has been handed in, and close the store."""
        if self._background is not None:
            self._background.cancel()
            await asyncio.wait([self._background])
            self._background = None
        if self._web is not None:
            await self._web.close()
            self._web = None
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Place what has been handed in, close the store and let others have the room."""
        if self._is_started:
            self._is_started = False
            self._plain_intake.stop()
            if self._ahead is not None:
                self._ahead.stop()
        self.seat.rest()
        self.seat.leave()
        self.store.close()
        if self._lock is not None:
            self._lock.leave()

    async def _run_background(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                if isinstance(self.store, Shared) and self.talk is not None:
                    group.create_task(self._follow(self.store.hear(), self.talk))
                    group.create_task(self.talk.run())
                if self.live_log is not None:
                    group.create_task(self.live_log.run())
                if self.config.role == "intake":
                    group.create_task(self._sources.run())
                if self.config.role in ("all", "desk"):
                    group.create_task(self.seat.run(self._work))
        except* Exception as errors:
            # nothing was lost by it, and copy is still taken by HTTP: better half a room than none
            _log.error("background broke", exc_info=errors)

    async def _work(self) -> None:
        """Do what only the desk does."""
        self._has_kept.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._release())
            group.create_task(self.alerts.run())
            group.create_task(self._place_kept())
            group.create_task(self._retain())
            if self.bus is not None:
                group.create_task(self.bus.run())
            if self.config.role == "all":
                group.create_task(self._sources.run())

    async def _follow(self, hearing: Hearing, talk: Talk) -> None:
        """Hear what other processes did, and look for oneself when nothing is heard."""
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, thread_name_prefix="wireroom-hearing")
        try:
            while True:
                try:
                    news = await loop.run_in_executor(thread, hearing.wait, HEARING_S)
                    talk.pass_on(hearing.said())
                    self._wake(await asyncio.to_thread(self.store.last_seq))
                    if "watches" in news:
                        await asyncio.to_thread(self.seat.reread_watches)
                        await asyncio.to_thread(self.alerts.reread_channels)
                except StoreError as error:
                    _log.error("news not heard", problem=str(error))
                    await asyncio.sleep(HEARING_S)
                    continue
                if "kept" in news:
                    self._has_kept.set()
        finally:
            # it closes when the thread has done with it, and nobody waits for that
            thread.submit(hearing.close)
            thread.shutdown(wait=False)

    async def _release(self) -> None:
        while True:
            try:
                events = await asyncio.to_thread(self.seat.release_due)
            except StoreError as error:
                _log.error("not released", problem=str(error))
            else:
                if events:
                    self._wake(events[-1].seq)
                    _log.info("released", n_items=len(events))
            await asyncio.sleep(RELEASE_S)

    async def _retain(self) -> None:
        """Forget, once an hour, the copy that licences do not let us keep any longer."""
        retention = Retention(self.store, self.clock, self.config.retention)
        while retention.has_work:
            try:
                done = await asyncio.to_thread(retention.run)
                if done.n_items:
                    await asyncio.to_thread(self.seat.forget_words)
            except StoreError as error:
                _log.error("not retired", problem=str(error))
            else:
                if done.n_items or done.n_dispatches:
                    _log.info("retired", n_items=done.n_items, n_dispatches=done.n_dispatches, n_bytes=done.n_bytes)
            await asyncio.sleep(RETAIN_S)

    async def _place_kept(self) -> None:
        """Place what another process kept, or took off the spike, in this room's store."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._has_kept.wait(), KEPT_S)
            self._has_kept.clear()
            try:
                receipts = await asyncio.to_thread(self.seat.place_kept)
            except StoreError as error:
                _log.error("not placed", problem=str(error))
                await asyncio.sleep(KEPT_S)
                continue
            if receipts:
                self._has_kept.set()  # there may be more than one group
            seqs = [seq for receipt in receipts for seq in receipt.seqs]
            if seqs:
                self._wake(max(seqs))


def open_room(
    config: Config, *, clock: Callable[[], datetime] = read_clock, in_memory: bool = False, n_readers: int = 0
) -> Room:
    """Open the room that `config` describes; made when it is not there.

    `in_memory` keeps nothing and takes no lock: for tests, and for looking at things. `n_readers` processes beside it read
    what waits under load.

    Raises:
        RoomTaken: another process has it.
        ConfigError: the data folder cannot be used, or a house style in the folder `styles` cannot be read.
        StoreError: the store cannot be opened.
    """
    if config.styles is not None:
        use_styles(config.styles)
    if in_memory:
        token = config.token or "in-memory"
        return Room(config, store=open_store(":memory:"), lock=None, token=token, is_token_new=False, clock=clock)
    try:
        config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = RoomLock(config.data)
        lock.take()
    except OSError as error:
        problem = "is a file, and a folder is wanted" if config.data.is_file() else f"cannot be used: {error.strerror}"
        raise ConfigError("data", f"{config.data} {problem}") from error
    try:
        store = open_place(config)
        if isinstance(store, Shared):
            token, is_new = share_token(config.data, config.token, store)
        else:
            token, is_new = open_token(config.data, config.token)
        return Room(
            config, store=store, lock=lock, token=token, is_token_new=is_new, clock=clock, n_readers=n_readers,
            kept=KeptWords(config.data / WORDS_NAME),
        )  # fmt: skip
    except BaseException:
        lock.leave()
        raise
