"""Whatever receivers do, in whatever order things happen: every delivery in the ledger ends acknowledged or dead.

Receivers are drawn: what each answers in turn, how many it takes at once, and what it does for good when its turns are over. So is
what happens meanwhile: items, kills, pauses, copy sent again, and restarts of the outbox with deliveries on their way.

WIREROOM_ENDS=200 pytest tests/outbox/test_every_end.py    for more than the few that every run has
"""

import asyncio
import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from contract.wire import file, kill, placement
from wireroom.deliveries import Channel, Parcel
from wireroom.errors import DeliveryError
from wireroom.model import Delivery, Filed, OutChannel, Subscriber
from wireroom.outbox import Outbox, Patience
from wireroom.store import Errand, Ring, Store, open_store

QUICK = Patience(first_s=0.001, longest_s=0.003, attempts=2, kill_attempts=4, timeout_s=0.03, failing_per_s=2000)
N_EXAMPLES = int(os.environ.get("WIREROOM_ENDS", "10"))
NAMES = ("a", "b", "c")
ANSWERS = ("takes", "takes", "fails", "refuses", "has gone", "hangs", "breaks", "is busy", "takes some")
ACTS = (
    "item",
    "item",
    "item",
    "kill",
    "pause",
    "pause channel",
    "no channel",
    "go on",
    "again",
    "replay",
    "restart",
    "wait",
)

answers = st.lists(st.sampled_from(ANSWERS), max_size=8)
receivers = st.tuples(answers, st.sampled_from(ANSWERS), st.integers(1, 5))
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(NAMES), st.integers(0, 9)), min_size=1, max_size=25)


class Odd:
    """A receiver that answers by a script."""

    def __init__(self, script: Sequence[str], at_last: str, max_batch: int) -> None:
        self.max_batch = max_batch
        self._script = [*script]
        self._at_last = at_last
        #: each parcel that it was shown, and each that it has, in order
        self.begun: list[Parcel] = []
        self.has: list[Parcel] = []

    async def send(self, parcels: Sequence[Parcel]) -> None:
        assert len(parcels) <= self.max_batch
        self.begun += parcels
        await asyncio.sleep(0)
        match self._script.pop(0) if self._script else self._at_last:
            case "takes":
                self.has += parcels
            case "takes some":
                self.has += parcels[: len(parcels) // 2]
                raise DeliveryError("cut off")
            case "fails":
                raise DeliveryError("out of order")
            case "is busy":
                raise DeliveryError("come again", retry_after_s=0.005)
            case "refuses":
                raise DeliveryError("never", is_final=True)
            case "has gone":
                raise DeliveryError("gone", is_final=True, is_gone=True)
            case "breaks":
                raise ValueError("a bug of ours")
            case "hangs":
                await asyncio.sleep(3600)


def clock() -> datetime:
    return datetime.now(UTC)


class Wire:
    """A store with a subscriber and a watch for each receiver, and an outbox that may be started anew."""

    def __init__(self, odd: dict[str, Odd]) -> None:
        self.store: Store = open_store(":memory:")
        self.odd = odd
        self.channels = {name: OutChannel(name=name, kind="webhook") for name in odd}
        for name in odd:
            self.store.write_subscriber(Subscriber(name=f"to-{name}", channel=name))
        self.killed: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._n = 0

    async def start(self) -> None:
        def open_channel(channel: OutChannel) -> Channel:
            return self.odd[channel.name]

        def describe(delivery: Delivery, filed: Filed | None) -> Parcel:
            return Parcel(delivery=delivery, filed=filed)

        self.outbox = Outbox(
            self.store, open_channel=open_channel, describe=describe, clock=clock, patience=QUICK,
            chance=random.Random(1),
        )  # fmt: skip
        self.outbox.set_channels(self.channels.values())
        self._task = asyncio.get_running_loop().create_task(self.outbox.run())

    async def stop(self) -> None:
        assert self._task is not None
        assert not self._task.done(), "the outbox has ended by itself"
        self._task.cancel()
        await asyncio.wait([self._task])

    def item(self) -> None:
        rings = [self._ring(f"to-{name}", name, "item") for name in self.odd]
        rings += [self._ring("watch", name, "alert") for name in self.odd]
        file(self.store, placement(f"i{self._n}", chain=f"c{self._n}", rings=tuple(rings)), now=clock())
        self._n += 1

    def _ring(self, subscriber: str, channel: str, kind: str) -> Ring:
        return Ring(subscriber=subscriber, name="W", errands=(Errand(channel=channel, due_at=clock()),), kind=kind)

    def kill(self, n: int) -> None:
        if n < self._n and f"i{n}" not in self.killed:
            self.killed.add(f"i{n}")
            file(self.store, kill(f"k{n}", f"i{n}", chain=f"c{n}"), now=clock())

    def pause(self, name: str, *, is_paused: bool) -> None:
        self.store.write_subscriber(Subscriber(name=f"to-{name}", channel=name, is_paused=is_paused))

    def pause_channel(self, name: str, *, is_paused: bool) -> None:
        self.channels[name] = OutChannel(name=name, kind="webhook", is_paused=is_paused)
        self.outbox.set_channels(self.channels.values())

    async def act(self, act: str, name: str, n: int) -> None:
        match act:
            case "item":
                self.item()
            case "kill":
                self.kill(n)
            case "pause":
                self.pause(name, is_paused=True)
            case "pause channel":
                self.pause_channel(name, is_paused=True)
            case "no channel":
                self.outbox.set_channels([one for one in self.channels.values() if one.name != name])
            case "go on":
                self.pause(name, is_paused=False)
                self.pause_channel(name, is_paused=False)
            case "again":
                self.store.resend(f"to-{name}", n, now=clock())
            case "replay":
                self.store.replay_dead(name, now=clock())
            case "restart":
                await self.stop()
                await self.start()
            case "wait":
                await asyncio.sleep(0.003 * n)
        self.outbox.wake()

    async def come_to_rest(self) -> list[Delivery]:
        """Let all go on, and give the ledger when nothing waits any more."""
        for name in self.odd:
            await self.act("go on", name, 0)
        async with asyncio.timeout(60):
            while self.store.count_deliveries().keys() - {"acknowledged", "dead"}:
                assert self._task is not None
                assert not self._task.done(), "the outbox has ended by itself"
                await asyncio.sleep(0.003)
        return self.store.find_deliveries(limit=10_000)


def check_rows(wire: Wire, rows: list[Delivery]) -> None:
    keys = {name: {parcel.delivery.key for parcel in odd.has} for name, odd in wire.odd.items()}
    for row in rows:
        assert row.state in ("acknowledged", "dead"), row
        if row.state == "acknowledged":
            assert row.key in keys[row.channel], "it is acknowledged and was never taken"
            assert row.acknowledged_at is not None
        else:
            assert row.problem, "nobody knows why it is dead"
    for name in wire.odd:
        numbers = [row.number for row in rows if row.subscriber == f"to-{name}" and row.number is not None]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert set().union(*keys.values()) <= {row.key for row in rows}


def check_receiver(wire: Wire, rows: list[Delivery], name: str) -> None:
    kills = {(row.subscriber, row.item): row for row in rows if row.channel == name and row.kind == "killed"}
    first: dict[str, int | None] = {}
    told: set[tuple[str, str]] = set()
    for parcel in wire.odd[name].begun:
        delivery, filed = parcel.delivery, parcel.filed
        about = delivery.subscriber, delivery.item
        assert filed is not None
        if delivery.kind == "killed":
            told.add(about)
        elif delivery.kind == "item":
            first.setdefault(delivery.key, delivery.number)
        if not filed.is_gone:
            assert about not in told, "copy left behind its own kill"
        if delivery.item in wire.killed:
            kill = kills.get(about)
            assert kill is not None or filed.is_gone, "one who may have killed copy is not told"
            assert kill is None or kill.state == "acknowledged" or kill.attempts >= QUICK.kill_attempts or "ever" in (
                kill.problem or ""
            ) or "gone" in (kill.problem or ""), kill  # fmt: skip
    numbers = [number for number in first.values() if number is not None]
    assert numbers == sorted(numbers), "numbers left out of order"


async def live(found: dict[str, tuple[list[str], str, int]], todo: list[tuple[str, str, int]]) -> None:
    wire = Wire({name: Odd(*made) for name, made in found.items()})
    await wire.start()
    for act, name, n in todo:
        await wire.act(act, name, n)
        await asyncio.sleep(0)
    rows = await wire.come_to_rest()
    await wire.stop()
    check_rows(wire, rows)
    for name in wire.odd:
        check_receiver(wire, rows, name)
    wire.store.close()


@settings(max_examples=N_EXAMPLES, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, receivers)), acts)
def test_every_delivery_ends_acknowledged_or_dead(
    found: dict[str, tuple[list[str], str, int]], todo: list[tuple[str, str, int]]
) -> None:
    asyncio.run(live(found, todo))
