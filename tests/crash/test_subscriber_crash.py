"""Killed while copy and recalls are on their way to subscribers: nothing is lost, and what comes twice has the same key.

WIREROOM_CRASHES=100 pytest tests/crash/test_subscriber_crash.py    for more than the dozen that every run has
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crash.test_alert_crash import _kill_later
from deliveries.receivers import Receiver, receiving
from wireroom.model import OutChannel, Subscriber
from wireroom.room import STORE_NAME
from wireroom.store import delivery_key, open_store

WORKER = Path(__file__).with_name("subscriber_worker.py")
POINTS = ("rows-written", "item-committed", "claimed", "posted", "written", "before-finish")
N_KILLS = int(os.environ.get("WIREROOM_CRASHES", "12"))


@pytest.fixture
def receivers() -> Iterator[tuple[Receiver, Receiver]]:
    """A webhook and a Newshub that outlive every death of the room."""
    made, is_up, stop = (Receiver(), Receiver()), threading.Event(), threading.Event()

    async def serve() -> None:
        async with receiving(*made):
            is_up.set()
            while not stop.is_set():
                await asyncio.sleep(0.02)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    is_up.wait(10)
    yield made
    stop.set()
    thread.join()


def run(folder: Path, first: int, last: int, point: str, kill_after_s: float | None) -> tuple[dict[int, str], int]:
    """Run the worker until it dies or is done; gives what it acknowledged, and its exit status."""
    tests = str(WORKER.parents[1])
    environment = dict(os.environ) | {"PYTHONPATH": os.pathsep.join([tests, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, str(WORKER), str(folder), str(first), str(last), point]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    acknowledged: dict[int, str] = {}
    for line in process.stdout or ():
        word, *rest = line.split()
        if word == "open" and kill_after_s is not None:
            threading.Thread(target=_kill_later, args=(process.pid, kill_after_s)).start()
        if word == "ack":
            acknowledged[int(rest[0])] = rest[1]
    return acknowledged, process.wait()


def make_room(folder: Path, hook: Receiver, hub: Receiver) -> None:
    """Make a room with a subscriber by each kind of channel."""
    folder.mkdir()
    settings = {
        "hook": {"url": hook.url, "secret": "sixteen letters and more", "allow_private": "yes"},
        "newshub": {"url": hub.url, "secret": "push-key", "allow_private": "yes"},
        "folder": {"path": "paper"},
    }
    store = open_store(folder / STORE_NAME)
    for name, found in settings.items():
        kind = "webhook" if name == "hook" else name
        store.write_channel(OutChannel(name=name, kind=kind, settings=found))
        form = "ninjs_superdesk" if name == "newshub" else "ninjs"
        store.write_subscriber(Subscriber(name=f"by-{name}", channel=name, format=form))
    store.close()


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * N_KILLS)
def test_killed_again_and_again_no_copy_and_no_recall_is_lost(
    tmp_path: Path, receivers: tuple[Receiver, Receiver]
) -> None:
    folder, (hook, hub) = tmp_path / "room", receivers
    make_room(folder, hook, hub)
    chance = random.Random(20260302)
    acknowledged: dict[int, str] = {}
    for turn in range(N_KILLS):
        is_named = turn % 2 == 0
        point = f"{POINTS[turn // 2 % len(POINTS)]}:{chance.randint(2, 9)}" if is_named else "-"
        first = max(0, max(acknowledged, default=0) - 3)
        found, status = run(folder, first, first + 100_000, point, None if is_named else chance.uniform(0.0, 0.5))
        acknowledged.update(found)
        assert status == -signal.SIGKILL, "a worker was done before it was killed"
    last = max(acknowledged, default=0)
    found, status = run(folder, max(0, last - 3), last + 9, "-", None)
    assert status == 0
    acknowledged.update(found)

    store = open_store(folder / STORE_NAME)
    events = [event for seq in range(0, store.last_seq(), 500) for event in store.events_after(seq, 500)]
    filed = {event.item for event in events if event.kind == "filed"}
    killed = {event.item for event in events if event.kind == "killed"}
    assert set(acknowledged.values()) <= filed, "an acknowledged item is lost"
    assert killed, "nothing was killed: the test proves nothing of recalls"
    dropped = {path.name.rpartition("-")[2].partition(".")[0] for path in (folder / "drops" / "paper").iterdir()}
    got = {"by-hook": set(hook.keys), "by-newshub": set(hub.keys)}
    rows = {row.key: row for item in filed for row in store.recipients(str(item))}
    for row in rows.values():
        has_come = row.key[:12] in dropped if row.channel == "folder" else row.key in got[row.subscriber]
        is_called_off = row.state == "dead" and row.problem == "killed before it left"
        assert row.state == "acknowledged" or is_called_off, (row.item, row.channel, row.state, row.problem)
        assert has_come or is_called_off, "it is acknowledged and was never received"
        if row.item in killed and row.kind == "item" and has_come:
            told = rows[delivery_key(row.subscriber, row.channel, "killed", row.item)]
            assert told.state == "acknowledged", "who has killed copy was not told"
    assert (got["by-hook"] | got["by-newshub"]) <= set(rows), "something was sent that the ledger does not know"
    for name in ("hook", "newshub", "folder"):
        numbers = [row.number for row in rows.values() if row.channel == name and row.number is not None]
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), "numbers have gaps or come twice"
    numbers_of = {(one.headers["idempotency-key"], one.headers["wireroom-number"]) for one in hook.got}
    assert len(numbers_of) == len(got["by-hook"]), "what came twice had another number"
    assert store.recalls(is_open=True) == []
    assert store.find_damage() == []
    n_twice = sum(count > 1 for receiver in receivers for count in Counter(receiver.keys).values())
    told = [row for row in rows.values() if row.kind == "killed"]
    print(
        json.dumps({"deaths": N_KILLS, "items": len(filed), "rows": len(rows), "recalled": len(told), "twice": n_twice})
    )
    store.close()
