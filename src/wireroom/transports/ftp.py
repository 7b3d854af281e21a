"""FTP and FTPS: `ftp://user@host/folder` and `ftps://…`.

`ftps` is encrypted from the first byte (port 990), `ftp` from before the name is sent (AUTH TLS, RFC 4217); a server on the
open internet that offers neither is refused a password, but not an anonymous look. Data connections go to the machine the
control connection is with, whatever it says.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import aioftp

from wireroom.errors import TransportError
from wireroom.transports._api import Afterwards, Door, Office, Transport, TransportMaker
from wireroom.transports._connecting import Place, check_plain, make_tls, resolve_guarded
from wireroom.transports._remote import TIMEOUT_S, RemoteFile, RemoteFilesTransport, Share

_CHUNK: Final = 64 * 1024


class _PinnedClient(aioftp.Client):
    """Connects to one address, whatever the server says, and checks certificates by the host's name."""

    def __init__(self, address: str, name: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(socket_timeout=TIMEOUT_S, connection_timeout=TIMEOUT_S, path_timeout=TIMEOUT_S, ssl=tls)
        self._address = address
        self._name = name

    async def _open_connection(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        tls: ssl.SSLContext | bool | None = self.ssl
        if self._stream is not None:
            inner: Any = self._stream.writer.transport.get_extra_info("ssl_object")
            # many servers want the data connection to go on with the session of the other
            tls = None if inner is None else aioftp.common.SSLSessionBoundContext(
                ssl.PROTOCOL_TLS_CLIENT, context=inner.context, session=inner.session
            )  # fmt: skip
        opened = asyncio.open_connection(
            self._address, port, ssl=tls or None, server_hostname=self._name if tls else None
        )
        return await asyncio.wait_for(opened, TIMEOUT_S)


class _Folder:
    """A folder over FTP."""

    def __init__(self, client: aioftp.Client) -> None:
        self._client = client

    async def list_files(self) -> list[RemoteFile]:
        files = []
        for path, facts in await self._client.list():
            if facts.get("type") == "file":
                files.append(RemoteFile(path.name, int(str(facts.get("size") or 0)), str(facts.get("modify") or "")))
        return files

    async def read(self, name: str, most: int) -> bytes:
        parts, size = [], 0
        async with self._client.download_stream(name) as stream:
            async for block in stream.iter_by_block(_CHUNK):
                parts.append(block)
                size += len(block)
                if size >= most:
                    break
        return b"".join(parts)[:most]

    async def put_away(self, name: str, afterwards: Afterwards) -> None:
        if afterwards == "delete":
            await self._client.remove_file(name)
            return
        if not await self._client.exists("done"):
            await self._client.make_directory("done")
        number, to = 0, f"done/{name}"
        while await self._client.exists(to):
            number += 1
            to = f"done/{name}.{number}"
        await self._client.rename(name, to)


class Ftp:
    """Connects to one server."""

    def __init__(self, door: Door, _: Office) -> None:
        self._door = door
        is_implicit = door.place.lower().startswith("ftps:")
        self._place = Place(door, port=990 if is_implicit else 21)
        self._tls = make_tls(door.source, door.ca_file)
        self._is_implicit = is_implicit

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Share]:
        address = await resolve_guarded(self._door, self._place.host, self._place.port)
        client = _PinnedClient(address, self._place.host, self._tls if self._is_implicit else None)
        try:
            await client.connect(self._place.host, self._place.port)
            await self._sign_in(client, address)
            yield _Folder(client)
        except aioftp.StatusCodeError as error:
            raise TransportError(self._door.source, f"the server says: {' '.join(error.info).strip()}") from error
        except aioftp.AIOFTPException as error:
            raise TransportError(self._door.source, f"no connection: {error}") from error
        finally:
            client.close()

    async def _sign_in(self, client: aioftp.Client, address: str) -> None:
        if not self._is_implicit:
            try:
                await client.upgrade_to_tls(self._tls)
            except aioftp.StatusCodeError:
                if self._place.secret is not None:
                    check_plain(self._door.source, self._place.host, address)
        await client.login(self._place.user or "anonymous", self._place.secret or "anon@")
        if self._place.path.strip("/"):
            await client.change_directory(self._place.path)


class _Maker:
    def open(self, door: Door, office: Office) -> Transport:
        return RemoteFilesTransport(door, office, Ftp(door, office).connect)


TRANSPORT: Final[TransportMaker] = _Maker()
