"""A second order of an agency to kill the same copy, through the desk: who does not know as much yet is told again."""

import pytest

from ingest.room import NOON, Room
from ingest.test_watching import put, watch
from wireroom.model import Delivery, OutChannel
from wireroom.store import Outcome

SLUG = {"slugline": "HARBOUR-COUNCIL"}


def leave(room: Room) -> list[Delivery]:
    """Let all leave that waits; every receiver acknowledges."""
    left: list[Delivery] = []
    while found := room.store.turn([], {"hook": 9}, now=room.clock.now).deliveries:
        left += found
        room.store.turn([Outcome(key=one.key, state="acknowledged") for one in found], {}, now=room.clock.now)
    return left


@pytest.mark.parametrize("is_restarted", [False, True])
def test_kill_after_a_withdrawal_reaches_those_told_of_the_withdrawal(is_restarted: bool) -> None:
    room = Room()
    room.store.write_channel(OutChannel(name="hook", kind="webhook"))
    room.desk.set_channels(room.store.find_channels())
    put(room, watch("w", "harbour", channels=("hook",)))
    story = room.send("story", "Harbour council meets", **SLUG).items[0]
    assert [one.kind for one in leave(room)] == ["alert"]
    withdrawal = room.send("first", "WITHDRAWAL: Harbour council meets", minute=5, **SLUG).items[0]
    assert [(one.kind, one.by) for one in leave(room)] == [("killed", withdrawal)]
    if is_restarted:
        store, now = room.store, room.clock.now
        room = Room(store)
        room.clock.now = now
    order = room.send("second", "KILL: Harbour council meets", minute=9, **SLUG).items[0]
    assert [(one.kind, one.by, one.item) for one in leave(room)] == [("killed", order, story)]
    room.send("second", "KILL: Harbour council meets", minute=12, version="2", **SLUG)
    room.send("third", "KILL: The council of the harbour has not met", minute=14, **SLUG)
    assert leave(room) == [], "they know that it is killed"
    found = room.store.find_item(story, view="desk", now=NOON)
    assert found is not None
    assert found.killed_by == withdrawal
