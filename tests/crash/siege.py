"""A room under siege: real traffic on all sides, SIGKILL at random moments, and a reckoning at the end.

    senders, a folder  ->  wireroom serve (killed, started, killed …)  ->  readers of the wire, webhooks, a folder, a bus

The room is the real command with the real store, its restarts are quick because they are forked (`forked`). Everything by
chance comes from one seed; when exactly a kill falls is up to the machine, as it is in life.
"""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import nats

from crash.audit import (
    all_deliveries,
    all_events,
    audit_bus,
    audit_deliveries,
    audit_dispatches,
    audit_kills,
    audit_numbers,
    audit_reader,
    audit_told,
    audit_wire,
    numbers_of,
    reader_seqs,
)
from crash.forked import ForkedRoom, Zygote
from crash.traffic import DROPPED, POSTED, Deliveries, Dropper, Sender, WireReader
from database import Server as PostgresServer
from deliveries.receivers import Receiver, receiving
from natsd import NatsServer
from wireroom.model import Delivery, DeliveryState, OutChannel, Subscriber, Watch
from wireroom.room import STORE_NAME
from wireroom.store import Store, open_store

N_SENDERS, N_READERS = 4, 3
SECRET = "sixteen letters and more"
#: every piece of copy has it
ALL = "agency:hafen OR source:hafen OR source:drop"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to a room."""

    n_kills: int
    seed: int
    #: share of kills that fall while the room is starting
    start_share: float = 0.2
    #: share of blows that the database server gets before, and the bus, where there are any
    server_share: float = 0.15
    bus_share: float = 0.15
    #: seconds between two things that one sender sends, on average
    pause_s: float = 0.05
    #: seconds that a room lives at most before it is killed
    life_s: float = 0.6


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a siege came to."""

    faults: list[str]
    n_kills: int
    n_kills_at_start: int
    n_server_crashes: int
    n_bus_crashes: int
    n_dispatches: int
    n_items: int
    n_events: int
    #: posts that had to be made again, because they were cut off or refused
    n_posts_again: int
    #: times that a reader of the wire came back
    n_resumed: int
    n_deliveries: int
    #: deliveries that came more than once, each time under the same key
    n_delivered_twice: int
    n_on_the_bus: int
    seconds: float

    def lines(self) -> list[str]:
        """Say it, a figure a line."""
        named = msgspec.structs.asdict(self)
        named["faults"] = len(self.faults)
        return [f"{name:20} {value:.0f}" for name, value in named.items()] + self.faults[:20]


class Siege:
    """One room and everything around it."""

    def __init__(
        self, folder: Path, plan: Plan, *, postgres: PostgresServer | None = None, bus: NatsServer | None = None
    ) -> None:
        self._folder = folder
        self._plan = plan
        self._postgres = postgres
        self._bus = bus
        self._place: Path | str = folder / "room" / STORE_NAME if postgres is None else postgres.make_schema()
        self._chance = random.Random(plan.seed)
        self._hooks = {name: Deliveries(self._new_chance()) for name in ("hook", "bell")}
        self._dropper = Dropper(folder / "drop", 10_000_000, self._new_chance())
        self._senders = [
            Sender(self.room, range(n, 1_000_000, N_SENDERS), self._new_chance()) for n in range(N_SENDERS)
        ]
        queries = [None, None, f"source:{DROPPED}"][:N_READERS]
        self._readers = [WireReader(self.room, query, self._new_chance()) for query in queries]
        self._counts: Counter[str] = Counter()
        self._of_the_folder: list[int] = []
        self._on_the_bus: list[int] = []

    def _new_chance(self) -> random.Random:
        return random.Random(self._chance.random())

    def room(self) -> ForkedRoom:
        """Give the room as it is now."""
        return self._room

    async def run(self) -> Outcome:
        """Do all of it; gives what it came to."""
        began = time.monotonic()
        async with AsyncExitStack() as stack:
            zygote = Zygote()
            stack.callback(zygote.close)
            receivers = {name: Receiver(hook.answer) for name, hook in self._hooks.items()}
            await stack.enter_async_context(receiving(*receivers.values()))
            self._prepare(receivers)
            flags = ["--log-level", "warning"]
            flags += ["--store", str(self._place)] if self._postgres is not None else []
            flags += ["--bus", self._bus.url] if self._bus is not None else []
            self._room = ForkedRoom(zygote, self._folder / "room", *flags)
            stack.callback(self._end_room)
            await asyncio.to_thread(self._room.start)
            await self._until(self._is_bus_known, 30)
            reading = [asyncio.create_task(reader.run()) for reader in self._readers]
            await self._attack()
            await self._settle()
            for task in reading:
                task.cancel()
            await asyncio.wait(reading)
            for task in reading:
                if not task.cancelled() and (error := task.exception()):
                    raise error
            if await asyncio.to_thread(self._room.stop) != 0:
                raise AssertionError(self._room.log[-2000:])
            return await asyncio.to_thread(self._reckon, began)

    def _prepare(self, receivers: dict[str, Receiver]) -> None:
        room = self._folder / "room"
        room.mkdir(parents=True)
        (room / "wireroom.toml").write_text(
            f'[source.{DROPPED}]\nfolder = "{self._dropper.folder}"\ninterval = 0.05\nsettle = 0.05\n'
        )
        store = open_store(self._place)
        for name, receiver in receivers.items():
            settings = {"url": receiver.url, "secret": SECRET, "allow_private": "yes"}
            store.write_channel(OutChannel(name=name, kind="webhook", settings=settings))
        store.write_channel(OutChannel(name="paper", kind="folder", settings={"path": "paper"}))
        store.write_subscriber(Subscriber(name="one", channel="hook"))
        store.write_subscriber(Subscriber(name="two", channel="paper", format="nitf"))
        store.write_watch(Watch(id="a" * 12, name="All", query=ALL, channels=("bell",)))
        store.close()

    def _end_room(self) -> None:
        if self._room.process is not None and self._room.process.poll() is None:
            self._room.kill()

    async def _until(self, told: Callable[[], object], within_s: float) -> None:
        async with asyncio.timeout(within_s):
            while not await asyncio.to_thread(told):
                await asyncio.sleep(0.05)

    def _is_bus_known(self) -> bool:
        if self._bus is None:
            return True
        store = open_store(self._place)
        try:
            return store.read_note("bus.seq") is not None
        finally:
            store.close()

    async def _attack(self) -> None:
        plan = self._plan
        sending = [asyncio.create_task(sender.run(plan.pause_s)) for sender in self._senders]
        sending.append(asyncio.create_task(self._dropper.run(plan.pause_s)))
        while self._counts["kill"] < plan.n_kills:
            await self._blow()
        for each in (*self._senders, self._dropper):
            each.is_over = True
        await asyncio.gather(*sending)

    async def _blow(self) -> None:
        """Let the room live a little; then end it, or what it stands on."""
        plan, chance = self._plan, self._chance
        await asyncio.sleep(chance.uniform(0, plan.life_s))
        if self._postgres is not None and chance.random() < plan.server_share:
            self._counts["server"] += 1
            await asyncio.to_thread(self._postgres.stop, signal.SIGQUIT)
            await asyncio.sleep(chance.uniform(0, 0.5))
            await asyncio.to_thread(self._postgres.start)
        if self._bus is not None and chance.random() < plan.bus_share:
            self._counts["bus"] += 1
            await asyncio.to_thread(self._bus.kill)
            await asyncio.sleep(chance.uniform(0, 0.5))
            await asyncio.to_thread(self._bus.start)
        self._kill()
        self._room.launch()
        while chance.random() < plan.start_share and self._counts["kill"] < plan.n_kills:
            await asyncio.sleep(chance.uniform(0, 0.8))
            self._counts["start"] += 1
            self._kill()
            self._room.launch()
        await asyncio.to_thread(self._room.wait_until_up, 60)

    def _kill(self) -> None:
        self._room.kill()
        self._counts["kill"] += 1

    async def _settle(self) -> None:
        """Wait until all that was handed in has gone everywhere it has to."""
        store = open_store(self._place)
        try:
            # a room that is killed twice a second leaves most of what is dropped to the end
            await self._until(lambda: not self._dropper.n_waiting, 90 + 0.2 * self._dropper.n_waiting)
            await self._until(lambda: store.figures().n_kept == 0, 30)
            await self._until_all_has_left(store)
            events = all_events(store)
        finally:
            store.close()
        last = reader_seqs(events)[-1]
        for reader in self._readers:
            if reader.query is None:
                await self._until(lambda reader=reader: reader.seqs and reader.seqs[-1] >= last, 30)
        # a reader that was never cut off says what one with a search must have seen
        fresh = WireReader(self.room, f"source:{DROPPED}", random.Random(0))
        fresh.is_steady = True
        task = asyncio.create_task(fresh.run())
        await asyncio.sleep(3.0)
        task.cancel()
        await asyncio.wait([task])
        self._of_the_folder = fresh.seqs
        if self._bus is not None:
            await self._read_bus(last)

    async def _until_all_has_left(self, store: Store) -> None:
        """Wait as long as deliveries leave: on a busy machine most of them leave after the last kill.

        A refusal holds up its channel for a second, and what hung about through several kills for up to two minutes.
        """
        before, still_s = -1, 0.0
        while left := await asyncio.to_thread(_on_the_way, store):
            still_s = still_s + 0.5 if len(left) == before else 0.0
            before = len(left)
            if still_s > 200:
                raise AssertionError(f"{len(left)} deliveries do not leave: {left[-5:]}")
            await asyncio.sleep(0.5)

    async def _read_bus(self, last: int) -> None:
        """Read the whole stream as a reader from far away would, until the last event is there."""
        assert self._bus is not None
        client = await nats.connect(self._bus.url)
        try:
            reader = await client.jetstream().subscribe("wireroom.wire.>", ordered_consumer=True)
            while not self._on_the_bus or self._on_the_bus[-1] < last:
                message = await reader.next_msg(timeout=40)
                self._on_the_bus.append(int((message.headers or {})["Nats-Msg-Id"]))
        finally:
            await client.close()

    def _reckon(self, began: float) -> Outcome:
        store = open_store(self._place)
        try:
            posted = {data for sender in self._senders for data in sender.told}
            faults = audit_dispatches(store, {POSTED: posted, DROPPED: set(self._dropper.dropped)})
            faults += audit_told(self._senders, store)
            faults += audit_kills(self._senders, store)
            events, rows, figures = all_events(store), all_deliveries(store), store.figures()
            faults += audit_wire(events, figures.n_items)
            wanted = reader_seqs(events)
            for reader in self._readers:
                # what becomes of killed copy is told to everybody, whatever they search for, from the kill on
                killed = {event.item for event in events if event.kind == "killed" and reader.query is not None}
                of_killed = {event.seq for event in events if event.item in killed}
                found = audit_reader(reader, wanted if reader.query is None else self._of_the_folder, of_killed)
                if found:  # was the event another one when it was told, or was it chosen in another way?
                    apart = set(reader.seqs) ^ set(wanted if reader.query is None else self._of_the_folder)
                    now = [(event.seq, event.kind, event.item) for event in events if event.seq in apart]
                    found.append(f"told then: {[(seq, reader.items.get(seq)) for seq in sorted(apart)]}, now: {now}")
                faults += found
            keys = {row.key[:12]: row.key for row in rows if row.channel == "paper"}
            names = [path.name.split(".")[0].split("-") for path in (self._folder / "room/drops/paper").iterdir()]
            papers = [(int(number), keys.get(key, key)) for number, _, key in names]
            got = {name: {one.headers["idempotency-key"] for one in hook.got} for name, hook in self._hooks.items()}
            faults += audit_deliveries(rows, events, got | {"paper": {key for _, key in papers}}, ["a" * 12])
            faults += audit_numbers(papers) + audit_numbers(numbers_of(self._hooks["hook"].got))
            if self._bus is not None:
                faults += audit_bus(events, self._on_the_bus)
            faults += store.find_damage()
            came = Counter(one.headers["idempotency-key"] for hook in self._hooks.values() for one in hook.got)
            return Outcome(
                faults=faults,
                n_kills=self._counts["kill"],
                n_kills_at_start=self._counts["start"],
                n_server_crashes=self._counts["server"],
                n_bus_crashes=self._counts["bus"],
                n_dispatches=figures.n_dispatches,
                n_items=figures.n_items,
                n_events=len(events),
                n_posts_again=sum(sender.n_again for sender in self._senders),
                n_resumed=sum(reader.n_resumed for reader in self._readers),
                n_deliveries=len(came) + len(papers),
                n_delivered_twice=sum(count > 1 for count in came.values()),
                n_on_the_bus=len(self._on_the_bus),
                seconds=time.monotonic() - began,
            )
        finally:
            store.close()


def _on_the_way(store: Store) -> list[Delivery]:
    """Give what waits in the ledger or was sent and not answered, by channel, newest first."""
    states: tuple[DeliveryState, ...] = ("queued", "failed", "sent")
    return [
        delivery
        for channel in store.find_channels()
        for state in states
        for delivery in store.find_deliveries(state=state, channel=channel.name, limit=100_000)
    ]
