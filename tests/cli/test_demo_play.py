"""The clock of the demo: the day is played faster than the clock, and never ahead of it."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from wireroom.cli.demo import Play
from wireroom.demo import DAY_MINUTES
from wireroom.room import find_holder

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


def test_the_demo_shows_the_wire_and_stops_in_the_middle_of_the_day(tmp_path: Path) -> None:
    flags = ["--speed", "60", "--port", "0", "--data", str(tmp_path / "room")]
    with (tmp_path / "out").open("wb") as out:
        playing = subprocess.Popen([sys.executable, "-m", "wireroom", "demo", *flags], stdout=out, stderr=out)
    try:
        ends_at = time.monotonic() + 60
        while b"dispatches of the morning are in" not in (tmp_path / "out").read_bytes():
            assert playing.poll() is None, (tmp_path / "out").read_text()
            assert time.monotonic() < ends_at
            time.sleep(0.05)
        holder = find_holder(tmp_path / "room")
        assert holder is not None
        assert "Off the wire" in httpx.get(f"{holder.url}/").text
        figures = httpx.get(f"{holder.url}/healthz").json()
        assert figures["n_items"] > 50
        playing.send_signal(signal.SIGTERM)
        assert playing.wait(20) == 0
    finally:
        if playing.poll() is None:
            playing.kill()
