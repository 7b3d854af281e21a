"""The seam between items and bytes that leave: what every outbound format promises."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from wireroom.model import Filed


class FeedInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed says of itself."""

    title: str
    #: absolute, without a slash at the end: "http://127.0.0.1:8000"
    site_url: str
    #: absolute address of this very feed
    self_url: str
    updated_at: datetime
    description: str = "Off the wire"
    language: str = "en"


class Writer(Protocol):
    """One outbound format. Killed items are written as withdrawn, held ones must not be handed in."""

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes: ...
