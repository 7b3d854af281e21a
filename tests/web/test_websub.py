"""The hub of our feeds and a follower of its own, a real server each: WebSub as the standard tells it."""

import asyncio
import hashlib
import hmac
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import feedparser
import httpx
import pytest
import uvicorn
from aiohttp import web

from newsroom import ninjs
from wireroom.config import Config
from wireroom.room import Room, open_room
from wireroom.web.app import make_app


class Follower:
    """A feed reader that knows WebSub: it notes what it was asked and sent."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.url = ""
        self.status = 204
        self.does_echo = True

    async def verify(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        return web.Response(text=request.query["hub.challenge"] if self.does_echo else "something else")

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        return web.Response(status=self.status)


class Pair:
    """A room and a follower."""

    def __init__(self, room: Room, client: httpx.AsyncClient, follower: Follower) -> None:
        self.room, self.client, self.follower = room, client, follower
        self.site = str(client.base_url).rstrip("/")

    async def ask(self, mode: str = "subscribe", topic: str = "/feeds/wire.atom", **more: str) -> httpx.Response:
        form = {"hub.mode": mode, "hub.topic": f"{self.site}{topic}", "hub.callback": self.follower.url} | {
            f"hub.{name}": value for name, value in more.items()
        }
        return await self.client.post("/websub", data=form)

    async def file(self, name: str, headline: str) -> None:
        await self.room.take(ninjs(name, headline, "Body."), source="test", content_type="application/json")

    def names(self) -> list[str]:
        return [one.name for one in self.room.alerts.subscribers.find_all()]


async def until(found: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not found():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def pair(**settings: object) -> AsyncIterator[Pair]:
    room = open_room(Config(**{"websub_private": True, **settings}), in_memory=True)
    follower = Follower()
    app = web.Application()
    app.router.add_get("/callback", follower.verify)
    app.router.add_post("/callback", follower.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    follower.url = f"http://127.0.0.1:{runner.addresses[0][1]}/callback?who=me"
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(make_app(room), log_level="error", timeout_graceful_shutdown=1))
        await room.start()
        serving = asyncio.get_running_loop().create_task(server.serve(sockets=[door]))
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        room.tell_address(url)
        await until(lambda: server.started)
        try:
            async with httpx.AsyncClient(base_url=url, timeout=10) as client:
                yield Pair(room, client, follower)
        finally:
            server.should_exit = True
            await serving
            await room.stop()
            await runner.cleanup()


async def test_follower_finds_the_hub_and_is_sent_what_is_new() -> None:
    async with pair() as them:
        feed = await them.client.get("/feeds/wire.atom?q=harbour")
        links = feedparser.parse(feed.content).feed.links
        assert {link["rel"]: link["href"] for link in links}["hub"] == f"{them.site}/websub"
        assert f'<{them.site}/websub>; rel="hub"' in feed.headers["link"]
        answer = await them.ask(topic="/feeds/wire.atom?q=harbour", secret="between us", lease_seconds="3600")
        assert answer.status_code == 202
        await until(them.names)
        asked = them.follower.asked[0]
        assert (asked["who"], asked["hub.mode"], asked["hub.lease_seconds"]) == ("me", "subscribe", "3600")
        await them.file("one", "Harbour closed")
        await them.file("two", "Snow in the north")
        await them.file("three", "Harbour open again")
        await until(lambda: len(them.follower.got) >= 2)
        found = [feedparser.parse(body) for _, body in them.follower.got]
        assert [one.entries[0].title for one in found] == ["Harbour closed", "Harbour open again"]
        headers, body = them.follower.got[0]
        assert headers["x-hub-signature"] == f"sha256={hmac.new(b'between us', body, hashlib.sha256).hexdigest()}"
        assert f'<{them.site}/feeds/wire.atom?q=harbour>; rel="self"' in headers["link"]
        assert headers["content-type"].startswith("application/atom+xml")
        # ended as it was begun
        await them.ask("unsubscribe", topic="/feeds/wire.atom?q=harbour")
        await until(lambda: not them.names())
        assert them.room.store.find_channels() == []


@pytest.mark.parametrize("form", ["rss", "json"])
async def test_every_feed_has_the_hub(form: str) -> None:
    async with pair() as them:
        feed = await them.client.get(f"/feeds/wire.{form}")
        assert f"{them.site}/websub" in feed.text
        await them.ask(topic=f"/feeds/wire.{form}")
        await until(them.names)
        await them.file("one", "Harbour closed")
        await until(lambda: them.follower.got)
        assert b"Harbour closed" in them.follower.got[0][1]


async def test_nothing_is_sent_to_one_who_does_not_say_that_it_wants_it() -> None:
    async with pair() as them:
        them.follower.does_echo = False
        assert (await them.ask()).status_code == 202
        await until(lambda: them.follower.asked)
        await asyncio.sleep(0.1)
        assert them.names() == []


async def test_asking_again_renews_and_410_gone_ends_the_subscription() -> None:
    async with pair() as them:
        await them.ask(lease_seconds="60")
        await until(them.names)
        first = them.room.alerts.subscribers.find_all()[0].ends_at
        await them.ask(lease_seconds="7200")
        await until(lambda: them.room.alerts.subscribers.find_all()[0].ends_at > first)
        assert len(them.names()) == 1
        them.follower.status = 410
        await them.file("one", "Harbour closed")
        await until(lambda: not them.names() and them.room.store.find_deliveries(state="dead"))
        assert them.room.store.find_channels() == []
        await them.file("two", "Harbour open again")
        await asyncio.sleep(0.1)
        assert len(them.follower.got) == 1
        assert len(them.room.store.find_deliveries()) == 1


@pytest.mark.parametrize(
    ("topic", "more"),
    [
        ("/feeds/wire.atom?as_of=2026-01-01", {}), ("/feeds/other", {}), ("/search?q=x", {}), ("/feeds/wire.atom?q=((", {}),
        ("/feeds/wire.atom", {"mode": "publish"}), ("/feeds/wire.atom", {"lease_seconds": "soon"}),
        ("/feeds/wire.atom", {"secret": "x" * 200}), ("/feeds/wire.atom", {"callback": "ftp://x/"}),
    ],
)  # fmt: skip
async def test_what_is_no_feed_or_no_form_is_refused(topic: str, more: dict[str, str]) -> None:
    async with pair() as them:
        form = {"hub.mode": "subscribe", "hub.topic": f"{them.site}{topic}", "hub.callback": them.follower.url}
        answer = await them.client.post("/websub", data=form | {f"hub.{name}": value for name, value in more.items()})
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert them.follower.asked == []


async def test_topic_of_another_site_is_refused_and_a_callback_in_the_house_is_not_asked() -> None:
    async with pair(websub_private=False) as them:
        form = {
            "hub.mode": "subscribe",
            "hub.topic": "https://other.example/feeds/wire.atom",
            "hub.callback": them.follower.url,
        }
        assert (await them.client.post("/websub", data=form)).status_code == 400
        assert (await them.ask()).status_code == 202
        await asyncio.sleep(0.2)
        assert them.follower.asked == []
        assert them.names() == []
