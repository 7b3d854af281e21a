"""NATS: each delivery is published to a subject of a JetStream, and acknowledged when the stream has it.

`Nats-Msg-Id` is the key of the delivery: a stream drops what it was sent twice within its window. A server without a stream
for the subject gives no receipt, so that is a failure that is tried again. This is the channel of one subscriber; the bus
(`--bus`) publishes every event of the room.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries._files import as_file
from wireroom.deliveries._need import need
from wireroom.deliveries._place import Place, read_place
from wireroom.deliveries.webhook import copy_headers
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel

_PORTS: Final = {"nats": 4222, "tls": 4222}
_BATCH: Final = 50
_TIMEOUT_S: Final = 5.0


class NatsChannel:
    """One subject; a connection lasts for one batch."""

    max_batch: int = _BATCH

    def __init__(self, place: Place, subject: str, office: Office, library: Any, errors: Any) -> None:
        self._place = place
        self._subject = subject
        self._office = office
        self._library = library
        self._errors = errors

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Publish each parcel, and wait until the stream has it.

        Raises:
            DeliveryError: the stream has not all of them.
        """
        place, errors = self._place, self._errors
        address = await self._office.post.check_host(place.host, allow_private=place.allow_private)
        try:
            client = await asyncio.wait_for(self._library.connect(**self._where(address)), 2 * _TIMEOUT_S)
            try:
                stream = client.jetstream(timeout=_TIMEOUT_S)
                for parcel in parcels:
                    headers = {"Nats-Msg-Id": parcel.delivery.key, **copy_headers(parcel)}
                    await stream.publish(self._subject, as_file(parcel).data, headers=headers)
            finally:
                await client.close()
        except errors.Error as error:
            is_streamless = type(error).__name__ == "NoStreamResponseError"
            words = "no stream of the server takes this subject" if is_streamless else f"the server: {error}"
            raise DeliveryError(words[:300]) from error
        except (OSError, TimeoutError) as error:
            raise DeliveryError(f"no connection: {str(error) or type(error).__name__}"[:300]) from error

    def _where(self, address: str) -> dict[str, Any]:
        place = self._place
        host = f"[{address}]" if ":" in address else address
        who = f"{quote(place.user, safe='')}:{quote(place.password or '', safe='')}@" if place.user else ""
        found: dict[str, Any] = {
            "servers": [f"{place.scheme}://{who}{host}:{place.port}"],
            "allow_reconnect": False,
            "max_reconnect_attempts": 1,
            "reconnect_time_wait": 0.1,
            "connect_timeout": _TIMEOUT_S,
            "error_cb": _keep_quiet,
        }
        if place.scheme == "tls":
            found["tls_hostname"] = place.host
        return found


async def _keep_quiet(_: Exception) -> None:
    """What goes wrong is raised where it is waited for."""


class NatsKind:
    """Subjects of NATS."""

    name: str = "nats"
    fields: tuple[Field, ...] = (
        Field(name="url", help="nats://user@host:4222 or tls://…", is_required=True),
        Field(name="password", help="of that user", is_secret=True),
        Field(name="subject", help="to which it is published, e.g. wire.paper", is_required=True),
        Field(name="allow_private", help="yes = the address may be in our own network"),
    )

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: no such address, or no subject one can publish to.
        """
        read_place(settings, _PORTS)
        if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", settings["subject"], re.ASCII):
            raise ConfigError("subject", f"{settings['subject']!r} is no subject: words apart by dots")

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready.

        Raises:
            ConfigError: the library is missing, or the settings are wrong.
        """
        self.check(channel.settings, office)
        library = need("nats", extra="bus")
        errors = need("nats.errors", extra="bus")
        return NatsChannel(read_place(channel.settings, _PORTS), channel.settings["subject"], office, library, errors)


CHANNEL: Final[ChannelMaker] = NatsKind()
