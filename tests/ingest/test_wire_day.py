"""Copy in, ticker lines out: each test reads like a transcript of the wire."""

from datetime import timedelta

from ingest.room import NOON, Room


def test_a_story_breaks_and_grows() -> None:
    room = Room()
    room.send("f", "FLASH: Ferry aground off Hafen", minute=0)
    room.send("u", "URGENT: Ferry runs aground off Hafen, passengers safe", minute=4)
    room.send("x", "Wheat prices steady in quiet trading", minute=5)
    room.send("l", "1st LD: Ferry runs aground off Hafen, passengers safe", minute=20)
    assert room.lines() == [
        "filed: Ferry aground off Hafen",
        "filed: Ferry runs aground off Hafen, passengers safe",
        "filed: Wheat prices steady in quiet trading",
        "filed: Ferry runs aground off Hafen, passengers safe",
    ]
    assert room.box() == [
        "Ferry runs aground off Hafen, passengers safe (3)",
        "Wheat prices steady in quiet trading (1)",
    ]


def test_versions_out_of_order_end_in_one_chain() -> None:
    room = Room()
    for uri, headline, minute in (
        ("l", "1st LD: Ferry runs aground off Hafen, passengers safe", 20),
        ("f", "FLASH: Ferry runs aground off Hafen", 0),
        ("u", "URGENT: Ferry runs aground off Hafen, passengers safe", 4),
    ):
        at = (NOON + timedelta(minutes=minute)).isoformat()
        room.clock.now = NOON + timedelta(minutes=30)
        room.desk.take([room.copy(uri, headline, versioncreated=at)])
    assert room.box() == ["Ferry runs aground off Hafen, passengers safe (3)"]
    top = room.store.ticker(now=room.clock.now)[0].filed
    assert top.item.marks.label == "1st LD"


def test_killed_copy_is_gone_everywhere() -> None:
    room = Room()
    room.send("1", "Mayor of Hafen arrested", minute=0, body="HAFEN - The mayor was arrested on Sunday.")
    room.send(
        "k", "KILL: Mayor of Hafen arrested", minute=5, body="Editors: kill Mayor of Hafen arrested. It is wrong."
    )
    assert room.lines() == ["filed: Killed", "filed: Kill notice", "killed: Killed"]
    assert room.box() == ["Killed (1)"]
    assert room.store.newest(query="mayor", now=room.clock.now) == []
    assert "ayor" not in repr(room.store.newest(now=room.clock.now))


def test_kill_that_comes_first_meets_its_story() -> None:
    room = Room()
    room.send(
        "k", "KILL: Mayor of Hafen arrested", minute=5, body="Editors: kill Mayor of Hafen arrested. It is wrong."
    )
    story = room.copy(
        "1", "Mayor of Hafen arrested", versioncreated=NOON.isoformat(), body="HAFEN - The mayor was arrested."
    )
    room.desk.take([story])
    assert "ayor" not in repr((room.lines(), room.box(), room.store.events_after(0)))


def test_embargoed_copy_waits_for_its_time() -> None:
    room = Room()
    until = NOON + timedelta(minutes=30)
    room.send("b", "Hafen budget grows by 4 percent", minute=0, embargoed=until.isoformat())
    assert room.lines() == ["held: -"]
    assert room.box() == []
    assert room.store.release_due(until - timedelta(seconds=1)) == []
    room.clock.now = until
    assert len(room.store.release_due(until)) == 1
    assert room.lines() == ["released: Hafen budget grows by 4 percent"]
    assert room.box() == ["Hafen budget grows by 4 percent (1)"]


def test_embargo_that_has_passed_holds_nothing() -> None:
    room = Room()
    room.send("b", "Hafen budget grows", minute=0, embargoed=(NOON - timedelta(minutes=1)).isoformat())
    assert room.lines() == ["filed: Hafen budget grows"]


def test_withheld_copy_waits_for_an_editor() -> None:
    room = Room()
    receipt = room.send("b", "Hafen budget grows", minute=0, pubstatus="withheld")
    assert room.lines() == ["held: -", "alarm: -"]
    alarm = room.store.events_after(1, view="desk")[0]
    assert alarm.data == {"text": "held until an editor frees it: its agency says it is withheld"}
    room.store.release(receipt.items[0], now=NOON)
    assert room.lines() == ["released: Hafen budget grows"]
