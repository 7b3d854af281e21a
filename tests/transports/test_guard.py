"""A feed's URL must not lead into the house."""

import asyncio
import random
import socket
from collections.abc import Mapping
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from wireroom.errors import TransportError
from wireroom.transports.guard import AddressRefused, GuardedResolver, check_url, is_public
from wireroom.transports.http_poll import HttpPollTransport

INSIDE = [
    "10.0.0.1", "127.0.0.1", "0.0.0.0", "169.254.169.254", "100.64.1.1", "192.168.1.1", "172.16.0.1", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:10.0.0.1", "2002:7f00:1::1", "64:ff9b::7f00:1", "::127.0.0.1", "not an address",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "192.0.78.24", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]


class FixedResolver(AbstractResolver):
    """Answers every name with what it was given."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self.addresses
        ]

    async def close(self) -> None:
        return None


class NoNotes:
    def read_note(self, key: str) -> str | None:
        return None

    def write_notes(self, notes: Mapping[str, str]) -> None:
        raise AssertionError(notes)


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
     "file:///etc/passwd", "ftp://a.example/", "gopher://a.example/"],
)  # fmt: skip
def test_addresses_that_never_reach_the_resolver_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_url(URL(url), allow_private=False)


def test_a_private_address_may_be_meant() -> None:
    check_url(URL("http://127.0.0.1/"), allow_private=True)
    with pytest.raises(AddressRefused):
        check_url(URL("file:///etc/passwd"), allow_private=True)


async def test_a_name_that_leads_inside_is_refused_even_beside_one_that_does_not() -> None:
    guarded = GuardedResolver(FixedResolver("8.8.8.8", "10.0.0.1"), allow_private=False)
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        await guarded.resolve("trick.example", 80)
    assert len(await GuardedResolver(FixedResolver("8.8.8.8"), allow_private=False).resolve("fine.example", 80)) == 1
    assert len(await GuardedResolver(FixedResolver("10.0.0.1"), allow_private=True).resolve("meant.example", 80)) == 1


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://127.0.0.1:1/", "http://[::ffff:127.0.0.1]:1/"])
async def test_polling_this_machine_is_refused_with_the_cure(url: str) -> None:
    transport = HttpPollTransport(
        "feed", url, notes=NoNotes(), clock=lambda: datetime(2026, 1, 1, tzinfo=UTC), chance=random.Random(1)
    )
    with pytest.raises(TransportError, match="allow_private = true"):
        await transport.fetch()


async def test_a_redirect_into_the_house_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process's edge is moved: every name is public to the guard and this machine to the socket."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/secret\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setattr(aiohttp, "ThreadedResolver", lambda: FixedResolver("8.8.8.8"))
    real_connector = aiohttp.TCPConnector

    class Loop(AbstractResolver):
        def __init__(self, guard: GuardedResolver) -> None:
            self.guard = guard

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            await self.guard.resolve(host, port, family)
            return await FixedResolver("127.0.0.1").resolve(host, port, family)

        async def close(self) -> None:
            return None

    def connector(*, resolver: GuardedResolver, use_dns_cache: bool, limit: int) -> aiohttp.TCPConnector:
        return real_connector(resolver=Loop(resolver), use_dns_cache=use_dns_cache, limit=limit)

    monkeypatch.setattr(aiohttp, "TCPConnector", connector)
    async with server:
        transport = HttpPollTransport(
            "feed", f"http://outside.example:{port}/", notes=NoNotes(), clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)
        )
        with pytest.raises(TransportError, match=r"127\.0\.0\.1 is a private address"):
            await transport.fetch()
