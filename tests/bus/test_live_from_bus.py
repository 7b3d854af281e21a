"""A web node's live wire out of the bus: the same events as out of the store, and no word that the store would not tell."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bus.test_bus import connected, publishing, until
from contract.wire import NOON, file, item, kill, minutes, placement
from natsd import NatsServer
from roomproc import ninjs, room_process, wireroom
from web.sse import WireReader
from wireroom import query as search
from wireroom.bus import Bus, BusLog
from wireroom.frames import Frame
from wireroom.model import Change
from wireroom.store import Store, open_store
from wireroom.ticker import Ticker
from wireroom.web.stream import WireHub
from wireroom.web.wire_log import StoreLog

LATER = NOON + minutes(60)


def clock():
    return LATER


@contextlib.asynccontextmanager
async def following(store: Store, ticker: Ticker, server: NatsServer, **more: Any) -> AsyncIterator[BusLog]:
    log = BusLog(store, ticker, clock, url=server.url, retry_s=0.05, timeout_s=1, **{"patience_s": 60.0, **more})
    task = asyncio.create_task(log.run())
    try:
        await until(lambda: log.floor is not None)
        yield log
    finally:
        task.cancel()
        await asyncio.wait([task])


async def all_after(log: BusLog | StoreLog, seq: int, *, with_items: bool = False) -> list[Frame]:
    found: list[Frame] = []
    while (frames := (await log.load(seq, with_items=with_items))[0]) and frames[-1].seq > seq:
        found += frames
        seq = frames[-1].seq
    return [frame for frame in found if frame.data]


async def brought(bus: Bus, ticker: Ticker, store: Store, log: BusLog) -> None:
    ticker.poll()
    await until(lambda: bus.seq == store.last_seq() and bus.seq - log.seq <= 1)


async def test_it_gives_what_the_store_gives_byte_for_byte(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        async with following(store, ticker, server) as log:
            for n in range(700):
                file(store, placement(item(f"i{n}", f"Line {n}")))
            await brought(bus, ticker, store, log)
            for with_items in (False, True):
                assert await all_after(log, 0, with_items=with_items) == await all_after(
                    StoreLog(store, ticker, clock), 0
                )
            assert (log.n_from_store, log.n_from_bus) == (0, 1400)


async def test_what_the_stream_no_longer_has_comes_from_the_store(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        for n in range(50):
            file(store, placement(item(f"i{n}", f"Line {n}")))
        ticker.poll()
        await until(lambda: bus.seq == 50)
        async with following(store, ticker, server, n_held=10) as log:
            assert [frame.seq for frame in await all_after(log, 0)] == list(range(1, 51))
            assert [frame.seq for frame in await all_after(log, 44)] == [45, 46, 47, 48, 49, 50]
            assert log.n_from_bus == 6


async def test_a_kill_takes_the_words_out_of_what_is_held(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        async with following(store, ticker, server) as log:
            file(store, placement(item("a", "Marzipan melts"), order=("a",)))
            by = (Change(kind="corrects", target="a", reason="says so"),)
            file(store, placement(item("b", "Nougat melts"), order=("a", "b"), changes=by))
            file(store, kill("k", "a", order=("a", "b", "k")))
            file(store, kill("l", "b", order=("a", "b", "k", "l")))
            await brought(bus, ticker, store, log)
            await until(lambda: log.seq == store.last_seq())
            frames = await all_after(log, 0)
            words = b"".join(frame.data for frame in frames)
            assert b"Marzipan" not in words
            assert b"Nougat" not in words
            assert [frame.item for frame in frames if frame.kind == "killed"] == ["a", "b"]


async def test_held_copy_comes_when_it_is_released(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        async with following(store, ticker, server) as log:
            file(store, placement(item("a", "Marzipan melts"), held_until=NOON + minutes(30)))
            file(store, placement(item("b", "After it")))
            await brought(bus, ticker, store, log)
            assert [frame.item for frame in await all_after(log, 0)] == ["b"]
            store.release_due(LATER)
            await brought(bus, ticker, store, log)
            await until(lambda: log.seq == store.last_seq())
            assert [(frame.kind, frame.item) for frame in await all_after(log, 0)] == [
                ("filed", "b"),
                ("released", "a"),
            ]


async def test_filtered_readers_get_an_item_as_it_stands(server: NatsServer, store: Store) -> None:
    """The store knows of a kill that the bus has not brought yet: who asks with a search gets the tombstone."""
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        async with following(store, ticker, server) as log:
            file(store, placement(item("a", "Marzipan melts"), order=("a",)))
            await brought(bus, ticker, store, log)
            server.freeze(is_frozen=True)
            try:
                file(store, kill("k", "a", order=("a", "k")))
                frames, standing = await log.load(0, with_items=True)
            finally:
                server.freeze(is_frozen=False)
            assert standing["a"].is_gone
            assert b"Marzipan" not in frames[0].data


@pytest.mark.parametrize("with_items", [False, True])
async def test_who_resumes_has_no_words_of_a_kill_that_the_bus_has_not_brought(
    server: NatsServer, store: Store, with_items: bool
) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        async with following(store, ticker, server) as log:
            file(store, placement(item("a", "Marzipan melts"), order=("a",)))
            by = (Change(kind="corrects", target="a", reason="says so"),)
            file(store, placement(item("b", "Nougat melts"), order=("a", "b"), changes=by))
            await brought(bus, ticker, store, log)
            await until(lambda: log.seq == store.last_seq())
            assert b"Nougat" in b"".join(frame.data for frame in await all_after(log, 0, with_items=with_items))
            n_from_bus = log.n_from_bus
            server.freeze(is_frozen=True)
            try:
                file(store, kill("k", "b", order=("a", "b", "k")))
                frames = await all_after(log, 0, with_items=with_items)
            finally:
                server.freeze(is_frozen=False)
            assert log.n_from_bus > n_from_bus
            assert b"Marzipan" in frames[0].data
            assert b"Nougat" not in b"".join(frame.data for frame in frames)


async def test_live_readers_have_no_words_of_a_kill_that_the_node_heard_of(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        async with following(store, ticker, server) as log:
            file(store, placement(item("a", "Marzipan melts"), order=("a",)))
            await brought(bus, ticker, store, log)
            server.freeze(is_frozen=True)
            try:
                file(store, kill("k", "a", order=("a", "k")))
                before, _ = await log.load(0, with_items=False, is_live=True)
                ticker.poll()
                after, _ = await log.load(0, with_items=False, is_live=True)
            finally:
                server.freeze(is_frozen=False)
            # as it came, while nobody has told of more
            assert b"Marzipan" in before[0].data
            assert after[0].data == b""


async def test_readers_lose_and_double_nothing_while_the_bus_goes_and_comes(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        async with following(store, ticker, server) as log:
            hub = WireHub(store, ticker, clock, log=log)
            await hub.start()
            running = asyncio.create_task(hub.run())
            ours, theirs = socket.socketpair()
            theirs.setblocking(False)
            transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
            node = search.parse("line")
            wanted = hub.enter(transport, "line", lambda subject: search.matches(node, subject, now=LATER), 0)
            assert hub.join(wanted)
            try:
                for n in range(60):
                    file(store, placement(item(f"i{n}", f"Line {n}")))
                    ticker.poll()
                    if n in (15, 35):
                        server.kill()
                        await until(lambda: log.floor is None)
                    if n in (25, 45):
                        server.start()
                        await until(lambda: log.floor is not None)
                    await asyncio.sleep(0.005)
                await until(lambda: hub.seq == 60)
                await asyncio.sleep(0.05)
                got = await asyncio.get_running_loop().sock_recv(theirs, 1_000_000)
                seqs = [int(line[4:]) for line in got.split(b"\n") if line.startswith(b"id: ")]
                assert seqs == list(range(1, 61))
                assert log.n_from_bus
                assert log.n_from_store
            finally:
                running.cancel()
                await asyncio.wait([running])
                transport.close()
                theirs.close()


async def test_a_publisher_that_is_silent_is_not_waited_for(server: NatsServer, store: Store) -> None:
    ticker = Ticker(store)
    async with publishing(store, server) as (bus, _):
        await connected(bus)
    async with following(store, ticker, server, patience_s=0.05) as log:
        file(store, placement("a"))
        seq = await log.wait_after(0)
        assert [frame.item for frame in (await log.load(seq, with_items=False))[0]] == ["a"]


async def test_who_was_told_more_elsewhere_is_not_waited_for_in_vain(server: NatsServer, store: Store) -> None:
    """The wire ends with a line for the desk alone: the bus never brings its seq."""
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        async with following(store, ticker, server) as log:
            file(store, placement("a", alarms=("look at it",)))
            await brought(bus, ticker, store, log)
            assert await log.reachable(2, 1) == 1
            assert await log.reachable(2, 0) == 1


async def test_a_stream_of_another_room_is_not_followed(server: NatsServer, store: Store) -> None:
    async with publishing(store, server) as (bus, ticker):
        await connected(bus)
        for n in range(5):
            file(store, placement(f"i{n}"))
        ticker.poll()
        await until(lambda: bus.seq == 5)
    other = open_store(":memory:")
    file(other, placement("ours"))
    log = BusLog(other, Ticker(other), clock, url=server.url, retry_s=0.05, timeout_s=1)
    task = asyncio.create_task(log.run())
    try:
        await asyncio.sleep(0.5)
        assert log.floor is None
        assert [frame.item for frame in await all_after(log, 0)] == ["ours"]
    finally:
        task.cancel()
        await asyncio.wait([task])
        other.close()


def test_a_room_serves_its_readers_from_the_bus(server: NatsServer, tmp_path: Path) -> None:
    import httpx

    with room_process(tmp_path / "room", "--bus", server.url, "--live-from", "bus") as room:
        reader = WireReader(room.url, last=0)
        headers = {"Authorization": f"Bearer {room.token}"}
        for n in range(3):
            assert httpx.post(f"{room.url}/api/v1/dispatches?source=x", content=ninjs(n), headers=headers).is_success
        assert [event["headline"] for event in reader.events(3)] == [
            f"Lighthouse number {n} is painted" for n in range(3)
        ]
        again = WireReader(room.url, last=1)
        assert [event["seq"] for event in again.events(2)] == [2, 3]
        reader.close()
        again.close()


def test_it_must_know_which_bus(tmp_path: Path) -> None:
    done = wireroom("serve", "--live-from", "bus", "--data", str(tmp_path / "room"))
    assert done.returncode == 2
    assert b"which one" in done.stderr
