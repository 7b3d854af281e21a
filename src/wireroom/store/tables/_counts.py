"""How much there is in a room: counting it reads it through, so that a large room is counted beside whoever asks.

A count of 5 million items takes half a second, and more than one after a start; who asks for `/healthz` every few seconds
wants to know whether the room lives.
"""

import time
from collections.abc import Callable, Mapping
from threading import RLock, Thread
from typing import Final

from wireroom.errors import StoreError
from wireroom.logs import get_log

log = get_log("store")

#: rows that are counted anew each time: some 20 ms
MANY: Final = 200_000
#: how old a count of more may be when it is asked for; the next one is begun then
STALE_S: Final = 60.0


def begin_thread(work: Callable[[], None]) -> None:
    """Do some work beside whoever asks for it."""
    Thread(target=work, name="wireroom-count", daemon=True).start()


class Counts:
    """The last count of a store. From any thread."""

    def __init__(
        self,
        count: Callable[[], Mapping[str, int]],
        *,
        clock_s: Callable[[], float] = time.monotonic,
        begin: Callable[[Callable[[], None]], None] = begin_thread,
    ) -> None:
        self._count = count
        self._clock_s = clock_s
        self._begin = begin
        self._lock = RLock()
        self._counted: Mapping[str, int] = {}
        self._counted_at_s = float("-inf")
        self._is_counting = False

    def give(self, n_events: int, *, is_awaited: bool = False) -> Mapping[str, int]:
        """Give the count: as it is now of a room with few events, or when it is awaited; else the last one, which is begun anew
        after a minute. Nothing while a large room is counted for the first time.

        Raises:
            StoreError: the store cannot be read.
        """
        if is_awaited or n_events < MANY:
            return self._count()
        with self._lock:
            if not self._is_counting and self._clock_s() - self._counted_at_s >= STALE_S:
                self._is_counting = True
                self._begin(self._count_anew)
            return self._counted

    def _count_anew(self) -> None:
        counted: Mapping[str, int] | None = None
        try:
            counted = self._count()
        except StoreError as error:  # the next who asks begins again
            log.warning("not counted", problem=str(error))
        finally:
            with self._lock:
                self._is_counting = False
                if counted is not None:
                    self._counted, self._counted_at_s = counted, self._clock_s()
