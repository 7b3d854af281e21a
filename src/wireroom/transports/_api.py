"""The seam to the outside on the way in: a transport brings arrivals, and is told when each is safe."""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

import msgspec


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that have come in by one source, not yet durable."""

    data: bytes
    filename: str | None = None
    content_type: str | None = None
    #: as in `Dispatch`
    url: str | None = None
    language: str | None = None
    #: for the transport's own use when it is told `done` (a path, a message id, validators)
    handle: str | None = None


class Transport(Protocol):
    """One running source. Cancelling the task that iterates it stops it cleanly."""

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        ...

    def arrivals(self) -> AsyncIterator[Arrival]:
        """Yield copy as it comes, for ever.

        Raises:
            TransportError: the source cannot be reached; the room waits and iterates again.
        """
        ...

    async def done(self, arrival: Arrival) -> None:
        """The arrival is durable: move the file away, save the validators, delete the message."""
        ...


class Notes(Protocol):
    """Where a transport keeps what must survive a restart: validators, cursors. The store is one."""

    def read_note(self, key: str) -> str | None: ...

    def write_notes(self, notes: Mapping[str, str]) -> None: ...
