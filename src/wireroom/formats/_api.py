"""The seam between bytes and items: what every wire format promises."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import msgspec

from wireroom.model import Fault, Item
from wireroom.text.xml import Document

_T = TypeVar("_T")


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
    #: the id of the entry of a feed whose document it is: the item is a version of that entry
    entry: str | None = None
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

    @classmethod
    def of_document(
        cls, document: Document, found: Sequence[_T], read: Callable[[_T, bool], Item], faults: Sequence[Fault] = ()
    ) -> "Parsed":
        """Make the items of what was found in an XML document: where that breaks off, its last item is not whole.

        `read` takes one thing found and whether it is whole.
        """
        last = len(found) - 1
        items = tuple([read(one, document.is_complete or n < last) for n, one in enumerate(found)])
        beside = document.faults_beside(n_items=len(items))
        enclosed = tuple([Enclosed(data=other) for other in document.others])
        return cls(items=items, faults=(*beside, *faults), enclosed=enclosed)


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
