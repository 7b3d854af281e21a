"""Dispatch: bytes as they arrived, with where, when and how. Kept unchanged, before anything can fail."""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

from wireroom.model.fault import Fault

#: kept: durable, not yet placed · placed: its items are on the wire · spiked: could not be read, see the reason
DispatchState = Literal["kept", "placed", "spiked"]


def dispatch_id(source: str, data: bytes) -> str:
    """Name a dispatch by what it is: the same bytes from the same source have the same id, 32 hex digits."""
    return hashlib.sha256(source.encode() + b"\0" + data).hexdigest()[:32]


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery of bytes from one source."""

    id: str
    #: the source's name in the configuration, or "api", "file"
    source: str
    data: bytes
    #: when we had all of it, UTC
    received_at: datetime
    filename: str | None = None
    #: as the transport said, e.g. "application/json; charset=utf-8"; often wrong
    content_type: str | None = None
    #: where it was fetched from, without user name, password and query: relative links in it are relative to that
    url: str | None = None
    #: the language the transport said it is in (HTTP's Content-Language); believed where the copy names none
    language: str | None = None
    #: the id of the entry of a feed or a list whose document this is; None = it was not fetched for one
    entry: str | None = None
    #: the dispatch this one was enclosed in; None = it arrived by itself
    parent: str | None = None
    #: how deep it was enclosed; 0 = it arrived by itself
    depth: int = 0

    @classmethod
    def of(
        cls,
        data: bytes,
        *,
        source: str,
        received_at: datetime,
        filename: str | None = None,
        content_type: str | None = None,
        url: str | None = None,
        language: str | None = None,
        entry: str | None = None,
    ) -> "Dispatch":
        """Make a dispatch of bytes that have just arrived."""
        return cls(
            id=dispatch_id(source, data),
            source=source,
            data=data,
            received_at=received_at,
            filename=filename,
            content_type=content_type,
            url=url,
            language=language,
            entry=entry,
        )


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one dispatch, told after the commit."""

    dispatch: str
    state: DispatchState
    #: False: these bytes had been taken before; the other fields tell what came of them then
    is_new: bool
    format: str | None = None
    #: ids of the items it holds, in the order of the copy
    items: tuple[str, ...] = ()
    #: seqs of the events it caused; empty when it had been taken before
    seqs: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()
    #: why it hangs on the spike; None when it does not
    reason: str | None = None
