"""Twenty writers at once: readers that keep the last seq they saw get every event once, in order, and no seq is left out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import database
from contract.wire import NOON, dispatch, file, kill, minutes, placement
from wireroom.store import Placed, Store, open_store

WRITERS = 20
EACH = 8


class Reader:
    """Follows the wire and keeps the last seq, as a browser does."""

    def __init__(self, store: Store, batch: int) -> None:
        self._store = store
        self._batch = batch
        self.seen: list[int] = []

    def follow(self, is_over: Callable[[], bool]) -> None:
        while True:
            is_last = is_over()
            found = self._store.events_after(self.seen[-1] if self.seen else 0, limit=self._batch)
            self.seen += [event.seq for event in found]
            if is_last and not found:
                return


def write(store: Store, writer: int) -> None:
    for n in range(EACH):
        name = f"w{writer}-{n}"
        now = NOON + minutes(n)
        if n % 4 == 3:
            file(store, kill(name, f"w{writer}-{n - 1}", chain=f"c{writer}", story=f"s{writer}"), now=now)
        elif n % 4 == 1:
            held_until = now if n % 8 == 1 else None
            file(store, placement(name, chain=f"c{writer}", story=f"s{writer}", held_until=held_until), now=now)
            store.release_due(now)
        else:
            pair = (
                placement(name, chain=f"c{writer}", story=f"s{writer}"),
                placement(f"{name}b", chain="all", story="s"),
            )
            file(store, *pair, now=now)


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_no_reader_skips_an_event_beside_twenty_writers(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = database.server().make_schema() if kind == "postgres" else tmp_path_factory.mktemp("room") / "room.db"
    stores = [open_store(place) for _ in range(4)]
    readers = [Reader(stores[n % 4], batch) for n, batch in enumerate((1, 3, 500, 500))]
    is_over = Signal()
    with ThreadPoolExecutor(WRITERS + len(readers)) as pool:
        reading = [pool.submit(reader.follow, is_over.is_set) for reader in readers]
        writing = [pool.submit(write, stores[n % 4], n) for n in range(WRITERS)]
        try:
            for each in writing:
                each.result(60)
        finally:
            is_over.set()
        for each in reading:
            each.result(60)
    last = stores[0].last_seq()
    assert last > WRITERS * EACH
    for reader in readers:
        assert reader.seen == list(range(1, last + 1))
    assert stores[0].find_damage() == []
    for store in stores:
        store.close()


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    sizes=st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4), min_size=2, max_size=6), batch=st.integers(1, 9)
)
def test_any_mix_of_writers_gives_one_order(sizes: list[list[int]], batch: int) -> None:
    """Each writer has its own number of commits, each of its own size; the reader has its own batch."""
    store = open_store(database.server().make_schema())
    reader = Reader(store, batch)
    is_over = Signal()

    def write_all(writer: int) -> list[tuple[int, ...]]:
        given = []
        for n, size in enumerate(sizes[writer]):
            sent = dispatch(f"{writer}-{n}")
            store.keep([sent])
            made = tuple(placement(f"i{writer}-{n}-{k}", chain=f"c{writer}") for k in range(size))
            given.append(store.apply([Placed(dispatch=sent.id, placements=made)], now=NOON)[0].seqs)
        return given

    with ThreadPoolExecutor(len(sizes) + 1) as pool:
        following = pool.submit(reader.follow, is_over.is_set)
        try:
            given = [seqs for found in pool.map(write_all, range(len(sizes))) for seqs in found]
        finally:
            is_over.set()
        following.result(60)
    total = sum(map(sum, sizes))
    assert sorted(seq for seqs in given for seq in seqs) == list(range(1, total + 1))
    assert all(seqs == tuple(range(seqs[0], seqs[-1] + 1)) for seqs in given), "what one commit wrote stands together"
    assert reader.seen == list(range(1, total + 1))
    store.close()
