"""`wireroom demo`: a room into which the invented wire day is played, live."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import msgspec
from cyclopts import Parameter, validators

from wireroom.cli._screen import write_line
from wireroom.config import load_config
from wireroom.demo import DAY_MINUTES, FLASH_MINUTE, STYLES, DemoDispatch, load_day
from wireroom.model import Dispatch
from wireroom.room import Room, read_clock

#: the play begins so long before the big story breaks; what was filed until then is there at once
BEFORE_FLASH_MINUTES: Final = 5.0


def demo(
    *,
    speed: Annotated[float, Parameter(validator=validators.Number(gt=0))] = 30.0,
    at: Annotated[float, Parameter(validator=validators.Number(gte=0, lte=DAY_MINUTES))] = (
        FLASH_MINUTE - BEFORE_FLASH_MINUTES
    ),
    host: str | None = None,
    port: str | None = None,
    data: Path | None = None,
) -> int:
    """Open a room and play the invented wire day into it, live; every agency, name and place in it is made up.

    Parameters
    ----------
    speed
        How many times as fast as the clock.
    at
        Minute of the day at which the play begins; what was filed before is there at once. The big story breaks at 120.
    host
        Address to listen on.
    port
        Port to listen on; 0 = any free one.
    data
        Folder for the room; without it a new one that is removed at the end.
    """
    from wireroom.cli._server import run_room

    with ExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wireroom-demo-")))
        flags = {"host": host, "port": port, "data": str(folder), "styles": str(STYLES), "log_level": "warning"}
        # settings may come from a file of the house; its sources have no place in an invented day
        config = msgspec.structs.replace(load_config(flags=flags), source={})
        play = Play(speed=speed, at=at, monotonic=time.monotonic, clock=read_clock)
        return run_room(config, beside=play.run, clock=play.now)


class Play:
    """The wire day and its clock, which runs faster than ours until the day is over and then is ours.

    Beginning so that the day ends now by our clock, nothing of it lies in the future; embargoes end by the day's clock.
    """

    def __init__(
        self, *, speed: float, at: float, monotonic: Callable[[], float], clock: Callable[[], datetime]
    ) -> None:
        self._speed = speed
        self._monotonic = monotonic
        self._clock = clock
        self._began = monotonic()
        rest = timedelta(minutes=DAY_MINUTES - at)
        self._day_began = clock() + rest / speed - timedelta(minutes=DAY_MINUTES)
        self._opened = self._day_began + timedelta(minutes=at)

    def now(self) -> datetime:
        """Give the time of the day that is played."""
        played = self._opened + timedelta(seconds=(self._monotonic() - self._began) * self._speed)
        return min(played, self._clock())

    async def run(self, room: Room) -> None:
        """Play the day: what is past at once, the rest when its time comes."""
        day = load_day(self._day_began)
        past = [dispatch for dispatch in day if dispatch.at <= self._opened]
        await asyncio.gather(*(self._take(room, dispatch) for dispatch in past))
        write_line(
            f"{len(past)} dispatches of the morning are in; {len(day) - len(past)} more come live, {self._speed:g} times"
            " as fast as the clock. Stop with Ctrl-C."
        )
        for dispatch in day[len(past) :]:
            wait = (dispatch.at - self.now()).total_seconds() / self._speed
            if wait > 0:
                await asyncio.sleep(wait)
            await self._take(room, dispatch)
        write_line("The day is over; the room stays open.")

    async def _take(self, room: Room, dispatch: DemoDispatch) -> None:
        arrived = Dispatch.of(
            dispatch.data, source=dispatch.source, received_at=dispatch.at, filename=dispatch.filename
        )
        await asyncio.wrap_future(room.intake.submit(arrived))
