"""A large room is not read through for each look at it, and nobody waits until it is."""

from collections.abc import Callable
from pathlib import Path
from threading import Event as Gate

import pytest

from wireroom.errors import StoreError
from wireroom.store import open_store
from wireroom.store.tables import _counts
from wireroom.store.tables._counts import MANY, STALE_S, Counts


class Counting:
    """A clock, a count that is one higher each time, and work that is done when it is told to be."""

    def __init__(self) -> None:
        self.n = 0
        self.now_s = 1000.0
        self.is_away = False
        self.begun: list[Callable[[], None]] = []
        self.counts = Counts(self.count, clock_s=lambda: self.now_s, begin=self.begun.append)

    def count(self) -> dict[str, int]:
        if self.is_away:
            raise StoreError("the disk is gone")
        self.n += 1
        return {"n_items": self.n}

    def do(self) -> None:
        """Do what was begun, and only once."""
        (work,) = self.begun
        self.begun.clear()
        work()


def test_a_small_room_is_counted_each_time() -> None:
    counting = Counting()
    found = [counting.counts.give(MANY - 1)["n_items"] for _ in range(3)]
    assert (found, counting.begun) == ([1, 2, 3], [])


def test_nobody_waits_for_the_first_count_of_a_large_room() -> None:
    counting = Counting()
    before = [counting.counts.give(MANY) for _ in range(3)]
    counting.do()
    assert (before, counting.counts.give(MANY)) == ([{}] * 3, {"n_items": 1})


def test_a_large_room_is_counted_once_a_minute_beside_those_who_ask() -> None:
    counting = Counting()
    counting.counts.give(MANY)
    counting.do()
    first = [counting.counts.give(MANY)["n_items"] for _ in range(3)]
    counting.now_s += STALE_S
    stale = [counting.counts.give(MANY)["n_items"] for _ in range(3)]
    counting.do()
    assert (first, stale, counting.counts.give(MANY)["n_items"]) == ([1] * 3, [1] * 3, 2)


def test_who_must_know_waits_for_the_count() -> None:
    assert Counting().counts.give(MANY, is_awaited=True) == {"n_items": 1}


def test_a_count_that_failed_is_begun_again() -> None:
    counting = Counting()
    counting.is_away = True
    counting.counts.give(MANY)
    counting.do()
    counting.is_away = False
    unknown = counting.counts.give(MANY)
    counting.do()
    assert (unknown, counting.counts.give(MANY)) == ({}, {"n_items": 1})


def test_a_store_is_counted_in_a_thread_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_counts, "MANY", 0)
    store = open_store(tmp_path / "room.db")
    first = store.figures()
    done = Gate()
    while (found := store.figures()).n_items is None:
        done.wait(0.01)
    assert (first.last_seq, first.n_items, found.n_items, found.n_stories) == (0, None, 0, 0)
    assert store.figures(is_counted=True).n_dispatches == 0
    store.close()
    with pytest.raises(StoreError):
        store.figures()
