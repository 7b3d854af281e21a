"""The dates of feeds as they are met in the wild -> aware UTC.

ISO 8601 in whole and in part, RFC 822 with what people make of it (full names of months, zones by name, hours over 23 in the
wrong place, the year first), asctime, Unix's `date`, MS SQL, and the local habits of Korean, Greek and Hungarian feeds.
Forms as described in the documentation of feedparser 6 and seen in its and the W3C validator's test feeds.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from wireroom.text.zoned_times import read_zoned

#: hours east of Greenwich, as RFC 822 and mail programs use them
_ZONES: Final = {
    "gmt": 0.0, "utc": 0.0, "ut": 0.0, "z": 0.0, "wet": 0.0, "bst": 1.0, "west": 1.0, "cet": 1.0, "mez": 1.0, "cest": 2.0,
    "mesz": 2.0, "eet": 2.0, "eest": 3.0, "msk": 3.0, "ast": -4.0, "adt": -3.0, "est": -5.0, "edt": -4.0, "cst": -6.0,
    "cdt": -5.0, "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0, "akst": -9.0, "akdt": -8.0, "hst": -10.0,
    "hkt": 8.0, "sgt": 8.0, "awst": 8.0, "jst": 9.0, "kst": 9.0, "aest": 10.0, "aedt": 11.0, "nzst": 12.0, "nzdt": 13.0,
    "et": -5.0, "ct": -6.0, "mt": -7.0, "pt": -8.0,
    "a": -1.0, "n": 1.0, "m": -12.0, "y": 12.0,
}  # fmt: skip
#: by their first letters, without accents: Germanic, Romance and Nordic languages, Hungarian, Greek, Russian
_MONTHS: Final = {
    1: "jan ene gen janv ιαν янв", 2: "feb fev febr φεβ фев", 3: "mar maer mrz maa mrt marz μαρ мар",
    4: "apr avr abr apr απρ апр",
    5: "may mai mag mei maj μαι μαϊ мая маи", 6: "jun juin giu ιουν июн", 7: "jul juil lug ιουλ июл", 8: "aug aou ago αυγ авг",
    9: "sep set szep σεπ сен", 10: "oct okt ott out οκτ окт", 11: "nov νοε ноя", 12: "dec dez des dic δεκ дек",
}  # fmt: skip
_BY_START: Final = {start: month for month, starts in _MONTHS.items() for start in starts.split()}

_CLOCK: Final = r"(?P<h>\d{1,2}):(?P<min>\d{1,2})(?::(?P<s>\d{1,2})(?:[.,]\d{1,9})?)?"
_ZONE: Final = r"(?:\s*\(?(?P<zone>[+-]\s?\d{1,2}:?\d{2}|[+-]\d{1,2}|[a-z]{1,5}(?![a-z])(?:[+-]\d{1,2}:?\d{0,2})?))?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # Thu, 01 Jan 2004 19:48:21 GMT · Thursday, 1 January 04 19:48 EST · 1-Jan-2004
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?P<mon>[^\W\d_]{{3,12}})\.?,?[\s-]+(?P<y>\d{{4}}|\d{{2}})(?!\d)(?:,?[\sT]+{_CLOCK}{_ZONE})?",
        # Sun Jan  4 16:29:06 PST 2004
        rf"(?P<mon>[^\W\d_]{{3,12}})\s+(?P<d>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?P<y>\d{{4}})",
        # January 5, 2004 10:20 EST · Jan 05 2004
        rf"(?P<mon>[^\W\d_]{{3,12}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?:,?\s+(?:at\s+)?{_CLOCK}(?P<half>\s*[ap]m)?{_ZONE})?",
        # 2004-07-08 23:56:58.0 · Fri, 2006/09/15 08:19:53 EDT · 2003-12-31T10:14:55Z · 2004-7-1 10:00 PST
        rf"(?<!\d)(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?:[T\s]+(?P<ko>오전|오후)?\s*{_CLOCK}{_ZONE})?",
        # 2004년 05월 28일  01:31:15
        rf"(?P<y>\d{{4}})\s?(?P<cjk>[년年])\s*(?P<m>\d{{1,2}})\s?[월月]\s*(?P<d>\d{{1,2}})\s?[일日](?:\s+(?P<ko>오전|오후)?\s*{_CLOCK}{_ZONE})?",
        # 2004-július-13T9:15-05:00
        rf"(?P<y>\d{{4}})[-\s.]+(?P<mon>[^\W\d_]{{3,12}})[-\s.]+(?P<d>\d{{1,2}})\.?(?:[T\s]+{_CLOCK}{_ZONE})?",
    )
)  # fmt: skip
#: RFC 822 as the standard has it, which nearly all feeds write
_USUAL: Final = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:GMT|UTC|UT|Z|([+-])(\d\d)(\d\d))"
)
_USUAL_MONTHS: Final = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11,
    "Dec": 12,
}  # fmt: skip
_PART: Final = re.compile(r"^(?P<y>\d{4})(?:-?(?P<m>\d{2}))?(?:-?(?P<d>\d{2}))?$")


@lru_cache(maxsize=1024)
def read_feed_date(words: str, zone: str | None = None) -> tuple[datetime | None, str | None, bool]:
    """Read a date; gives (UTC, None, zone assumed), or (None, day, False) for a day without time, or (None, None, False).

    `zone` is the IANA zone to take for times without one, else UTC.
    """
    words = words.strip()[:200]
    if (usual := _USUAL.fullmatch(words)) and (at := _of_usual(usual)):
        return at, None, False
    found, assumed = read_zoned(words, zone)
    if found is not None and not _names_zone(words):
        return found, None, assumed
    if part := _PART.match(words):
        on = _day(int(part["y"]), int(part["m"]), int(part["d"])) if part["d"] else None
        return None, on, False
    text = unicodedata.normalize("NFC", words)
    for form in _FORMS:
        if (match := form.search(text)) and (read := _of_match(match.groupdict(), zone)):
            return read
    return found, None, assumed


def _of_usual(found: re.Match[str]) -> datetime | None:
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        at = datetime(int(year), _USUAL_MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        if sign is None:
            return at
        east = timedelta(hours=int(hours), minutes=int(minutes))
        return at + east if sign == "-" else at - east
    except (ValueError, OverflowError):
        return None


def _names_zone(words: str) -> bool:
    """Tell whether a zone stands there by a name that the mail library does not know: it would call it UTC, unsaid."""
    return bool(re.search(r"[A-Za-z]{2,5}$", words)) and not words.endswith(("GMT", "UTC", "UT", "Z"))


def _of_match(parts: dict[str, str | None], zone: str | None) -> tuple[datetime | None, str | None, bool] | None:
    month = int(parts.get("m") or 0) or _month(parts.get("mon") or "")
    year, day = int(parts["y"] or 0), int(parts["d"] or 0)
    if len(parts["y"] or "") == 2:
        year += 1900 if year >= 70 else 2000
    if month is None or not (on := _day(year, month, day)):
        return None
    if not parts.get("h"):
        return None, on, False
    hour, minute, second = int(parts["h"] or 0), int(parts["min"] or 0), int(parts.get("s") or 0)
    half = (parts.get("half") or "").strip().lower() or {"오전": "am", "오후": "pm"}.get(parts.get("ko") or "", "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59 or second > 61:
        return None
    base = datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    offset = _offset(parts.get("zone"))
    if offset is None:
        if parts.get("ko") or parts.get("cjk") == "년":
            offset = timedelta(hours=9)
        else:
            placed, _ = read_zoned(base.replace(tzinfo=None).isoformat(), zone)
            return placed, None, True
    try:
        return base.replace(tzinfo=timezone(offset)).astimezone(UTC), None, False
    except (ValueError, OverflowError):
        return None


def _month(name: str) -> int | None:
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return next((_BY_START[plain[:n]] for n in (4, 3) if plain[:n] in _BY_START), None)


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    zone = zone.lower().replace(" ", "")
    if zone in _ZONES:
        return timedelta(hours=_ZONES[zone])
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone)
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return -size if found[1] == "-" else size


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime(year, month, day, tzinfo=UTC).date().isoformat()
    except ValueError:
        return None
