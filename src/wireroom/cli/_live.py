"""A reader of the live wire: server-sent events, resumed by the seq of the last one that was shown."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

import aiohttp
import msgspec

from wireroom.cli._screen import warn
from wireroom.errors import WireroomError

#: the room sends a comment at least every 15 seconds; silence for longer is a dead line
SILENCE_S: Final = 45.0
_RETRY_S: Final = 2.0


class Line(msgspec.Struct, frozen=True):
    """One event as it came."""

    seq: int
    data: dict[str, Any]


async def follow(url: str, after: int, query: str | None, show: Callable[[Mapping[str, Any]], None]) -> int:
    """Show the wire after `after` until cancelled; a room that goes away is waited for.

    Raises:
        WireroomError: the room refuses, e.g. because it does not understand the search.
    """
    is_told = False
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=SILENCE_S)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while True:
            try:
                async for line in read_wire(session, url, after, query):
                    after = line.seq
                    is_told = False
                    show(line.data)
            except (aiohttp.ClientError, TimeoutError) as error:
                if not is_told:
                    warn(f"the line is cut ({type(error).__name__}); trying again")
                    is_told = True
            await asyncio.sleep(_RETRY_S)


async def read_wire(
    session: aiohttp.ClientSession, url: str, after: int, query: str | None = None
) -> AsyncIterator[Line]:
    """Yield events after a seq until the connection ends. The form is that of the HTML standard, 9.2.6.

    Raises:
        WireroomError: the room refuses.
    """
    headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
    parameters = {"q": query} if query else {}
    async with session.get(f"{url}/api/v1/wire", params=parameters, headers=headers) as answer:
        if 400 <= answer.status < 500:
            raise WireroomError(await _refusal(answer))
        answer.raise_for_status()
        seq, data = after, ""
        async for raw in answer.content:
            line = raw.decode("utf-8").rstrip("\r\n")
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if not line:
                if data:
                    yield Line(seq, msgspec.json.decode(data))
                data = ""
            elif name == "id" and value.isdecimal():
                seq = int(value)
            elif name == "data":
                data = f"{data}\n{value}" if data else value


async def _refusal(answer: aiohttp.ClientResponse) -> str:
    try:
        found = await answer.json(content_type=None)
    except ValueError:
        found = None
    if isinstance(found, dict) and found.get("detail"):
        return str(found["detail"])
    return f"the room answers {answer.status} {answer.reason}"
