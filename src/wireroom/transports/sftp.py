"""SFTP: `sftp://user@host/folder`. The secret is a password, or a private key as it stands in its file.

The server's key is that of `host_key`, else the one it showed at the first connection; another one is refused.
"""

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncssh

from wireroom.errors import ConfigError, TransportError
from wireroom.transports._api import Afterwards, Door, Office, Transport, TransportMaker
from wireroom.transports._connecting import Place, resolve_guarded
from wireroom.transports._remote import TIMEOUT_S, RemoteFile, RemoteFilesTransport, Share


class _Folder:
    """A folder over SFTP."""

    def __init__(self, sftp: asyncssh.SFTPClient, folder: str) -> None:
        self._sftp = sftp
        self._folder = folder

    async def list_files(self) -> list[RemoteFile]:
        return [
            RemoteFile(str(entry.filename), entry.attrs.size or 0, f"{entry.attrs.mtime or 0:012}")
            for entry in await self._sftp.readdir(self._folder)
            if entry.attrs.permissions is None or stat.S_ISREG(entry.attrs.permissions)
        ]

    async def read(self, name: str, most: int) -> bytes:
        async with self._sftp.open(self._path(name), "rb") as file:
            data: bytes | str = await file.read(most)
        return data.encode() if isinstance(data, str) else data

    async def put_away(self, name: str, afterwards: Afterwards) -> None:
        if afterwards == "delete":
            await self._sftp.remove(self._path(name))
            return
        if not await self._sftp.isdir(self._path("done")):
            await self._sftp.mkdir(self._path("done"))
        number, to = 0, f"done/{name}"
        while await self._sftp.exists(self._path(to)):
            number += 1
            to = f"done/{name}.{number}"
        await self._sftp.rename(self._path(name), self._path(to))

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"


class _KnownServer(asyncssh.SSHClient):
    """Compares the server's key with the one it must have."""

    def __init__(self, wanted: str | None) -> None:
        self._wanted = wanted
        self.shown: str | None = None

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Tell whether the server is the one it was."""
        self.shown = key.get_fingerprint()
        return self._wanted is None or self._wanted == self.shown


class Sftp:
    """Connects to one server."""

    def __init__(self, door: Door, office: Office) -> None:
        self._door = door
        self._notes = office.notes
        self._place = Place(door, port=22)
        self._key = _read_key(door)
        self._note_key = f"source/{door.source}/host-key"

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Share]:
        address = await resolve_guarded(self._door, self._place.host, self._place.port)
        wanted = self._door.host_key or self._notes.read_note(self._note_key)
        server = _KnownServer(wanted)
        try:
            async with asyncssh.connect(
                address,
                self._place.port,
                username=self._place.user or "anonymous",
                password=None if self._key else self._place.secret,
                client_keys=[self._key] if self._key else None,
                known_hosts=([], [], []),
                client_factory=lambda: server,
                agent_path=None,
                config=None,
                connect_timeout=TIMEOUT_S,
                login_timeout=TIMEOUT_S,
            ) as connection:
                if wanted is None and server.shown:
                    self._notes.write_notes({self._note_key: server.shown})
                async with connection.start_sftp_client() as sftp:
                    yield _Folder(sftp, _folder_of(self._place.path))
        except asyncssh.HostKeyNotVerifiable as error:
            raise TransportError(
                self._door.source,
                f"the server shows the key {server.shown}, and not {wanted}; if it was changed on purpose, set host_key",
            ) from error
        except asyncssh.PermissionDenied as error:
            raise TransportError(self._door.source, "the server does not take this name and secret") from error
        except asyncssh.SFTPError as error:
            raise TransportError(self._door.source, f"the server says: {error.reason}") from error
        except asyncssh.Error as error:
            raise TransportError(self._door.source, f"no connection: {error.reason}") from error


def _folder_of(path: str) -> str:
    """Give the folder: `/~/in` and no path at all are relative to where the server puts us."""
    if path.startswith("/~/"):
        return path[3:].rstrip("/") or "."
    return path.rstrip("/") or ("/" if path else ".")


def _read_key(door: Door) -> asyncssh.SSHKey | None:
    if not (door.secret or "").lstrip().startswith("-----BEGIN"):
        return None
    try:
        return asyncssh.import_private_key(door.secret or "")
    except asyncssh.KeyImportError as error:
        raise ConfigError(f"source.{door.source}", f"the private key cannot be read: {error}") from error


class _Maker:
    def open(self, door: Door, office: Office) -> Transport:
        return RemoteFilesTransport(door, office, Sftp(door, office).connect)


TRANSPORT: Final[TransportMaker] = _Maker()
