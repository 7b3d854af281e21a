"""Talk: what the processes of one room say to each other at once and nobody keeps, such as who is at the desk."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from wireroom.errors import StoreError
from wireroom.logs import get_log
from wireroom.store import Shared

#: is told the name of the process that speaks, and its words
Hearer: TypeAlias = Callable[[str, str], None]

#: what waits to be said while the store does not answer; older words are dropped, as newer ones tell the same better
_MAX_WAITING: Final = 1000

_log = get_log("talk")


class Talk:
    """The voice of one process among those that share a store. For one event loop, the room's."""

    def __init__(self, store: Shared, name: str) -> None:
        """Take note of the store; `name` is this process's own, without a blank."""
        self._store = store
        self._name = name
        self._hearers: list[Hearer] = []
        self._waiting: deque[str] = deque(maxlen=_MAX_WAITING)
        self._has_waiting = asyncio.Event()

    def say(self, words: str) -> None:
        """Say something to the other processes, as soon as can be; at most 7,000 bytes. It is lost while the store is away."""
        self._waiting.append(f"{self._name} {words}")
        self._has_waiting.set()

    def listen(self, hearer: Hearer) -> None:
        """Have somebody hear what the other processes say from now on."""
        self._hearers.append(hearer)

    def pass_on(self, said: Iterable[str]) -> None:
        """Let those who listen hear what was said; our own words they know."""
        for each in said:
            speaker, _, words = each.partition(" ")
            if speaker != self._name:
                for hear in self._hearers:
                    hear(speaker, words)

    async def run(self) -> None:
        """Say what waits until cancelled."""
        while True:
            await self._has_waiting.wait()
            self._has_waiting.clear()
            words = list(self._waiting)
            self._waiting.clear()
            try:
                await asyncio.to_thread(self._store.say, words)
            except StoreError as error:
                _log.warning("not said to the other processes", n=len(words), problem=str(error))
