"""A room with its outbox in a process of its own, there to be killed: takes copy, alerts a receiver, dies where it is told.

alert_worker.py FOLDER FIRST LAST POINT    takes dispatches FIRST … LAST, saying "ack N"; POINT is "-" or where it kills itself
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crash.worker import copy, say
from wireroom.config import Config
from wireroom.room import Room, open_room
from wireroom.room import _posting as posting
from wireroom.store.tables import _ledger as ledger
from wireroom.store.tables._placing import Placing


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_after(owner: Any, name: str, *, nth: int) -> None:
    """Let the process die right after the nth call of a function has done its work."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = [0]
    if asyncio.iscoroutinefunction(real):

        async def slow(*args: Any, **kwargs: Any) -> Any:
            found = await real(*args, **kwargs)
            calls[0] += 1
            if calls[0] == nth:
                die()
            return found

        setattr(owner, name, slow)
        return

    def quick(*args: Any, **kwargs: Any) -> Any:
        found = real(*args, **kwargs)
        calls[0] += 1
        if calls[0] == nth:
            die()
        return found

    setattr(owner, name, quick)


def dies_before(owner: Any, name: str, *, nth: int) -> None:
    """Let the process die right before the nth call of a function."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = [0]

    def quick(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        if calls[0] == nth:
            die()
        return real(*args, **kwargs)

    setattr(owner, name, quick)


def arm(point: str, nth: int) -> None:
    """Choose where to die: before and after each thing that lies between an item and its alert."""
    if point == "rows-written":  # inside the transaction: the item and its alert must both be gone
        dies_after(ledger, "write_rings", nth=nth)
    elif point == "item-committed":
        from wireroom.store.sqlite._store import SqliteStore

        dies_after(SqliteStore, "apply", nth=nth)
    elif point == "before-finish":
        dies_before(Placing, "finish", nth=nth)
    elif point == "claimed":
        from wireroom.store.sqlite._store import SqliteStore

        dies_after(SqliteStore, "turn", nth=nth)
    elif point == "posted":  # the receiver has it, and we have not noted that
        dies_after(posting.GuardedPost, "post", nth=nth)


async def work(room: Room, first: int, last: int) -> None:
    await room.start()
    say(f"open {room.store.last_seq()}")
    slots = asyncio.Semaphore(4)

    async def take(n: int) -> None:
        receipt = await asyncio.wrap_future(room.intake.submit(copy(n)))
        say(f"ack {n} {receipt.items[0]}")
        slots.release()

    async with asyncio.TaskGroup() as group:
        for n in range(first, last):
            await slots.acquire()
            group.create_task(take(n))
    while room.store.waiting_channels() or room.store.find_deliveries(state="sent", channel="hook", limit=1):
        await asyncio.sleep(0.01)
    await room.stop()
    say("end")


if __name__ == "__main__":
    where, nth = sys.argv[4].partition(":")[::2]
    arm(where, int(nth or 1))
    opened = open_room(Config(data=Path(sys.argv[1])))
    asyncio.run(work(opened, int(sys.argv[2]), int(sys.argv[3])))
