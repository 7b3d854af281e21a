"""Channels that fail are tried few at a time, and the others do not wait for them."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest

from contract.wire import file, kill
from deliveries.receivers import Receiver, answering
from outbox.test_outbox import clock, describe, items, ring, running, states, until
from wireroom.deliveries import Parcel
from wireroom.model import OutChannel
from wireroom.outbox import Outbox, Patience
from wireroom.outbox._pace import Pace
from wireroom.store import Store, open_store


def test_pace_lets_few_go_and_then_none_for_a_while() -> None:
    pace = Pace(20.0)
    for name in ("a", "b"):
        pace.note(name, has_failed=True)
    pace.note("b", has_failed=False)
    assert pace.ask(100.0).channels == {"a"}
    assert pace.ask(100.0).n_at_most == 5
    assert pace.take(5, 100.0) == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])
    assert pace.ask(100.2).n_at_most == 0
    assert pace.wait_s(-3.0, 100.2) == pytest.approx(0.05)
    assert pace.wait_s(9.0, 100.2) == 9.0
    assert pace.ask(100.25).n_at_most == 5
    pace.keep({"b"})
    assert pace.ask(101.0).channels == frozenset()


@pytest.mark.parametrize("per_s", [0.5, 1.0, 7.0, 20.0, 1000.0])
def test_pace_keeps_its_measure_over_a_minute(per_s: float) -> None:
    pace, at_s, n = Pace(per_s), 0.0, 0
    while at_s < 60:
        taken = pace.ask(at_s).n_at_most
        pace.take(taken, at_s)
        n += taken
        at_s += max(pace.wait_s(0.0, at_s), 0.001)
    assert n <= per_s * 60 + per_s + 1
    assert n >= per_s * 60 * 0.9 - 1


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


async def test_many_that_fail_cost_a_bounded_number_of_attempts(store: Store) -> None:
    broken = {f"bad{n:02}": Receiver(answering(500)) for n in range(12)}
    good = Receiver()
    for n in range(3):
        ring(store, f"i{n}", *broken, "good")
    patience = Patience(first_s=0.01, longest_s=0.01, attempts=1000, failing_per_s=10.0)
    async with running(store, patience, good=good, **broken):
        await until(lambda: states(store, channel="good") == ["acknowledged"] * 3)
        await until(lambda: all(receiver.got for receiver in broken.values()))
        before, began = sum(len(receiver.got) for receiver in broken.values()), asyncio.get_running_loop().time()
        await asyncio.sleep(2.0)
        n = sum(len(receiver.got) for receiver in broken.values()) - before
        took_s = asyncio.get_running_loop().time() - began
    assert 3 <= n <= 10 * took_s + 10
    assert max(Counter({name: len(one.got) for name, one in broken.items()}).values()) <= 5, (
        "one was tried before others"
    )
    assert items(good) == ["i0", "i1", "i2"]


class Noting:
    """Takes all, and notes whose turn it was."""

    max_batch = 1

    def __init__(self, name: str, begun: list[str]) -> None:
        self._name, self._begun = name, begun

    async def send(self, parcels: Sequence[Parcel]) -> None:
        self._begun.append(self._name)


async def test_channels_that_nobody_has_met_go_behind_the_others_and_kills_behind_nobody(store: Store) -> None:
    begun: list[str] = []
    strangers = [f"a{n}" for n in range(5)]
    outbox = Outbox(store, open_channel=lambda found: Noting(found.name, begun), describe=describe, clock=clock)
    outbox.set_channels([OutChannel(name=name, kind="webhook") for name in ["good", "old"]])
    task = asyncio.get_running_loop().create_task(outbox.run())
    ring(store, "first", "good", "old")
    outbox.wake()
    await until(lambda: states(store) == ["acknowledged"] * 2)
    begun.clear()
    ring(store, "second", *strangers, "good")
    outbox.set_channels([OutChannel(name=name, kind="webhook") for name in ["good", "old", *strangers]])
    await until(lambda: set(states(store)) == {"acknowledged"})
    assert begun == ["good", *strangers]
    outbox._pace.keep(set())  # as after a start: all are strangers
    begun.clear()
    ring(store, "third", *strangers)
    file(store, kill("k", "first"))
    outbox.wake()
    await until(lambda: set(states(store)) == {"acknowledged"})
    assert set(begun[:2]) == {"good", "old"}
    assert begun[2:] == strangers
    task.cancel()
    await asyncio.wait([task])


async def test_channel_that_recovers_is_as_quick_as_any_other(store: Store) -> None:
    receiver = Receiver(answering(503))
    for n in range(20):
        ring(store, f"i{n:02}", "hook")
    async with running(store, Patience(first_s=0.01, longest_s=0.01, failing_per_s=1.0), hook=receiver):
        await until(lambda: receiver.got)
        receiver.script = None
        began = asyncio.get_running_loop().time()
        await until(lambda: states(store) == ["acknowledged"] * 20)
        assert asyncio.get_running_loop().time() - began < 10, "at the pace of those that fail it takes 20 seconds"
    assert len(set(receiver.keys)) == 20


async def test_kill_goes_at_once_to_a_channel_that_fails(store: Store) -> None:
    receiver = Receiver()
    ring(store, "a", "hook")
    async with running(store, Patience(first_s=60, failing_per_s=0.01), hook=receiver) as outbox:
        await until(lambda: states(store) == ["acknowledged"])
        receiver.script = answering(503)
        ring(store, "b", "hook")
        outbox.wake()
        await until(lambda: states(store) == ["acknowledged", "failed"])
        receiver.script = None
        file(store, kill("k", "a"))
        outbox.wake()
        await until(lambda: any(row.kind == "killed" and row.acknowledged_at for row in store.find_deliveries()))


def test_looking_for_what_is_due_costs_the_same_however_much_waits(store: Store) -> None:
    channels = [f"bad{n}" for n in range(10)]

    def steps() -> int:
        n = 0

        def count() -> None:
            nonlocal n
            n += 1

        with store._db.reading() as db:
            db.connection.set_progress_handler(count, 1)
            try:
                assert len(db.run("heads").fetchall()) == len(channels)
            finally:
                db.connection.set_progress_handler(None, 0)
        return n

    ring(store, "first", *channels)
    n_first = steps()
    for n in range(30):
        ring(store, f"i{n}", *channels)
    assert steps() < n_first * 1.2
