"""Browser push: a notification on the device, also while no page is open.

Source: RFC 8030 (push), RFC 8291 (encryption, aes128gcm), RFC 8292 (VAPID). The message is encrypted for one browser; the
service between sees only its size. The room's own key is made at first use and kept in `vapid.pem` of the data folder,
readable by its owner alone: browsers that have subscribed know the room by it, so it must not be lost.
"""

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries._need import need
from wireroom.deliveries._wording import first_words, headline
from wireroom.deliveries.webhook import judge
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import Delivery, OutChannel

KEY_NAME: Final = "vapid.pem"
#: seconds that the service may keep it for a browser that is off: an alert of yesterday rings nobody
_TTL_S: Final = 6 * 3600
_TOKEN_S: Final = 12 * 3600
#: 4096 bytes of record less what encryption adds (RFC 8291, 4)
_TEXT_CHARS: Final = 300
_YES: Final = ("1", "true", "yes", "on")


def open_key(data: Path) -> Any:
    """Give the room's key, made when it is not there.

    Raises:
        ConfigError: the library is missing, or the file cannot be read or made.
    """
    library = need("py_vapid")
    file = data / KEY_NAME
    try:
        if not file.exists():
            key = library.Vapid02()
            key.generate_keys()
            _write_once(file, key.private_pem())
        return library.Vapid02.from_file(str(file))
    except (OSError, ValueError, library.VapidException) as error:
        raise ConfigError(str(file), f"cannot be used: {error}") from error


def _write_once(file: Path, pem: bytes) -> None:
    """Write a file that is there whole or not at all, for its owner alone."""
    new = file.with_name(f".{file.name}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(pem)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


def public_key(data: Path) -> str:
    """Give the key as browsers want it to subscribe (`applicationServerKey`).

    Raises:
        ConfigError: as `open_key`.
    """
    serialization = need("cryptography.hazmat.primitives.serialization")
    coding = need("py_vapid.utils")
    point = open_key(data).public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return str(coding.b64urlencode(point))


class PushChannel:
    """One browser."""

    max_batch: int = 1

    def __init__(self, settings: Mapping[str, str], office: Office, data: Path) -> None:
        self._endpoint = settings["endpoint"]
        self._office = office
        self._key = open_key(data)
        keys = {"p256dh": settings["p256dh"], "auth": settings["auth"]}
        self._pusher = need("pywebpush").WebPusher({"endpoint": self._endpoint, "keys": keys})
        self._allow_private = settings.get("allow_private", "") in _YES

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Push each parcel.

        Raises:
            DeliveryError: the service did not take it; a browser that has left is final.
        """
        for parcel in parcels:
            body = bytes(self._pusher.encode(msgspec.json.encode(push_object(parcel)))["body"])
            where = urlsplit(self._endpoint)
            claims = {
                "aud": f"{where.scheme}://{where.netloc}",
                "exp": int(time.time()) + _TOKEN_S,
                "sub": self._office.contact,
            }
            is_loud = parcel.delivery.kind == "killed" or parcel.delivery.urgency <= 2
            headers = {
                **self._key.sign(claims),
                "content-encoding": "aes128gcm",
                "content-type": "application/octet-stream",
                "ttl": str(_TTL_S),
                "urgency": "high" if is_loud else "normal",
                # of two messages with one topic a browser that was off gets the last (RFC 8030, 5.4), so a kill takes the
                # place of the alert that it kills
                "topic": _topic(parcel.delivery),
            }
            answer = await self._office.post.post(self._endpoint, body, headers, allow_private=self._allow_private)
            if answer.status in (404, 410):
                raise DeliveryError("the browser has left; subscribe anew in it", is_final=True)
            judge(answer)


def _topic(delivery: Delivery) -> str:
    """Give one topic for all that is said of an item: at most 32 letters."""
    about = "\n".join((delivery.subscriber, delivery.item)) if delivery.item else delivery.key
    return hashlib.sha256(about.encode()).hexdigest()[:32]


def push_object(parcel: Parcel) -> dict[str, Any]:
    """Give what the service worker shows."""
    return {
        "key": parcel.delivery.key,
        "type": parcel.delivery.kind,
        "item": parcel.delivery.item,
        "title": headline(parcel)[:200],
        "text": first_words(parcel)[:_TEXT_CHARS],
        "watch": parcel.delivery.name,
    }


class PushKind:
    """Browser push."""

    name: str = "push"
    fields: tuple[Field, ...] = (
        Field(name="endpoint", help="address the browser gave", is_required=True, is_secret=True),
        Field(name="p256dh", help="key the browser gave", is_required=True),
        Field(name="auth", help="secret the browser gave", is_required=True, is_secret=True),
        Field(name="allow_private", help="yes = the address may be in our own network"),
    )

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: what the browser gave is damaged, or the library is missing.
        """
        if urlsplit(settings["endpoint"]).scheme not in ("http", "https"):
            raise ConfigError("endpoint", "is no web address")
        keys = {"p256dh": settings["p256dh"], "auth": settings["auth"]}
        library = need("pywebpush")
        try:
            library.WebPusher({"endpoint": settings["endpoint"], "keys": keys}).encode(b"{}")
        except (ValueError, library.WebPushException) as error:
            raise ConfigError("p256dh", f"is no key of a browser: {error}") from error

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready.

        Raises:
            ConfigError: a library is missing, or the room has no folder for its key.
        """
        if office.data is None:
            raise ConfigError("data", "browser push wants a data folder for the room's key")
        return PushChannel(channel.settings, office, office.data)


CHANNEL: Final[ChannelMaker] = PushKind()
