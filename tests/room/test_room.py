"""A room in memory: taking copy, freeing held copy, running sources that fail."""

import asyncio
import fcntl
import os
import stat
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wireroom.config import Config, SourceConfig
from wireroom.errors import ConfigError, StoreError, TransportError
from wireroom.model import Receipt
from wireroom.room import Room, RoomLock, RoomTaken, SourceState, find_holder, load_added, open_room, save_added
from wireroom.room._sources import Sources
from wireroom.room._token import open_token
from wireroom.transports._api import Arrival, Transport

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def ninjs(number: int, **fields: Any) -> bytes:
    known = {"uri": f"urn:norr:{number}", "version": "1", "type": "text", "versioncreated": "2026-03-04T12:00:00Z"}
    return msgspec.json.encode(
        {**known, "headline": f"Tide table {number}", "body_text": "High water at noon.", **fields}
    )


async def until(found: Callable[[], object]) -> None:
    async with asyncio.timeout(15):
        while not found():
            await asyncio.sleep(0.01)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def room(clock: Clock, tmp_path: Path) -> AsyncIterator[Room]:
    opened = open_room(Config(data=tmp_path), clock=clock, in_memory=True)
    await opened.start()
    yield opened
    await opened.stop()


async def test_the_same_dispatch_twice_is_taken_once(room: Room) -> None:
    first = await room.take(ninjs(1), source="norr")
    again = await room.take(ninjs(1), source="norr")
    assert (first.is_new, again.is_new) == (True, False)
    assert first.items == again.items
    counted = {sample.name: sample.value for metric in room.figures.registry.collect() for sample in metric.samples}
    assert counted["wireroom_taken_total"] == 1
    assert counted["wireroom_repeats_total"] == 1


async def test_held_copy_is_freed_when_its_time_has_come(room: Room, clock: Clock) -> None:
    receipt = await room.take(ninjs(2, embargoed="2026-03-04T13:00:00Z"), source="norr")
    (item,) = receipt.items
    assert room.store.find_item(item, now=clock()) is None
    seq = room.store.last_seq()
    clock.now = NOON + timedelta(hours=1, seconds=1)
    async with asyncio.timeout(15):
        await room.ticker.wait_after(seq)
    assert [event.kind for event in room.store.events_after(seq)] == ["released"]
    assert room.store.find_item(item, now=clock()) is not None


async def test_what_was_taken_off_the_spike_elsewhere_is_placed(room: Room) -> None:
    receipt = await room.take(b"\x00\xff\x00\xff" * 20, source="norr")
    assert receipt.state == "spiked"
    room.store.take_off_spike(receipt.dispatch)

    def is_spiked_again() -> bool:
        found = room.store.find_receipt(receipt.dispatch)
        return found is not None and found.state == "spiked"

    await until(is_spiked_again)


async def test_stopping_places_what_was_handed_in(clock: Clock, tmp_path: Path) -> None:
    room = open_room(Config(data=tmp_path / "room"), clock=clock)
    await room.start()
    taking = [asyncio.ensure_future(room.take(ninjs(number), source="norr")) for number in range(50)]
    await asyncio.sleep(0)
    await room.stop()
    assert {receipt.state for receipt in await asyncio.gather(*taking)} == {"placed"}
    again = open_room(Config(data=tmp_path / "room"), clock=clock)
    assert again.store.figures().n_items == 50
    assert not again.is_token_new
    again.close()


async def test_a_sender_that_goes_away_does_not_stop_the_others(room: Room) -> None:
    leaving = asyncio.ensure_future(room.take(ninjs(3), source="norr"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await room.take(ninjs(4), source="norr")).state == "placed"
    assert (await room.take(ninjs(3), source="norr")).is_new is False


# sources


class ListTransport:
    """Gives what it is told to, step by step: arrivals, and errors that it raises."""

    def __init__(self, source: str, *steps: Arrival | Exception) -> None:
        self.source = source
        self.steps = list(steps)
        self.n_done = 0

    async def arrivals(self) -> AsyncIterator[Arrival]:
        while self.steps:
            step = self.steps.pop(0)
            if isinstance(step, Exception):
                raise step
            yield step
        await asyncio.Event().wait()

    async def done(self, arrival: Arrival) -> None:
        self.n_done += 1


class Newsroom:
    """Sources that run against a desk that may be full."""

    def __init__(self, *transports: ListTransport) -> None:
        self.transports = {transport.source: transport for transport in transports}
        self.wanted: dict[str, SourceConfig] = {name: SourceConfig() for name in self.transports}
        self.taken: list[tuple[str, bytes]] = []
        self.told: list[tuple[str, str | None]] = []
        self.forgotten: list[str] = []
        self.is_full = False
        self.sources = Sources(
            wanted=self.find_wanted, make=self.make, take=self.take, clock=Clock(), tell=self.tell,
            forget=self.forgotten.append,
        )  # fmt: skip

    def find_wanted(self) -> Mapping[str, SourceConfig]:
        return dict(self.wanted)

    def make(self, name: str, _: SourceConfig) -> Transport | None:
        return self.transports[name]

    async def take(self, source: str, arrival: Arrival) -> Receipt:
        if self.is_full:
            raise StoreError("the disk is full")
        self.taken.append((source, arrival.data))
        return Receipt(dispatch="d", state="placed", is_new=True)

    def tell(self, state: SourceState) -> None:
        self.told.append((state.name, state.problem))


async def run(newsroom: Newsroom, found: Callable[[], object]) -> None:
    running = asyncio.ensure_future(newsroom.sources.run())
    try:
        await until(found)
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_a_source_that_fails_is_tried_again() -> None:
    cut = TransportError("coast", "the line is down", retry_after_s=0.0)
    coast = ListTransport("coast", Arrival(data=b"1"), cut, Arrival(data=b"2"), cut, Arrival(data=b"3"))
    newsroom = Newsroom(coast)
    await run(newsroom, lambda: coast.n_done == 3)
    assert newsroom.taken == [("coast", b"1"), ("coast", b"2"), ("coast", b"3")]
    assert ("coast", "the line is down") in newsroom.told
    assert newsroom.told[-1] == ("coast", None)
    assert newsroom.sources.states["coast"].n_failures == 0


async def test_a_bug_in_one_transport_leaves_the_others_running() -> None:
    newsroom = Newsroom(
        ListTransport("broken", ZeroDivisionError("oops")),
        ListTransport("coast", *(Arrival(data=b"x") for _ in range(200))),
    )
    await run(newsroom, lambda: len(newsroom.taken) == 200)
    assert newsroom.sources.states["broken"].problem == "ZeroDivisionError: oops"


async def test_a_source_that_cannot_be_opened_is_tried_again() -> None:
    coast = ListTransport("coast", Arrival(data=b"1"))
    newsroom = Newsroom(coast)
    opened = iter([ConfigError("source.coast.secret_file", "cannot be read")])

    def make(name: str, _: SourceConfig) -> Transport | None:
        for error in opened:
            raise error
        return coast

    newsroom.sources = Sources(
        wanted=newsroom.find_wanted, make=make, take=newsroom.take, clock=Clock(), tell=newsroom.tell,
        forget=newsroom.forgotten.append,
    )  # fmt: skip
    await run(newsroom, lambda: coast.n_done == 1)
    assert ("coast", "cannot be read") in newsroom.told


async def test_a_key_that_was_renewed_in_its_file_is_read_after_a_failure(tmp_path: Path) -> None:
    coast = ListTransport("coast", Arrival(data=b"1"))
    newsroom = Newsroom(coast)
    newsroom.wanted = {"coast": SourceConfig(secret_file=tmp_path / "key")}
    opened: list[Transport] = [ListTransport("coast", TransportError("coast", "the server answers 401")), coast]
    newsroom.sources = Sources(
        wanted=newsroom.find_wanted, make=lambda name, _: opened.pop(0), take=newsroom.take, clock=Clock(),
        tell=newsroom.tell, forget=newsroom.forgotten.append,
    )  # fmt: skip
    await run(newsroom, lambda: coast.n_done == 1)
    assert ("coast", "the server answers 401") in newsroom.told


async def test_silence_that_is_not_usual_is_told_and_ends_with_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireroom.room._sources.LOOK_S", 0.01)
    clock = Clock()
    newsroom = Newsroom(ListTransport("coast"))
    newsroom.wanted = {"coast": SourceConfig(silence=60), "desk": SourceConfig(silence=600)}
    newsroom.sources = Sources(
        wanted=newsroom.find_wanted, make=lambda name, _: newsroom.transports.get(name), take=newsroom.take, clock=clock,
        tell=newsroom.tell, forget=newsroom.forgotten.append,
    )  # fmt: skip
    running = asyncio.ensure_future(newsroom.sources.run())
    await until(lambda: set(newsroom.sources.states) == {"coast", "desk"})
    clock.now += timedelta(seconds=61)
    await until(lambda: newsroom.sources.states["coast"].is_silent)
    assert newsroom.sources.states["coast"].problem == "silent for longer than 60 seconds, which is not usual"
    assert newsroom.sources.states["desk"].problem is None
    newsroom.sources.heard("desk")
    assert newsroom.sources.states["desk"].n_taken == 1
    running.cancel()
    await asyncio.wait([running])


async def test_what_is_not_durable_is_not_done() -> None:
    coast = ListTransport("coast", Arrival(data=b"1"))
    newsroom = Newsroom(coast)
    newsroom.is_full = True
    await run(newsroom, lambda: newsroom.told[-1:] == [("coast", "not taken: the disk is full")])
    assert coast.n_done == 0


async def test_sources_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireroom.room._sources.LOOK_S", 0.01)
    newsroom = Newsroom(ListTransport("coast", Arrival(data=b"1")), ListTransport("norr", Arrival(data=b"2")))
    kept = newsroom.wanted.pop("norr")
    running = asyncio.ensure_future(newsroom.sources.run())
    await until(lambda: newsroom.taken == [("coast", b"1")])
    newsroom.wanted = {"norr": kept}
    await until(lambda: newsroom.taken[-1:] == [("norr", b"2")])
    assert set(newsroom.sources.states) == {"norr"}
    assert newsroom.forgotten == ["coast"]
    newsroom.wanted = {"norr": msgspec.structs.replace(kept, is_off=True)}
    await until(lambda: not newsroom.sources.states)
    running.cancel()
    await asyncio.wait([running])


def test_added_sources_are_kept(tmp_path: Path) -> None:
    assert load_added(tmp_path) == {}
    sources = {"coast": SourceConfig(folder=Path("/in"), interval=0.5), "feed": SourceConfig(url="https://a.example/")}
    save_added(tmp_path, sources)
    assert load_added(tmp_path) == sources
    (tmp_path / "sources.json").write_text('{"coast": {"flder": "/in"}}')
    with pytest.raises(ConfigError, match="flder"):
        load_added(tmp_path)


# lock and token


def test_one_process_has_a_room(tmp_path: Path) -> None:
    lock = RoomLock(tmp_path)
    assert find_holder(tmp_path) is None
    lock.take()
    lock.tell("http://127.0.0.1:8640")
    holder = find_holder(tmp_path)
    assert holder is not None
    assert holder.url == "http://127.0.0.1:8640"
    with pytest.raises(RoomTaken, match="process") as caught:
        RoomLock(tmp_path).take()
    assert caught.value.holder == holder
    lock.leave()
    assert find_holder(tmp_path) is None
    RoomLock(tmp_path).take()


def test_the_token_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    made, is_new = open_token(tmp_path, None)
    assert is_new
    assert len(made) >= 32
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
    assert open_token(tmp_path, None) == (made, False)
    assert open_token(tmp_path, "given") == ("given", False)


def test_an_empty_token_file_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "token").touch()
    with pytest.raises(ConfigError, match="empty"):
        open_token(tmp_path, None)


def test_a_look_at_the_lock_does_not_take_the_room(tmp_path: Path) -> None:
    lock = RoomLock(tmp_path)
    lock.take()
    lock.leave()
    looking = os.open(tmp_path / "room.lock", os.O_RDWR)
    fcntl.flock(looking, fcntl.LOCK_SH)
    threading.Timer(0.05, os.close, (looking,)).start()
    RoomLock(tmp_path).take()


def test_a_data_folder_that_cannot_be_used_is_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="data: "):
        open_room(Config(data=tmp_path / "file"))
    with pytest.raises(ConfigError, match="cannot be written"):
        save_added(tmp_path / "file", {})
