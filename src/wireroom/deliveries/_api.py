"""The seam to the outside on the way out: a channel sends parcels, and says by DeliveryError when they did not arrive."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from wireroom.model import Delivery, Filed, OutChannel


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """An item as a subscriber is sent it: written in the format of its choice. Killed copy is written as cancelled."""

    #: of the subscriber's own count
    number: int
    #: the writer's name
    format: str
    media_type: str
    #: the same however often it is sent: a file that is sent again takes the place of the first
    filename: str
    data: bytes


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery with what it tells, as readers may see it at the moment it leaves."""

    delivery: Delivery
    #: a tombstone when it was killed; None = a test of the channel
    filed: Filed | None = None
    #: the item's page; None = the room does not know its own address
    url: str | None = None
    #: for a subscriber; None = an alert, which channels word by themselves
    copy: Copy | None = None
    #: of a kill: what the same one was sent of the item by the same channel, oldest first; some channels can replace it
    earlier: tuple[Delivery, ...] = ()
    #: what the room is called
    site: str = "Wireroom"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a kind of channel wants to know."""

    name: str
    help: str
    is_required: bool = False
    #: never shown again once it is set
    is_secret: bool = False


class Channel(Protocol):
    """One channel, ready to send. The outbox sends on it one call at a time."""

    @property
    def max_batch(self) -> int:
        """How many parcels may go in one call."""
        ...

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Send parcels; when it returns, the other side has all of them.

        Raises:
            DeliveryError: none of them may be taken as arrived; its `is_final` says whether to try again.
        """
        ...


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a web server said."""

    status: int
    reason: str = ""
    retry_after_s: float | None = None
    #: its beginning
    body: bytes = b""


class Post(Protocol):
    """How channels post to the web: addresses are looked at after the name is resolved, redirects are not followed."""

    async def post(self, url: str, data: bytes, headers: Mapping[str, str], *, allow_private: bool) -> Answer:
        """Post once.

        Raises:
            DeliveryError: no answer, or the address is refused.
        """
        ...

    async def get(self, url: str, *, allow_private: bool) -> Answer:
        """Ask once.

        Raises:
            DeliveryError: no answer, or the address is refused.
        """
        ...

    async def check_host(self, host: str, *, allow_private: bool) -> str:
        """Look whether a host may be reached, for libraries that connect by themselves; gives the address that was looked at.

        Raises:
            DeliveryError: it may not, or there is none.
        """
        ...


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """What the room gives its channels."""

    post: Post
    #: mail server, smtp://user:password@host:587 or smtps://…; None = no mail
    smtp_url: str | None = None
    mail_from: str | None = None
    #: where keys for browser push are kept
    data: Path | None = None
    #: under which folders are written to; None = nowhere
    drops: Path | None = None
    #: who to ask about us, for push services
    contact: str = "mailto:wireroom@localhost"


class ChannelMaker(Protocol):
    """One kind of channel. Each module ends `CHANNEL: Final[ChannelMaker] = …`."""

    @property
    def name(self) -> str:
        """Equals the module's name."""
        ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings before they are kept.

        Raises:
            ConfigError: something is wrong or missing.
        """
        ...

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make a channel ready.

        Raises:
            ConfigError: it cannot be used, e.g. because a library is missing.
        """
        ...
