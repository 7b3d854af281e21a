"""Days and clock times as people write them in copy, in the languages wires are written in."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

#: English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic, Russian, Ukrainian, Greek;
#: without accents, by as many letters as tell them apart
_MONTHS: Final = {
    1: ("jan", "jaen", "gen", "ene", "janv"), 2: ("feb", "fev", "febr"), 3: ("mar", "mrz", "maer", "maa", "mrt", "marz"),
    4: ("apr", "avr", "abr"), 5: ("may", "mai", "mag", "mei", "maj"), 6: ("jun", "juin", "giu"),
    7: ("jul", "juil", "lug"), 8: ("aug", "aou", "ago"), 9: ("sep", "set"), 10: ("oct", "okt", "ott", "out"),
    11: ("nov",), 12: ("dec", "dez", "des", "dic"),
}  # fmt: skip
#: Russian and Bulgarian, Ukrainian, Greek; "й" has lost its accent too
_MONTHS_ELSEWHERE: Final = {
    1: ("янв", "яну", "січ", "ιαν"), 2: ("фев", "лют", "φεβ"), 3: ("мар", "бер", "μαρ"), 4: ("апр", "кві", "απρ"),
    5: ("мая", "маи", "тра", "μαι"), 6: ("июн", "юни", "чер", "ιουν"), 7: ("июл", "юли", "лип", "ιουλ"),
    8: ("авг", "сер", "αυγ"), 9: ("сен", "сеп", "вер", "σεπ"), 10: ("окт", "жов", "οκτ"), 11: ("ноя", "ное", "лис", "νοε"),
    12: ("дек", "гру", "δεκ"),
}  # fmt: skip
#: names that their first letters do not tell (Czech červen is June, červenec July) or that might begin any word; whole names
#: only: Polish, Czech, Turkish, Finnish, Hungarian, Romanian, Arabic east and west, Indonesian
_MONTHS_WHOLE: Final = {
    1: "styczeń stycznia leden ledna ocak tammikuu tammikuuta január ianuarie يناير",
    2: "luty lutego únor února şubat helmikuu helmikuuta február februarie فبراير شباط",
    3: "marzec marca březen března mart maaliskuu maaliskuuta március martie maret مارس آذار",
    4: "kwiecień kwietnia duben dubna nisan huhtikuu huhtikuuta április aprilie أبريل إبريل نيسان",
    5: "maj maja květen května mayıs toukokuu toukokuuta május مايو أيار",
    6: "czerwiec czerwca červen června haziran kesäkuu kesäkuuta június iunie يونيو حزيران",
    7: "lipiec lipca červenec července temmuz heinäkuu heinäkuuta július iulie يوليو تموز",
    8: "sierpień sierpnia srpen srpna ağustos elokuu elokuuta augusztus agustus أغسطس",
    9: "wrzesień września září eylül syyskuu syyskuuta szeptember سبتمبر أيلول",
    10: "październik października říjen října ekim lokakuu lokakuuta október octombrie أكتوبر",
    11: "listopad listopada listopadu kasım marraskuu marraskuuta noiembrie نوفمبر",
    12: "grudzień grudnia prosinec prosince aralık joulukuu joulukuuta decembrie desember ديسمبر",
}
_BY_START: Final = {
    start: number for months in (_MONTHS, _MONTHS_ELSEWHERE) for number, starts in months.items() for start in starts
}

#: hours east of Greenwich; abbreviations that mean two things in the trade (IST, CST in China) are left out or American
_ZONES: Final = {
    "GMT": 0.0, "UTC": 0.0, "UT": 0.0, "Z": 0.0, "WET": 0.0, "BST": 1.0, "CET": 1.0, "MEZ": 1.0, "WEST": 1.0,
    "CEST": 2.0, "MESZ": 2.0, "EET": 2.0, "SAST": 2.0, "EEST": 3.0, "MSK": 3.0, "EST": -5.0, "EDT": -4.0,
    "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "HKT": 8.0, "SGT": 8.0, "AWST": 8.0,
    "JST": 9.0, "KST": 9.0, "ACST": 9.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip
#: names that follow the clocks of a place, summer and winter
_PLACES: Final = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "AET": "Australia/Sydney",
}  # fmt: skip

_WORD: Final = r"(?P<mon>[^\W\d_]{3,10})\.?"
_DAY: Final = r"(?P<d>\d{1,2})(?:st|nd|rd|th|\.|º)?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日",
        rf"(?<!\w){_WORD}\s{{1,3}}{_DAY},?\s{{1,3}}(?P<y>\d{{4}})(?!\d)",
        rf"(?<!\d){_DAY}[\s-]{{1,3}}(?:de\s|of\s)?{_WORD},?[\s-]{{1,3}}(?:de\s|del\s)?(?P<y>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})(?!\d)",
    )
)
_ZONE: Final = r"(?P<zone>[+-]\d{2}:?\d{2}|(?:" + "|".join(sorted((*_ZONES, *_PLACES), key=len, reverse=True)) + r")\b)"
_CLOCK: Final = re.compile(
    r"(?<![\d:])(?P<h>\d{1,2})(?:[:.h]|[時时點点시]\s?)(?P<min>\d{2})[分분]?(?::(?P<s>\d{2}))?(?:\.\d{1,6})?(?![\d:])\s{0,2}(?P<half>[ap]\.?m\b\.?)?"
    rf"(?:\s{{0,2}}\(?{_ZONE}\)?)?",
    re.IGNORECASE,
)
#: between a date and its clock time: "August 27, 2016 | 05:31", "27.8.2016, um 14:05 Uhr", "2016-08-27T05:31"
_BETWEEN: Final = re.compile(r"[\s,|·•T-]{0,4}(?:at|um|à|alle|om)?\s{0,2}", re.IGNORECASE)


class FoundDate(msgspec.Struct, frozen=True, kw_only=True):
    """A date in a text, with its clock time where one stands beside it."""

    day: date
    clock: time | None
    #: as printed: "GMT", "+08:00"; None = none
    zone: str | None
    #: code points in the text, half-open, date and time together
    start: int
    end: int


def _letters(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in folded if char.isalpha() and not unicodedata.combining(char))


_BY_NAME: Final = {
    _letters(name.replace("ä", "ae")): number for number, names in _MONTHS_WHOLE.items() for name in names.split()
}


def month_number(word: str) -> int | None:
    """Tell the month by its name or abbreviation in any of the wires' languages; None = no month's name."""
    letters = _letters(word.replace("ä", "ae"))
    if number := _BY_NAME.get(letters):
        return number
    for length in (4, 3):
        if number := _BY_START.get(letters[:length]):
            return number
    return None


def zone_named(name: str | None, when: datetime | None = None) -> tzinfo | None:
    """Give a time zone by abbreviation, offset or IANA name; None = unknown. `when` is naive and only for places."""
    if not name:
        return None
    upper = name.strip().strip("().").upper()
    if upper in _ZONES:
        return timezone(timedelta(hours=_ZONES[upper]))
    if found := re.fullmatch(r"([+-])(\d{2}):?(\d{2})", upper):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-offset if found[1] == "-" else offset) if offset < timedelta(hours=24) else None
    try:
        return ZoneInfo(_PLACES.get(upper, name.strip()))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def placed(day: date, clock: time, zone: str | None, default: str | None) -> tuple[datetime | None, bool]:
    """Give the instant in UTC, and whether its zone was assumed: the `default` zone when none is printed, else UTC.

    A zone that is printed and unknown gives (None, False): no time beats a wrong one.
    """
    if zone:
        known = zone_named(zone)
        if known is None:
            return None, False
    else:
        known = zone_named(default) or UTC
    try:
        return datetime.combine(day, clock, tzinfo=known).astimezone(UTC), not zone
    except (OverflowError, ValueError):
        return None, False


def read_short_date(day: str, month: int | None, year: str) -> date | None:
    """Make a date of its parts; a year of two digits is in 1970 … 2069. None when there is no such day."""
    full = int(year)
    if len(year) <= 2:
        full += 1900 if full >= 70 else 2000
    try:
        return date(full, month or 0, int(day))
    except ValueError:
        return None


def find_date(text: str) -> FoundDate | None:
    """Find the first full date in a line, and the time of day that stands directly before or after it.

    "08/09/2016" may be either of two days and is not read; a day that does not exist is not either.
    """
    best: tuple[int, int, date] | None = None
    for form in _FORMS:
        for found in form.finditer(text):
            day = _day(found)
            if day and (best is None or found.start() < best[0]):
                best = (found.start(), found.end(), day)
                break
    if best is None:
        return None
    start, end, day = best
    gap = _BETWEEN.match(text, end)
    after = _CLOCK.match(text, gap.end() if gap else end)
    clock = _clock(after) if after else None
    if after and clock is not None:
        return FoundDate(day=day, clock=clock, zone=after["zone"], start=start, end=after.end())
    for before in _CLOCK.finditer(text, 0, start):
        if not text[before.end() : start].strip(" ,|·-") and (clock := _clock(before)) is not None:
            return FoundDate(day=day, clock=clock, zone=before["zone"], start=before.start(), end=end)
    return FoundDate(day=day, clock=None, zone=None, start=start, end=end)


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    if "a" in parts:
        one, two = int(parts["a"]), int(parts["b"])
        if one <= 12 and two <= 12 and one != two:
            return None
        month, day = (one, two) if one <= 12 else (two, one)
    else:
        number = int(parts["m"]) if parts.get("m") else month_number(parts["mon"])
        if number is None:
            return None
        month, day = number, int(parts["d"])
    try:
        return date(int(parts["y"]), month, day)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> time | None:
    hour, half = int(found["h"]), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, int(found["min"]), int(found["s"] or 0))
    except ValueError:
        return None
