"""The live wire out of the stream: what a web node gives its readers without asking the store for each event.

    stream -> the newest messages held here, in order -> frames for the node's readers
    store  -> what is older than these, what comes while the bus is away or behind, and how items stand: for filtered readers, for
          who resumes, and for all when the store has moved on further than the bus has brought

A seq means the same in both, so a reader passes from one to the other without losing or doubling an event.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from wireroom.bus._bus import Waiter, connect, end_if_cancelled, stream_name
from wireroom.errors import StoreError
from wireroom.frames import WITH_WORDS, Frame, encode_event, killed_after, make_frames, standing_items
from wireroom.logs import get_log
from wireroom.model import Event, Filed
from wireroom.store import Store

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js import JetStreamContext

#: lines given at once
BATCH: Final = 500
#: messages held; some 600 bytes each
N_HELD: Final = 20_000
#: when the bus brings nothing for so long, the store is asked
PATIENCE_S: Final = 5.0
#: a line that is cut without a word is known after two of these
_PING_S: Final = 2

_log = get_log("bus")
_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode


class Moved(Waiter, Protocol):
    """Knows without asking how far the store has moved on."""

    @property
    def seq(self) -> int: ...


class Behind(Exception):
    """The stream is ahead of the store: it is another room's."""


class BusLog:
    """The wire as a web node reads it: from the bus while that brings it, else from the store."""

    def __init__(
        self,
        store: Store,
        ticker: Moved,
        clock: Callable[[], datetime],
        *,
        url: str,
        subject: str = "wireroom",
        n_held: int = N_HELD,
        patience_s: float = PATIENCE_S,
        timeout_s: float = 5.0,
        retry_s: float = 1.0,
    ) -> None:
        self._store = store
        self._ticker = ticker
        self._clock = clock
        self._url = url
        self._subject = subject
        self._patience_s = patience_s
        self._timeout_s = timeout_s
        self._retry_s = retry_s
        self._held: deque[dict[str, Any]] = deque(maxlen=n_held)
        self._moved = asyncio.Event()
        #: what comes after this seq is held here whole; None = the bus is not followed now
        self.floor: int | None = None
        #: last seq that the bus brought
        self.seq = 0
        self.n_from_bus = 0
        self.n_from_store = 0

    # the web's side

    async def wait_after(self, seq: int) -> int:
        """Wait until there may be something after `seq`."""
        if self.floor is not None and self.seq > seq:
            return self.seq
        moved = asyncio.ensure_future(self._moved.wait())
        # while the bus brings the wire, the store is not asked for each event
        waits: set[asyncio.Future[Any]] = {moved}
        if self.floor is None:
            waits.add(asyncio.ensure_future(self._ticker.wait_after(seq)))
        try:
            # and when it brings nothing for a while, the store is: the publisher may be away
            await asyncio.wait(waits, timeout=self._patience_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return seq

    async def last_seq(self) -> int:
        """Give the last seq that can be told."""
        return await asyncio.to_thread(self._store.last_seq) if self.floor is None else self.seq

    async def reachable(self, seq: int, here: int) -> int:
        """Give how far one that stands at `here` will come on the way to `seq`: the last line for readers until then."""
        events = await asyncio.to_thread(self._store.events_after, here, BATCH)
        standing = await asyncio.to_thread(standing_items, self._store, events, self._clock())
        return max(
            (frame.seq for frame in make_frames(events, standing) if frame.data and frame.seq <= seq), default=here
        )

    async def killed_after(self, seq: int) -> set[str]:
        """Give the items that are killed after `seq`, also where the bus has not brought it yet.

        Raises:
            StoreError: the store cannot be read.
        """
        return await asyncio.to_thread(killed_after, self._store, seq)

    async def load(self, seq: int, *, with_items: bool, is_live: bool = False) -> tuple[list[Frame], dict[str, Filed]]:
        """Give the lines after `seq`, some at a time; `with_items`: and how their items stand now, which the store knows.

        Before anything but a live line is told, the store is asked for kills that the bus has not brought yet; before a live
        one, when the store is known to be ahead.

        Raises:
            StoreError: the store was needed and cannot be read.
        """
        if self.floor is not None and (not is_live or self._ticker.seq > self.seq):
            self._forget(await self.killed_after(self.seq))
        if self.floor is not None and seq >= self.floor:
            newer = list(takewhile(lambda line: line["seq"] > seq, reversed(self._held)))[: -BATCH - 1 : -1]
            if newer:
                self.n_from_bus += len(newer)
                return await self._stood(newer) if with_items else (_framed(newer), {})
        events = await asyncio.to_thread(self._store.events_after, seq, BATCH)
        standing = await asyncio.to_thread(standing_items, self._store, events, self._clock())
        self.n_from_store += len(events)
        return make_frames(events, standing), standing

    async def _stood(self, lines: Sequence[dict[str, Any]]) -> tuple[list[Frame], dict[str, Filed]]:
        """Give the lines by how their items stand now."""
        # a line that is blank because of the item that corrects says nothing of the one it is about
        events = [_event_of(line) for line in lines if not (line.get("is_blank") and line["kind"] == "corrected")]
        standing = await asyncio.to_thread(standing_items, self._store, events, self._clock())
        by_seq = {frame.seq: frame for frame in make_frames(events, standing)}
        return [by_seq.get(frame.seq, frame) for frame in _framed(lines)], standing

    # the bus's side

    async def run(self) -> None:
        """Follow the stream until cancelled; what fails is tried again."""
        # a tenth of a second to load, and an extra of the installation
        from nats.errors import Error as NatsError

        while True:
            try:
                await self._follow()
            except (NatsError, OSError, TimeoutError, StoreError, Behind) as error:
                _log.warning("bus not followed", problem=str(error) or type(error).__name__, again_in_s=self._retry_s)
            end_if_cancelled()
            await asyncio.sleep(self._retry_s)

    async def _follow(self) -> None:
        from nats.aio.client import Client

        client = Client()
        try:
            await connect(client, self._url, self._timeout_s, ping_s=_PING_S)
            await self._read(client, client.jetstream(timeout=self._timeout_s))
        finally:
            self.floor = None
            self._tell()
            await client.close()

    async def _read(self, client: "Client", stream: "JetStreamContext") -> None:
        """Hold the newest messages of the stream, and what follows."""
        from nats.errors import TimeoutError as NatsTimeoutError
        from nats.js.api import ConsumerConfig, DeliverPolicy

        name = stream_name(self._subject)
        state = (await stream.stream_info(name)).state
        wire = f"{self._subject}.wire.>"
        last = _decode((await stream.get_last_msg(name, wire)).data or b"")["seq"] if state.messages else 0
        before = await asyncio.to_thread(self._store.last_seq)
        if last > before:
            raise Behind(f"the stream {name} ends with event {last} and this room with {before}: it is of another room")
        self._held.clear()
        size = self._held.maxlen or N_HELD
        start = max(state.first_seq, state.last_seq - size + 1, 1)
        config = ConsumerConfig(deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=start)
        reader = await stream.subscribe(wire, stream=name, ordered_consumer=True, config=config)
        floor = None if state.messages else before
        while True:
            end_if_cancelled()
            if floor is not None and self.floor is None:
                self.floor = floor
                _log.info("bus followed", stream=name, n_held=len(self._held), seq=self.seq)
                self._tell()
            try:
                message = await reader.next_msg(timeout=1.0)
            except NatsTimeoutError:
                if client.is_closed or not client.is_connected:
                    raise
                continue
            line = _decode(message.data)
            self._take(line)
            if floor is None and message.metadata.num_pending == 0:
                # an event is whole from the first message on: the stream has all that came after it
                floor = self._held[0]["seq"] if self._held else before
            elif self.floor is not None and len(self._held) == size:
                self.floor = max(self.floor, self._held[0]["seq"])

    def _take(self, line: dict[str, Any]) -> None:
        if self._held and line["seq"] <= self._held[-1]["seq"]:
            return
        if line["kind"] == "killed":
            self._forget({line["item"]} if line.get("item") else set())
        self._held.append(line)
        self.seq = line["seq"]
        if self.floor is not None:
            self._tell()

    def _forget(self, killed: set[str]) -> None:
        """Take the words of killed items out of what is held."""
        for held in self._held if killed else ():
            if held["kind"] in WITH_WORDS and not killed.isdisjoint((held.get("item"), held.get("by"))):
                _blank(held)

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


def _framed(lines: Sequence[dict[str, Any]]) -> list[Frame]:
    """Give the lines as the bus brought them."""
    return [
        Frame(
            seq=line["seq"],
            kind=line["kind"],
            item=line.get("item"),
            by=line.get("by"),
            data=b"" if line.get("is_blank") else encode_event(line),
        )
        for line in lines
    ]


def _event_of(line: dict[str, Any]) -> Event:
    """Give a message back as the event it was made from."""
    data = {
        name: value for name, value in line.items() if name not in ("seq", "kind", "event_at", "item", "chain", "story")
    }
    return Event(
        seq=line["seq"],
        kind=line["kind"],
        at=datetime.fromisoformat(line["event_at"]),
        item=line.get("item"),
        chain=line.get("chain"),
        story=line.get("story"),
        data=data,
    )


def _blank(line: dict[str, Any]) -> None:
    """Take the words out of a line; its seq stays."""
    kept: dict[str, Any] = {name: line[name] for name in ("seq", "kind", "event_at", "item") if name in line}
    line.clear()
    line.update({**kept, "is_blank": True})
