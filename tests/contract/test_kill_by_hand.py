"""An editor kills copy, and takes it back: the same at every door as an agency's kill, in one commit. On every store."""

from datetime import timedelta

import pytest

from ingest.room import NOON, Room
from wireroom.errors import NotFound, Refused
from wireroom.model import Decision, Editor
from wireroom.store import Errand, Ring, Store

ANNA = Editor(name="Anna", desk="night desk")
KILL = {"pubstatus": "canceled", "body": ""}


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store)


def send(room: Room, uri: str, headline: str, **fields: object) -> str:
    return room.send(uri, headline, **fields).items[0]


def kill(room: Room, item: str, **more: object) -> Decision:
    return room.edits.kill(item, by=ANNA, why="it is libel", **more)


def told(room: Room, item: str, subscriber: str = "paper") -> None:
    """Write down that a subscriber was sent an item."""
    ring = Ring(subscriber=subscriber, name="The Paper", errands=(Errand(channel="desk", due_at=NOON),), kind="item")
    room.store.add_delivery(ring, kind="item", item=item, seq=1, now=NOON)


def public(room: Room, item: str) -> str:
    return room.store.find_item(item, now=room.clock.now).item.title


def test_it_is_one_commit_and_gone_from_every_door(room: Room) -> None:
    item = send(room, "1", "Harbour treasurer held")
    told(room, item)
    last = room.store.last_seq()
    made = kill(room, item)
    events = room.store.events_after(last, view="desk")
    assert [event.kind for event in events] == ["edited", "killed", "rung"]
    assert (events[0].data["by"], events[0].data["why"], events[0].data["moved"]) == ("Anna", "it is libel", [item])
    assert events[1].data["by"] == f"desk-{made.id}"
    readers = room.store.events_after(0)
    assert "treasurer" not in str([(event.data, event.item) for event in readers])
    assert public(room, item) == "Killed"
    assert room.store.newest(query="treasurer", now=NOON) == []
    assert room.store.newest(query="is:killed", now=NOON) != []
    assert room.box() == ["Killed (1)"]
    assert [one.kind for one in room.store.recipients(item)] == ["item", "killed"]
    assert room.store.decisions_on(items=[item]) == [made]
    filed = room.store.find_item(item, view="desk", now=NOON)
    assert (filed.is_killed_here, filed.is_gone, filed.item.title) == (True, True, "Harbour treasurer held")


def test_what_has_not_left_does_not_leave_and_leaves_when_the_kill_is_taken_back(room: Room) -> None:
    item = send(room, "1", "Harbour treasurer held")
    ring = Ring(subscriber="paper", name="The Paper", errands=(Errand(channel="mail", due_at=NOON),), kind="item")
    room.store.add_delivery(ring, kind="item", item=item, seq=1, now=NOON)
    made = kill(room, item)
    assert [(one.kind, one.state) for one in room.store.recipients(item)] == [("item", "dead")]
    room.edits.undo(made.id, by=ANNA)
    assert [(one.kind, one.state) for one in room.store.recipients(item)] == [("item", "queued")]


def test_one_version_or_the_whole_chain(room: Room) -> None:
    first = send(room, "1", "Bridge closed")
    second = send(room, "1", "Bridge closed for a week", minute=5, version="2")
    made = kill(room, second)
    assert room.box() == ["Bridge closed (2)"]
    room.edits.undo(made.id, by=ANNA)
    assert room.box() == ["Bridge closed for a week (2)"]
    assert kill(room, first, is_whole=True).moved == (first, second)
    assert room.box() == ["Killed (2)"]
    send(room, "1", "Bridge open", minute=9, version="3")
    assert room.box() == ["Bridge open (3)"]


def test_taken_back_it_stands_as_if_it_had_never_been(room: Room) -> None:
    item = send(room, "1", "Harbour treasurer held")
    told(room, item)
    before = room.store.find_item(item, now=NOON)
    made = kill(room, item)
    last = room.store.last_seq()
    room.edits.undo(made.id, by=ANNA, why="it was right")
    assert room.store.find_item(item, now=NOON) == before
    assert [filed.item.id for filed in room.store.newest(query="treasurer", now=NOON)] == [item]
    assert room.store.newest(query="is:killed", now=NOON) == []
    assert room.lines()[-1] == "released: Harbour treasurer held"
    assert [event.kind for event in room.store.events_after(last)] == ["edited", "released"]
    assert [one.kind for one in room.store.recipients(item)] == ["item", "killed"]
    assert room.store.find_damage() == []
    room.clock.now += timedelta(minutes=1)
    again = kill(room, item)
    assert (public(room, item), again.undone_by) == ("Killed", None)


@pytest.mark.parametrize("is_restarted", [False, True])
def test_an_agencys_kill_that_came_since_holds_when_the_editors_is_taken_back(store: Store, is_restarted: bool) -> None:
    room = Room(store)
    item = send(room, "1", "Harbour treasurer held")
    made = kill(room, item)
    if is_restarted:
        room = Room(store)
    notice = send(room, "1", "KILL", minute=5, version="2", **KILL)
    assert room.store.alarms() == []
    room.edits.undo(made.id, by=ANNA)
    assert room.store.find_item(item, view="desk", now=NOON).killed_by == notice
    assert public(room, item) == "Killed"


def test_held_copy_is_killed_and_stays_held_when_that_is_taken_back(room: Room) -> None:
    item = send(room, "1", "Budget told", embargoed="2026-03-02T12:00:00+00:00")
    made = kill(room, item)
    assert room.store.release_due(NOON.replace(day=3)) == []
    room.edits.undo(made.id, by=ANNA)
    assert room.store.find_item(item, now=NOON) is None
    assert [event.item for event in room.store.release_due(NOON.replace(day=3))] == [item]


def test_an_order_that_found_nothing_is_told_what_it_means(room: Room) -> None:
    item = send(room, "1", "Harbour treasurer held")
    notice = send(room, "9", "KILL: Kassenwart", minute=5, **KILL)
    (alarm,) = room.store.alarms(is_open=True)
    made = kill(room, item, alarm=alarm.seq)
    filed = room.store.find_item(item, view="desk", now=NOON)
    assert (filed.killed_by, filed.is_killed_here) == (notice, False)
    assert room.store.alarms(is_open=True) == []
    assert room.store.find_alarm(alarm.seq).seen == made
    with pytest.raises(Refused, match="Anna has seen to it"):
        kill(room, item, alarm=alarm.seq)
    room = Room(room.store)
    room.edits.undo(made.id, by=ANNA)
    assert public(room, item) == "Harbour treasurer held"
    assert [one.seq for one in room.store.alarms(is_open=True)] == [alarm.seq]
    kill(room, item, alarm=alarm.seq)
    assert room.store.alarms(is_open=True) == []


def test_what_is_not_killed(room: Room) -> None:
    item = send(room, "1", "Bridge closed")
    notice = send(room, "9", "KILL: Kassenwart", minute=5, **KILL)
    held = send(room, "2", "Budget told", ednote="Embargo: until the minister has spoken")
    (open_end,) = [one for one in room.store.alarms() if one.item == held] or [None]
    with pytest.raises(Refused, match="an order to kill"):
        kill(room, notice)
    with pytest.raises(Refused, match="say why"):
        room.edits.kill(item, by=ANNA)
    if open_end is not None:
        with pytest.raises(Refused, match="no order to kill"):
            kill(room, item, alarm=open_end.seq)
    with pytest.raises(NotFound):
        kill(room, "nothing")
    kill(room, item)
    with pytest.raises(Refused, match="killed already"):
        kill(room, item)
