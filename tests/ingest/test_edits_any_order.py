"""Any copy, any decisions, in any order: nothing that comes later moves what an editor placed, and undoing all of it leaves
everything as if no editor had been there. With restarts in between."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from room import Room
from wireroom.errors import Refused
from wireroom.model import Editor, Filed

ANNA = Editor(name="Anna")
SUBJECTS = (
    ("Bridge", "Bridge falls into Hafen harbour"),
    ("Divers", "Divers search the Hafen harbour for the bridge"),
    ("Snow", "Snow closes passes in the high mountains"),
)
AGENCIES = ("Hafen", "Berg")

copy = st.tuples(
    st.just("send"), st.sampled_from(range(len(SUBJECTS))), st.sampled_from(AGENCIES), st.integers(0, 5), st.booleans()
)
act = st.tuples(
    st.sampled_from(("split", "out", "join", "split_story", "join_stories", "pin", "undo")),
    st.integers(0, 50), st.integers(0, 50),
)  # fmt: skip
steps = st.lists(st.one_of(copy, copy, act, st.just(("restart",))), min_size=3, max_size=25)


def standing(room: Room) -> dict[str, tuple[str, str, int]]:
    return {one.item.id: (one.chain, one.story, one.position) for one in items(room)}


def items(room: Room) -> list[Filed]:
    return sorted(room.store.newest(limit=500, view="desk", now=room.clock.now), key=lambda one: one.seq)


def send(room: Room, n: int, subject: int, agency: str, number: int, is_slugged: bool) -> None:
    slug, headline = SUBJECTS[subject]
    lead = f"UPDATE {number}-" if number else ""
    more = {"slugline": slug} if is_slugged else {}
    room.send(f"i{n}", f"{lead}{headline}", infosources=[{"name": agency}], **more)


def restarted(room: Room) -> Room:
    again = Room(store=room.store)
    again.clock.now = room.clock.now
    return again


def decide(room: Room, kind: str, one: int, two: int) -> None:
    found = items(room)
    if not found:
        return
    a, b = found[one % len(found)], found[two % len(found)]
    if kind in ("split", "out"):
        room.edits.split_chain(a.chain, a.item.id, is_alone=kind == "out", by=ANNA)
    elif kind == "join":
        room.edits.join_chains(a.chain, b.chain, by=ANNA)
    elif kind == "split_story":
        room.edits.split_story(a.story, [a.item.id], by=ANNA)
    elif kind == "join_stories":
        room.edits.join_stories(a.story, b.story, by=ANNA)
    elif kind == "pin":
        room.edits.pin(a.story, [b.item.id], by=ANNA)
    elif holding := room.store.standing_decisions():
        room.edits.undo(holding[one % len(holding)].id, by=ANNA)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_undoing_all_leaves_what_the_machine_says(taken: list[tuple[object, ...]]) -> None:
    room, plain = Room(), Room()
    for n, (kind, *rest) in enumerate(taken):
        for one in (room, plain):
            one.clock.now += timedelta(minutes=7)
        before = standing(room)
        if kind == "send":
            send(room, n, *rest)
            send(plain, n, *rest)
            placed = {
                (place, item) for decision in room.store.standing_decisions() for item in decision.own
                for place in [decision.place]
            }  # fmt: skip
            after = standing(room)
            assert all(before[item][0] == after[item][0] for place, item in placed if place == "chain")
            assert all(before[item][1] == after[item][1] for place, item in placed if place == "story")
        elif kind == "restart":
            room, plain = restarted(room), restarted(plain)
            assert standing(room) == before
        else:
            try:
                decide(room, str(kind), *rest)
            except Refused:
                assert standing(room) == before
    while holding := room.store.standing_decisions():
        room.clock.now += timedelta(seconds=1)
        room.edits.undo(holding[len(holding) // 2].id, by=ANNA)
    assert standing(room) == standing(plain)
    assert all((one.own_chain, one.own_story) == (None, None) for one in items(room))
    tops = [(line.filed.item.id, line.n_versions) for line in room.store.ticker(now=room.clock.now)]
    assert tops == [(line.filed.item.id, line.n_versions) for line in plain.store.ticker(now=plain.clock.now)]
