"""A thousand feeds polled by one process: CPU, memory and requests saved, beside `reader` updating the same feeds.

    pip install -r requirements/bench.txt
    python bench/bench_poll.py [--feeds 1000] [--items 20] [--rounds 3] [--json]

A server of its own process gives the feeds (RSS, invented copy) with ETag and Last-Modified over kept-alive connections. Three
phases: every feed is new; none has changed; every tenth has one item more. The sides take turns, each with a fresh server and a
fresh store on disk, `--rounds` times; the best of each figure is printed. A phase is measured from the first request to the
last commit, in seconds of the clock and in seconds of CPU of the polling process (the server's not among them).

    poll     fetched, unpacked, compared, validators kept; nothing is read (what an unchanged feed costs)
    read     the same, and items read with text made safe, marks and dateline
    room     the same, and stored with chains, stories, search text and the live wire: all that a room does
    reader   update_feeds(scheduled=False, workers=10): fetched by requests, parsed by feedparser, stored in SQLite
    reader-search   the same, and update_search(): made searchable, which is the most of what a room does that it can do, too
"""

import argparse
import asyncio
import email.utils
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

SIDES: Final = ("poll", "read", "room", "reader", "reader-search")
PHASES: Final = ("new", "unchanged", "a tenth changed")
BEGAN: Final = 1_772_600_000
#: fetches under way, of ours and of theirs
AT_ONCE: Final = 10


# the server


class Site:
    """The feeds as they are now."""

    def __init__(self, n_feeds: int, n_items: int) -> None:
        self.n_items = n_items
        self.n_more = [0] * n_feeds
        self.kept: dict[int, tuple[bytes, str]] = {}
        self.figures = {"requests": 0, "unchanged": 0, "bytes": 0}

    def feed(self, n: int) -> tuple[bytes, str]:
        if n not in self.kept:
            body = make_feed(n, self.n_items, self.n_more[n])
            self.kept[n] = (body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')
        return self.kept[n]

    def change_a_tenth(self) -> None:
        for n in range(0, len(self.n_more), 10):
            self.n_more[n] += 1
            self.kept.pop(n, None)


def make_feed(n: int, n_items: int, n_more: int) -> bytes:
    items = []
    for i in range(n_items + n_more, n_more, -1):
        chance = random.Random(n * 1000 + i)
        words = [f"{chance.choice(SYLLABLES)}{chance.choice(SYLLABLES)}{chance.choice(SYLLABLES)}" for _ in range(70)]
        at = email.utils.formatdate(BEGAN + i * 60 + n, usegmt=True)
        items.append(
            f"<item><title>{' '.join(words[:9]).capitalize()}</title><link>https://feed{n}.example/{i}</link>"
            f"<guid>https://feed{n}.example/{i}</guid><pubDate>{at}</pubDate>"
            f"<description>&lt;p&gt;{' '.join(words[9:]).capitalize()}.&lt;/p&gt;</description></item>"
        )
    head = f'<rss version="2.0"><channel><title>Feed {n}</title><link>https://feed{n}.example/</link>'
    return f"{head}<description>Invented</description>{''.join(items)}</channel></rss>".encode()


SYLLABLES: Final = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "on")]


class Answering(asyncio.Protocol):
    """Speaks as much HTTP as both sides need."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.rest = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, _, self.rest = self.rest.partition(b"\r\n\r\n")
            self.transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        lines = head.decode("latin-1").split("\r\n")
        path = lines[0].split()[1]
        if path == "/change":
            self.site.change_a_tenth()
            return _whole("200 OK", b"{}", "")
        if path == "/figures":
            figures = json.dumps(self.site.figures).encode()
            self.site.figures = dict.fromkeys(self.site.figures, 0)
            return _whole("200 OK", figures, "")
        body, etag = self.site.feed(int(path.strip("/").partition(".")[0]))
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        self.site.figures["requests"] += 1
        if headers.get("if-none-match") == etag:
            self.site.figures["unchanged"] += 1
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        self.site.figures["bytes"] += len(body)
        return _whole("200 OK", body, f"ETag: {etag}\r\n")


def _whole(status: str, body: bytes, more: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


async def serve(n_feeds: int, n_items: int) -> None:
    site = Site(n_feeds, n_items)
    for n in range(n_feeds):
        site.feed(n)
    server = await asyncio.get_running_loop().create_server(lambda: Answering(site), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def serving(n_feeds: int, n_items: int) -> Iterator[str]:
    command = [sys.executable, __file__, "--serve", "--feeds", str(n_feeds), "--items", str(n_items)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            port = int((running.stdout and running.stdout.readline()) or 0)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def ask(url: str) -> dict[str, int]:
    with urllib.request.urlopen(url) as answer:
        found: dict[str, int] = json.load(answer)
    return found


# the sides


async def measure_ours(side: str, base: str, n_feeds: int, folder: Path) -> list[dict[str, Any]]:
    from wireroom.config import Config, SourceConfig
    from wireroom.room import make_transport, open_room
    from wireroom.transports import GroupedNotes, Office
    from wireroom.transports._fetching import Web
    from wireroom.transports.http_poll import HttpPollTransport

    room = open_room(Config(data=folder))
    await room.start()
    web = Web(agent="bench", clock=room.clock)
    office = Office(
        notes=room.store, clock=room.clock, agent="bench", chance=random.Random(1), web=lambda: web,
        grouped=GroupedNotes(room.store),
    )  # fmt: skip
    transports = []
    for n in range(n_feeds):
        made = make_transport(f"feed-{n}", SourceConfig(url=f"{base}/{n}.xml", allow_private=True), office)
        assert isinstance(made, HttpPollTransport)
        transports.append(made)
    places = asyncio.Semaphore(AT_ONCE)

    async def poll(transport: HttpPollTransport) -> None:
        async with places:
            async for arrival in transport.look():
                await take_arrival(side, room, transport.source, arrival)
                await transport.done(arrival)

    async def update() -> None:
        async with asyncio.TaskGroup() as group:
            for transport in transports:
                group.create_task(poll(transport))

    found = await measure_phases(base, update)
    await web.close()
    await room.stop()
    return found


async def take_arrival(side: str, room: Any, source: str, arrival: Any) -> None:
    from wireroom.formats import RawCopy
    from wireroom.reading import read_raw

    if side == "room":
        await room.take(arrival.data, source=source, filename=arrival.filename, url=arrival.url)
    elif side == "read":
        reading = read_raw(RawCopy(data=arrival.data, filename=arrival.filename, url=arrival.url))
        assert reading.items


async def measure_reader(base: str, n_feeds: int, folder: Path, *, is_searched: bool) -> list[dict[str, Any]]:
    from reader import make_reader

    side = make_reader(str(folder / "reader.sqlite"))
    if is_searched:
        side.enable_search()
    for n in range(n_feeds):
        side.add_feed(f"{base}/{n}.xml")

    async def update() -> None:
        side.update_feeds(scheduled=False, workers=AT_ONCE)
        if is_searched:
            side.update_search()

    return await measure_phases(base, update)


async def measure_phases(base: str, update: Callable[[], Awaitable[None]]) -> list[dict[str, Any]]:
    found = []
    ask(f"{base}/figures")
    for phase in PHASES:
        if phase == "a tenth changed":
            ask(f"{base}/change")
        began, cpu_began = time.perf_counter(), time.process_time()
        await update()
        wall_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu_began
        peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found.append({"phase": phase, "wall_s": wall_s, "cpu_s": cpu_s, "peak_mib": peak_mib, **ask(f"{base}/figures")})
    return found


def run_side(side: str, n_feeds: int, n_items: int) -> list[dict[str, Any]]:
    with serving(n_feeds, n_items) as base, tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            __file__,
            "--side",
            side,
            "--base",
            base,
            "--folder",
            folder,
            "--feeds",
            str(n_feeds),
        ]
        environment = {**os.environ, "WIREROOM_LOG_LEVEL": "error"}
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def best_of(runs: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Give the least of each figure, phase by phase."""
    return [
        {**phases[0], **{name: min(phase[name] for phase in phases) for name in ("wall_s", "cpu_s", "peak_mib")}}
        for phases in zip(*runs, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=SIDES, default=SIDES)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--side", help=argparse.SUPPRESS)
    parser.add_argument("--base", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        asyncio.run(serve(args.feeds, args.items))
    elif args.side in ("reader", "reader-search"):
        is_searched = args.side == "reader-search"
        print(json.dumps(asyncio.run(measure_reader(args.base, args.feeds, args.folder, is_searched=is_searched))))
    elif args.side:
        print(json.dumps(asyncio.run(measure_ours(args.side, args.base, args.feeds, args.folder))))
    else:
        compare(args)


def compare(args: argparse.Namespace) -> None:
    runs: dict[str, list[list[dict[str, Any]]]] = {side: [] for side in args.only}
    for _ in range(args.rounds):
        for side in args.only:
            runs[side].append(run_side(side, args.feeds, args.items))
    if not args.json:
        print("| | phase | seconds | CPU s | ms CPU a feed | peak MiB | requests | unchanged | MB sent |")
        print("|---|---|---|---|---|---|---|---|---|")
    for side in args.only:
        for row in best_of(runs[side]):
            if args.json:
                print(json.dumps({"side": side, **row}))
                continue
            print(
                f"| {side} | {row['phase']} | {row['wall_s']:.2f} | {row['cpu_s']:.2f} |"
                f" {row['cpu_s'] / args.feeds * 1000:.2f} | {row['peak_mib']:.0f} | {row['requests']:,} |"
                f" {row['unchanged']:,} | {row['bytes'] / 1e6:.1f} |"
            )


if __name__ == "__main__":
    main()
