"""What editors decide holds, for copy that is there and for copy that comes later, over restarts, until it is undone."""

import pytest

from room import Room
from wireroom.errors import NotFound, Refused
from wireroom.model import Editor, Filed

ANNA = Editor(name="Anna", desk="foreign desk")


def restarted(room: Room) -> Room:
    again = Room(store=room.store)
    again.clock.now = room.clock.now
    return again


def place(room: Room, headline: str) -> Filed:
    (found,) = [
        one for one in room.store.newest(limit=200, view="desk", now=room.clock.now) if one.item.headline == headline
    ]
    return found


def chain(room: Room, headline: str) -> list[str | None]:
    return [one.item.headline for one in room.store.find_chain(place(room, headline).chain, now=room.clock.now)]


def story(room: Room, headline: str) -> list[str | None]:
    found = room.store.find_story(place(room, headline).story, view="desk", now=room.clock.now)
    return sorted(one.item.headline or "" for one in found)


def bridge(room: Room) -> None:
    for n, headline in enumerate(("Bridge falls into Hafen harbour", "Bridge falls into Hafen harbour, two hurt")):
        room.send(f"bridge-{n}", headline, minute=n, slugline="Bridge")
    room.send("bridge-2", "Bridge falls into Hafen harbour, five hurt", minute=2, slugline="Bridge")


def test_a_split_chain_is_two_and_each_goes_on_by_itself() -> None:
    room = Room()
    bridge(room)
    old = place(room, "Bridge falls into Hafen harbour").chain
    later = place(room, "Bridge falls into Hafen harbour, two hurt")
    room.edits.split_chain(old, later.item.id, by=ANNA, why="another bridge")
    assert chain(room, "Bridge falls into Hafen harbour") == ["Bridge falls into Hafen harbour"]
    assert len(chain(room, "Bridge falls into Hafen harbour, two hurt")) == 2
    room.send("bridge-3", "Bridge falls into Hafen harbour, five hurt, one missing", minute=3, slugline="Bridge")
    new = place(room, "Bridge falls into Hafen harbour, five hurt, one missing")
    assert new.chain == place(room, "Bridge falls into Hafen harbour, two hurt").chain != old
    assert new.own_chain == old
    assert sorted(room.box()) == ["Bridge falls into Hafen harbour (1)", f"{new.item.headline} (3)"]


def test_undone_it_is_one_chain_again_with_what_came_meanwhile() -> None:
    room, plain = Room(), Room()
    bridge(room)
    bridge(plain)
    old = place(room, "Bridge falls into Hafen harbour").chain
    last = place(room, "Bridge falls into Hafen harbour, two hurt").item.id
    decision = room.edits.split_chain(old, last, by=ANNA)
    for one in (room, plain):
        one.send("bridge-3", "Bridge falls into Hafen harbour, five hurt, one dead", minute=3, slugline="Bridge")
    room.edits.undo(decision.id, by=ANNA, why="it is the same bridge")
    assert chain(room, "Bridge falls into Hafen harbour") == chain(plain, "Bridge falls into Hafen harbour")
    assert room.box() == plain.box()
    # who still has the address of the split chain is led to where its items are
    assert len(room.store.find_chain(decision.into or "", now=room.clock.now)) == 4
    with pytest.raises(Refused, match="undone before"):
        room.edits.undo(decision.id, by=ANNA)


def test_it_holds_after_a_restart() -> None:
    room = Room()
    bridge(room)
    old = place(room, "Bridge falls into Hafen harbour").chain
    room.edits.split_chain(
        old, place(room, "Bridge falls into Hafen harbour, five hurt").item.id, is_alone=True, by=ANNA
    )
    room = restarted(room)
    room.send("bridge-3", "Bridge falls into Hafen harbour, six hurt", minute=3, slugline="Bridge")
    assert chain(room, "Bridge falls into Hafen harbour")[:2] == [
        "Bridge falls into Hafen harbour", "Bridge falls into Hafen harbour, two hurt",
    ]  # fmt: skip
    assert place(room, "Bridge falls into Hafen harbour, five hurt").chain != old


def test_joined_chains_go_on_as_one() -> None:
    room = Room()
    room.send("a", "Bridge falls into Hafen harbour", minute=0, slugline="Bridge")
    room.send("b", "Divers search the river", minute=1, slugline="Divers")
    one, two = place(room, "Bridge falls into Hafen harbour").chain, place(room, "Divers search the river").chain
    decision = room.edits.join_chains(one, two, by=ANNA)
    assert chain(room, "Divers search the river") == ["Bridge falls into Hafen harbour", "Divers search the river"]
    assert [filed.chain for filed in room.store.find_chain(two, now=room.clock.now)] == [one, one]
    room = restarted(room)
    room.send("c", "Divers search the river again", minute=2, slugline="Divers")
    assert place(room, "Divers search the river again").chain == one
    room.edits.undo(decision.id, by=ANNA)
    assert chain(room, "Divers search the river again") == ["Divers search the river", "Divers search the river again"]
    assert chain(room, "Bridge falls into Hafen harbour") == ["Bridge falls into Hafen harbour"]


def test_what_cannot_be_is_refused_with_the_reason() -> None:
    room = Room()
    bridge(room)
    room.send("x", "Snow in the mountains", minute=5, infosources=[{"name": "Berg"}])
    first = place(room, "Bridge falls into Hafen harbour")
    with pytest.raises(Refused, match="nothing would stay behind"):
        room.edits.split_chain(first.chain, first.item.id, by=ANNA)
    with pytest.raises(Refused, match="one chain already"):
        room.edits.join_chains(first.chain, first.chain, by=ANNA)
    with pytest.raises(Refused, match="of two agencies"):
        room.edits.join_chains(first.chain, place(room, "Snow in the mountains").chain, by=ANNA)
    with pytest.raises(Refused, match="not held"):
        room.edits.release(first.item.id, by=ANNA)
    with pytest.raises(NotFound):
        room.edits.split_chain("cnone", first.item.id, by=ANNA)
    with pytest.raises(NotFound):
        room.edits.split_story(first.story, ["nobody"], by=ANNA)
    with pytest.raises(NotFound):
        room.edits.undo("nothing", by=ANNA)
    assert room.store.decisions() == []


def test_pinned_items_stay_and_the_rest_of_the_story_too() -> None:
    room = Room()
    bridge(room)
    room.send("x", "Snow in the mountains closes passes", minute=5)
    bridge_story = place(room, "Bridge falls into Hafen harbour").story
    snow = place(room, "Snow in the mountains closes passes")
    decision = room.edits.pin(bridge_story, [snow.item.id], by=ANNA)
    assert "Snow in the mountains closes passes" in story(room, "Bridge falls into Hafen harbour")
    room = restarted(room)
    room.send("y", "Snow in the mountains closes passes for a week", minute=6)
    assert place(room, "Snow in the mountains closes passes").story == bridge_story
    room.edits.undo(decision.id, by=ANNA)
    assert place(room, "Snow in the mountains closes passes").story == snow.story
    assert len(story(room, "Bridge falls into Hafen harbour")) == 3


def test_a_split_story_grows_on_the_side_that_later_copy_is_most_like() -> None:
    room = Room()
    fire = "Fire in the Hafen opera house burns the stage and the scenery of the opera"
    flood = "Flood in the Hafen old town fills the cellars of the market square"
    room.send("a", "Fire in Hafen opera house", minute=0, body=fire)
    room.send("b", "Flood in Hafen old town", minute=1, body=flood)
    one, other = place(room, "Fire in Hafen opera house"), place(room, "Flood in Hafen old town")
    if one.story != other.story:
        room.edits.join_stories(one.story, other.story, by=ANNA)
    assert len(story(room, "Fire in Hafen opera house")) == 2
    room.edits.split_story(one.story, [other.item.id], by=ANNA)
    room.send("c", "Flood in Hafen old town rises", minute=2, body=flood, infosources=[{"name": "Berg"}])
    room.send("d", "Fire in Hafen opera house is out", minute=3, body=fire, infosources=[{"name": "Berg"}])
    assert story(room, "Flood in Hafen old town") == ["Flood in Hafen old town", "Flood in Hafen old town rises"]
    assert story(room, "Fire in Hafen opera house") == ["Fire in Hafen opera house", "Fire in Hafen opera house is out"]


def test_a_story_is_called_what_the_editor_called_it_last() -> None:
    room = Room()
    bridge(room)
    id = place(room, "Bridge falls into Hafen harbour").story
    first = room.edits.rename(id, "  The   bridge ", by=ANNA)
    assert room.store.find_names([id]) == {id: "The bridge"}
    second = room.edits.rename(id, "The Hafen bridge", by=ANNA)
    room.edits.undo(second.id, by=ANNA)
    assert room.store.find_names([id]) == {id: "The bridge"}
    room.edits.undo(first.id, by=ANNA)
    assert room.store.find_names([id]) == {}
    with pytest.raises(Refused, match="at most"):
        room.edits.rename(id, "x" * 200, by=ANNA)


def test_history_tells_who_did_what_when_and_why() -> None:
    room = Room()
    bridge(room)
    found = place(room, "Bridge falls into Hafen harbour, five hurt")
    split = room.edits.split_chain(found.chain, found.item.id, by=ANNA, why="another bridge")
    undone = room.edits.undo(split.id, by=Editor(name="Ben"), why="no, it is not")
    told = [(one.kind, one.by.name, one.by.desk, one.why) for one in room.store.decisions()]
    assert told == [("undo", "Ben", None, "no, it is not"), ("split_chain", "Anna", "foreign desk", "another bridge")]
    assert room.store.find_decision(split.id).undone_by == undone.id
    events = [event for event in room.store.events_after(0, view="desk") if event.kind == "edited"]
    assert [event.seq for event in events] == [split.seq, undone.seq]
    assert events[0].data["by"] == "Anna"
    assert [event.data for event in room.store.events_after(0) if event.kind == "edited"] == [{}, {}]


def test_copy_held_by_words_goes_out_when_an_editor_frees_it() -> None:
    room = Room()
    room.send(
        "e", "Budget speech", embargoed=None, ednote="EMBARGOED UNTIL DELIVERY OF THE SPEECH", pubstatus="withheld"
    )
    held = place(room, "Budget speech")
    assert held.is_held_open
    assert room.store.find_item(held.item.id, now=room.clock.now) is None
    (alarm,) = room.store.alarms(is_open=True)
    assert alarm.text.startswith("held until an editor frees it")
    room.lines()
    room.edits.release(held.item.id, by=ANNA)
    assert "released: Budget speech" in room.lines()
    assert room.store.find_item(held.item.id, now=room.clock.now) is not None
    with pytest.raises(Refused, match="not held"):
        room.edits.release(held.item.id, by=ANNA)
    seen = room.edits.acknowledge(alarm.seq, by=ANNA)
    assert room.store.alarms(is_open=True) == []
    (closed,) = room.store.alarms(is_open=False)
    assert closed.seen.by == ANNA
    with pytest.raises(Refused, match="Anna has seen to it"):
        room.edits.acknowledge(alarm.seq, by=ANNA)
    with pytest.raises(Refused, match="not open again"):
        room.edits.undo(seen.id, by=ANNA)
