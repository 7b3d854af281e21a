"""When an item is of, by its own word: a moment, or a day when that is all it says; and when it counts as filed."""

from datetime import UTC, datetime, timedelta
from typing import Final

from wireroom.model import Item

_DAY_S: Final = 86_400.0
#: so long a day lasts after it has begun by UTC: until it is over on the western coast of America
_LASTS: Final = timedelta(hours=24 + 8)


def span(item: Item, received_at: datetime) -> tuple[float, float]:
    """Give the item's own time as (start, end) in seconds; a day without a time spans the day.

    Midnight to the second is taken for a day: feeds that know the date only send it so (Reuters' archive for a quarter
    of its items), and copy filed in that very second loses little by it.
    """
    for at in (item.versioncreated, item.sent_at, item.contentcreated):
        if at is not None:
            start = at.timestamp()
            return start, start + (_DAY_S if start % _DAY_S == 0 else 0.0)
    if item.issued_on:
        try:
            day = datetime.fromisoformat(item.issued_on).replace(tzinfo=UTC)
        except ValueError:
            return received_at.timestamp(), received_at.timestamp()
        return day.timestamp(), (day + timedelta(days=1)).timestamp()
    return received_at.timestamp(), received_at.timestamp()


def filed_time(item: Item, received_at: datetime) -> datetime:
    """Give when an item counts as filed: its own time, else ours, and never ahead of ours.

    Copy that bears no more than a day (a page of the web, its box of headlines) counts from when it came in as long as the
    day lasts. Of an earlier day it is of that day's noon, which is the same day in nearly every zone: copy of 2016 that
    comes in today is no news of today.
    """
    told = item.versioncreated or item.sent_at or item.contentcreated or item.firstcreated
    if told is None and item.issued_on and not is_of_today(item.issued_on, received_at):
        told = datetime.fromisoformat(item.issued_on).replace(hour=12, tzinfo=UTC)
    return received_at if told is None else min(told, received_at)


def is_of_today(issued_on: str, received_at: datetime) -> bool:
    """Tell whether a day without a time was not over yet when its copy came in; what is no day is taken for one that is not.

    >>> is_of_today("2026-03-04", datetime(2026, 3, 5, 7, tzinfo=UTC))
    True
    >>> is_of_today("2026-03-04", datetime(2026, 3, 5, 9, tzinfo=UTC))
    False
    """
    try:
        begin = datetime.fromisoformat(issued_on).replace(tzinfo=UTC)
    except ValueError:
        return True
    return received_at < begin + _LASTS
