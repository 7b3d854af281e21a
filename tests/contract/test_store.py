"""What every store promises. See `wireroom.store._api`."""

from datetime import datetime

import pytest

from contract.wire import NOON, dispatch, file, item, kill, minutes, placement
from wireroom.errors import NotFound, QueryError, StoreError
from wireroom.model import Block, Change, Dispatch, Fault, Filed, Link, Marks
from wireroom.store import Placed, Placement, Reordered, Store


def ids(found: list[Filed]) -> list[str]:
    return [filed.item.id for filed in found]


def kinds(store: Store, after: int = 0) -> list[tuple[str, str | None]]:
    return [(event.kind, event.item) for event in store.events_after(after)]


# dispatches


def test_kept_bytes_come_back_unchanged(store: Store) -> None:
    sent = Dispatch.of(
        bytes(range(256)) * 40,
        source="köln",
        received_at=NOON,
        filename="a\udce9.txt",
        content_type="x/y",
        url="https://example.org/wire/",
        language="nb",
    )
    (kept,) = store.keep([sent])
    assert (kept.id, kept.is_new, kept.state) == (sent.id, True, "kept")
    found = store.find_dispatch(sent.id)
    assert found is not None
    assert (found.data, found.source, found.received_at, found.content_type) == (sent.data, "köln", NOON, "x/y")
    assert (found.url, found.language) == ("https://example.org/wire/", "nb")
    assert found.filename == "a?.txt"  # half a surrogate pair cannot be stored as text


def test_kept_for_an_apply_that_follows_is_there_at_once(store: Store) -> None:
    store.keep([dispatch("a")], is_final=False)
    assert [found.id for found in store.iter_unplaced()] == [dispatch("a").id]
    file(store, placement("a"))
    assert store.find_receipt(dispatch("a").id).state == "placed"


def test_same_dispatch_is_kept_once(store: Store) -> None:
    first, again = store.keep([dispatch("a"), dispatch("a", at=NOON + minutes(5))])
    assert (first.is_new, again.is_new) == (True, False)
    file(store, placement("a"))
    assert store.keep([dispatch("a")])[0].state == "placed"
    assert store.figures().n_dispatches == 1


def test_unplaced_are_given_oldest_first_until_placed(store: Store) -> None:
    store.keep([dispatch("a"), dispatch("b"), dispatch("c")])
    store.apply([Placed(dispatch=dispatch("b").id)], now=NOON)
    assert [found.data for found in store.iter_unplaced()] == [b"copy of a", b"copy of c"]
    assert [found.data for found in store.iter_unplaced(limit=1)] == [b"copy of a"]


def test_receipt_tells_what_became_of_a_dispatch(store: Store) -> None:
    fault = Fault(code="time-unread", text="no time")
    store.keep([dispatch("a")])
    assert store.find_receipt(dispatch("a").id).state == "kept"
    placed = Placed(
        dispatch=dispatch("a").id, format="ninjs", placements=(placement("x"), placement("y")), faults=(fault,)
    )
    (receipt,) = store.apply([placed], now=NOON)
    assert (receipt.state, receipt.is_new, receipt.items, receipt.seqs) == ("placed", True, ("x", "y"), (1, 2))
    later = store.find_receipt(dispatch("a").id)
    assert (later.state, later.is_new, later.format, later.items) == ("placed", False, "ninjs", ("x", "y"))
    assert (later.faults, later.seqs) == ((fault,), ())
    assert store.find_receipt("nobody") is None


def test_placing_twice_writes_once(store: Store) -> None:
    file(store, placement("a"))
    (again,) = store.apply([Placed(dispatch=dispatch("a").id, placements=(placement("other"),))], now=NOON)
    assert (again.is_new, again.items, again.seqs) == (False, ("a",), ())
    assert store.last_seq() == 1


def test_item_on_the_wire_is_not_filed_again(store: Store) -> None:
    file(store, placement("a"))
    receipt = file(store, placement(item("a", "Other words")), name="second")
    assert (receipt.items, receipt.seqs) == (("a",), ())
    assert store.find_item("a", now=NOON).item.headline == "Headline of a"
    assert store.find_known(["a", "b"]) == {"a"}


def test_apply_writes_all_or_nothing(store: Store) -> None:
    store.keep([dispatch("a")])
    good = Placed(dispatch=dispatch("a").id, placements=(placement("a"),))
    with pytest.raises(ValueError, match="never kept"):
        store.apply([good, Placed(dispatch="unknown", placements=(placement("b"),))], now=NOON)
    assert store.last_seq() == 0
    assert store.find_item("a", now=NOON) is None
    assert [found.id for found in store.iter_unplaced()] == [dispatch("a").id]
    store.apply([good], now=NOON)
    assert kinds(store) == [("filed", "a")]


def test_enclosed_are_kept_with_their_parent_and_told_in_its_receipt(store: Store) -> None:
    inner = Dispatch(id="inner", source="test", data=b"inner", received_at=NOON, parent=dispatch("a").id, depth=1)
    store.keep([dispatch("a")])
    (receipt,) = store.apply([Placed(dispatch=dispatch("a").id, enclosed=(inner,))], now=NOON)
    assert receipt.state == "placed"
    (waiting,) = store.iter_unplaced()
    assert (waiting.id, waiting.parent, waiting.depth) == ("inner", dispatch("a").id, 1)
    store.apply([Placed(dispatch="inner", placements=(placement("x"),), faults=(Fault(code="c", text="t"),))], now=NOON)
    told = store.find_receipt(dispatch("a").id)
    assert (told.items, [fault.code for fault in told.faults]) == (("x",), ["c"])


def test_a_dispatch_that_encloses_itself_ends(store: Store) -> None:
    store.keep([dispatch("a")])
    store.apply([Placed(dispatch=dispatch("a").id, enclosed=(dispatch("a"),))], now=NOON)
    assert store.find_receipt(dispatch("a").id).items == ()


# the spike


def test_unreadable_hangs_on_the_spike_until_it_is_taken_off(store: Store) -> None:
    store.keep([dispatch("a", filename="a.bin")])
    (receipt,) = store.apply([Placed(dispatch=dispatch("a").id, reason="no reader knows it")], now=NOON)
    assert (receipt.state, receipt.reason) == ("spiked", "no reader knows it")
    (entry,) = store.spike()
    assert (entry.dispatch, entry.source, entry.reason) == (dispatch("a").id, "test", "no reader knows it")
    assert (entry.n_bytes, entry.filename, entry.n_replays) == (9, "a.bin", 0)
    assert store.take_off_spike(entry.dispatch).data == b"copy of a"
    assert store.spike() == []
    assert len(store.iter_unplaced()) == 1
    store.apply([Placed(dispatch=dispatch("a").id, reason="still not")], now=NOON)
    assert [(each.reason, each.n_replays) for each in store.spike()] == [("still not", 1)]
    with pytest.raises(NotFound):
        store.take_off_spike("nobody")


# the wire


def test_events_are_read_once_in_order_without_holes(store: Store) -> None:
    for n in range(7):
        file(store, placement(f"i{n}", chain=f"c{n}"), now=NOON + minutes(n))
    seen, seq = [], 0
    while page := store.events_after(seq, limit=3):
        seen += [event.seq for event in page]
        seq = page[-1].seq
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert store.last_seq() == 7
    assert store.events_after(7) == []


def test_filed_event_carries_a_ticker_line_and_no_body(store: Store) -> None:
    marks = Marks(rank="flash", label="FLASH", genre="feature", actions=("correction",))
    made = item("a", versioncreated=NOON - minutes(1), slugline="Bridge", language="en", marks=marks)
    file(store, placement(made))
    (event,) = store.events_after(0)
    assert (event.kind, event.at, event.item, event.chain, event.story) == ("filed", NOON, "a", "c", "s")
    assert event.data == {
        "headline": "Headline of a",
        "agency": "hafen",
        "agency_name": "Hafen",
        "label": "FLASH",
        "rank": "flash",
        "series": None,
        "number": None,
        "genre": "feature",
        "actions": ["correction"],
        "at": "2026-03-01T11:59:00+00:00",
        "n_versions": 1,
        "superseded": [],
        "top": "a",
        "slugline": "Bridge",
        "language": "en",
    }


def test_alarms_are_for_the_desk(store: Store) -> None:
    file(store, placement("a", alarms=("a kill that matches nothing",)))
    assert kinds(store) == [("filed", "a"), ("alarm", None)]
    assert store.events_after(1, view="desk")[0].data == {"text": "a kill that matches nothing"}
    assert store.events_after(1)[0].data == {}


# chains


def test_later_versions_supersede_earlier_ones(store: Store) -> None:
    file(store, placement("flash", order=("flash",)))
    file(store, placement("urgent", order=("flash", "urgent")), now=NOON + minutes(1))
    file(store, placement("lead", order=("flash", "urgent", "lead")), now=NOON + minutes(2))
    chain = store.find_chain("c", now=NOON)
    assert [(f.item.id, f.position, f.superseded_by) for f in chain] == [
        ("flash", 1, "urgent"),
        ("urgent", 2, "lead"),
        ("lead", 3, None),
    ]
    (line,) = store.ticker(now=NOON)
    assert (line.filed.item.id, line.n_versions) == ("lead", 3)
    assert [event.data["superseded"] for event in store.events_after(0)] == [[], ["flash"], ["urgent"]]


def test_a_version_that_comes_late_takes_its_place_below_the_top(store: Store) -> None:
    file(store, placement("lead", order=("lead",)))
    file(store, placement("flash", order=("flash", "lead")), now=NOON + minutes(1))
    assert [(f.item.id, f.superseded_by) for f in store.find_chain("c", now=NOON)] == [
        ("flash", "lead"),
        ("lead", None),
    ]
    assert store.ticker(now=NOON)[0].filed.item.id == "lead"
    late = store.events_after(1)[0]
    assert (late.data["top"], late.data["superseded"]) == ("lead", [])


def test_lines_that_the_order_does_not_name_stay_in_front(store: Store) -> None:
    file(store, placement("a", order=("a",)))
    file(store, placement("b", order=("a", "b")))
    file(store, placement("c1", order=("c1",)))  # the index forgot the old ones
    assert ids(store.find_chain("c", now=NOON)) == ["a", "b", "c1"]


def test_second_take_does_not_top_its_chain(store: Store) -> None:
    file(store, placement("story", order=("story",)))
    add = Change(kind="adds", target="story", reason="2nd take")
    file(store, placement("take2", changes=(add,), order=("story", "take2")))
    assert store.ticker(now=NOON)[0].filed.item.id == "story"
    assert [f.superseded_by for f in store.find_chain("c", now=NOON)] == [None, None]


def test_second_take_that_came_first_does_not_top_its_chain(store: Store) -> None:
    file(store, placement(item("take2", "The story goes on", marks=Marks(take=2)), order=("take2",)))
    assert store.ticker(now=NOON)[0].filed.item.id == "take2"
    file(store, placement("story", order=("story", "take2")))
    assert store.ticker(now=NOON)[0].filed.item.id == "story"
    assert [f.superseded_by for f in store.find_chain("c", now=NOON)] == [None, None]


def test_merged_chains_are_one_and_found_by_either_name(store: Store) -> None:
    file(store, placement("a", chain="ca", story="sa", order=("a",)))
    file(store, placement("c", chain="cc", story="sc", order=("c",)), now=NOON + minutes(1))
    bridge = placement("b", chain="ca", story="sa", order=("a", "b", "c"), merges=("cc",), merged_stories=("sc",))
    file(store, bridge, now=NOON + minutes(2))
    for name in ("ca", "cc"):
        assert ids(store.find_chain(name, now=NOON)) == ["a", "b", "c"]
    for name in ("sa", "sc"):
        assert sorted(ids(store.find_story(name, now=NOON))) == ["a", "b", "c"]
    assert kinds(store, 2) == [("filed", "b"), ("chained", "b"), ("storied", "b")]
    assert [event.data for event in store.events_after(3)] == [
        {"from": "cc", "items": ["c"]},
        {"from": "sc", "items": ["c"]},
    ]
    (line,) = store.ticker(now=NOON)
    assert (line.filed.item.id, line.n_versions) == ("c", 3)
    assert (store.figures().n_chains, store.figures().n_stories) == (1, 1)


def test_a_late_version_takes_its_follower_along(store: Store) -> None:
    file(store, placement("a1", chain="ca", order=("a1",)))
    file(store, placement("a2", chain="ca", order=("a1", "a2")))
    file(store, placement("b2", chain="ca", order=("a1", "a2", "b2")))
    regrouped = (Reordered(chain="ca", order=("a1", "a2")),)
    file(store, placement("b1", chain="cb", order=("b1", "b2"), regrouped=regrouped))
    assert ids(store.find_chain("ca", now=NOON)) == ["a1", "a2"]
    assert [(f.item.id, f.superseded_by) for f in store.find_chain("cb", now=NOON)] == [("b1", "b2"), ("b2", None)]
    assert store.find_item("a2", now=NOON).superseded_by is None
    assert kinds(store, 3) == [("filed", "b1"), ("chained", "b1")]
    assert store.events_after(4)[0].data == {"from": "ca", "items": ["b2"]}
    assert [(line.filed.item.id, line.n_versions) for line in store.ticker(now=NOON)] == [("b2", 2), ("a2", 2)]


def test_items_put_back_into_a_chain_of_their_own(store: Store) -> None:
    file(store, placement("a", chain="ca", order=("a",)))
    file(store, placement("b", chain="ca", order=("a", "b")))
    file(
        store,
        placement(
            "x",
            chain="cx",
            order=("x",),
            regrouped=(Reordered(chain="ca", order=("a",)), Reordered(chain="cb", order=("b",))),
        ),
    )
    assert ids(store.find_chain("ca", now=NOON)) == ["a"]
    assert ids(store.find_chain("cb", now=NOON)) == ["b"]
    assert store.find_item("a", now=NOON).superseded_by is None


def test_one_transaction_may_hold_a_whole_chain(store: Store) -> None:
    placements = [placement(f"v{n}", order=tuple(f"v{m}" for m in range(n + 1))) for n in range(4)]
    file(store, *placements)
    assert [(f.item.id, f.superseded_by) for f in store.find_chain("c", now=NOON)] == [
        ("v0", "v1"), ("v1", "v2"), ("v2", "v3"), ("v3", None),
    ]  # fmt: skip


def test_ticker_has_one_line_a_chain_newest_first(store: Store) -> None:
    file(store, placement(item("a", versioncreated=NOON - minutes(9)), chain="c1"))
    file(store, placement(item("b", versioncreated=NOON - minutes(5)), chain="c2"))
    file(store, placement(item("c", versioncreated=NOON + minutes(500)), chain="c3"), now=NOON)  # its clock runs ahead
    lines = store.ticker(now=NOON)
    assert [line.filed.item.id for line in lines] == ["c", "b", "a"]
    assert lines[0].at == NOON
    assert [line.filed.item.id for line in store.ticker(limit=1, now=NOON)] == ["c"]


# kills and corrections


def assert_no_words(store: Store, words: str, *, items: tuple[str, ...]) -> None:
    """No reader door gives these words."""
    given: list[object] = [store.events_after(0), store.ticker(now=NOON), store.newest(now=NOON)]
    given += [store.find_item(each, now=NOON) for each in items]
    given += [store.find_chain("c", now=NOON), store.find_story("s", now=NOON), store.newest(query=words, now=NOON)]
    assert words.lower() not in repr(given).lower()


@pytest.mark.parametrize("kind", ["kills", "withdraws"])
def test_killed_copy_is_killed_by_every_door(store: Store, kind: str) -> None:
    file(
        store,
        placement(item("bad", "Mayor arrested", slugline="Mayor-Arrest", blocks=(Block(text="Mayor arrested."),))),
    )
    notice = item("notice", "KILL: Mayor arrested", marks=Marks(actions=("kill",), label="KILL"))
    change = Change(kind=kind, target="bad", reason="it says so")
    link = Link(to="bad", basis="slug", score=1.0, reason='same slug "Mayor-Arrest"')
    file(store, placement(notice, changes=(change,), order=("bad", "notice"), link=link), now=NOON + minutes(1))
    assert_no_words(store, "Mayor", items=("bad", "notice"))
    dead = store.find_item("bad", now=NOON)
    assert (dead.killed_by, dead.killed_at, dead.item.headline) == ("notice", NOON + minutes(1), "Killed")
    assert (dead.item.agency_name, dead.item.blocks, dead.item.pubstatus) == ("Hafen", (), "canceled")
    assert kinds(store) == [("filed", "bad"), ("filed", "notice"), ("killed", "bad")]
    assert all(event.data["headline"] in ("Killed", "Kill notice") for event in store.events_after(0))
    assert [(line.filed.item.id, line.filed.item.headline) for line in store.ticker(now=NOON)] == [("bad", "Killed")]
    assert ids(store.newest(query="is:killed", now=NOON)) == ["bad"]
    assert ids(store.newest(query="NOT mayor", now=NOON)) == ["bad"]
    assert ids(store.newest(now=NOON)) == ["bad"]
    desk = store.find_item("bad", view="desk", now=NOON)
    assert (desk.item.headline, desk.killed_by) == ("Mayor arrested", "notice")
    assert set(ids(store.newest(query="mayor", view="desk", now=NOON))) == {"bad", "notice"}


def test_kill_uncovers_the_version_before(store: Store) -> None:
    file(store, placement("v1", order=("v1",)))
    file(store, placement("v2", order=("v1", "v2")))
    file(store, kill("k", "v2", order=("v1", "v2", "k")))
    assert store.ticker(now=NOON)[0].filed.item.id == "v1"
    chain = store.find_chain("c", now=NOON)
    assert [(f.item.id, f.superseded_by) for f in chain] == [("v1", None), ("v2", "v1")]
    assert store.events_after(3)[0].data["top"] == "v1"


def test_kill_meets_a_target_that_comes_later(store: Store) -> None:
    file(store, kill("k", "bad"))
    file(store, placement(item("bad", "Mayor arrested")), now=NOON + minutes(3))
    assert_no_words(store, "Mayor", items=("bad",))
    assert kinds(store) == [("filed", "k"), ("filed", "bad"), ("killed", "bad")]
    assert store.find_item("bad", now=NOON).killed_by == "k"


def test_kill_inside_one_dispatch(store: Store) -> None:
    file(store, placement(item("bad", "Mayor arrested")), kill("k", "bad"))
    assert_no_words(store, "Mayor", items=("bad",))


def test_killed_twice_dies_once(store: Store) -> None:
    file(store, placement("bad"))
    file(store, kill("k1", "bad"))
    file(store, kill("k2", "bad"))
    assert [event.item for event in store.events_after(0) if event.kind == "killed"] == ["bad"]
    assert store.find_item("bad", now=NOON).killed_by == "k1"


def test_canceled_item_is_no_copy(store: Store) -> None:
    file(store, placement(item("a", "Mayor arrested", pubstatus="canceled")))
    assert_no_words(store, "Mayor", items=("a",))
    assert store.ticker(now=NOON) == []


def test_correction_marks_its_target_and_says_so(store: Store) -> None:
    file(store, placement("a"))
    fix = Change(kind="corrects", target="a", reason="Corrects paragraph 3")
    file(store, placement("b", changes=(fix,), order=("a", "b")))
    assert store.find_item("a", now=NOON).corrected_by == "b"
    event = store.events_after(2)[0]
    assert (event.kind, event.item, event.data["by"], event.data["headline"]) == (
        "corrected",
        "a",
        "b",
        "Headline of b",
    )


def test_correction_meets_a_target_that_comes_later(store: Store) -> None:
    fix = Change(kind="corrects", target="a", reason="Corrects paragraph 3")
    file(store, placement("b", changes=(fix,)))
    file(store, placement("a", order=("a", "b")))
    assert store.find_item("a", now=NOON).corrected_by == "b"
    assert kinds(store) == [("filed", "b"), ("filed", "a"), ("corrected", "a")]


def test_correction_is_told_by_the_late_item_it_corrects(store: Store) -> None:
    file(store, placement("b"))
    fix = Change(kind="corrects", target="a", reason="Corrects paragraph 3", by="b")
    file(store, placement("a", changes=(fix,), order=("a", "b")))
    assert store.find_item("a", now=NOON).corrected_by == "b"
    assert kinds(store) == [("filed", "b"), ("filed", "a"), ("corrected", "a")]


def test_words_of_a_killed_correction_leave_its_events(store: Store) -> None:
    file(store, placement("a"))
    fix = Change(kind="corrects", target="a", reason="x")
    file(store, placement(item("b", "Mayor arrested"), changes=(fix,)))
    file(store, kill("k", "b"))
    assert "Mayor" not in repr(store.events_after(0))


# embargoes


HALF_PAST = NOON + minutes(30)


def held(name: str = "h", until: datetime | None = HALF_PAST, **more: object) -> Placement:
    made = item(name, "Secret budget", slugline="Budget", blocks=(Block(text="Secret."),))
    return placement(made, held_until=until, is_held_open=until is None, **more)


def test_held_copy_leaves_by_no_door(store: Store) -> None:
    file(store, placement("v1", order=("v1",)))
    file(store, held(order=("v1", "h")), now=NOON + minutes(1))
    assert_no_words(store, "Secret", items=("v1", "h"))
    assert store.find_item("h", now=NOON) is None
    assert ids(store.find_chain("c", now=NOON)) == ["v1"]
    assert store.find_item("v1", now=NOON).superseded_by is None
    event = store.events_after(1)[0]
    assert (event.kind, event.item, event.chain, event.story) == ("held", "h", None, None)
    assert event.data == {"agency_name": "Hafen", "held_until": (NOON + minutes(30)).isoformat()}
    assert [(line.filed.item.id, line.n_versions) for line in store.ticker(now=NOON)] == [("v1", 1)]
    desk = store.ticker(view="desk", now=NOON)
    assert [(line.filed.item.id, line.n_versions) for line in desk] == [("h", 2)]
    assert ids(store.newest(query="secret", view="desk", now=NOON)) == ["h"]
    assert ids(store.newest(query="is:held", view="desk", now=NOON)) == ["h"]


def test_release_puts_held_copy_on_top_as_if_it_had_just_come(store: Store) -> None:
    file(store, placement("v1", order=("v1",)))
    file(store, held(order=("v1", "h")), now=NOON + minutes(1))
    file(store, placement("other", chain="c2"), now=NOON + minutes(2))
    assert store.release_due(NOON + minutes(29)) == []
    late = NOON + minutes(30)
    (event,) = store.release_due(late)
    assert store.release_due(late) == []
    assert (event.kind, event.item, event.seq) == ("released", "h", 4)
    assert event.data["headline"] == "Secret budget"
    assert event.data["superseded"] == ["v1"]
    assert store.events_after(3) == [event]
    freed = store.find_item("h", now=late)
    assert (freed.seq, freed.held_until, freed.is_held_open) == (4, None, False)
    assert ids(store.newest(now=late)) == ["h", "other", "v1"]
    assert ids(store.newest(query="secret", now=late)) == ["h"]
    assert [line.filed.item.id for line in store.ticker(now=late)] == ["h", "other"]
    assert store.find_item("v1", now=late).superseded_by == "h"


def test_held_open_waits_for_an_editor(store: Store) -> None:
    file(store, held(until=None))
    assert store.release_due(NOON + minutes(10_000)) == []
    assert store.find_item("h", view="desk", now=NOON).is_held_open
    event = store.release("h", now=NOON + minutes(5))
    assert (event.kind, event.data["at"]) == ("released", (NOON + minutes(5)).isoformat())
    assert store.find_item("h", now=NOON) is not None
    with pytest.raises(NotFound):
        store.release("h", now=NOON)
    with pytest.raises(NotFound):
        store.release("nobody", now=NOON)


def test_killed_while_held_never_comes_out(store: Store) -> None:
    file(store, held())
    file(store, kill("k", "h"))
    assert store.release_due(NOON + minutes(60)) == []
    with pytest.raises(NotFound):
        store.release("h", now=NOON)
    assert store.find_item("h", now=NOON + minutes(60)) is None
    assert_no_words(store, "Secret", items=("h",))


def test_held_correction_is_told_when_it_is_released(store: Store) -> None:
    file(store, placement("a", order=("a",)))
    file(store, held(changes=(Change(kind="corrects", target="a", reason="x"),), order=("a", "h")))
    assert kinds(store, 1) == [("held", "h")]
    assert store.find_item("a", now=NOON).corrected_by is None
    store.release_due(NOON + minutes(30))
    assert kinds(store, 2) == [("released", "h"), ("corrected", "a")]
    assert store.find_item("a", now=NOON).corrected_by == "h"


def test_correction_of_held_copy_is_told_when_that_is_released(store: Store) -> None:
    file(store, held())
    file(store, placement("fix", changes=(Change(kind="corrects", target="h", reason="x"),), order=("h", "fix")))
    assert kinds(store) == [("held", "h"), ("filed", "fix")]
    store.release_due(NOON + minutes(30))
    assert kinds(store, 2) == [("released", "h"), ("corrected", "h")]


# readers


def test_newest_pages_by_seq(store: Store) -> None:
    for n in range(5):
        file(store, placement(f"i{n}", chain=f"c{n}"))
    first = store.newest(limit=2, now=NOON)
    assert ids(first) == ["i4", "i3"]
    assert ids(store.newest(limit=9, before=first[-1].seq, now=NOON)) == ["i2", "i1", "i0"]


def test_search_by_words_phrases_and_fields(store: Store) -> None:
    body = (Block(text="The Sáenz-Peña bridge was closed. ÉLU 高速鉄道 hier."),)
    file(
        store,
        placement(item("a", "Bridge closed", blocks=body, language="fr-CA", marks=Marks(rank="flash")), chain="c1"),
    )
    file(store, placement(item("b", "Closed bridge reopens", agency="xinhua", agency_name="Xinhua"), chain="c2"))
    cases = {
        "bridge": ["b", "a"],
        "closed bridge": ["b", "a"],
        "closed AND bridge": ["b", "a"],
        '"bridge closed"': ["a"],
        '"closed bridge reopens"': ["b"],
        "saenz-pena": ["a"],
        "élu": ["a"],
        "鉄道": ["a"],
        "道鉄": [],
        "agency:xinhua": ["b"],
        "agency:Hafen": ["a"],
        "agency:haf*": ["a"],
        "agency:xinhua bridge": ["b"],
        "rank:flash": ["a"],
        "lang:fr": ["a"],
        "reop*": ["b"],
        "headline:reopens OR lang:fr": ["b", "a"],
        "bridge NOT reopens": ["a"],
        "NOT (headline:reopens)": ["a"],
        "body:reopens": [],
        "bridge NEAR/1 closed": ["b", "a"],
        "is:killed": [],
        "is:current": ["b", "a"],
        "bridge nowhere": [],
        "before:2026-03-01": [],
        "after:2026-03-01 rank:none": ["b"],
        "  ": ["b", "a"],
    }
    found = {query: ids(store.newest(query=query, now=NOON + minutes(1))) for query in cases}
    assert found == cases


def test_search_goes_on_until_the_page_is_full(store: Store) -> None:
    file(store, *(placement(item(f"i{n}", urgency=1 if n % 40 == 0 else 5), chain=f"c{n}") for n in range(200)))
    assert ids(store.newest(query="urgency:1", limit=3, now=NOON)) == ["i160", "i120", "i80"]
    assert ids(store.newest(query="urgency:1 headline", limit=9, now=NOON)) == ["i160", "i120", "i80", "i40", "i0"]


def test_bad_query_points_at_its_place(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.newest(query="bridge colour:red", now=NOON)
    assert caught.value.position == 7


def test_recent_gives_arrival_order_since_then(store: Store) -> None:
    file(store, held("h", until=NOON + minutes(5)), now=NOON)
    file(store, placement("a", chain="c2"), now=NOON + minutes(1))
    file(
        store, placement("b", chain="c3", link=Link(to="a", basis="slug", score=0.9, reason="r")), now=NOON + minutes(2)
    )
    store.release_due(NOON + minutes(6))
    assert ids(list(store.iter_recent(NOON))) == ["h", "a", "b"]
    (late,) = store.iter_recent(NOON + minutes(2))
    assert late.link.to == "a"
    assert late.item == item("b")


def test_items_are_given_in_the_order_asked_for(store: Store) -> None:
    for name in "abc":
        file(store, placement(name, chain=name))
    assert ids(store.find_items(["c", "x", "a"], now=NOON)) == ["c", "a"]
    assert store.find_chain("nobody", now=NOON) == []
    assert store.find_story("nobody", now=NOON) == []


# notes and figures


def test_notes_are_written_over(store: Store) -> None:
    assert store.read_note("cursor") is None
    store.write_notes({"cursor": "1", "etag": "x"})
    store.write_notes({"cursor": "2"})
    assert (store.read_note("cursor"), store.read_note("etag")) == ("2", "x")


def test_figures_count(store: Store) -> None:
    file(store, placement("a"))
    store.keep([dispatch("b")])
    found = store.figures()
    assert (found.n_dispatches, found.n_kept, found.n_spiked, found.n_items) == (2, 1, 0, 1)
    assert (found.n_chains, found.n_stories, found.last_seq, found.newest_received_at) == (1, 1, 1, NOON)
    assert found.size_bytes > 0


def test_tidying_changes_nothing_that_is_seen(store: Store) -> None:
    for start in range(0, 120, 40):
        file(store, *(placement(f"i{n}", chain=f"c{n}") for n in range(start, start + 40)), name=f"d{start}")
        store.tidy()
        store.tidy(is_idle=start == 40)
    assert len(store.newest(query="headline", limit=200, now=NOON)) == 120
    n_steps = 0
    while store.tidy(is_idle=True):
        n_steps += 1
        assert n_steps < 100, "upkeep comes to an end"
    assert len(store.newest(query="headline", limit=200, now=NOON)) == 120
    assert store.last_seq() == 120


def test_closed_store_takes_nothing(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError):
        store.keep([dispatch("a")])
    with pytest.raises(StoreError):
        store.last_seq()


def test_advisory_is_for_the_desk_alone(store: Store) -> None:
    file(store, placement(item("adv", "Photos will follow", marks=Marks(actions=("advisory",)))))
    assert store.ticker(now=NOON) == []
    assert store.newest(now=NOON) == []
    seen = store.find_item("adv", now=NOON)
    assert seen is not None
    assert seen.item.headline == "A note to editors"
    assert all("Photos" not in str(event.data) for event in store.events_after(0))
    assert ids(store.newest(view="desk", now=NOON)) == ["adv"]
