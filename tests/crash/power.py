"""Power cuts: one recording of a room at work, played up to hundreds of points, and what is left each time looked through."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from crash.disk import Disk, How, Step, read_record
from crash.worker import NOON, clock, copy
from wireroom.ingest import Desk
from wireroom.room import STORE_NAME
from wireroom.store import Store, open_store

HERE = Path(__file__).parent
HOW: tuple[How, ...] = ("none", "torn", "some", "all")
PAPER = "room/drops/paper/"


class Told(msgspec.Struct):
    """What anybody outside had been told when the power went."""

    #: dispatches that were acknowledged
    acknowledged: set[int] = msgspec.field(default_factory=set)
    #: the events that readers saw: kind and item by seq
    seen: dict[int, tuple[str, str]] = msgspec.field(default_factory=dict)
    #: what the subscriber's folder held, by number: the beginnings of keys
    delivered: dict[int, set[str]] = msgspec.field(default_factory=dict)

    def hear(self, step: Step) -> None:
        """Take note of what a step tells to those outside."""
        if step.kind == "A":
            for line in step.data.decode().splitlines():
                word, *rest = line.split()
                if word == "ack":
                    self.acknowledged.add(int(rest[0]))
                elif word == "seen":
                    self.seen[int(rest[0])] = (rest[1], rest[2])
        elif step.kind == "R":
            name = step.data.decode().partition("\0")[2]
            if f"/{PAPER}" in name:
                number, _, key = Path(name).stem.split("-")
                self.delivered.setdefault(int(number), set()).add(key)


class PowerOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the cuts came to."""

    faults: list[str]
    n_cuts: int
    n_steps: int
    n_syncs: int
    n_failed_syncs: int
    n_dispatches: int
    n_events: int
    n_delivered: int
    #: dispatches that were not acknowledged at a cut and are there all the same, over all cuts
    n_more: int

    def lines(self) -> list[str]:
        named = msgspec.structs.asdict(self)
        named["faults"] = len(self.faults)
        return [f"{name:20} {value}" for name, value in named.items()] + [
            f"{count} x {fault}" for fault, count in Counter(self.faults).most_common(20)
        ]


def build_recorder(folder: Path) -> Path:
    """Compile the recorder; gives the library.

    Raises:
        RuntimeError: there is no C compiler.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise RuntimeError(
            "a power cut is played from a recording, and recorder.c needs a C compiler (gcc) to be built"
        )
    library = folder / "recorder.so"
    source = HERE / "recorder.c"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    return library


def record(
    folder: Path, n_dispatches: int, *, worker: str = "power_worker.py", fail_sync: int = 0
) -> tuple[Path, list[Step]]:
    """Let a room work in `folder` and record it; gives its root and the record. `fail_sync`: let this sync fail, once."""
    root, log = folder / "disk", folder / "record"
    root.mkdir()
    environment = dict(os.environ) | {
        "LD_PRELOAD": str(build_recorder(folder)), "RECORD_ROOT": str(root), "RECORD_LOG": str(log),
        "RECORD_FAIL_SYNC": str(fail_sync), "PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip
    command = [sys.executable, str(HERE / worker), str(root / "room"), "0", str(n_dispatches)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280, check=False)
    if done.returncode != 0 or not done.stdout.endswith("end\n"):
        raise RuntimeError(done.stderr[-3000:])
    return root, read_record(log)


def cut_at(root: Path, steps: list[Step], points: set[int]) -> Iterator[tuple[Disk, Told]]:
    """Play a record; yields the disk at each of the points."""
    disk, told = Disk(root), Told()
    for number, step in enumerate(steps):
        if number in points:
            yield disk, told
        disk.play(step)
        told.hear(step)
    yield disk, told


def play(root: Path, steps: list[Step], n_cuts: int, seed: int, *, first: int = 0) -> PowerOutcome:
    """Cut the power at so many points and look through what is left. `first`: no cut before this step."""
    chance = random.Random(seed)
    points = set(chance.sample(range(first, len(steps)), min(n_cuts, len(steps) - first)))
    faults: list[str] = []
    n_more = n_done = 0
    with tempfile.TemporaryDirectory(prefix="wireroom-cut-", dir=_memory()) as where:
        for turn, (disk, told) in enumerate(cut_at(root, steps, points)):
            how = HOW[turn % len(HOW)]
            folder = Path(where) / str(turn)
            write_out(folder, disk.cut(how, chance), chance)
            found, more = look_through(folder, told, is_sent_again=turn % 8 == 0)
            faults += found
            n_more += more
            n_done += 1
            shutil.rmtree(folder)
    return PowerOutcome(
        faults=faults,
        n_cuts=n_done,
        n_steps=len(steps),
        n_syncs=sum(step.kind == "E" and step.at == 0 for step in steps),
        n_failed_syncs=sum(step.kind == "E" and step.at != 0 for step in steps),
        n_dispatches=len(told.acknowledged),
        n_events=len(told.seen),
        n_delivered=len(told.delivered),
        n_more=n_more,
    )


def _memory() -> str | None:
    """Where files are quick: what is looked through there is thrown away."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def write_out(folder: Path, files: dict[str, bytes], chance: random.Random) -> None:
    """Make the files of one state; beside the store lies what is left of its shared memory, which must not be believed."""
    (folder / "room").mkdir(parents=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    if chance.random() < 0.5:
        (folder / "room" / f"{STORE_NAME}-shm").write_bytes(chance.randbytes(32768))


def look_through(folder: Path, told: Told, *, is_sent_again: bool) -> tuple[list[str], int]:
    """Start on what is left; gives what does not hold, and how many dispatches are there that were not acknowledged yet."""
    place = folder / "room" / STORE_NAME
    faults: list[str] = []
    store = open_store(place)
    try:
        desk = Desk(store, clock=clock)
        faults += [f"lost: dispatch {n}" for n in told.acknowledged if not _is_placed(store, n)]
        events = {event.seq: (event.kind, event.item or "-") for event in store.events_after(0, 100_000)}
        faults += [
            f"seq {seq} was {was} and is {events.get(seq)}" for seq, was in told.seen.items() if events.get(seq) != was
        ]
        if list(events) != list(range(1, len(events) + 1)):
            faults.append("the log has gaps")
        faults += _audit_delivered(store, folder, told)
        if is_sent_again:
            again = [copy(n) for n in range(max(told.acknowledged, default=0) + 3)]
            receipts = desk.take(again)
            faults += [f"not one item: {receipt}" for receipt in receipts if len(receipt.items) != 1]
            if store.figures().n_items != store.figures().n_dispatches:
                faults.append("copy that was sent again is there twice")
        faults += store.find_damage()
        n_more = store.figures().n_dispatches - len(told.acknowledged)
    finally:
        store.close()
    return faults + _damage(place), n_more


def _is_placed(store: Store, n: int) -> bool:
    receipt = store.find_receipt(copy(n).id)
    return (
        receipt is not None
        and receipt.state == "placed"
        and len(receipt.items) == 1
        and store.find_item(receipt.items[0], now=NOON) is not None
    )


def _audit_delivered(store: Store, folder: Path, told: Told) -> list[str]:
    """Look whether the ledger knows what the subscriber has, and the subscriber has what the ledger says."""
    faults: list[str] = []
    rows = {row.key[:12]: row for row in store.find_deliveries(channel="paper", limit=100_000)}
    numbers = {row.number for row in rows.values() if row.number is not None}
    for number, keys in told.delivered.items():
        for key in keys:
            row = rows.get(key)
            if row is None:
                faults.append(f"number {number} was delivered, and the ledger has no row for it")
            elif row.sent_at is None or row.number != number:
                faults.append("the ledger forgot that something was sent")
    if numbers and sorted(numbers) != list(range(1, max(numbers) + 1)):
        faults.append("numbers of a subscriber have gaps")
    there = {path.stem.split("-")[2] for path in (folder / PAPER).glob("*-*-*.json")}
    faults += [f"row {row.n} is acknowledged, and its file is gone" for key, row in rows.items()
               if row.state == "acknowledged" and key not in there]  # fmt: skip
    return faults


def _damage(place: Path) -> list[str]:
    db = sqlite3.connect(place)
    try:
        found = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [f"foreign key: {row}" for row in db.execute("PRAGMA foreign_key_check")]
    finally:
        db.close()
