"""What every store promises of watches, channels and deliveries. See `wireroom.store._ledger`."""

from datetime import datetime

import pytest

from contract.wire import NOON, dispatch, file, item, kill, minutes, placement
from wireroom.errors import NotFound
from wireroom.model import Change, Delivery, Filed, Marks, OutChannel, QuietHours, Watch
from wireroom.store import Errand, Failing, Outcome, Placed, Placement, Ring, Store


def ring(watch: str = "w", *channels: str, at: datetime = NOON, **more: object) -> Ring:
    errands = tuple(Errand(channel=name, due_at=at) for name in channels or ("hook",))
    return Ring(subscriber=watch, name=f"Name of {watch}", errands=errands, **more)


def rung(name: str, *rings: Ring, **more: object) -> Placement:
    return placement(name, rings=rings or (ring(),), **more)


def rows(store: Store, **asked: object) -> list[tuple[str, str, str, str]]:
    return [(row.item, row.channel, row.kind, row.state) for row in reversed(store.find_deliveries(**asked))]


def go(store: Store, *channels: str, at: datetime = NOON, limit: int = 1) -> list[Delivery]:
    """Let the next ones of some channels leave."""
    return list(store.turn([], dict.fromkeys(channels or ("hook",), limit), now=at).deliveries)


def settle(store: Store, delivery: Delivery, state: str = "acknowledged", at: datetime = NOON, **more: object) -> None:
    store.turn([Outcome(key=delivery.key, state=state, **more)], {}, now=at)


# watches and channels


def test_watches_are_kept_changed_and_removed(store: Store) -> None:
    watch = Watch(
        id="a", name="Harbour", query="harbour AND rank:flash", owner="ann", folder="City", urgency=2, channels=("desk", "hook"),
        quiet=QuietHours(start="22:00", end="06:30", zone="Europe/Stockholm"), is_first_only=True, made_at=NOON,
    )  # fmt: skip
    store.write_watch(watch)
    store.write_watch(Watch(id="b", name="Ferry", query="ferry"))
    assert store.find_watches() == [watch, Watch(id="b", name="Ferry", query="ferry")]
    store.write_watch(Watch(id="b", name="Ferries", query="ferr*", is_off=True))
    assert store.find_watches()[1].name == "Ferries"
    store.remove_watch("a")
    assert [found.id for found in store.find_watches()] == ["b"]
    with pytest.raises(NotFound):
        store.remove_watch("a")


def test_channels_are_kept_changed_and_removed(store: Store) -> None:
    channel = OutChannel(name="hook", kind="webhook", settings={"url": "https://news.example/in"}, digest_at=("07:00",))
    store.write_channel(channel)
    store.write_channel(OutChannel(name="mail", kind="email", is_paused=True))
    assert store.find_channels() == [channel, OutChannel(name="mail", kind="email", is_paused=True)]
    store.remove_channel("mail")
    assert store.find_channels() == [channel]
    with pytest.raises(NotFound):
        store.remove_channel("mail")


# alerts are written with the item


def test_alert_is_there_with_its_item(store: Store) -> None:
    receipt = file(store, rung("a", ring("w", "hook", "desk")))
    (desk, hook) = store.find_deliveries()
    assert (hook.item, hook.channel, hook.state, hook.kind, hook.subscriber) == ("a", "hook", "queued", "alert", "w")
    assert (desk.channel, desk.state, desk.attempts, desk.sent_at) == ("desk", "sent", 1, NOON)
    assert hook.key != desk.key
    assert len(hook.key) == 32
    assert hook.seq == desk.seq == receipt.seqs[0]
    assert [event.kind for event in store.events_after(0, view="desk")] == ["filed", "rung"]
    told = store.events_after(0, view="desk")[1]
    assert told.data == {"about": "alert", "bells": 1, "watches": [{"id": "w", "name": "Name of w"}]}
    shown = store.events_after(0)[1]
    assert (shown.kind, shown.item, shown.data) == ("rung", None, {})


def test_nothing_of_an_alert_is_there_when_its_item_is_not(store: Store) -> None:
    store.keep([dispatch("a")])
    good = Placed(dispatch=dispatch("a").id, placements=(rung("a"),))
    with pytest.raises(ValueError, match="never kept"):
        store.apply([good, Placed(dispatch="unknown", placements=(rung("b"),))], now=NOON)
    assert store.find_deliveries() == []


def test_item_that_comes_again_rings_nobody_again(store: Store) -> None:
    file(store, rung("a"))
    file(store, rung("a"), name="second")
    assert len(store.find_deliveries()) == 1


def test_first_of_a_chain_rings_and_later_ones_do_not(store: Store) -> None:
    once = ring(is_first_only=True)
    file(store, rung("a", once, chain="c1"))
    file(store, rung("b", once, ring("other"), chain="c1", order=("a", "b")))
    file(store, rung("x", once, chain="c2"))
    assert [(row.item, row.subscriber) for row in reversed(store.find_deliveries())] == [
        ("a", "w"), ("b", "other"), ("x", "w"),
    ]  # fmt: skip


def test_first_of_a_chain_holds_through_a_merge(store: Store) -> None:
    once = ring(is_first_only=True)
    file(store, rung("a", once, chain="c1"))
    file(store, rung("b", once, chain="c2"))
    file(store, rung("m", once, chain="c2", merges=("c1",), order=("a", "m", "b")))
    assert [row.item for row in reversed(store.find_deliveries())] == ["a", "b"]


# held and killed


def test_held_copy_rings_the_desk_alone_and_the_others_when_it_is_released(store: Store) -> None:
    both = ring("w", "desk", "hook")
    file(store, rung("a", both, held_until=NOON + minutes(30)))
    assert rows(store) == [("a", "desk", "alert", "sent")]
    asked: list[str] = []

    def ringer(filed: Filed) -> list[Ring]:
        asked.append(filed.item.id)
        return [both]

    assert store.release_due(NOON + minutes(29), ringer=ringer) == []
    store.release_due(NOON + minutes(30), ringer=ringer)
    assert asked == ["a"]
    assert rows(store) == [("a", "desk", "alert", "sent"), ("a", "hook", "alert", "queued")]


def test_editor_who_releases_rings_too(store: Store) -> None:
    file(store, rung("a", is_held_open=True))
    assert rows(store) == []
    store.release("a", now=NOON, ringer=lambda filed: [ring()])
    assert rows(store) == [("a", "hook", "alert", "queued")]


def test_orders_to_editors_leave_the_room_by_no_channel(store: Store) -> None:
    notice = item("n", "ADVISORY: copy to come", marks=Marks(actions=("advisory",)))
    file(store, placement(notice, rings=(ring("w", "desk", "hook"),)))
    assert rows(store) == [("n", "desk", "alert", "sent")]


def test_kill_tells_everybody_who_was_told_first_in_the_queue(store: Store) -> None:
    file(store, rung("a", ring("w", "desk", "hook", "mail")))
    file(store, rung("b", ring("w", "hook")))
    (gone,) = go(store, "hook")
    assert gone.item == "a"
    settle(store, gone)
    file(store, kill("k", "a", rings=(ring("w", "hook"),)))
    assert rows(store) == [
        ("a", "desk", "alert", "sent"), ("a", "hook", "alert", "acknowledged"), ("a", "mail", "alert", "dead"),
        ("b", "hook", "alert", "queued"), ("a", "desk", "killed", "sent"), ("a", "hook", "killed", "queued"),
    ]  # fmt: skip
    assert store.find_deliveries(channel="mail")[0].problem == "killed before it left"
    (first,) = go(store, "hook")
    assert (first.kind, first.item, first.by, first.subscriber) == ("killed", "a", "k", "w")
    told = [event.data["about"] for event in store.events_after(0, view="desk") if event.kind == "rung"]
    assert told == ["alert", "killed"]


def test_kill_is_told_to_whoever_may_have_it_though_nobody_acknowledged(store: Store) -> None:
    file(store, rung("a"))
    (gone,) = go(store)
    settle(store, gone, "failed", next_at=NOON + minutes(5), problem="no answer")
    file(store, kill("k", "a"))
    assert rows(store) == [("a", "hook", "alert", "dead"), ("a", "hook", "killed", "queued")]


def test_copy_that_is_killed_when_it_comes_rings_nobody(store: Store) -> None:
    file(store, kill("k", "a"))
    file(store, rung("a"))
    assert rows(store) == []


def test_withdrawal_tells_as_a_kill_does(store: Store) -> None:
    file(store, rung("a"))
    go(store)
    file(store, kill("k", "a", kind="withdraws"))
    assert rows(store)[-1] == ("a", "hook", "killed", "queued")


def test_correction_rings_where_it_was_asked_for(store: Store) -> None:
    file(store, rung("a", ring("w"), ring("quiet", "other", with_corrections=False)))
    for gone in go(store, "hook", "other"):
        settle(store, gone)
    change = Change(kind="corrects", target="a", reason="says so")
    file(store, placement(item("b", "CORRECTED: Headline of a"), changes=(change,)))
    assert rows(store)[2:] == [("a", "hook", "corrected", "queued")]
    assert store.find_deliveries()[0].by == "b"


# the outbox's turns


def test_turn_takes_the_next_of_each_lane_in_order(store: Store) -> None:
    for name in ("a", "b", "c"):
        file(store, rung(name, ring("w", "hook", "mail")))
    assert store.waiting_channels() == ["hook", "mail"]
    first = go(store, "hook", "mail")
    assert [(row.channel, row.item, row.state, row.attempts) for row in first] == [
        ("hook", "a", "sent", 1), ("mail", "a", "sent", 1),
    ]  # fmt: skip
    assert [row.item for row in go(store, "mail", limit=10)] == ["b", "c"]
    assert store.waiting_channels() == ["hook"]
    assert store.find_delivery(first[0].key).sent_at == NOON


def test_what_failed_holds_up_its_lane_until_its_time_comes(store: Store) -> None:
    file(store, rung("a"))
    file(store, rung("b"))
    (gone,) = go(store)
    again_at = NOON + minutes(1)
    turn = store.turn([Outcome(key=gone.key, state="failed", next_at=again_at, problem="503")], {"hook": 5}, now=NOON)
    assert (turn.deliveries, turn.next_at) == ((), again_at)
    assert store.find_delivery(gone.key).problem == "503"
    later = store.turn([], {"hook": 5}, now=again_at)
    assert [(row.item, row.attempts) for row in later.deliveries] == [("a", 2), ("b", 1)]


def test_kill_goes_past_what_failed(store: Store) -> None:
    file(store, rung("a"))
    settle(store, *go(store))
    file(store, rung("b"))
    settle(store, *go(store), state="failed", next_at=NOON + minutes(9))
    file(store, kill("k", "a"))
    assert [(row.item, row.kind) for row in go(store, limit=5)] == [("a", "killed")]


def test_what_is_due_later_holds_up_nobody(store: Store) -> None:
    file(store, rung("a", ring(at=NOON + minutes(60))))
    file(store, rung("b"))
    assert [row.item for row in go(store, limit=5)] == ["b"]
    turn = store.turn([], {"hook": 5}, now=NOON)
    assert (turn.deliveries, turn.next_at) == ((), NOON + minutes(60))
    assert [row.item for row in go(store, at=NOON + minutes(60))] == ["a"]


def test_acknowledged_says_when_and_dead_stays_until_it_is_replayed(store: Store) -> None:
    file(store, rung("a", ring("w", "hook", "mail")))
    hook, mail = go(store, "hook", "mail")
    settle(store, hook, at=NOON + minutes(1))
    settle(store, mail, "dead", problem="no such user")
    assert store.find_delivery(hook.key).acknowledged_at == NOON + minutes(1)
    assert rows(store, state="dead") == [("a", "mail", "alert", "dead")]
    assert go(store, "hook", "mail") == []
    assert store.replay(mail.key, now=NOON).key == mail.key
    (again,) = go(store, "mail")
    assert (again.key, again.attempts, again.problem) == (mail.key, 1, None)
    with pytest.raises(NotFound):
        store.replay(mail.key, now=NOON)
    settle(store, again, "dead")
    assert store.replay_dead("hook", now=NOON) == 0
    assert store.replay_dead(now=NOON) == 1
    assert dict(store.count_deliveries()) == {"acknowledged": 1, "queued": 1}


def test_what_was_on_its_way_at_the_end_goes_again_under_its_key(store: Store) -> None:
    file(store, rung("a", ring("w", "desk", "hook")))
    (gone,) = go(store)
    assert store.reopen_sent() == 1
    (again,) = go(store)
    assert (again.key, again.attempts) == (gone.key, 2)
    assert rows(store, channel="desk") == [("a", "desk", "alert", "sent")]


def test_outcome_of_what_is_settled_already_changes_nothing(store: Store) -> None:
    file(store, rung("a"))
    (gone,) = go(store)
    settle(store, gone)
    settle(store, gone, "failed", next_at=NOON)
    assert store.find_delivery(gone.key).state == "acknowledged"


def test_test_of_a_channel_is_a_row_as_others_are(store: Store) -> None:
    (made,) = store.add_delivery(ring("test-1"), kind="test", item="", seq=0, now=NOON)
    assert (made.kind, made.state) == ("test", "queued")
    assert [row.key for row in go(store)] == [made.key]


# the ledger's answers


def test_recipients_are_told_in_order_with_their_times(store: Store) -> None:
    file(store, rung("a", ring("w", "hook"), ring("v", "mail")))
    file(store, rung("b"))
    for gone in go(store, "hook", "mail"):
        settle(store, gone, at=NOON + minutes(2))
    found = store.recipients("a")
    assert [(row.name, row.channel, row.sent_at, row.acknowledged_at) for row in found] == [
        ("Name of w", "hook", NOON, NOON + minutes(2)), ("Name of v", "mail", NOON, NOON + minutes(2)),
    ]  # fmt: skip
    assert store.recipients("nobody") == []


def test_ledger_is_read_newest_first_page_by_page(store: Store) -> None:
    for name in "abcde":
        file(store, rung(name))
    page = store.find_deliveries(limit=2)
    assert [row.item for row in page] == ["e", "d"]
    assert [row.item for row in store.find_deliveries(limit=9, before=page[-1].n)] == ["c", "b", "a"]
    assert store.find_deliveries(subscriber="nobody") == []


def test_desk_acknowledges_what_was_seen(store: Store) -> None:
    file(store, rung("a", ring("w", "desk")))
    (row,) = store.find_deliveries()
    store.acknowledge(row.key, now=NOON + minutes(3))
    store.acknowledge(row.key, now=NOON + minutes(9))
    found = store.find_delivery(row.key)
    assert (found.state, found.acknowledged_at) == ("acknowledged", NOON + minutes(3))
    with pytest.raises(NotFound):
        store.acknowledge("nothing", now=NOON)


# channels that fail


def test_few_that_fail_go_at_a_time_and_those_due_longest_first(store: Store) -> None:
    file(store, rung("a", ring("w", "bad1", "bad2", "bad3", "good")), now=NOON)
    wanted = {"bad1": 1, "bad2": 1, "bad3": 1, "good": 1}
    failing = frozenset(("bad1", "bad2", "bad3"))
    for delivery, wait in zip(go(store, *failing), (3, 2, 1), strict=True):
        settle(store, delivery, "failed", next_at=NOON + minutes(wait))
    in_line = [row.channel for row in sorted(store.find_deliveries(state="failed"), key=lambda row: row.next_at)]

    turn = store.turn([], wanted, now=NOON, failing=Failing(channels=failing, n_at_most=2))
    assert [one.channel for one in turn.deliveries] == ["good"]
    assert turn.failing_at == NOON + minutes(1)
    held = store.turn([], wanted, now=NOON + minutes(5), failing=Failing(channels=failing, n_at_most=0))
    assert (held.deliveries, held.failing_at) == ((), NOON + minutes(5))
    first = store.turn([], wanted, now=NOON + minutes(5), failing=Failing(channels=failing, n_at_most=2))
    assert [one.channel for one in first.deliveries] == in_line[:2]
    assert first.next_at is None


def test_kill_is_not_held_back_and_goes_before_other_channels(store: Store) -> None:
    file(store, rung("a", ring("w", "zoo")), now=NOON)
    (had,) = go(store, "zoo")
    settle(store, had)
    file(store, rung("b", ring("w", "ant", "bee")), now=NOON)
    file(store, kill("k", "a"), now=NOON)
    wanted = dict.fromkeys(("ant", "bee", "zoo"), 1)
    failing = Failing(channels=frozenset(("zoo", "bee")), n_at_most=0)
    turn = store.turn([], wanted, now=NOON, failing=failing)
    assert [(one.channel, one.kind) for one in turn.deliveries] == [("zoo", "killed"), ("ant", "alert")]
    settle(store, turn.deliveries[0], "failed", next_at=NOON)
    assert store.turn([], wanted, now=NOON, failing=failing).deliveries == ()
