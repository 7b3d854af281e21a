"""Looking again and again: the one loop of all transports that ask."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from wireroom.transports._api import Arrival, Door, Office
from wireroom.transports._waiting import Pace, Schedule


async def poll(
    look: Callable[[], AsyncGenerator[Arrival, None]],
    next_s: Callable[[int], float],
    sleep: Callable[[float], Awaitable[None]],
    *,
    closed_s: Callable[[], float] | None = None,
) -> AsyncGenerator[Arrival, None]:
    """Yield what each look finds, for ever.

    Shape: `next_s` gets how much a look has found, and gives the seconds until the next; `closed_s` those until the hours of
    the source begin.
    """
    while True:
        if closed_s is not None and (wait := closed_s()) > 0:
            await sleep(wait)
        n_found = 0
        # a generator that is left in the middle must close its connection now, and not when it is collected
        async with aclosing(look()) as found:
            async for arrival in found:
                n_found += 1
                yield arrival
        await sleep(next_s(n_found))


def make_pace(door: Door, office: Office, *, least_s: float, most_s: float) -> Pace:
    """Make the pace of a source by its settings."""
    return Pace(
        door.interval_s,
        least_s=least_s,
        most_s=most_s,
        chance=office.chance,
        schedule=Schedule(door.schedule, door.zone) if door.schedule else None,
        clock=office.clock,
    )
