"""How long a FLASH takes to the last reader while the room is busy, and where the time goes.

    python bench/bench_latency.py [--rate 100] [--readers 200] [--seconds 30] [--json]

A server in a process of its own, on a new room on disk (full durability). A second process posts `rate` items a second over
HTTP at fixed times, whether or not the room keeps up, holds `readers` live readers open, and posts a FLASH three times a
second. From the moment before its POST is written, in one machine's monotonic clock:

    arrive     until the intake has it: HTTP, and the wait for the items before it
    pipeline   reading it, its marks, chain and story, with the others of its group
    commit     the store's part: kept and placed durably
    push       from the commit until the last of the readers has it

The clients share the machine's cores with the server, so the figures are those of a machine that does both.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
import uvloop

from wireroom.config import load_config
from wireroom.room import Room, find_holder, read_token

WORDS = [
    "harbour", "ferry", "council", "strike", "budget", "wheat", "tide", "bridge", "mayor", "storm", "dyke", "lock",
    "herring", "lantern", "quarry", "orchard", "tram", "glacier", "census", "museum", "tariff", "vaccine", "barley",
    "regatta", "viaduct", "timber", "chapel", "ballot", "embassy", "turbine", "copper", "salmon", "meadow",
    "archive", "choir", "signal", "convoy", "drought", "festival", "granite", "harvest", "island", "jury", "kiln",
    "ledger", "market", "nurse", "oyster",
]  # fmt: skip
FLASH_EVERY_S = 1 / 3


def make_copy(number: int, chance: random.Random, headline: str | None = None) -> bytes:
    """Give one item of about 200 words of our own invention."""
    words = [" ".join(chance.choices(WORDS, k=14)).capitalize() + "." for _ in range(14)]
    return json.dumps(
        {
            "uri": f"urn:bench:{number}", "version": "1", "type": "text", "versioncreated": "2026-03-04T12:00:00Z",
            "headline": headline or " ".join(chance.choices(WORDS, k=7)).capitalize(), "body_text": "\n\n".join(words),
        }
    ).encode()  # fmt: skip


# the server's process


def serve(data: Path) -> int:
    """Serve a room whose store and intake write down when they did what."""
    from wireroom.cli._server import run_room

    seen: list[tuple[str, str, int, int]] = []

    async def watch(room: Room) -> None:
        store: Any = room.store
        intake: Any = room.intake
        keep, apply, submit = store.keep, store.apply, intake.submit

        def timed_keep(dispatches: Sequence[Any], **settings: Any) -> Any:
            began = time.monotonic_ns()
            found = keep(dispatches, **settings)
            ended = time.monotonic_ns()
            seen.extend(("keep", dispatch.id, began, ended) for dispatch in dispatches)
            return found

        def timed_apply(placed: Sequence[Any], **settings: Any) -> Any:
            began = time.monotonic_ns()
            found = apply(placed, **settings)
            ended = time.monotonic_ns()
            seen.extend(("apply", each.dispatch, began, ended) for each in placed)
            return found

        def timed_submit(dispatch: Any) -> Any:
            now = time.monotonic_ns()
            seen.append(("submit", dispatch.id, now, now))
            return submit(dispatch)

        store.keep, store.apply, intake.submit = timed_keep, timed_apply, timed_submit

    status = run_room(load_config(flags={"data": str(data), "port": "0", "log_level": "warning"}), beside=watch)
    (data / "seen.json").write_text(json.dumps(seen))
    return status


# the clients' process


class Reader(asyncio.Protocol):
    """One live reader: notes when each FLASH came."""

    def __init__(self, host: str, arrivals: dict[bytes, list[int]]) -> None:
        self._host = host
        self._arrivals = arrivals
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods without the base class
        cast(asyncio.Transport, transport).write(b"GET /api/v1/wire HTTP/1.1\r\nHost: %b\r\n\r\n" % self._host.encode())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        if b"BENCHFLASH" not in data and not self._rest:
            self._rest = data[-80:] if b"BENCH" in data[-80:] else b""
            return
        data = self._rest + data
        self._rest = b""
        for part in data.split(b"BENCHFLASH-")[1:]:
            name = part[:6]
            times = self._arrivals.setdefault(name, [])
            times.append(now)


async def load(url: str, token: str, *, rate: float, n_readers: int, seconds: float) -> dict[str, Any]:
    """Put the room under load; gives when each FLASH was sent, answered and received."""
    arrivals: dict[bytes, list[int]] = {}
    loop = asyncio.get_running_loop()
    place = urlsplit(url)
    readers = [
        (await loop.create_connection(lambda: Reader(place.netloc, arrivals), place.hostname, place.port))[0]
        for _ in range(n_readers)
    ]
    chance = random.Random(1)
    flashes: dict[str, dict[str, Any]] = {}
    late: list[float] = []
    connector = aiohttp.TCPConnector(limit=64)
    async with aiohttp.ClientSession(url, headers={"Authorization": f"Bearer {token}"}, connector=connector) as session:

        async def post(body: bytes, source: str) -> dict[str, Any]:
            async with session.post(f"/api/v1/dispatches?source={source}", data=body) as answer:
                found: dict[str, Any] = await answer.json()
                return found

        async def post_flash(number: int) -> None:
            name = f"{number:06}"
            body = make_copy(
                10_000_000 + number, chance, f"FLASH: {' '.join(chance.choices(WORDS, k=5))} BENCHFLASH-{name}"
            )
            sent = time.monotonic_ns()
            found = await post(body, "flash")
            flashes[name] = {"sent": sent, "answered": time.monotonic_ns(), "dispatch": found["dispatch"]}

        for number in range(200):  # warm: formats and styles are loaded at first use
            await post(make_copy(20_000_000 + number, chance), "warm")
        await asyncio.sleep(1)
        began = loop.time()
        async with asyncio.TaskGroup() as group:

            async def every(step_s: float, what: Any) -> None:
                for number in range(int(seconds / step_s)):
                    wait = began + number * step_s - loop.time()
                    if wait > 0:
                        await asyncio.sleep(wait)
                    else:
                        late.append(-wait)
                    group.create_task(what(number))

            group.create_task(every(1 / rate, lambda number: post(make_copy(number, chance), "traffic")))
            group.create_task(every(FLASH_EVERY_S, post_flash))
        took = loop.time() - began
        await asyncio.sleep(2)
    for transport in readers:
        transport.abort()
    for name, flash in flashes.items():
        flash["received"] = sorted(arrivals.get(name.encode(), []))
    return {
        "flashes": flashes,
        "took_s": took,
        "late_s": max(late, default=0.0),
        "n_posted": int(seconds * rate) + len(flashes),
    }


def spread(values: list[float]) -> dict[str, float]:
    """Give the median, the 99th percentile and the largest, in milliseconds."""
    ranked = sorted(values)
    return {
        "p50_ms": round(statistics.median(ranked), 2),
        "p99_ms": round(ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))], 2),
        "max_ms": round(ranked[-1], 2),
    }


def phases(found: dict[str, Any], seen: list[tuple[str, str, int, int]], n_readers: int) -> dict[str, Any]:
    """Set the server's times beside the clients'."""
    steps: dict[str, dict[str, tuple[int, int]]] = {}
    for what, dispatch, began, ended in seen:
        steps.setdefault(dispatch, {})[what] = (began, ended)
    parts: dict[str, list[float]] = {name: [] for name in ("arrive", "pipeline", "commit", "push", "all", "answered")}
    n_missing = 0
    for flash in found["flashes"].values():
        step = steps[flash["dispatch"]]
        if len(flash["received"]) != n_readers:
            n_missing += 1
            continue
        (kept_from, kept_to), (placed_from, placed_to) = step["keep"], step["apply"]
        last = flash["received"][-1]
        parts["arrive"].append((kept_from - flash["sent"]) / 1e6)
        parts["pipeline"].append((placed_from - kept_to) / 1e6)
        parts["commit"].append((kept_to - kept_from + placed_to - placed_from) / 1e6)
        parts["push"].append((last - placed_to) / 1e6)
        parts["all"].append((last - flash["sent"]) / 1e6)
        parts["answered"].append((flash["answered"] - flash["sent"]) / 1e6)
    return {
        "parts": {name: spread(values) for name, values in parts.items()},
        "n_flashes": len(parts["all"]),
        "n_incomplete": n_missing,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        return serve(asked.serve)
    with tempfile.TemporaryDirectory(prefix="wireroom-bench-") as folder:
        data = Path(folder) / "room"
        data.mkdir()
        server = subprocess.Popen([sys.executable, __file__, "--serve", str(data)], stdout=subprocess.DEVNULL)
        try:
            while (holder := find_holder(data)) is None or holder.url is None:
                if server.poll() is not None:
                    return 1
                time.sleep(0.05)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                found = runner.run(
                    load(holder.url, read_token(data), rate=asked.rate, n_readers=asked.readers, seconds=asked.seconds)
                )
            server.send_signal(signal.SIGTERM)
            server.wait(30)
        finally:
            if server.poll() is None:
                server.kill()
        told = phases(found, json.loads((data / "seen.json").read_text()), asked.readers)
    told |= {
        "rate": asked.rate, "readers": asked.readers, "n_posted": found["n_posted"], "took_s": round(found["took_s"], 1),
        "sender_late_ms": round(found["late_s"] * 1000, 1), "load_average": [round(value, 1) for value in os.getloadavg()],
    }  # fmt: skip
    if asked.json:
        print(json.dumps(told))
        return 0
    print(
        f"{told['n_posted']} items in {told['took_s']} s, {asked.readers} readers, load average {told['load_average'][0]}"
    )
    print(f"{told['n_flashes']} FLASHes reached all readers, {told['n_incomplete']} did not")
    for name in ("arrive", "pipeline", "commit", "push", "all", "answered"):
        part = told["parts"][name]
        print(f"  {name:9} p50 {part['p50_ms']:8.2f} ms   p99 {part['p99_ms']:8.2f} ms   max {part['max_ms']:8.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
