"""The ticker wakes every reader once the wire has moved on, from any thread."""

import asyncio
from threading import Thread

import pytest

from ingest.room import Room
from wireroom.ticker import Ticker


async def test_wake_from_another_thread_reaches_all_readers() -> None:
    ticker = Ticker(Room().store)
    waiting = [asyncio.ensure_future(ticker.wait_after(0)) for _ in range(5)]
    await asyncio.sleep(0)
    thread = Thread(target=ticker.wake, args=(7,))
    thread.start()
    assert await asyncio.wait_for(asyncio.gather(*waiting), 10) == [7] * 5
    thread.join()


async def test_reader_behind_the_wire_does_not_wait() -> None:
    room = Room()
    room.send("1", "One")
    ticker = Ticker(room.store)
    assert await asyncio.wait_for(ticker.wait_after(0), 10) == 1
    ticker.wake(9)
    ticker.wake(3)  # late news is no news
    assert await asyncio.wait_for(ticker.wait_after(8), 10) == 9


async def test_reader_ahead_waits_until_the_wire_is_past_it() -> None:
    ticker = Ticker(Room().store)
    waiting = asyncio.ensure_future(ticker.wait_after(5))
    await asyncio.sleep(0)
    ticker.wake(5)
    for _ in range(3):
        await asyncio.sleep(0)
    assert not waiting.done()
    ticker.wake(6)
    assert await asyncio.wait_for(waiting, 10) == 6


async def test_reader_that_leaves_is_forgotten() -> None:
    ticker = Ticker(Room().store)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(ticker.wait_after(0), 0.01)
    assert ticker._waiting == {}


async def test_poll_finds_what_another_process_committed() -> None:
    room = Room()
    ticker = Ticker(room.store)
    room.send("1", "One")
    assert ticker.poll() == 1
    assert await asyncio.wait_for(ticker.wait_after(0), 10) == 1


def test_wake_after_the_loop_has_ended_is_harmless() -> None:
    ticker = Ticker(Room().store)

    async def leave() -> None:
        waiting = asyncio.ensure_future(ticker.wait_after(0))
        await asyncio.sleep(0)
        assert not waiting.done()

    asyncio.run(leave())
    ticker.wake(1)
    assert ticker.seq == 1
