"""The desk: what is taken in, once, in its place, whatever goes wrong beside it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.room import NOON, Room, ninjs
from wireroom.errors import StoreError
from wireroom.ingest import Desk, SourceHints
from wireroom.model import Dispatch, Receipt
from wireroom.store import Placed, open_store
from wireroom.store.sqlite import SqliteStore


def test_receipt_tells_ids_seqs_and_format() -> None:
    room = Room()
    receipt = room.send("1", "Bridge closed")
    assert (receipt.state, receipt.is_new, receipt.format, receipt.seqs) == ("placed", True, "ninjs", (1,))
    assert room.store.find_item(receipt.items[0], now=NOON).item.headline == "Bridge closed"


def test_same_dispatch_twice_gives_the_same_items_once() -> None:
    room = Room()
    first = room.send("1", "Bridge closed")
    again, third = room.desk.take([room.copy("1", "Bridge closed"), room.copy("1", "Bridge closed")])
    assert (again.is_new, again.items, again.seqs) == (False, first.items, ())
    assert third == again
    assert room.store.last_seq() == 1


def test_same_dispatch_twice_in_one_group() -> None:
    room = Room()
    first, again = room.desk.take([room.copy("1", "Bridge closed")] * 2)
    assert (first.is_new, again.is_new, first.items == again.items) == (True, False, True)
    assert room.store.last_seq() == 1


def test_same_item_in_another_dispatch_is_known() -> None:
    room = Room()
    first = room.send("1", "Bridge closed")
    again = room.send("1", "Bridge closed", minute=0, urgency=3)
    assert (again.is_new, again.items, again.seqs, again.faults) == (True, first.items, (), ())


@pytest.mark.parametrize("together", [True, False])
def test_same_version_with_other_words_is_a_fault_and_the_first_stands(together: bool) -> None:
    room = Room()
    sent = [room.copy("1", "Bridge closed"), room.copy("1", "Bridge open")]
    receipts = room.desk.take(sent) if together else [room.desk.take([one])[0] for one in sent]
    assert [fault.code for fault in receipts[1].faults] == ["same-version-other-text"]
    assert receipts[1].items == receipts[0].items
    assert room.store.find_item(receipts[0].items[0], now=NOON).item.headline == "Bridge closed"
    assert room.store.find_dispatch(sent[1].id).data == sent[1].data


KILL = {"pubstatus": "canceled", "body": ""}


@pytest.mark.parametrize(
    ("version", "minutes"), [("2", 0), ("2", -90), ("2", 90), ("1", 0), ("1", -90)], ids=lambda value: str(value)
)
@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("headline", ["KILL", "1st LD: Harbour council meets"])
def test_a_kill_by_id_kills_whatever_the_clocks_say(version: str, minutes: int, is_first: bool, headline: str) -> None:
    room = Room()
    story = room.copy("1", "1st LD: Harbour council meets")
    at = (NOON + timedelta(minutes=minutes)).isoformat()
    order = Dispatch.of(
        ninjs("1", headline, version=version, versioncreated=at, **KILL), source="hafen", received_at=NOON
    )
    receipts = room.desk.take([order, story] if is_first else [story, order])
    assert [line for line in room.box() if "Harbour" in line] == []
    if version == "2":
        killed = room.store.find_item(receipts[is_first].items[0], view="desk", now=NOON)
        assert killed.killed_by == receipts[not is_first].items[0]
    assert bool(room.store.alarms()) == is_first  # it had nothing to kill when it came


def test_a_kill_under_the_very_id_of_its_story_is_an_item_of_its_own_and_known_when_it_comes_again() -> None:
    room = Room()
    story = room.send("1", "Harbour council meets")
    kill = room.send("1", "Harbour council meets", **KILL)
    assert kill.items != story.items
    assert room.store.find_item(story.items[0], view="desk", now=NOON).killed_by == kill.items[0]
    assert not room.store.alarms()
    again = room.send("1", "Harbour council meets", urgency=3, **KILL)
    assert (again.is_new, again.items) == (True, kill.items)


def test_what_an_agency_sends_again_after_its_kill_stands() -> None:
    room = Room()
    room.send("1", "Harbour council meets")
    room.send("1", "KILL", minute=5, version="2", **KILL)
    room.send("1", "Harbour council met", minute=8, version="3")
    assert room.box() == ["Harbour council met (2)"]


def test_unreadable_copy_is_spiked_and_its_neighbours_go_through() -> None:
    room = Room()
    bad = Dispatch.of(b"\x00\x01\x02", source="hafen", received_at=NOON)
    receipts = room.desk.take([room.copy("1", "One"), bad, room.copy("2", "Two")])
    assert [receipt.state for receipt in receipts] == ["placed", "spiked", "placed"]
    assert [entry.dispatch for entry in room.store.spike()] == [bad.id]
    assert room.lines() == ["filed: One", "filed: Two"]


def test_bug_in_a_reader_spikes_that_dispatch_only() -> None:
    room = Room(hints={"broken": SourceHints(agency=5)})  # settings that no reader expects
    receipts = room.desk.take([room.copy("1", "One"), room.copy("2", "Two", source="broken"), room.copy("3", "Three")])
    assert [receipt.state for receipt in receipts] == ["placed", "spiked", "placed"]
    assert receipts[1].reason.startswith("internal error while reading")
    assert room.lines() == ["filed: One", "filed: Three"]


class StoreThatTrips(SqliteStore):
    """A store whose `apply` fails: on one dispatch by a bug, or on all while the disk is full."""

    is_full = False
    culprit: str | None = None

    def apply(self, placed: Sequence[Placed], *, now: datetime) -> list[Receipt]:
        if self.is_full:
            raise StoreError("database or disk is full")
        if any(one.dispatch == self.culprit and one.placements for one in placed):
            raise ValueError("a bug")
        return super().apply(placed, now=now)


def test_bug_while_placing_spikes_the_culprit_only() -> None:
    store = StoreThatTrips(None)
    room = Room(store)
    sent = [room.copy(str(n), f"Number {n}") for n in range(3)]
    store.culprit = sent[1].id
    receipts = room.desk.take(sent)
    assert [receipt.state for receipt in receipts] == ["placed", "spiked", "placed"]
    assert receipts[1].reason == "internal error while placing: ValueError: a bug"
    store.culprit = None
    store.take_off_spike(sent[1].id)
    (replayed,) = room.desk.place_kept()
    assert replayed.state == "placed"
    assert room.lines() == ["filed: Number 0", "filed: Number 2", "filed: Number 1"]


def test_full_disk_acknowledges_nothing_and_loses_nothing() -> None:
    store = StoreThatTrips(None)
    room = Room(store)
    room.send("1", "FLASH: Bridge closed at Hafen", minute=0)
    store.is_full = True
    with pytest.raises(StoreError):
        room.send("2", "URGENT: Bridge closed at Hafen", minute=1)
    store.is_full = False
    assert room.box() == ["Bridge closed at Hafen (1)"]
    receipt = room.desk.take([room.copy("2", "URGENT: Bridge closed at Hafen")])[0]  # the sender tries again
    assert (receipt.state, len(receipt.items), receipt.seqs) == ("placed", 1, (2,))
    assert room.box() == ["Bridge closed at Hafen (2)"]


def test_what_was_kept_but_not_placed_is_placed_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    store = open_store(path)
    room = Room(store)
    room.send("1", "FLASH: Bridge closed at Hafen", minute=0)
    store.keep([room.copy("2", "URGENT: Bridge closed at Hafen"), room.copy("3", "Tide tables")])
    store.close()
    again = Room(open_store(path))
    assert again.lines()[1:] == ["filed: Bridge closed at Hafen", "filed: Tide tables"]
    assert "Bridge closed at Hafen (2)" in again.box()
    assert again.store.figures().n_kept == 0
    again.store.close()


def test_dispatch_that_the_program_dies_of_is_spiked_at_the_fourth_start() -> None:
    store = open_store(":memory:")
    deadly = Dispatch.of(ninjs("1", "Deadly"), source="hafen", received_at=NOON)
    store.keep([deadly])
    store.write_notes({"ingest.placing": f"{deadly.id} 3"})  # as three deaths leave it
    Desk(store, clock=lambda: NOON)
    assert [entry.dispatch for entry in store.spike()] == [deadly.id]
    store.take_off_spike(deadly.id)
    Desk(store, clock=lambda: NOON)
    assert store.spike() == []
    assert store.last_seq() == 1


def test_restart_goes_on_with_the_chain(tmp_path: Path) -> None:
    first = Room(open_store(tmp_path / "room.db"))
    first.send("1", "FLASH: Ferry aground off Hafen harbour", minute=0)
    first.store.close()
    second = Room(open_store(tmp_path / "room.db"))
    second.send("2", "1st LD: Ferry aground off Hafen harbour", minute=9)
    assert second.box() == ["Ferry aground off Hafen harbour (2)"]
    second.store.close()


def test_quiet_chains_are_forgotten() -> None:
    room = Room()
    room.send("1", "FLASH: Ferry aground off Hafen harbour", minute=0)
    room.clock.now = NOON + timedelta(days=9)
    room.send("2", "1st LD: Ferry aground off Hafen harbour")
    assert len(room.box()) == 2
