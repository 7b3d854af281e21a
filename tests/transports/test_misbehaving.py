"""Web servers that misbehave: nothing lost, nothing twice, and every refusal in plain words."""

import asyncio
import gzip
import re
import socket
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from doors import Notes, door, look, office
from test_http_poll import reply, serving
from test_tcp import line

from wireroom.errors import TransportError
from wireroom.transports import open_transport
from wireroom.transports._connecting import resolve_guarded
from wireroom.transports.http_poll import HttpPollTransport

Script = Callable[[dict[str, str], asyncio.StreamWriter], Awaitable[None]]
GOOD = b"<rss>good</rss>"
BOMB = gzip.compress(bytes(50_000_000))


def sending(*parts: bytes, pause_s: float = 0.0) -> Script:
    async def send(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return send


async def cut_hard(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    await writer.drain()
    writer.transport.abort()


MISBEHAVING = {
    "says nothing": (sending(b"", pause_s=5.0), "no complete answer within 0.4 seconds"),
    "drips its head": (sending(b"HTTP/1.1 200 OK\r\nX: ", *[b"H"] * 50, pause_s=0.1), "no complete answer within 0.4 seconds"),
    "drips its body": (
        sending(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", *[b"x"] * 50, pause_s=0.1),
        "no complete answer within 0.4 seconds",
    ),
    "hangs up": (sending(), "the server hung up without an answer"),
    "cuts": (reply(body=b"half", Content_Length="100"), "the answer was cut: less came than was announced"),
    "cuts hard": (cut_hard, "the answer was cut"),
    "cuts a chunk": (
        sending(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\nhalf"),
        "the answer was cut: less came than was announced",
    ),
    "packs damaged": (
        reply(body=gzip.compress(GOOD)[:10] + b"\xff" * 60, Content_Encoding="gzip"), "the packed answer is damaged",
    ),
    "packs and cuts": (
        reply(body=zlib.compress(GOOD * 99)[:-6], Content_Encoding="deflate"), "the packed answer ends too early",
    ),
    "packs a bomb": (reply(body=BOMB, Content_Encoding="gzip"), "the answer is larger than 1,000,000 bytes"),
    "packs twice": (
        reply(body=gzip.compress(gzip.compress(GOOD)), Content_Encoding="gzip, gzip"), "packed as 'gzip, gzip', which",
    ),
    "says no HTTP": (sending(b"220 mail.example ESMTP\r\n"), "what it answers is no HTTP"),
    "two lengths": (
        sending(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 400\r\n\r\nhalf"), "what it answers is no HTTP",
    ),
    "an endless head": (
        sending(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"), "what it answers is no HTTP",
    ),
    "leads into a file": (reply("302 Found", Location="file:///etc/passwd"), "only http and https are fetched"),
    "leads nowhere": (reply("302 Found", Location="http://[::zz]/"), "an address that is none"),
    "leads in a circle": (reply("302 Found", Location="/"), "more than 5 redirects"),
    "is down": (reply("503 Service Unavailable", Retry_After="7"), "the server answers 503 Service Unavailable"),
}  # fmt: skip


def polling(url: str, notes: Notes) -> HttpPollTransport:
    return HttpPollTransport(
        "coast", url, notes=notes, clock=office().clock, allow_private=True, max_bytes=1_000_000, timeout_s=0.4
    )


@pytest.mark.parametrize("how", MISBEHAVING)
async def test_it_is_refused_in_words_and_the_copy_comes_once_when_it_is_well(how: str) -> None:
    script, words = MISBEHAVING[how]
    notes = Notes()
    async with serving(script) as server:
        with pytest.raises(TransportError) as refused:
            await look(polling(server.url, notes))
        assert words in refused.value.problem
        assert not re.search(r"[a-z]Error|Exception|errno|<", refused.value.problem), refused.value.problem
        assert notes.kept == {}
        server.scripts = [reply(body=GOOD)]
        assert [arrival.data for arrival in await look(polling(server.url, notes))] == [GOOD]
        assert await look(polling(server.url, notes)) == []


async def test_more_than_was_announced_is_refused_and_is_not_the_next_answer() -> None:
    notes = Notes()
    short = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    async with serving(sending(short + GOOD + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")) as server:
        transport = polling(server.url, notes)
        with pytest.raises(TransportError, match="what it answers is no HTTP"):
            await look(transport)
        server.scripts = [reply(body=GOOD)]
        assert [arrival.data for arrival in await look(transport)] == [GOOD]


async def test_no_such_host_and_no_tls_are_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aiohttp, "ThreadedResolver", lambda: Names())
    with pytest.raises(TransportError, match=r"there is no host gone\.example: Name or service not known"):
        await look(polling("http://gone.example/", Notes()))
    async with line(b"220 mail.example ESMTP\r\n") as place:
        with pytest.raises(TransportError, match="it speaks no TLS there"):
            await look(polling(place.replace("tcp:", "https:"), Notes()))


class Names(AbstractResolver):
    """Names whose addresses change: each question has the next answer."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.n_asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.n_asked += 1
        if not self.answers:
            raise OSError(socket.EAI_NONAME, "Name or service not known")
        return [
            ResolveResult(
                hostname=host, host=self.answers.pop(0), port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        return None


async def test_a_name_that_changes_gains_nothing_over_the_web(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked once for a connection: what was looked at is what is connected to, and never the next answer."""
    names = Names("8.8.8.8", "127.0.0.1")
    connected: list[Any] = []

    def make_socket(address: Any) -> socket.socket:
        connected.append(address[4][0])
        raise OSError(101, "Network is unreachable")

    real = aiohttp.TCPConnector
    monkeypatch.setattr(aiohttp, "ThreadedResolver", lambda: names)
    monkeypatch.setattr(aiohttp, "TCPConnector", lambda **settings: real(**settings, socket_factory=make_socket))
    async with serving(reply(body=b"inside")) as server:
        place = server.url.replace("127.0.0.1", "trick.example")
        for words in ("cannot connect: Network is unreachable", "trick.example is 127.0.0.1, a private address"):
            with pytest.raises(TransportError) as refused:
                await look(open_transport(door(place, allow_private=False), office()))
            assert words in refused.value.problem
    assert (names.n_asked, connected) == (2, ["8.8.8.8"])


async def test_a_name_that_changes_gains_nothing_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names("8.8.8.8", "127.0.0.1")
    monkeypatch.setattr(aiohttp, "ThreadedResolver", lambda: names)
    place = door("sftp://trick.example", allow_private=False)
    assert await resolve_guarded(place, "trick.example", 22) == "8.8.8.8"
    with pytest.raises(TransportError, match=r"trick\.example is 127\.0\.0\.1, a private address"):
        await resolve_guarded(place, "trick.example", 22)
    assert names.n_asked == 2
