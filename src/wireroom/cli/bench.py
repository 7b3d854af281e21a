"""`wireroom bench`: what this machine can do with the invented wire day."""

import os
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import msgspec
from cyclopts import Parameter, validators
from rich.console import Console
from rich.table import Table

from wireroom.cli._progress import Progress
from wireroom.cli._screen import write_json
from wireroom.config import load_config
from wireroom.demo import STYLES, DemoDispatch, load_day
from wireroom.formats import RawCopy
from wireroom.model import Dispatch
from wireroom.reading import read_raw
from wireroom.room import Room, open_room, read_clock

_PAGE: Final = bytes(4096)
_SYNCS: Final = 200
#: dispatches handed in and not yet placed while the room is filled: enough to fill commits
_AT_ONCE: Final = 64
_ALONE: Final = 50


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was measured."""

    what: str
    unit: str
    value: float
    p50_ms: float | None = None
    p99_ms: float | None = None


def bench(
    *,
    seconds: Annotated[float, Parameter(validator=validators.Number(gt=0))] = 5.0,
    data: Path | None = None,
    json: bool = False,
) -> int:
    """Measure what this machine can do: its disk, reading, and a room filled with the invented wire day again and again.

    Parameters
    ----------
    seconds
        How long each part is measured.
    data
        Folder on the disk that the room is to live on; a folder of its own is made in it and removed.
    json
        One JSON object a line: {"what", "unit", "value", "p50_ms", "p99_ms"}.
    """
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="wireroom-bench-", dir=data) as folder:
        place = Path(folder)
        with Progress("measuring", total=4) as progress:
            for measure in (_disk, _reading, _filling, _alone):
                found.append(measure(place, seconds))
                progress.step()
    if json:
        for one in found:
            write_json(one)
        return 0
    table = Table("what", "", "p50 ms", "p99 ms")
    for one in found:
        figures = ["" if each is None else f"{each:.1f}" for each in (one.p50_ms, one.p99_ms)]
        table.add_row(one.what, f"{one.value:,.0f} {one.unit}", *figures)
    Console(highlight=False).print(table)
    return 0


def _measured(what: str, unit: str, n: int, took_s: float, times_s: list[float] | None = None) -> Measured:
    """Put a measurement together; times are told as the middle one and the slowest of a hundred."""
    value = n / took_s
    if not times_s:
        return Measured(what=what, unit=unit, value=value)
    ordered = sorted(times_s)
    slowest = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Measured(
        what=what, unit=unit, value=value, p50_ms=statistics.median(ordered) * 1000, p99_ms=slowest * 1000
    )  # fmt: skip


def _disk(folder: Path, _: float) -> Measured:
    times = []
    with (folder / "sync").open("wb") as file:
        for _each in range(_SYNCS):
            began = time.perf_counter()
            file.write(_PAGE)
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return _measured("a page written and synced to the disk", "a second", _SYNCS, sum(times), times)


def _day(n: int) -> tuple[DemoDispatch, ...]:
    """Give the invented day as if it had been `n` days ago: other dates, so other copy."""
    return load_day(read_clock() - timedelta(days=n))


def _reading(_: Path, seconds: float) -> Measured:
    day = _day(1)
    n_items, began = 0, time.process_time()
    while (took := time.process_time() - began) < seconds:
        for one in day:
            reading = read_raw(RawCopy(data=one.data, filename=one.filename))
            n_items += len(reading.items)
    return _measured("read, marks and all, nothing stored, one core", "items a second", n_items, took)


def _filling(folder: Path, seconds: float) -> Measured:
    room = _open(folder / "filled")
    try:
        room.start_intake()
        n_items, number, began = 0, 0, time.perf_counter()
        while (took := time.perf_counter() - began) < seconds:
            number += 1
            day = _day(number)
            for first in range(0, len(day), _AT_ONCE):
                handed = [room.intake.submit(_dispatch(room, one)) for one in day[first : first + _AT_ONCE]]
                n_items += sum(len(each.result().items) for each in handed)
    finally:
        room.close()
    return _measured("placed in a room, durably, with chains, stories and search", "items a second", n_items, took)


def _alone(folder: Path, _: float) -> Measured:
    room = _open(folder / "alone")
    times = []
    try:
        room.start_intake()
        for one in _day(1)[:_ALONE]:
            began = time.perf_counter()
            room.intake.submit(_dispatch(room, one)).result()
            times.append(time.perf_counter() - began)
    finally:
        room.close()
    return _measured("one dispatch alone, until it is placed durably", "a second", len(times), sum(times), times)


def _open(folder: Path) -> Room:
    flags = {"data": str(folder), "styles": str(STYLES)}
    return open_room(msgspec.structs.replace(load_config(flags=flags), source={}))


def _dispatch(room: Room, one: DemoDispatch) -> Dispatch:
    return Dispatch.of(one.data, source=one.source, received_at=room.clock(), filename=one.filename)
