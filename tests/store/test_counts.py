"""A large room is not read through for each look at it."""

from wireroom.store.tables._counts import MANY, STALE_S, Counts


class Counting:
    """A clock, and a count that is one higher each time."""

    def __init__(self, first: int) -> None:
        self.n = first
        self.now_s = 1000.0

    def __call__(self) -> dict[str, int]:
        self.n += 1
        return {"n_items": self.n}


def test_a_small_room_is_counted_each_time() -> None:
    count = Counting(0)
    counts = Counts(lambda: count.now_s)
    assert [counts.give(count)["n_items"] for _ in range(3)] == [1, 2, 3]


def test_a_large_room_is_counted_once_a_minute() -> None:
    count = Counting(MANY)
    counts = Counts(lambda: count.now_s)
    first = [counts.give(count)["n_items"] for _ in range(3)]
    count.now_s += STALE_S
    assert (first, counts.give(count)["n_items"]) == ([MANY + 1] * 3, MANY + 2)
