"""The clock of the demo: the day is played faster than the clock, and never ahead of it."""

from datetime import UTC, datetime, timedelta

import pytest

from wireroom.cli.demo import Play
from wireroom.demo import DAY_MINUTES

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("speed", "at"), [(30.0, 115.0), (600.0, 0.0), (1.0, 0.0), (0.5, 100.0)])
def test_the_day_ends_when_its_clock_meets_ours(speed: float, at: float) -> None:
    passed = 0.0

    def monotonic() -> float:
        return passed

    play = Play(speed=speed, at=at, monotonic=monotonic, clock=lambda: NOON + timedelta(seconds=passed))
    opened = play.now()
    length_s = (DAY_MINUTES - at) * 60 / speed
    before = opened
    for step in range(1, 21):
        passed = length_s * step / 20
        assert play.now() >= before
        assert play.now() <= NOON + timedelta(seconds=passed)
        before = play.now()
    if speed >= 1:
        assert abs(play.now() - (NOON + timedelta(seconds=passed))) < timedelta(seconds=1)
        assert abs(play.now() - opened - timedelta(minutes=DAY_MINUTES - at)) < timedelta(seconds=1)
    passed += 3600
    if speed >= 1:
        assert play.now() == NOON + timedelta(seconds=passed)
