"""Polling a feed, against loopback servers that misbehave."""

import asyncio
import gzip
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from wireroom.errors import TransportError
from wireroom.transports._api import Arrival
from wireroom.transports.http_poll import MAX_INTERVAL_S, MIN_INTERVAL_S, HttpPollTransport, page_title

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
Script = Callable[[dict[str, str], asyncio.StreamWriter], Awaitable[None]]


class Notes:
    """Notes in memory, as the store keeps them."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def read_note(self, key: str) -> str | None:
        return self.kept.get(key)

    def write_notes(self, notes: Mapping[str, str]) -> None:
        self.kept.update(notes)


class Server:
    """A server that answers each request by the next script; the last one stays."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)
        self.requests: list[dict[str, str]] = []
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        headers["path"] = head[0].split()[1]
        self.requests.append(headers)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        try:
            await script(headers, writer)
            await writer.drain()
        except ConnectionError:
            pass  # the client has had enough, which is what the test is about
        finally:
            writer.close()


@asynccontextmanager
async def serving(*scripts: Script) -> AsyncIterator[Server]:
    server = Server(*scripts)
    listener = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/wire.rss"
    async with listener:
        yield server


def reply(status: str = "200 OK", body: bytes = b"", **headers: str) -> Script:
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")

    async def script(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)

    return script


def polling(url: str, notes: Notes | None = None, **settings: object) -> HttpPollTransport:
    settings = {"allow_private": True, "timeout_s": 5.0, "chance": random.Random(1), **settings}
    return HttpPollTransport("feed", url, notes=notes or Notes(), clock=lambda: NOW, **settings)


async def take_one(transport: HttpPollTransport) -> Arrival:
    stream = transport.arrivals()
    arrival = await anext(stream)
    await stream.aclose()
    return arrival


async def test_validators_are_kept_only_when_the_copy_is_durable() -> None:
    notes = Notes()
    old = reply(body=b"<rss/>", ETag='"a"', Last_Modified="Wed, 04 Mar 2026 11:00:00 GMT")
    async with serving(old, old, reply(body=b"<rss>new</rss>", ETag='"b"')) as server:
        await take_one(polling(server.url, notes))
        arrival = await take_one(polling(server.url, notes))
        assert (arrival.data, arrival.filename) == (b"<rss/>", "wire.rss")
        assert "If-None-Match" not in server.requests[-1]
        await polling(server.url, notes).done(arrival)
        assert (await take_one(polling(server.url, notes))).data == b"<rss>new</rss>"
        assert server.requests[-1]["If-None-Match"] == '"a"'
        assert server.requests[-1]["If-Modified-Since"] == "Wed, 04 Mar 2026 11:00:00 GMT"


async def test_what_the_server_says_of_the_copy_comes_with_it() -> None:
    """Relative links are relative to where the answer came from; what may be secret is no part of that."""
    moved = reply("302 Found", Location="/wire/latest.rss?key=secret")
    async with serving(moved, reply(body=b"<rss/>", Content_Language="nb")) as server:
        arrival = await take_one(polling(server.url.replace("http://", "http://me:word@")))
        assert arrival.url == server.url.replace("/wire.rss", "/wire/latest.rss")
        assert arrival.language == "nb"


async def test_not_changed_is_no_arrival() -> None:
    async with serving(reply(body=b"x", ETag='"a"'), reply("304 Not Modified")) as server:
        transport = polling(server.url)
        first = await transport.fetch()
        assert (await transport.fetch(first.validators)).data is None


async def test_the_same_bytes_without_validators_are_no_arrival() -> None:
    async with serving(reply(body=b"same")) as server:
        transport = polling(server.url)
        first = await transport.fetch()
        assert first.data == b"same"
        assert (await transport.fetch(first.validators)).data is None


async def test_validators_of_another_address_are_not_used() -> None:
    notes = Notes()
    async with serving(reply(body=b"x", ETag='"a"')) as server:
        transport = polling(server.url + "?old", notes)
        await transport.done(await take_one(transport))
        await take_one(polling(server.url, notes))
    assert "If-None-Match" not in server.requests[-1]


@pytest.mark.parametrize(
    ("words", "expected_s"),
    [
        ("120", 120),
        ("Wed, 04 Mar 2026 12:05:00 GMT", 300),
        ("Wed, 04 Mar 2026 11:00:00 GMT", 0),
        ("99999999999", 86400),
        ("soon", None),
    ],
)
async def test_retry_after_is_told(words: str, expected_s: float | None) -> None:
    async with serving(reply("503 Busy", Retry_After=words)) as server:
        with pytest.raises(TransportError, match="503") as caught:
            await polling(server.url).fetch()
    assert caught.value.retry_after_s == expected_s


async def test_gone_is_asked_once_a_day() -> None:
    async with serving(reply("410 Gone")) as server:
        with pytest.raises(TransportError) as caught:
            await polling(server.url).fetch()
    assert caught.value.retry_after_s == 86400


async def test_packed_answers_are_unpacked() -> None:
    async with serving(reply(body=gzip.compress(b"<rss/>"), Content_Encoding="gzip")) as server:
        assert (await polling(server.url).fetch()).data == b"<rss/>"


async def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    async with serving(reply(body=bomb, Content_Encoding="gzip")) as server:
        with pytest.raises(TransportError, match="larger than"):
            await polling(server.url, max_bytes=100_000).fetch()


async def test_an_answer_of_exactly_the_most_is_taken() -> None:
    async with serving(
        reply(body=gzip.compress(b"x" * 1000), Content_Encoding="gzip"), reply(body=b"x" * 1001)
    ) as server:
        transport = polling(server.url, max_bytes=1000)
        assert len((await transport.fetch()).data or b"") == 1000
        with pytest.raises(TransportError, match="larger than"):
            await transport.fetch()


async def test_an_endless_answer_is_cut() -> None:
    async def endless(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x" * 65536)
            await writer.drain()

    async with serving(endless) as server:
        with pytest.raises(TransportError, match="larger than"):
            await polling(server.url, max_bytes=1_000_000).fetch()


async def test_a_server_that_drips_is_left() -> None:
    async def drip(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with serving(drip) as server:
        with pytest.raises(TransportError, match="no complete answer"):
            await polling(server.url, timeout_s=0.3).fetch()


@pytest.mark.parametrize(
    "script",
    [
        reply(body=b"half", Content_Length="100"),
        reply(body=gzip.compress(b"<rss/>" * 100)[:-6], Content_Encoding="gzip"),
        reply(body=b"not gzip", Content_Encoding="gzip"),
        reply(body=b"x", Content_Encoding="br"),
        reply("999 What"),
    ],
    ids=["cut", "packed and cut", "not packed", "packed otherwise", "strange status"],
)
async def test_damaged_answers_are_errors_of_this_source(script: Script) -> None:
    async with serving(script) as server:
        with pytest.raises(TransportError, match="feed: "):
            await polling(server.url).fetch()


async def test_noise_is_an_error_of_this_source() -> None:
    async def noise(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(range(256)) * 4)

    async with serving(noise) as server:
        with pytest.raises(TransportError):
            await polling(server.url).fetch()


async def test_nobody_listening_is_an_error_of_this_source() -> None:
    async with serving(reply()) as server:
        pass
    with pytest.raises(TransportError, match="cannot connect"):
        await polling(server.url).fetch()


async def test_redirects_are_followed_and_counted() -> None:
    async with serving(reply("302 Found", Location="/b/feed.xml"), reply(body=b"there")) as server:
        found = await polling(server.url).fetch()
        assert (found.data, found.filename) == (b"there", "feed.xml")
    async with serving(reply("301 Moved", Location="/again")) as server:
        with pytest.raises(TransportError, match="redirects"):
            await polling(server.url).fetch()


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://a.example/x", "//"])
async def test_a_redirect_away_from_the_web_is_refused(to: str) -> None:
    async with serving(reply("302 Found", Location=to)) as server:
        with pytest.raises(TransportError):
            await polling(server.url).fetch()


def test_a_feed_that_rests_is_asked_less_often() -> None:
    transport = polling("http://a.example/")
    waits = [transport.next_s(0) for _ in range(12)]
    assert waits[0] < waits[5] <= MAX_INTERVAL_S * 1.05
    assert transport.pace.wait_s == MAX_INTERVAL_S
    for _ in range(12):
        transport.next_s(1)
    assert transport.pace.wait_s == MIN_INTERVAL_S
    assert 850 < transport.pace.next_s(is_new=True, at_least_s=900) < 950


async def test_a_page_where_a_feed_was_is_a_failure_and_no_copy() -> None:
    wall = (
        b"<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE html>\n<html><head><title>Please\nsign in</title></head></html>"
    )
    notes = Notes()
    async with serving(
        reply(body=b"<rss><item/></rss>"), reply(body=wall), reply(body=b"<rss><item/><item/></rss>")
    ) as server:
        transport = polling(server.url, notes)
        await transport.done(await take_one(transport))
        again = polling(server.url, notes)
        with pytest.raises(TransportError, match="a page of the web, 'Please sign in', where it gave copy before"):
            await take_one(again)
        assert (await take_one(again)).data == b"<rss><item/><item/></rss>"


async def test_a_source_that_is_a_page_is_one() -> None:
    notes = Notes()
    async with serving(
        reply(body=b"<!doctype html><html>1</html>"), reply(body=b"<!doctype html><html>2</html>")
    ) as server:
        transport = polling(server.url, notes)
        await transport.done(await take_one(transport))
        assert (await take_one(polling(server.url, notes))).data == b"<!doctype html><html>2</html>"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b"\xef\xbb\xbf<HTML lang=en><TITLE>A</TITLE>", "A"),
        (b"<html/>", ""),
        (b"<rss><title>html</title><html>", None),
        (b"<?xml version='1.0'?><feed/>", None),
        (b"{}", None),
        (b"", None),
        (b"<!-- a --><!-- b -->" * 200, None),
        (b"<!-->" * 2000, None),
    ],
)
def test_a_page_is_known_by_its_first_element(body: bytes, title: str | None) -> None:
    assert page_title(body) == title
