"""The desk rings watches in the transaction of the item, through every change of them, and after a start."""

import threading
import time

import pytest

from ingest.room import NOON, Room
from wireroom.errors import QueryError
from wireroom.ingest import Desk
from wireroom.model import Dispatch, OutChannel, Watch
from wireroom.store import Store


def watch(id: str, query: str, **more: object) -> Watch:
    return Watch(id=id, name=id, query=query, **more)


def put(room: Room, made: Watch) -> None:
    room.store.write_watch(made)
    room.desk.put_watch(made)


def rung(store: Store) -> list[tuple[str, str, str]]:
    """Give (watch, item's headline, channel) in order."""
    found = []
    for row in reversed(store.find_deliveries(limit=1000)):
        filed = store.find_item(row.item, view="desk", now=NOON)
        found.append((row.subscriber, filed.item.title, row.channel))
    return found


def test_item_rings_the_watches_it_meets_and_no_others() -> None:
    room = Room()
    put(room, watch("bridge", "bridge AND harbour"))
    put(room, watch("ferry", "ferry"))
    put(room, watch("off", "bridge", is_off=True))
    room.send("1", "Harbour bridge closed")
    room.send("2", "Council meets")
    assert rung(room.store) == [("bridge", "Harbour bridge closed", "desk")]


def test_changed_and_removed_watches_ring_as_they_are_now() -> None:
    room = Room()
    put(room, watch("w", "bridge"))
    put(room, watch("w", "ferry"))
    room.send("1", "Harbour bridge closed")
    room.send("2", "Ferry aground off Kilnsey")
    room.desk.remove_watch("w")
    room.send("3", "Ferry afloat again, captain says")
    assert [headline for _, headline, _ in rung(room.store)] == ["Ferry aground off Kilnsey"]


def test_search_that_cannot_be_understood_leaves_the_old_one() -> None:
    room = Room()
    put(room, watch("w", "bridge"))
    with pytest.raises(QueryError):
        room.desk.put_watch(watch("w", "(bridge"))
    room.send("1", "Harbour bridge closed")
    assert len(rung(room.store)) == 1


def test_watches_are_there_after_a_start() -> None:
    room = Room()
    room.store.write_channel(OutChannel(name="hook", kind="webhook"))
    room.store.write_watch(watch("w", "bridge", channels=("hook", "gone")))
    again = Desk(room.store, clock=room.clock)
    again.take([room.copy("1", "Harbour bridge closed")])
    assert rung(room.store) == [("w", "Harbour bridge closed", "hook")]


def test_first_of_a_story_rings_once_for_its_versions() -> None:
    room = Room()
    put(room, watch("once", "ferry", is_first_only=True))
    room.send("1", "FLASH: Ferry aground off Kilnsey", slugline="Ferry-Kilnsey")
    room.send("2", "URGENT: Ferry aground off Kilnsey, 12 hurt", slugline="Ferry-Kilnsey", minute=2)
    assert room.store.find_deliveries()[0].n == 1


def test_versions_without_new_facts_ring_nobody_who_asked_for_facts() -> None:
    room = Room()
    put(room, watch("facts", "ferry", is_facts_only=True))
    body = "A ferry ran aground off Kilnsey on Sunday, police said. It carried cars and lorries across the bay."
    room.send("1", "1st LD: Ferry aground off Kilnsey", slugline="Ferry-Kilnsey", body=body)
    room.send("2", "2nd LD: Ferry aground off Kilnsey", slugline="Ferry-Kilnsey", minute=5, body=body + " It was new.")
    hurt = body + " Hospitals said 14 people were hurt."
    room.send("3", "3rd LD: Ferry aground off Kilnsey", slugline="Ferry-Kilnsey", minute=9, body=hurt)
    chains = {room.store.find_item(row.item, now=NOON).chain for row in room.store.find_deliveries()}
    assert len(chains) == 1
    assert [headline for _, headline, _ in rung(room.store)] == ["Ferry aground off Kilnsey"] * 2
    positions = [room.store.find_item(row.item, now=NOON).position for row in reversed(room.store.find_deliveries())]
    assert positions == [1, 3]


def test_held_copy_rings_outside_when_its_time_comes_also_for_watches_made_meanwhile() -> None:
    room = Room()
    room.store.write_channel(OutChannel(name="hook", kind="webhook"))
    room.desk.set_channels(room.store.find_channels())
    put(room, watch("before", "budget", channels=("desk", "hook")))
    room.send("1", "Budget of the harbour", embargoed="2026-03-01T12:30:00Z")
    put(room, watch("meanwhile", "budget", channels=("hook",)))
    assert [(name, channel) for name, _, channel in rung(room.store)] == [("before", "desk")]
    room.clock.now = NOON.replace(minute=31)
    room.desk.release_due()
    assert [(name, channel) for name, _, channel in rung(room.store)] == [
        ("before", "desk"), ("before", "hook"), ("meanwhile", "hook"),
    ]  # fmt: skip


def test_watches_change_while_copy_flows_and_no_item_is_missed() -> None:
    """Whoever was told "saved" before an item was handed in is rung by it; whoever was told "removed" is not."""
    room = Room()
    for n in range(2000):
        room.desk.put_watch(watch(f"other{n}", f"word{n} AND more"))
    spans: dict[str, list[float]] = {}
    handed: dict[int, tuple[float, float]] = {}
    n_items = 150

    def file() -> None:
        for n in range(n_items):
            began = time.monotonic()
            room.desk.take(
                [
                    Dispatch.of(
                        room.copy(f"u{n}", f"Harbour bridge number {n} closed").data, source="s", received_at=NOON
                    )
                ]
            )
            handed[n] = (began, time.monotonic())

    filing = threading.Thread(target=file)
    filing.start()
    turn = 0
    while filing.is_alive():
        name = f"w{turn}"
        room.desk.put_watch(watch(name, "bridge AND harbour"))
        saved = time.monotonic()
        filed_by_then = len(handed) + 5
        while filing.is_alive() and len(handed) < filed_by_then:
            time.sleep(0.001)
        removing = time.monotonic()
        room.desk.remove_watch(name)
        spans[name] = [saved, removing, time.monotonic()]
        turn += 1
    filing.join()
    told: dict[str, set[str]] = {}
    for row in room.store.find_deliveries(limit=100_000):
        told.setdefault(row.subscriber, set()).add(room.store.find_item(row.item, now=NOON).item.title)
    n_must = 0
    for name, (saved, removing, removed) in spans.items():
        for n, (began, ended) in handed.items():
            headline = f"Harbour bridge number {n} closed"
            if began > saved and ended < removing:
                n_must += 1
                assert headline in told.get(name, set()), f"{name} stood while item {n} was filed and was not rung"
            if began > removed:
                assert headline not in told.get(name, set())
    assert n_must >= 4
    assert len(handed) == n_items


def test_changing_a_watch_costs_less_than_a_millisecond() -> None:
    room = Room()
    for n in range(20_000):
        room.desk.put_watch(watch(f"w{n}", f"word{n % 5000} AND more{n % 7}"))
    began = time.process_time()
    for n in range(300):
        room.desk.put_watch(watch(f"w{n}", f"changed{n} AND (harbour OR ferry) NOT sport"))
    for n in range(300):
        room.desk.remove_watch(f"w{n}")
    assert (time.process_time() - began) / 600 < 0.001
