"""Newshub: a POST to its `/push` door, so that a Wireroom can feed a Newshub.

The body is one item as Superdesk's ninjs (the writer `ninjs_superdesk`); `x-superdesk-signature` is `sha1=` and the hexadecimal
HMAC-SHA1 of the body by the key that the Newshub has as PUSH_KEY. Source: Superdesk's and Newshub's published documentation of
the HTTP push, 2024. Killed copy goes with pubstatus `canceled`, which takes it out of the Newshub. An item that is pushed again
takes the place of the first, for it has the same guid.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries.webhook import judge
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel

#: what a Newshub reads
FORMAT: Final = "ninjs_superdesk"
_YES: Final = ("1", "true", "yes", "on")


def sign_push(secret: bytes, body: bytes) -> str:
    """Give the value of `x-superdesk-signature`."""
    return f"sha1={hmac.digest(secret, body, 'sha1').hex()}"


class NewshubChannel:
    """One Newshub."""

    max_batch: int = 1

    def __init__(self, url: str, secret: bytes, office: Office, *, allow_private: bool) -> None:
        self._url = url
        self._secret = secret
        self._office = office
        self._allow_private = allow_private

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Push each parcel.

        Raises:
            DeliveryError: it was not taken, or is no copy.
        """
        for parcel in parcels:
            if parcel.copy is None or parcel.copy.format != FORMAT:
                words = "a Newshub takes copy alone: name this channel in a subscriber, not in a watch"
                raise DeliveryError(words, is_final=True)
            headers = {
                "content-type": "application/json",
                "x-superdesk-signature": sign_push(self._secret, parcel.copy.data),
                "idempotency-key": parcel.delivery.key,
            }
            judge(await self._office.post.post(self._url, parcel.copy.data, headers, allow_private=self._allow_private))


class NewshubKind:
    """Newshubs."""

    name: str = "newshub"
    fields: tuple[Field, ...] = (
        Field(name="url", help="https://newshub.example/push", is_required=True),
        Field(name="secret", help="its PUSH_KEY", is_required=True, is_secret=True),
        Field(name="allow_private", help="yes = the address may be in our own network"),
    )

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: no web address.
        """
        if not re.fullmatch(r"https?://[^/\s@]+(/\S*)?", settings["url"]):
            raise ConfigError("url", f"{settings['url']!r} is no http or https address")

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready."""
        found = channel.settings
        is_private = found.get("allow_private", "") in _YES
        return NewshubChannel(found["url"], found["secret"].encode(), office, allow_private=is_private)


CHANNEL: Final[ChannelMaker] = NewshubKind()
