"""The times the wire writes, as aware UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final

_COMPACT: Final = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$",
    re.IGNORECASE,
)


#: what programs write that count from the first day of year 1 and were given no time: seen on web pages as "0001-01-01T00:00:00"
_NOT_SET: Final = ("0001-01-01", "00010101")


def read_time(words: str | None, *, assume: timezone | None = UTC) -> tuple[datetime | None, bool]:
    """Read ISO 8601 (extended, basic, as NITF and NewsML write it) or RFC 822; gives (UTC, zone was assumed).

    Gives (None, False) for what is no time, for a day without a time and, with `assume=None`, for a time without zone.
    """
    if not words or not (words := words.strip()) or words.startswith(_NOT_SET):
        return None, False
    if _is_iso(words):  # as nearly all wires write it: the fast way
        try:
            read = datetime.fromisoformat(words)
            if read.tzinfo is not None:
                return (read if read.tzinfo is UTC else read.astimezone(UTC)), False
            return _placed(read, None, assume)
        except (ValueError, OverflowError):  # no such day, or no such form of one: the slow way tells
            pass
    found = _COMPACT.match(words)
    if found:
        year, month, day, hour, minute, second, fraction, zone = found.groups()
        if hour is None:
            return None, False
        try:
            naive = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
        except ValueError:
            return None, False
        if fraction:
            naive += timedelta(microseconds=int(fraction[:6].ljust(6, "0")))
        return _placed(naive, zone, assume)
    return _read_rfc822(words, assume)


def read_day(words: str | None) -> str | None:
    """Read the day of an ISO time or date: "2016-08-27"."""
    found = _COMPACT.match((words or "").strip())
    if not found:
        return None
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC).date().isoformat()
    except ValueError:
        return None


def _is_iso(words: str) -> bool:
    """Tell a whole time, written as "2013-10-20T08:27+01:00" or "20131020T082751Z"."""
    if len(words) < 16:
        return False
    if words[10] in "T " and words[4] == "-":
        return True
    # Python reads "T08275Z" and "T08,7" too, which no wire means: seconds and zone are asked for
    return len(words) < 22 and words[8] == "T" and words[15] in "Z+-" and (words[:8] + words[9:15]).isdigit()


def _placed(naive: datetime, zone: str | None, assume: timezone | None) -> tuple[datetime | None, bool]:
    if zone is None:
        if assume is None:
            return None, False
        return naive.replace(tzinfo=assume).astimezone(UTC), True
    try:
        if zone.upper() in ("Z", "UTC", "GMT"):
            return naive.replace(tzinfo=UTC), False
        digits = zone[1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0))
        placed = naive.replace(tzinfo=timezone(-offset if zone[0] == "-" else offset))
        return placed.astimezone(UTC), False
    except (ValueError, OverflowError):
        return None, False


def _read_rfc822(words: str, assume: timezone | None) -> tuple[datetime | None, bool]:
    try:
        read = parsedate_to_datetime(words)
        if read.tzinfo is None:
            return _placed(read, None, assume)
        return read.astimezone(UTC), False
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, False
