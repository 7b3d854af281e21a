"""A desk in a process of its own that is there to be killed: takes copy, says "ack N" after each commit.

worker.py ROOM ingest FIRST LAST        dispatches FIRST … LAST by the intake, many at once
worker.py ROOM fill LIMIT_BYTES         takes until files may not grow any more; then frees the disk and goes on
"""

import json
import resource
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Semaphore

from wireroom.errors import StoreError
from wireroom.ingest import Desk, Intake
from wireroom.model import Dispatch
from wireroom.store import open_store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WORDS = ["harbour", "ferry", "council", "strike", "budget", "wheat", "tide", "bridge", "mayor", "storm", "dyke", "lock"]


def clock() -> datetime:
    return NOON


def copy(n: int, n_chars: int = 600) -> Dispatch:
    """Give dispatch number n, the same at every start; every third continues a story."""
    subject = f"{WORDS[n % 12]} {WORDS[n // 12 % 12]} {n // 3}"
    made = {
        "uri": f"urn:test:{n}",
        "version": "1",
        "type": "text",
        "versioncreated": (NOON + timedelta(seconds=n)).isoformat(),
        "headline": f"{('FLASH', 'URGENT', '1st LD')[n % 3]}: {subject}",
        "infosources": [{"name": "Hafen"}],
        "body_text": f"{subject} " * (n_chars // 20) + str(n),
    }
    return Dispatch.of(json.dumps(made).encode(), source="hafen", received_at=NOON)


def large_copy(n: int) -> Dispatch:
    return copy(n, 20_000)


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def ingest(room: Path, first: int, last: int) -> None:
    intake = Intake(Desk(open_store(room), clock=clock), lambda seq: None)
    intake.start()
    free = Semaphore(20)  # so many senders wait for their receipt at a time
    for n in range(first, last):
        free.acquire()
        future = intake.submit(copy(n))
        future.add_done_callback(lambda done, n=n: (say(f"ack {n} {done.result().state}"), free.release()))
    intake.stop()
    say("end")


def fill(room: Path, limit_bytes: int) -> None:
    store = open_store(room)
    desk = Desk(store, clock=clock)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, resource.RLIM_INFINITY))
    n = 0
    try:
        while n < 100_000:
            desk.take([large_copy(n)])
            say(f"ack {n}")
            n += 1
    except StoreError as error:
        say(f"full {n} {error}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    desk.take([large_copy(n)])
    say(f"ack {n}")
    store.close()


if __name__ == "__main__":
    if sys.argv[2] == "ingest":
        ingest(Path(sys.argv[1]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        fill(Path(sys.argv[1]), int(sys.argv[3]))
