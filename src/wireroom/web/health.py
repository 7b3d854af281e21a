"""Sources and health as the page shows them: gathered from store, room and disk into small frozen views."""

import math
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Final

import msgspec

from wireroom.config import SourceConfig
from wireroom.room import Silence, SourceState, judge_silence, kind_of, moved_place, quiet_windows, shown_place
from wireroom.store import SourceHour, SourceTrouble, Store
from wireroom.transports import scheme_of
from wireroom.web import paper
from wireroom.web._api import WebRoom
from wireroom.web.story_pages import after

_HOURS: Final = 24
_GROWTH_DAYS: Final = 7
#: the picture of one source: pixels
_BAR: Final = 7
_HEIGHT: Final = 28


class HourBar(msgspec.Struct, frozen=True, kw_only=True):
    """One hour in a source's picture."""

    x: int
    y: float
    height: float


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One source as the page shows it."""

    name: str
    kind: str
    place: str
    #: where a feed has moved to for good; None = it has not
    moved_to: str | None = None
    is_off: bool
    #: None = it answers, or nobody asks it
    problem: str | None
    #: quiet for longer than is usual, in words
    quiet: str | None
    last_at: paper.When | None
    n_items: int
    bars: list[HourBar]
    #: the picture in words
    rate_words: str
    #: the median from the agency's time to ours
    lag: str | None
    n_spiked: int
    n_faulty: int
    #: it can be looked at from here
    is_tested: bool
    #: it was added by command or in the page, and can be removed there
    is_added: bool


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How the room is doing."""

    size: str
    disk_free: str
    disk_share: int
    #: None = they are being counted
    n_items: int | None
    n_spiked: int
    n_alarms: int
    deliveries: dict[str, int]
    #: day and items, oldest first
    growth: list[tuple[str, int]]
    #: when the disk is full if the store grows as in the last days; None = not within ten years
    full_in: str | None


def gather_health(room: WebRoom) -> Health:
    """Look at store and disk."""
    now, figures = room.clock(), room.store.figures()
    folder = next((at for at in (room.config.data, *room.config.data.absolute().parents) if at.is_dir()), None)
    disk = shutil.disk_usage(folder or "/")
    since = _days_ago(now, _GROWTH_DAYS - 1)
    counts = {(since + timedelta(days=n)).date(): 0 for n in range(_GROWTH_DAYS)}
    for hour in room.store.source_hours(since):
        counts[hour.hour.date()] = counts.get(hour.hour.date(), 0) + hour.n_items
    whole = list(counts.values())[:-1]
    a_day = sum(whole) / len(whole) * figures.size_bytes / (figures.n_items or math.inf)
    days = disk.free / a_day if a_day else None
    return Health(
        size=in_bytes(figures.size_bytes),
        disk_free=in_bytes(disk.free),
        disk_share=round(100 * disk.free / disk.total),
        n_items=figures.n_items,
        n_spiked=figures.n_spiked,
        n_alarms=len(room.store.alarms(100, is_open=True)),
        deliveries={state: n for state, n in room.store.count_deliveries().items() if n},
        growth=[(f"{day.day} {day:%b}", n) for day, n in counts.items()],
        full_in=f"{days:,.0f} days" if days is not None and days < 3650 else None,
    )


def gather_sources(room: WebRoom) -> list[SourceRow]:
    """Give every source that is set, and every other name under which copy came in."""
    now = room.clock()
    settings, store = room.find_sources(), room.store
    states = {state.name: state for state in room.source_states()}
    since = now - timedelta(hours=_HOURS)
    hours = store.source_hours(_days_ago(now, _GROWTH_DAYS - 1))
    day = store.arrival_times(since, now + timedelta(seconds=1))
    lags: dict[str, list[float]] = {}
    for one in day:
        lags.setdefault(one.source, []).append((one.received_at - one.at).total_seconds())
    troubles = {one.source: one for one in store.source_troubles(since)}
    silences = _silences(store, hours, now)
    names = sorted({*settings, *(hour.source for hour in hours), *troubles})
    return [
        _row(
            name, settings.get(name), states.get(name), [hour for hour in hours if hour.source == name],
            troubles.get(name), silences.get(name), lags.get(name, []), is_added=name not in room.config.source, now=now,
            moved_to=moved_place(name, settings[name], store) if name in settings else None,
        )
        for name in names
    ]  # fmt: skip


def _silences(store: Store, hours: Sequence[SourceHour], now: datetime) -> Mapping[str, Silence]:
    arrivals: dict[str, list[datetime]] = {}
    for start, end in quiet_windows(now):
        for one in store.arrival_times(start, end):
            arrivals.setdefault(one.source, []).append(one.received_at)
    for source in {hour.source for hour in hours}:
        last_at = max(hour.last_at for hour in hours if hour.source == source)
        if last_at not in arrivals.setdefault(source, []):
            arrivals[source].append(last_at)
    found = {source: judge_silence(times, now) for source, times in arrivals.items()}
    return {source: silence for source, silence in found.items() if silence is not None}


def _row(
    name: str, setting: SourceConfig | None, state: SourceState | None, hours: Sequence[SourceHour],
    trouble: SourceTrouble | None, silence: Silence | None, lags: Sequence[float], *, is_added: bool, now: datetime,
    moved_to: str | None,
) -> SourceRow:  # fmt: skip
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=_HOURS - 1)
    counts = [0] * _HOURS
    for hour in hours:
        at = int((hour.hour - first).total_seconds() // 3600)
        if 0 <= at < _HOURS:
            counts[at] += hour.n_items
    last_at = max((hour.last_at for hour in hours), default=state.last_taken_at if state else None)
    return SourceRow(
        name=name,
        kind=kind_of(setting) if setting else "by hand",
        place=shown_place(setting) if setting else "",
        moved_to=moved_to,
        is_off=setting is not None and setting.is_off,
        problem=state.problem if state else None,
        quiet=quiet_words(silence) if silence else None,
        last_at=paper.when(last_at, now, "stamp") if last_at else None,
        n_items=sum(counts),
        bars=_bars(counts),
        rate_words=_rate_words(counts, first),
        lag=after(median(lags)) if lags else None,
        n_spiked=trouble.n_spiked if trouble else 0,
        n_faulty=trouble.n_faulty if trouble else 0,
        is_tested=setting is not None and _can_be_looked_at(setting),
        is_added=setting is not None and is_added,
    )


def _can_be_looked_at(setting: SourceConfig) -> bool:
    """Tell whether there is something to go and look at: a port of ours is the running room's."""
    return setting.folder is not None or (setting.url is not None and not scheme_of(setting.url).endswith("-listen"))


def quiet_words(silence: Silence) -> str | None:
    """Say that a source is quiet for longer than is usual; None = it is not.

    >>> quiet_words(Silence(quiet_s=840, usual_s=40, longest_s=300, is_unusual=True))
    'Quiet for 14 min; usual at this hour is 40 s, and on nine of ten days no more than 5 min.'
    """
    if not silence.is_unusual or silence.longest_s is None:
        return None
    usual = f"usual at this hour is {after(silence.usual_s)}, and " if silence.usual_s is not None else ""
    return f"Quiet for {after(silence.quiet_s)}; {usual}on nine of ten days no more than {after(silence.longest_s)}."


def _bars(counts: Sequence[int]) -> list[HourBar]:
    most = max(counts, default=0)
    if not most:
        return []
    heights = [max(1.5, _HEIGHT * n / most) if n else 0.0 for n in counts]
    return [
        HourBar(x=at * _BAR, y=round(_HEIGHT - height, 1), height=round(height, 1)) for at, height in enumerate(heights)
    ]


def _rate_words(counts: Sequence[int], first: datetime) -> str:
    """Say the picture in words: the busiest hour, the last one, and the hours without anything."""
    if not any(counts):
        return "nothing in the last 24 hours"
    most = max(counts)
    peak = (first + timedelta(hours=counts.index(most))).astimezone(UTC)
    empty = counts.count(0)
    return f"most {most} at {peak:%H}:00 UTC, this hour {counts[-1]}, {empty} of 24 hours without any"


def _days_ago(now: datetime, days: int) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)


def in_bytes(n: float) -> str:
    """Write a size.

    >>> in_bytes(900), in_bytes(5_400_000)
    ('900 bytes', '5.1 MiB')
    """
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if n < 1024:
            return f"{n:.0f} {unit}" if unit == "bytes" else f"{n:.1f} {unit}"
        n /= 1024
    return f"{n:.1f} TiB"
