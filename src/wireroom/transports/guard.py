"""Which addresses may be fetched: a feed's URL must not lead into the house.

An address typed by somebody, or a redirect of somebody's server, may name a machine in our own network (cloud metadata,
a database, this room itself). The names are resolved here and the addresses looked at *after* that; what passed is what is
connected to, so that a name that answers differently a moment later gains nothing.
"""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: IPv6 addresses in which an IPv4 address is wrapped: RFC 6052, RFC 8215, RFC 4291 (the compatible form)
_WRAPPED: Final = tuple(ipaddress.IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))
#: shared by carriers and clouds, RFC 6598; not "private" to `ipaddress`, and not the internet either
_SHARED: Final = ipaddress.IPv4Network("100.64.0.0/10")


class AddressRefused(OSError):
    """The address lies inside the house."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet.

    >>> is_public("192.0.78.24"), is_public("169.254.169.254"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _unwrap(found)
    if inner is not None:
        return is_public(str(inner))
    if found.version == 4 and found in _SHARED:
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _unwrap(address: Address) -> ipaddress.IPv4Address | None:
    """Give the IPv4 address inside an IPv6 one."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in net for net in _WRAPPED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def check_url(url: URL, *, allow_private: bool) -> None:
    """Refuse what is no web address, and IP addresses inside the house: those are never asked of the resolver.

    Raises:
        AddressRefused: it may not be fetched.
    """
    if url.scheme not in ("http", "https") or not url.host:
        raise AddressRefused(f"{url.scheme or 'no'} address refused: only http and https are fetched")
    try:
        ipaddress.ip_address(url.host)
    except ValueError:
        # 0x7f000001, 127.1, 2130706433: no IP address to us, one to the operating system
        try:
            packed = socket.inet_aton(url.host)
        except OSError:
            return
        address = socket.inet_ntoa(packed)
    else:
        address = url.host
    if not allow_private and not is_public(address):
        raise AddressRefused(_refusal(url.host, address))


class GuardedResolver(AbstractResolver):
    """Resolves names and gives only addresses that may be connected to."""

    def __init__(self, inner: AbstractResolver, *, allow_private: bool) -> None:
        self._inner = inner
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Resolve a name.

        Raises:
            AddressRefused: one of its addresses lies inside the house; a name that has both is a trick.
        """
        found: Sequence[ResolveResult] = await self._inner.resolve(host, port, family)
        if not self._allow_private:
            for result in found:
                if not is_public(result["host"]):
                    raise AddressRefused(_refusal(host, result["host"]))
        return list(found)

    async def close(self) -> None:
        """Let go of the inner resolver."""
        await self._inner.close()


def _refusal(host: str, address: str) -> str:
    which = f"{host} is" if host == address else f"{host} is {address},"
    return f"{which} a private address; say allow_private = true for this source if that is meant"
