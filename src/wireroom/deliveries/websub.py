"""WebSub: what a hub posts to those who follow a feed. The subscriptions are made at /websub, see web/websub.py.

The body is the feed with the new item alone, which the standard allows for feeds; `Link` names hub and topic, and
`X-Hub-Signature` is HMAC-SHA256 by the secret of the subscriber, if it gave one. Source: W3C Recommendation WebSub, 23 January
2018, sections 7 and 8. 2xx = acknowledged; 410 = the subscription is over for good, and removed.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries.webhook import judge
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel

_YES: Final = ("1", "true", "yes", "on")


class WebSubChannel:
    """One follower of one feed."""

    max_batch: int = 1

    def __init__(self, settings: Mapping[str, str], office: Office) -> None:
        self._callback = settings["callback"]
        self._link = f'<{settings["hub"]}>; rel="hub", <{settings["topic"]}>; rel="self"'
        self._secret = settings.get("secret", "").encode()
        self._office = office
        self._allow_private = settings.get("allow_private", "") in _YES

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Post each parcel.

        Raises:
            DeliveryError: it was not taken, or is no copy.
        """
        for parcel in parcels:
            if parcel.copy is None:
                raise DeliveryError("who follows a feed is sent copy alone", is_final=True)
            data = parcel.copy.data
            headers = {
                "content-type": parcel.copy.media_type,
                "link": self._link,
                "idempotency-key": parcel.delivery.key,
            }
            if self._secret:
                headers["x-hub-signature"] = f"sha256={hmac.digest(self._secret, data, 'sha256').hex()}"
            judge(await self._office.post.post(self._callback, data, headers, allow_private=self._allow_private))


class WebSubKind:
    """Followers of feeds."""

    name: str = "websub"
    fields: tuple[Field, ...] = (
        Field(name="callback", help="where it takes POST", is_required=True),
        Field(name="topic", help="address of the feed", is_required=True),
        Field(name="hub", help="address of our hub", is_required=True),
        Field(name="secret", help="of the subscriber", is_secret=True),
        Field(name="allow_private", help="yes = the address may be in our own network"),
    )

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: no web address.
        """
        for name in ("callback", "topic", "hub"):
            if not re.fullmatch(r"https?://[^/\s@<>\"]+(/[^\s<>\"]*)?", settings[name]):
                raise ConfigError(name, f"{settings[name]!r} is no http or https address")

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready."""
        return WebSubChannel(channel.settings, office)


CHANNEL: Final[ChannelMaker] = WebSubKind()
