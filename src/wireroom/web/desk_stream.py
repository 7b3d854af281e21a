"""The desk's live wire: every column of an editor over one connection, as server-sent events, resumable from any seq.

    ticker.wait_after -> events_after (desk view) -> make_message -> one server-sent event, its id the seq

Editors are few, so each has a task of its own and reads the store at its own pace: a slow one makes nobody wait, and what
comes in meanwhile is told in one message. The wire of readers, who may be thousands, is `stream.py`.
"""

import asyncio
import contextlib
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs

import msgspec
import structlog
from litestar.connection import ASGIConnection
from litestar.types import HTTPResponseBodyEvent, HTTPScope, Receive, Send

from wireroom import query as search
from wireroom.errors import QueryError, StoreError
from wireroom.web._api import WebRoom
from wireroom.web.auth import editor_of
from wireroom.web.desk_changes import Message, make_message
from wireroom.web.presence import Presence
from wireroom.web.problems import Problem, problem_of, send_problem
from wireroom.web.stream import WireHub
from wireroom.web.threads import in_thread

PATH: Final = "/api/v1/desk/wire"
BATCH: Final = 500
MAX_COLUMNS: Final = 24
#: a browser that hears nothing for three of these knows that it is cut off, also after sleep
BEAT_S: Final = 5.0
#: copy that comes faster than this is told together
TOGETHER_S: Final = 0.1
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_encode: Final = msgspec.json.Encoder().encode
log: Final = structlog.get_logger(__name__)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk wants: the searches of its columns in order, and the last seq it has."""

    columns: tuple[search.Node, ...]
    #: None = from now on
    seq: int | None


class DeskApp:
    """ASGI: `GET /api/v1/desk/wire?after=SEQ&q=…&q=…`, with `Last-Event-ID` before `after`; for editors only."""

    def __init__(self, room: WebRoom, hub: WireHub, presence: Presence, *, beat_s: float = BEAT_S) -> None:
        self.room = room
        #: whose closing ends this wire, too
        self.hub = hub
        self.presence = presence
        self.beat_s = beat_s
        self.n_desks = 0

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Serve one desk until it goes."""
        if scope["method"] != "GET":
            await send_problem(scope, send, Problem(status=405, title="Method Not Allowed", detail="read it by GET"))
            return
        if editor_of(ASGIConnection(scope, receive, send), self.room) is None:
            await send_problem(scope, send, Problem(status=401, title="Unauthorized", detail="sign in first"))
            return
        try:
            asked = _read(scope)
        except QueryError as error:
            await send_problem(scope, send, problem_of(error))
            return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        self.n_desks += 1
        try:
            async with asyncio.TaskGroup() as tasks:
                telling = tasks.create_task(self._tell_who(send))
                writing = tasks.create_task(self._write(asked, send, telling))
                ending = tasks.create_task(self._end_with_room(writing, telling, send))
                await _until_gone(receive)
                telling.cancel()
                writing.cancel()
                ending.cancel()
        finally:
            self.n_desks -= 1

    async def _write(self, asked: Asked, send: Send, telling: "asyncio.Task[None]") -> None:
        seq = await in_thread(self.room.store.last_seq) if asked.seq is None else asked.seq
        await send(_part(self._beat(seq)))
        try:
            while True:
                if not await self._is_moved(seq):
                    await send(_part(self._beat(seq)))
                    continue
                message = await in_thread(self._load, seq, asked)
                if message is not None:
                    seq = message.seq
                    await send(_part(b"id: %d\ndata: %b\n\n" % (seq, _encode(message))))
                if message is None or not message.is_behind:
                    await asyncio.sleep(TOGETHER_S)
        except StoreError as error:
            log.error("the desk's wire could not be read; it will resume", seq=seq, error=str(error))
            telling.cancel()
            await send(_part(b"", is_last=True))

    async def _tell_who(self, send: Send) -> None:
        """Tell who is at the desk, at once and whenever it changes; who has fallen silent is missed within a beat or two."""
        told = None
        while True:
            who = self.presence.who(self.room.clock())
            if who != told:
                told = who
                await send(_part(b"event: who\ndata: %b\n\n" % _encode(who)))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.beat_s):
                    await self.presence.wait()

    async def _is_moved(self, seq: int) -> bool:
        try:
            async with asyncio.timeout(self.beat_s):
                await self.room.ticker.wait_after(seq)
        except TimeoutError:
            return False
        return True

    async def _end_with_room(self, writing: "asyncio.Task[None]", telling: "asyncio.Task[None]", send: Send) -> None:
        await self.hub.closing.wait()
        if not writing.done():
            writing.cancel()
            telling.cancel()
            await send(_part(b"", is_last=True))

    def _load(self, seq: int, asked: Asked) -> Message | None:
        events = self.room.store.events_after(seq, BATCH, view="desk")
        if not events:
            return None
        return make_message(
            self.room.store, events, asked.columns, self.room.clock(), is_behind=len(events) == BATCH
        )  # fmt: skip

    def _beat(self, seq: int) -> bytes:
        now: datetime = self.room.clock()
        return b"retry: 1500\nevent: beat\ndata: %b\n\n" % _encode({"seq": seq, "at": now})


def _read(scope: HTTPScope) -> Asked:
    """Read what is asked for.

    Raises:
        QueryError: a search, or the seq, cannot be understood.
    """
    asked = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    headers = dict(scope["headers"])
    words = headers.get(b"last-event-id", b"").decode("latin-1").strip() or asked.get("after", [""])[0].strip()
    if words and (not words.isdecimal() or len(words) > 18):
        raise QueryError(words, 0, "after: the seq of the last event you have, a whole number")
    queries = asked.get("q", [])
    if len(queries) > MAX_COLUMNS:
        raise QueryError(queries[MAX_COLUMNS], 0, f"a desk has {MAX_COLUMNS} columns at most")
    return Asked(columns=tuple(search.parse(query) for query in queries), seq=int(words) if words else None)


def _part(data: bytes, *, is_last: bool = False) -> HTTPResponseBodyEvent:
    return {"type": "http.response.body", "body": data, "more_body": not is_last}


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
