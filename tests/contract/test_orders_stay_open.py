"""An order to kill that found nothing kills what it names by its id, however late that comes; and its alarm is seen to."""

import pytest

from contract.test_old_copy import KILL, days
from ingest.room import NOON, Room
from wireroom.model import Alarm, Editor
from wireroom.store import Store

ORDERS = {
    "its id": ("story", {"version": "2", **KILL}),
    "a reference": ("order", {"evolvedfrom": "urn:test:story", **KILL}),
}
#: a clock that has gone on for so many days, or that and a new start
LATER = [(1, False), (1, True), (9, False), (9, True), (400, True)]


def later(room: Room, n: int, *, is_restarted: bool) -> Room:
    """Let days go by, with other copy on each of the last ones so that what is old is forgotten."""
    for day in range(max(1, n - 6), n):
        room.send(f"day{day}", f"Weather of the day, number {day}", minute=days(day))
    if is_restarted:
        room = Room(room.store)
    room.clock.now = NOON
    return room


def open_alarms(room: Room) -> list[Alarm]:
    return room.store.alarms(is_open=True)


@pytest.mark.parametrize(("n", "is_restarted"), LATER)
@pytest.mark.parametrize("named", ORDERS)
def test_the_first_version_is_killed_when_it_comes_after_days(
    store: Store, named: str, n: int, is_restarted: bool
) -> None:
    room = Room(store)
    name, fields = ORDERS[named]
    order = room.send(name, "KILL", **fields).items[0]
    (alarm,) = open_alarms(room)
    room = later(room, n, is_restarted=is_restarted)
    room.lines()
    receipt = room.send("story", "Harbour council meets", minute=days(n))
    late = store.find_item(receipt.items[0], view="desk", now=room.clock.now)
    assert late is not None
    assert late.killed_by == order
    assert late.chain == store.find_item(order, view="desk", now=room.clock.now).chain
    assert not any("Harbour" in line for line in room.lines() + room.box()), "no reader has seen a word of it"
    assert open_alarms(room) == []
    (seen,) = store.alarms(is_open=False)
    assert (seen.seq, seen.seen.by.name, seen.seen.item) == (alarm.seq, "Wireroom", order)
    assert max(receipt.seqs) == store.last_seq(), "in the same commit"
    assert [one.id for one in store.decisions()] == [seen.seen.id]


@pytest.mark.parametrize("is_restarted", [False, True])
def test_after_four_days_likeness_is_no_ground(store: Store, is_restarted: bool) -> None:
    room = Room(store)
    room.send("order", "KILL: Harbour council meets", slugline="HARBOUR-COUNCIL", **KILL)
    room = later(room, 9, is_restarted=is_restarted)
    at = (NOON).isoformat()
    late = room.send(
        "story", "Harbour council meets", minute=days(9), slugline="HARBOUR-COUNCIL", versioncreated=at
    ).items[0]
    assert store.find_item(late, view="desk", now=room.clock.now).killed_by is None
    assert len(open_alarms(room)) == 1


def test_the_alarm_of_an_order_that_finds_its_copy_by_likeness_is_seen_to_as_well(store: Store) -> None:
    room = Room(store)
    order = room.send("order", "KILL: Harbour council meets", slugline="HARBOUR-COUNCIL", **KILL).items[0]
    late = room.send("story", "Harbour council meets", minute=-5, slugline="HARBOUR-COUNCIL").items[0]
    assert store.find_item(late, view="desk", now=NOON).killed_by == order
    assert open_alarms(room) == []
    room.edits.spare(late, by=Editor(name="Anna"), why="another council")
    assert [alarm.item for alarm in open_alarms(room)] == [order], "and is open again when it did not mean that"


@pytest.mark.parametrize("is_restarted", [False, True])
def test_an_order_that_an_editor_has_seen_to_is_not_kept_open(store: Store, is_restarted: bool) -> None:
    room = Room(store)
    room.send("order", "KILL", evolvedfrom="urn:test:story", **KILL)
    room = later(room, 9, is_restarted=is_restarted)
    room.edits.acknowledge(open_alarms(room)[0].seq, by=Editor(name="Anna"), why="the agency took it back by telephone")
    late = room.send("story", "Harbour council meets", minute=days(9)).items[0]
    assert store.find_item(late, view="desk", now=room.clock.now).killed_by is None


def test_what_is_newer_than_the_order_stands(store: Store) -> None:
    room = Room(store)
    room.send("story", "KILL", version="2", **KILL)
    room = later(room, 9, is_restarted=True)
    room.send("story", "Harbour council meets after all", minute=days(9), version="3")
    assert room.box()[0] == "Harbour council meets after all (1)"
    assert len(open_alarms(room)) == 1


def test_another_agencys_copy_of_the_id_stands(store: Store) -> None:
    room = Room(store)
    room.send("order", "KILL", evolvedfrom="urn:test:story", **KILL)
    room = later(room, 9, is_restarted=True)
    late = room.send("story", "Harbour council meets", minute=days(9), infosources=[{"name": "Another"}]).items[0]
    assert store.find_item(late, view="desk", now=room.clock.now).killed_by is None
    assert len(open_alarms(room)) == 1
