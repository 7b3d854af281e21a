"""The seam to the outside on the way in: a transport brings arrivals, and is told when each is safe."""

import random
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

if TYPE_CHECKING:  # a fifth of a second to load, and many rooms poll nothing
    from wireroom.transports._fetching import Web
    from wireroom.transports._notes import GroupedNotes

#: what becomes of a file or message on the other side when it is durable here
Afterwards = Literal["keep", "move", "delete"]


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that have come in by one source, not yet durable."""

    data: bytes
    filename: str | None = None
    content_type: str | None = None
    #: as in `Dispatch`
    url: str | None = None
    language: str | None = None
    entry: str | None = None
    #: for the transport's own use when it is told `done` (a path, a message id, validators)
    handle: str | None = None


class Transport(Protocol):
    """One running source. Cancelling the task that iterates it stops it cleanly."""

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        ...

    def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield copy as it comes, for ever.

        Raises:
            TransportError: the source cannot be reached; the room waits and iterates again.
        """
        ...

    async def done(self, arrival: Arrival) -> None:
        """The arrival is durable: move the file away, save the validators, delete the message."""
        ...

    async def sample(self, most: int) -> list[Arrival]:
        """Give at most `most` of what is there now, for a look beforehand; nothing is marked, moved or remembered.

        What copy comes to by itself looks whether it could: it listens, or connects, for a moment.

        Raises:
            TransportError: the source cannot be reached.
        """
        ...


class Notes(Protocol):
    """Where a transport keeps what must survive a restart: validators, cursors. The store is one."""

    def read_note(self, key: str) -> str | None: ...

    def write_notes(self, notes: Mapping[str, str]) -> None: ...


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """What is set for one source, as far as the way in is concerned."""

    source: str
    #: the address, or the path of a folder
    place: str
    user: str | None = None
    #: password, key or token; never logged
    secret: str | None = None
    #: HTTP header that carries the secret; None = `Authorization`
    secret_header: str | None = None
    #: part of an address's query that carries it; None = a header does
    secret_query: str | None = None
    #: "SHA256:…" of an SSH server; None = that of the first connection
    host_key: str | None = None
    #: certificates to trust beside the system's, PEM
    ca_file: Path | None = None
    #: seconds between looks; None = as the transport thinks fit
    interval_s: float | None = None
    #: seconds a file must have looked the same; None = as the transport thinks fit
    settle_s: float | None = None
    pattern: str = "*"
    #: path in a JSON answer to the address of the next page, as `data.next_page`
    next_page: str | None = None
    #: "links", or an address made of the fields of a list's entries, as `item?id={id}`; None = the answer is the copy
    follow: str | None = None
    schedule: str | None = None
    zone: str | None = None
    afterwards: Afterwards = "keep"
    region: str = "us-east-1"
    wants_websub: bool = False
    allow_private: bool = False
    max_bytes: int = 20 * 1024 * 1024


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """What the room lends its transports."""

    notes: Notes
    #: aware UTC
    clock: Callable[[], datetime]
    #: how we call ourselves
    agent: str
    chance: random.Random
    #: folder for what must be a file, such as a host key of our own; None = nothing may be kept
    data: Path | None = None
    #: where the internet reaches this room; None = it does not
    public_url: str | None = None
    #: connections to web servers, shared by all sources of the room; None = a transport opens its own
    web: "Callable[[], Web] | None" = None
    #: the same notes, for many sources at once; None = each by itself
    grouped: "GroupedNotes | None" = None


class TransportMaker(Protocol):
    """Makes one kind of transport."""

    def open(self, door: Door, office: Office) -> Transport:
        """Make it; nothing is connected yet.

        Raises:
            ConfigError: a setting is wrong, or a library is missing.
        """
        ...
