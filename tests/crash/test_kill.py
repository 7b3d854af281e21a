"""Killed at any point: what was acknowledged is there, once; readers that resume miss and double nothing."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from threading import Thread

import pytest

from crash.worker import NOON, copy, large_copy
from wireroom.model import Dispatch
from wireroom.store import Store, open_store

WORKER = Path(__file__).with_name("worker.py")
N_KILLS = 22
N_DISPATCHES = 100_000


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKER), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def acknowledged(process: subprocess.Popen[str], kill_after_s: float, *, from_start: bool) -> list[int]:
    """Collect what the worker acknowledges until it is killed, so long after its start or after its first word."""
    found: list[int] = []

    def kill() -> None:
        time.sleep(kill_after_s)
        os.kill(process.pid, signal.SIGKILL)

    killer = Thread(target=kill)
    if from_start:
        killer.start()
    for line in process.stdout:
        word, n, state = line.split()
        assert (word, state) == ("ack", "placed")
        found.append(int(n))
        if killer.ident is None:
            killer.start()
    process.wait()
    process.stdout.close()
    killer.join()
    return found


class Reader:
    """A reader in another process than the desk: resumes by seq, over and over."""

    def __init__(self, room: Path) -> None:
        self.seen: list[int] = []
        self.filed: list[str] = []
        self._store = open_store(room)
        self._goes_on = True
        self._thread = Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while self._goes_on:
            self.read_on()
            time.sleep(0.005)

    def read_on(self) -> None:
        while events := self._store.events_after(self.seen[-1] if self.seen else 0, limit=64):
            self.seen += [event.seq for event in events]
            self.filed += [event.item for event in events if event.kind == "filed"]

    def stop(self) -> None:
        self._goes_on = False
        self._thread.join()
        self.read_on()
        self._store.close()


def assert_whole(store: Store, room: Path, acknowledged: Iterable[Dispatch]) -> None:
    """The room holds every acknowledged dispatch once, and its tables agree."""
    for dispatch in acknowledged:
        receipt = store.find_receipt(dispatch.id)
        assert receipt is not None, f"{dispatch.data[:60]!r} was acknowledged and is lost"
        assert (receipt.state, len(receipt.items)) == ("placed", 1)
        assert store.find_item(receipt.items[0], now=NOON) is not None
    db = sqlite3.connect(room)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    assert db.execute(
        "SELECT count(*) FROM items i LEFT JOIN search s ON s.rowid = i.seq * 4 WHERE s.rowid IS NULL"
    ).fetchone() == (0,)
    tops = "SELECT count(*) FROM items i JOIN chains c ON c.id = i.chain WHERE (i.superseded_by IS NULL) != (c.public_top = i.id)"
    assert db.execute(tops).fetchone() == (0,)
    db.rollback()
    db.close()


@pytest.mark.slow
@pytest.mark.timeout(400)  # 20 s on a free machine
def test_sigkill_loses_and_doubles_nothing(tmp_path: Path) -> None:
    room = tmp_path / "room.db"
    open_store(room).close()
    chance = random.Random(20260301)
    reader = Reader(room)
    acks: list[int] = []
    for n in range(N_KILLS):
        # step back: a client sends again what it has no receipt for, and some that it has
        worker = start(room, "ingest", max(0, max(acks, default=0) - 5), N_DISPATCHES)
        is_at_start = n % 3 == 2  # while it warms up and places what the last death left
        delay_s = chance.uniform(0.3, 0.9) if is_at_start else chance.uniform(0.0, 0.25)
        acks += acknowledged(worker, delay_s, from_start=is_at_start)
    reader.stop()
    store = open_store(room)
    assert len(set(acks)) > 10 * N_KILLS, len(set(acks))
    assert_whole(store, room, map(copy, set(acks)))
    assert reader.seen == list(range(1, store.last_seq() + 1))
    assert max(Counter(reader.filed).values()) == 1
    figures = store.figures()
    assert figures.n_items == len(reader.filed) == figures.n_dispatches - figures.n_kept
    store.close()


def test_full_disk_acknowledges_nothing_and_the_room_goes_on(tmp_path: Path) -> None:
    room = tmp_path / "room.db"
    process = start(room, "fill", 900_000)
    said = process.communicate(timeout=60)[0].splitlines()
    assert process.returncode == 0
    full = next(n for n, line in enumerate(said) if line.startswith("full"))
    refused = int(said[full].split()[1])
    assert said[full + 1 :] == [f"ack {refused}"], "once there is room again, the same copy is taken"
    store = open_store(room)
    assert_whole(store, room, map(large_copy, range(refused + 1)))
    assert store.figures().n_items == refused + 1
    assert [event.seq for event in store.events_after(0)] == list(range(1, store.last_seq() + 1))
    store.close()
