"""The invented wire day is all there, in its formats, and always the same."""

from collections import Counter
from datetime import UTC, datetime

from wireroom.demo import DAY_MINUTES, load_day

START = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)


def test_day_has_five_agencies_and_at_least_150_dispatches() -> None:
    day = load_day(START)
    assert len(day) >= 150
    assert Counter(dispatch.source for dispatch in day).keys() == {"norr", "coast", "meri", "atlas", "sound"}


def test_day_is_in_order_and_within_its_length() -> None:
    times = [dispatch.at for dispatch in load_day(START)]
    assert times == sorted(times)
    assert times[0] >= START
    assert (times[-1] - START).total_seconds() <= DAY_MINUTES * 60


def test_day_is_the_same_each_time() -> None:
    assert [dispatch.data for dispatch in load_day(START)] == [dispatch.data for dispatch in load_day(START)]
