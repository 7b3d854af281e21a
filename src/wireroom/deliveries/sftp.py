"""SFTP: one file for each delivery, put into a folder of an SSH server.

A file is put under a name that ends in .part and then renamed. The server must show the key that the channel names: copy of
others and a password are not handed to a stranger. The password may be a private key, as it stands in its file.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries._files import UNFINISHED, File, as_files
from wireroom.deliveries._need import need
from wireroom.deliveries._place import Place, read_place
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel

_PORTS: Final = {"sftp": 22}
_BATCH: Final = 20
_TIMEOUT_S: Final = 20.0


class SftpChannel:
    """One folder of one server; a connection lasts for one batch."""

    max_batch: int = _BATCH

    def __init__(self, place: Place, host_key: str, office: Office, library: Any) -> None:
        self._place = place
        self._host_key = host_key
        self._office = office
        self._library = library
        self._folder = _folder_of(place.path)

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Put each parcel.

        Raises:
            DeliveryError: the server has not all of them.
        """
        library, place = self._library, self._place
        address = await self._office.post.check_host(place.host, allow_private=place.allow_private)
        try:
            async with (
                library.connect(address, place.port, **self._sign_in()) as connection,
                connection.start_sftp_client() as sftp,
            ):
                for file in as_files(parcels):
                    await self._put(sftp, file)
        except library.HostKeyNotVerifiable as error:
            raise DeliveryError("the server shows another key than host_key says", is_final=False) from error
        except library.PermissionDenied as error:
            raise DeliveryError("the server does not take this name and password") from error
        except library.SFTPError as error:
            raise DeliveryError(f"the server says: {error.reason}"[:300]) from error
        except library.Error as error:
            raise DeliveryError(f"no connection: {error.reason}"[:300]) from error
        except (OSError, TimeoutError) as error:
            raise DeliveryError(f"no connection: {str(error) or type(error).__name__}"[:300]) from error

    async def _put(self, sftp: Any, file: File) -> None:
        target, unfinished = f"{self._folder}/{file.name}", f"{self._folder}/{file.name}{UNFINISHED}"
        if file.is_over and not await sftp.exists(target):
            return
        async with sftp.open(unfinished, "wb") as opened:
            await opened.write(file.data)
        try:
            await sftp.posix_rename(unfinished, target)
        except self._library.SFTPOpUnsupported:
            if await sftp.exists(target):
                await sftp.remove(target)
            await sftp.rename(unfinished, target)

    def _sign_in(self) -> dict[str, Any]:
        library, place, host_key = self._library, self._place, self._host_key

        def is_known(_: Any, host: str, addr: str, port: int, key: Any) -> bool:
            return bool(key.get_fingerprint() == host_key)

        # made here because the library is loaded only where it is used
        client = type("KnownServer", (library.SSHClient,), {"validate_host_public_key": is_known})
        key = _read_key(library, place.password)
        return {
            "username": place.user or "anonymous",
            "password": None if key else place.password,
            "client_keys": [key] if key else None,
            "known_hosts": ([], [], []),
            "client_factory": client,
            "agent_path": None,
            "config": None,
            "connect_timeout": _TIMEOUT_S,
            "login_timeout": _TIMEOUT_S,
        }


def _folder_of(path: str) -> str:
    """Give the folder: `/~/in` and no path at all are relative to where the server puts us."""
    if path.startswith("/~/"):
        return path[3:].rstrip("/") or "."
    return path.rstrip("/") or "."


def _read_key(library: Any, password: str | None) -> Any:
    if not (password or "").lstrip().startswith("-----BEGIN"):
        return None
    try:
        return library.import_private_key(password)
    except library.KeyImportError as error:
        raise ConfigError("password", f"the private key cannot be read: {error}") from error


class SftpKind:
    """SFTP servers."""

    name: str = "sftp"
    fields: tuple[Field, ...] = (
        Field(name="url", help="sftp://user@host/folder", is_required=True),
        Field(name="password", help="or a private key as it stands in its file", is_secret=True),
        Field(name="host_key", help="the server's fingerprint, SHA256:…, as ssh-keygen -lf shows it", is_required=True),
        Field(name="allow_private", help="yes = the address may be in our own network"),
    )

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: no such address, or no fingerprint.
        """
        read_place(settings, _PORTS)
        if not settings["host_key"].startswith("SHA256:"):
            raise ConfigError("host_key", "is no fingerprint: SHA256:…")

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready.

        Raises:
            ConfigError: the library is missing, or the settings are wrong.
        """
        self.check(channel.settings, office)
        library = need("asyncssh", extra="doors")
        place = read_place(channel.settings, _PORTS)
        _read_key(library, place.password)
        return SftpChannel(place, channel.settings["host_key"], office, library)


CHANNEL: Final[ChannelMaker] = SftpKind()
