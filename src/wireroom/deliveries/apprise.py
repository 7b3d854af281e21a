"""Chat and push services: whatever address the library Apprise understands (Slack, Teams, Matrix, ntfy, Telegram …).

Services give no receipt that means more than "taken". The delivery's key stands at the end of each message, for a service
has no other place for it. The library connects by itself: the host of an address is looked at before, but not pinned for
the connection, so addresses of services are for editors to set and not for readers.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries._need import need
from wireroom.deliveries._wording import headline, plain_text
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel
from wireroom.threads import run_aside

_YES: Final = ("1", "true", "yes", "on")


class AppriseChannel:
    """One address of a service."""

    max_batch: int = 1

    def __init__(self, url: str, office: Office, library: Any, *, allow_private: bool) -> None:
        self._url = url
        self._office = office
        self._library = library
        self._allow_private = allow_private

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Notify the service of each parcel.

        Raises:
            DeliveryError: it did not take it.
        """
        host = urlsplit(self._url).hostname
        if host and ("." in host or host == "localhost"):
            await self._office.post.check_host(host, allow_private=self._allow_private)
        for parcel in parcels:
            if not await run_aside(self._notify, parcel):
                raise DeliveryError("the service did not take the message")

    def _notify(self, parcel: Parcel) -> bool:
        service = self._library.Apprise()
        if not service.add(self._url):
            raise DeliveryError("the address is not understood any more", is_final=True)
        kinds = self._library.NotifyType
        is_loud = parcel.delivery.kind == "killed" or parcel.delivery.urgency <= 2
        text = f"{plain_text(parcel)}\n\n[{parcel.delivery.key}]"
        return bool(
            service.notify(title=headline(parcel), body=text, notify_type=kinds.WARNING if is_loud else kinds.INFO)
        )


class AppriseKind:
    """Chat and push services."""

    name: str = "apprise"
    fields: tuple[Field, ...] = (
        Field(
            name="url",
            help="address as Apprise writes it, e.g. slack://… or ntfys://…",
            is_required=True,
            is_secret=True,
        ),
        Field(name="allow_private", help="yes = the address may be in our own network"),
    )

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: the library is missing, or does not understand the address.
        """
        library = need("apprise")
        if library.Apprise.instantiate(settings["url"]) is None:
            raise ConfigError("url", "Apprise does not understand this address; see its list of services")

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready.

        Raises:
            ConfigError: the library is missing.
        """
        found = channel.settings
        allow_private = found.get("allow_private", "") in _YES
        return AppriseChannel(found["url"], office, need("apprise"), allow_private=allow_private)


CHANNEL: Final[ChannelMaker] = AppriseKind()
