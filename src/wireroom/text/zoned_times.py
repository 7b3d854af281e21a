"""Times that may lack a zone, placed by the zone a source's settings name."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wireroom.text.times import read_time


def read_zoned(words: str | None, zone: str | None = None) -> tuple[datetime | None, bool]:
    """Read a time; one without zone is taken as of the IANA zone named, else UTC. Gives (UTC, zone was assumed)."""
    found, is_assumed = read_time(words)
    if found is None or not is_assumed or zone is None or (place := find_zone(zone)) is None:
        return found, is_assumed
    try:
        return found.replace(tzinfo=place).astimezone(UTC), True
    except OverflowError:
        return None, False


@cache
def find_zone(name: str) -> ZoneInfo | None:
    """Give a zone by its IANA name; None when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
