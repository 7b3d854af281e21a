"""What every store promises of editors working together."""

import pytest

from contract.wire import NOON, file, item, kill, minutes, placement
from wireroom.errors import NotFound
from wireroom.model import Decision, Editor
from wireroom.store import Errand, Reordered, Ring, Shift, Store

ANNA = Editor(name="Anna", desk="foreign desk")
BERT = Editor(name="Bert")


def decide(store: Store, id: str, kind: str, *, by: Editor = ANNA, **more: object) -> Decision:
    return store.edit(Decision(id=id, kind=kind, at=NOON, by=by, **more), Shift(), now=NOON)


def ids(found: list[Decision]) -> list[str]:
    return [one.id for one in found]


def test_what_holds_is_found_by_the_chain_an_item_stands_in_now(store: Store) -> None:
    file(store, placement("a"))
    file(store, placement("b", order=("a", "b")))
    decide(store, "d1", "take", item="b", chain="c")
    decide(store, "d2", "note", item="a", chain="c", text="call the port")
    assert ids(store.together(chain="c")) == ["d2", "d1"]
    shift = Shift(chains=(Reordered(chain="c2", order=("b",)),))
    store.edit(
        Decision(id="d3", kind="split_chain", at=NOON, by=ANNA, chain="c", into="c2", moved=("b",)), shift, now=NOON
    )
    assert ids(store.together(chain="c")) == ["d2"]
    assert [(one.id, one.chain) for one in store.together()] == [("d2", "c"), ("d1", "c2")]
    decide(store, "d4", "undo", by=BERT, target="d2")
    assert ids(store.together()) == ["d1"]
    assert ids(store.together(before=store.find_decision("d1").seq)) == []


def test_who_takes_over_ends_the_take_before(store: Store) -> None:
    file(store, placement("a"))
    decide(store, "d1", "take", item="a")
    decide(store, "d2", "take", by=BERT, item="a", target="d1")
    (left,) = store.together(chain="c")
    assert (left.id, left.by) == ("d2", BERT)
    assert store.find_decision("d1").undone_by == "d2"


def test_readers_learn_nothing_of_it(store: Store) -> None:
    file(store, placement("a"))
    seq = store.last_seq()
    decide(store, "d1", "note", item="a", chain="c", text="do not trust the figure")
    (told,) = store.events_after(seq, view="desk")
    assert (told.kind, told.item, told.data["text"]) == ("edited", "a", "do not trust the figure")
    (public,) = store.events_after(seq)
    assert (public.kind, public.item, public.chain, public.data) == ("edited", None, None, {})


def test_a_collection_has_its_items_until_they_are_taken_out_or_it_is_closed(store: Store) -> None:
    for name in ("a", "b"):
        file(store, placement(name, chain=f"c{name}"))
    decide(store, "n1", "open_collection", collection="n1", name="The day in the port")
    decide(store, "n2", "open_collection", collection="n2", name="Sunday")
    decide(store, "d1", "collect", item="a", collection="n1")
    decide(store, "d2", "collect", item="b", collection="n1")
    assert [(one.name, one.n_items, one.by) for one in store.collections()] == [
        ("Sunday", 0, ANNA), ("The day in the port", 2, ANNA),
    ]  # fmt: skip
    assert ids(store.together(collection="n1")) == ["d2", "d1"]
    decide(store, "u1", "undo", target="d1")
    assert ids(store.together(collection="n1")) == ["d2"]
    assert store.collections()[1].n_items == 1
    decide(store, "u2", "undo", target="n1")
    assert [one.id for one in store.collections()] == ["n2"]


def test_history_is_found_by_editor_kind_and_collection(store: Store) -> None:
    file(store, placement("a"))
    decide(store, "n1", "open_collection", collection="n1", name="Port")
    decide(store, "d1", "collect", by=BERT, item="a", collection="n1")
    decide(store, "d2", "take", by=BERT, item="a")
    assert ids(store.decisions(editor="Bert")) == ["d2", "d1"]
    assert ids(store.decisions(kind="take")) == ["d2"]
    assert ids(store.decisions(collection="n1")) == ["d1", "n1"]
    assert ids(store.decisions(editor="Bert", before=store.find_decision("d2").seq)) == ["d1"]
    assert store.decisions(editor="bert") == []


def send(store: Store, id: str, item: str) -> Decision:
    ring = Ring(subscriber=f"sent-{id}", name="Sent by Anna", errands=(Errand(channel="night", due_at=NOON),))
    made = Decision(id=id, kind="send", at=NOON, by=ANNA, item=item, channel="night")
    return store.edit(made, Shift(), now=NOON, ringer=lambda _: (ring,))


def test_what_is_sent_stands_in_the_ledger_in_the_same_commit(store: Store) -> None:
    file(store, placement("a"))
    done = send(store, "d1", "a")
    (delivery,) = store.recipients("a")
    assert (delivery.channel, delivery.state, delivery.seq, delivery.name) == (
        "night",
        "queued",
        done.seq,
        "Sent by Anna",
    )
    assert send(store, "d1", "a") == done
    assert len(store.recipients("a")) == 1


def test_who_was_sent_copy_is_told_of_its_kill(store: Store) -> None:
    file(store, placement("a"))
    send(store, "d1", "a")
    (left,) = store.turn([], {"night": 5}, now=NOON).deliveries
    assert left.item == "a"
    file(store, kill("k", "a"))
    assert [(one.channel, one.kind) for one in store.recipients("a")] == [("night", "alert"), ("night", "killed")]


@pytest.mark.parametrize("state", ["held", "killed", "none"])
def test_held_and_killed_copy_is_not_sent(store: Store, state: str) -> None:
    if state != "none":
        file(store, placement(item("a", "Secret"), held_until=NOON + minutes(60) if state == "held" else None))
    if state == "killed":
        file(store, kill("k", "a"))
    seq = store.last_seq()
    with pytest.raises(NotFound):
        send(store, "d1", "a")
    assert (store.last_seq(), store.decisions(), store.recipients("a")) == (seq, [], [])
