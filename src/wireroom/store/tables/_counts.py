"""How much there is in a room: counting it reads it through, so that a large room is counted once a minute at most.

A count of 5 million items takes half a second; who asks for `/healthz` every few seconds wants to know whether the room lives.
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

#: rows that are counted anew each time: some 20 ms
MANY: Final = 200_000
#: how old a count of more may be
STALE_S: Final = 60.0


class Counts:
    """The last count of a store. From any thread: two that count at the same time count the same."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._counted: Mapping[str, int] = {}
        self._counted_at_s = 0.0

    def give(self, count: Callable[[], Mapping[str, int]]) -> Mapping[str, int]:
        """Give what `count` gives, or gave within the last minute where that was much."""
        is_new = self._clock_s() - self._counted_at_s < STALE_S
        if is_new and sum(self._counted.values()) > MANY:
            return self._counted
        self._counted_at_s = self._clock_s()
        self._counted = count()
        return self._counted
