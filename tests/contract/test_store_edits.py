"""What every store promises of editors' decisions."""

import pytest

from contract.wire import NOON, dispatch, file, item, minutes, placement
from wireroom.errors import NotFound
from wireroom.model import Decision, Editor
from wireroom.store import Placed, Reordered, Restoried, Shift, Store

ANNA = Editor(name="Anna", desk="foreign desk")


def decision(id: str, kind: str = "split_chain", **more: object) -> Decision:
    return Decision(id=id, kind=kind, at=NOON, by=ANNA, why="because", **more)


def chain_ids(store: Store, chain: str) -> list[str]:
    return [filed.item.id for filed in store.find_chain(chain, view="desk", now=NOON)]


def split(store: Store) -> Decision:
    """Let c leave a, b, c."""
    for name, order in (("a", "a"), ("b", "ab"), ("c", "abc")):
        file(store, placement(name, order=tuple(order)))
    shift = Shift(chains=(Reordered(chain="c2", order=("c",)),), own_chains={"c": "c", "a": None, "b": None})
    made = decision("d1", chain="c", into="c2", item="c", moved=("c",), own={"a": "c", "b": "c", "c": "c"})
    return store.edit(made, shift, now=NOON)


def test_a_decision_and_its_moves_are_one_commit(store: Store) -> None:
    done = split(store)
    assert done.seq == 4
    assert (chain_ids(store, "c"), chain_ids(store, "c2")) == (["a", "b"], ["c"])
    found = {
        one.item.id: (one.chain, one.own_chain, one.superseded_by)
        for one in store.find_items(list("abc"), view="desk", now=NOON)
    }
    assert found == {"a": ("c", None, "b"), "b": ("c", None, None), "c": ("c2", "c", None)}
    events = store.events_after(3, view="desk")
    assert [(event.seq, event.kind) for event in events] == [(4, "edited"), (5, "chained")]
    assert (events[0].data["by"], events[0].data["why"]) == ("Anna", "because")
    assert (events[1].chain, events[1].data) == ("c2", {"from": "c", "items": ["c"]})
    assert {line.filed.item.id for line in store.ticker(now=NOON)} == {"b", "c"}
    assert store.standing_decisions() == [done]
    assert store.decisions_on(items=["b"]) == [done]


def test_readers_see_where_items_stand_and_not_who_decided(store: Store) -> None:
    split(store)
    told = store.events_after(3)[0]
    assert (told.kind, told.data, told.item, told.chain) == ("edited", {}, None, None)
    filed = store.find_item("c", now=NOON)
    assert (filed.chain, filed.own_chain) == ("c2", None)


def test_the_same_decision_is_written_once(store: Store) -> None:
    done = split(store)
    assert store.edit(decision("d1"), Shift(), now=NOON + minutes(1)) == done
    assert len(store.decisions()) == 1


def test_an_undo_marks_its_target_and_empties_lead_on(store: Store) -> None:
    done = split(store)
    shift = Shift(
        chains=(Reordered(chain="c", order=("a", "b", "c")),), own_chains={"c": None}, emptied_chains={"c2": "c"}
    )
    store.edit(decision("d2", "undo", target="d1"), shift, now=NOON)
    assert store.standing_decisions() == []
    assert store.find_decision("d1").undone_by == "d2"
    assert [one.id for one in store.decisions()] == ["d2", "d1"]
    assert [one.id for one in store.decisions(before=store.decisions()[0].seq)] == ["d1"]
    assert chain_ids(store, "c") == chain_ids(store, "c2") == ["a", "b", "c"]
    with pytest.raises(NotFound):
        store.edit(decision("d3", "undo", target=done.id), Shift(), now=NOON)
    assert store.find_decision("d3") is None


def test_a_chain_with_items_is_never_led_away(store: Store) -> None:
    split(store)
    store.edit(decision("d2"), Shift(emptied_chains={"c": "c2"}, emptied_stories={"s": "s2"}), now=NOON)
    assert chain_ids(store, "c") == ["a", "b"]
    assert len(store.find_story("s", now=NOON)) == 3


def test_items_move_between_stories_and_held_ones_without_a_word(store: Store) -> None:
    file(store, placement("a"))
    file(store, placement("b", chain="c2", held_until=NOON + minutes(9)))
    shift = Shift(stories=(Restoried(story="s2", items=("a", "b")),), own_stories={"a": "s", "b": "s"})
    store.edit(decision("d1", "pin", story="s2", moved=("a", "b")), shift, now=NOON)
    found = store.find_items(["a", "b"], view="desk", now=NOON)
    assert [(one.story, one.own_story) for one in found] == [("s2", "s"), ("s2", "s")]
    moved = store.events_after(2)[-1]
    assert (moved.kind, moved.story, moved.data) == ("storied", "s2", {"from": "s", "items": ["a"]})


def test_the_machines_merges_carry_its_own_places_along(store: Store) -> None:
    split(store)
    file(store, placement("x", chain="new", merges=("c",), order=("a", "b", "x"), story="t", merged_stories=("s",)))
    found = store.find_item("c", view="desk", now=NOON)
    assert (found.chain, found.own_chain) == ("c2", "new")


def test_a_placement_keeps_the_machines_word_beside(store: Store) -> None:
    file(store, placement("a"))
    moved = placement(
        "b", chain="c2", story="s2", own_chains={"b": "c"}, own_stories={"b": "s", "a": "s"},
        restoried=(Restoried(story="s2", items=("a",)),), story_mate="a",
    )  # fmt: skip
    file(store, moved)
    a, b = store.find_items(["a", "b"], view="desk", now=NOON)
    assert (b.chain, b.own_chain, b.story, b.own_story, b.story_mate) == ("c2", "c", "s2", "s", "a")
    assert (a.story, a.own_story) == ("s2", "s")


def test_stories_bear_names(store: Store) -> None:
    file(store, placement("a"))
    store.edit(decision("d1", "rename", story="s", name="The bridge"), Shift(names={"s": "The bridge"}), now=NOON)
    assert store.find_names(["s", "t"]) == {"s": "The bridge"}
    store.edit(decision("d2", "undo", target="d1"), Shift(names={"s": None}), now=NOON)
    assert store.find_names(["s"]) == {}
    assert [one.id for one in store.decisions_on(story="s")] == ["d1"]


def test_a_release_frees_copy_in_the_same_commit(store: Store) -> None:
    file(store, placement("a", is_held_open=True))
    store.edit(decision("d1", "release", item="a"), Shift(), now=NOON + minutes(1))
    assert [event.kind for event in store.events_after(1)] == ["edited", "released"]
    assert store.find_item("a", now=NOON + minutes(1)) is not None
    with pytest.raises(NotFound):
        store.edit(decision("d2", "release", item="a"), Shift(), now=NOON)
    assert store.find_decision("d2") is None


def test_an_alarm_is_open_until_somebody_has_seen_to_it(store: Store) -> None:
    store.keep([dispatch("a"), dispatch("b")])
    for name in "ab":
        placed = placement(item(name), alarms=(f"look at {name}",))
        store.apply([Placed(dispatch=dispatch(name).id, placements=(placed,))], now=NOON)
    second, first = store.alarms()
    assert (first.text, first.item, first.seen) == ("look at a", "a", None)
    done = store.edit(decision("d1", "acknowledge", alarm=first.seq), Shift(), now=NOON)
    assert store.alarms(is_open=True) == [second]
    (seen,) = store.alarms(is_open=False)
    assert seen == store.find_alarm(first.seq)
    assert seen.seen == done
    with pytest.raises(NotFound):
        store.edit(decision("d2", "acknowledge", alarm=first.seq), Shift(), now=NOON)
    with pytest.raises(NotFound):
        store.edit(decision("d3", "acknowledge", alarm=1), Shift(), now=NOON)
    assert store.find_alarm(1) is None
