"""The one way from async code to the synchronous store."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


async def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking work in a thread and wait for it; the loop goes on meanwhile."""
    return await asyncio.to_thread(work, *args, **kwargs)
