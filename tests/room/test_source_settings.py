"""What is set for a source is heeded: how its copy is read, how much of it is taken, and when it is asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiohttp import web

from wireroom.config import Config, SourceConfig
from wireroom.errors import ConfigError
from wireroom.model import Item
from wireroom.room import Room, add_source, load_added, look_once, open_room

#: a Wednesday
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@asynccontextmanager
async def running(data: Path, **sources: SourceConfig) -> AsyncIterator[Room]:
    room = open_room(Config(data=data, source=sources), clock=lambda: NOON, in_memory=True)
    await room.start()
    try:
        yield room
    finally:
        await room.stop()


async def until(found: Callable[[], Any]) -> Any:
    async with asyncio.timeout(20):
        while not (value := found()):
            await asyncio.sleep(0.02)
    return value


def items(room: Room) -> list[Item]:
    return [found.item for found in room.store.newest(limit=10, view="desk", now=NOON)]


async def test_zone_character_set_format_and_agency_are_those_of_the_source(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    words = "Die Brücke ist zu\r\n\r\nHAMBURG, 4. März - Die Brücke über die Elbe ist für Wochen geschlossen.\r\n"
    (folder / "a.txt").write_bytes(words.encode("cp850"))
    source = SourceConfig(folder=folder, settle=0, charset="cp850", format="plain_text", agency="dpa")
    async with running(tmp_path / "room", coast=source) as room:
        (item,) = await until(lambda: items(room))
    assert (item.format, item.agency) == ("plain_text", "dpa")
    assert "Brücke über die Elbe" in item.body_text


async def test_a_time_without_a_zone_is_of_the_source_s(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.xml").write_text(
        "<nitf><head><title>Tide</title><docdata><date.issue norm='20260304T093000'/></docdata></head>"
        "<body><body.content><p>High water at noon.</p></body.content></body></nitf>"
    )
    async with running(tmp_path / "room", coast=SourceConfig(folder=folder, settle=0, zone="Asia/Tokyo")) as room:
        (item,) = await until(lambda: items(room))
    assert item.versioncreated == datetime(2026, 3, 4, 0, 30, tzinfo=UTC)


async def test_no_more_is_taken_a_minute_than_its_rate(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"Harbour {n} opens\n\nThe harbour has opened its gate {n} today.\n")
    async with running(tmp_path / "room", coast=SourceConfig(folder=folder, settle=0, rate=1)) as room:
        await until(lambda: room.store.figures().n_dispatches)
        await asyncio.sleep(0.3)
        assert room.store.figures().n_dispatches == 1


async def test_a_source_is_not_asked_outside_its_hours(tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text="Harbour opens\n\nThe harbour has opened today, its master says.\n")

    app = web.Application()
    app.router.add_get("/{name}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = "http://{}:{}".format(*runner.addresses[0])
    closed = SourceConfig(url=f"{url}/closed", allow_private=True, schedule="sat 08:00-12:00")
    far = SourceConfig(url=f"{url}/far", allow_private=True, schedule="wed 12:00-13:00", zone="Asia/Tokyo")
    opened = SourceConfig(url=f"{url}/open", allow_private=True, schedule="wed 12:00-13:00", zone="Europe/London")
    async with running(tmp_path / "room", closed=closed, far=far, opened=opened):
        await until(lambda: asked)
        await asyncio.sleep(0.3)
    await runner.cleanup()
    assert asked == ["/open"]


@pytest.mark.parametrize("role", ["desk", "web"])
def test_a_source_is_not_added_where_nobody_would_ask_it(tmp_path: Path, role: str) -> None:
    feed = SourceConfig(url="https://a.example/rss")
    with pytest.raises(ConfigError, match="asks no sources"):
        add_source(Config(data=tmp_path, store="postgresql://h/d", role=role), "coast", feed)
    assert load_added(tmp_path) == {}
    add_source(Config(data=tmp_path, store="postgresql://h/d", role="intake"), "coast", feed)
    assert load_added(tmp_path) == {"coast": feed}


@pytest.mark.parametrize(
    ("head", "advice"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/wire.rss">', "the feed it names is {base}/wire.rss"),
        ('<link rel="alternate" hreflang="de" href="/de">', "it names no feed"),
    ],
)
def test_a_look_says_of_a_page_of_the_web_that_it_is_no_feed(head: str, advice: str) -> None:
    body = f"<!doctype html><html><head><title>Our news</title>{head}</head><body><h1>Welcome</h1></body></html>"

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever).start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        (seen,) = look_once("page", SourceConfig(url=f"{base}/news", allow_private=True))
        server.shutdown()
    assert seen.advice == "this is a page of the web and no feed; " + advice.format(base=base)
