"""A room whose every write is recorded: takes copy in bursts, delivers it to a folder, and says what anybody was told.

power_worker.py DATA FIRST LAST      dispatches FIRST … LAST; then a clean stop, a new start, and as many again

    ack N            the sender of dispatch N was told "taken"
    seen SEQ KIND ITEM   a reader of the wire saw this event
"""

import asyncio
import random
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from crash.worker import NOON, copy, say
from wireroom.config import Config
from wireroom.errors import StoreError
from wireroom.model import OutChannel, Subscriber, Watch
from wireroom.room import Room, open_room

BEGAN = time.monotonic()


def clock() -> datetime:
    return NOON + timedelta(seconds=time.monotonic() - BEGAN)


def follow(room: Room, after: int, is_over: threading.Event) -> None:
    """Read the wire as a reader in another process would."""
    while True:
        is_last = is_over.is_set()
        for event in room.store.events_after(after):
            after = event.seq
            say(f"seen {event.seq} {event.kind} {event.item or '-'}")
        if is_last:
            return
        time.sleep(0.001)


async def submit(room: Room, n: int) -> None:
    """Hand in one dispatch as a sender does that tries again until it is told "taken"."""
    while True:
        try:
            await asyncio.wrap_future(room.intake.submit(copy(n)))
        except StoreError:
            await asyncio.sleep(0.01)
        else:
            say(f"ack {n}")
            return


def is_delivering(room: Room) -> bool:
    """Tell whether anything waits to leave, or is on its way: what a stop interrupts leaves again at the next start only."""
    return bool(room.store.waiting_channels() or room.store.find_deliveries(state="sent", channel="paper"))


async def work(data: Path, first: int, last: int) -> None:
    room = open_room(Config(data=data), clock=clock)
    if not first:
        room.alerts.save_channel(OutChannel(name="paper", kind="folder", settings={"path": "paper"}))
        room.alerts.subscribers.save(Subscriber(name="two", channel="paper"))
        room.alerts.save_watch(Watch(id="", name="All", query="source:hafen", channels=("desk",)))
    await room.start()
    is_over = threading.Event()
    reader = threading.Thread(target=follow, args=(room, room.store.last_seq(), is_over))
    reader.start()
    chance = random.Random(first)
    n = first
    while n < last:
        burst = range(n, min(n + chance.choice((1, 1, 2, 5, 12)), last))
        await asyncio.gather(*(submit(room, each) for each in burst))
        n = burst.stop
        await asyncio.sleep(chance.choice((0, 0, 0.02)))
    while is_delivering(room):
        await asyncio.sleep(0.01)
    is_over.set()
    await asyncio.to_thread(reader.join)
    await room.stop()


if __name__ == "__main__":
    where, start, end = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    half = (start + end) // 2
    asyncio.run(work(where, start, half))
    asyncio.run(work(where, half, end))
    say("end")
