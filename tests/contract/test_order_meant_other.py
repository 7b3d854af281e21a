"""The machine found the wrong copy for an order to kill, by likeness: an editor says so, and all is as if it had found none."""

from datetime import timedelta

import pytest

from ingest.room import NOON, Room
from wireroom.errors import NotFound, Refused
from wireroom.model import Decision, Editor
from wireroom.store import Errand, Ring, Store

ANNA = Editor(name="Anna", desk="night desk")
KILL = {"pubstatus": "canceled"}
SLUG = {"slugline": "HARBOUR-FUNDS"}
RIGHT = "Harbour treasurer held over missing dredging funds"
ORDER = "KILL: Kassenwart"


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store)


def send(room: Room, uri: str, headline: str, **fields: object) -> str:
    return room.send(uri, headline, **fields).items[0]


def spare(room: Room, item: str, why: str | None = "they said on the telephone which they mean") -> Decision:
    return room.edits.spare(item, by=ANNA, why=why)


def order(room: Room, uri: str = "9", *, minute: float = 5, **fields: object) -> str:
    """Send an order to kill that bears the slug of what it means, and no id."""
    return send(room, uri, ORDER, minute=minute, **{**KILL, **SLUG, "body": "Kill the piece.", **fields})


def public(room: Room, item: str) -> str:
    return room.store.find_item(item, now=room.clock.now).item.title


def killer(room: Room, item: str) -> str | None:
    return room.store.find_item(item, view="desk", now=room.clock.now).killed_by


def alarms(room: Room) -> list[str | None]:
    return [alarm.item for alarm in room.store.alarms(is_open=True)]


def test_the_copy_stands_where_it_stood_and_the_order_rings(room: Room) -> None:
    item = send(room, "1", RIGHT, **SLUG)
    before = room.store.find_item(item, now=NOON)
    notice = order(room)
    assert (killer(room, item), public(room, item), alarms(room)) == (notice, "Killed", [])
    last = room.store.last_seq()
    made = spare(room, item)
    assert room.store.find_item(item, now=NOON) == before
    assert [one.item.id for one in room.store.newest(query="treasurer", now=NOON)] == [item]
    assert room.box() == [f"{RIGHT} (1)"]
    events = room.store.events_after(last, view="desk")
    assert [event.kind for event in events] == ["edited", "released", "chained", "alarm"]
    assert (events[0].data["by"], events[0].data["spared"], events[0].data["notice"]) == ("Anna", [item], notice)
    assert [event.item for event in room.store.events_after(last) if event.data] == [item, notice]  # not of the desk's
    (alarm,) = room.store.alarms(is_open=True)
    assert (alarm.item, alarm.seq) == (notice, events[3].seq)
    assert "Anna says that it does not mean" in alarm.text
    assert room.store.decisions_on(items=[item]) == [made] == room.store.decisions_on(items=[notice])
    assert [one.item.id for one in room.store.find_chain(before.chain, view="desk", now=NOON)] == [item]
    assert room.store.find_damage() == []


def test_the_order_is_then_told_what_it_means(room: Room) -> None:
    wrong, right = send(room, "1", RIGHT, **SLUG), send(room, "2", "Kellmark arrested", minute=1)
    notice = order(room)
    spare(room, wrong)
    (alarm,) = room.store.alarms(is_open=True)
    room.edits.kill(right, alarm=alarm.seq, by=ANNA, why="this is it")
    assert (killer(room, wrong), killer(room, right), alarms(room)) == (None, notice, [])
    with pytest.raises(Refused, match="take that kill back"):
        spare(room, right)


@pytest.mark.parametrize("is_restarted", [False, True])
def test_the_same_order_again_does_not_kill_it_anew_and_rings(room: Room, is_restarted: bool) -> None:
    item = send(room, "1", RIGHT, **SLUG)
    notice = order(room)
    spare(room, item)
    if is_restarted:
        room = Room(room.store)
    under_its_id = order(room, minute=6, version="2", body="Editors: kill the piece at once.")
    in_its_words = order(room, "10", minute=7)
    later = send(room, "1", f"{RIGHT}, police say", minute=8, version="2", **SLUG)
    assert (killer(room, item), killer(room, later)) == (None, None)
    assert sorted(alarms(room)) == sorted([notice, under_its_id, in_its_words])
    by_other_words = order(
        room, "11", minute=9, body="All editors: kill HARBOUR-FUNDS, we regret the error on Kellmark."
    )
    assert killer(room, item) == by_other_words
    assert room.store.find_damage() == []


@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_names_it_by_its_id_kills_it_all_the_same(room: Room, is_restarted: bool) -> None:
    item = send(room, "1", RIGHT, **SLUG)
    order(room)
    spare(room, item)
    if is_restarted:
        room = Room(room.store)
    notice = send(room, "1", "KILL", minute=7, version="2", **KILL)
    assert killer(room, item) == notice
    with pytest.raises(Refused, match="by its id"):
        spare(room, item)


@pytest.mark.parametrize("is_restarted", [False, True])
def test_another_order_that_came_since_holds(room: Room, is_restarted: bool) -> None:
    item = send(room, "1", RIGHT, **SLUG)
    order(room)
    named = send(room, "1", "KILL", minute=7, version="2", **KILL)
    if is_restarted:
        room = Room(room.store)
    spare(room, item)
    assert (killer(room, item), public(room, item)) == (named, "Killed")


@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_the_order_waits_for_is_killed_when_it_comes_late(room: Room, is_restarted: bool) -> None:
    item = send(room, "1", RIGHT, **SLUG)
    notice = order(room)
    spare(room, item)
    if is_restarted:
        room = Room(room.store)
    late = send(room, "2", "Kellmark arrested", minute=6, versioncreated=NOON.isoformat(), **SLUG)
    assert (killer(room, item), killer(room, late)) == (None, notice)
    spare(room, late)
    assert (killer(room, item), killer(room, late), alarms(room)) == (None, None, [notice])


@pytest.mark.parametrize("is_restarted", [False, True])
def test_undone_the_order_has_killed_it_again(room: Room, is_restarted: bool) -> None:
    item = send(room, "1", RIGHT, **SLUG)
    ring = Ring(subscriber="paper", name="The Paper", errands=(Errand(channel="desk", due_at=NOON),), kind="item")
    room.store.add_delivery(ring, kind="item", item=item, seq=1, now=NOON)
    notice = order(room)
    chain = room.store.find_item(notice, view="desk", now=NOON).chain
    made = spare(room, item)
    if is_restarted:
        room = Room(room.store)
    undone = room.edits.undo(made.id, by=ANNA, why="it was right")
    assert (killer(room, item), public(room, item), alarms(room)) == (notice, "Killed", [])
    assert room.store.alarms(is_open=False)[0].seen == undone
    assert room.store.find_item(notice, view="desk", now=NOON).chain == chain
    assert [one.kind for one in room.store.recipients(item)] == ["item", "killed"]
    assert "treasurer" not in str([(event.data, event.item) for event in room.store.events_after(0)])
    again = Room(room.store) if is_restarted else room
    again.clock.now = NOON + timedelta(minutes=9)
    assert spare(again, item).id != made.id
    assert (public(again, item), alarms(again)) == (RIGHT, [notice])
    assert room.store.find_damage() == []


def test_all_that_it_killed_by_likeness_stands_again(room: Room) -> None:
    first = send(room, "1", RIGHT, **SLUG)
    second = send(room, "1", f"{RIGHT}, police say", minute=2, version="2", **SLUG)
    notice = order(room)
    assert (killer(room, first), killer(room, second)) == (notice, notice)
    made = spare(room, first)
    assert {change.target for change in made.spared} == {first, second}
    assert (killer(room, first), killer(room, second)) == (None, None)
    assert room.box() == [f"{RIGHT}, police say (2)"]


def test_an_editors_own_kill_of_it_holds(room: Room) -> None:
    item = send(room, "1", RIGHT, **SLUG)
    notice = order(room)
    made = spare(room, item)
    (alarm,) = room.store.alarms(is_open=True)
    killed = room.edits.kill(item, alarm=alarm.seq, by=ANNA, why="it was it, after all")
    with pytest.raises(Refused, match="by the same order since"):
        room.edits.undo(made.id, by=ANNA)
    room.edits.undo(killed.id, by=ANNA)
    assert (killer(room, item), alarms(room)) == (None, [notice])
    room.edits.undo(made.id, by=ANNA)
    assert (killer(room, item), alarms(room)) == (notice, [])


def test_held_copy_stays_held(room: Room) -> None:
    item = send(room, "1", RIGHT, embargoed="2026-03-02T12:00:00+00:00", **SLUG)
    order(room)
    spare(room, item)
    assert room.store.find_item(item, now=NOON) is None
    assert [event.item for event in room.store.release_due(NOON.replace(day=3))] == [item]


def test_what_is_not_said(room: Room) -> None:
    item, other = send(room, "1", RIGHT, **SLUG), send(room, "2", "Bridge closed", minute=1)
    with pytest.raises(Refused, match="not killed"):
        spare(room, item)
    order(room)
    with pytest.raises(Refused, match="say how you know"):
        spare(room, item, None)
    room.edits.kill(other, by=ANNA, why="it is libel")
    with pytest.raises(Refused, match="take that kill back"):
        spare(room, other)
    with pytest.raises(NotFound):
        spare(room, "nothing")


def test_how_the_order_found_it_is_kept_beside_the_reason(room: Room) -> None:
    item = send(room, "1", RIGHT, **SLUG)
    notice = order(room)
    (found,) = room.store.changes_by(notice)
    assert (found.target, found.basis) == (item, "slug")
    made = spare(room, item)
    assert [change.basis for change in made.spared] == ["slug"]
    room.edits.undo(made.id, by=ANNA)
    assert [change.basis for change in room.store.changes_by(notice)] == ["slug"]
    other = send(room, "2", "Bridge closed", minute=7)
    by_id = send(room, "2", "KILL", minute=8, version="2", pubstatus="canceled", body="")
    assert [(change.target, change.basis) for change in room.store.changes_by(by_id)] == [(other, "id")]
