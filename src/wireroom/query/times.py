"""Times as people write them in a search. Pure: what counts back from now stays so until the search is asked.

2026-03-01 · 2026-03 · 2026 · 2026-03-01T21:04Z      in UTC where no zone is written
2026/03/01 · 20260301 · 1.3.2026                      a day, too
today · yesterday · now · 2h · 30min · 3d · 1w        so long ago
11:30 · 11.30 · 9am · 11:30pm · noon · midnight       the last time that it was so late, UTC
now-1d · now/d · now-1d/d                             Elasticsearch
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from wireroom.query.tree import When

_AGO: Final = re.compile(r"(?:now)?-?(\d{1,5})(m|min|h|d|w)")
#: the beginning of a day
_ROUNDED: Final = re.compile(r"now(?:-(\d{1,4})d)?/d")
_UNITS: Final = {"m": 1, "min": 1, "h": 60, "d": 1440, "w": 10080}
#: a month, which Elasticsearch writes with a capital, is no fixed time
_MONTHS: Final = re.compile(r"\dM(?:/\w)?$")
_DAYS: Final = {"today": 0, "yesterday": 1}
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(am|pm|z|utc)?")
_NAMED: Final = {"noon": 720, "midnight": 0}
#: a day in other orders that cannot be taken for one another
_OTHER_DAY: Final = re.compile(
    r"(?P<y>\d{4})/(?P<m>\d\d?)/(?P<d>\d\d?)|(?P<y2>\d{4})(?P<m2>\d\d)(?P<d2>\d\d)|(?P<d3>\d\d?)\.(?P<m3>\d\d?)\.(?P<y3>\d{4})"
)
_PART: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def read_times(text: str) -> tuple[When, When] | None:
    """Give the beginning of what the words name, and the moment it is over: a moment when it begins. None = it is no time."""
    words = text.lower()
    if words in _DAYS:
        return _day(_DAYS[words])
    if rounded := _ROUNDED.fullmatch(words):
        return _day(int(rounded[1] or 0))
    if words == "now":
        moment = When("after", ago=timedelta(0))
        return moment, moment
    if not _MONTHS.search(text) and (ago := _AGO.fullmatch(words)):
        moment = When("after", ago=timedelta(minutes=int(ago[1]) * _UNITS[ago[2]]))
        return moment, moment
    if (clock := _clock(words)) is not None:
        moment = When("after", clock=clock)
        return moment, moment
    try:
        if day := _OTHER_DAY.fullmatch(text):
            year, month, date = (day[name] or day[name + "2"] or day[name + "3"] for name in "ymd")
            return _part(int(year), month, date)
        if part := _PART.fullmatch(text):
            return _part(int(part[1]), part[2], part[3])
        at = datetime.fromisoformat(text)
        moment = When("after", at=at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):  # the latter: the first hours of the year 1, east of Greenwich
        return None
    return moment, moment


def _clock(words: str) -> int | None:
    """Give the minutes of the day that a time of the clock names; a bare number is none."""
    if words in _NAMED:
        return _NAMED[words]
    found = _CLOCK.fullmatch(words)
    if found is None or not (found[2] or found[3] in ("am", "pm")):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "pm")
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _day(ago: int) -> tuple[When, When]:
    return When("after", day=ago), When("after", day=ago - 1)


def _part(year: int, month: str | None, day: str | None) -> tuple[When, When]:
    """Give the beginning and the end of a year, a month or a day."""
    start = datetime(year, int(month or 1), int(day or 1), tzinfo=UTC)
    if day is not None:
        end = start + timedelta(days=1)
    elif month is not None:
        end = datetime(year + (start.month == 12), start.month % 12 + 1, 1, tzinfo=UTC)
    else:
        end = datetime(year + 1, 1, 1, tzinfo=UTC)
    return When("after", at=start), When("after", at=end)
