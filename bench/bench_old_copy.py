"""Old copy found by its agency's id: what it costs new copy, and how soon a kill reaches what is a month old.

    python bench/bench_old_copy.py [--items 100000] [--rounds 6]

placing    CPU of a new first version, with the ids written down and without, in turn; best of the rounds
looking    one id that no item bears, and one that one bears with its chain; wall clock, median
kill       a kill of copy of last month, from the dispatch to the commit; and one of copy of the same hour; wall clock, median
catch up   CPU of putting in the ids of a room that an older program made
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wireroom.ingest import Desk
from wireroom.model import Dispatch, Item
from wireroom.reading import read
from wireroom.store import Placed, Placement, Store, open_store
from wireroom.store.tables import _placing

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
GROUP = 100
WORDS = (
    "harbour", "bridge", "ferry", "storm", "mayor", "court", "budget", "treaty", "strike", "harvest", "election", "summit",
    "rescue", "quake", "flood",
)  # fmt: skip


def dispatch(n: int, at: datetime, **fields: object) -> Dispatch:
    headline = f"{WORDS[n % 15].title()} {WORDS[n * 7 % 15]} {n}: report of {WORDS[n * 11 % 15]} {n * 13 % 997}"
    copy = {
        "uri": f"urn:test:{n}", "version": "1", "type": "text", "versioncreated": at.isoformat(), "headline": headline,
        "infosources": [{"name": "Hafen"}], "body_text": f"{headline}. {'More of it follows here. ' * 30}",
    }  # fmt: skip
    return Dispatch.of(json.dumps(copy | fields).encode(), source="hafen", received_at=at)


def item_of(sent: Dispatch) -> Item:
    return read(sent.data).items[0]


def fill(store: Store, n_items: int) -> None:
    """File old copy straight into the store: where it stands is not what is measured."""
    for first in range(0, n_items, 1000):
        sent = [dispatch(n, START) for n in range(first, min(first + 1000, n_items))]
        store.keep(sent)
        made = [(one, item_of(one)) for one in sent]
        placed = [
            Placed(dispatch=one.id, placements=(Placement(item=item, chain=f"c{item.id}", story=f"s{item.id}"),))
            for one, item in made
        ]
        store.apply(placed, now=START)


@contextmanager
def without_ids() -> Iterator[None]:
    kept = _placing.note_guids
    _placing.note_guids = lambda db, items: None
    try:
        yield
    finally:
        _placing.note_guids = kept


def placing(desk: Desk, at: datetime, first: int) -> float:
    sent = [dispatch(n, at) for n in range(first, first + 10 * GROUP)]
    began = time.process_time()
    for start in range(0, len(sent), GROUP):
        desk.take(sent[start : start + GROUP])
    return (time.process_time() - began) / len(sent) * 1e6


def median_ms(does: Callable[[int], object], times: int = 60) -> float:
    took = []
    for n in range(times):
        began = time.perf_counter()
        does(n)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def measure(store: Store, n_items: int, rounds: int) -> None:
    fill(store, n_items)
    with store._db.writing() as db:
        db.connection.execute("DELETE FROM search_guids")
    began = time.process_time()
    store.catch_up()
    print(f"catch up: {(time.process_time() - began) / n_items * 1e6:.1f} µs an item")
    now = START + timedelta(days=30)
    desk = Desk(store, clock=lambda: now)
    best = {"with ids": float("inf"), "without": float("inf")}
    for n in range(rounds):
        for name in best if n % 2 else reversed(best):
            first = n_items + (2 * n + (name == "without")) * 10 * GROUP
            if name == "without":
                with without_ids():
                    took = placing(desk, now, first)
            else:
                took = placing(desk, now, first)
            best[name] = min(best[name], took)
    print("placing: " + ", ".join(f"{name} {took:.0f} µs" for name, took in best.items()))
    print(f"looking: nothing {median_ms(lambda n: store.find_bearing([f'urn:none:{n}'])):.3f} ms, "
          f"one {median_ms(lambda n: store.find_bearing([f'urn:test:{n}'])):.3f} ms")  # fmt: skip
    order = {"version": "2", "pubstatus": "canceled"}
    old = median_ms(lambda n: desk.take([dispatch(n, now, **order)]))
    new = median_ms(lambda n: desk.take([dispatch(n_items + n, now, **order)]))
    print(f"kill: of last month {old:.2f} ms, of this hour {new:.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "room.db")
        print(f"{asked.items:,} items of last month, SQLite")
        measure(store, asked.items, asked.rounds)
        store.close()


if __name__ == "__main__":
    main()
