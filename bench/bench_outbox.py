"""Good receivers beside misbehaving ones: what a delivery waits from the commit of its item to the receiver's door.

    python bench/bench_outbox.py [--seconds 8] [--rate 3] [--rounds 6] [--peers 50]

Two sides by turns, several rounds each, with the same copy at the same rate: `--peers` good receivers (they answer at once)
alone, and the same beside as many that misbehave: a third never answers, a third answers 500, a third refuses the connection.
The outbox and the desk that takes the copy are this process; the good receivers are a process of their own and the bad ones
another, so that what is measured is ours. Times are of the clock that all processes share (CLOCK_MONOTONIC). The store is a
file. Two items go ahead and are not counted, so that the outbox has met everybody.

While it is measured, patience is that of a room, with short time for an answer. Then an outbox of little patience sends on
what is left: at the end of each round every delivery must be acknowledged or dead.
"""

import argparse
import asyncio
import json
import multiprocessing
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, cast

import msgspec
import uvloop

from wireroom.deliveries import Office, Parcel, open_channel
from wireroom.ingest import Desk
from wireroom.logs import set_up_logs
from wireroom.model import Delivery, Dispatch, Filed, OutChannel, Watch
from wireroom.outbox import Outbox, Patience
from wireroom.room._posting import GuardedPost
from wireroom.store import Store, open_store

SECRET: Final = "sixteen letters and more"
#: while it is measured: as in a room, but who does not answer is left after three seconds
MEASURED: Final = Patience(timeout_s=3.0)
#: harder: bad receivers are tried five times a second
IMPATIENT: Final = Patience(first_s=0.2, longest_s=0.2, attempts=2, kill_attempts=2, timeout_s=0.5)
#: afterwards, so that a round ends
ENDING: Final = Patience(first_s=0.01, longest_s=0.01, attempts=1, kill_attempts=1, timeout_s=0.05, failing_per_s=1e4)
_OK: Final = b"HTTP/1.1 204 No Content\r\n\r\n"
_FAILED: Final = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"


def clock() -> datetime:
    return datetime.now(UTC)


def later() -> datetime:
    """Give a time at which everything that waits to be tried again is due."""
    return clock() + timedelta(hours=2)


class Receiver(asyncio.Protocol):
    """The least that can be a receiver: reads requests of a known length, answers as its address says."""

    def __init__(self, came: list[tuple[str, str, float]]) -> None:
        self._came = came
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is no asyncio.Transport

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            head = self._waiting[:end].decode("latin-1")
            length = next(int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:"))
            if len(self._waiting) < end + 4 + length:
                return
            body, self._waiting = self._waiting[end + 4 : end + 4 + length], self._waiting[end + 4 + length :]
            _, kind, n = head.split(" ", 2)[1].split("/")
            if kind == "good":
                self._came.append((n, json.loads(body)["item"]["id"], now))
                self._transport.write(_OK)
            elif kind == "fail":
                self._transport.write(_FAILED)


def receive(pipe: Connection) -> None:
    """Be receivers until told to stop; each word on the pipe is answered by what came since the last."""
    uvloop.run(_receive(pipe))


async def _receive(pipe: Connection) -> None:
    came: list[tuple[str, str, float]] = []
    server = await asyncio.get_running_loop().create_server(lambda: Receiver(came), "127.0.0.1", 0, backlog=1024)
    pipe.send(server.sockets[0].getsockname()[1])
    while await asyncio.to_thread(pipe.recv):
        pipe.send(came[:])
        came.clear()
    server.close()


@contextmanager
def receivers() -> Iterator[tuple[int, Connection]]:
    """Start receivers in a process; gives their port, and the pipe that tells what came."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=receive, args=(theirs,))
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        ours.send(False)
        process.join(10)


@contextmanager
def closed_port() -> Iterator[int]:
    """Give a port that refuses: it is bound, and nobody listens."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        yield made.getsockname()[1]


def channels(good: int, bad: int, dead: int, peers: int, *, with_bad: bool) -> list[OutChannel]:
    urls = {f"good{n:03}": f"http://127.0.0.1:{good}/good/{n}" for n in range(peers)}
    if with_bad:
        for n in range(peers):
            kind = ("hang", "fail", "dead")[n % 3]
            # by name they come first, which must not matter
            urls[f"bad{n:03}"] = f"http://127.0.0.1:{dead if kind == 'dead' else bad}/{kind}/{n}"
    return [
        OutChannel(name=name, kind="webhook", settings={"url": url, "secret": SECRET, "allow_private": "yes"})
        for name, url in urls.items()
    ]


def describe(delivery: Delivery, filed: Filed | None) -> Parcel:
    return Parcel(delivery=delivery, filed=filed)


def copy(n: int) -> Dispatch:
    made = {
        "uri": f"urn:bench:{n}",
        "version": "1",
        "headline": f"Harbour notice number {n}",
        "body_text": f"The harbour master gave out notice number {n}. " * 8,
    }
    return Dispatch.of(json.dumps(made).encode(), source="bench", received_at=clock())


class Round(msgspec.Struct):
    """What one round showed."""

    waits_ms: list[float]
    #: of this process while it was measured
    cpu_s: float
    #: rows of the ledger at the end, by state
    states: dict[str, int]
    n_failed: int


async def round_of(
    folder: Path,
    found: list[OutChannel],
    pipe: Connection,
    patience: Patience,
    *,
    peers: int,
    seconds: float,
    rate: float,
) -> Round:
    """Run one round."""
    store = open_store(folder / "wire.sqlite")
    for channel in found:
        store.write_channel(channel)
    store.write_watch(Watch(id="w", name="W", query="harbour", channels=tuple(channel.name for channel in found)))
    desk = Desk(store, clock=clock)
    post = GuardedPost(agent="bench", clock=clock)
    office = Office(post=post)
    came: dict[tuple[str, str], float] = {}

    async def look() -> None:
        pipe.send(True)
        for n, item, at in await asyncio.to_thread(pipe.recv):
            came.setdefault((n, item), at)

    def outbox_of(patience: Patience, clock: Callable[[], datetime]) -> Outbox:
        made = Outbox(
            store, open_channel=lambda channel: open_channel(channel, office), describe=describe, clock=clock,
            patience=patience,
        )  # fmt: skip
        made.set_channels(found)
        return made

    outbox = outbox_of(patience, clock)
    task = asyncio.get_running_loop().create_task(outbox.run())
    for n, wait_s in ((-1, 1.0), (-2, 4.0)):  # long enough for the bad ones to have failed, each at a time of its own
        await asyncio.to_thread(desk.take, [copy(n)])
        outbox.wake()
        await asyncio.sleep(wait_s)
    await look()
    n_ahead, committed = len(came), dict[str, float]()
    began, cpu_began, failed_before = time.monotonic(), time.process_time(), failed(outbox)
    for n in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
        (receipt,) = await asyncio.to_thread(desk.take, [copy(n)])
        committed[receipt.items[0]] = time.monotonic()
        outbox.wake()
    cpu_s, n_failed = time.process_time() - cpu_began, failed(outbox) - failed_before
    while len(came) - n_ahead < len(committed) * peers and not task.done():
        await asyncio.sleep(0.2)
        await look()
    task.cancel()
    await asyncio.wait([task])
    counts = await _end(store, outbox_of(ENDING, later))
    await post.close()
    store.close()
    waits = [(at - committed[item]) * 1000 for (_, item), at in came.items() if item in committed]
    return Round(waits_ms=waits, cpu_s=cpu_s, states=counts, n_failed=n_failed)


async def _end(store: Store, outbox: Outbox) -> dict[str, int]:
    """Send what is left until nothing waits; gives the states of the ledger."""
    task = asyncio.get_running_loop().create_task(outbox.run())
    while store.waiting_channels() or store.find_deliveries(state="sent", limit=1):
        await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait([task])
    return dict(store.count_deliveries())


def failed(outbox: Outbox) -> int:
    return outbox.n_by_outcome.get("failed", 0) + outbox.n_by_outcome.get("dead", 0)


def p(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def told(label: str, rounds: list[Round]) -> str:
    """Give the row of one side."""
    p50 = [statistics.median(one.waits_ms) for one in rounds]
    p99 = [p(one.waits_ms, 0.99) for one in rounds]
    states = ", ".join(f"{count} {state}" for state, count in sorted(rounds[-1].states.items()))
    figures = "".join(f"{value:8.1f}" for value in (min(p50), statistics.median(p50), min(p99), statistics.median(p99)))
    n_failed, cpu_s = (
        statistics.median(values) for values in ([r.n_failed for r in rounds], [r.cpu_s for r in rounds])
    )
    return f"{label:20}{figures}{cpu_s:8.2f}{n_failed:8.0f}  {states}"


def main() -> None:
    """Print one row a side."""
    set_up_logs("error", "json")
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rate", type=float, default=3.0, help="items a second; each rings every channel")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--peers", type=int, default=50)
    parser.add_argument(
        "--impatient", action="store_true", help="try again after 0.2 s, and give up after two attempts"
    )
    args = parser.parse_args()
    rounds: dict[bool, list[Round]] = {False: [], True: []}
    with receivers() as (good, pipe), receivers() as (bad, _), closed_port() as dead:
        for n in range(args.rounds * 2):
            # who goes first changes: neither side has the warmer machine
            with_bad = n % 4 in (1, 2)
            found = channels(good, bad, dead, args.peers, with_bad=with_bad)
            with tempfile.TemporaryDirectory() as folder:
                patience = IMPATIENT if args.impatient else MEASURED
                one = uvloop.run(
                    round_of(
                        Path(folder), found, pipe, patience, peers=args.peers, seconds=args.seconds, rate=args.rate
                    )
                )
            rounds[with_bad].append(one)
            print(
                f"round {n // 2 + 1} {'beside' if with_bad else 'alone':6} p99 {p(one.waits_ms, 0.99):.0f}",
                file=sys.stderr,
            )
    print(
        f"{args.peers} good receivers, {args.rate:g} items a second to each; {args.rounds} rounds by turns; milliseconds"
    )
    print(f"{'':20}{'p50':>16}{'p99':>16}   CPU s  failed  ledger at the end of the last round")
    print(f"{'beside':20}{'best':>8}{'median':>8}{'best':>8}{'median':>8}")
    print(told("nobody", rounds[False]))
    print(told(f"{args.peers} that misbehave", rounds[True]))
    by_turns = [
        p(beside.waits_ms, 0.99) / p(alone.waits_ms, 0.99)
        for alone, beside in zip(rounds[False], rounds[True], strict=True)
    ]
    print(f"p99 beside them over p99 alone, round by round: {' '.join(f'{ratio:.2f}' for ratio in sorted(by_turns))};"
          f" median {statistics.median(by_turns):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
