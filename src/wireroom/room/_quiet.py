"""Is a source quiet for longer than is usual at this hour? Told from its own past. Pure.

    the two hours around this time, on each of the last fourteen days -> the longest silence of each day
    -> quiet for longer than on nine of ten of those days = not usual

A source that is often silent at this hour is never called quiet at it; one that came a few days ago is not judged yet.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec

#: how many days are looked back
DAYS: Final = 14
#: on either side of this time of day
AROUND: Final = timedelta(hours=1)
#: fewer days than this say nothing about what is usual
_LEAST_DAYS: Final = 3
_SHARE: Final = 0.9
#: a shorter silence is never worth a word; seconds
_LEAST_S: Final = 60.0


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """How long a source has been quiet, and what is usual at this hour."""

    quiet_s: float
    #: median time between two arrivals at this hour; None = too few came to tell
    usual_s: float | None = None
    #: on nine of ten days the longest silence at this hour was no longer than this
    longest_s: float | None = None
    is_unusual: bool = False


def quiet_windows(now: datetime) -> list[tuple[datetime, datetime]]:
    """Give the same time of day on each of the days looked back, newest first."""
    return [(now - timedelta(days=n) - AROUND, now - timedelta(days=n) + AROUND) for n in range(1, DAYS + 1)]


def judge_silence(arrivals: Sequence[datetime], now: datetime) -> Silence | None:
    """Judge how long a source has been quiet.

    Shape: `arrivals` hold at least the newest one and all within `quiet_windows(now)`, in any order.
    Returns: None when it never brought anything.
    """
    times = sorted(at for at in arrivals if at <= now)
    if not times:
        return None
    quiet_s = (now - times[-1]).total_seconds()
    longest: list[float] = []
    between: list[float] = []
    for start, end in quiet_windows(now):
        if end < times[0]:
            break  # it was not there yet
        inside = [at for at in times if start <= at <= end]
        between += [(later - earlier).total_seconds() for earlier, later in pairwise(inside)]
        edges = [max(start, times[0]), *inside, end]
        longest.append(max((later - earlier).total_seconds() for earlier, later in pairwise(edges)))
    if len(longest) < _LEAST_DAYS:
        return Silence(quiet_s=quiet_s, usual_s=median(between) if between else None)
    limit_s = sorted(longest)[math.ceil(_SHARE * len(longest)) - 1]
    is_judged = limit_s < 2 * AROUND.total_seconds()
    return Silence(
        quiet_s=quiet_s,
        usual_s=median(between) if between else None,
        longest_s=limit_s if is_judged else None,
        is_unusual=is_judged and quiet_s > max(limit_s, _LEAST_S),
    )
