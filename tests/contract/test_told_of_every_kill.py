"""A second order to kill what is killed: who had the copy and does not know as much yet is told again, once for each order."""

import msgspec

from contract.test_subscribers_store import go, rest, wire
from contract.wire import NOON, file, item, kill, minutes, placement
from wireroom.model import Change, Decision, Delivery, Editor, Marks, Subscriber
from wireroom.store import Errand, Placement, Ring, Shift, Store

ANN = Editor(name="Ann")


def order(name: str, target: str, words: str, kind: str = "kills") -> Placement:
    marks = Marks(actions=("kill" if kind == "kills" else "withdrawal",))
    changes = (Change(kind=kind, target=target, reason="says so"),)
    return placement(item(name, words, marks=marks, blocks=()), chain="ca", changes=changes)


def notices(store: Store) -> list[tuple[str | None, str]]:
    return [(row.by, row.state) for row in store.recipients("a") if row.kind == "killed"]


def told_of(store: Store, *orders: Placement) -> list[Delivery]:
    """File an item for x, and orders to kill it of which x acknowledges each notice; gives the notices."""
    store.write_subscriber(Subscriber(name="x", channel="hook"))
    wire(store, "a")
    go(store)
    for one in orders:
        file(store, one)
        rest(store)
    return [row for row in store.recipients("a") if row.kind == "killed"]


def test_who_knows_of_a_withdrawal_is_told_of_the_kill(store: Store) -> None:
    told = told_of(store, order("w", "a", "Withdrawn", "withdraws"), order("k", "a", "KILL: it is false"))
    assert [(row.by, row.state, row.number) for row in told] == [("w", "acknowledged", 2), ("k", "acknowledged", 3)]
    assert len({row.key for row in told}) == 2
    (recall,) = store.recalls()
    assert (recall.n_told, recall.n_open) == (1, 0)
    found = store.find_item("a", view="desk", now=NOON)
    assert found is not None
    assert found.killed_by == "w"


def kills_on(store: Store) -> list[tuple[object, object, object]]:
    """Give the lines of kills on the wire: by what, and what they say of it."""
    events = [event for event in store.events_after(0) if event.kind == "killed"]
    return [(event.data["by"], event.data["is_withdrawn"], event.data.get("was_withdrawn")) for event in events]


def test_the_wire_tells_that_what_was_withdrawn_is_killed(store: Store) -> None:
    file(store, placement("a", chain="ca"))
    file(store, order("w", "a", "Withdrawn", "withdraws"))
    for name, words, kind in (
        ("k", "KILL: it is false", "kills"), ("l", "KILL: libel", "kills"), ("v", "Withdrawn for good", "withdraws"),
    ):  # fmt: skip
        file(store, order(name, "a", words, kind))
    assert kills_on(store) == [("w", True, None), ("k", False, True)]
    told = [event for event in store.events_after(0) if event.kind == "killed"]
    assert all(event.item == "a" and "Headline of a" not in str(event.data) for event in told)
    again = placement(item("n", "Editors", blocks=()), chain="ca", changes=order("k", "a", "").changes)
    again = msgspec.structs.replace(again, changes=(msgspec.structs.replace(again.changes[0], by="k"),))
    file(store, again)
    assert len(kills_on(store)) == 2, "an order that is found again is no news"


def test_the_wire_tells_of_one_kill_where_orders_came_first(store: Store) -> None:
    file(store, order("w", "a", "Withdrawn", "withdraws"), order("x", "a", "KILL: it is false"))
    file(store, placement("a", chain="ca"))
    assert kills_on(store) == [("x", False, None)]


def test_an_editors_kill_is_no_withdrawal(store: Store) -> None:
    file(store, placement("a", chain="ca"))
    store.edit(Decision(id="d1", kind="kill", at=NOON, by=ANN, item="a", chain="ca", moved=("a",)), Shift(), now=NOON)
    file(store, order("w", "a", "Withdrawn", "withdraws"), order("k", "a", "KILL: it is false"))
    assert kills_on(store) == [("desk-d1", False, None)]


def test_who_knows_of_a_kill_is_told_of_no_other_order(store: Store) -> None:
    orders = (
        order("k", "a", "KILL: it is false"),
        order("w", "a", "Withdrawn", "withdraws"),
        order("l", "a", "KILL: libel"),
    )
    assert [row.by for row in told_of(store, *orders)] == ["k"]


def test_who_has_not_acknowledged_is_told_of_every_order(store: Store) -> None:
    told_of(store)
    file(store, order("k", "a", "KILL: it is false"))
    assert go(store, "failed").by == "k"
    file(store, order("l", "a", "KILL: it is libel"))
    assert notices(store) == [("k", "failed"), ("l", "queued")]
    (recall,) = store.recalls(is_open=True)
    assert (recall.n_told, recall.n_open) == (1, 1)
    rest(store)
    assert notices(store) == [("k", "acknowledged"), ("l", "acknowledged")]
    assert store.recalls(is_open=True) == []


def test_the_same_order_is_told_once(store: Store) -> None:
    told_of(store)
    for _ in range(2):
        file(store, order("k", "a", "KILL: it is false"), name="k")
    file(store, order("again", "a", "KILL: it is false"))
    assert notices(store) == [("k", "queued")], "in the same words it is the same order"


def test_the_desk_rings_again_until_it_was_seen(store: Store) -> None:
    ring = Ring(subscriber="w", name="W", errands=(Errand(channel="desk", due_at=NOON),))
    file(store, placement("a", chain="ca", rings=(ring,)))
    file(store, order("k", "a", "Withdrawn", "withdraws"))
    (first,) = [row for row in store.recipients("a") if row.kind == "killed"]
    file(store, order("l", "a", "KILL: it is false"))
    store.acknowledge(first.key, now=NOON)
    file(store, order("m", "a", "Withdrawn for good", "withdraws"))
    assert notices(store) == [("k", "acknowledged"), ("l", "sent")], "a withdrawal is no news to who has seen one"
    rung = [event for event in store.events_after(0, view="desk") if event.kind == "rung"]
    assert [event.data["about"] for event in rung] == ["alert", "killed", "killed"]


def test_an_order_that_comes_before_its_copy_tells_nobody(store: Store) -> None:
    file(store, order("k", "a", "KILL: it is false"), order("l", "a", "KILL: it is libel"))
    ring = Ring(subscriber="x", name="X", errands=(Errand(channel="hook", due_at=NOON),), kind="item")
    file(store, placement("a", chain="ca", rings=(ring,)))
    assert notices(store) == []


def test_a_kill_that_was_taken_back_counts_for_nothing(store: Store) -> None:
    told_of(store)
    made = Decision(id="d1", kind="kill", at=NOON, by=ANN, item="a", chain="ca", moved=("a",))
    store.edit(made, Shift(), now=NOON)
    rest(store)
    undo = Decision(id="d2", kind="undo", at=NOON + minutes(1), by=ANN, item="a", chain="ca", target="d1")
    store.edit(undo, Shift(), now=NOON + minutes(1))
    file(store, kill("k", "a", chain="ca"))
    assert notices(store) == [("desk-d1", "acknowledged"), ("k", "queued")]


def test_an_editors_kill_that_holds_is_enough(store: Store) -> None:
    told_of(store)
    store.edit(Decision(id="d1", kind="kill", at=NOON, by=ANN, item="a", chain="ca", moved=("a",)), Shift(), now=NOON)
    rest(store)
    file(store, kill("k", "a", chain="ca"))
    assert notices(store) == [("desk-d1", "acknowledged")]
