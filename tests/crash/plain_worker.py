"""A desk without anything around it, so that its syncs are the same in every run: takes copy one by one, says "ack N" for each.

plain_worker.py DATA FIRST LAST
"""

import sys
from pathlib import Path

from crash.worker import clock, copy, say
from wireroom.errors import StoreError
from wireroom.ingest import Desk
from wireroom.room import STORE_NAME
from wireroom.store import Store, open_store


def open_at_last(place: Path) -> Store:
    """Open as somebody does who tries again."""
    while True:
        try:
            return open_store(place)
        except StoreError:
            continue


def work(data: Path, numbers: range) -> None:
    data.mkdir()
    store = open_at_last(data / STORE_NAME)
    desk = Desk(store, clock=clock)
    for n in numbers:
        while True:
            try:
                desk.take([copy(n)])
            except StoreError:
                continue
            break
        say(f"ack {n}")
        if n % 4 == 3:
            desk.tidy()
    store.close()
    say("end")


if __name__ == "__main__":
    work(Path(sys.argv[1]), range(int(sys.argv[2]), int(sys.argv[3])))
