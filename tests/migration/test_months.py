"""PostgreSQL keeps the bytes of dispatches by month: made ahead, taken over from older rooms, gone when nothing is left in one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

import database
from contract.wire import placement
from wireroom.model import Dispatch
from wireroom.moving import checksum_of
from wireroom.store import Placed, Store, open_store
from wireroom.store.postgres._sql import migrations
from wireroom.store.tables import _rows as rows

JANUARY = datetime(2026, 1, 10, tzinfo=UTC)
#: what programs before the parts ran
OLD_KEEP = "INSERT INTO dispatch_bytes (dispatch, data) SELECT n, %s FROM dispatches WHERE id = %s"
OLD_READ = "SELECT d.id, b.data FROM dispatches d JOIN dispatch_bytes b ON b.dispatch = d.n ORDER BY d.n"


@pytest.fixture
def url() -> str:
    return database.server().make_schema()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


def asked(url: str, statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as db:
        found = db.execute(statement.encode(), values)
        return found.fetchall() if found.description else []


def parts(url: str) -> list[str]:
    named = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'dispatch_bytes'::regclass ORDER BY 1"
    return [str(name).rpartition(".")[2] for (name,) in asked(url, named)]


def part_of(url: str, dispatch: str) -> str:
    found = asked(
        url, "SELECT b.tableoid::regclass::text FROM dispatch_bytes b JOIN dispatches d ON d.n = b.dispatch WHERE d.id = %s", dispatch
    )  # fmt: skip
    return str(found[0][0]).rpartition(".")[2]


def take(store: Store, name: str, at: datetime) -> str:
    arrived = Dispatch.of(f"copy of {name}".encode(), source="test", received_at=at)
    store.keep([arrived])
    store.apply([Placed(dispatch=arrived.id, format="ninjs", placements=(placement(name, chain=name),))], now=at)
    return arrived.id


def test_this_month_and_the_next_are_there_from_the_start(url: str, store: Store) -> None:
    now = datetime.now(UTC)
    later = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert [part for part in parts(url) if part[-1].isdigit()] == [f"dispatch_bytes_{at:%Y%m}" for at in (now, later)]
    for at in (now, later):
        assert part_of(url, take(store, f"of {at:%m}", at)) == f"dispatch_bytes_{at:%Y%m}"
    assert part_of(url, take(store, "of an import", JANUARY)) == "dispatch_bytes_rest"


def test_the_turn_of_the_year(url: str, store: Store) -> None:
    asked(url, "SELECT add_months(202612)")
    assert {"dispatch_bytes_202612", "dispatch_bytes_202701"} <= set(parts(url))


def test_what_is_in_the_rest_stays_there(url: str, store: Store) -> None:
    first = take(store, "first", JANUARY)
    asked(url, "SELECT add_months(202601)")
    assert "dispatch_bytes_202601" not in parts(url)
    assert part_of(url, first) == part_of(url, take(store, "second", JANUARY)) == "dispatch_bytes_rest"


def test_many_processes_make_a_month_at_once(url: str, store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: asked(url, "SELECT add_months(203001)"), range(16)))
    assert {"dispatch_bytes_203001", "dispatch_bytes_203002"} <= set(parts(url))


def test_an_older_room_is_taken_over_as_it_is(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        for step in migrations()[:4]:
            db.execute(step.encode())
        db.execute("INSERT INTO room (version, oldest) VALUES (4, 1)")
        keep = "INSERT INTO dispatches (id, source, received_at, n_bytes, state) VALUES ('old', 'x', 1, 3, 'spiked')"
        db.execute(keep.encode())
        db.execute(OLD_KEEP.encode(), (rows.pack(b"old"), "old"))
    store = open_store(url)
    try:
        assert part_of(url, "old") == "dispatch_bytes_before"
        found = store.find_dispatch("old")
        assert found is not None
        assert found.data == b"old"
        assert part_of(url, take(store, "new", datetime.now(UTC))) == f"dispatch_bytes_{datetime.now(UTC):%Y%m}"
    finally:
        store.close()


def test_an_older_program_goes_on(url: str, store: Store) -> None:
    new = take(store, "new", datetime.now(UTC))
    keep = "INSERT INTO dispatches (id, source, received_at, n_bytes, state) VALUES ('old', 'x', 1, 3, 'spiked')"
    asked(url, keep)
    asked(url, OLD_KEEP, rows.pack(b"old"), "old")
    assert [name for name, _ in asked(url, OLD_READ)] == [new, "old"]
    assert part_of(url, "old") == f"dispatch_bytes_{datetime.now(UTC):%Y%m}"
    found = store.find_dispatch("old")
    assert found is not None
    assert found.data == b"old"


def test_a_month_goes_when_nothing_is_left_in_it(url: str, store: Store) -> None:
    asked(url, "SELECT add_months(202601)")
    days = [JANUARY + timedelta(days=n) for n in range(3)]
    january = [take(store, f"of day {at.day}", at) for at in days]
    february = take(store, "of February", JANUARY + timedelta(days=30))
    store.retire([], january[1:], now=datetime.now(UTC))
    assert "dispatch_bytes_202601" in parts(url)
    store.retire([], january[:1], now=datetime.now(UTC))
    assert "dispatch_bytes_202601" not in parts(url)
    assert part_of(url, february) == "dispatch_bytes_202602"
    found = store.find_dispatch(january[0])
    assert found is not None
    assert found.data == b""
    aged = store.find_aged_dispatches(after=0, before=datetime.now(UTC), limit=10)
    assert [one.is_empty for one in aged] == [True, True, True, False]
    assert store.find_receipt(january[0]) is not None
    assert store.find_damage() == []


def test_a_room_with_months_gone_is_the_same_room(url: str, store: Store) -> None:
    """Emptied row by row in one store, gone as a month in the other: what moves house is the same."""
    other = open_store(":memory:")
    asked(url, "SELECT add_months(202601)")
    for room in (store, other):
        ids = [take(room, f"of day {n}", JANUARY + timedelta(days=n)) for n in range(3)]
        room.retire([], ids, now=datetime.now(UTC))
    assert "dispatch_bytes_202601" not in parts(url)
    assert checksum_of(store, tell=lambda *_: None) == checksum_of(other, tell=lambda *_: None)
    other.close()


def test_this_month_stays(url: str, store: Store) -> None:
    now = datetime.now(UTC)
    store.retire([], [take(store, "a", now)], now=now)
    assert f"dispatch_bytes_{now:%Y%m}" in parts(url)
