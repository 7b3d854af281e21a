"""FTP: one file for each delivery, put into a folder of an FTP server.

`ftps` is encrypted from the first byte, `ftp` from before the name is sent (AUTH TLS, RFC 4217); a server that does not offer
that is sent neither name nor copy, unless the channel says `plain = yes`. A file is put under a name that ends in .part and then
renamed. Data connections go to the machine the control connection is with, whatever it says.
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from typing import Any, Final

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries._files import UNFINISHED, File, as_files
from wireroom.deliveries._need import need
from wireroom.deliveries._place import Place, read_place
from wireroom.errors import DeliveryError
from wireroom.model import OutChannel

_PORTS: Final = {"ftp": 21, "ftps": 990}
_BATCH: Final = 20
_TIMEOUT_S: Final = 20.0
_YES: Final = ("1", "true", "yes", "on")


class FtpChannel:
    """One folder of one server; a connection lasts for one batch."""

    max_batch: int = _BATCH

    def __init__(self, place: Place, office: Office, library: Any, *, is_plain: bool) -> None:
        self._place = place
        self._office = office
        self._library = library
        self._is_plain = is_plain

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Put each parcel.

        Raises:
            DeliveryError: the server has not all of them.
        """
        library, place = self._library, self._place
        address = await self._office.post.check_host(place.host, allow_private=place.allow_private)
        client = _client(library, address, place)
        try:
            await client.connect(place.host, place.port)
            await self._sign_in(client)
            for file in as_files(parcels):
                await self._put(client, file)
        except library.StatusCodeError as error:
            raise DeliveryError(f"the server says: {' '.join(error.info).strip()}"[:300]) from error
        except library.AIOFTPException as error:
            raise DeliveryError(f"no connection: {error}"[:300]) from error
        except ssl.SSLCertVerificationError as error:
            raise DeliveryError(f"its certificate is not to be trusted: {error.verify_message}") from error
        except (OSError, TimeoutError) as error:
            raise DeliveryError(f"no connection: {str(error) or type(error).__name__}"[:300]) from error
        finally:
            client.close()

    async def _sign_in(self, client: Any) -> None:
        place = self._place
        if place.scheme == "ftp" and not self._is_plain:
            try:
                await client.upgrade_to_tls(ssl.create_default_context())
            except self._library.StatusCodeError as error:
                words = "the server offers no encryption; set plain = yes if that is meant"
                raise DeliveryError(words) from error
        await client.login(place.user or "anonymous", place.password or "anon@")
        if place.path.strip("/"):
            await client.change_directory(place.path)

    async def _put(self, client: Any, file: File) -> None:
        name, unfinished = file.name, f"{file.name}{UNFINISHED}"
        if file.is_over and not await client.exists(name):
            return
        async with client.upload_stream(unfinished) as stream:
            await stream.write(file.data)
        try:
            await client.rename(unfinished, name)
        except self._library.StatusCodeError:
            # many servers do not rename over a file that is there: a delivery that is sent again
            await client.remove_file(name)
            await client.rename(unfinished, name)


def _client(library: Any, address: str, place: Place) -> Any:
    """Give a client that connects to one address, whatever the server says, and checks certificates by the host's name."""

    async def open_connection(self: Any, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        tls: ssl.SSLContext | None = self.ssl
        if self._stream is not None:
            inner = self._stream.writer.transport.get_extra_info("ssl_object")
            # many servers want the data connection to go on with the session of the other
            tls = None if inner is None else library.common.SSLSessionBoundContext(
                ssl.PROTOCOL_TLS_CLIENT, context=inner.context, session=inner.session
            )  # fmt: skip
        name = place.host if tls is not None else None
        opened = asyncio.open_connection(address, port, ssl=tls, server_hostname=name)
        return await asyncio.wait_for(opened, _TIMEOUT_S)

    # made here because the library is loaded only where it is used
    pinned = type("PinnedClient", (library.Client,), {"_open_connection": open_connection})
    tls = ssl.create_default_context() if place.scheme == "ftps" else None
    return pinned(socket_timeout=_TIMEOUT_S, connection_timeout=_TIMEOUT_S, path_timeout=_TIMEOUT_S, ssl=tls)


class FtpKind:
    """FTP servers."""

    name: str = "ftp"
    fields: tuple[Field, ...] = (
        Field(name="url", help="ftp://user@host/folder or ftps://…", is_required=True),
        Field(name="password", help="of that user", is_secret=True),
        Field(name="plain", help="yes = without encryption, where the server has none"),
        Field(name="allow_private", help="yes = the address may be in our own network"),
    )

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: no such address.
        """
        read_place(settings, _PORTS)

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready.

        Raises:
            ConfigError: the library is missing, or the settings are wrong.
        """
        place = read_place(channel.settings, _PORTS)
        library = need("aioftp", extra="doors")
        return FtpChannel(place, office, library, is_plain=channel.settings.get("plain", "") in _YES)


CHANNEL: Final[ChannelMaker] = FtpKind()
