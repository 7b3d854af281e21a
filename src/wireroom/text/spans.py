"""When an item is of, by its own word: a moment, or a day when that is all it says."""

from datetime import UTC, datetime, timedelta
from typing import Final

from wireroom.model import Item

_DAY_S: Final = 86_400.0


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
