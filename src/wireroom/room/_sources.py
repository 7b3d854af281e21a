"""Running sources: each in a task of its own, so that one that fails is tried again and the others go on.

    transport.arrivals | room.take (durable) | transport.done

A source that fails waits 1, 2, 4 … 600 seconds, or as long as its server asks. What could not be made durable is not
`done`: the transport gives it again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from wireroom.config import SourceConfig, read_secret
from wireroom.errors import ConfigError, StoreError, TransportError
from wireroom.logs import get_log
from wireroom.model import Receipt
from wireroom.transports import (
    Arrival,
    Door,
    Notes,
    Office,
    Rate,
    Transport,
    backoff_s,
    find_move,
    open_transport,
    scheme_of,
)

#: a bug in a transport is not cured by hurry
AFTER_BUG_S: Final = 60.0
#: arrivals of one source on their way into the store: enough for them to share a commit
IN_FLIGHT: Final = 64
#: how often a running room looks whether sources were added or removed
LOOK_S: Final = 2.0

Take = Callable[[str, Arrival], Awaitable[Receipt]]
_log = get_log("sources")


class SourceState(msgspec.Struct, kw_only=True):
    """How a source is doing, for the desk and for `doctor`."""

    name: str
    #: "folder", "feed", "posted", or the scheme of its address
    kind: str
    #: None = it answers
    problem: str | None = None
    n_taken: int = 0
    last_taken_at: datetime | None = None
    n_failures: int = 0
    #: when it began to run here, aware UTC: silence counts from then
    since: datetime
    is_silent: bool = False


def kind_of(source: SourceConfig) -> str:
    """Say what kind of source it is: folder, feed, posted, or the scheme of its address."""
    if source.folder:
        return "folder"
    if source.url is None:
        return "posted"
    scheme = scheme_of(source.url)
    return "feed" if scheme in ("http", "https") else scheme


def shown_place(source: SourceConfig) -> str:
    """Give where a source is, with nothing in it that may be secret."""
    return str(source.folder or "") if source.url is None else _shown_address(source.url)


def moved_place(name: str, source: SourceConfig, notes: Notes) -> str | None:
    """Give where a feed has moved to for good and is asked, with nothing in it that may be secret; None = it has not."""
    found = find_move(notes, name, source.url) if source.url is not None and kind_of(source) == "feed" else None
    return None if found is None else _shown_address(found)


def _shown_address(url: str) -> str:
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    name = user.partition(":")[0] + (":…" if ":" in user else "")
    return urlunsplit((parts.scheme, f"{name}{at}{host}", parts.path, "…" if parts.query else "", ""))


def make_transport(
    name: str, source: SourceConfig, office: Office, *, environment: Mapping[str, str] | None = None
) -> Transport | None:
    """Make the transport of a source; None = copy is posted to it.

    Raises:
        ConfigError: it cannot be opened as it is set, or its secret is not there.
    """
    place = str(source.folder) if source.folder is not None else source.url
    if place is None:
        return None
    door = Door(
        source=name,
        place=place,
        user=source.user,
        secret=read_secret(name, source, environment=environment),
        secret_header=source.secret_header,
        secret_query=source.secret_query,
        host_key=source.host_key,
        ca_file=source.ca_file,
        interval_s=source.interval,
        settle_s=source.settle,
        pattern=source.pattern,
        next_page=source.next_page,
        follow=source.follow,
        schedule=source.schedule,
        zone=source.zone,
        afterwards=source.afterwards,
        region=source.region,
        wants_websub=source.websub,
        allow_private=source.allow_private,
        max_bytes=source.max_size,
    )
    return open_transport(door, office)


class Sources:
    """All running sources of a room."""

    def __init__(
        self,
        *,
        wanted: Callable[[], Mapping[str, SourceConfig]],
        make: Callable[[str, SourceConfig], Transport | None],
        take: Take,
        clock: Callable[[], datetime],
        tell: Callable[[SourceState], None],
        forget: Callable[[str], None],
        chance: random.Random | None = None,
    ) -> None:
        self._wanted = wanted
        self._make = make
        self._take = take
        self._clock = clock
        self._tell = tell
        self._forget = forget
        self._running: dict[str, tuple[SourceConfig, asyncio.Task[None] | None]] = {}
        self.states: dict[str, SourceState] = {}
        self._chance = chance or random.Random()

    async def run(self) -> None:
        """Run the sources that are wanted, as they come and go, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._adjust(await asyncio.to_thread(self._wanted), group)
                self._listen_for_silence()
                await asyncio.sleep(LOOK_S)

    def _adjust(self, wanted: Mapping[str, SourceConfig], group: asyncio.TaskGroup) -> None:
        for name, (config, task) in list(self._running.items()):
            if wanted.get(name) != config:
                if task is not None:
                    task.cancel()
                del self._running[name]
                del self.states[name]
                self._forget(name)
        for name, config in wanted.items():
            if name in self._running or config.is_off:
                continue
            state = self.states[name] = SourceState(name=name, kind=kind_of(config), since=self._clock())
            self._running[name] = (config, group.create_task(self._keep_running(config, state)))
            self._tell(state)

    def heard(self, name: str) -> None:
        """Copy has come under a source's name, by whatever door; from any thread."""
        state = self.states.get(name)
        if state is None:
            return
        if state.kind == "posted":
            self._note_taken(state)
            return
        # by its transport, which counts it, or sent by its hub
        state.last_taken_at = self._clock()
        if state.is_silent:
            state.is_silent, state.problem = False, None
            self._tell(state)

    def _note_taken(self, state: SourceState) -> None:
        state.problem = None
        state.is_silent = False
        state.n_failures = 0
        state.n_taken += 1
        state.last_taken_at = self._clock()
        self._tell(state)

    def _listen_for_silence(self) -> None:
        """Say so when a source has been silent for longer than it usually is."""
        for name, state in self.states.items():
            usual_s = self._running[name][0].silence
            if usual_s is None or (state.problem is not None and not state.is_silent):
                continue
            silent_s = (self._clock() - (state.last_taken_at or state.since)).total_seconds()
            if silent_s > usual_s and not state.is_silent:
                state.is_silent = True
                state.problem = f"silent for longer than {usual_s:g} seconds, which is not usual"
                _log.warning("source silent", source=name, silent_s=round(silent_s), usual_s=usual_s)
                self._tell(state)

    async def _keep_running(self, config: SourceConfig, state: SourceState) -> None:
        transport: Transport | None = None
        while True:
            try:
                if transport is None:
                    transport = self._make(state.name, config)
                if transport is None:
                    return  # copy is posted to it
                await self._drain(transport, state, Rate(config.rate) if config.rate else None)
                # no transport ends by itself; one that did must not be asked in a tight loop
                wait_s = AFTER_BUG_S
            except (TransportError, ConfigError) as error:
                state.n_failures += 1
                asked_s = error.retry_after_s if isinstance(error, TransportError) else None
                wait_s = backoff_s(state.n_failures, self._chance) if asked_s is None else asked_s
                state.problem = error.problem
                if config.secret_file is not None:
                    transport = None  # opened anew, by what the file says then: keys and tokens are renewed there
                _log.warning("source fails", source=state.name, problem=error.problem, again_in_s=round(wait_s, 1))
            except (
                Exception
            ) as error:  # the ingest loop: a bug in one transport must not take the other sources with it
                state.n_failures += 1
                state.problem = _in_words(error)
                wait_s = AFTER_BUG_S
                _log.exception("source broke", source=state.name, again_in_s=wait_s)
            self._tell(state)
            await asyncio.sleep(wait_s)

    async def _drain(self, transport: Transport, state: SourceState, rate: Rate | None) -> None:
        slots = asyncio.Semaphore(IN_FLIGHT)
        failure: TransportError | None = None
        async with asyncio.TaskGroup() as group:
            try:
                # closed at once, so that a port or a connection is free when the source is opened anew
                async with aclosing(transport.arrivals()) as arrivals:
                    async for arrival in arrivals:
                        if rate is not None:
                            await asyncio.sleep(rate.wait_s(asyncio.get_running_loop().time()))
                        await slots.acquire()
                        task = group.create_task(self._take_one(transport, arrival, state))
                        task.add_done_callback(partial(_free, slots))
            except TransportError as error:
                failure = error  # what is under way is brought to its end first
        if failure is not None:
            raise failure

    async def _take_one(self, transport: Transport, arrival: Arrival, state: SourceState) -> None:
        try:
            receipt = await self._take(state.name, arrival)
        except StoreError as error:
            state.problem = f"not taken: {error}"
            self._tell(state)
            _log.error("not taken", source=state.name, file=arrival.filename, problem=str(error))
            return
        try:
            await transport.done(arrival)
        except TransportError as error:
            # it is durable here; only its server does not know yet, and will give it once more
            _log.warning("not told", source=state.name, file=arrival.filename, problem=error.problem)
        self._note_taken(state)
        _log.info(
            "taken", source=state.name, file=arrival.filename, state=receipt.state, is_new=receipt.is_new,
            n_items=len(receipt.items), reason=receipt.reason,
        )  # fmt: skip


def _in_words(error: Exception) -> str:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


def _free(slots: asyncio.Semaphore, _: asyncio.Task[None]) -> None:
    slots.release()
