"""Copy of any age is found by the id its agency gives it: a kill kills it, a later version joins it. On every store."""

from datetime import timedelta

import msgspec
import pytest

from ingest.room import NOON, Room
from wireroom.model import Editor
from wireroom.store import Errand, Ring, Store

KILL = {"pubstatus": "canceled", "body": ""}
DAY = 24 * 60


def days(n: float) -> float:
    """Days in minutes."""
    return n * DAY


def wire_kinds(room: Room, after: int) -> list[str]:
    return [event.kind for event in room.store.events_after(after, view="desk")]


@pytest.mark.parametrize("is_restarted", [False, True])
@pytest.mark.parametrize("named", ["its own id", "a reference"])
def test_a_kill_by_id_kills_copy_of_last_month(store: Store, named: str, is_restarted: bool) -> None:
    room = Room(store)
    old = room.send("story", "Harbour treasurer held over missing funds").items[0]
    ring = Ring(subscriber="paper", name="The Paper", errands=(Errand(channel="desk", due_at=NOON),), kind="item")
    store.add_delivery(ring, kind="item", item=old, seq=1, now=NOON)
    room.send("other", "Ferry strikes quay", minute=days(29))
    if is_restarted:
        room = Room(store)
    before = store.last_seq()
    fields = {"version": "2"} if named == "its own id" else {"evolvedfrom": "urn:test:story"}
    notice = room.send("story" if named == "its own id" else "order", "KILL", minute=days(30), **KILL, **fields)
    filed = store.find_item(old, view="desk", now=room.clock.now)
    assert (filed.killed_by, filed.chain) == (notice.items[0], f"c{old}")
    assert store.find_item(notice.items[0], view="desk", now=room.clock.now).chain == filed.chain
    assert store.newest(query="treasurer", now=room.clock.now) == []
    assert store.alarms() == []
    assert wire_kinds(room, before) == ["filed", "killed", "rung"]
    assert [one.kind for one in store.recipients(old)] == ["item", "killed"]


def test_every_version_up_to_the_kill_is_killed_and_nothing_else(store: Store) -> None:
    room = Room(store)
    first = room.send("story", "Bridge closed").items[0]
    second = room.send("story", "Bridge closed for a week", minute=9, version="2").items[0]
    near = room.send("near", "Bridge closed for a week, says mayor", minute=12).items[0]
    room.send("story", "KILL", minute=days(6), version="3", **KILL)
    found = store.find_items([first, second, near], view="desk", now=room.clock.now)
    assert [filed.killed_by is not None for filed in found] == [True, True, False]


def test_a_later_version_joins_its_chain_and_story_of_before(store: Store) -> None:
    room = Room(store)
    old = room.send("story", "Inquiry into the bridge opens").items[0]
    new = room.send("story", "Inquiry into the bridge ends", minute=days(20), version="2").items[0]
    plain = room.send("story", "Inquiry into the bridge begins", minute=days(41), version="1.5").items[0]
    found = store.find_items([old, new, plain], view="desk", now=room.clock.now)
    assert {(filed.chain, filed.story) for filed in found} == {(f"c{old}", f"s{old}")}
    assert found[0].superseded_by is not None


def test_a_correction_that_names_what_it_mends_finds_it(store: Store) -> None:
    room = Room(store)
    old = room.send("story", "Bridge closed").items[0]
    mended = room.send("again", "CORRECTED: Bridge open", minute=days(9), evolvedfrom="urn:test:story").items[0]
    assert store.find_item(old, view="desk", now=room.clock.now).corrected_by == mended


def test_what_comes_under_the_id_after_such_a_kill_is_judged_as_if_nothing_had_been_forgotten(store: Store) -> None:
    room = Room(store)
    room.send("story", "Bridge closed", minute=1, version="2")
    room.send("story", "KILL", minute=days(10), version="5", **KILL)
    room = Room(store)
    late = room.send("story", "Bridge closed for good", minute=days(11), version="3").items[0]
    again = room.send("story", "Bridge open", minute=days(11) + 5, version="6").items[0]
    found = store.find_items([late, again], view="desk", now=NOON + timedelta(days=12))
    assert [filed.killed_by is not None for filed in found] == [True, False]
    assert len({filed.chain for filed in found}) == 1


def test_another_agencys_copy_of_the_same_id_stands(store: Store) -> None:
    room = Room(store)
    old = room.send("1", "Bridge closed").items[0]
    room.send("1", "KILL", minute=days(9), version="2", infosources=[{"name": "Another"}], **KILL)
    assert store.find_item(old, view="desk", now=room.clock.now).killed_by is None
    assert len(store.alarms()) == 1


def test_an_editors_split_does_not_hide_copy_from_its_kill(store: Store) -> None:
    room = Room(store)
    first = room.send("story", "Bridge closed").items[0]
    second = room.send("story", "Bridge closed for a week", minute=9, version="2").items[0]
    room.edits.split_chain(f"c{first}", second, by=Editor(name="Anna"))
    apart = store.find_item(second, view="desk", now=room.clock.now).chain
    notice = room.send("story", "KILL", minute=days(9), version="3", **KILL).items[0]
    found = store.find_items([first, second], view="desk", now=room.clock.now)
    assert [(filed.killed_by, filed.chain) for filed in found] == [(notice, f"c{first}"), (notice, apart)]


def test_ids_that_an_older_program_did_not_write_down_are_put_in_at_the_start(store: Store) -> None:
    """An older program works on the newer schema: it files on, and leaves the table as it is."""
    room = Room(store)
    olds = [room.send(f"story-{n}", f"Bridge {n} closed").items[0] for n in range(3)]
    forget_ids(store, after=1)
    assert [filed.item.id for filed in store.find_bearing(["urn:test:story-0", "urn:test:story-2"])] == olds[:1]
    room = Room(store)
    assert store.catch_up() == 0
    notice = room.send("story-2", "KILL", minute=days(9), version="2", **KILL).items[0]
    assert store.find_item(olds[2], view="desk", now=room.clock.now).killed_by == notice


def forget_ids(store: Store, after: int) -> None:
    with store._db.writing() as db:
        db.connection.execute(f"DELETE FROM search_guids WHERE arrived > {after}")


def test_an_id_read_anew_is_found(store: Store) -> None:
    room = Room(store)
    made = store.find_item(room.send("story", "Bridge closed").items[0], view="desk", now=NOON).item
    store.reread([msgspec.structs.replace(made, native_guid="b")], now=NOON)
    assert [filed.item.id for filed in store.find_bearing(["b"])] == [made.id]
    assert store.find_bearing(["urn:test:story"]) == []
