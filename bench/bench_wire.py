"""From a posted FLASH to the last live reader, while ordinary copy comes in; and how many events a second can be written.

    python bench/bench_wire.py [--readers 200] [--rate 100] [--flashes 100] [--json]

One server process (store on disk, commits synced in full), one process with all the readers, one that posts. All clocks are
CLOCK_MONOTONIC, which the processes share. Told for each FLASH, in milliseconds: from before its POST is sent to when the last
reader has it; of that, how long its sender waited for the answer, and in the server the two commits (the dispatch kept, the
items placed) and the decisions between them. The rest is HTTP and the push. The processes share the machine's cores.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import random
import selectors
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

#: words that mean nothing: copy of real words may say "kill" or "embargo" by chance, and is then treated so
WORDS = ["".join(parts) for parts in itertools.product(*(syllables.split() for syllables in (
    "ba ko mi ru ste tra nel fo gi hu ja va", "lan ver dor ke mos pri ul an ber si", "ta ning el or is um ade ic"
)))]  # fmt: skip
#: connections that ordinary copy comes in by
SENDERS = 4


def serve(folder: str, ready: Any, done: Any) -> None:
    """Serve a room, and note when each dispatch was kept and placed."""
    import uvicorn

    from wireroom.config import Config
    from wireroom.room import open_room
    from wireroom.web.app import make_app

    room = open_room(Config(data=Path(folder), token="bench"))
    spent: dict[str, dict[str, float]] = {}

    def timed(name: str, work: Callable[..., Any], key: str) -> Callable[..., Any]:
        def measured(values: Any, **more: Any) -> Any:
            began = time.monotonic()
            found = work(values, **more)
            ended = time.monotonic()
            for value in values:
                spent.setdefault(getattr(value, key), {}).update({f"{name}_began": began, f"{name}_ended": ended})
            return found

        return measured

    room.store.keep = timed("keep", room.store.keep, "id")  # type: ignore[method-assign]
    room.store.apply = timed("apply", room.store.apply, "dispatch")  # type: ignore[method-assign]
    app = make_app(room)

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await room.start()
            await super().startup(sockets)
            ready.put(None)

        async def shutdown(self, sockets: Any = None) -> None:
            app.hub.hang_up()
            await super().shutdown(sockets)
            await room.stop()

    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    ready.put(listener.getsockname()[1])
    server = Server(uvicorn.Config(app, http="httptools", loop="uvloop", ws="none", log_config=None, access_log=False))
    threading.Thread(target=lambda: (done.get(), setattr(server, "should_exit", True)), daemon=True).start()
    server.run(sockets=[listener])
    ready.put(spent)


def read_all(port: int, n: int, told: Any, stop: Any) -> None:
    """Be `n` readers; note when each had each FLASH."""
    chosen = selectors.DefaultSelector()
    for at in range(n):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(b"GET /api/v1/wire HTTP/1.1\r\nhost: localhost\r\n\r\n")
        connection.setblocking(False)
        chosen.register(connection, selectors.EVENT_READ, [at, b""])
    told.put("connected")
    found: dict[str, list[float]] = {}
    n_bytes = 0
    while stop.empty():
        for key, _ in chosen.select(0.2):
            data = key.fileobj.recv(1 << 18)  # type: ignore[union-attr]
            now = time.monotonic()
            n_bytes += len(data)
            rest = key.data[1] + data
            place = rest.find(b"FLASHNUMBER")
            while place >= 0 and len(rest) >= place + 16:
                found.setdefault(rest[place + 11 : place + 16].decode(), []).append(now)
                rest = rest[place + 16 :]
                place = rest.find(b"FLASHNUMBER")
            key.data[1] = rest[place:] if place >= 0 else rest[-16:]
    told.put((found, n_bytes))


def copy_of(chance: random.Random, name: str, headline: str, n_words: int) -> bytes:
    """Write one item in ninjs."""
    paragraphs = "\n\n".join(" ".join(chance.choices(WORDS, k=40)) for _ in range(n_words // 40))
    item = {"uri": f"urn:bench:{name}", "version": "1", "type": "text", "headline": headline, "body_text": paragraphs}
    return json.dumps(item | {"language": "en", "infosource": [{"name": "Norrland Press"}]}).encode()


def post(connection: HTTPConnection, data: bytes) -> dict[str, Any]:
    """Send one dispatch; gives the answer."""
    connection.request("POST", "/api/v1/dispatches?source=bench", data, {"authorization": "Bearer bench"})
    return json.loads(connection.getresponse().read())


def send_traffic(port: int, rate: float, name: str, stop: threading.Event, sent: list[str]) -> None:
    """Post ordinary copy at a steady rate."""
    chance = random.Random(name)
    connection = HTTPConnection("127.0.0.1", port)
    begin, at = time.monotonic(), 0
    while not stop.is_set():
        at += 1
        post(connection, copy_of(chance, f"{name}{at}", " ".join(chance.choices(WORDS, k=8)), 300))
        sent.append(name)
        time.sleep(max(0.0, begin + at / rate - time.monotonic()))


def spread(values: list[float]) -> str:
    """Give p50 and p99 in milliseconds."""
    ranked = sorted(values)
    return f"p50 {statistics.median(ranked) * 1000:6.1f}   p99 {ranked[int(len(ranked) * 0.99) - 1] * 1000:6.1f}"


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--readers", type=int, default=200)
    options.add_argument("--rate", type=float, default=100.0, help="ordinary items a second")
    options.add_argument("--flashes", type=int, default=100)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    spawn = multiprocessing.get_context("spawn")
    ready, done, told, stop = (spawn.Queue() for _ in range(4))
    with tempfile.TemporaryDirectory() as folder:
        server = spawn.Process(target=serve, args=(folder, ready, done))
        server.start()
        port = ready.get()
        ready.get()
        readers = spawn.Process(target=read_all, args=(port, chosen.readers, told, stop))
        readers.start()
        told.get()
        ended, sent = threading.Event(), list[str]()
        began = time.monotonic()
        traffic = [
            threading.Thread(target=send_traffic, args=(port, chosen.rate / SENDERS, name, ended, sent))
            for name in "mnop"[:SENDERS]
        ]
        for sender in traffic:
            sender.start()
        chance, connection = random.Random(5), HTTPConnection("127.0.0.1", port)
        flashes = {}
        time.sleep(2)
        for at in range(chosen.flashes):
            time.sleep(chance.uniform(0.05, 0.25))
            data = copy_of(
                chance, f"f{at}", f"FLASH: FLASHNUMBER{at:05d} {' '.join(chance.choices(WORDS, k=5)).upper()}", 40
            )
            start = time.monotonic()
            answer = post(connection, data)
            flashes[f"{at:05d}"] = (start, time.monotonic(), answer["dispatch"])
        time.sleep(1)
        ended.set()
        for sender in traffic:
            sender.join()
        spent_s = time.monotonic() - began
        stop.put(None)
        seen, n_bytes = told.get()
        done.put(None)
        spent = ready.get()
        server.join()
        readers.join()
    whole = {name: times for name, times in seen.items() if len(times) == chosen.readers}
    rows = {
        "POST to last reader": [max(whole[name]) - flashes[name][0] for name in whole],
        "POST to first reader": [min(whole[name]) - flashes[name][0] for name in whole],
        "POST to answer": [end - start for start, end, _ in flashes.values()],
        "commit: dispatch kept": [spent[d]["keep_ended"] - spent[d]["keep_began"] for _, _, d in flashes.values()],
        "read and decide": [spent[d]["apply_began"] - spent[d]["keep_ended"] for _, _, d in flashes.values()],
        "commit: items placed": [spent[d]["apply_ended"] - spent[d]["apply_began"] for _, _, d in flashes.values()],
        "placed to last reader": [max(whole[name]) - spent[flashes[name][2]]["apply_ended"] for name in whole],
    }
    if chosen.json:
        print(json.dumps({name: sorted(values) for name, values in rows.items()}))
        return 0
    print(
        f"{chosen.readers} readers, {len(sent) / spent_s:.0f} items a second, {n_bytes / spent_s / 1e6:.1f} MB/s pushed"
    )
    print(
        f"{len(whole)} of {chosen.flashes} FLASHes seen by all; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    for name in sorted(flashes.keys() - whole.keys()):
        print(f"  FLASH {name} was seen {len(seen.get(name, ()))} times")
    for name, values in rows.items():
        print(f"  {name:24} {spread(values)} ms")
    return 0 if len(whole) == chosen.flashes else 1


if __name__ == "__main__":
    sys.exit(main())
