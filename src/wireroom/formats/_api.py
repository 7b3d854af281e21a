"""The seam between bytes and items: what every wire format promises."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from wireroom.model import Fault, Item


class RawCopy(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes to be read, and what the transport said of them. Formats open no file and know no agency's habits."""

    data: bytes
    #: may be wrong or missing; a hint, never a reason by itself
    filename: str | None = None
    #: the same
    content_type: str | None = None
    #: where it was fetched from: relative links in it are relative to that
    url: str | None = None
    #: the language the transport named, for copy that names none
    language: str | None = None
    #: the source's settings that a byte format may need
    charset: str | None = None
    #: IANA zone for times that carry none, e.g. "Asia/Tokyo"; None = UTC, flagged as assumed
    zone: str | None = None
    #: gives the zone of the house that an item is from, where settings name none: a format that asks reads its copy once
    ask_zone: Callable[[Item], str | None] | None = None
    #: the agency that the source's settings name, for copy that does not say; a style's name
    agency: str | None = None
    #: fill `Item.provenance`
    explain: bool = False

    @property
    def head(self) -> bytes:
        """The first 4 KiB: all that sniffing may look at."""
        return self.data[:4096]


class Enclosed(msgspec.Struct, frozen=True, kw_only=True):
    """A dispatch inside a dispatch (a mail's attachment, a file in a zip): it is read as if it had arrived by itself."""

    data: bytes
    filename: str | None = None
    content_type: str | None = None


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """What a format found: items, faults, and dispatches that were enclosed. One bad item never loses its neighbours."""

    items: tuple[Item, ...] = ()
    faults: tuple[Fault, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()


class WireFormat(Protocol):
    """One wire format. Each module ends with `FORMAT: Final[WireFormat] = …`."""

    @property
    def name(self) -> str:
        """The module's name; stored with each item."""
        ...

    def sniff(self, raw: RawCopy) -> float:
        """Say how surely these bytes are of this format: 0 no … 1 certain. Looks at `raw.head`; never raises."""
        ...

    def parse(self, raw: RawCopy) -> Parsed:
        """Read the items.

        Raises:
            FormatError: nothing at all could be read; the reason is in plain words.
        """
        ...
