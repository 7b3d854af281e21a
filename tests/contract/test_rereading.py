"""A new reading of what was filed: it stands everywhere, its place stays, and no word gets out that was kept in."""

import msgspec
import pytest

from contract.wire import NOON, file, item, kill, minutes, placement
from wireroom.frames import reader_event, standing_items
from wireroom.model import Block, Item, Marks
from wireroom.moving import checksum_of
from wireroom.retention import Retention
from wireroom.store import Store, open_past

LATER = NOON + minutes(60)


def better(name: str, **more: object) -> Item:
    fields: dict[str, object] = {"byline": "Ada Reed", "blocks": (Block(text="Marzipan melts."),), "urgency": 2}
    return item(name, f"Marzipan of {name}", **(fields | more))


def told(store: Store) -> list[dict[str, object]]:
    """What readers of the live wire get."""
    events = store.events_after(0)
    standing = standing_items(store, events, LATER)
    return [found for event in events if (found := reader_event(event, standing))]


def everything(store: Store) -> str:
    with store.snapshot() as snapshot:
        return "\n".join(line.decode() for name in snapshot.count() for line in snapshot.lines(name))


def test_it_stands_and_its_place_stays(store: Store) -> None:
    file(store, placement("a", order=("a",)))
    file(store, placement("b", order=("a", "b")), now=NOON + minutes(1))
    before = store.find_item("a", now=LATER)
    assert before is not None
    assert store.reread([better("a")], now=LATER) == {"a"}
    after = store.find_item("a", now=LATER)
    assert after == msgspec.structs.replace(before, item=better("a"))
    assert [filed.item.id for filed in store.newest(query="marzipan urgency:2", now=LATER)] == ["a"]
    assert store.newest(query='"body of a"', now=LATER) == []
    assert store.find_damage() == []


def test_the_wire_tells_it_and_keeps_the_earlier_reading_for_the_desk(store: Store) -> None:
    file(store, placement("a"))
    store.reread([better("a")], now=LATER)
    event = store.events_after(1, view="desk")[-1]
    assert (event.kind, event.seq, event.item, event.at) == ("reread", 2, "a", LATER)
    assert event.data["headline"] == "Marzipan of a"
    assert "Headline of a" in str(event.data["before"])
    assert "before" not in store.events_after(1)[-1].data
    line = told(store)[-1]
    assert (line["kind"], line["headline"]) == ("reread", "Marzipan of a")
    assert "before" not in line


def test_a_second_time_it_changes_nothing(store: Store) -> None:
    file(store, placement("a"))
    store.reread([better("a")], now=LATER)
    before = checksum_of(store, tell=lambda *_: None)
    assert store.reread([better("a"), better("nowhere")], now=LATER + minutes(1)) == set()
    assert checksum_of(store, tell=lambda *_: None) == before


def test_the_past_shows_the_reading_of_then(store: Store) -> None:
    file(store, placement("a"))
    store.reread([better("a")], now=NOON + minutes(10))
    store.reread([better("a", byline="Bo Lind")], now=NOON + minutes(20))
    read = {}
    for minute in (5, 15, 25):
        past = open_past(store, NOON + minutes(minute))
        found = past.find_item("a", now=NOON + minutes(minute))
        assert found is not None
        assert past.find_chain("c", now=LATER) == past.find_story("s", now=LATER) == [found]
        assert [line.filed for line in past.ticker(now=LATER)] == [found]
        read[minute] = (found.item.headline, found.item.byline)
    assert read == {
        5: ("Headline of a", None),
        15: ("Marzipan of a", "Ada Reed"),
        25: ("Marzipan of a", "Bo Lind"),
    }


def test_killed_copy_stays_as_it_is(store: Store) -> None:
    file(store, placement("a", order=("a",)))
    file(store, kill("k", "a", order=("a", "k")), now=NOON + minutes(1))
    before = checksum_of(store, tell=lambda *_: None)
    assert store.reread([better("a")], now=LATER) == set()
    assert checksum_of(store, tell=lambda *_: None) == before


def test_a_kill_takes_both_readings_out_of_the_wire(store: Store) -> None:
    file(store, placement("a", order=("a",)))
    store.reread([better("a")], now=NOON + minutes(1))
    file(store, kill("k", "a", order=("a", "k")), now=NOON + minutes(2))
    for view in ("public", "desk"):
        words = str([event.data for event in store.events_after(0, view=view) if event.item == "a"])
        assert "Marzipan" not in words
        assert "Headline of a" not in words
    assert store.newest(query="marzipan", now=LATER) == []
    shown = open_past(store, NOON + minutes(1)).find_item("a", now=LATER)
    assert shown is not None
    assert (shown.is_gone, shown.item.headline) == (True, "Killed")


def test_held_copy_stays_held_and_no_word_of_it_is_told(store: Store) -> None:
    file(store, placement("a", held_until=LATER))
    assert store.reread([better("a")], now=NOON + minutes(1)) == {"a"}
    assert store.find_item("a", now=NOON + minutes(2)) is None
    assert store.newest(query="marzipan", now=NOON + minutes(2)) == []
    assert told(store) == []
    event = store.events_after(1)[-1]
    assert (event.kind, event.item, event.chain, event.data) == ("reread", None, None, {})
    desk = store.find_item("a", view="desk", now=NOON + minutes(2))
    assert desk is not None
    assert desk.item == better("a")
    store.release_due(LATER)
    assert told(store)[-1]["headline"] == "Marzipan of a"
    assert all("before" not in event.data for event in store.events_after(0))


@pytest.mark.parametrize(
    "more",
    [
        {"marks": Marks(actions=("kill",))},
        {"marks": Marks(actions=("advisory",))},
        {"pubstatus": "canceled"},
        {"embargoed": LATER},
        {"embargo_text": "not for use before the Council has met"},
    ],
)
def test_what_decided_who_saw_it_is_left_to_people(store: Store, more: dict[str, object]) -> None:
    file(store, placement("a"))
    assert store.reread([better("a", **more)], now=LATER) == set()
    assert store.last_seq() == 1


def test_no_word_of_either_reading_outlives_its_licence(store: Store) -> None:
    file(store, placement("a"))
    store.reread([better("a")], now=LATER)
    Retention(store, lambda: NOON + minutes(60 * 24 * 40), {"*": 86_400.0 * 30}).run()
    assert "Marzipan" not in everything(store)
    assert "Headline of a" not in everything(store)
    assert store.reread([better("a")], now=NOON + minutes(60 * 24 * 41)) == set()
