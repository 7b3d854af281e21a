"""A fault while publishing ends nobody's wire for good: readers are parted with, resume, and what follows comes."""

import asyncio
import contextlib
import socket

from newsroom import Room, item, kill, placed
from wireroom.model import Change
from wireroom.query import Subject
from wireroom.web.stream import WireHub


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
