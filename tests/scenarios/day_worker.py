"""Plays the invented wire day into store files: `python day_worker.py FOLDER`.

In a process of its own, because the house styles of the five agencies hold for a whole process.

    once.db       the day in its order, each dispatch when it arrives
    twice.db      that room, opened again an hour after the day's end, into which all of it comes again
    order-N.db    the day in an order drawn by the seed N, all of it at its end, some dispatches at a time; 0 = backwards
"""

import random
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wireroom.agencies import use_styles
from wireroom.demo import DAY_MINUTES, STYLES, DemoDispatch, load_day
from wireroom.ingest import Desk
from wireroom.model import Dispatch
from wireroom.store import open_store

START = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
END = START + timedelta(minutes=DAY_MINUTES)
SEEDS = range(6)


def play(path: Path, arrivals: Iterable[tuple[datetime, Sequence[DemoDispatch]]]) -> None:
    """Take dispatches, each group at its time."""
    now = START
    store = open_store(path)
    desk = Desk(store, clock=lambda: now)
    for now, group in arrivals:
        desk.take(
            [Dispatch.of(each.data, source=each.source, received_at=now, filename=each.filename) for each in group]
        )
    store.close()


def shuffled(day: Sequence[DemoDispatch], seed: int) -> Iterator[tuple[datetime, Sequence[DemoDispatch]]]:
    """Give the day backwards or in any order, in groups of any size up to thirty."""
    draw = random.Random(seed)
    order = draw.sample(day, len(day)) if seed else list(reversed(day))
    while order:
        n = draw.randint(1, 30)
        yield END + timedelta(seconds=len(day) - len(order)), order[:n]
        del order[:n]


def main(folder: Path) -> None:
    use_styles(STYLES)
    day = load_day(START)
    play(folder / "once.db", ((each.at, [each]) for each in day))
    shutil.copy(folder / "once.db", folder / "twice.db")
    play(folder / "twice.db", [(END + timedelta(hours=1), day)])
    for seed in SEEDS:
        play(folder / f"order-{seed}.db", shuffled(day, seed))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
