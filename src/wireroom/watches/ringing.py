"""When a watch that was met rings, and how loud. Pure; the clock is an argument.

bells_of     3 strokes for urgent, 5 for a bulletin, 10 for a flash: by the copy's rank or the watch's urgency
due_at       now · the end of quiet hours · the next digest, whichever is last
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from wireroom.model import DESK_CHANNEL, Marks, OutChannel, Watch

_BY_RANK: Final = {"flash": 10, "bulletin": 5, "alert": 5, "urgent": 3}
_BY_URGENCY: Final = {1: 10, 2: 5, 3: 3}
#: a watch this pressing rings through quiet hours
RINGS_ALWAYS: Final = 1


def bells_of(watch: Watch, marks: Marks) -> int:
    """Give the strokes of the bell, 1 to 10."""
    return max(_BY_URGENCY.get(watch.urgency, 1), _BY_RANK.get(marks.rank or "", 1))


def due_at(watch: Watch, channel: OutChannel | None, now: datetime) -> datetime:
    """Say when a delivery of this watch may leave by this channel. The desk is always rung at once, and looked at later."""
    if channel is None or channel.name == DESK_CHANNEL:
        return now
    at = now
    if watch.quiet is not None and watch.urgency > RINGS_ALWAYS:
        at = _end_of_quiet(watch, at)
    if channel.digest_at:
        at = _next_of(channel, at)
    return at


def is_quiet(watch: Watch, now: datetime) -> bool:
    """Tell whether the watch must make no noise now."""
    return watch.quiet is not None and watch.urgency > RINGS_ALWAYS and _end_of_quiet(watch, now) > now


def _end_of_quiet(watch: Watch, now: datetime) -> datetime:
    quiet = watch.quiet
    if quiet is None:
        return now
    start, end = quiet.span
    zone = ZoneInfo(quiet.zone)
    clock = now.astimezone(zone).time()
    is_inside = start <= clock < end if start < end else (clock >= start or clock < end) and start != end
    return next(_times(now, zone, end, is_each=True)) if is_inside else now


def _next_of(channel: OutChannel, now: datetime) -> datetime:
    zone = ZoneInfo(channel.zone)
    return min(next(_times(now, zone, time.fromisoformat(clock))) for clock in channel.digest_at)


def _times(after: datetime, zone: ZoneInfo, clock: time, *, is_each: bool = False) -> Iterator[datetime]:
    """Give the moments after one at which clocks in the zone show this time, one a day.

    For `is_each` a time that comes twice, when clocks are set back, counts twice: quiet hours that end at it end again, and
    not a day later. One that is left out is when the clock goes on over it.
    """
    day = after.astimezone(zone).date()
    while True:
        first, again = (datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
        for at in _each(first, again, zone) if is_each else (first,):
            if at > after:
                yield at
        day += timedelta(days=1)


def _each(first: datetime, again: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    if again >= first:
        return (first, again) if again > first else (first,)
    at, offset = again, first.astimezone(zone).utcoffset()
    while at < first and at.astimezone(zone).utcoffset() != offset:
        at += timedelta(minutes=1)
    return (at,)
