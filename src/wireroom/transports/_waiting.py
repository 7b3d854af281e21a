"""When to ask again: one home for pace, backing off, chance, hours of the day and rates. Pure: the clock is an argument."""

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

MAX_BACKOFF_S: Final = 600.0
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
#: rooms that were started together must not ask together
_JITTER: Final = 0.05


def backoff_s(n_failures: int, chance: random.Random) -> float:
    """Give the seconds to wait after the n-th failure in a row: 1, 2, 4 … 600, each a fifth more or less."""
    return min(2.0 ** min(max(n_failures, 1) - 1, 20), MAX_BACKOFF_S) * chance.uniform(0.8, 1.2)


class _Window(msgspec.Struct, frozen=True):
    """Hours of some days of the week."""

    days: frozenset[int]
    begin: time
    end: time


class Schedule:
    """Hours in which a source is asked: "mon-fri 06:00-22:00, sat 08:00-12:00", by the clock of a zone."""

    def __init__(self, words: str, zone: str | None = None) -> None:
        """Read the words.

        Raises:
            ValueError: they cannot be understood.
        """
        self._zone = ZoneInfo(zone) if zone else UTC
        self._windows = tuple(_read_window(part) for part in words.split(",") if part.strip())
        if not self._windows:
            raise ValueError("no hours are given")

    def wait_s(self, now: datetime) -> float:
        """Give the seconds until it is open; 0 = it is.

        Units: `now` is aware. A window whose end is not after its begin goes on into the next morning.
        """
        local = now.astimezone(self._zone)
        # absolute time, so that an hour that is missing or comes twice does no harm
        return min(_wait_s(window, local, now) for window in self._windows)


def _wait_s(window: _Window, local: datetime, now: datetime) -> float:
    waits = []
    for ahead in range(-1, 8):
        day = (local + timedelta(days=ahead)).date()
        if day.weekday() not in window.days:
            continue
        begin = datetime.combine(day, window.begin, tzinfo=local.tzinfo)
        last_day = day if window.end > window.begin else day + timedelta(days=1)
        end = datetime.combine(last_day, window.end, tzinfo=local.tzinfo)
        if begin.astimezone(UTC) <= now.astimezone(UTC) < end.astimezone(UTC):
            return 0.0
        wait = (begin.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
        if wait > 0:
            waits.append(wait)
    return min(waits)


def _read_window(words: str) -> _Window:
    days_words, _, hours = words.strip().lower().rpartition(" ")
    found = _HOURS.fullmatch(hours)
    if not found:
        raise ValueError(f"{words.strip()!r} is no hours; write e.g. mon-fri 06:00-22:00")
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    if max(begin_hour, end_hour) > 24 or max(begin_minute, end_minute) > 59:
        raise ValueError(f"{hours!r} is no time of day")
    return _Window(_read_days(days_words.strip()), time(begin_hour % 24, begin_minute), time(end_hour % 24, end_minute))


def _read_days(words: str) -> frozenset[int]:
    if words in ("", "daily"):
        return frozenset(range(7))
    first, _, last = words.partition("-")
    last = last or first
    if first not in _DAYS or last not in _DAYS:
        raise ValueError(f"{words!r} are no days; write e.g. mon-fri, sat or daily")
    begin, end = _DAYS.index(first), _DAYS.index(last)
    return frozenset(day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1))


class Pace:
    """How long to wait between two looks at a source.

    With an interval it is that; without one it adapts: half as long after something new, half as much again after nothing,
    between `least_s` and `most_s`.
    """

    def __init__(
        self,
        interval_s: float | None,
        *,
        least_s: float,
        most_s: float,
        chance: random.Random,
        schedule: Schedule | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._interval_s = interval_s
        self._least_s = least_s
        self._most_s = most_s
        self._chance = chance
        self._schedule = schedule
        self._clock = clock
        #: before chance is added
        self.wait_s = interval_s or least_s

    def next_s(self, *, is_new: bool, at_least_s: float = 0.0) -> float:
        """Give the seconds until the next look.

        Units: `at_least_s` is what the other side asks for; it is obeyed up to our own slowest pace, and an interval that
        was set is not changed by it.
        """
        if self._interval_s is None:
            self.wait_s = min(max(self.wait_s * (0.5 if is_new else 1.5), self._least_s), self._most_s)
            wait = max(self.wait_s, min(at_least_s, self._most_s))
        else:
            wait = self._interval_s
        wait *= self._chance.uniform(1 - _JITTER, 1 + _JITTER)
        if self._schedule is not None and self._clock is not None:
            wait += self._schedule.wait_s(self._clock() + timedelta(seconds=wait))
        return wait

    def closed_s(self) -> float:
        """Give the seconds until the hours of the source begin; 0 = now is in them."""
        return self._schedule.wait_s(self._clock()) if self._schedule is not None and self._clock is not None else 0.0


class Rate:
    """At most so many a minute, evenly after a burst of a quarter of a minute's worth."""

    def __init__(self, per_minute: int) -> None:
        self._each_s = 60.0 / per_minute
        self._burst_s = max(15.0 - self._each_s, 0.0)
        self._next_at = 0.0

    def wait_s(self, now_s: float) -> float:
        """Count one more, and give the seconds it has to wait. Units: `now_s` by a clock that only goes on."""
        self._next_at = max(self._next_at, now_s - self._burst_s) + self._each_s
        return max(self._next_at - self._each_s - now_s, 0.0)
