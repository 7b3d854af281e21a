"""Where the live wire reads its events: the store, or a log beside it that falls back to the store."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from wireroom.frames import Frame, killed_after, make_frames, standing_items
from wireroom.model import Filed
from wireroom.store._api import Store
from wireroom.web._api import Waiter
from wireroom.web.threads import in_thread

BATCH: Final = 500


class WireLog(Waiter, Protocol):
    """The one log, as the hub reads it; a seq means the same in every one."""

    async def last_seq(self) -> int: ...

    async def reachable(self, seq: int, here: int) -> int:
        """Give how far one that stands at `here` will come on the way to `seq`."""
        ...

    async def killed_after(self, seq: int) -> set[str]:
        """Give the items that are killed after `seq`, whether or not `load` would tell of it already.

        Raises:
            StoreError: that cannot be known now.
        """
        ...

    async def load(self, seq: int, *, with_items: bool, is_live: bool = False) -> tuple[list[Frame], dict[str, Filed]]:
        """Give the lines after `seq`, some at a time; `with_items`: and how their items stand for readers now.

        `is_live`: lines that have just come, for readers who wait for them. Else no word is told that the store would not tell.

        Raises:
            StoreError: they cannot be read now.
        """
        ...


class StoreLog:
    """The log in the store."""

    def __init__(self, store: Store, ticker: Waiter, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self.wait_after = ticker.wait_after

    async def last_seq(self) -> int:
        return await in_thread(self._store.last_seq)

    async def reachable(self, seq: int, here: int) -> int:
        return max(here, min(seq, await self.last_seq()))

    async def killed_after(self, seq: int) -> set[str]:
        return await in_thread(killed_after, self._store, seq)

    async def load(self, seq: int, *, with_items: bool, is_live: bool = False) -> tuple[list[Frame], dict[str, Filed]]:
        return await in_thread(self._load, seq)

    def _load(self, seq: int) -> tuple[list[Frame], dict[str, Filed]]:
        events = self._store.events_after(seq, BATCH)
        standing = standing_items(self._store, events, self._clock())
        return make_frames(events, standing), standing
