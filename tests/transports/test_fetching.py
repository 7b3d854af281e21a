"""What all polled sources of a room share: connections, politeness to hosts, keys that stay at home, pages that follow."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from doors import Notes, door, look, office, take

from wireroom import read
from wireroom.errors import TransportError
from wireroom.transports import open_transport
from wireroom.transports._fetching import PER_HOST, Web

AP_FEED = Path(__file__).parents[1] / "formats" / "ap_media" / "feed.json"


class Site:
    """A web server that notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.n_now = self.n_most = 0
        self.url = ""
        self.elsewhere = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        self.n_now += 1
        self.n_most = max(self.n_most, self.n_now)
        await asyncio.sleep(0.01)
        self.n_now -= 1
        if request.path == "/busy":
            return web.Response(status=429, headers={"Retry-After": "120"})
        if request.path == "/moved":
            return web.Response(status=302, headers={"Location": f"{self.elsewhere}/plain"})
        if request.path == "/channel":
            page = int(request.query.get("page", "1"))
            if page > 3:
                return web.json_response({"data": {"items": [], "next_page": str(request.rel_url)}})
            return web.json_response({"data": {"items": [page], "next_page": f"/channel?page={page + 1}"}})
        if request.path == "/media/v/content/feed":
            if request.headers.get("x-api-key") != "word":
                return web.Response(status=401)
            found = msgspec.json.decode(AP_FEED.read_bytes())
            found["data"] |= {"items": found["data"]["items"] if "seq" not in request.query else []}
            found["data"]["next_page"] = str(request.url.with_query(seq="1"))
            return web.json_response(found)
        if request.path == "/astray":
            return web.json_response({"data": {"next_page": "https://other.example/"}})
        return web.Response(text=f"<rss>{request.path}</rss>")


async def serve(site: Site) -> web.AppRunner:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = "http://{}:{}".format(*runner.addresses[0])
    return runner


@pytest.fixture
async def site() -> Any:
    one, other = Site(), Site()
    runners = [await serve(one), await serve(other)]
    one.elsewhere = other.url
    yield one, other
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def shared() -> Any:
    made = Web(agent="Wireroom", clock=office().clock)
    yield made
    await made.close()


async def test_a_host_has_few_fetches_at_a_time(site: Any, shared: Web) -> None:
    one, _ = site
    transports = [open_transport(door(f"{one.url}/{n}", source=f"f{n}"), office(web=lambda: shared)) for n in range(20)]
    found = await asyncio.gather(*(look(transport) for transport in transports))
    assert [len(arrivals) for arrivals in found] == [1] * 20
    assert one.n_most == PER_HOST


async def test_a_host_that_is_busy_is_left_alone_by_all_its_feeds(site: Any, shared: Web) -> None:
    one, _ = site
    kept = office(web=lambda: shared)
    with pytest.raises(TransportError, match="429") as caught:
        await look(open_transport(door(f"{one.url}/busy"), kept))
    assert caught.value.retry_after_s == 120
    with pytest.raises(TransportError, match="asked to be left alone") as caught:
        await look(open_transport(door(f"{one.url}/plain"), kept))
    assert 110 < (caught.value.retry_after_s or 0) <= 120
    assert len(one.asked) == 1


@pytest.mark.parametrize(
    ("settings", "header", "value"),
    [
        ({"secret": "key", "secret_header": "x-api-key"}, "x-api-key", "key"),
        ({"secret": "key"}, "Authorization", "Bearer key"),
        ({"secret": "word", "user": "desk"}, "Authorization", "Basic ZGVzazp3b3Jk"),
    ],
)
async def test_a_key_goes_to_its_own_server_only(site: Any, settings: dict[str, str], header: str, value: str) -> None:
    one, other = site
    await look(open_transport(door(f"{one.url}/moved", **settings), office()))
    assert one.asked[0].headers[header] == value
    assert header not in other.asked[0].headers


async def test_pages_follow_each_other_and_the_cursor_stays_behind_what_is_durable(site: Any) -> None:
    one, _ = site
    notes = Notes()
    source = door(f"{one.url}/channel", next_page="data.next_page")
    first, second, *_ = await take(open_transport(source, office(notes)), 3, is_durable=False)
    again = open_transport(source, office(notes))
    arrivals = again.arrivals()
    found = [await anext(arrivals) for _ in range(3)]
    await again.done(found[1])
    await again.done(found[2])
    assert notes.kept == {}
    await again.done(found[0])
    await arrivals.aclose()
    assert b"page=4" in (await look(open_transport(source, office(notes))))[0].data
    assert await look(open_transport(source, office(notes))) == []
    assert first.data != second.data


async def test_ap_media_api_is_read_on_from_where_it_was(site: Any) -> None:
    one, _ = site
    notes = Notes()
    place = f"{one.url}/media/v/content/feed"
    source = door(place, secret="word", secret_header="x-api-key", next_page="data.next_page")
    first, empty = await look(open_transport(source, office(notes)))
    found = read(first.data, filename=first.filename, content_type=first.content_type)
    assert (found.format, len(found.items)) == ("ap_media", 2)
    assert read(empty.data).format == "ap_media"
    assert await look(open_transport(source, office(notes))) == []
    assert [request.query.get("seq") for request in one.asked][:2] == [None, "1"]
    assert "seq" in one.asked[-1].query
    with pytest.raises(TransportError, match="the server answers 401"):
        await look(open_transport(door(place, next_page="data.next_page"), office()))


async def test_a_next_page_elsewhere_is_not_asked(site: Any) -> None:
    one, _ = site
    with pytest.raises(TransportError, match="another server"):
        await look(open_transport(door(f"{one.url}/astray", next_page="data.next_page"), office()))
