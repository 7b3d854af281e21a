"""Good receivers beside misbehaving ones: what a delivery waits from the commit of its item to the receiver's door.

    python bench/bench_outbox.py [--blocks 8] [--seconds 8] [--rate 6] [--peers 50] [--at FOLDER]

One room, one store (a file), one outbox; `--peers` good receivers (they answer at once) are sent every item all the time. Blocks
by turns, A B B A …: in every other one as many misbehaving receivers that nobody has met before are sent every item too: a third
never answers, a third answers 500, a third refuses the connection. The first `START_S` of a block are counted apart: there all of
them fail for the first time, and the first timeouts come at one moment. Between blocks what waits for bad ones is given up, so
that a block alone has nothing of the one before in its store. At the end every delivery must be acknowledged or dead.

The outbox and the desk that takes the copy are this process; the good receivers are a process of their own and the bad ones
another, so that what is measured is ours. Times are of the clock that all processes share (CLOCK_MONOTONIC).

p50 and p99 are over all deliveries of all blocks of a side together. The deliveries of one item share its luck, and a block its
neighbours on the machine, so the intervals (95 %) are made by drawing pairs of neighbouring blocks, and items inside of them. The
load of the machine stands beside it: a figure taken under load says little.

What other programs do not change: "at a stretch" is the processor time that the loop's own thread used between two beats of a
heart that beats a thousand times a second. So long anybody else on the loop waits because of us.
"""

import argparse
import asyncio
import gc
import json
import multiprocessing
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
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
from wireroom.store import open_store

SECRET: Final = "sixteen letters and more"
#: while it is measured: as in a room, but who does not answer is left after three seconds
MEASURED: Final = Patience(timeout_s=3.0)
#: of a block: until then all bad ones have failed, and those that never answer were left for the first time
START_S: Final = 5.0
#: between blocks: what hangs is left, and nothing of the block before is on its way
QUIET_S: Final = 3.5
_DRAWS: Final = 2000
#: between blocks, so that nothing waits
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


def channel_of(name: str, url: str) -> OutChannel:
    return OutChannel(name=name, kind="webhook", settings={"url": url, "secret": SECRET, "allow_private": "yes"})


def good_ones(port: int, peers: int) -> list[OutChannel]:
    return [channel_of(f"good{n:03}", f"http://127.0.0.1:{port}/good/{n}") for n in range(peers)]


def bad_ones(block: int, port: int, dead: int, peers: int) -> list[OutChannel]:
    """Give misbehaving receivers that nobody has met; by name they come first, which must not matter."""
    kinds = [("hang", "fail", "dead")[n % 3] for n in range(peers)]
    return [
        channel_of(f"bad{block:03}-{n:03}", f"http://127.0.0.1:{dead if kind == 'dead' else port}/{kind}/{n}")
        for n, kind in enumerate(kinds)
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


class Block(msgspec.Struct):
    """What one block showed: of each item what each good receiver waited, in milliseconds."""

    start: list[list[float]] = msgspec.field(default_factory=list)
    settled: list[list[float]] = msgspec.field(default_factory=list)
    #: what the loop did at a stretch, in milliseconds of its thread's processor time
    start_work: list[float] = msgspec.field(default_factory=list)
    settled_work: list[float] = msgspec.field(default_factory=list)
    #: of this process
    cpu_s: float = 0.0
    #: attempts on bad ones
    n_failed: int = 0


class Bench:
    """A room with its outbox at work, in which blocks are measured."""

    def __init__(self, folder: Path, good: list[OutChannel], pipe: Connection) -> None:
        self.store = open_store(folder / "wire.sqlite")
        self.good = good
        self._pipe = pipe
        self._desk = Desk(self.store, clock=clock)
        self._post = GuardedPost(agent="bench", clock=clock)
        self._came: dict[str, list[float]] = {}
        self._n = 0
        self._outbox = self._make(MEASURED, clock)
        for channel in good:
            self.store.write_channel(channel)
        self._listen(good)

    def _make(self, patience: Patience, clock: Callable[[], datetime]) -> Outbox:
        office = Office(post=self._post)
        return Outbox(
            self.store, open_channel=lambda channel: open_channel(channel, office), describe=describe, clock=clock,
            patience=patience,
        )  # fmt: skip

    def _listen(self, found: list[OutChannel]) -> None:
        """Let every item from now on go to these."""
        watch = Watch(id="w", name="W", query="harbour", channels=tuple(channel.name for channel in found))
        self.store.write_watch(watch)
        self._desk.put_watch(watch)
        self._desk.set_channels(found)
        self._outbox.set_channels(found)

    async def run(
        self, blocks: int, bad: Callable[[int], list[OutChannel]], seconds: float, rate: float
    ) -> list[Block]:
        """Measure blocks by turns: even ones of the answer alone, odd ones beside the bad."""
        self._task = task = asyncio.get_running_loop().create_task(self._outbox.run())
        await self._block([], 2.0, rate)
        # as a room does when it has started
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 10, 10)
        measured: dict[int, Block] = {}
        for n in range(blocks * 2):
            # who goes first changes: neither side has the warmer machine
            is_beside = n % 4 in (1, 2)
            beside = bad(n) if is_beside else []
            for channel in beside:
                self.store.write_channel(channel)
            block = measured[n // 2 * 2 + is_beside] = await self._block(beside, START_S + seconds, rate)
            label = "beside" if is_beside else "alone "
            print(f"{label} start {p99(block.start):6.1f} settled {p99(block.settled):6.1f}", file=sys.stderr)
        task.cancel()
        await asyncio.wait([task])
        await self._post.close()
        return [measured[n] for n in sorted(measured)]

    async def _block(self, bad: list[OutChannel], seconds: float, rate: float) -> Block:
        self._listen(self.good + bad)
        block, committed = Block(), dict[str, tuple[float, bool]]()
        began, cpu_began, failed_before = time.monotonic(), time.process_time(), failed(self._outbox)
        heart = asyncio.get_running_loop().create_task(self._beat(block, began + START_S))
        for n in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
            self._n += 1
            (receipt,) = await asyncio.to_thread(self._desk.take, [copy(self._n)])
            now = time.monotonic()
            committed[receipt.items[0]] = now, now - began < START_S
            self._outbox.wake()
        block.cpu_s, block.n_failed = time.process_time() - cpu_began, failed(self._outbox) - failed_before
        heart.cancel()
        self._listen(self.good)
        await asyncio.sleep(QUIET_S if bad else 0.5)
        while any(len(self._came.get(item, ())) < len(self.good) for item in committed) and not self._task.done():
            await self._look()
            await asyncio.sleep(0.05)
        if bad:
            await self._end(bad)
        for item, (at, is_start) in committed.items():
            waits = [(came - at) * 1000 for came in self._came.pop(item)]
            (block.start if is_start else block.settled).append(waits)
        return block

    async def _beat(self, block: Block, settled_at: float) -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            (block.settled_work if time.monotonic() > settled_at else block.start_work).append((now - before) * 1000)
            before = now

    async def _look(self) -> None:
        self._pipe.send(True)
        for _, item, at in await asyncio.to_thread(self._pipe.recv):
            self._came.setdefault(item, []).append(at)

    async def _end(self, bad: list[OutChannel]) -> None:
        """Send on what waits for bad ones until nothing does."""
        outbox = self._make(ENDING, later)
        outbox.set_channels(bad)
        task = asyncio.get_running_loop().create_task(outbox.run())
        while self.store.count_deliveries().keys() - {"acknowledged", "dead"}:
            await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait([task])


def failed(outbox: Outbox) -> int:
    return outbox.n_by_outcome.get("failed", 0) + outbox.n_by_outcome.get("dead", 0)


def share_of(items: Sequence[Sequence[float]], share: float) -> float:
    """Give a percentile of all waits."""
    values = sorted(wait for waits in items for wait in waits)
    return values[min(len(values) - 1, int(len(values) * share))]


def p99(items: Sequence[Sequence[float]]) -> float:
    return share_of(items, 0.99)


def drawn(blocks: Sequence[list[list[float]]], which: list[int], chance: random.Random) -> list[list[float]]:
    """Draw items with putting back, of blocks that were drawn."""
    return [item for n in which for item in chance.choices(blocks[n], k=len(blocks[n]))]


def ratio_of(
    alone: list[list[list[float]]], beside: list[list[list[float]]], share: float
) -> tuple[float, float, float]:
    """Give the percentile beside over that alone, and the interval in which 95 % of draws lie."""
    chance, found = random.Random(1), list[float]()
    for _ in range(_DRAWS):
        which = chance.choices(range(len(alone)), k=len(alone))
        found.append(share_of(drawn(beside, which, chance), share) / share_of(drawn(alone, which, chance), share))
    found.sort()
    at_all = share_of([i for b in beside for i in b], share) / share_of([i for b in alone for i in b], share)
    return at_all, found[_DRAWS // 40], found[-_DRAWS // 40]


def tell(blocks: list[Block], peers: int) -> None:
    """Print one row a phase and side."""
    alone, beside = blocks[::2], blocks[1::2]
    for phase in ("start", "settled"):
        sides = [[getattr(block, phase) for block in side] for side in (alone, beside)]
        print(f"\n{phase}: {sum(len(block) for block in sides[0])} items a side, {peers} good receivers each")
        print(f"{'beside':20}{'p50':>8}{'p90':>8}{'p99':>8}{'longest':>9}{'at a':>9}{'10th':>7}   p99 of each block")
        print(f"{'':53}{'stretch':>9}")
        works = [[sorted(getattr(block, f"{phase}_work")) for block in side] for side in (alone, beside)]
        for label, side, work in zip(("nobody", f"{peers} that misbehave"), sides, works, strict=True):
            items = [item for block in side for item in block]
            worst, tenth = (statistics.median(block[-n] for block in work) for n in (1, 10))
            cells = "".join(f"{share_of(items, share):8.1f}" for share in (0.5, 0.9, 0.99))
            each = " ".join(f"{p99(block):.0f}" for block in side)
            print(f"{label:20}{cells}{share_of(items, 1.0):9.1f}{worst:9.1f}{tenth:7.1f}   {each}")
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            ratio, low, high = ratio_of(*sides, share)
            print(f"{name} beside them over {name} alone: {ratio:.2f} (95 % between {low:.2f} and {high:.2f})")
    cpu = [statistics.median(block.cpu_s for block in side) for side in (alone, beside)]
    n_failed = statistics.median(block.n_failed for block in beside)
    print(f"\na block: {cpu[0]:.2f} s of processor alone, {cpu[1]:.2f} beside; {n_failed:.0f} attempts on bad ones")


def main() -> None:
    """Print the table."""
    set_up_logs("error", "json")
    parser = argparse.ArgumentParser()
    parser.add_argument("--blocks", type=int, default=8, help="of each side")
    parser.add_argument("--seconds", type=float, default=8.0, help="of a block, behind its start")
    parser.add_argument("--rate", type=float, default=6.0, help="items a second; each rings every channel")
    parser.add_argument("--peers", type=int, default=50)
    parser.add_argument("--at", type=Path, help="folder for the store, e.g. /dev/shm when others use the disk")
    args = parser.parse_args()
    loads = [os.getloadavg()[0]]
    with (
        receivers() as (good, pipe),
        receivers() as (bad, _),
        closed_port() as dead,
        tempfile.TemporaryDirectory(dir=args.at) as at,
    ):
        bench = Bench(Path(at), good_ones(good, args.peers), pipe)

        blocks = uvloop.run(
            bench.run(args.blocks, lambda n: bad_ones(n, bad, dead, args.peers), args.seconds, args.rate)
        )
        states = ", ".join(f"{count} {state}" for state, count in sorted(bench.store.count_deliveries().items()))
        bench.store.close()
    loads.append(os.getloadavg()[0])
    print(f"{args.peers} good receivers, {args.rate:g} items a second to each; {args.blocks} blocks a side by turns;"
          f" milliseconds; load of the machine {loads[0]:.1f} before and {loads[1]:.1f} at the end")  # fmt: skip
    tell(blocks, args.peers)
    print(f"ledger at the end: {states}")


if __name__ == "__main__":
    main()
