"""A receiving SFTP drop: `sftp-listen://user@host:port?from=NETS`. Agencies put files, and each becomes a dispatch.

    a caller of ours | signs in: password, or a key of the source's secret | puts files (_drop.py) | arrival | done | "yes"

Without a host it listens on this machine only; from our own networks unless `from` names others. A sender is told that
its file is closed, or renamed, when it is durable here, and otherwise that it must put it again. There is no shell, no
forwarding and no disk behind it. One source is one port, so agencies do not meet. SFTP version 3 (draft-ietf-secsh-filexfer-02).

Our own key is made at the first start and kept in the data folder; `ssh-keygen -lf ssh_host_key` there shows its fingerprint.
"""

import asyncio
import errno
import hmac
import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Final

import asyncssh

from wireroom.errors import ConfigError, TransportError
from wireroom.logs import get_log
from wireroom.transports._api import Arrival, Door, Office, Transport, TransportMaker
from wireroom.transports._callers import Callers, listen_a_moment, say_listening
from wireroom.transports._connecting import Place
from wireroom.transports._drop import Drop, Space
from wireroom.transports._sftp_folder import SftpFolder

#: a file that is not durable by then is not taken, and its sender is told so
DURABLE_S: Final = 60.0
_LOGIN_S: Final = 30.0
#: a wrong password costs its sender so much
_WRONG_S: Final = 1.0
#: a caller who has died without hanging up is noticed after three of these
_ALIVE_S: Final = 30.0
_MOST_CALLERS: Final = 32
#: files as large as may be that are on their way in at once, in memory
_MOST_FULL: Final = 4
#: files that wait for the room; then no sender gets an answer
_WAITING: Final = 64
_KEY_NAME: Final = "ssh_host_key"

_log = get_log("sftp_listen")


class _Gate(asyncssh.SSHServer):
    """Who comes in. It has no shell, and opens no connections for its callers: that is how asyncssh begins."""

    def __init__(self, listening: "SftpListeningTransport") -> None:
        self._listening = listening
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Hang up on those who may not call."""
        if self._listening.welcome(conn):
            self._connection = conn
        else:
            conn.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        if self._connection is not None:
            self._listening.callers.discard(self._connection)

    def begin_auth(self, username: str) -> bool:
        """Nobody comes in without."""
        return True

    def password_auth_supported(self) -> bool:
        """Whether the source's secret is a password."""
        return self._listening.keys is None

    async def validate_password(self, username: str, password: str) -> bool:
        """Compare, in the same time whatever was sent."""
        is_user = hmac.compare_digest(username.encode(), self._listening.user.encode())
        is_word = hmac.compare_digest(password.encode(), self._listening.secret.encode())
        if is_user and is_word:
            return True
        _log.warning("sign-in refused", source=self._listening.source, user=username[:64])
        await asyncio.sleep(_WRONG_S)
        return False

    def public_key_auth_supported(self) -> bool:
        """Whether the source's secret is a list of keys."""
        return self._listening.keys is not None

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Look for the key among those of the source."""
        return username == self._listening.user and key.public_data in (self._listening.keys or ())


class SftpListeningTransport:
    """Is called, by senders who put files."""

    def __init__(self, door: Door, office: Office, *, durable_s: float = DURABLE_S) -> None:
        """Read the settings.

        Raises:
            ConfigError: no port, nobody who may sign in, or a secret of the wrong kind.
        """
        self._door = door
        self._place = Place(door, host="127.0.0.1")
        self._callers = Callers(door)
        self._data = office.data
        self._durable_s = durable_s
        self._space = Space(_MOST_FULL * door.max_bytes)
        self._n_given = 0
        #: given to the room and not durable yet
        self._given: dict[str, asyncio.Future[None]] = {}
        if not self._place.user or not self._place.secret:
            raise ConfigError(f"source.{door.source}", "wants the name senders sign in with (user), and a secret")
        self.user = self._place.user
        self.secret = self._place.secret
        #: the keys that open, as SSH writes them; None = the secret is a password
        self.keys = _read_keys(door.source, self.secret)
        self.callers: set[asyncssh.SSHServerConnection] = set()
        #: where it listens, once it does
        self.port: int | None = None

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._door.source

    def welcome(self, caller: asyncssh.SSHServerConnection) -> bool:
        """Tell whether a caller may stay."""
        if not self._callers.may_call(caller.get_extra_info("peername")):
            return False
        if len(self.callers) >= _MOST_CALLERS:
            _log.warning("caller refused", source=self.source, problem=f"{_MOST_CALLERS} are connected")
            return False
        self.callers.add(caller)
        return True

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield files as they are put.

        Raises:
            TransportError: the port cannot be had, or our own key cannot be read or kept.
        """
        waiting: asyncio.Queue[Arrival] = asyncio.Queue(_WAITING)

        def make_folder(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
            async def take(name: str, data: bytes) -> None:
                await self._hand_on(waiting, name, data)

            drop = Drop(take, self._space, pattern=self._door.pattern, max_bytes=self._door.max_bytes)
            return SftpFolder(channel, drop)

        key = await asyncio.to_thread(_own_key, self.source, self._data)
        try:
            server = await asyncssh.create_server(
                lambda: _Gate(self),
                self._place.host,
                self._place.port,
                server_host_keys=[key],
                sftp_factory=make_folder,
                login_timeout=_LOGIN_S,
                keepalive_interval=_ALIVE_S,
                compression_algs=["none"],
                agent_forwarding=False,
                gss_host=None,
            )
        except OSError as error:
            raise TransportError(self.source, say_listening(error)) from error
        self.port = server.get_port()
        try:
            while True:
                yield await waiting.get()
        finally:
            self.port = None
            server.close()
            for caller in list(self.callers):
                caller.abort()
            self.callers.clear()
            for future in self._given.values():
                future.cancel()
            self._given.clear()

    async def _hand_on(self, waiting: asyncio.Queue[Arrival], name: str, data: bytes) -> None:
        """Give a file to the room, and wait until it is durable.

        Raises:
            OSError: it is not, within the time a sender waits.
        """
        self._n_given += 1
        handle = str(self._n_given)
        durable = self._given[handle] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._durable_s):
                await waiting.put(Arrival(data=data, filename=_shown(name), handle=handle))
                await durable
        except TimeoutError as error:
            _log.warning("not taken", source=self.source, file=_shown(name), after_s=self._durable_s)
            raise OSError(errno.EIO, "could not be made durable; put it again") from error
        finally:
            self._given.pop(handle, None)

    async def done(self, arrival: Arrival) -> None:
        """Tell the sender that its file is taken."""
        durable = self._given.get(arrival.handle or "")
        if durable is not None and not durable.done():
            durable.set_result(None)

    async def sample(self, most: int) -> list[Arrival]:
        """Listen for a moment; senders are told to put again what they put meanwhile.

        Raises:
            TransportError: the port cannot be had; a running room has it, perhaps.
        """
        return await listen_a_moment(self, most)


def _own_key(source: str, data: Path | None) -> asyncssh.SSHKey:
    """Read our own key, or make it.

    Raises:
        TransportError: it cannot be read or kept.
    """
    made = asyncssh.generate_private_key("ssh-ed25519", "wireroom")
    if data is None:
        return made
    file = data / _KEY_NAME
    try:
        # two sources may start at once: the first one's key is that of both
        new = file.with_name(f".{_KEY_NAME}.{source}.new")
        if not file.exists():
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
            new.unlink(missing_ok=True)
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(made.export_private_key())
                out.flush()
                os.fsync(out.fileno())
            with suppress(FileExistsError):
                os.link(new, file)
            new.unlink()
        return asyncssh.read_private_key(str(file))
    except (OSError, asyncssh.KeyImportError) as error:
        raise TransportError(source, f"{file}: our own key cannot be read or kept: {error}") from error


def _read_keys(source: str, secret: str) -> frozenset[bytes] | None:
    """Read public keys, one a line as in authorized_keys; None = the secret is a password."""
    lines = [line.strip() for line in secret.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if lines and lines[0].startswith("-----BEGIN"):
        raise ConfigError(
            f"source.{source}", "the secret is a private key; senders keep theirs, give their public keys"
        )
    if not lines or not lines[0].startswith(("ssh-", "ecdsa-sha2-", "sk-")) or " " not in lines[0]:
        return None
    try:
        return frozenset(asyncssh.import_public_key(line).public_data for line in lines)
    except asyncssh.KeyImportError as error:
        raise ConfigError(f"source.{source}", f"a public key of the secret cannot be read: {error}") from error


def _shown(name: str) -> str:
    """Give a name that can be stored: bytes that are no UTF-8 become question marks."""
    return name.encode(errors="surrogateescape").decode(errors="replace")


class _Maker:
    def open(self, door: Door, office: Office) -> Transport:
        return SftpListeningTransport(door, office)


TRANSPORT: Final[TransportMaker] = _Maker()
