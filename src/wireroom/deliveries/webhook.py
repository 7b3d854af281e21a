"""Webhook: a signed POST of JSON to an address of the subscriber.

Source: Standard Webhooks 1.0 (standardwebhooks.com, spec of 2023): `webhook-id` is the delivery's key, the same for every
attempt; `webhook-timestamp` the second of this attempt; `webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over
`id.timestamp.body`. A receiver that refuses old timestamps and ids it has seen cannot be fooled by a repeat. The same
header values also come as `Idempotency-Key`, which many gateways know. docs/howto/alerts.md has a verifier of ten lines.

Redirects are not followed. 2xx = acknowledged; 400, 413, 415, 422 = this one will never be taken; 410 = the receiver is gone
for good; anything else is tried again.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from wireroom.deliveries._api import Answer, Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries._wording import parcel_object
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel
from wireroom.text.signatures import secret_bytes, sign_webhook

_NEVER: Final = (400, 410, 413, 415, 422)
_YES: Final = ("1", "true", "yes", "on")


class WebhookChannel:
    """One address."""

    max_batch: int = 1

    def __init__(
        self, url: str, secret: bytes, office: Office, *, allow_private: bool, clock: Callable[[], float] = time.time
    ) -> None:
        self._url = url
        self._secret = secret
        self._office = office
        self._allow_private = allow_private
        self._clock = clock

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Post each parcel.

        Raises:
            DeliveryError: it was not taken.
        """
        for parcel in parcels:
            key, timestamp = parcel.delivery.key, int(self._clock())
            body = msgspec.json.encode(parcel_object(parcel)) if parcel.copy is None else parcel.copy.data
            headers = {
                **copy_headers(parcel),
                "webhook-id": key,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": sign_webhook(self._secret, key, timestamp, body),
                "idempotency-key": key,
            }
            answer = await self._office.post.post(self._url, body, headers, allow_private=self._allow_private)
            judge(answer)


def copy_headers(parcel: Parcel) -> dict[str, str]:
    """Say what is in the body, and which number it has."""
    if parcel.copy is None:
        return {"content-type": "application/json"}
    # copy that was killed after it had its number goes without its words: so the numbers have no gaps
    is_killed = parcel.filed is not None and parcel.filed.is_gone
    return {
        "content-type": parcel.copy.media_type,
        "wireroom-kind": "killed" if is_killed else parcel.delivery.kind,
        "wireroom-number": str(parcel.copy.number),
        "wireroom-item": parcel.delivery.item,
        # of a kill: the keys of what it takes the place of
        **({"wireroom-replaces": " ".join(row.key for row in parcel.earlier)} if parcel.earlier else {}),
    }


def judge(answer: Answer) -> None:
    """Take an answer as a receipt or as a refusal.

    Raises:
        DeliveryError: it is none.
    """
    if 200 <= answer.status < 300:
        return
    words = f"the receiver answers {answer.status} {answer.reason}".strip()
    if 300 <= answer.status < 400:
        words += "; redirects are not followed, give the new address"
    raise DeliveryError(
        words, retry_after_s=answer.retry_after_s, is_final=answer.status in _NEVER, is_gone=answer.status == 410
    )


class WebhookKind:
    """Webhooks."""

    name: str = "webhook"
    fields: tuple[Field, ...] = (
        Field(name="url", help="https address that takes POST", is_required=True),
        Field(name="secret", help="shared secret, whsec_… or any text of 16 characters or more", is_required=True,
              is_secret=True),
        Field(name="allow_private", help="yes = the address may be in our own network"),
    )  # fmt: skip

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: no web address, or a secret that is too short or not base64.
        """
        if not re.fullmatch(r"https?://[^/\s@]+(/\S*)?", settings["url"]):
            raise ConfigError("url", f"{settings['url']!r} is no http or https address")
        try:
            n_bytes = len(secret_bytes(settings["secret"]))
        except ValueError as error:
            raise ConfigError("secret", "what stands behind whsec_ is not base64") from error
        if n_bytes < 16:
            raise ConfigError("secret", "is too short: 16 characters or more")

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready."""
        found = channel.settings
        return WebhookChannel(
            found["url"], secret_bytes(found["secret"]), office, allow_private=found.get("allow_private", "") in _YES
        )


CHANNEL: Final[ChannelMaker] = WebhookKind()
