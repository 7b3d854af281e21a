"""Running sources: each in a task of its own, so that one that fails is tried again and the others go on.

    transport.arrivals | room.take (durable) | transport.done

A source that fails waits 1, 2, 4 … 600 seconds, or as long as its server asks. What could not be made durable is not
`done`: the transport gives it again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

import msgspec

from wireroom.config import SourceConfig
from wireroom.errors import StoreError, TransportError
from wireroom.logs import get_log
from wireroom.model import Receipt
from wireroom.transports._api import Arrival, Notes, Transport
from wireroom.transports.folder import FolderTransport

MAX_BACKOFF_S: Final = 600.0
#: a bug in a transport is not cured by hurry
AFTER_BUG_S: Final = 60.0
#: arrivals of one source on their way into the store: enough for them to share a commit
IN_FLIGHT: Final = 64
#: how often a running room looks whether sources were added or removed
LOOK_S: Final = 2.0

Take = Callable[[str, Arrival], Awaitable[Receipt]]
_log = get_log("sources")


class SourceState(msgspec.Struct):
    """How a source is doing, for the desk and for `doctor`."""

    name: str
    #: "folder", "feed", "posted"
    kind: str
    #: None = it answers
    problem: str | None = None
    n_taken: int = 0
    last_taken_at: datetime | None = None
    n_failures: int = 0


def kind_of(source: SourceConfig) -> str:
    """Say what kind of source it is."""
    return "folder" if source.folder else "feed" if source.url else "posted"


def make_transport(
    name: str, source: SourceConfig, *, notes: Notes, clock: Callable[[], datetime], agent: str
) -> Transport | None:
    """Make the transport of a source; None = copy is posted to it."""
    if source.folder is not None:
        return FolderTransport(
            name,
            source.folder,
            pattern=source.pattern,
            interval_s=source.interval or 0.5,
            max_bytes=source.max_size,
        )
    if source.url is not None:
        # a fifth of a second to load, and many rooms poll nothing
        from wireroom.transports.http_poll import HttpPollTransport

        return HttpPollTransport(
            name,
            source.url,
            notes=notes,
            clock=clock,
            interval_s=source.interval,
            allow_private=source.allow_private,
            max_bytes=source.max_size,
            agent=agent,
        )
    return None


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
    ) -> None:
        self._wanted = wanted
        self._make = make
        self._take = take
        self._clock = clock
        self._tell = tell
        self._forget = forget
        self._running: dict[str, tuple[SourceConfig, asyncio.Task[None] | None]] = {}
        self.states: dict[str, SourceState] = {}

    async def run(self) -> None:
        """Run the sources that are wanted, as they come and go, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._adjust(await asyncio.to_thread(self._wanted), group)
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
            state = self.states[name] = SourceState(name=name, kind=kind_of(config))
            transport = self._make(name, config)
            task = group.create_task(self._keep_running(transport, state)) if transport else None
            self._running[name] = (config, task)
            self._tell(state)

    async def _keep_running(self, transport: Transport, state: SourceState) -> None:
        while True:
            try:
                await self._drain(transport, state)
            except TransportError as error:
                state.n_failures += 1
                backoff_s = min(2.0 ** min(state.n_failures - 1, 20), MAX_BACKOFF_S) * random.uniform(0.8, 1.2)
                wait_s = backoff_s if error.retry_after_s is None else error.retry_after_s
                state.problem = error.problem
                _log.warning("source fails", source=state.name, problem=error.problem, again_in_s=round(wait_s, 1))
            except Exception as error:
                # the ingest loop: a bug in one transport must not take the other sources with it
                state.n_failures += 1
                state.problem = _in_words(error)
                wait_s = AFTER_BUG_S
                _log.exception("source broke", source=state.name, again_in_s=wait_s)
            self._tell(state)
            await asyncio.sleep(wait_s)

    async def _drain(self, transport: Transport, state: SourceState) -> None:
        slots = asyncio.Semaphore(IN_FLIGHT)
        failure: TransportError | None = None
        async with asyncio.TaskGroup() as group:
            try:
                async for arrival in transport.arrivals():
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
            await transport.done(arrival)
        except StoreError as error:
            state.problem = f"not taken: {error}"
            self._tell(state)
            _log.error("not taken", source=state.name, file=arrival.filename, problem=str(error))
            return
        state.problem = None
        state.n_failures = 0
        state.n_taken += 1
        state.last_taken_at = self._clock()
        self._tell(state)
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
