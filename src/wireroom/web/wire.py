"""The door to the live wire: one small ASGI app beside the framework. See `stream.py` for what happens behind it."""

import asyncio
from collections.abc import Callable
from typing import Final, cast
from urllib.parse import parse_qs

from litestar.types import HTTPScope, Receive, Send

from wireroom import query as search
from wireroom.errors import QueryError, StoreError
from wireroom.web.problems import Problem, problem_of, send_problem
from wireroom.web.stream import Matcher, Reader, WireHub

PATH: Final = "/api/v1/wire"
#: after a cut, browsers wait this long before they come back; spread by the server's own ups and downs
RETRY_MS: Final = 2000
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class WireApp:
    """ASGI: `GET /api/v1/wire?after=SEQ&q=QUERY`, with `Last-Event-ID` before `after`."""

    def __init__(self, hub: WireHub) -> None:
        self.hub = hub

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Serve one reader until it goes."""
        if scope["method"] != "GET":
            await send_problem(
                scope, send, Problem(status=405, title="Method Not Allowed", detail="the wire is read by GET")
            )
            return
        transport = _transport(send)
        if transport is None:
            await send_problem(
                scope, send, Problem(status=501, title="Not Implemented", detail="the wire needs uvicorn")
            )
            return
        try:
            seq, query = _wanted(scope)
            matches = _matcher(query, self.hub) if query else None
            if seq is not None:
                await self.hub.reach(seq)
        except (QueryError, StoreError) as error:
            await send_problem(scope, send, problem_of(error))
            return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        hello = b"retry: %d\n: wireroom\n\n" % RETRY_MS
        await send({"type": "http.response.body", "body": hello, "more_body": True})
        reader = self.hub.enter(transport, query, matches, seq)
        try:
            await self._serve(reader, receive, send)
        finally:
            self.hub.leave(reader)

    async def _serve(self, reader: Reader, receive: Receive, send: Send) -> None:
        try:
            while not reader.transport.is_closing() and not self.hub.join(reader):
                await self._catch_up(reader, send)
        except TimeoutError:  # takes nothing: let go, it can resume
            self.hub.n_cut += 1
            reader.transport.abort()
        await _gone(receive)

    async def _catch_up(self, reader: Reader, send: Send) -> None:
        """Write the next batch; `send` waits while the reader's transport is full."""
        parts = await self.hub.next_batch(reader)
        if parts:
            async with asyncio.timeout(self.hub.patience_s):
                await send({"type": "http.response.body", "body": b"".join(parts), "more_body": True})
            self.hub.n_sent += len(parts)


def _wanted(scope: HTTPScope) -> tuple[int | None, str]:
    """Read from which seq and with which query; no seq = live from now."""
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    if "as_of" in asked:
        raise QueryError(asked["as_of"][0], 0, "as_of: the live wire is about now; ask for its events with after=SEQ")
    query = asked.get("q", [""])[0].strip()
    headers = dict(scope["headers"])
    words = headers.get(b"last-event-id", b"").decode("latin-1").strip() or asked.get("after", [""])[0].strip()
    if not words:
        return None, query
    if not words.isdecimal() or len(words) > 18:
        raise QueryError(words, 0, "after: the seq of the last event you have, a whole number")
    return int(words), query


def _matcher(query: str, hub: WireHub) -> Matcher:
    """Give the test of a query: it means on the live wire what it means in the archive.

    Raises:
        QueryError: it cannot be understood.
    """
    wanted = search.parse(query)

    def matches(subject: search.Subject) -> bool:
        return search.matches(wanted, subject, now=hub.clock())

    return matches


def _transport(send: Send) -> asyncio.Transport | None:
    """Find the transport under uvicorn's `send`."""
    cycle: Callable[..., object] | None = getattr(send, "__self__", None)
    return cast("asyncio.Transport | None", getattr(cycle, "transport", None))


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
