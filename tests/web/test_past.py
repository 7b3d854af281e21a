"""As it stood at: pages, feeds and the API of a past minute, and what never comes back in them."""

import re
from datetime import timedelta

import httpx
import pytest

from newsroom import NOON, TOKEN, Room, file_bridge, item, kill, placed, serving
from wireroom.model import Change

WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}
#: the flash, the urgent and the first lead are in; the third lead and the other agency are not
THEN = {"as_of": "2026-03-01T12:03:30Z"}
READ = (
    "/", "/?by=story", "/item/flash", "/item/lead1", "/story/sbridge", "/story/sbridge.atom", "/search", "/search?q=bridge",
    "/search?q=bridge&sort=relevance", "/feeds/wire.rss", "/feeds/wire.atom", "/feeds/wire.json", "/api/v1/items",
    "/api/v1/items?q=bridge&sort=relevance", "/api/v1/items/lead1", "/api/v1/chains/cbridge", "/api/v1/stories",
    "/api/v1/stories/sbridge", "/items/lead1.ninjs", "/archive/2026-03-01", "/sitemap-news.xml",
)  # fmt: skip


@pytest.fixture
def room() -> Room:
    made = Room()
    file_bridge(made)
    return made


def then(client: httpx.Client, path: str, **more: str) -> httpx.Response:
    return client.get(path, params=dict(httpx.QueryParams(path.partition("?")[2])) | THEN | more)


@pytest.mark.parametrize("path", READ)
def test_what_came_later_is_nowhere(client: httpx.Client, path: str) -> None:
    answer = then(client, path)
    assert answer.status_code == 200
    assert "Five hurt" in answer.text or path.endswith("flash")
    for later in ("12 hurt", "lead3", "coast1", "Coast Wire"):
        assert later not in answer.text, later


def test_a_later_item_is_not_there_yet(client: httpx.Client) -> None:
    for path in ("/item/lead3", "/api/v1/items/lead3", "/items/lead3.txt"):
        assert then(client, path).status_code == 404, path


def test_the_newest_version_then_is_the_newest(client: httpx.Client) -> None:
    text = then(client, "/item/lead1").text
    assert "version 3 of 3" in text
    assert 'id="newer" role="status" hidden' in text
    chain = then(client, "/api/v1/chains/cbridge").json()
    assert [one["item"] for one in chain["versions"] if one.get("is_current")] == ["lead1"]
    assert then(client, "/api/v1/items/lead1").json()["chain"]["superseded_by"] is None


def test_now_is_as_ever(client: httpx.Client) -> None:
    answer = client.get("/", params={"as_of": "2026-03-01T12:05:00Z"})
    assert "12 hurt" in answer.text
    plain = client.get("/").text
    assert "data-as-of" not in plain
    assert "12 hurt" in plain


def test_a_page_of_the_past_says_so_and_leads_on_in_it(client: httpx.Client) -> None:
    text = then(client, "/", by="story").text
    assert "As it stood at" in text
    assert "1 March 2026, 12:03 UTC" in text
    assert '<a href="/?by=story">Back to now</a>' in text
    assert re.search(r'href="/item/lead1\?as_of=2026-03-01T12:03:30Z"', text)
    assert '<input type="hidden" name="as_of" value="2026-03-01T12:03:30Z">' in text
    assert "/static/" in text
    assert "/login?" not in text
    assert not re.search(r'/static/[^"]*as_of', text)


@pytest.mark.parametrize(
    "as_of", ["yesterday", "2026-13-01", "2026-03-01T12:09Z", "9999-12-31T23:59-23:59", '"><script>', "1"]
)
def test_what_is_no_past_time_is_refused(client: httpx.Client, as_of: str) -> None:
    for path in ("/", "/api/v1/items", "/feeds/wire.rss"):
        answer = client.get(path, params={"as_of": as_of})
        assert answer.status_code == 400, path
        assert path != "/" or "<script>" not in answer.text
    assert client.get("/nothing", params={"as_of": as_of}).status_code == 404


@pytest.mark.parametrize("path", ["/admin/alarms", "/watches", "/api/v1/wire", "/api/v1/deliveries", "/api/v1/watches"])
def test_what_is_about_now_has_no_past(client: httpx.Client, path: str) -> None:
    assert client.get(path, params=THEN, headers=WITH_TOKEN).status_code == 400


def test_the_past_cannot_be_changed(client: httpx.Client) -> None:
    answer = client.post("/api/v1/dispatches", params=THEN, headers=WITH_TOKEN, content=b"copy")
    assert answer.status_code == 400


def test_killed_copy_stays_killed_for_readers_and_not_for_editors(room: Room) -> None:
    room.file(placed(item("bank", "Bank manager missing, police say", "The manager is missing.")))
    alive = {"as_of": (room.now + timedelta(seconds=10)).isoformat()}
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    paths = [*READ, "/item/bank", "/api/v1/items/bank", "/items/bank.txt", "/items/bank.ninjs", "/story/sbank",
             "/api/v1/stories/sbank", "/api/v1/chains/cbank", "/search?q=manager", "/api/v1/items?q=manager"]  # fmt: skip
    with serving(room) as url:
        for path in paths:
            told = httpx.get(url + path, params=dict(httpx.QueryParams(path.partition("?")[2])) | alive).text
            assert "missing" not in told.lower(), path
        assert httpx.get(f"{url}/item/bank", params=alive).status_code == 410
        seen = httpx.get(f"{url}/item/bank", params=alive, headers=WITH_TOKEN)
        assert seen.status_code == 200
        assert "The manager is missing." in seen.text
        assert "killed since must not be used" in seen.text
        assert httpx.get(f"{url}/item/bank", headers=WITH_TOKEN).status_code == 410


def test_held_copy_is_not_there_before_its_release_ever(room: Room) -> None:
    until = room.now + timedelta(hours=1)
    room.file(placed(item("budget", "Budget speech in full", "Secret sums."), held_until=until))
    room.now = until + timedelta(minutes=1)
    room.store.release_due(room.now)
    released = room.now
    room.now += timedelta(minutes=1)
    paths = [*READ, "/item/budget", "/api/v1/items/budget", "/items/budget.txt", "/search?q=budget", "/story/sbudget"]
    with serving(room) as url:
        for path in paths:
            asked = dict(httpx.QueryParams(path.partition("?")[2]))
            for moment in (until - timedelta(minutes=30), released - timedelta(seconds=1)):
                told = httpx.get(url + path, params=asked | {"as_of": moment.isoformat()}).text
                assert "speech" not in told, (path, moment)
        told = httpx.get(url, params={"as_of": (released + timedelta(seconds=1)).isoformat()}).text
        assert "Budget speech in full" in told


def test_a_correction_is_not_known_before_it_comes(room: Room) -> None:
    room.file(
        placed(item("profit", "Profit rises 40 pct", "It rose 40 pct."), chain="cp", story="sp", order=("profit",))
    )
    before = {"as_of": (room.now + timedelta(seconds=1)).isoformat()}
    change = Change(kind="corrects", target="profit", reason="says so")
    second = item("profit2", "Profit rises 4 pct", "It rose 4 pct.")
    room.file(placed(second, chain="cp", story="sp", order=("profit", "profit2"), changes=(change,)))
    with serving(room) as url:
        assert "Corrected." in httpx.get(f"{url}/item/profit").text
        told = httpx.get(f"{url}/item/profit", params=before).text
        assert "Corrected." not in told
        assert "4 pct" not in told.replace("40 pct", "")
        assert "corrected_by" not in httpx.get(f"{url}/api/v1/items/profit", params=before).json()


def test_before_everything_the_wire_was_empty(client: httpx.Client) -> None:
    told = client.get("/", params={"as_of": (NOON - timedelta(days=1)).isoformat()})
    assert told.status_code == 200
    assert "The wire is quiet" in told.text


def test_a_time_of_another_zone_is_led_on_whole(client: httpx.Client) -> None:
    asked = {"as_of": "2026-03-01T13:03:30+01:00"}
    led = client.get("/archive", params=asked).headers["location"]
    assert led == "/archive/2026-03-01?as_of=2026-03-01T13:03:30%2B01:00"
    told = client.get(led).text
    assert "Five hurt" in told
    assert "12 hurt" not in told
    assert 'href="/item/lead1?as_of=2026-03-01T13:03:30%2B01:00"' in told
