"""The desk itself: the pages of the one whose watch it is ring, by an event on the wire.

Its deliveries are written as sent, together with the item; nothing is left for the outbox to do. `static/bells.js` rings.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.model import OutChannel


class DeskChannel:
    """Rings nobody: who looks at a page was told by the wire."""

    max_batch: int = 200

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Do nothing."""


class DeskKind:
    """The desk; every room has it, by the name desk."""

    name: str = "desk"
    fields: tuple[Field, ...] = ()

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Find nothing wrong."""

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready."""
        return DeskChannel()


CHANNEL: Final[ChannelMaker] = DeskKind()
