"""Quiet for longer than is usual at this hour: told from invented weeks of arrivals."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wireroom.room import judge_silence, quiet_windows

NOW = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)


def every(step: timedelta, *, days: int, quiet: timedelta) -> list[datetime]:
    """Arrivals at an even pace for so many days, and then nothing for a while."""
    at, found = NOW - timedelta(days=days), []
    while at <= NOW - quiet:
        found.append(at)
        at += step
    return found


def test_a_busy_source_that_stops_is_noticed() -> None:
    found = judge_silence(every(timedelta(seconds=40), days=10, quiet=timedelta(minutes=14)), NOW)
    assert found is not None
    assert found.is_unusual
    assert found.usual_s == 40
    assert 840 <= found.quiet_s < 880


def test_a_slow_source_may_be_as_quiet() -> None:
    found = judge_silence(every(timedelta(minutes=25), days=10, quiet=timedelta(minutes=14)), NOW)
    assert found is not None
    assert not found.is_unusual


def test_a_night_is_not_measured_by_the_day() -> None:
    day = [at for at in every(timedelta(seconds=60), days=10, quiet=timedelta(0)) if 6 <= at.hour < 19]
    found = judge_silence(day, NOW)
    assert found is not None
    assert found.quiet_s > 7000
    assert not found.is_unusual


def test_one_bad_day_does_not_change_what_is_usual() -> None:
    cut = NOW - timedelta(days=3)
    found = judge_silence(
        [at for at in every(timedelta(seconds=60), days=13, quiet=timedelta(minutes=10)) if not cut - timedelta(hours=2) < at < cut + timedelta(hours=2)],
        NOW,
    )  # fmt: skip
    assert found is not None
    assert found.is_unusual


def test_a_source_that_died_days_ago_is_still_told_of() -> None:
    found = judge_silence(every(timedelta(seconds=60), days=14, quiet=timedelta(hours=20)), NOW)
    assert found is not None
    assert found.is_unusual


def test_a_new_source_is_not_judged() -> None:
    found = judge_silence(every(timedelta(seconds=40), days=2, quiet=timedelta(minutes=30)), NOW)
    assert found is not None
    assert not found.is_unusual
    assert judge_silence([], NOW) is None


@given(st.lists(st.integers(min_value=-20 * 86400, max_value=3600)))
def test_any_past_is_judged(seconds: list[int]) -> None:
    arrivals = [NOW + timedelta(seconds=each) for each in seconds]
    found = judge_silence(arrivals, NOW)
    if found is not None:
        assert found.quiet_s >= 0
        assert not found.is_unusual or found.longest_s is not None
        assert found == judge_silence(arrivals[::-1], NOW)


def test_the_windows_are_this_hour_of_earlier_days() -> None:
    found = quiet_windows(NOW)
    assert len(found) == 14
    assert found[0] == (datetime(2026, 3, 19, 20, 0, tzinfo=UTC), datetime(2026, 3, 19, 22, 0, tzinfo=UTC))
