"""When an item is of, by its own word: a moment, or a day when that is all it says."""

from datetime import UTC, datetime, timedelta

from wireroom.model import Item


def span(item: Item, received_at: datetime) -> tuple[float, float]:
    """Give the item's own time as (start, end) in seconds; a day without a time spans the day."""
    for at in (item.versioncreated, item.sent_at, item.contentcreated):
        if at is not None:
            return at.timestamp(), at.timestamp()
    if item.issued_on:
        try:
            day = datetime.fromisoformat(item.issued_on).replace(tzinfo=UTC)
        except ValueError:
            return received_at.timestamp(), received_at.timestamp()
        return day.timestamp(), (day + timedelta(days=1)).timestamp()
    return received_at.timestamp(), received_at.timestamp()
