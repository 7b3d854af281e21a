"""The ticker: wakes those who read the wire when it has moved on. Events themselves are read from the store by seq."""

import asyncio
from contextlib import suppress
from threading import Lock

from wireroom.store import Store


class Ticker:
    """Tells any number of readers, in any number of event loops, the last committed seq.

    A wake-up may tell of several events, and may come late or twice; nothing depends on it but speed, because a reader
    that has seen `seq` asks the store for what comes after it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._seq = store.last_seq()
        self._waiting: dict[asyncio.AbstractEventLoop, set[asyncio.Future[int]]] = {}

    @property
    def seq(self) -> int:
        """The last seq it was woken for."""
        return self._seq

    def wake(self, seq: int) -> None:
        """Say that everything up to `seq` is committed; from any thread."""
        with self._lock:
            if seq <= self._seq:
                return
            self._seq = seq
            loops = list(self._waiting.items())
            self._waiting.clear()
        for loop, futures in loops:
            with suppress(RuntimeError):  # a loop that has ended has no readers left to tell
                loop.call_soon_threadsafe(_tell, futures, seq)

    def poll(self) -> int:
        """Look into the store for events that another process committed, and wake readers; gives the last seq.

        Raises:
            StoreError: the store cannot be read.
        """
        seq = self._store.last_seq()
        self.wake(seq)
        return seq

    async def wait_after(self, seq: int) -> int:
        """Wait until the wire has moved past `seq`; gives the last seq."""
        while self._seq <= seq:
            loop = asyncio.get_running_loop()
            future: asyncio.Future[int] = loop.create_future()
            with self._lock:
                if self._seq > seq:
                    break
                self._waiting.setdefault(loop, set()).add(future)
            try:
                await future
            finally:
                self._forget(loop, future)
        return self._seq

    def _forget(self, loop: asyncio.AbstractEventLoop, future: asyncio.Future[int]) -> None:
        with self._lock:
            futures = self._waiting.get(loop)
            if futures is not None:
                futures.discard(future)
                if not futures:
                    del self._waiting[loop]


def _tell(futures: set[asyncio.Future[int]], seq: int) -> None:
    for future in futures:
        if not future.done():
            future.set_result(seq)
