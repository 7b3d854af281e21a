"""The quick door for dispatches: `POST /api/v1/dispatches` as programs send it all day, taken beside the framework.

    a token, a body of known length, no parameter but `source`  ->  taken here
    anything else                                               ->  the framework, which also says what is wrong with it

The answers are the framework's, byte for byte (`tests/web/test_dispatch_door.py`).
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import msgspec
import structlog
from litestar.exceptions import ClientException
from litestar.types import HTTPScope, Receive, Send

from wireroom.errors import StoreError
from wireroom.model import Dispatch
from wireroom.text.uris import page_address, read_content_language
from wireroom.web._api import WebRoom
from wireroom.web.api import answer_posted, full, is_form
from wireroom.web.auth import bearer_of, is_token
from wireroom.web.problems import problem_of, send_problem

log: Final = structlog.get_logger(__name__)

PATH: Final = "/api/v1/dispatches"
_QUERY: Final = re.compile(rb"(?:source=([a-z0-9][a-z0-9_.-]{0,63}))?")
_DEFAULT_SOURCE: Final = b"api"
#: read here, so each must come once at most
_READ: Final = frozenset(
    (b"authorization", b"content-length", b"content-type", b"content-location", b"content-language")
)
_encode: Final = msgspec.json.Encoder().encode

#: what serves a request by all its rules
Site: TypeAlias = Callable[[HTTPScope, Receive, Send], Awaitable[None]]


class DispatchDoor:
    """ASGI: takes what is plainly right; `site` has the rest."""

    def __init__(self, room: WebRoom, site: Site) -> None:
        self._room = room
        self._site = site

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        headers = self._plain_headers(scope)
        query = _QUERY.fullmatch(scope["query_string"])
        if headers is None or query is None:
            await self._site(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        try:
            body = full(body)
        except ClientException as error:
            await send_problem(scope, send, problem_of(error))
            return
        dispatch = Dispatch.of(
            body,
            source=(query[1] or _DEFAULT_SOURCE).decode(),
            received_at=self._room.clock(),
            content_type=headers.get(b"content-type"),
            url=page_address(headers.get(b"content-location")),
            language=read_content_language(headers.get(b"content-language")),
        )
        try:
            # a sender that goes away does not take back what is in the commit already
            receipt = await asyncio.shield(asyncio.wrap_future(self._room.intake.submit(dispatch)))
        except StoreError as error:
            log.error("request failed", path=PATH, status=503, exc_info=error)
            await send_problem(scope, send, problem_of(error))
            return
        answer = answer_posted(receipt)
        data = _encode(answer.content)
        answer_headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(data))]
        await send({"type": "http.response.start", "status": answer.status_code or 201, "headers": answer_headers})
        await send({"type": "http.response.body", "body": data, "more_body": False})

    def _plain_headers(self, scope: HTTPScope) -> dict[bytes, str] | None:
        """Give the headers that matter; None = not by this door."""
        if scope["method"] != "POST":
            return None
        found: dict[bytes, str] = {}
        for name, value in scope["headers"]:
            if name in _READ:
                if name in found:
                    return None
                found[name] = value.decode("latin-1")
            elif name == b"transfer-encoding":
                return None
        length, shown = found.get(b"content-length", ""), bearer_of(found.get(b"authorization"))
        is_right = shown is not None and is_token(shown, self._room.token)
        is_short = length.isascii() and length.isdecimal() and int(length) <= self._room.config.max_body
        return found if is_right and is_short and not is_form(found.get(b"content-type")) else None


async def _body(receive: Receive) -> bytes | None:
    """Read the body; None = the sender has gone."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message["body"]
        if not message["more_body"]:
            return body
