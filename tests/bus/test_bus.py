"""The bus against a real NATS server: every event that readers may have, once, in order, whatever ends in between."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import nats

from contract.wire import NOON, file, item, kill, minutes, placement
from natsd import NatsServer
from roomproc import ninjs, room_process
from wireroom.bus import Bus
from wireroom.model import Change, Marks
from wireroom.store import Store, open_store
from wireroom.ticker import Ticker


@contextlib.asynccontextmanager
async def publishing(store: Store, server: NatsServer, **more: Any) -> AsyncIterator[tuple[Bus, Ticker]]:
    ticker = Ticker(store)
    bus = Bus(store, ticker, lambda: NOON + minutes(60), url=server.url, retry_s=0.05, timeout_s=1, **more)
    task = asyncio.create_task(bus.run())
    try:
        yield bus, ticker
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(found: Any, *, within_s: float = 20.0) -> None:
    async with asyncio.timeout(within_s):
        while not found():
            await asyncio.sleep(0.01)


async def connected(bus: Bus) -> None:
    await until(lambda: bus.problem is None)


async def caught_up(bus: Bus, ticker: Ticker, store: Store) -> None:
    ticker.poll()
    await until(lambda: bus.seq == store.last_seq())


async def on_the_bus(server: NatsServer, subject: str = "wireroom.wire.>") -> list[tuple[str, dict[str, Any]]]:
    """Read the whole stream as a reader from far away would."""
    client = await nats.connect(server.url)
    try:
        stream = client.jetstream()
        n_messages = (await stream.stream_info("WIREROOM")).state.messages
        reader = await stream.subscribe(subject, ordered_consumer=True)
        found = []
        for _ in range(n_messages if subject.endswith(">") else 1):
            message = await reader.next_msg(timeout=5)
            found.append((message.subject, msgspec.json.decode(message.data)))
            assert (message.headers or {})["Nats-Msg-Id"] == str(found[-1][1]["seq"])
        return found
    finally:
        await client.close()


def seqs(found: list[tuple[str, dict[str, Any]]]) -> list[int]:
    return [event["seq"] for _, event in found]


async def test_events_are_published_once_and_in_order(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        for n in range(20):
            file(store, placement(f"i{n}", chain=f"c{n}"))
        await caught_up(bus, ticker, store)
    found = await on_the_bus(server)
    assert seqs(found) == list(range(1, 21))
    assert found[3][0] == "wireroom.wire.filed.i3._"
    assert (found[3][1]["headline"], found[3][1]["chain"]) == ("Headline of i3", "c3")
    assert bus.n_published == 20


async def test_what_was_before_the_first_start_is_not_published(server: NatsServer, store: Store) -> None:
    file(store, placement("old"))
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        file(store, placement("new"))
        await caught_up(bus, ticker, store)
    assert seqs(await on_the_bus(server)) == [2]


async def test_held_copy_is_published_when_it_is_released(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        file(store, placement(item("secret", "Nobody may know"), held_until=NOON + minutes(30)))
        file(store, placement("free"))
        await caught_up(bus, ticker, store)
        assert b"Nobody may know" not in msgspec.json.encode(await on_the_bus(server))
        assert [subject for subject, _ in await on_the_bus(server)] == ["wireroom.wire.filed.free._"]
        store.release_due(NOON + minutes(31))
        await caught_up(bus, ticker, store)
    found = await on_the_bus(server)
    assert [(event["kind"], event["headline"]) for _, event in found][-1] == ("released", "Nobody may know")


async def test_a_kill_takes_the_words_out_of_the_stream(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        file(store, placement(item("wrong", "Mayor arrested")))
        fix = item("fix", "CORRECTED: Mayor questioned", marks=Marks(actions=("correction",)))
        file(store, placement(fix, changes=(Change(kind="corrects", target="wrong", reason="says so"),)))
        await caught_up(bus, ticker, store)
        assert b"questioned" in msgspec.json.encode(await on_the_bus(server))
        file(store, kill("k1", "wrong"))
        await caught_up(bus, ticker, store)
        assert b"arrested" not in msgspec.json.encode(await on_the_bus(server))
        file(store, kill("k2", "fix"))
        await caught_up(bus, ticker, store)
    found = await on_the_bus(server)
    assert b"Mayor" not in msgspec.json.encode(found)
    assert [event["item"] for _, event in found if event["kind"] == "killed"] == ["wrong", "fix"]
    assert seqs(found) == sorted(seqs(found))
    assert (await on_the_bus(server, "wireroom.wire.killed.fix.*"))[0][1]["by"] == "k2"


async def test_the_desks_events_are_not_published(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        file(store, placement("i", alarms=("a kill that matches nothing: Mayor",)))
        await caught_up(bus, ticker, store)
    assert [event["kind"] for _, event in await on_the_bus(server)] == ["filed"]


async def test_a_server_killed_again_and_again_loses_and_doubles_nothing(server: NatsServer, store: Store) -> None:
    chance = random.Random(7)
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        for turn in range(5):
            for n in range(60):
                file(store, placement(f"i{turn}-{n}", chain=f"c{turn}-{n}"))
            ticker.poll()
            before = bus.n_published
            await until(lambda before=before: bus.n_published > before + chance.randint(0, 40) or bus.problem)
            server.kill()
            file(store, placement(f"cut{turn}", chain=f"x{turn}"))
            ticker.poll()
            await until(lambda: bus.problem is not None)
            server.start()
        await caught_up(bus, ticker, store)
    assert seqs(await on_the_bus(server)) == list(range(1, store.last_seq() + 1))


async def test_a_room_that_ends_at_any_moment_goes_on_where_it_was(server: NatsServer, store: Store) -> None:
    chance = random.Random(3)
    async with publishing(store, server) as (bus, _):
        await connected(bus)
    for n in range(300):
        file(store, placement(f"i{n}", chain=f"c{n}"))
    for _ in range(8):
        async with publishing(store, server) as (bus, _):
            await asyncio.sleep(chance.uniform(0.0, 0.06))
    async with publishing(store, server) as (bus, ticker):
        await caught_up(bus, ticker, store)
    assert seqs(await on_the_bus(server)) == list(range(1, 301))


async def test_a_server_that_does_not_answer_is_waited_for(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        server.freeze(is_frozen=True)
        for n in range(10):
            file(store, placement(f"i{n}", chain=f"c{n}"))
        ticker.poll()
        await until(lambda: bus.problem is not None)
        server.freeze(is_frozen=False)
        await caught_up(bus, ticker, store)
    assert seqs(await on_the_bus(server)) == list(range(1, 11))


async def test_a_stream_of_another_room_is_said_and_left_alone(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        for n in range(5):
            file(store, placement(f"i{n}", chain=f"c{n}"))
        await caught_up(bus, ticker, store)
    other = open_store(":memory:")
    file(other, placement("mine"))
    async with publishing(other, server) as (bus, ticker):
        await until(lambda: "it is of another room" in (bus.problem or ""))
    other.close()
    assert seqs(await on_the_bus(server)) == [1, 2, 3, 4, 5]


async def test_an_emptied_stream_goes_on_from_what_was_noted(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        file(store, placement("first"))
        await caught_up(bus, ticker, store)
    client = await nats.connect(server.url)
    await client.jetstream().purge_stream("WIREROOM")
    await client.close()
    async with publishing(store, server) as (bus, ticker):
        file(store, placement("second"))
        await caught_up(bus, ticker, store)
    # the server knows the first by its id still
    assert seqs(await on_the_bus(server)) == [2]


def test_a_room_with_a_bus_publishes_what_is_posted(server: NatsServer, tmp_path: Path) -> None:
    import httpx

    with room_process(tmp_path / "room", "--bus", server.url) as room:
        figures = ""

        async def ready() -> None:
            nonlocal figures
            while "wireroom_bus_up 1.0" not in figures:
                figures = httpx.get(f"{room.url}/metrics").text
                await asyncio.sleep(0.05)

        asyncio.run(asyncio.wait_for(ready(), 20))
        headers = {"Authorization": f"Bearer {room.token}"}
        for n in range(3):
            assert httpx.post(f"{room.url}/api/v1/dispatches?source=x", content=ninjs(n), headers=headers).is_success

        async def read() -> list[tuple[str, dict[str, Any]]]:
            while len(found := await on_the_bus(server)) < 3:
                await asyncio.sleep(0.05)
            return found

        found = asyncio.run(asyncio.wait_for(read(), 20))
        assert [event["headline"] for _, event in found] == [f"Lighthouse number {n} is painted" for n in range(3)]
        assert room.stop() == 0
