"""Questions of commands: to the running room over its API, or to one that is opened for the moment."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

from wireroom.cli._room import find_server, token_of
from wireroom.config import Config
from wireroom.errors import WireroomError

if TYPE_CHECKING:  # a third of a second to load, and a running room is only asked
    from wireroom.room import Room

#: verb, path, body -> the answer as JSON has it
Ask = Callable[[str, str, Any], Any]


@contextmanager
def ask_or_open(config: Config, answer: "Callable[[Room, str, str, Any], Any]") -> Iterator[Ask]:
    """Give what answers: the running room, else `answer` on a room that is open as long as the command takes."""
    url = find_server(config)
    if url is not None:
        token = token_of(config)
        yield lambda verb, path, body: ask_room(url, token, verb, path, body=body)
        return
    from wireroom.room import open_room

    room = open_room(config)
    try:
        yield lambda verb, path, body: answer(room, verb, path, body)
    finally:
        room.close()


def ask_room(
    url: str, token: str, verb: str, path: str, *, body: Any = None, query: dict[str, str] | None = None
) -> Any:
    """Ask, and give the answer's JSON; None when there is none.

    Raises:
        WireroomError: the room refuses, or does not answer.
    """
    return asyncio.run(_ask(url, token, verb, path, body, query))


async def _ask(url: str, token: str, verb: str, path: str, body: Any, query: dict[str, str] | None) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    timeout = aiohttp.ClientTimeout(total=60)
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=timeout) as session,
            session.request(verb, f"{url.rstrip('/')}{path}", json=body, params=query) as answer,
        ):
            found = await answer.json(content_type=None) if answer.content_length != 0 else None
            if answer.status >= 400:
                detail = found.get("detail") or found.get("title") if isinstance(found, dict) else None
                raise WireroomError(str(detail or f"the room answers {answer.status} {answer.reason}"))
            return found
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise WireroomError(f"the room at {url} does not answer: {type(error).__name__}: {error}") from error
