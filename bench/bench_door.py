"""What a POST of copy costs the web, by the quick door and by the framework behind it: python bench/bench_door.py [--rounds 20]

Both are called as the server calls them, by turns, with an intake that answers at once; microseconds of this thread's processor,
the best of the rounds. What the server itself takes (the connection, parsing HTTP) is not in it.
"""

import argparse
import asyncio
import sys
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from newsroom import TOKEN, Room, ninjs
from wireroom.model import Dispatch, Receipt
from wireroom.web.app import make_app

COPY: Final = ninjs("ferry", "Ferry aground off Aldra", "All aboard are safe, the harbour says. " * 20)
HEADERS: Final = [
    (b"host", b"room"),
    (b"authorization", f"Bearer {TOKEN}".encode()),
    (b"content-type", b"application/json"),
    (b"content-length", str(len(COPY)).encode()),
]
N_POSTS: Final = 100


class Answering:
    """An intake that has placed all before it came."""

    def submit(self, dispatch: Dispatch) -> "Future[Receipt]":
        done: Future[Receipt] = Future()
        done.set_result(
            Receipt(dispatch=dispatch.id, state="placed", is_new=True, format="ninjs", items=("i",), seqs=(1,))
        )
        return done


async def post(app: Any) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": COPY, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] != 201:
            raise SystemExit(f"not taken: {message['status']}")

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/api/v1/dispatches", "raw_path": b"/api/v1/dispatches",
        "query_string": b"source=load", "root_path": "", "scheme": "http", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2), "headers": HEADERS, "state": {}, "asgi": {"version": "3.0"},
    }  # fmt: skip
    await app(scope, receive, send)


async def measure(n_rounds: int) -> dict[str, float]:
    room: Any = Room()
    room.intake = Answering()
    app = make_app(room)
    best: dict[str, float] = {}
    for _ in range(n_rounds):
        for name, way in (("door", app.door), ("framework", app.pages)):
            began = time.thread_time_ns()
            for _ in range(N_POSTS):
                await post(way)
            took = (time.thread_time_ns() - began) / N_POSTS / 1000
            best[name] = min(best.get(name, took), took)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    for name, took in asyncio.run(measure(parser.parse_args().rounds)).items():
        print(f"{name:10} {took:6.1f} µs")


if __name__ == "__main__":
    main()
