"""Export, import, checksum and backup of a room of invented copy, in CPU time: python bench/bench_moving.py [N]."""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from wireroom.model import Block, Dispatch, Item
from wireroom.moving import checksum_of, export_room, import_room
from wireroom.store import CopiesItself, Placed, Placement, Store, open_store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def fill(store: Store, n: int) -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(20_000)]
    for start in range(0, n, 200):
        placed, dispatches = [], []
        for k in range(start, min(start + 200, n)):
            text = " ".join(chance.choices(words, k=400))
            item = Item(
                id=f"i{k}",
                uri=f"urn:x:{k}", agency="hafen", format="ninjs", headline=" ".join(chance.choices(words, k=8)),
                blocks=tuple(Block(text=text[at : at + 300]) for at in range(0, len(text), 300)),
            )  # fmt: skip
            dispatches.append(Dispatch.of(text.encode(), source="x", received_at=NOON))
            placement = Placement(item=item, chain=f"c{k}", story=f"s{k}")
            placed.append(Placed(dispatch=dispatches[-1].id, format="ninjs", placements=(placement,)))
        store.keep(dispatches)
        store.apply(placed, now=NOON)


def timed(name: str, n: int, work: Callable[[], object]) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    work()
    cpu_s, s = time.process_time() - cpu, time.perf_counter() - began
    print(f"{name:10} {n / cpu_s:>10,.0f} items/s of CPU   {n / s:>10,.0f} items/s by the clock")


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = open_store(place / "room.db", synchronous="NORMAL")
        fill(store, n)
        size = store.figures(is_counted=True).size_bytes
        timed("checksum", n, lambda: checksum_of(store, tell=lambda _, __: None))
        timed("export", n, lambda: export_room(store, place / "e.zip", now=NOON, others={}, tell=lambda _, __: None))
        other = open_store(place / "other.db", synchronous="NORMAL")
        timed("import", n, lambda: import_room(place / "e.zip", other, tell=lambda _, __: None))
        if isinstance(store, CopiesItself):
            copies = store
            timed("backup", n, lambda: copies.copy_to(place / "b.db", lambda _, __: None))
        print(
            f"{n:,} items: store {size / n / 1024:.1f} KB an item, export {(place / 'e.zip').stat().st_size / n / 1024:.1f} KB"
        )
        store.close()
        other.close()


if __name__ == "__main__":
    main()
