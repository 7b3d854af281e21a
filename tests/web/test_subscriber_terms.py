"""What a subscriber's terms say of when copy leaves, seen through a room: order, delay, the end of a subscription."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from deliveries.receivers import Receiver
from newsroom import BEARER, Room, serving
from web.test_subscribers import HOOK, add, deliver, send, sent
from wireroom.model import Delivery
from wireroom.store import Outcome


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def client(room: Room) -> Iterator[httpx.Client]:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as opened:
        assert opened.post("/api/v1/channels", json=HOOK).status_code == 201
        yield opened


def next_one(room: Room) -> Delivery | None:
    """Let the next one leave, and be taken."""
    found = room.store.turn([], {"hook": 1}, now=room.now).deliveries
    room.store.turn([Outcome(key=one.key, state="acknowledged") for one in found], {}, now=room.now)
    return found[0] if found else None


def kill(client: httpx.Client, name: str, headline: str) -> None:
    send(client, name, headline, version="2", pubstatus="canceled", versioncreated="2026-03-01T12:05:00Z")


def test_pressing_copy_goes_before_the_rest_that_waits(room: Room, client: httpx.Client) -> None:
    add(client, order="pressing")
    plain = send(client, "one", "Harbour opens")
    flash = send(client, "two", "FLASH: Harbour bridge closed, police say")
    left = [next_one(room), next_one(room)]
    assert [(one.item, one.number) for one in left if one] == [(flash, 1), (plain, 2)]


def test_in_the_order_as_filed_nothing_goes_before_the_rest(room: Room, client: httpx.Client) -> None:
    add(client, order="filed")
    names = [send(client, "one", "Harbour opens"), send(client, "two", "FLASH: Harbour bridge closed, police say")]
    assert [one.item for one in (next_one(room), next_one(room)) if one] == names


def test_copy_waits_for_its_delay_and_what_is_killed_meanwhile_does_not_leave(room: Room, client: httpx.Client) -> None:
    add(client, delay_minutes=10)
    doomed, plain = send(client, "one", "Mayor arrested"), send(client, "two", "Snow in the north")
    assert next_one(room) is None
    kill(client, "one", "Mayor arrested")
    room.now += timedelta(minutes=11)
    left = [next_one(room), next_one(room), next_one(room)]
    assert (doomed, "item", "dead") in sent(client)
    assert doomed not in [one.item for one in left if one], "who had nothing of it is told nothing"
    assert plain in [one.item for one in left if one]


def test_kill_does_not_wait_for_the_delay(room: Room, client: httpx.Client) -> None:
    add(client, delay_minutes=10)
    one = send(client, "one", "Mayor arrested")
    room.now += timedelta(minutes=11)
    assert next_one(room) is not None
    kill(client, "one", "Mayor arrested")
    told = next_one(room)
    assert told is not None
    assert (told.item, told.kind) == (one, "killed")


async def test_after_the_end_of_a_subscription_no_copy_leaves_and_kills_do(room: Room) -> None:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        client.post("/api/v1/channels", json=HOOK)
        add(client, ends_at=(room.now + timedelta(hours=1)).isoformat())
        had = send(client, "one", "Mayor arrested")
        first = Receiver()
        await deliver(room, first, enough=1)
        waits = send(client, "two", "Snow in the north")
        room.now += timedelta(hours=2)
        send(client, "three", "More snow in the north")
        kill(client, "one", "Mayor arrested")
        second = Receiver()
        await deliver(room, second, enough=1)
        while room.store.waiting_channels():
            await deliver(room, Receiver(), enough=0)
        rows = sent(client)
    assert (waits, "item", "dead") in rows, "what waited when it ended"
    assert (had, "killed", "acknowledged") in rows
    assert [got.headers["wireroom-kind"] for got in second.got] == ["killed"]
    assert len([row for row in rows if row[1] == "item"]) == 2, "an item of afterwards is not even written down"
