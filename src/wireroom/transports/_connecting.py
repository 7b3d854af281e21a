"""Connections that are not HTTP: the host is resolved, looked at, and the address that passed is what is connected to."""

import asyncio
import ssl
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import aiohttp

from wireroom.errors import ConfigError, TransportError
from wireroom.transports._api import Door
from wireroom.transports.guard import AddressRefused, GuardedResolver, is_public


class Place:
    """The parts of a source's address: host, port, path and who signs in."""

    def __init__(self, door: Door, *, port: int | None = None, host: str | None = None) -> None:
        """Take an address apart; `port` and `host` are those it has when it names none.

        Raises:
            ConfigError: it has no host, or no port that could be one.
        """
        try:
            parts: SplitResult = urlsplit(door.place)
            found_port = port if parts.port is None else parts.port
        except ValueError as error:
            raise ConfigError(f"source.{door.source}.url", str(error)) from error
        found_host = parts.hostname or host
        if not found_host:
            raise ConfigError(f"source.{door.source}.url", "has no host")
        if found_port is None:
            raise ConfigError(f"source.{door.source}.url", "has no port")
        self.scheme = parts.scheme.lower()
        self.host = found_host
        self.port = found_port
        self.path = unquote(parts.path)
        self.user = door.user or (unquote(parts.username) if parts.username else None)
        self.secret = door.secret or (unquote(parts.password) if parts.password else None)


async def resolve_guarded(door: Door, host: str, port: int) -> str:
    """Give the one address of a host that is connected to.

    Raises:
        TransportError: it has none, or one that lies inside the house and the source does not say that is meant.
    """
    resolver = GuardedResolver(aiohttp.ThreadedResolver(), allow_private=door.allow_private)
    try:
        # an address that is one already passes through the resolver like a name, and is looked at like one
        found = await resolver.resolve(host, port)
    except AddressRefused as error:
        raise TransportError(door.source, str(error)) from error
    except OSError as error:
        raise TransportError(door.source, f"there is no host {host}: {error.strerror or error}") from error
    finally:
        await resolver.close()
    if not found:
        raise TransportError(door.source, f"there is no host {host}")
    return found[0]["host"]


def make_tls(source: str, ca_file: Path | None) -> ssl.SSLContext:
    """Give what checks a server's certificate.

    Raises:
        ConfigError: the file of certificates cannot be read.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=str(ca_file))
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"source.{source}.ca_file", f"{ca_file}: {error}") from error
    return context


def check_plain(source: str, host: str, address: str) -> None:
    """Refuse to sign in over a line anybody can read; inside the house it is the house's affair.

    Raises:
        TransportError: the address is one of the open internet.
    """
    if is_public(address):
        raise TransportError(source, f"{host} offers no encryption, and the password would be readable on the way")


def in_words(error: BaseException, timeout_s: float) -> str:
    """Say what went wrong with a connection, for people."""
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return f"no answer within {timeout_s:g} seconds"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {error.verify_message}"
    if isinstance(error, ConnectionRefusedError):
        return "cannot connect: nobody listens there"
    if isinstance(error, asyncio.IncompleteReadError | ConnectionError | EOFError):
        return "the connection was cut"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}: {error}"[:300]
