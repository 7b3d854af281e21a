"""What every store tells of its sources: by the hour, by the arrival, and what was wrong."""

from datetime import timedelta

from newsroom import NOON, item, placed
from wireroom.model import Dispatch, Fault
from wireroom.store import Placed, Store


def test_sources_are_told_by_hour_and_by_arrival(store: Store) -> None:
    for n, (source, minute) in enumerate([("coast", 0), ("coast", 20), ("harbour", 30), ("coast", 70)]):
        now = NOON + timedelta(minutes=minute)
        made = item(f"i{n}", f"Item {n}", "Words.", versioncreated=now - timedelta(seconds=90))
        arrived = Dispatch.of(f"{n}".encode(), source=source, received_at=now)
        store.keep([arrived])
        store.apply([Placed(dispatch=arrived.id, format="ninjs", placements=(placed(made),))], now=now)
    hours = store.source_hours(NOON)
    assert [(one.source, one.hour, one.n_items) for one in hours] == [
        ("coast", NOON, 2), ("harbour", NOON, 1), ("coast", NOON + timedelta(hours=1), 1)
    ]  # fmt: skip
    assert hours[0].last_at == NOON + timedelta(minutes=20)
    times = store.arrival_times(NOON, NOON + timedelta(minutes=30))
    assert [one.source for one in times] == ["coast", "coast"]
    assert times[0].received_at - times[0].at == timedelta(seconds=90)
    assert len(store.arrival_times(NOON, NOON + timedelta(hours=3), limit=3)) == 3
    assert store.source_hours(NOON + timedelta(hours=2)) == []


def test_what_was_wrong_is_counted_by_source(store: Store) -> None:
    fault = Fault(code="no-headline", text="it has no headline")
    for n in range(3):
        arrived = Dispatch.of(f"{n}".encode(), source="coast", received_at=NOON + timedelta(minutes=n))
        store.keep([arrived])
        if n == 0:
            outcome = Placed(dispatch=arrived.id, reason="nothing can read it")
        else:
            made = placed(item(f"i{n}", "Item", "Words."))
            outcome = Placed(dispatch=arrived.id, format="ninjs", placements=(made,), faults=(fault,) if n == 1 else ())
        store.apply([outcome], now=NOON + timedelta(minutes=n))
    found = store.source_troubles(NOON)
    assert [(one.source, one.n_dispatches, one.n_spiked, one.n_faulty) for one in found] == [("coast", 3, 1, 1)]
    assert store.source_troubles(NOON + timedelta(hours=1)) == []
