"""Killed fifty times between item and alert: no alert is lost, none goes without its key, duplicates carry the same one."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from deliveries.receivers import Receiver, receiving
from wireroom.model import OutChannel, Watch
from wireroom.room import STORE_NAME
from wireroom.store import delivery_key, open_store

WORKER = Path(__file__).with_name("alert_worker.py")
POINTS = ("rows-written", "before-finish", "item-committed", "claimed", "posted")
N_KILLS = 50


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that outlives every death of the room."""
    made, is_up, stop = Receiver(), threading.Event(), threading.Event()

    async def serve() -> None:
        async with receiving(made):
            is_up.set()
            while not stop.is_set():
                await asyncio.sleep(0.02)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    is_up.wait(10)
    yield made
    stop.set()
    thread.join()


def run(
    folder: Path, first: int, last: int, point: str, kill_after_s: float | None
) -> tuple[list[tuple[int, str]], int]:
    """Run the worker until it dies or is done; gives what it acknowledged, and its exit status."""
    command = [sys.executable, str(WORKER), str(folder), str(first), str(last), point]
    tests = str(WORKER.parents[1])
    environment = dict(os.environ) | {"PYTHONPATH": os.pathsep.join([tests, os.environ.get("PYTHONPATH", "")])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    acknowledged: list[tuple[int, str]] = []
    for line in process.stdout or ():
        word, *rest = line.split()
        if word == "open" and kill_after_s is not None:
            threading.Thread(target=_kill_later, args=(process.pid, kill_after_s)).start()
        if word == "ack":
            acknowledged.append((int(rest[0]), rest[1]))
    return acknowledged, process.wait()


def _kill_later(pid: int, after_s: float) -> None:
    time.sleep(after_s)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it was quicker


@pytest.mark.slow
@pytest.mark.timeout(500)  # 100 s on a busy machine
def test_killed_fifty_times_no_alert_is_lost_and_each_has_its_key(tmp_path: Path, receiver: Receiver) -> None:
    folder = tmp_path / "room"
    folder.mkdir()
    settings = {"url": receiver.url, "secret": "sixteen letters and more", "allow_private": "yes"}
    store = open_store(folder / STORE_NAME)
    store.write_channel(OutChannel(name="hook", kind="webhook", settings=settings))
    # every copy of the worker has one of these words; two watches, so that one item writes several rows
    store.write_watch(Watch(id="all", name="All", query="harbour OR ferry OR source:hafen", channels=("hook", "desk")))
    store.write_watch(Watch(id="flash", name="Flashes", query="rank:flash", channels=("hook",)))
    store.close()
    chance = random.Random(20260301)
    acknowledged: dict[int, str] = {}
    n_deaths = 0
    for turn in range(N_KILLS):
        is_named = turn % 2 == 0
        point = f"{POINTS[turn // 2 % len(POINTS)]}:{chance.randint(1, 6)}" if is_named else "-"
        first = max(0, max(acknowledged, default=0) - 3)
        found, status = run(folder, first, first + 100_000, point, None if is_named else chance.uniform(0.0, 0.4))
        acknowledged.update(found)
        n_deaths += status == -signal.SIGKILL
    assert n_deaths == N_KILLS, "a worker was done before it was killed"
    last = max(acknowledged)
    found, status = run(folder, last + 1, last + 3, "-", None)
    assert status == 0
    acknowledged.update(found)

    store = open_store(folder / STORE_NAME)
    filed = {event.item for seq in range(0, store.last_seq(), 500) for event in store.events_after(seq, 500)
             if event.kind == "filed"}  # fmt: skip
    assert set(acknowledged.values()) <= filed, "an acknowledged item is lost"
    got = [(one.headers["idempotency-key"], json.loads(one.body)) for one in receiver.got]
    for key, body in got:
        assert key == body["key"] == delivery_key(body["watch"]["id"], "hook", "alert", body["item"]["id"])
    keys_of = Counter(key for key, _ in got)
    for item in filed:
        assert item is not None
        assert delivery_key("all", "hook", "alert", item) in keys_of, "an item is on the wire and its alert never came"
        assert store.find_delivery(delivery_key("all", "desk", "alert", item)) is not None
        is_flash = (
            store.find_items([item], view="desk", now=store.figures().newest_received_at)[0].item.marks.rank == "flash"
        )
        assert (delivery_key("flash", "hook", "alert", item) in keys_of) is is_flash
    assert {body["item"]["id"] for _, body in got} <= filed, "an alert came for an item that is not there"
    counts = store.count_deliveries()
    assert set(counts) == {"acknowledged", "sent"}
    assert counts["acknowledged"] == len(keys_of)
    assert store.find_damage() == []
    store.close()
    n_twice = sum(count > 1 for count in keys_of.values())
    assert n_twice > 0, "no death fell between a post and its note: the test proves nothing of duplicates"
    print(f"{n_deaths} deaths, {len(filed)} items, {len(keys_of)} alerts, {n_twice} of them sent more than once")
