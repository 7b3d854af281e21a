"""One question to a running room, over its API."""

import asyncio
from typing import Any

import aiohttp

from wireroom.errors import WireroomError


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
