"""What only the desk can do, asked of another process of its room: handed on to the desk, and the desk's answer given back.

    request -> the site, which says that the desk is elsewhere -> the same request to the desk -> its answer

So editors work at any web node. The desk looks at who asks by itself: token and sessions are the same in the whole room. It is
handed on once; while nobody is the desk, or it does not answer, the caller is told to come again.
"""

import http.client
from typing import Final
from urllib.parse import urlsplit

import msgspec
from litestar.types import HTTPReceiveMessage, HTTPScope, Message, Receive, Send, WebSocketReceiveMessage

from wireroom.errors import DeskElsewhere
from wireroom.web._api import WebRoom
from wireroom.web.past import PastPages
from wireroom.web.problems import ELSEWHERE, Elsewhere, Problem, problem_of, send_problem
from wireroom.web.threads import in_thread

#: says that a request was handed on already
HANDED_ON: Final = "wireroom-handed-on"
#: a desk that has not answered by then is not the desk any more, or will not be for long
_TIMEOUT_S: Final = 15.0
_SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
#: copy is kept by the process that it comes to
_KEPT_HERE: Final = "/api/v1/dispatches"
#: who asks, from where and for what
_ASKED: Final = frozenset(
    ("accept", "accept-language", "authorization", "content-type", "cookie", "host", "origin", "referer", "sec-fetch-site",
     "user-agent", "wireroom-editor")
)  # fmt: skip
#: what an answer is; the rest is about the connection, or is said by this process anyway
_ANSWERED: Final = frozenset((b"cache-control", b"content-type", b"location", b"retry-after", b"www-authenticate"))


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk said."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class HandingOn:
    """ASGI, around the site of a room of several processes."""

    def __init__(self, site: PastPages, room: WebRoom) -> None:
        self.site = site
        self.room = room

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Serve one request, here or at the desk."""
        if (
            self.room.talk is None
            or scope["method"] in _SAFE
            or scope["path"].startswith(_KEPT_HERE)
            or any(name == HANDED_ON.encode() for name, _ in scope["headers"])
        ):
            await self.site(scope, receive, send)
            return
        elsewhere = Elsewhere()
        scope.setdefault("state", {})[ELSEWHERE] = elsewhere
        body = _Body(receive, self.room.config.max_body)

        async def answer(message: Message) -> None:
            if elsewhere.error is None:
                await send(message)

        await self.site(scope, body.read, answer)
        if elsewhere.error is None or not await body.read_all():
            return
        await _hand_on(scope, body, elsewhere.error, send)


class _Body:
    """The body of a request, remembered while the site reads it."""

    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self._receive = receive
        self._max_bytes = max_bytes
        self._is_whole = False
        self.data = bytearray()

    async def read(self) -> HTTPReceiveMessage | WebSocketReceiveMessage:
        message = await self._receive()
        if message["type"] == "http.request":
            self.data += message["body"]
            self._is_whole = not message["more_body"]
        return message

    @property
    def is_too_long(self) -> bool:
        return len(self.data) > self._max_bytes

    async def read_all(self) -> bool:
        """Read what the site has left unread; False = the caller has gone."""
        while not (self._is_whole or self.is_too_long):
            if (await self.read())["type"] != "http.request":
                return False
        return True


async def _hand_on(scope: HTTPScope, body: _Body, error: DeskElsewhere, send: Send) -> None:
    if body.is_too_long:
        await send_problem(scope, send, Problem(status=413, title="Request Entity Too Large"))
        return
    if error.url is None:
        await send_problem(scope, send, problem_of(error))
        return
    answer = await in_thread(_ask, error.url, scope, bytes(body.data))
    if answer is None:
        words = f"the desk is in another process, at {error.url}, which does not answer now"
        title = "The desk does not answer"
        await send_problem(scope, send, Problem(status=503, title=title, detail=words, retry_after_s=5))
        return
    headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


def _ask(url: str, scope: HTTPScope, body: bytes) -> _Answer | None:
    """Ask the desk; None = it does not answer."""
    where = urlsplit(url)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    query = scope["query_string"].decode("latin-1")
    path = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    asked = {name: value for name, value in headers.items() if name in _ASKED} | {HANDED_ON: "1"}
    connection = kind(where.hostname or "", where.port, timeout=_TIMEOUT_S)
    try:
        connection.request(scope["method"], path, body, asked)
        answer = connection.getresponse()
        found = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.getheaders()]
        return _Answer(
            status=answer.status, headers=[pair for pair in found if pair[0] in _ANSWERED], body=answer.read()
        )
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
