"""What every store promises of subscribers, their numbers, and recalls."""

import pytest

from contract.wire import NOON, file, kill, minutes, placement
from wireroom.errors import NotFound
from wireroom.model import Delivery, Subscriber
from wireroom.store import Errand, Outcome, Ring, Store


def wire(store: Store, *names: str, **more: object) -> None:
    """File items, each for the subscriber x."""
    for name in names:
        ring = Ring(subscriber="x", name="X", errands=(Errand(channel="hook", due_at=NOON),), kind="item", **more)
        file(store, placement(name, chain=f"c{name}", rings=(ring,)))


def go(store: Store, state: str = "acknowledged") -> Delivery:
    """Let the next one leave, and say what became of it."""
    (delivery,) = store.turn([], {"hook": 1}, now=NOON).deliveries
    later = {"next_at": NOON} if state == "failed" else {}
    store.turn([Outcome(key=delivery.key, state=state, **later)], {}, now=NOON)
    return delivery


def rest(store: Store) -> list[tuple[str, str, int | None]]:
    """Let all leave that may; gives what left."""
    left = []
    while found := store.turn([], {"hook": 1}, now=NOON + minutes(1)).deliveries:
        left += [(one.item, one.kind, one.number) for one in found]
        store.turn([Outcome(key=found[0].key, state="acknowledged")], {}, now=NOON + minutes(1))
    return left


@pytest.fixture(autouse=True)
def _x(store: Store) -> None:
    store.write_subscriber(Subscriber(name="x", channel="hook"))


def test_subscribers_are_kept_changed_and_removed(store: Store) -> None:
    other = Subscriber(name="a", channel="hook", query="rank:flash", sources=("coast",), delay_minutes=5, made_at=NOON)
    store.write_subscriber(other)
    assert store.find_subscribers() == [other, Subscriber(name="x", channel="hook")]
    store.remove_subscriber("a")
    with pytest.raises(NotFound):
        store.remove_subscriber("a")
    assert [one.name for one in store.find_subscribers()] == ["x"]


def test_numbers_are_given_when_things_leave_and_have_no_gaps(store: Store) -> None:
    wire(store, "late", turn=2)
    wire(store, "a", "b", "dead")
    file(store, kill("notice", "dead", chain="cdead"))
    first = go(store, "failed")
    again = go(store)
    assert (first.item, first.number, again.number, again.attempts) == ("a", 1, 1, 2)
    assert rest(store) == [("b", "item", 2), ("late", "item", 3)]
    assert store.recipients("dead")[0].number is None, "killed before it left"


def test_watches_have_no_numbers(store: Store) -> None:
    ring = Ring(subscriber="w", name="W", errands=(Errand(channel="hook", due_at=NOON),))
    file(store, placement("a", rings=(ring,)))
    assert go(store).number is None


def test_paused_subscriber_waits_and_its_kills_do_not(store: Store) -> None:
    wire(store, "a")
    go(store)
    wire(store, "b")
    store.write_subscriber(Subscriber(name="x", channel="hook", is_paused=True))
    ring = Ring(subscriber="w", name="W", errands=(Errand(channel="hook", due_at=NOON),))
    file(store, placement("other", rings=(ring,)))
    file(store, kill("notice", "a", chain="ca"))
    assert rest(store) == [("a", "killed", 2), ("other", "alert", None)]
    store.write_subscriber(Subscriber(name="x", channel="hook"))
    assert rest(store) == [("b", "item", 3)]


def test_change_of_channel_takes_along_what_waits(store: Store) -> None:
    wire(store, "a")
    store.write_subscriber(Subscriber(name="x", channel="other"))
    assert rest(store) == []
    assert [one.item for one in store.turn([], {"other": 1}, now=NOON).deliveries] == ["a"]


def test_what_had_its_number_before_it_was_killed_still_leaves_under_it(store: Store) -> None:
    wire(store, "a", "b")
    assert go(store, "failed").number == 1
    file(store, kill("notice", "a", chain="ca"))
    assert rest(store) == [("a", "killed", 2), ("a", "item", 1), ("b", "item", 3)]


def test_what_was_on_its_way_when_the_room_went_down_keeps_its_number_when_it_is_killed(store: Store) -> None:
    wire(store, "a")
    (lost,) = store.turn([], {"hook": 1}, now=NOON).deliveries
    assert store.reopen_sent() == 1
    file(store, kill("notice", "a", chain="ca"))
    assert rest(store) == [("a", "killed", 2), ("a", "item", lost.number)]


def test_resend_gives_the_same_numbers_in_order_killed_or_not(store: Store) -> None:
    wire(store, "a", "b", "c", "d")
    keys = [go(store).key for _ in range(4)]
    file(store, kill("notice", "c", chain="cc"))
    assert rest(store) == [("c", "killed", 5)]
    assert store.resend("x", 2, now=NOON) == 4
    assert rest(store) == [("c", "killed", 5), ("b", "item", 2), ("c", "item", 3), ("d", "item", 4)]
    assert [one.key for one in reversed(store.find_deliveries(subscriber="x"))][:4] == keys
    assert store.resend("x", 99, now=NOON) == 0
    assert store.resend("nobody", 1, now=NOON) == 0


def test_kill_reaches_one_who_had_it_also_while_it_is_sent_again(store: Store) -> None:
    wire(store, "a")
    go(store)
    store.resend("x", 1, now=NOON)
    file(store, kill("notice", "a", chain="ca"))
    assert rest(store) == [("a", "killed", 2), ("a", "item", 1)]


def test_removed_subscriber_is_sent_no_copy_and_still_told_of_kills(store: Store) -> None:
    wire(store, "a", "b")
    go(store)
    store.remove_subscriber("x")
    file(store, kill("notice", "a", chain="ca"))
    assert [(item, kind) for item, kind, _ in rest(store)] == [("a", "killed")]
    assert [row.state for row in store.recipients("b")] == ["dead"]


def test_recall_is_open_until_everybody_has_acknowledged(store: Store) -> None:
    wire(store, "a", "b")
    go(store)
    assert store.recalls() == []
    file(store, kill("notice", "a", chain="ca"))
    (found,) = store.recalls(is_open=True)
    assert (found.item, found.by, found.n_told, found.n_open, found.state) == ("a", "notice", 1, 1, "queued")
    go(store, "failed")
    assert store.recalls()[0].state == "failed"
    assert go(store).kind == "killed"
    (found,) = store.recalls(is_open=False)
    assert (found.n_open, found.ended_at, found.state) == (0, NOON, "acknowledged")
    assert store.recalls(is_open=True) == []
