"""Publishes committed events, in order, each once, through cuts and crashes on either side."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from wireroom.errors import ConfigError, StoreError
from wireroom.frames import WITH_WORDS, reader_event, standing_items
from wireroom.logs import get_log
from wireroom.model import Event
from wireroom.store import Store

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js import JetStreamContext

BATCH: Final = 500
#: a message that was sent again within this time is known by its id; longer gaps are known by the stream's last message
DEDUPE_S: Final = 600
#: how long the stream keeps events when we make it; they hold headlines, which licences may not let stand for good
KEEP_S: Final = 3 * 86_400
_MAX_BACKOFF_S: Final = 30.0
_NOTE: Final = "bus.seq"
_NOT_IN_TOKEN: Final = re.compile(r"[^A-Za-z0-9_-]")

_log = get_log("bus")


class Waiter(Protocol):
    """Tells when the wire has moved on."""

    async def wait_after(self, seq: int) -> int: ...


class Bus:
    """One publisher; one for a room."""

    def __init__(
        self,
        store: Store,
        ticker: Waiter,
        clock: Callable[[], datetime],
        *,
        url: str,
        subject: str = "wireroom",
        timeout_s: float = 5.0,
        retry_s: float = 1.0,
    ) -> None:
        """Take note of where the server is; `run` connects.

        Raises:
            ConfigError: the extra is not installed.
        """
        if find_spec("nats") is None:
            raise ConfigError("bus", "needs more: pip install 'wireroom[bus]'")
        self._store = store
        self._ticker = ticker
        self._clock = clock
        self._url = url
        self._subject = subject
        self._stream = stream_name(subject)
        self._timeout_s = timeout_s
        self._retry_s = retry_s
        #: all events up to this one are on the bus, or are not for readers
        self.seq = 0
        self.n_published = 0
        #: None = it is connected and publishes
        self.problem: str | None = "not connected yet"

    async def run(self) -> None:
        """Publish until cancelled; what fails is tried again."""
        # a tenth of a second to load, and an extra of the installation
        from nats.errors import Error as NatsError

        wait_s = self._retry_s
        while True:
            before = self.n_published
            try:
                await self._publish_until_it_fails()
            except (NatsError, OSError, TimeoutError, StoreError, _Ahead) as error:
                self.problem = str(error) or type(error).__name__
            wait_s = self._retry_s if self.n_published > before else min(wait_s * 2, _MAX_BACKOFF_S)
            end_if_cancelled()
            _log.warning("bus fails", problem=self.problem, seq=self.seq, again_in_s=wait_s)
            await asyncio.sleep(wait_s)

    async def _publish_until_it_fails(self) -> None:
        from nats.aio.client import Client

        client = Client()
        try:
            await connect(client, self._url, self._timeout_s)
            stream = client.jetstream(timeout=self._timeout_s)
            self.seq = await self._find_cursor(stream)
            self.problem = None
            _log.info("bus", stream=self._stream, seq=self.seq)
            while True:
                end_if_cancelled()
                events = await asyncio.to_thread(self._store.events_after, self.seq, BATCH)
                if not events:
                    await self._ticker.wait_after(self.seq)
                    continue
                standing = await asyncio.to_thread(standing_items, self._store, events, self._clock())
                for event in events:
                    end_if_cancelled()
                    await self._publish(stream, event, reader_event(event, standing))
                    self.seq = event.seq
        finally:
            await client.close()

    async def _find_cursor(self, stream: "JetStreamContext") -> int:
        """Find the event to go on after: the last one in the stream; if there is none, the one that was noted."""
        from nats.js.errors import NotFoundError

        wire = f"{self._subject}.wire.>"
        try:
            await stream.stream_info(self._stream)
        except NotFoundError:
            await stream.add_stream(
                name=self._stream, subjects=[wire], duplicate_window=DEDUPE_S, max_age=KEEP_S, allow_direct=True
            )
        noted = await asyncio.to_thread(self._store.read_note, _NOTE)
        last_seq = await asyncio.to_thread(self._store.last_seq)
        try:
            last = await stream.get_last_msg(self._stream, wire)
            seq = int((last.headers or {}).get("Nats-Msg-Id", 0))
        except NotFoundError:
            # what was on the wire before there was a bus is not for it
            seq = last_seq if noted is None else int(noted)
        if seq > last_seq:
            raise _Ahead(
                f"the stream {self._stream} ends with event {seq} and this room with {last_seq}: it is of another room, or"
                " this room is an older copy; give it another bus_subject, or remove the stream"
            )
        if noted is None or int(noted) > seq or seq - int(noted) > BATCH:
            await asyncio.to_thread(self._store.write_notes, {_NOTE: str(seq)})
        return seq

    async def _publish(self, stream: "JetStreamContext", event: Event, found: dict[str, Any] | None) -> None:
        if found is None:
            return
        item, by = _token(found.get("item")), _token(found.get("by") if event.kind == "corrected" else None)
        if event.kind == "killed":
            await self._forget(stream, item)
        await stream.publish(
            f"{self._subject}.wire.{event.kind}.{item}.{by}",
            msgspec.json.encode(found),
            timeout=self._timeout_s,
            headers={"Nats-Msg-Id": str(event.seq)},
        )
        self.n_published += 1

    async def _forget(self, stream: "JetStreamContext", item: str) -> None:
        """Take the words of a killed item out of the stream."""
        for kind in WITH_WORDS:
            await stream.purge_stream(self._stream, subject=f"{self._subject}.wire.{kind}.{item}.*")
        await stream.purge_stream(self._stream, subject=f"{self._subject}.wire.corrected.*.{item}")


class _Ahead(Exception):
    """The stream has events that this room has not."""


def end_if_cancelled() -> None:
    """End a task that was cancelled: the client's waits (asyncio.wait_for in Python 3.11) may swallow that."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def stream_name(subject: str) -> str:
    """Give the name of the stream of a room."""
    return _NOT_IN_TOKEN.sub("_", subject).upper()


def _token(name: object) -> str:
    """Give an id as one token of a subject."""
    return _NOT_IN_TOKEN.sub("_", str(name)) if name else "_"


async def connect(client: "Client", url: str, timeout_s: float, *, ping_s: int = 120) -> None:
    """Connect once; a line that is silent for two pings ends the connection."""

    async def note(error: Exception) -> None:
        _log.info("bus connection", problem=str(error))

    # no reconnecting behind our back: after a cut the cursor is looked up anew
    await client.connect(
        url,
        name="wireroom",
        allow_reconnect=False,
        connect_timeout=max(1, round(timeout_s)),
        error_cb=note,
        ping_interval=ping_s,
    )
