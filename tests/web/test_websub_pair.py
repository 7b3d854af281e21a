"""Our hub and our subscriber as a pair: two rooms over real HTTP, one follows the other's feed."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from newsroom import Room, ninjs, serving
from web.test_websub import Pair, pair, until
from wireroom.config import SourceConfig
from wireroom.room import make_transport
from wireroom.text.signatures import sign_hex
from wireroom.transports import Office
from wireroom.transports._websub import SubscribedTransport, Subscription, load_subscription


class Follower:
    """A room that follows a feed of the other."""

    def __init__(self, room: Room, transport: SubscribedTransport, url: str) -> None:
        self.room, self.transport, self.url = room, transport, url

    async def look(self) -> None:
        """Poll once, as it does by itself, and see to the subscription."""
        async for _ in self.transport.look():
            pass

    @property
    def subscription(self) -> Subscription | None:
        return load_subscription(self.room.store, "other")

    def headlines(self) -> list[str]:
        return [filed.item.headline for filed in self.room.store.newest(now=self.room.clock())]


@asynccontextmanager
async def rooms() -> AsyncIterator[tuple[Pair, Follower]]:
    """A room with a hub, and one that follows its feed."""
    async with pair() as them:
        source = SourceConfig(url=f"{them.site}/feeds/wire.atom?q=harbour", websub=True, allow_private=True)
        room = Room(source={"other": source})
        with serving(room) as url:
            office = Office(notes=room.store, clock=room.clock, agent="test", chance=random.Random(1), public_url=url)
            transport = make_transport("other", source, office)
            assert isinstance(transport, SubscribedTransport)
            follower = Follower(room, transport, url)
            await follower.look()
            await until(lambda: follower.subscription is not None and follower.subscription.until is not None)
            await until(them.names)
            yield them, follower


async def test_what_one_room_files_is_on_the_wire_of_the_other_and_kills_follow() -> None:
    async with rooms() as (them, follower):
        await them.file("one", "Harbour closed")
        await them.file("two", "Snow in the north")
        await until(lambda: follower.headlines() == ["Harbour closed"])
        await them.file("three", "Harbour open again")
        await until(lambda: follower.headlines() == ["Harbour open again", "Harbour closed"])
        await until(lambda: {row.state for row in them.room.store.find_deliveries()} == {"acknowledged"})


async def test_what_is_not_signed_by_the_hub_is_acknowledged_and_left() -> None:
    async with rooms() as (_, follower):
        known = follower.subscription
        assert known is not None
        callback = f"{follower.url}/websub/other/{known.key}"
        forged = ninjs("x", "Harbour sold")
        async with httpx.AsyncClient() as client:
            for headers in ({}, {"x-hub-signature": sign_hex("sha256", b"another secret", forged)}):
                assert (await client.post(callback, content=forged, headers=headers)).status_code == 202
            assert follower.headlines() == []
            right = {"x-hub-signature": sign_hex("sha256", known.secret.encode(), forged)}
            assert (await client.post(callback, content=forged, headers=right)).status_code == 202
        assert follower.headlines() == ["Harbour sold"]


async def test_lease_is_renewed_before_it_ends_under_the_same_secret() -> None:
    async with rooms() as (them, follower):
        first = follower.subscription
        assert first is not None
        assert first.until is not None
        follower.room.now += timedelta(days=5)
        await follower.look()
        assert follower.subscription == first, "there is half of it left"
        follower.room.now += timedelta(days=3)
        await follower.look()
        await until(lambda: follower.subscription.until > first.until)
        assert follower.subscription.secret == first.secret
        assert len(them.names()) == 1
        await them.file("one", "Harbour closed")
        await until(lambda: follower.headlines() == ["Harbour closed"])


async def test_follower_that_dropped_the_source_is_gone_and_the_hub_lets_it_go() -> None:
    async with rooms() as (them, follower):
        known = follower.subscription
        assert known is not None
        follower.room.config = type(follower.room.config)()
        await them.file("one", "Harbour closed")
        await until(lambda: not them.names())
        assert them.room.store.find_channels() == []
        assert [row.state for row in them.room.store.find_deliveries()] == ["dead"]


@pytest.mark.parametrize("lease_s", [3600, 86_400])
async def test_short_lease_is_renewed_when_a_quarter_is_left(lease_s: int) -> None:
    async with rooms() as (_, follower):
        known = follower.subscription
        async with httpx.AsyncClient() as client:
            asked = {
                "hub.mode": "subscribe",
                "hub.topic": known.topic,
                "hub.challenge": "7",
                "hub.lease_seconds": str(lease_s),
            }
            assert (await client.get(f"{follower.url}/websub/other/{known.key}", params=asked)).text == "7"
        given = follower.subscription
        assert given.until == follower.room.now + timedelta(seconds=lease_s)
        assert follower.transport.next_s(0) <= lease_s / 4, "it looks when it is too late"
        follower.room.now += timedelta(seconds=lease_s * 0.7)
        await follower.look()
        assert follower.subscription == given
        follower.room.now += timedelta(seconds=lease_s * 0.1)
        await follower.look()
        await until(lambda: follower.subscription.until > given.until)
        await asyncio.sleep(0)
