"""The picture of a story: one time axis, one lane an agency, marks as shapes. Plain numbers for an SVG."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from wireroom.model import Filed
from wireroom.text.spans import filed_time
from wireroom.web import paper

WIDTH: Final = 960
_LEFT: Final = 8
_LANE: Final = 44
_STEPS_MIN: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """One item on its lane."""

    id: str
    x: float
    shape: str
    text: str


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One agency."""

    agency: str
    y: int
    x1: float
    x2: float
    stops: tuple[Stop, ...]


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A time on the axis."""

    x: float
    iso: str
    text: str
    anchor: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """All of it; no width when there is nothing to draw."""

    width: int = 0
    height: int = 0
    lanes: tuple[Lane, ...] = ()
    ticks: tuple[Tick, ...] = ()


def make_chart(lanes: Mapping[str, Sequence[Filed]]) -> Chart:
    """Lay a story out; without two different times there is no axis."""
    times = {filed.item.id: _at(filed) for items in lanes.values() for filed in items}
    if not times:
        return Chart()
    start, end = min(times.values()), max(times.values())
    if end - start < timedelta(minutes=1):
        return Chart()
    span_s = (end - start).total_seconds()

    def place(at: datetime) -> float:
        return round(_LEFT + (at - start).total_seconds() / span_s * (WIDTH - 2 * _LEFT), 1)

    with_day = start.date() != end.date()
    drawn = []
    for row, (agency, items) in enumerate(lanes.items()):
        stops = tuple(_stop(filed, place(times[filed.item.id]), with_day=with_day) for filed in items)
        xs = [stop.x for stop in stops]
        drawn.append(Lane(agency=agency, y=row * _LANE + 34, x1=min(xs), x2=max(xs), stops=stops))
    return Chart(width=WIDTH, height=len(drawn) * _LANE + 34, lanes=tuple(drawn), ticks=_ticks(start, end, place))


def _at(filed: Filed) -> datetime:
    return paper.moment_of(filed.item) or filed_time(filed.item, filed.received_at)


def _stop(filed: Filed, x: float, *, with_day: bool) -> Stop:
    badge = paper.KILLED if filed.is_gone else paper.badge_of(filed.item.marks)
    words = f"{_clock(_at(filed), with_day=with_day)} UTC {badge.text + ': ' if badge else ''}{paper.title_of(filed)}"
    return Stop(id=filed.item.id, x=x, shape=badge.shape if badge else "plain", text=words)


def _clock(at: datetime, *, with_day: bool) -> str:
    """Write a time of the axis: of a story that goes over midnight with its day, where the day is not seen otherwise."""
    return f"{at.day} {at:%b} {at:%H:%M}" if with_day else f"{at:%H:%M}"


def _ticks(start: datetime, end: datetime, place: Callable[[datetime], float]) -> tuple[Tick, ...]:
    span_min = (end - start).total_seconds() / 60
    step = next((step for step in _STEPS_MIN if span_min / step <= 8), _STEPS_MIN[-1])
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + timedelta(minutes=step * -(-((start - midnight).total_seconds() // 60) // step))
    ticks: list[Tick] = []
    at, told = first, start.date()
    while at <= end:
        x = place(at)
        if 0 <= x <= WIDTH:
            anchor = "start" if x < 30 else "end" if x > WIDTH - 30 else "middle"
            text = f"{at.day} {at:%b}" if step >= 1440 else _clock(at, with_day=at.date() != told)
            told = at.date()
            ticks.append(Tick(x=x, iso=at.strftime("%Y-%m-%dT%H:%M:%SZ"), text=text, anchor=anchor))
        at += timedelta(minutes=step)
    return tuple(ticks)
