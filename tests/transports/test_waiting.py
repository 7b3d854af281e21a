"""Pace, backing off, hours and rates: pure, with the clock as an argument."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.transports import Rate, Schedule, backoff_s
from wireroom.transports._seen import InOrder

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "at", "expected_h"),
    [
        ("06:00-22:00", timedelta(hours=12), 0),
        ("06:00-22:00", timedelta(hours=22), 8),
        ("06:00-22:00", timedelta(hours=5), 1),
        ("mon-fri 06:00-22:00", timedelta(days=4, hours=23), 55),
        ("sat 08:00-12:00, mon 10:00-11:00", timedelta(hours=11), 5 * 24 - 3),
        ("22:00-04:00", timedelta(hours=3), 0),
        ("22:00-04:00", timedelta(hours=5), 17),
        ("fri-mon 00:00-24:00", timedelta(hours=23), 0),
    ],
)
def test_hours_open_when_they_say(words: str, at: timedelta, expected_h: float) -> None:
    assert Schedule(words).wait_s(MONDAY + at) == expected_h * 3600


def test_hours_are_those_of_the_zone() -> None:
    """The night the clocks go forward in New York is an hour shorter."""
    night = datetime(2026, 3, 7, 23, 0, tzinfo=ZoneInfo("America/New_York"))
    assert Schedule("sun 06:00-07:00", "America/New_York").wait_s(night.astimezone(UTC)) == 6 * 3600


@pytest.mark.parametrize("words", ["", "now", "06:00", "someday 06:00-07:00", "25:00-26:00", "06:00-07:99"])
def test_hours_that_are_none_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"hours|days|time of day"):
        Schedule(words)


@given(st.integers(0, 3000), st.integers())
def test_backing_off_grows_and_is_bounded(n_failures: int, seed: int) -> None:
    assert 0.8 <= backoff_s(n_failures, random.Random(seed)) <= 720


def test_a_rate_lets_a_burst_through_and_spreads_the_rest() -> None:
    rate = Rate(60)
    waits = [rate.wait_s(100.0) for _ in range(30)]
    assert waits[:15] == [0.0] * 15
    assert waits[-1] == pytest.approx(15.0)


@given(st.permutations(range(8)))
def test_a_cursor_moves_only_behind_what_is_all_done(order: list[int]) -> None:
    given_in = InOrder()
    for n in range(8):
        given_in.give(str(n))
    finished: set[int] = set()
    for n in order:
        finished.add(n)
        safe = given_in.finish(str(n))
        if safe is not None:
            assert finished >= set(range(int(safe) + 1))
    assert safe == "7"
