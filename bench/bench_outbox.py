"""Good receivers beside misbehaving ones: what a delivery waits from the commit of its item to the receiver's door.

    python bench/bench_outbox.py [--seconds 12] [--rate 4] [--rounds 3] [--peers 50]

Both sides run by turns, several rounds each, with the same copy at the same rate: `--peers` good receivers (they answer at once)
alone, and the same beside as many that misbehave: a third never answers, a third answers 500, a third refuses the
connection. Two items go ahead and are not counted, so that the outbox has met everybody. All is one process and one event
loop: rooms with their outbox, receivers and the clock that measures, so the figures hold for the whole of it. At the end of a
round, with shortened patience, every delivery must be acknowledged or dead.
"""

import argparse
import asyncio
import json
import statistics
import time
from datetime import UTC, datetime

from aiohttp import web

from wireroom.deliveries import Office, Parcel, open_channel
from wireroom.ingest import Desk
from wireroom.logs import set_up_logs
from wireroom.model import Delivery, Dispatch, Filed, OutChannel, Watch
from wireroom.outbox import Outbox, Patience
from wireroom.room._posting import GuardedPost
from wireroom.store import Store, open_store

SECRET = "sixteen letters and more"
#: quick enough for a round to end; a lane that fails is tried twice and then given up
PATIENCE = Patience(first_s=0.2, longest_s=0.2, attempts=2, kill_attempts=2, timeout_s=0.5)


def clock() -> datetime:
    return datetime.now(UTC)


class Receivers:
    """A web server whose paths behave as their names say, and when each item came to each good one."""

    def __init__(self) -> None:
        self.came_at: dict[tuple[str, str], float] = {}
        self.keys: set[str] = set()
        self.port = 0
        app = web.Application()
        app.router.add_post("/good/{n}", self._good)
        app.router.add_post("/hang/{n}", self._hang)
        app.router.add_post("/fail/{n}", self._fail)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _good(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read())
        self.came_at.setdefault((request.match_info["n"], body["item"]["id"]), time.perf_counter())
        self.keys.add(request.headers["idempotency-key"])
        return web.Response(status=204)

    async def _hang(self, _: web.Request) -> web.Response:
        await asyncio.sleep(3600)
        return web.Response()

    async def _fail(self, _: web.Request) -> web.Response:
        return web.Response(status=500)


def channels(receivers: Receivers, peers: int, *, with_bad: bool) -> list[OutChannel]:
    urls = {f"good{n}": f"http://127.0.0.1:{receivers.port}/good/{n}" for n in range(peers)}
    if with_bad:
        for n in range(peers):
            kind = ("hang", "fail", "dead")[n % 3]
            urls[f"bad{n}"] = f"http://127.0.0.1:{9 if kind == 'dead' else receivers.port}/{kind}/{n}"
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


async def round_of(peers: int, seconds: float, rate: float, *, with_bad: bool) -> tuple[list[float], dict[str, int]]:
    """Run one round; gives the waits of all good deliveries in ms, and the ledger's states at its end."""
    store: Store = open_store(":memory:")
    receivers = Receivers()
    await receivers.start()
    found = channels(receivers, peers, with_bad=with_bad)
    for channel in found:
        store.write_channel(channel)
    names = tuple(channel.name for channel in found)
    store.write_watch(Watch(id="w", name="W", query="harbour", channels=names))
    desk = Desk(store, clock=clock)
    post = GuardedPost(agent="bench", clock=clock)
    outbox = Outbox(
        store, open_channel=lambda channel: open_channel(channel, Office(post=post)), describe=describe, clock=clock,
        patience=PATIENCE,
    )  # fmt: skip
    outbox.set_channels(found)
    task = asyncio.get_running_loop().create_task(outbox.run())
    committed: dict[str, float] = {}
    for n in (-1, -2):
        await asyncio.to_thread(desk.take, [copy(n)])
        outbox.wake()
        await asyncio.sleep(1.5)
    ahead = set(receivers.came_at)
    began = time.perf_counter()
    for n in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        (receipt,) = await asyncio.to_thread(desk.take, [copy(n)])
        committed[receipt.items[0]] = time.perf_counter()
        outbox.wake()
    while len(receivers.came_at) - len(ahead) < len(committed) * peers or store.waiting_channels():
        await asyncio.sleep(0.05)
    while store.find_deliveries(state="sent", limit=1):
        await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait([task])
    await post.close()
    await receivers.stop()
    waits = [(at - committed[item]) * 1000 for (_, item), at in receivers.came_at.items() if item in committed]
    counts = dict(store.count_deliveries())
    store.close()
    return waits, counts


def p(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    """Print one row a side."""
    set_up_logs("error", "json")
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--rate", type=float, default=4.0, help="items a second; each rings every channel")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", type=int, default=50)
    args = parser.parse_args()
    waits: dict[bool, list[list[float]]] = {False: [], True: []}
    states: dict[bool, dict[str, int]] = {}
    for _ in range(args.rounds):
        for with_bad in (False, True):
            found, counts = asyncio.run(round_of(args.peers, args.seconds, args.rate, with_bad=with_bad))
            waits[with_bad].append(found)
            states[with_bad] = counts
    print(f"{args.peers} good receivers, {args.rate:g} items a second to each; best of {args.rounds} rounds by turns")
    print("beside                  p50 ms  p99 ms  ledger at the end")
    for with_bad, label in ((False, "nobody"), (True, f"{args.peers} that misbehave")):
        p50 = min(statistics.median(one) for one in waits[with_bad])
        p99 = min(p(one, 0.99) for one in waits[with_bad])
        told = ", ".join(f"{count} {state}" for state, count in sorted(states[with_bad].items()))
        print(f"{label:22} {p50:7.1f} {p99:7.1f}  {told}")


if __name__ == "__main__":
    main()
