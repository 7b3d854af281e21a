"""How much copy a room takes in, and how long an item takes to its readers, with chains, stories and standing searches on.

    python bench/bench_load.py [--seconds 15] [--watches 10000] [--only alone http folder] [--senders 64] [--rate N]
                               [--readers 20] [--waiting 200] [--group N] [--room-readers N] [--postgres] [--json] [DATA]

A server in a process of its own on a new room on disk (full durability), its step wrapped by clocks; the clients in this
process, on the same two cores. Copy is Reuters-21578 (../shared/data beside the checkout; without it words of our own), each
text once, four full texts to one headline alone, as ninjs; the searches are those of bench_watches.py, some ten of which
each full text meets, and each meeting is a row in the ledger, delivered to the desk.

    alone      one item at a time, the next when readers have had the one before and 50 ms more
    http       `senders` connections kept alive, each posts the next when its last is acknowledged (--rate: so many a second)
    folder     files are moved into a watched folder; `waiting` wait at most. The folder is looked at every 0.5 s and files
               must have stood still for 0.5 s, which is in the times

Times are from before the POST is written (the file is moved) until the last of the readers has the item, by one machine's clock.
Steps are milliseconds of processor time for each item, by the thread that did the work, and their share of all the process
took: `other` of the intake's thread, `web` is everything on the loop (HTTP, pushing), `rest` the other threads (outbox).
Limits are taken in the same run: what the disk does (8 kB written and fdatasync, one after the other), and what one core reads of
the same copy with marks and nothing else.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import uvloop
from bench_watches import DATA, load, make_searches

from wireroom import read
from wireroom.config import load_config
from wireroom.model import Watch
from wireroom.room import Room, find_holder, read_token
from wireroom.store import open_store

KINDS: Final = ("alone", "http", "folder")
STEPS: Final = ("keep", "read", "chain", "story", "editors", "match", "store")
WORDS: Final = ("harbour", "ferry", "council", "strike", "budget", "wheat", "tide", "bridge", "mayor", "storm", "dyke")

# the copy


def texts(folder: Path) -> list[tuple[str, str, str]]:
    """Give title, body and topics of each text, in an order that mixes days."""
    if folder.is_dir():
        found = [made for path in sorted(folder.glob("reuters-*.json")) for made in json.loads(path.read_text())]
        made = [
            (one.get("title") or "News", one["body"], " ".join(one.get("topics") or ()))
            for one in found
            if one.get("body")
        ]
    else:
        chance = random.Random(2)
        made = [
            (" ".join(chance.choices(WORDS, k=7)), " ".join(chance.choices(WORDS, k=130)), "") for _ in range(19_000)
        ]
    random.Random(3).shuffle(made)
    return made


def bodies(folder: Path) -> Iterator[tuple[int, bytes]]:
    """Make items with their numbers, which their headlines show; each text once, then again as other items."""
    number = itertools.count()
    chosen = texts(folder)
    for again in itertools.count():
        for title, body, topics in chosen:
            n = next(number)
            item = {
                "uri": f"urn:load:{n}", "version": "1", "type": "text", "language": "en", "headline": f"{title} ~{n:08d}~",
                "versioncreated": datetime.now(UTC).isoformat(), "slugline": topics or None,
                "body_text": f"{again} {body}" if n % 5 else "",
            }  # fmt: skip
            yield n, json.dumps({name: value for name, value in item.items() if value}).encode()


# the server's process


class Clocked:
    """Processor time of the steps of this process, by name."""

    def __init__(self) -> None:
        self.spent_ns = dict.fromkeys(STEPS, 0)
        self.n_commits = 0
        self.commit_s = 0.0
        #: how many were placed together, and how long that took by the clock
        self.groups: list[tuple[int, float]] = []
        self.intake_thread: int | None = None

    def wrap(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def clocked(*values: Any, **named: Any) -> Any:
            began = time.thread_time_ns()
            try:
                return work(*values, **named)
            finally:
                self.spent_ns[name] += time.thread_time_ns() - began

        return clocked

    def wrap_apply(self, work: Callable[..., Any]) -> Callable[..., Any]:
        inner = self.wrap("store", work)

        def applied(*values: Any, **named: Any) -> Any:
            self.intake_thread = threading.get_native_id()
            began = time.perf_counter()
            found = inner(*values, **named)
            self.commit_s += time.perf_counter() - began
            self.n_commits += 1
            return found

        return applied

    def wrap_take(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def taken(desk: Any, dispatches: Sequence[Any]) -> Any:
            began = time.perf_counter()
            found = work(desk, dispatches)
            self.groups.append((len(dispatches), time.perf_counter() - began))
            return found

        return taken

    def told(self) -> dict[str, Any]:
        """Give all clocks as they stand."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "steps": {name: spent / 1e9 for name, spent in self.spent_ns.items()},
            "n_commits": self.n_commits, "commit_s": self.commit_s, "groups": self.groups,
            "intake": _thread_s(self.intake_thread), "web": _thread_s(os.getpid()), "all": usage.ru_utime + usage.ru_stime,
            "beside": _beside_s(),
        }  # fmt: skip


def _thread_s(thread: int | None) -> float:
    if thread is None:
        return 0.0
    fields = Path(f"/proc/self/task/{thread}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _beside_s() -> float:
    """Give the processor time of the processes that this one started."""
    return sum(
        sum(map(int, Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13]))
        for thread in Path("/proc/self/task").iterdir()
        for child in (thread / "children").read_text().split()
    ) / os.sysconf("SC_CLK_TCK")


def serve(data: Path, more: dict[str, str]) -> int:
    """Serve a room; on SIGUSR1 write what the clocks show to clocks.json."""
    from wireroom import chains, stories
    from wireroom.cli._server import run_room
    from wireroom.ingest import deciding, desk

    clocked = Clocked()
    inner: Any = deciding.Deciding
    module_of_desk: Any = desk
    module_of_desk.read_dispatch = clocked.wrap("read", desk.read_dispatch)
    module_of_desk.Desk.take = clocked.wrap_take(desk.Desk.take)
    inner._rings = clocked.wrap("match", inner._rings)
    overlay: Any = deciding.Overlay
    for name in ("place_chain", "place_story", "items_of"):
        setattr(overlay, name, clocked.wrap("editors", getattr(overlay, name)))
    for module, kind, index in ((chains, "chain", chains.OpenChains), (stories, "story", stories.OpenStories)):
        module.decide = clocked.wrap(kind, module.decide)
        index.note = clocked.wrap(kind, index.note)

    async def watch(room: Room) -> None:
        # of the class: on PostgreSQL the desk writes through a store of its own
        store: Any = type(room.store)
        store.keep = clocked.wrap("keep", store.keep)
        store.apply = clocked.wrap_apply(store.apply)

        def write() -> None:
            (data / "clocks.new").write_text(json.dumps(clocked.told()))
            (data / "clocks.new").rename(data / "clocks.json")

        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, write)

    config = load_config(data / "room.toml", flags={"data": str(data), "port": "0", "log_level": "warning", **more})
    return run_room(config, beside=watch)


# the clients


class Seen:
    """When each item was sent, and when readers had it."""

    def __init__(self, n_readers: int) -> None:
        self.n_readers = n_readers
        self.sent: dict[int, float] = {}
        self.left: dict[int, int] = {}
        self.took: list[float] = []
        self.last_at = 0.0
        self.arrived = asyncio.Event()

    def send(self, number: int) -> None:
        self.left[number] = self.n_readers
        self.sent[number] = time.monotonic()

    def arrive(self, number: int, at: float) -> None:
        left = self.left.get(number)
        if left is None:
            return
        if left > 1:
            self.left[number] = left - 1
            return
        del self.left[number]
        self.took.append(at - self.sent.pop(number))
        self.last_at = at
        self.arrived.set()


class Reader(asyncio.Protocol):
    """One live reader."""

    def __init__(self, host: str, seen: Seen) -> None:
        self._host, self._seen, self._rest = host, seen, b""

    def connection_made(self, transport: Any) -> None:
        transport.write(b"GET /api/v1/wire HTTP/1.1\r\nHost: %b\r\n\r\n" % self._host.encode())

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        data = self._rest + data
        *whole, self._rest = data.split(b"\n\n")
        for event in whole:
            # a correction tells of the item that corrects, a kill of no words: only what is filed counts
            start = event.find(b"~")
            if start >= 0 and b'"kind":"filed"' in event:
                self._seen.arrive(int(event[start + 1 : start + 9]), at)


class Sender(asyncio.Protocol):
    """One connection kept alive, one POST at a time."""

    def __init__(self, head: bytes, next_body: Callable[[], tuple[int, bytes] | None], seen: Seen) -> None:
        self._head, self._next, self._seen, self._rest = head, next_body, seen, b""
        self.is_over = asyncio.get_running_loop().create_future()
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.post()

    def post(self) -> None:
        found = self._next()
        if found is None:
            self.is_over.set_result(None)
            self.transport.close()
            return
        number, body = found
        self._seen.send(number)
        self.transport.write(self._head % len(body) + body)

    def data_received(self, data: bytes) -> None:
        self._rest += data
        head, blank, rest = self._rest.partition(b"\r\n\r\n")
        if not blank:
            return
        if not head.startswith(b"HTTP/1.1 2"):
            raise SystemExit(f"not taken: {self._rest[:300]!r}")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        if len(rest) >= length:
            self._rest = b""
            self.post()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.is_over.done():
            self.is_over.set_exception(SystemExit(f"hung up on: {error}"))


class Clients:
    """What drives one room."""

    def __init__(self, url: str, token: str, data: Path, pid: int, asked: argparse.Namespace) -> None:
        place = urlsplit(url)
        self.host, self.address = place.netloc, (place.hostname, place.port)
        self.head = (
            f"POST /api/v1/dispatches?source=load HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        ).encode()
        self.data, self.pid, self.asked = data, pid, asked
        self.made = bodies(asked.data)

    async def run(self, kind: str) -> dict[str, Any]:
        """Measure one kind of load."""
        loop = asyncio.get_running_loop()
        seen = Seen(self.asked.readers)
        readers = [
            (await loop.create_connection(lambda: Reader(self.host, seen), *self.address))[0]
            for _ in range(seen.n_readers)
        ]
        await asyncio.sleep(0.5)
        before = await self.clocks()
        began, own = time.monotonic(), time.process_time()
        await getattr(self, kind)(seen, began + self.asked.seconds)
        while seen.left and time.monotonic() < max(began + self.asked.seconds, seen.last_at) + 5:
            await asyncio.sleep(0.01)
        took_s = max(seen.last_at, time.monotonic() if not seen.took else 0) - began
        after = await self.clocks()
        own = time.process_time() - own
        for transport in readers:
            transport.abort()
        return {
            "kind": kind,
            **figures(seen, took_s, before, after),
            "clients_ms": round(own / max(1, len(seen.took)) * 1000, 3),
        }

    async def http(self, seen: Seen, until: float) -> None:
        began, numbers = time.monotonic(), itertools.count()

        def next_body() -> tuple[int, bytes] | None:
            return next(self.made) if time.monotonic() < until else None

        async def paced() -> None:
            async with asyncio.TaskGroup() as group:
                while (now := time.monotonic()) < until:
                    if (wait := began + next(numbers) / self.asked.rate - now) > 0:
                        await asyncio.sleep(wait)
                    one = iter([next(self.made)])
                    group.create_task(self.post_once(one, seen))

        if self.asked.rate:
            await paced()
            return
        await self.post_all(next_body, seen, self.asked.senders)

    async def alone(self, seen: Seen, until: float) -> None:
        while time.monotonic() < until:
            await self.post_once(iter([next(self.made)]), seen)
            while seen.left:
                seen.arrived.clear()
                await seen.arrived.wait()
            await asyncio.sleep(0.05)

    async def post_once(self, bodies: Iterator[tuple[int, bytes]], seen: Seen) -> None:
        await self.post_all(lambda: next(bodies, None), seen, 1)

    async def post_all(self, next_body: Callable[[], tuple[int, bytes] | None], seen: Seen, n: int) -> None:
        loop = asyncio.get_running_loop()
        senders = [
            (await loop.create_connection(lambda: Sender(self.head, next_body, seen), *self.address))[1]
            for _ in range(n)
        ]
        await asyncio.gather(*(sender.is_over for sender in senders))

    async def folder(self, seen: Seen, until: float) -> None:
        drop, aside = self.data / "drop", self.data / "aside"
        aside.mkdir(exist_ok=True)
        while time.monotonic() < until:
            if len(seen.left) >= self.asked.waiting:
                await asyncio.sleep(0.01)
                continue
            number, body = next(self.made)
            (aside / str(number)).write_bytes(body)
            seen.send(number)
            (aside / str(number)).rename(drop / f"{number}.json")
            await asyncio.sleep(0)

    async def clocks(self) -> dict[str, Any]:
        """Ask the server's process for its clocks."""
        place = self.data / "clocks.json"
        place.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR1)
        while not place.exists():
            await asyncio.sleep(0.01)
        found: dict[str, Any] = json.loads(place.read_text())
        return found


def figures(seen: Seen, took_s: float, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Set what the clients saw beside the server's clocks."""
    n = max(1, len(seen.took))
    ranked = sorted(seen.took) or [0.0]
    all_s = after["all"] - before["all"]
    steps = {name: after["steps"][name] - before["steps"][name] for name in STEPS}
    steps["other"] = after["intake"] - before["intake"] - sum(steps.values())
    steps["web"] = after["web"] - before["web"]
    steps["rest"] = all_s - sum(steps.values())
    n_commits = after["n_commits"] - before["n_commits"]
    groups = sorted(after["groups"][len(before["groups"]) :], key=lambda group: group[1]) or [(0, 0.0)]
    return {
        "group_ms": [round(groups[int((len(groups) - 1) * share)][1] * 1000, 1) for share in (0.5, 0.95, 1)],
        "items_s": round(n / took_s), "n_items": len(seen.took), "n_missing": len(seen.left), "took_s": round(took_s, 1),
        "p50_ms": round(statistics.median(ranked) * 1000, 1), "p99_ms": round(ranked[int((n - 1) * 0.99)] * 1000, 1),
        "max_ms": round(ranked[-1] * 1000, 1), "cpu_ms": round(all_s / n * 1000, 3),
        "items_a_commit": round(n / max(1, n_commits), 1),
        "commit_ms": round((after["commit_s"] - before["commit_s"]) / max(1, n_commits) * 1000, 1),
        "beside_ms": round((after["beside"] - before["beside"]) / n * 1000, 3),
        "steps": {name: [round(spent / n * 1000, 3), round(spent / max(all_s, 1e-9), 3)] for name, spent in steps.items()},
    }  # fmt: skip


# limits


def fsyncs_a_second(folder: Path, seconds: float = 1.0) -> float:
    """Say how often this disk writes 8 kB and has them for good."""
    with (folder / "fsync").open("wb") as file:
        n, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            file.seek(0)
            file.write(b"x" * 8192)
            file.flush()
            os.fdatasync(file.fileno())
            n += 1
        return n / (time.perf_counter() - began)


def reads_a_second(folder: Path, n_items: int = 1500) -> float:
    """Say how many of the same items one core reads, with marks."""
    chosen = [body for _, body in itertools.islice(bodies(folder), n_items)]
    read(chosen[0])
    began = time.process_time()
    for body in chosen:
        read(body)
    return n_items / (time.process_time() - began)


# putting it together


def prepare(data: Path, place: Path | str, asked: argparse.Namespace) -> None:
    """Make a room with its searches and its folder."""
    (data / "drop").mkdir(parents=True)
    (data / "room.toml").write_text(f'[source.drop]\nfolder = "{data / "drop"}"\n')
    searches = make_searches(load(asked.data)[:5000], asked.watches, seed=1) if asked.data.is_dir() else []
    if not searches:
        searches = [" ".join(random.Random(n).choices(WORDS, k=3)) for n in range(asked.watches)]
    store = open_store(place, synchronous="NORMAL")
    for n, search in enumerate(searches):
        store.write_watch(Watch(id=f"w{n}", name=f"watch {n}", query=search))
    store.close()


def measure(asked: argparse.Namespace, engine: str, server: Any) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="wireroom-load-", dir=asked.dir) as folder:
        data = Path(folder) / "room"
        url = None if server is None else server.make_schema()
        prepare(data, url or data / "wireroom.db", asked)
        command = [sys.executable, __file__, "--serve", str(data), *(["--store", url] if url else [])]
        if asked.room_readers is not None:
            command += ["--room-readers", str(asked.room_readers)]
        if asked.group:
            command += ["--group", str(asked.group)]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while (holder := find_holder(data)) is None or holder.url is None:
                if running.poll() is not None:
                    raise SystemExit("the room did not open")
                time.sleep(0.05)
            clients = Clients(holder.url, read_token(data), data, running.pid, asked)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(warm(clients))
                return [{"engine": engine, **runner.run(clients.run(kind))} for kind in asked.only]
        finally:
            running.terminate()
            try:
                running.wait(30)
            except subprocess.TimeoutExpired:
                running.kill()


async def warm(clients: Clients) -> None:
    """Post some: formats and styles are loaded at first use."""
    some = itertools.islice(clients.made, 300)
    await clients.post_all(lambda: next(some, None), Seen(0), 8)


def show(row: dict[str, Any]) -> None:
    print(
        f"{row['engine']:8} {row['kind']:7} {row['items_s']:>6,} items/s   to the last reader p50 {row['p50_ms']:,} p99"
        f" {row['p99_ms']:,} max {row['max_ms']:,} ms   {row['n_items']:,} items, {row['n_missing']} missing,"
        f" {row['items_a_commit']} a commit of {row['commit_ms']} ms   {row['cpu_ms']} ms of CPU an item,"
        f" and {row['beside_ms']} beside it; the clients took {row['clients_ms']}; a group took"
        f" {' / '.join(map(str, row['group_ms']))} ms (p50, p95, longest)"
    )
    print(
        "    " + "  ".join(f"{name} {ms:.2f} ({share:.0%})" for name, (ms, share) in row["steps"].items()), flush=True
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--watches", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--senders", type=int, default=64)
    parser.add_argument("--waiting", type=int, default=200, help="files that may wait for the room")
    parser.add_argument("--group", type=int, help="so many may go together however few wait; 200: all that wait do")
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--only", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--dir", type=Path, default=None, help="where rooms are made; default: the temporary folder")
    parser.add_argument("--postgres", action="store_true", help="on both stores")
    parser.add_argument("--room-readers", help="processes that read beside the room; default: as the room chooses")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--store", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        if asked.group:
            from wireroom.ingest import intake

            module: Any = intake
            module._SMALL_GROUP = asked.group
        more = {"store": asked.store, "readers": asked.room_readers}
        return serve(asked.serve, {name: value for name, value in more.items() if value is not None})
    with ExitStack() as stack:
        servers: Sequence[tuple[str, Any]] = [("sqlite", None)]
        if asked.postgres:
            sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
            from database import new_server

            servers = [*servers, ("postgres", stack.enter_context(new_server("-c", "listen_addresses=")))]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=asked.dir)))
        print(
            f"load {os.getloadavg()[0]:.1f}; limits: {fsyncs_a_second(folder):,.0f} fdatasync/s,"
            f" {reads_a_second(asked.data):,.0f} items/s read on one core; {asked.watches:,} searches, {asked.readers} readers"
        )
        for engine, server in servers:
            for row in measure(asked, engine, server):
                print(json.dumps(row)) if asked.json else show(row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
