"""Those who call us: from which networks they may, and a look at what they bring."""

import asyncio
import errno
import ipaddress
from collections.abc import Sequence
from contextlib import aclosing
from typing import Final
from urllib.parse import parse_qs, urlsplit

from wireroom.errors import ConfigError
from wireroom.logs import get_log
from wireroom.transports._api import Arrival, Door, Transport
from wireroom.transports.guard import is_public

#: how long a look at what comes by itself listens
SAMPLE_S: Final = 5.0

_log = get_log("callers")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Callers:
    """Who may call: our own networks, or those of `?from=` in the address (commas between)."""

    def __init__(self, door: Door) -> None:
        """Read the networks.

        Raises:
            ConfigError: what stands there is no network.
        """
        self._source = door.source
        self._from = _networks(door)

    def may_call(self, peer: Sequence[object] | None) -> bool:
        """Tell whether a socket's peer, as (host, port …), may call; one who may not is logged."""
        host = str(peer[0]).partition("%")[0] if peer else ""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False  # it has hung up already
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if any(address in net for net in self._from) or (not self._from and not is_public(str(address))):
            return True
        _log.warning("caller refused", source=self._source, peer=host)
        return False


def _networks(door: Door) -> tuple[Network, ...]:
    try:
        words = ",".join(parse_qs(urlsplit(door.place).query).get("from", []))
        return tuple(ipaddress.ip_network(word.strip(), strict=False) for word in words.split(",") if word.strip())
    except ValueError as error:
        raise ConfigError(f"source.{door.source}.url", f"from: {error}") from error


def say_listening(error: OSError) -> str:
    """Say why a port cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return "cannot listen there: the port is taken, by a running room perhaps"
    if error.errno == errno.EACCES:
        return "cannot listen there: ports below 1024 are the system's"
    return f"cannot listen there: {error.strerror or error}"


async def listen_a_moment(transport: Transport, most: int) -> list[Arrival]:
    """Give at most `most` of what comes within a few seconds.

    Raises:
        TransportError: nobody answers, or the port cannot be had; a running room has it, perhaps.
    """
    found: list[Arrival] = []
    async with aclosing(transport.arrivals()) as arrivals:
        try:
            async with asyncio.timeout(SAMPLE_S):
                async for arrival in arrivals:
                    found.append(arrival)
                    if len(found) >= most:
                        break
        except TimeoutError:
            pass
    return found
