"""Times as people write them in a search. Pure: what counts back from now stays so until the search is asked.

2026-03-01 · 2026-03 · 2026 · 2026-03-01T21:04Z      in UTC where no zone is written
today · yesterday · now · 2h · 30min · 3d · 1w        so long ago
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
    try:
        if part := _PART.fullmatch(text):
            return _part(int(part[1]), part[2], part[3])
        at = datetime.fromisoformat(text)
        moment = When("after", at=at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):  # the latter: the first hours of the year 1, east of Greenwich
        return None
    return moment, moment


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
