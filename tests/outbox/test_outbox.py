"""The outbox, over real receivers: in order, each lane by itself, again under the same key, kills first."""

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import uvloop
from aiohttp import web

from contract.wire import file, kill, placement
from deliveries.receivers import Got, Receiver, answering, hang, office, receiving
from wireroom.deliveries import Channel, Parcel, open_channel
from wireroom.errors import ConfigError
from wireroom.model import Delivery, Filed, OutChannel
from wireroom.outbox import Outbox, Patience
from wireroom.store import Errand, Ring, Store, open_store

QUICK = Patience(first_s=0.01, longest_s=0.05, attempts=4, kill_attempts=8, timeout_s=0.5)


def clock() -> datetime:
    return datetime.now(UTC)


def open_none(channel: OutChannel) -> Channel:
    raise ConfigError(channel.name, "there is none")


def describe(delivery: Delivery, filed: Filed | None) -> Parcel:
    return Parcel(delivery=delivery, filed=filed)


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def ring(store: Store, name: str, *channels: str) -> None:
    """File an item that rings channels."""
    errands = tuple(Errand(channel=channel, due_at=clock()) for channel in channels)
    file(
        store, placement(name, chain=f"c{name}", rings=(Ring(subscriber="w", name="W", errands=errands),)), now=clock()
    )


@asynccontextmanager
async def running(store: Store, patience: Patience = QUICK, **receivers: Receiver) -> AsyncIterator[Outbox]:
    """Run an outbox with a channel for each receiver."""
    async with receiving(*receivers.values()), office() as desk:
        channels = [
            OutChannel(
                name=name, kind="webhook",
                settings={"url": receiver.url, "secret": "sixteen letters and more", "allow_private": "yes"},
            )
            for name, receiver in receivers.items()
        ]  # fmt: skip
        outbox = Outbox(
            store, open_channel=lambda channel: open_channel(channel, desk), describe=describe, clock=clock,
            patience=patience, chance=random.Random(1),
        )  # fmt: skip
        outbox.set_channels(channels)
        task = asyncio.get_running_loop().create_task(outbox.run())
        try:
            yield outbox
        finally:
            task.cancel()
            await asyncio.wait([task])


async def until(found: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not found():
            await asyncio.sleep(0.01)


def states(store: Store, **asked: object) -> list[str]:
    return [row.state for row in reversed(store.find_deliveries(limit=1000, **asked))]


def items(receiver: Receiver) -> list[str]:
    return [json.loads(got.body)["item"]["id"] for got in receiver.got]


async def test_deliveries_leave_in_order_and_are_acknowledged(store: Store) -> None:
    good = Receiver()
    for n in range(5):
        ring(store, f"i{n}", "good")
    async with running(store, good=good) as outbox:
        await until(lambda: states(store) == ["acknowledged"] * 5)
        ring(store, "later", "good")
        outbox.wake()
        await until(lambda: len(good.got) == 6)
    assert items(good) == ["i0", "i1", "i2", "i3", "i4", "later"]
    assert len(set(good.keys)) == 6
    assert all(row.acknowledged_at >= row.sent_at for row in store.find_deliveries(state="acknowledged"))


async def test_failure_is_tried_again_in_order_under_the_same_key(store: Store) -> None:
    n_left = 3

    async def fails_at_first(_: Got) -> web.StreamResponse:
        nonlocal n_left
        n_left -= 1
        return web.Response(status=503 if n_left >= 0 else 200)

    receiver = Receiver(fails_at_first)
    ring(store, "a", "hook")
    ring(store, "b", "hook")
    async with running(store, hook=receiver):
        await until(lambda: states(store) == ["acknowledged"] * 2)
    assert items(receiver) == ["a", "a", "a", "a", "b"]
    assert [count for _, count in Counter(receiver.keys).most_common()] == [4, 1]
    assert [row.attempts for row in store.recipients("a")] == [4]


async def test_what_is_refused_for_good_is_dead_and_may_be_replayed(store: Store) -> None:
    receiver = Receiver(answering(400))
    ring(store, "a", "hook")
    async with running(store, hook=receiver) as outbox:
        await until(lambda: states(store) == ["dead"])
        assert store.recipients("a")[0].problem == "the receiver answers 400 Bad Request"
        receiver.script = None
        store.replay(store.recipients("a")[0].key, now=clock())
        outbox.wake()
        await until(lambda: states(store) == ["acknowledged"])
    assert len(set(receiver.keys)) == 1


async def test_what_never_gets_through_is_given_up(store: Store) -> None:
    ring(store, "a", "slow")
    ring(store, "b", "slow")
    async with running(store, Patience(first_s=0.01, longest_s=0.02, attempts=2, timeout_s=0.1), slow=Receiver(hang)):
        await until(lambda: states(store) == ["dead"] * 2)
    assert {row.problem for row in store.find_deliveries()} == {"no answer within 0.1 seconds"}


async def test_retry_after_is_obeyed(store: Store) -> None:
    receiver = Receiver(answering(429, Retry_After="3600"))
    ring(store, "a", "hook")
    async with running(store, hook=receiver):
        await until(lambda: states(store) == ["failed"])
        await asyncio.sleep(0.2)
    assert len(receiver.got) == 1
    assert (store.recipients("a")[0].next_at - clock()).total_seconds() > 3500


async def test_dead_and_slow_receivers_hold_up_nobody_else(store: Store) -> None:
    good, slow, broken = Receiver(), Receiver(hang), Receiver(answering(500))
    for n in range(20):
        ring(store, f"i{n}", "broken", "slow", "good")
    async with running(store, Patience(first_s=5, timeout_s=5), good=good, slow=slow, broken=broken):
        await until(lambda: states(store, channel="good") == ["acknowledged"] * 20)
    assert items(good) == [f"i{n}" for n in range(20)]
    assert (len(slow.got), len(broken.got)) == (1, 1)


def test_it_runs_on_the_loop_of_the_server(store: Store) -> None:
    """uvloop's timers are not asyncio's: the least of them has no time."""

    async def go() -> None:
        good, broken = Receiver(), Receiver(answering(500))
        for n in range(5):
            ring(store, f"i{n}", "good", "broken")
        async with running(store, good=good, broken=broken):
            await until(lambda: states(store, channel="good") == ["acknowledged"] * 5)
            await until(lambda: states(store, channel="broken")[0] == "dead")
        idle = Outbox(store, open_channel=open_none, describe=describe, clock=clock)
        idle._turn_within(0.0)
        idle._turn_within(0.5)
        async with asyncio.timeout(0.4):
            await idle._is_woken.wait()

    uvloop.run(go())


async def test_kill_goes_first_and_killed_copy_does_not_leave(store: Store) -> None:
    gate = asyncio.Event()

    async def waits(_: Got) -> web.StreamResponse:
        await gate.wait()
        return web.Response()

    receiver = Receiver(waits)
    for name in ("a", "b", "c"):
        ring(store, name, "hook")
    async with running(store, Patience(timeout_s=10), hook=receiver) as outbox:
        await until(lambda: len(receiver.got) == 1)  # "a" is on its way
        file(store, kill("k1", "a"))
        file(store, kill("k2", "c"))
        gate.set()
        outbox.wake()
        await until(lambda: len(receiver.got) == 3)
        await until(lambda: not store.waiting_channels())
    assert items(receiver) == ["a", "a", "b"]
    told = [json.loads(got.body)["type"] for got in receiver.got]
    assert told == ["alert", "killed", "alert"]
    assert [(row.kind, row.state) for row in store.recipients("c")] == [("alert", "dead")]


async def test_paused_channel_waits_and_goes_on(store: Store) -> None:
    receiver = Receiver()
    async with running(store, hook=receiver) as outbox:
        channel = outbox._channels["hook"]
        outbox.set_channels([OutChannel(name="hook", kind="webhook", settings=channel.settings, is_paused=True)])
        ring(store, "a", "hook")
        outbox.wake()
        await asyncio.sleep(0.2)
        assert states(store) == ["queued"]
        outbox.set_channels([channel])
        await until(lambda: states(store) == ["acknowledged"])


async def test_what_was_on_its_way_when_the_program_ended_goes_again_under_its_key(store: Store) -> None:
    ring(store, "a", "slow")
    stuck = Receiver(hang)
    async with running(store, Patience(timeout_s=30), slow=stuck):
        await until(lambda: stuck.got)
    assert states(store) == ["sent"]
    well = Receiver()
    async with running(store, slow=well):
        await until(lambda: states(store) == ["acknowledged"])
    assert stuck.keys == well.keys


async def test_channel_that_is_removed_while_a_turn_is_taken_ends_nothing(store: Store) -> None:
    good, leaving = Receiver(), Receiver()
    async with running(store, good=good, leaving=leaving) as outbox:
        await asyncio.sleep(0)
        kept = [outbox._channels["good"]]

        def clock_of_somebody_who_removes_it() -> datetime:
            outbox.set_channels(kept)  # a turn asks for the time before it takes what is due
            return clock()

        outbox._clock = clock_of_somebody_who_removes_it
        ring(store, "a", "leaving", "good")
        outbox.wake()
        await until(lambda: states(store, channel="good") == ["acknowledged"])
        outbox._clock = clock
        ring(store, "b", "leaving", "good")
        outbox.wake()
        await until(lambda: states(store, channel="good") == ["acknowledged"] * 2)
    assert states(store, channel="leaving") == ["acknowledged", "queued"]


async def test_item_that_cannot_be_written_is_dead_alone_and_its_kill_is_chased(store: Store) -> None:
    receiver, is_broken = Receiver(), True

    def describe_but_b(delivery: Delivery, filed: Filed | None) -> Parcel:
        if delivery.item == "b" and is_broken:
            raise LookupError("no format of this name")
        return describe(delivery, filed)

    async with running(store, Patience(first_s=0.05, longest_s=0.05), hook=receiver) as outbox:
        outbox._describe = describe_but_b
        for name in ("a", "b", "c"):
            ring(store, name, "hook")
        outbox.wake()
        await until(lambda: states(store) == ["acknowledged", "dead", "acknowledged"])
        assert store.recipients("b")[0].problem == "internal error: LookupError: no format of this name"
        file(store, kill("k", "b"))
        outbox.wake()
        await until(lambda: store.recipients("b")[-1].state == "failed")
        is_broken = False
        await until(lambda: store.recipients("b")[-1].state == "acknowledged")
    assert items(receiver) == ["a", "c", "b"]


async def test_outbox_that_is_stopped_leaves_no_turn_behind_that_takes_something(store: Store) -> None:
    """Another one may begin as soon as it has stopped, here or in another process."""
    is_stuck, may_go_on = threading.Event(), threading.Event()

    def slow_clock() -> datetime:
        is_stuck.set()
        assert may_go_on.wait(10)
        return clock()

    ring(store, "a", "hook")
    stopped = Outbox(store, open_channel=open_none, describe=describe, clock=slow_clock)
    stopped.set_channels([OutChannel(name="hook", kind="webhook")])
    task = asyncio.get_running_loop().create_task(stopped.run())
    assert await asyncio.to_thread(is_stuck.wait, 10)
    task.cancel()
    await asyncio.sleep(0.05)
    assert not task.done(), "it stops while its turn still takes"
    may_go_on.set()
    await asyncio.wait([task])
    assert states(store) == ["sent"]
    async with running(store, hook=Receiver()):
        await until(lambda: states(store) == ["acknowledged"])


async def test_threads_that_all_wait_for_somebody_else_hold_up_nothing(store: Store) -> None:
    """Names that nobody resolves, and disks that do not answer, take all threads of the loop."""
    may_go_on = threading.Event()
    waiting = [asyncio.get_running_loop().run_in_executor(None, may_go_on.wait, 30) for _ in range(50)]
    good = Receiver()
    ring(store, "a", "good")
    try:
        async with running(store, good=good) as outbox:
            await until(lambda: states(store) == ["acknowledged"])
            file(store, kill("k", "a"))
            outbox.wake()
            await until(lambda: [row.state for row in store.recipients("a")] == ["acknowledged"] * 2)
        assert not any(each.done() for each in waiting)
    finally:
        may_go_on.set()
        await asyncio.gather(*waiting)


async def test_channel_that_is_gone_keeps_its_deliveries(store: Store) -> None:
    ring(store, "a", "removed")
    async with running(store, other=Receiver()):
        await asyncio.sleep(0.1)
    assert states(store) == ["queued"]


def test_waits_grow_with_chance_and_end() -> None:
    patience, chance = Patience(), random.Random(4)
    waits = [patience.wait_s(attempts, None, chance) for attempts in (1, 2, 4, 8, 30)]
    for wait_s, about_s in zip(waits, (1, 2, 8, 128, 600), strict=True):
        assert 0.75 * about_s <= wait_s <= 1.25 * about_s
    assert patience.wait_s(1, 90.0, chance) == 90.0
    assert patience.wait_s(1, 1e9, chance) == 24 * 3600
    assert not patience.is_over(19, is_kill=False)
    assert patience.is_over(20, is_kill=False)
    assert not patience.is_over(20, is_kill=True)
