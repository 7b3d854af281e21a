"""A fault while publishing ends nobody's wire for good: readers are parted with, resume, and what follows comes."""

import asyncio
import contextlib
import socket

from newsroom import Room, item, kill, placed
from wireroom.model import Change
from wireroom.query import Subject
from wireroom.ticker import Ticker
from wireroom.web.stream import WireHub
from wireroom.web.wire_log import StoreLog


class Sink(asyncio.Protocol):
    """A connection that nobody reads from."""


async def until(is_so, seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_wire_goes_on_after_a_fault() -> None:
    room = Room()
    hub = WireHub(room.store, room.ticker, room.clock)
    await hub.start()
    ours, theirs = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(Sink, sock=ours)

    def broken(subject: Subject) -> bool:
        raise ZeroDivisionError("a search with a bug in it")

    reader = hub.enter(transport, "broken", broken, None)
    assert hub.join(reader)
    running = asyncio.get_running_loop().create_task(hub.run())
    try:
        room.file(placed(item("first", "First")))
        await until(lambda: hub.n_cut == 1)
        assert transport.is_closing()
        hub.leave(reader)
        room.file(placed(item("second", "Second")))
        await until(lambda: hub.seq == room.store.last_seq())
        assert not running.done()
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        theirs.close()


async def test_words_of_a_killed_correction_leave_the_ring() -> None:
    room = Room()
    hub = WireHub(room.store, room.ticker, room.clock)
    await hub.start()
    running = asyncio.get_running_loop().create_task(hub.run())
    try:
        room.file(placed(item("a", "A ship"), chain="c", story="s", order=("a",)))
        changes = (Change(kind="corrects", target="a", reason="says so"),)
        room.file(placed(item("b", "Nougat"), chain="c", story="s", order=("a", "b"), changes=changes))
        await until(lambda: hub.seq == room.store.last_seq())
        assert b"Nougat" in b"".join(frame.data for frame in hub.ring if frame.kind == "corrected")
        room.file(kill("k", "b", chain="c", story="s", order=("a", "b", "k")))
        await until(lambda: hub.seq == room.store.last_seq())
        assert b"Nougat" not in b"".join(frame.data for frame in hub.ring)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_words_of_a_kill_that_is_not_published_yet_are_for_nobody_who_comes_late() -> None:
    """Committed and not yet seen by this process: one who resumes and one who lags are fed from the ring."""
    room = Room()
    told = Ticker(room.store)
    hub = WireHub(room.store, told, room.clock, limit_bytes=20_000)
    await hub.start()
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    theirs.setblocking(False)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(Sink, sock=ours)
    lagging = hub.enter(transport, "", None, 0)
    assert hub.join(lagging)
    running = loop.create_task(hub.run())
    try:
        room.file(placed(item("a", "Nougat"), chain="c", story="s", order=("a",)))
        # more than the socket takes: the reader lags from somewhere here on
        for n in range(400):
            room.file(placed(item(f"i{n}", f"Line {n} " + "long " * 200)))
            told.poll()
            await until(lambda: hub.seq == room.store.last_seq())
        assert hub.lagging == {lagging}
        room.file(placed(item("b", "Marzipan"), chain="d", story="d", order=("b",)))
        told.poll()
        await until(lambda: hub.seq == room.store.last_seq())
        # nobody tells the hub of these
        room.file(kill("k", "a", chain="c", story="s", order=("a", "k")))
        room.file(kill("l", "b", chain="d", story="d", order=("b", "l")))
        late = hub.enter(transport, "", None, 0)
        parts: list[bytes] = []
        while not hub.join(late):
            parts += await hub.next_batch(late)
        assert len(parts) == 400
        assert b"Nougat" not in b"".join(parts)
        hub.leave(late)
        got = b""
        while hub.lagging or b"Line 399 " not in got:
            with contextlib.suppress(BlockingIOError):
                got += theirs.recv(1_000_000)
            await asyncio.sleep(0.001)
        assert b"Line 399 " in got
        assert b"Marzipan" not in got
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        transport.abort()
        theirs.close()


class Slow(StoreLog):
    """The first answer of one kind is read, and comes when it is let through."""

    def __init__(self, room: Room, *, is_live: bool) -> None:
        super().__init__(room.store, room.ticker, room.clock)
        self._is_live = is_live
        self.is_read, self.let_through = asyncio.Event(), asyncio.Event()

    async def load(self, seq: int, *, with_items: bool, is_live: bool = False):
        found = await super().load(seq, with_items=with_items, is_live=is_live)
        if is_live is self._is_live and not self.is_read.is_set():
            self.is_read.set()
            await self.let_through.wait()
        return found


async def test_reader_with_a_search_is_told_what_comes_while_its_nothing_was_on_the_way() -> None:
    room = Room()
    hub = WireHub(room.store, room.ticker, room.clock)
    hub.log = log = Slow(room, is_live=False)
    await hub.start()
    ours, theirs = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(Sink, sock=ours)
    running = asyncio.get_running_loop().create_task(hub.run())
    try:
        reader = hub.enter(transport, "first", lambda subject: True, 0)
        batch = asyncio.get_running_loop().create_task(hub.next_batch(reader))
        await log.is_read.wait()
        room.file(placed(item("first", "First")))
        await until(lambda: hub.seq == room.store.last_seq())
        log.let_through.set()
        assert await batch == []
        assert not hub.join(reader)
        assert b"First" in b"".join(await hub.next_batch(reader))
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        theirs.close()


async def test_reader_who_comes_while_the_wire_is_read_is_told_what_it_searches_alone() -> None:
    room = Room()
    hub = WireHub(room.store, room.ticker, room.clock)
    hub.log = log = Slow(room, is_live=True)
    await hub.start()
    ours, theirs = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(Sink, sock=ours)
    running = asyncio.get_running_loop().create_task(hub.run())
    try:
        room.file(placed(item("first", "First")))
        await log.is_read.wait()
        reader = hub.enter(transport, "none", lambda subject: False, None)
        assert hub.join(reader)
        log.let_through.set()
        await until(lambda: hub.seq == room.store.last_seq())
        assert reader.group.wanted == set()
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        theirs.close()
