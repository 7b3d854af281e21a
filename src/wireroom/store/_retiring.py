"""The seam to retention: what licences let a room keep, and for how long.

retired   an item of which nothing is left but its id, agency, times and marks, and where it stood
emptied   a dispatch of which nothing is left but what is known of it
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec


class AgedItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item as old as was asked for."""

    id: str
    #: folded, as searches fold it; None = the copy names none
    agency: str | None
    received_at: datetime
    #: of its first event: with `received_at` the place to go on from
    arrived: int


class AgedDispatch(msgspec.Struct, frozen=True, kw_only=True):
    """A dispatch as old as was asked for."""

    n: int
    id: str
    received_at: datetime
    #: as it arrived
    n_bytes: int
    is_empty: bool
    #: of every item in it and in what was enclosed in it; empty = there is none
    agencies: frozenset[str | None]


class Retiring(Protocol):
    """The part of a store that forgets words."""

    def find_aged_items(self, *, after: tuple[datetime, int], before: datetime, limit: int) -> list[AgedItem]:
        """Give items received before then, oldest first, behind (received_at, arrived)."""
        ...

    def find_aged_dispatches(self, *, after: int, before: datetime, limit: int) -> list[AgedDispatch]:
        """Give dispatches received before then that were placed or spiked, in order of arrival, behind number `after`."""
        ...

    def retire(self, items: Sequence[str], dispatches: Sequence[str], *, now: datetime) -> set[str]:
        """Take the words out of items and the bytes out of dispatches, at every place they stand, in ONE transaction.

        Gives the ids of those that had any. What an editor wrote stays.
        """
        ...
