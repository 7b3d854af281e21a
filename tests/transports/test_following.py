"""Copy that an answer only links to: renditions of an API, items of a channel, documents of a feed."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from aiohttp import web
from doors import Notes, door, look, office, take
from yarl import URL

from wireroom import read
from wireroom.errors import ConfigError, TransportError
from wireroom.transports import open_transport
from wireroom.transports._following import _TRIES
from wireroom.transports._listing import list_documents

BASE = URL("https://wire.example/rmd/items?channel=abc")


def nitf(words: str) -> str:
    return (
        f"<nitf><head><title>{words}</title></head><body><body.head><hedline><hl1>{words}</hl1></hedline></body.head>"
        f"<body.content><p>{words} was reported at noon.</p></body.content></body></nitf>"
    )


class Site:
    """A server whose answers a test sets, and which notes what it is asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str]] = {}
        self.refused: dict[str, int] = {}
        self.asked: list[web.Request] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if request.path in self.refused:
            return web.Response(status=self.refused[request.path])
        kind, text = self.pages.get(str(request.rel_url.without_query_params("token")), ("", ""))
        if not kind:
            return web.Response(status=404)
        etag = f'"{hash(text)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(text=text, content_type=kind, headers={"ETag": etag})

    def paths(self) -> list[str]:
        found = [request.path for request in self.asked]
        self.asked.clear()
        return found


@pytest.fixture
async def sites() -> AsyncIterator[tuple[Site, Site]]:
    made, runners = (Site(), Site()), []
    for site in made:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", site.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.url = "http://{}:{}".format(*runner.addresses[0])
        runners.append(runner)
    yield made
    for runner in runners:
        await runner.cleanup()


def channel(*entries: tuple[str, int]) -> str:
    rows = "".join(
        f"<result><id>tag:{name}:{version}</id><guid>{name}</guid><version>{version}</version>"
        f'<channel alias="abc"><id>no-item</id></channel></result>'
        for name, version in entries
    )
    return f"<results><id>the-list</id><status code='10'/>{rows}</results>"


def rss(*entries: str) -> str:
    return f"<rss version='2.0'><channel><title>Coast</title>{''.join(entries)}</channel></rss>"


def entry(name: str, more: str = "") -> str:
    return f"<item><title>{name}</title><guid>{name}</guid><description>{name} in short</description>{more}</item>"


def enclosed(href: str, kind: str = "application/nitf+xml") -> str:
    return f"<enclosure url='{href}' type='{kind}' length='9'/>"


async def test_items_of_a_channel_come_each_once_and_again_in_a_new_version(sites: Any) -> None:
    site, _ = sites
    notes = Notes()
    place = door(f"{site.url}/rmd/items?channel=abc", follow="item?id={id}", secret="key", secret_query="token")
    site.pages["/rmd/items?channel=abc"] = ("text/xml", channel(("a", 1), ("b", 1)))
    site.pages |= {f"/rmd/item?id=tag:{name}:1": ("text/xml", nitf(f"{name} 1")) for name in "ab"}
    found = await look(open_transport(place, office(notes)))
    assert [read(arrival.data).items[0].headline for arrival in found] == ["a 1", "b 1"]
    assert {request.query["token"] for request in site.asked} == {"key"}
    assert {arrival.url for arrival in found} == {f"{site.url}/rmd/item"}
    site.paths()
    assert await look(open_transport(place, office(notes))) == []
    assert site.paths() == ["/rmd/items"]
    site.pages["/rmd/items?channel=abc"] = ("text/xml", channel(("a", 2), ("b", 1)))
    site.pages["/rmd/item?id=tag:a:2"] = ("text/xml", nitf("a 2"))
    assert [read(one.data).items[0].headline for one in await look(open_transport(place, office(notes)))] == ["a 2"]


async def test_what_was_not_durable_comes_again_with_its_list(sites: Any) -> None:
    site, _ = sites
    notes = Notes()
    place = door(f"{site.url}/list", follow="item?id={id}")
    site.pages["/list"] = ("application/json", msgspec.json.encode({"items": [{"id": 1}, {"id": 2}]}).decode())
    site.pages |= {f"/item?id={n}": ("text/xml", nitf(f"Tide {n}")) for n in (1, 2)}
    lost = await take(open_transport(place, office(notes)), 2, is_durable=False)
    assert notes.kept == {}
    transport = open_transport(place, office(notes))
    again = await take(transport, 2, is_durable=False)
    assert [one.data for one in again] == [one.data for one in lost]
    await transport.done(again[1])
    assert not any("validators" in key for key in notes.kept)
    third = await look(open_transport(place, office(notes)))
    assert [one.data for one in third] == [lost[0].data]
    assert await look(open_transport(place, office(notes))) == []


async def test_documents_of_an_rss_feed_are_taken_instead_of_its_summaries(sites: Any) -> None:
    site, other = sites
    linked = (
        f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='alternate' type='text/xml' href='{other.url}/two'/>"
    )
    feed = rss(entry("One", enclosed("docs/one.xml")), entry("Two", linked + enclosed("two.jpg", "image/jpeg")))
    site.pages |= {"/wire/feed": ("text/xml", feed), "/wire/docs/one.xml": ("text/xml", nitf("One whole"))}
    other.pages["/two"] = ("text/xml", nitf("Two whole"))
    place = door(f"{site.url}/wire/feed", follow="links", secret="key")
    found = await look(open_transport(place, office(Notes())))
    assert [read(one.data).items[0].headline for one in found] == ["One whole", "Two whole"]
    assert site.asked[-1].headers["Authorization"] == "Bearer key"
    assert "Authorization" not in other.asked[0].headers


async def test_a_feed_with_an_entry_that_links_to_nothing_is_taken_too(sites: Any) -> None:
    site, _ = sites
    feed = rss(entry("One", enclosed("/one.xml")), entry("Alone"))
    site.pages |= {"/feed": ("text/xml", feed), "/one.xml": ("text/xml", nitf("One whole"))}
    notes = Notes()
    place = door(f"{site.url}/feed", follow="links")
    document, itself = await look(open_transport(place, office(notes)))
    assert read(document.data).format == "nitf"
    assert (document.entry, itself.entry) == ("One", None)
    assert [item.headline for item in read(itself.data).items] == ["One", "Alone"]
    assert await look(open_transport(place, office(notes))) == []


async def test_renditions_of_an_api_are_fetched_with_its_key(sites: Any) -> None:
    site, pictures = sites
    item = {
        "altids": {"itemid": "t1"}, "version": 1, "type": "text", "headline": "Ferry aground",
        "renditions": {
            "anpa": {"type": "text", "href": f"{site.url}/get?f=anpa", "mimetype": "text/plain"},
            "nitf": {"type": "text", "href": f"{site.url}/get?f=nitf&qt=word", "mimetype": "text/xml"},
            "main": {"type": "picture", "href": f"{pictures.url}/full", "mimetype": "image/jpeg"},
        },
    }  # fmt: skip
    feed = {
        "api_version": "1.1",
        "data": {"items": [{"meta": {}, "item": item}], "next_page": f"{site.url}/feed?seq=1"},
    }
    empty = {"api_version": "1.1", "data": {"items": [], "next_page": f"{site.url}/feed?seq=1"}}
    site.pages["/feed"] = ("application/json", msgspec.json.encode(feed).decode())
    site.pages["/feed?seq=1"] = ("application/json", msgspec.json.encode(empty).decode())
    site.pages["/get?f=nitf&qt=word"] = ("text/xml", nitf("Ferry aground"))
    place = door(
        f"{site.url}/feed", follow="links", secret="key", secret_header="x-api-key", next_page="data.next_page"
    )
    notes = Notes()
    found = await look(open_transport(place, office(notes)))
    assert [read(one.data).format for one in found] == ["nitf", "ap_media"]
    assert found[0].url == f"{site.url}/get"
    assert {request.headers.get("x-api-key") for request in site.asked} == {"key"}
    assert pictures.asked == []
    assert await look(open_transport(place, office(notes))) == []


async def test_a_document_that_fails_is_asked_for_again_and_the_others_are_taken(sites: Any) -> None:
    site, _ = sites
    notes = Notes()
    site.pages["/feed"] = ("text/xml", rss(*(entry(str(n), enclosed(f"/{n}.xml")) for n in range(6))))
    site.pages |= {f"/{n}.xml": ("text/xml", nitf(f"Item {n}")) for n in range(6)}
    site.refused["/2.xml"] = 500
    transport: Any = open_transport(door(f"{site.url}/feed", follow="links"), office(notes))
    taken: list[str | None] = []

    async def look_on() -> None:
        async for arrival in transport.look():
            taken.append(arrival.filename)
            await transport.done(arrival)

    with pytest.raises(TransportError, match="a document it links to: the server answers 500"):
        await look_on()
    assert taken == ["0.xml", "1.xml", "3.xml", "4.xml", "5.xml"]
    del site.refused["/2.xml"]
    site.paths()
    assert [one.filename for one in await look(transport)] == ["2.xml"]
    assert site.paths() == ["/feed", "/2.xml"]
    assert await look(transport) == []


async def test_a_document_that_is_not_there_is_given_up_after_some_looks(sites: Any) -> None:
    site, _ = sites
    site.pages["/feed"] = ("text/xml", rss(entry("Gone", enclosed("/gone.xml"))))
    transport = open_transport(door(f"{site.url}/feed", follow="links"), office(Notes()))
    for _ in range(_TRIES + 2):
        assert await look(transport) == []
    assert site.paths().count("/gone.xml") == _TRIES


async def test_a_document_inside_the_house_is_not_fetched() -> None:
    transport: Any = open_transport(door("https://wire.example/", follow="links", allow_private=False), office())
    with pytest.raises(TransportError, match="a private address"):
        await transport._fetch_document(URL("http://127.0.0.1:9/secret.xml"))


async def test_a_look_beforehand_gives_documents_and_remembers_nothing(sites: Any) -> None:
    site, _ = sites
    notes = Notes()
    site.pages["/feed"] = ("text/xml", rss(*(entry(str(n), enclosed(f"/{n}.xml")) for n in range(6))))
    site.pages |= {f"/{n}.xml": ("text/xml", nitf(f"Item {n}")) for n in range(6)}
    transport = open_transport(door(f"{site.url}/feed", follow="links"), office(notes))
    assert [one.filename for one in await transport.sample(3)] == ["0.xml", "1.xml", "2.xml"]
    assert notes.kept == {}


async def test_what_is_no_list_is_said(sites: Any) -> None:
    site, _ = sites
    site.pages["/list"] = ("text/plain", "Please sign in")
    with pytest.raises(TransportError, match="follow wants a list"):
        await look(open_transport(door(f"{site.url}/list", follow="item?id={id}"), office()))
    taken = await look(open_transport(door(f"{site.url}/list", follow="links"), office()))
    assert [one.data for one in taken] == [b"Please sign in"]


@pytest.mark.parametrize("follow", ["yes", "item?id=7", "{}"])
def test_a_setting_that_leads_nowhere_is_refused(follow: str) -> None:
    with pytest.raises(ConfigError, match="follow"):
        open_transport(door("https://wire.example/", follow=follow), office())


@pytest.mark.parametrize(
    ("body", "follow", "documents", "is_whole"),
    [
        (channel(("a/b", 1)), "item?id={id}", ["https://wire.example/rmd/item?id=tag:a/b:1"], True),
        (channel(), "item?id={id}", [], True),
        ('{"id": 9, "rows": [{"id": "x", "of": {"id": "y"}}]}', "/i/{id}", ["https://wire.example/i/x"], True),
        ('{"items": [{"id": "1", "attachments": [{"url": "a.json", "mime_type": "application/json"}]}]}', "links",
         ["https://wire.example/rmd/a.json"], True),
        (rss(entry("1", enclosed("ftp://x.example/a.xml"))), "links", [], False),
        (rss(entry("1", enclosed("a.xml", "") + enclosed("b.xml", "application/vnd.iptc.g2.newsitem+xml"))), "links",
         ["https://wire.example/rmd/b.xml"], True),
        (rss(entry("1", enclosed("a.html", "text/html"))), "links", [], False),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><link rel='self' type='text/xml' href='s'/>"
         "<link href='a.nitf'/></entry></feed>", "links", ["https://wire.example/rmd/a.nitf"], True),
        ("<nitf/>", "links", [], False),
        ("[" * 900 + "]" * 900, "/{id}", [], True),
    ],
)  # fmt: skip
def test_which_documents_an_answer_names(body: str, follow: str, documents: list[str], is_whole: bool) -> None:
    listing = list_documents(body.encode(), BASE, follow)
    assert [one.url for one in listing.documents] == documents
    assert listing.is_whole == is_whole
