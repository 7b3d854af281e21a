"""Copy that is placed together leaves the room that the same copy leaves one by one, on every store."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import database
from contract.wire import NOON, dispatch, item, minutes, placement
from wireroom.model import Block, Change, Delivery, Marks
from wireroom.store import Errand, Placed, Placement, Ring, Store, open_store

CHAINS, STORIES = ("c0", "c1", "c2"), ("s0", "s1")
PATIENT_S = 60.0


def ring(n: int, *, is_first_only: bool = False) -> Ring:
    errands = (Errand(channel="desk", due_at=NOON), Errand(channel="mail", due_at=NOON + minutes(n)))
    return Ring(subscriber=f"w{n}", name=f"watch {n}", errands=errands, is_first_only=is_first_only)


@st.composite
def placements(draw: st.DrawFn, n: int) -> Placement:
    """One item: alone or with what it does to those before it, to itself, or to one that comes later."""
    name = f"i{draw(st.integers(max(0, n - 1), n))}"  # now and then it comes twice
    kind = draw(
        st.sampled_from(["item", "item", "item", "held", "kills", "withdraws", "corrects", "merges", "order", "story"])
    )
    chain, story = draw(st.sampled_from(CHAINS)), draw(st.sampled_from(STORIES))
    text = Block(text=f"Storm over port {draw(st.sampled_from(['by night', 'by day', chr(0) + 'at last']))}.")
    rings = tuple(ring(k, is_first_only=k == 2) for k in draw(st.sets(st.integers(0, 2), max_size=3)))
    made = item(name, blocks=(text,))
    more: dict[str, object] = {"rings": rings}
    if kind == "held":
        more["held_until"] = NOON + minutes(1)
    elif kind in ("kills", "withdraws", "corrects"):
        target = f"i{draw(st.integers(0, n + 2))}"
        more["changes"] = (Change(kind=kind, target=target, reason="says so"),)
        if kind != "corrects":
            made = item(name, "KILL", marks=Marks(actions=("kill",), label="KILL"))
    elif kind == "merges":
        more["merges"] = tuple(draw(st.sets(st.sampled_from(CHAINS), max_size=2)))
    elif kind == "order":
        more["order"] = tuple(f"i{k}" for k in draw(st.permutations(range(n + 1))))
    elif kind == "story":
        more["merged_stories"] = tuple(draw(st.sets(st.sampled_from(STORIES), max_size=1)))
    return placement(made, chain=chain, story=story, **more)


@st.composite
def groups(draw: st.DrawFn) -> list[Placed]:
    placed, n = [], 0
    for k in range(draw(st.integers(1, 7))):
        made = [draw(placements(n + m)) for m in range(draw(st.integers(1, 2)))]
        n += len(made)
        placed.append(Placed(dispatch=dispatch(f"d{k}").id, format="ninjs", placements=tuple(made)))
    if draw(st.booleans()):
        placed.append(placed[draw(st.integers(0, len(placed) - 1))])  # what was placed before gives its receipt
    return placed


def open_new(kind: str) -> Store:
    place = database.server().make_schema() if kind == "postgres" else ":memory:"
    return open_store(place, search_limit_s=PATIENT_S)


def told(delivery: Delivery) -> tuple[object, ...]:
    return (delivery.key, delivery.kind, delivery.state, delivery.seq, delivery.item, delivery.due_at, delivery.problem)


def as_it_stands(store: Store) -> dict[str, object]:
    """Give all that anybody can see of a room."""
    late = NOON + minutes(2)
    words = ("", "storm", '"over port"', "headline:headline", "is:killed", "is:held", "kill")
    return {
        "events": store.events_after(0),
        "chains": [store.find_chain(chain, view="desk", now=late) for chain in CHAINS],
        "stories": [store.find_story(story, view="desk", now=late) for story in STORIES],
        "ledger": [told(delivery) for delivery in store.find_deliveries(limit=1000)],
        "front": [store.ticker(view=view, now=late) for view in ("public", "desk")],
        "found": [[filed.item.id for filed in store.newest(query=each, view="desk", now=late)] for each in words],
        "damage": store.find_damage(),
    }


def take(store: Store, groups: Sequence[Sequence[Placed]]) -> list[object]:
    ids = sorted({placed.dispatch for group in groups for placed in group})
    kept = {sent.id: sent for sent in (dispatch(f"d{k}") for k in range(7))}
    store.keep([kept[id] for id in ids])
    return [receipt for group in groups for receipt in store.apply(group, now=NOON)]


@pytest.mark.parametrize("kind", ["memory", "postgres"])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(placed=groups())
def test_a_group_leaves_what_one_by_one_leaves(kind: str, placed: list[Placed]) -> None:
    alone, together = open_new("memory"), open_new(kind)
    assert take(together, [placed]) == take(alone, [[each] for each in placed])
    assert as_it_stands(together) == as_it_stands(alone)
    alone.close()
    together.close()


@pytest.mark.parametrize("kind", ["memory", "postgres"])
def test_dispatches_kept_together_are_each_kept_once(kind: str) -> None:
    store = open_new(kind)
    one, two, three = dispatch("one"), dispatch("two"), dispatch("three", filename="a\x00b.txt")
    store.keep([two])
    store.apply([Placed(dispatch=two.id, reason="nobody can read it")], now=NOON)
    kept = store.keep([one, two, one, three])
    assert [(each.id, each.is_new, each.state) for each in kept] == [
        (one.id, True, "kept"), (two.id, False, "spiked"), (one.id, False, "kept"), (three.id, True, "kept"),
    ]  # fmt: skip
    assert [each.id for each in store.iter_unplaced()] == [one.id, three.id]
    assert [store.find_dispatch(each.id).data for each in (one, two, three)] == [one.data, two.data, three.data]
    assert store.keep([]) == []
    store.close()
