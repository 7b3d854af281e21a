"""Subscribers and recalls over HTTP, and the pages with which people do the same."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from deliveries.receivers import Receiver, answering, receiving
from newsroom import BEARER, Room, item, kill, ninjs, placed, serving
from wireroom.store import Errand, Ring
from wireroom.web.delivery_figures import delivery_figures

HOOK = {"name": "hook", "kind": "webhook", "settings": {"url": "http://127.0.0.1:9/", "secret": "sixteen letters and more",
        "allow_private": "yes"}}  # fmt: skip


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def client(room: Room) -> Iterator[httpx.Client]:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as opened:
        assert opened.post("/api/v1/channels", json=HOOK).status_code == 201
        yield opened


def send(client: httpx.Client, name: str, headline: str, source: str = "test", **more: object) -> str:
    answer = client.post(f"/api/v1/dispatches?source={source}", content=ninjs(name, headline, "", **more))
    assert answer.status_code == 201
    return answer.json()["items"][0]


def add(client: httpx.Client, **more: object) -> httpx.Response:
    return client.post("/api/v1/subscribers", json={"name": "paper", "channel": "hook"} | more)


def sent(client: httpx.Client, name: str = "paper") -> list[tuple[str, str, str]]:
    rows = client.get(f"/api/v1/deliveries?subscriber={name}").json()["deliveries"]
    return [(row["item"], row["kind"], row["state"]) for row in reversed(rows)]


async def deliver(room: Room, *receivers: Receiver, enough: int) -> None:
    """Let the outbox of a room work until each receiver has had so many."""
    async with receiving(*receivers):
        for n, receiver in enumerate(receivers):
            found = room.alerts.find_channel("hook" if not n else f"hook{n}")
            settings = found.settings | {"url": receiver.url}
            room.alerts.save_channel(type(found)(name=found.name, kind=found.kind, settings=settings))
        task = asyncio.get_running_loop().create_task(room.alerts.run())
        async with asyncio.timeout(10):
            while any(len(receiver.got) < enough for receiver in receivers) or room.store.find_deliveries(state="sent"):
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.wait([task])


def test_all_of_it_wants_the_token(client: httpx.Client) -> None:
    for verb, path in (
        ("GET", "/api/v1/subscribers"), ("POST", "/api/v1/subscribers"), ("GET", "/api/v1/subscribers/x"),
        ("PUT", "/api/v1/subscribers/x"), ("DELETE", "/api/v1/subscribers/x"), ("POST", "/api/v1/subscribers/x/pause"),
        ("POST", "/api/v1/subscribers/x/resend?from=1"), ("GET", "/api/v1/recalls"), ("GET", "/api/v1/items/x/recall"),
        ("GET", "/admin/subscribers"), ("POST", "/admin/subscribers"), ("POST", "/admin/subscribers/x/remove"),
        ("GET", "/admin/recalls"), ("GET", "/admin/recall/x"), ("POST", "/admin/recall/x/again"),
    ):  # fmt: skip
        answer = httpx.request(verb, str(client.base_url.join(path)))
        assert answer.status_code in (401, 303), (verb, path)
        assert answer.status_code == 401 or answer.headers["location"].startswith("/login"), (verb, path)


def test_subscriber_is_made_read_changed_and_removed(client: httpx.Client) -> None:
    made = add(client, query="harbour", title="The Paper", format="newsml_g2", sources=["coast"])
    assert made.status_code == 201
    assert client.get("/api/v1/subscribers").json() == [made.json()]
    changed = client.put("/api/v1/subscribers/paper", json={"name": "paper", "channel": "hook", "order": "pressing"})
    assert changed.json()["order"] == "pressing"
    assert client.get("/api/v1/subscribers/paper").json()["last_number"] == 0
    assert client.post("/api/v1/subscribers/paper/pause").json()["is_paused"] is True
    assert client.delete("/api/v1/channels/hook").status_code == 400, "a subscriber is sent copy by it"
    assert client.delete("/api/v1/subscribers/paper").status_code == 204
    assert client.delete("/api/v1/subscribers/paper").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "nowhere"},
        {"channel": "desk"},
        {"format": "telex"},
        {"query": "(("},
        {"name": "0123456789ab"},
        {"name": "No"},
    ],
)
def test_wrong_subscriber_is_refused(client: httpx.Client, wrong: dict[str, str]) -> None:
    answer = add(client, **wrong)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_item_goes_to_those_whose_search_and_terms_fit(client: httpx.Client) -> None:
    add(client, name="all")
    add(client, name="paper", query="harbour", not_sources=["rival"])
    add(client, name="coastal", sources=["coast"])
    first = send(client, "one", "Harbour closed", "coast")
    second = send(client, "two", "Harbour open", "rival")
    third = send(client, "three", "Snow in the north", "coast")
    assert [one for one, _, _ in sent(client, "all")] == [first, second, third]
    assert [one for one, _, _ in sent(client, "paper")] == [first]
    assert [one for one, _, _ in sent(client, "coastal")] == [first, third]


def test_embargoed_copy_goes_when_its_time_has_come_or_never(client: httpx.Client, room: Room) -> None:
    add(client, name="patient")
    add(client, name="strict", embargo="never")
    until = room.now + timedelta(hours=1)
    one = send(client, "one", "Prize given", embargoed=until.isoformat())
    assert sent(client, "patient") == []
    room.now = until + timedelta(seconds=1)
    room.desk.release_due()
    assert sent(client, "patient") == [(one, "item", "queued")]
    assert sent(client, "strict") == []


async def test_copy_leaves_in_its_format_with_its_number(room: Room) -> None:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        client.post("/api/v1/channels", json=HOOK)
        add(client, format="ninjs", query="harbour")
        one, two = send(client, "one", "Harbour closed"), send(client, "two", "Harbour open again")
        receiver = Receiver()
        await deliver(room, receiver, enough=2)
        assert [json.loads(got.body)["headlines"][0]["value"] for got in receiver.got] == [
            "Harbour closed",
            "Harbour open again",
        ]
        assert [got.headers["wireroom-number"] for got in receiver.got] == ["1", "2"]
        assert client.post("/api/v1/subscribers/paper/resend?from=2").json() == {"n_resent": 1}
        again = Receiver()
        await deliver(room, again, enough=1)
        assert again.keys == receiver.keys[1:]
        assert sent(client) == [(one, "item", "acknowledged"), (two, "item", "acknowledged")]


async def test_terms_that_changed_hold_back_what_waits(room: Room) -> None:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        client.post("/api/v1/channels", json=HOOK)
        add(client)
        gone = send(client, "one", "Harbour closed", "rival")
        add(client, not_sources=["rival"])
        send(client, "two", "Harbour open again", "coast")
        receiver = Receiver()
        await deliver(room, receiver, enough=1)
        assert sent(client)[0] == (gone, "item", "dead")
        assert len(receiver.got) == 1


async def test_number_of_copy_that_was_refused_and_then_killed_comes_as_a_notice(room: Room) -> None:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        client.post("/api/v1/channels", json=HOOK)
        add(client)
        ring = Ring(subscriber="paper", name="paper", errands=(Errand(channel="hook", due_at=room.now),), kind="item")
        room.file(placed(item("story", "Mayor arrested", "The mayor was arrested."), chain="c", rings=(ring,)))
        refusing = Receiver(answering(500))
        await deliver(room, refusing, enough=1)
        room.file(kill("notice", "story", chain="c", order=("story", "notice")))
        room.now += timedelta(hours=1)
        taking = Receiver()
        await deliver(room, taking, enough=2)
        assert [got.headers["wireroom-number"] for got in taking.got] == ["2", "1"]
        assert [got.headers["wireroom-kind"] for got in taking.got] == ["killed", "killed"]
        assert taking.keys[1] == refusing.keys[0]
        assert "arrested" not in b"".join(got.body for got in taking.got).decode()
        assert {state for _, _, state in sent(client)} == {"acknowledged"}


async def test_kill_is_written_as_cancelled_goes_first_and_the_recall_closes(room: Room) -> None:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        client.post("/api/v1/channels", json=HOOK)
        add(client)
        ring = Ring(subscriber="paper", name="paper", errands=(Errand(channel="hook", due_at=room.now),), kind="item")
        room.file(placed(item("story", "Mayor arrested", "The mayor was arrested."), chain="c", rings=(ring,)))
        await deliver(room, Receiver(), enough=1)
        room.file(placed(item("later", "Snow in the north", "It snows."), rings=(ring,)))
        room.file(kill("notice", "story", chain="c", order=("story", "notice")))
        assert client.get("/api/v1/recalls?open=true").json()[0]["n_open"] == 1
        page = client.get("/admin/recall/story").text
        assert "1 of 1 who had it has not acknowledged the kill" in page
        refusing = Receiver(answering(500))
        await deliver(room, refusing, enough=1)
        assert refusing.got[0].headers["wireroom-kind"] == "killed"
        room.now += timedelta(hours=1)
        taking = Receiver()
        await deliver(room, taking, enough=2)
        first = json.loads(taking.got[0].body)
        assert first["pubstatus"] == "canceled"
        assert "arrested" not in taking.got[0].body.decode()
        assert taking.keys[0] == refusing.keys[0]
        found = client.get("/api/v1/items/story/recall").json()
        assert (found["recall"]["n_open"], found["recall"]["by"]) == (0, "notice")
        assert found["rows"][0]["kill"]["attempts"] == 2
        assert "has acknowledged the kill, the last" in client.get("/admin/recall/story").text
        assert "Mayor arrested" in client.get("/admin/recalls").text
        assert client.get("/item/story").status_code == 410
        assert 'href="/admin/recall/story"' in client.get("/item/story").text
        assert "/admin/recall" not in httpx.get(f"{url}/item/story").text


def test_forms_do_what_the_api_does(client: httpx.Client) -> None:
    form = {"name": "paper", "title": "The Paper", "channel": "hook", "query": "harbour", "format": "newsml_g2",
            "sources": "coast, north", "delay_minutes": "15"}  # fmt: skip
    assert client.post("/admin/subscribers", data=form).status_code == 303
    found = client.get("/api/v1/subscribers").json()[0]
    assert (found["sources"], found["delay_minutes"], found["format"]) == (["coast", "north"], 15, "newsml_g2")
    page = client.get("/admin/subscribers").text
    assert "The Paper" in page
    assert "only coast, north" in page
    assert client.post("/admin/subscribers/paper/pause").status_code == 303
    assert client.get("/api/v1/subscribers").json()[0]["is_paused"] is True
    wrong = client.post("/admin/subscribers", data=form | {"channel": "nowhere"})
    assert wrong.status_code == 400
    assert "there is no channel &#39;nowhere&#39;" in wrong.text
    assert client.post("/admin/subscribers/paper/resend", data={"from": "x"}).status_code == 400
    assert client.post("/admin/subscribers/paper/remove").status_code == 303
    assert client.get("/api/v1/subscribers").json() == []


async def test_figures_tell_the_queue_its_age_attempts_and_open_recalls(room: Room) -> None:
    def figures() -> dict[str, float]:
        samples = [sample for metric in delivery_figures(room) for sample in metric.samples]
        return {"".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}

    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        client.post("/api/v1/channels", json=HOOK)
        add(client)
        assert figures()["wireroom_deliveries_oldest_seconds"] == 0
        one = send(client, "one", "Harbour closed")
        room.now += timedelta(seconds=90)
        found = figures()
        assert (found["wireroom_deliveriesqueued"], found["wireroom_deliveries_oldest_seconds"]) == (1, 90)
        good = Receiver()
        await deliver(room, good, enough=1)
        room.file(kill("k", one))
        room.now += timedelta(seconds=30)
        found = figures()
        assert (found["wireroom_recalls_open"], found["wireroom_recalls_oldest_seconds"]) == (1, 30)
        await deliver(room, Receiver(answering(500)), enough=1)
        found = figures()
        assert found["wireroom_delivery_attempts_totalacknowledged"] == 1
        assert found["wireroom_delivery_attempts_totalfailed"] == 1
        assert found["wireroom_channels_failing"] == 1
        room.alerts.pause_channel("hook", is_paused=True)
        assert figures()["wireroom_deliveries_oldest_seconds"] == 0
