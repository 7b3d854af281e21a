"""A feed that says that it has moved for good is asked at its new address; one that only sends us elsewhere is not."""

import pytest
from test_http_poll import Notes, Script, Server, polling, reply, serving, take_one

from wireroom.transports import find_move

FEED = b"<rss/>"


def paths(server: Server) -> list[str]:
    return [request["path"] for request in server.requests]


def by_path(**answers: Script) -> Script:
    """Answer each path by its own script; the last part of the path is its name."""

    async def script(request: dict[str, str], writer) -> None:
        await answers[request["path"].partition("?")[0].rpartition("/")[2].partition(".")[0]](request, writer)

    return script


async def take(server: Server, notes: Notes, **settings: object) -> None:
    """Look once as after a start, and keep what is there."""
    transport = polling(server.url, notes, **settings)
    async for arrival in transport.look():
        await transport.done(arrival)


@pytest.mark.parametrize("status", ["301 Moved Permanently", "308 Permanent Redirect"])
async def test_a_feed_that_moved_for_good_is_asked_there(status: str) -> None:
    notes = Notes()
    moved = by_path(wire=reply(status, Location="/new.rss"), new=reply(body=FEED))
    async with serving(moved) as server:
        for _ in range(3):
            await take(server, notes)
        assert paths(server) == ["/wire.rss", "/new.rss", "/new.rss", "/new.rss"]
        assert find_move(notes, "feed", server.url) == server.url.replace("wire", "new")
        assert find_move(notes, "feed", server.url + "?other") is None
        assert find_move(notes, "other", server.url) is None


@pytest.mark.parametrize("status", ["302 Found", "303 See Other", "307 Temporary Redirect"])
async def test_one_that_is_elsewhere_for_now_is_not(status: str) -> None:
    notes = Notes()
    moved = by_path(wire=reply(status, Location="/new.rss"), new=reply(body=FEED))
    async with serving(moved) as server:
        await take(server, notes)
        await take(server, notes)
        assert paths(server) == ["/wire.rss", "/new.rss"] * 2
        assert find_move(notes, "feed", server.url) is None


async def test_behind_a_redirect_for_now_nothing_is_for_good() -> None:
    notes = Notes()
    moved = by_path(
        wire=reply("301 Moved", Location="/b.rss"), b=reply("302 Found", Location="/c.rss"),
        c=reply("301 Moved", Location="/d.rss"), d=reply(body=FEED),
    )  # fmt: skip
    async with serving(moved) as server:
        await take(server, notes)
        assert find_move(notes, "feed", server.url) == server.url.replace("wire", "b")


async def test_nothing_is_remembered_before_its_copy_is_durable() -> None:
    notes = Notes()
    async with serving(by_path(wire=reply("301 Moved", Location="/new.rss"), new=reply(body=FEED))) as server:
        await take_one(polling(server.url, notes))
        assert notes.kept == {}


@pytest.mark.parametrize("same", [reply("304 Not Modified"), reply(body=FEED)], ids=["not modified", "same bytes"])
async def test_a_feed_that_moves_while_nothing_is_new_is_remembered(same: Script) -> None:
    notes = Notes()
    async with serving(reply(body=FEED, ETag='"a"')) as server:
        await take(server, notes)
        server.scripts = [by_path(wire=reply("301 Moved", Location="/new.rss"), new=same)]
        await take(server, notes)
        await take(server, notes)
        assert paths(server) == ["/wire.rss", "/wire.rss", "/new.rss", "/new.rss"]
        assert server.requests[-1]["If-None-Match"] == '"a"'


@pytest.mark.parametrize(
    "gone",
    [
        reply("404 Not Found"), reply("410 Gone"), reply("500 Broken"),
        reply(body=b"<!doctype html><html><title>Sign in</title>"),
    ],
    ids=["404", "410", "500", "a page"],
)  # fmt: skip
async def test_where_it_moved_to_and_is_not_the_first_address_is_asked_again(gone: Script) -> None:
    notes = Notes()
    async with serving(by_path(wire=reply("301 Moved", Location="/new.rss"), new=reply(body=FEED))) as server:
        await take(server, notes)
        server.scripts = [by_path(wire=reply(body=b"<rss>back</rss>"), new=gone)]
        await take(server, notes)
        assert paths(server)[-2:] == ["/new.rss", "/wire.rss"]
        assert find_move(notes, "feed", server.url) is None


async def test_a_host_that_is_busy_is_not_asked_elsewhere() -> None:
    notes = Notes()
    async with serving(by_path(wire=reply("301 Moved", Location="/new.rss"), new=reply(body=FEED))) as server:
        await take(server, notes)
        server.scripts = [by_path(wire=reply(body=FEED), new=reply("503 Busy", Retry_After="60"))]
        with pytest.raises(Exception, match="503"):
            await take(server, notes)
        assert paths(server)[-1] == "/new.rss"
        assert find_move(notes, "feed", server.url) is not None


async def test_one_that_moved_on_is_followed() -> None:
    notes = Notes()
    async with serving(by_path(wire=reply("301 Moved", Location="/new.rss"), new=reply(body=FEED))) as server:
        await take(server, notes)
        server.scripts = [by_path(new=reply("308 Moved", Location="/third.rss"), third=reply(body=b"<rss>3</rss>"))]
        await take(server, notes)
        await take(server, notes)
        assert paths(server)[2:] == ["/new.rss", "/third.rss", "/third.rss"]


async def test_a_key_goes_to_its_own_server_and_into_no_note() -> None:
    notes = Notes()
    moved = by_path(wire=reply("301 Moved", Location="/new.rss?key=word&x=1"), new=reply(body=FEED))
    async with serving(moved) as server:
        for _ in range(2):
            await take(server, notes, secret_query={"key": "word"})
        assert paths(server) == ["/wire.rss?key=word", "/new.rss?key=word&x=1", "/new.rss?x=1&key=word"]
        assert "word" not in str(notes.kept)
    async with serving(reply(body=FEED)) as other, serving(reply("301 Moved", Location=other.url)) as server:
        for _ in range(2):
            await take(server, notes, secret_headers={"x-key": "word"})
        assert [request["x-key"] for request in server.requests] == ["word", "word"]
        assert not any("x-key" in request for request in other.requests)
        assert find_move(notes, "feed", server.url) is None
