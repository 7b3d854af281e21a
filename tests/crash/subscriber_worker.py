"""A room with subscribers in a process of its own, there to be killed: takes copy and kills of it, sends both on, dies where it is told.

subscriber_worker.py FOLDER FIRST LAST POINT    as alert_worker.py; every seventh dispatch kills the third before it
"""

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path

from crash.alert_worker import arm, dies_after
from crash.worker import NOON, copy, say
from wireroom.config import Config
from wireroom.deliveries.folder import FolderChannel
from wireroom.model import Dispatch
from wireroom.room import Room, open_room


def wire(n: int) -> Dispatch:
    """Give dispatch number n, the same at every start."""
    if n % 7 != 6:
        return copy(n)
    made = {
        "uri": f"urn:test:{n - 3}",
        "version": "2",
        "type": "text",
        "pubstatus": "canceled",
        "versioncreated": (NOON + timedelta(seconds=n)).isoformat(),
        "headline": f"KILL: number {n - 3}",
        "infosources": [{"name": "Hafen"}],
        "body_text": "Kill it.",
    }
    return Dispatch.of(json.dumps(made).encode(), source="hafen", received_at=NOON)


async def work(room: Room, first: int, last: int) -> None:
    await room.start()
    say(f"open {room.store.last_seq()}")
    for n in range(first, last):
        receipt = await asyncio.wrap_future(room.intake.submit(wire(n)))
        say(f"ack {n} {receipt.items[0]}")
    while room.store.waiting_channels() or room.store.find_deliveries(state="sent", limit=1):
        await asyncio.sleep(0.01)
    await room.stop()
    say("end")


if __name__ == "__main__":
    where, nth = sys.argv[4].partition(":")[::2]
    if where == "written":  # the file is in the folder, and we have not noted that
        dies_after(FolderChannel, "send", nth=int(nth))
    else:
        arm(where, int(nth or 1))
    asyncio.run(work(open_room(Config(data=Path(sys.argv[1]))), int(sys.argv[2]), int(sys.argv[3])))
