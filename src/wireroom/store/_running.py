"""The seam to those who run the room: what it holds, what came from where, and the store's own health."""

from datetime import datetime
from typing import Protocol

import msgspec


class StoreFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Counts for `doctor`, `/healthz` and `/metrics`."""

    n_kept: int
    n_spiked: int
    last_seq: int
    size_bytes: int
    #: of a large room these four are of a minute ago, about; None = it is being counted for the first time
    n_dispatches: int | None = None
    n_items: int | None = None
    n_chains: int | None = None
    n_stories: int | None = None
    newest_received_at: datetime | None = None


class SourceHour(msgspec.Struct, frozen=True, kw_only=True):
    """What one source brought in one hour."""

    source: str
    #: its beginning, UTC
    hour: datetime
    n_items: int
    #: when the last of them came in
    last_at: datetime


class ArrivalTime(msgspec.Struct, frozen=True, kw_only=True):
    """When one item came in, and what time its agency put on it; an agency's clock never runs ahead of ours."""

    source: str
    received_at: datetime
    at: datetime


class SourceTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """What was wrong with the dispatches of one source."""

    source: str
    n_dispatches: int
    n_spiked: int
    #: read, with faults
    n_faulty: int


class Running(Protocol):
    """The part of a store that is looked at to run it."""

    def figures(self, *, is_counted: bool = False) -> StoreFigures:
        """Give the figures; `is_counted`: as they are now, however long a large room takes to count."""
        ...

    def source_hours(self, since: datetime) -> list[SourceHour]:
        """Give what each source brought, by the hour, oldest first; hours without anything are left out."""
        ...

    def arrival_times(self, since: datetime, until: datetime, *, limit: int = 20_000) -> list[ArrivalTime]:
        """Give when items came in, newest first."""
        ...

    def source_troubles(self, since: datetime) -> list[SourceTrouble]:
        """Count dispatches that were spiked or read with faults, among the newest 20,000."""
        ...

    def find_damage(self) -> list[str]:
        """Look through the whole store for damage, in plain words; nothing found = it is whole. Takes seconds on a big one."""
        ...

    def tidy(self, *, is_idle: bool = False) -> bool:
        """Do a few milliseconds of upkeep that must not stand in the way of copy; called when none is waiting.

        `is_idle`: none has come for a while. Gives whether there is more to do if none comes.

        Raises:
            StoreError: it could not be done now; nothing is lost by it.
        """
        ...
