"""What a room of millions costs beside one of 100,000: start, memory, searches, taking copy in.

    python bench/bench_growth.py [--items 5000000] [--beside 100000] [--dir DIR] [--rounds 5] [--taken 2000] [--cpu] [--json]

Both rooms are made in bulk (`archive_in_bulk.py`) of the copy of `bench_search.py`, an item each 30 seconds; the newest 2,000
are filed. With --dir they are made once and stay, else they are made in a passing folder: about 5 GB for a million. All is
measured on both in turn, round by round, so that what else the machine does weighs on both; --cpu gives processor time in
place of the clock's, for a machine on which others work.

    start      a process of its own opens the room and its desk (which reads the last four days); the best of --rounds
    memory     of that process afterwards
    pages      in a process of its own, without a network: what a page costs when it was asked before
    searches   the kinds of `bench_search.py`, newest 20; p50 and p99 over all
    taken      ninjs from bytes to the commit, read, placed in chains and stories, 50 dispatches a commit; items a second, and
               items a second of processor time, the best round
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import bench_search
from archive_in_bulk import fill
from bench_search import GROUP, LIVE, MIX, START, STEP, ask, file, items, spread, texts
from growth_pages import ask_pages

from wireroom.ingest import Desk
from wireroom.model import Dispatch
from wireroom.store import open_store

CLOCK: Callable[[], float] = time.perf_counter
#: dispatches in one commit
TOGETHER: Final = 50


def make(folder: Path, n_items: int) -> Path:
    """Give a room of so many items; one that is there is used as it is."""
    path = folder / f"room-{n_items}.db"
    if not path.exists():
        began = time.perf_counter()
        fill(path, items(n_items), n_items - min(LIVE, n_items // 2))
        print(
            f"{n_items:,} items made at {n_items / (time.perf_counter() - began):,.0f}/s", file=sys.stderr, flush=True
        )
    store = open_store(path, synchronous="NORMAL")
    n_there = store.figures(is_counted=True).n_items
    made = items(n_items, n_there)
    for start in range(n_there, n_items, GROUP):
        file(store, [next(made) for _ in range(min(GROUP, n_items - start))])
        store.tidy()
    store.close()
    return path


def now_of(path: Path) -> datetime:
    """Give a moment after the newest item came."""
    store = open_store(path)
    try:
        newest = store.figures(is_counted=True).newest_received_at
        return (START if newest is None else newest) + STEP
    finally:
        store.close()


def start(path: Path) -> dict[str, float]:
    """Open a room and its desk in this process."""
    began = CLOCK()
    store = open_store(path)
    opened = CLOCK()
    newest = store.figures(is_counted=True).newest_received_at
    counted = CLOCK()
    now = (START if newest is None else newest) + STEP
    asked = CLOCK()
    Desk(store, clock=lambda: now)
    ready = CLOCK()
    store.ticker(now=now)
    shown = CLOCK()
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    rss_kib = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    store.close()
    return {
        "open_ms": (opened - began) * 1000,
        "figures_ms": (counted - opened) * 1000,
        "desk_ms": (ready - asked) * 1000,
        "front_ms": (shown - ready) * 1000,
        "rss_mib": rss_kib / 1024,
    }


def pages(path: Path, n_rounds: int) -> dict[str, float]:
    """Give what pages cost in this process."""
    now = now_of(path)
    return ask_pages(open_store(path), now, START, CLOCK, n_rounds)


def alone(what: str, path: Path) -> dict[str, float]:
    """Measure in a process of its own."""
    told = [sys.executable, __file__, what, str(path), *(["--cpu"] if CLOCK is time.process_time else [])]
    done = subprocess.run(told, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def copy(number: int, at: datetime) -> bytes:
    """Make a dispatch that no room has."""
    title, body, *_ = texts_once()[number % len(texts_once())]
    return json.dumps(
        {
            "uri": f"urn:growth:{number}", "version": "1", "type": "text", "versioncreated": at.isoformat(),
            "headline": f"{title} {number}", "body_text": body,
        }
    ).encode()  # fmt: skip


_texts: list[tuple[str, str, list[str], list[str]]] = []


def texts_once() -> list[tuple[str, str, list[str], list[str]]]:
    if not _texts:
        _texts.extend(texts())
    return _texts


class Taking:
    """The desk of one room, which is handed new copy some at a time."""

    def __init__(self, path: Path) -> None:
        self.store = open_store(path)
        self.now = now_of(path)
        self.desk = Desk(self.store, clock=lambda: self.now)
        #: not what an earlier run has filed in a room that stays
        self.number = self.store.last_seq()

    def take(self, n_items: int) -> tuple[float, float]:
        """Take so many items in; gives seconds, and seconds of the processor."""
        groups = []
        for first in range(0, n_items, TOGETHER):
            group = []
            for _ in range(min(TOGETHER, n_items - first)):
                self.now += timedelta(seconds=1)
                self.number += 1
                group.append(Dispatch.of(copy(self.number, self.now), source="growth", received_at=self.now))
            groups.append(group)
        began, cpu = time.perf_counter(), time.process_time()
        for group in groups:
            self.desk.take(group)
            self.desk.tidy()
        return time.perf_counter() - began, time.process_time() - cpu


def measure(paths: dict[int, Path], n_rounds: int, n_taken: int) -> Iterator[dict[str, object]]:
    """Measure all rooms in turn; gives a row for each figure, with its value for each room."""
    begun: dict[int, list[dict[str, float]]] = {n: [] for n in paths}
    for _ in range(n_rounds):
        for n, path in paths.items():
            begun[n].append(alone("--start", path))
    for name in ("open_ms", "figures_ms", "desk_ms", "front_ms", "rss_mib"):
        yield {"figure": name, **{f"{n}": min(each[name] for each in begun[n]) for n in paths}}
    shown = {n: alone("--pages", path) for n, path in paths.items()}
    for name in shown[min(paths)]:
        yield {"figure": name, **{f"{n}": shown[n][name] for n in paths}}
    stores = {n: open_store(path) for n, path in paths.items()}
    asked: dict[int, list[float]] = {n: [] for n in paths}
    for kind in MIX:
        found: dict[int, list[float]] = {n: [] for n in paths}
        for _ in range(n_rounds):
            for n, store in stores.items():
                values = {"day": (START + n // 2 * STEP).isoformat()[:16] + "Z", "chain": f"ci{n // 20 * 10 + 8}"}
                found[n] += ask(store, kind, values, 1)[0]
        yield {"figure": f"{kind}, p50 ms", **{f"{n}": spread(found[n])["p50_ms"] for n in paths}}
        for n in paths:
            asked[n] += found[n]
    for name in ("p50_ms", "p99_ms"):
        yield {"figure": f"all searches, {name[:3]} ms", **{f"{n}": spread(asked[n])[name] for n in paths}}
    for store in stores.values():
        store.close()
    yield from measure_taking(paths, n_rounds, n_taken)
    for_item = {n: path.stat().st_size / n for n, path in paths.items()}
    yield {"figure": "bytes an item", **{f"{n}": size for n, size in for_item.items()}}


def measure_taking(paths: dict[int, Path], n_rounds: int, n_taken: int) -> Iterator[dict[str, object]]:
    desks = {n: Taking(path) for n, path in paths.items()}
    wall: dict[int, float] = {}
    cpu: dict[int, float] = {}
    for _ in range(n_rounds):
        for n, desk in desks.items():
            took_s, cpu_s = desk.take(n_taken)
            wall[n] = max(wall.get(n, 0.0), n_taken / took_s)
            cpu[n] = max(cpu.get(n, 0.0), n_taken / cpu_s)
    for desk in desks.values():
        desk.store.close()
    yield {"figure": "items taken a second", **{f"{n}": wall[n] for n in paths}}
    yield {"figure": "items taken a second of processor", **{f"{n}": cpu[n] for n in paths}}


@contextmanager
def kept_or_passing(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=5_000_000)
    parser.add_argument("--beside", type=int, default=100_000)
    parser.add_argument("--dir", type=Path, default=None, help="where rooms are made and found again")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--taken", type=int, default=2_000, help="items taken in a round")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cpu", action="store_true", help="processor time instead of the clock's")
    parser.add_argument("--start", type=Path, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=Path, default=None, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cpu:
        global CLOCK
        CLOCK, bench_search.CLOCK = time.process_time, time.thread_time
    if asked.start is not None:
        print(json.dumps(start(asked.start)))
        return
    if asked.pages is not None:
        print(json.dumps(pages(asked.pages, asked.rounds)))
        return
    with kept_or_passing(asked.dir) as folder:
        paths = {n: make(folder, n) for n in (asked.beside, asked.items)}
        if not asked.json:
            print(f"| | {asked.beside:,} | {asked.items:,} | times |\n|---|---|---|---|")
        for row in measure(paths, asked.rounds, asked.taken):
            if asked.json:
                print(json.dumps(row), flush=True)
            else:
                small, large = (float(str(row[str(n)])) for n in paths)
                ratio = f"{large / small:.2f}" if small else ""
                print(f"| {row['figure']} | {small:,.2f} | {large:,.2f} | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
