"""Embargo words: "EMBARGOED until 00:01 GMT Friday", "Sperrfrist: 12. Mai, 18 Uhr" -> the time in UTC.

Words that leave a doubt give no time: the item is then held, and the desk reads the words.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from wireroom.text.dates import find_date, month_number, zone_named
from wireroom.text.embargo import OTHER_WORDS, is_no_order
from wireroom.text.times import read_time

_WORDS: Final = re.compile(
    r"\b(?:strictly\s+)?(?:embargo(?:ed)?|under embargo|not for (?:release|publication|use|broadcast) (?:before|until)"
    r"|hold for (?:release|publication)|for release|not to be (?:released|published|used) (?:before|until)|sperrfrist"
    r"|gesperrt bis|frei ab|sous embargo|embargad[oa]|onder embargo|sperret til|klausul(?:ert|eret)?)\b[^\n]{0,160}"
    rf"|(?:{OTHER_WORDS})[^\n]{{0,160}}",
    re.IGNORECASE,
)
#: one of these is in all of them
_STEMS: Final = (
    "embarg", "not for ", "hold for ", "for release", "not to be ", "sperrfrist", "gesperrt bis", "frei ab", "sperret til",
    "klausul", "мбарго", "εμπάργκο", "εμπαργκο", "ambargo", "אמברגו", "النشر", "엠바고", "ne pas ",
    "no publi", "no difund", "não publi", "non pubbli", "niet publi", "nicht veröff", "nicht zur ver", "får inte publ",
    "må ikke ", "ei julkisuut", "nie publ", "не публ",
)  # fmt: skip
#: words that speak of an embargo and set none
_NOT_ONE: Final = re.compile(
    r"(?:for (?:immediate )?release:?\s*(?:immediate|now|immediately)|for immediate release"
    r"|embargo(?:ed)? on\b(?!\s+(?:mon|tue|wed|thu|fri|sat|sun|\d)))",
    re.IGNORECASE,
)
_ZONE_WORD: Final = r"(?:\s*\(?(?P<zone>[A-Z]{1,5}|[+-]\d\d:?\d\d|Uhr|uur|local time|Ortszeit)\b\)?)?"
_CLOCKS: Final = tuple(
    re.compile(form, flags)
    for form, flags in (
        (r"(?<!\d)(?P<h>\d{1,2})[:.h](?P<min>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?m\.?)?" + _ZONE_WORD, 0),
        (r"(?<!\d)(?P<h>\d{1,2})()\s*(?P<half>[ap]\.?m\b\.?)" + _ZONE_WORD, re.IGNORECASE),
        (r"(?<![\d,.])(?P<h>[01]\d|2[0-4])(?P<min>[0-5]\d)(?:\s*(?:hrs|hours|h))?\b(?P<half>)\s*\(?(?P<zone>[A-Z]{2,5})\b\)?", 0),
        (
            r"(?<![\d,.])(?P<h>[01]\d|2[0-4])(?P<min>[0-5]\d)(?P<half>)\s*"
            r"(?P<zone>local time|h(?:ou)?rs?\b(?=)|(?=(?:on\s+)?(?:mon|tue|wed|thu|fri|sat|sun)))",
            re.IGNORECASE,
        ),
        (r"(?<!\d)(?P<h>\d{1,2})()(?P<half>)\s*(?P<zone>Uhr|heures|uur|h)\b", 0),
    )
)  # fmt: skip
_NOON: Final = re.compile(
    r"\b(?:(?P<noon>noon|midday|mittags?)|(?P<midnight>midnight|mitternacht))\b" + _ZONE_WORD, re.IGNORECASE
)
_DAYS: Final = {
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5, "sonntag": 6,
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
    "lunes": 0, "martes": 1, "miércoles": 2, "jueves": 3, "viernes": 4, "sábado": 5, "domingo": 6,
    "måndag": 0, "tisdag": 1, "onsdag": 2, "torsdag": 3, "fredag": 4, "lördag": 5, "söndag": 6, "mandag": 0,
    "tirsdag": 1, "lørdag": 5, "søndag": 6, "lunedì": 0, "martedì": 1, "mercoledì": 2, "giovedì": 3, "venerdì": 4,
    "sabato": 5, "domenica": 6, "maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4, "zaterdag": 5,
    "zondag": 6,
}  # fmt: skip
_WEEKDAY: Final = re.compile(
    r"\b(" + "|".join(sorted((day for day in _DAYS if len(day) > 3), key=len, reverse=True))
    + r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b",
    re.IGNORECASE,
)  # fmt: skip
_DAY_MONTH: Final = re.compile(
    r"(?<![\d:.])(?P<d>\d{1,2})(?:st|nd|rd|th|\.|º)?\s+(?:de\s+|of\s+)?(?P<mon>[^\W\d_]{3,10})\b"
)
_MONTH_DAY: Final = re.compile(r"\b(?P<mon>[^\W\d_]{3,10})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d:])")
_RELATIVE: Final = re.compile(
    r"\b(?:(?P<today>today|heute|aujourd'hui|hoy)|(?P<tomorrow>tomorrow|morgen|demain|mañana))\b", re.IGNORECASE
)
_MIDNIGHT: Final = re.compile(r"\b(?:midnight|mitternacht|minuit|medianoche)\b", re.IGNORECASE)
_LOCAL: Final = frozenset(
    {"", "uhr", "uur", "h", "hr", "hrs", "hours", "hour", "heures", "local time", "ortszeit", "kl"}
)
_WHOLE_DATES: Final = (
    re.compile(r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"),
    re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.\s?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{4}(?!\d)"),
    re.compile(r"\b[^\W\d_]{3,10}\.?\s{1,3}\d{1,2}(?:st|nd|rd|th)?,?\s{1,3}\d{4}(?!\d)"),
    re.compile(
        r"(?<!\d)\d{1,2}(?:st|nd|rd|th|\.|º)?\s{1,3}(?:de\s|of\s)?[^\W\d_]{3,10}\.?,?\s{1,3}(?:de\s|del\s)?\d{4}(?!\d)"
    ),
)
#: "17.05., 18.00 Uhr": day and month with both full stops
_DOTTED: Final = re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?!\d)")
#: what makes the time depend on something
_CONDITION: Final = re.compile(
    r"\b(?:after|or|unless|when|delivery|deliver\w*|end of|speech|upon|nach|nachdem|oder|wenn|sobald|après|apres|ou"
    r"|después|despues|cuando|tras|na|dopo|etter|efter|about|approx\w*|circa|around)\b",
    re.IGNORECASE,
)
#: words that may stand beside a bare time
_SMALL_WORDS: Final = frozenset(
    {"embargo", "embargoed", "embargada", "embargado", "under", "strictly", "strict", "sperrfrist", "gesperrt",
     "frei", "ab", "bis", "until", "till", "to", "for", "at", "from", "before", "on", "the", "release",
     "publication", "use", "broadcast", "not", "be", "released", "published", "used", "hold", "sous", "jusqu", "à",
     "a", "onder", "tot", "sperret", "til", "kl", "klausul", "klausuleret", "las", "horas", "hasta", "este", "copy",
     "story", "is", "il", "of", "um"}
)  # fmt: skip


class Embargo(msgspec.Struct, frozen=True):
    """An embargo found in copy."""

    #: the words, as sent
    words: str
    #: start of the words in the text
    start: int
    #: UTC; None = the words could not be read as a time
    until: datetime | None


def find_embargo(text: str, *, sent_at: datetime | None, zone: str | None) -> Embargo | None:
    """Find embargo words in a note or header line.

    Shape: `zone` is the IANA name of the agency's own zone, for times without one. Days without a year and weekdays are
    the next ones after `sent_at`; without `sent_at` they are not read.

    >>> from datetime import datetime, UTC
    >>> sent = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)  # a Wednesday
    >>> find_embargo("EMBARGOED until 00:01 GMT Friday", sent_at=sent, zone=None).until.isoformat()
    '2024-05-17T00:01:00+00:00'
    """
    plain = text.casefold()
    for stem in _STEMS:
        if stem in plain:
            break
    else:
        return None
    for found in _WORDS.finditer(text):
        around = text[max(0, found.start() - 12) : found.end()]
        if _NOT_ONE.search(around) or is_no_order(around):
            continue
        words = found[0].strip().rstrip(")]<= ")
        return Embargo(words, found.start(), read_release(words, sent_at=sent_at, zone=zone))
    return None


def read_release(words: str, *, sent_at: datetime | None, zone: str | None) -> datetime | None:
    """Read the time in embargo words, in UTC; None when day, hour or zone is in doubt.

    Every figure must be understood, a weekday must be that of the date, and a condition ("after delivery") is a doubt.
    """
    for word in words.split():
        moment, is_assumed = read_time(word.strip("(),;"))
        if moment and not is_assumed:
            return moment
    if _CONDITION.search(words):
        return None
    left = _Left(words)
    dated = _dated(left, sent_at)
    clock = _clock(left)
    place = _zone(clock[1] if clock else None, zone)
    if place is None or left.has_digits():
        return None
    day = _day(left, dated, sent_at.astimezone(place) if sent_at else None, clock[0] if clock else None)
    if day is None:
        return None
    try:
        if clock and clock[2]:
            day += timedelta(days=1)
        return datetime.combine(day, clock[0] if clock else time(0), tzinfo=place).astimezone(UTC)
    except OverflowError:
        return None


class _Left:
    """Embargo words of which what was understood is taken away, piece by piece."""

    def __init__(self, words: str) -> None:
        self.words = words

    def take(self, form: re.Pattern[str]) -> re.Match[str] | None:
        found = form.search(self.words)
        if found:
            self.words = self.words[: found.start()] + " " + self.words[found.end() :]
        return found

    def has_digits(self) -> bool:
        return any(letter.isdigit() for letter in self.words)

    def has_only_small_words(self) -> bool:
        return all(word.casefold() in _SMALL_WORDS for word in re.findall(r"[^\W\d_]+", self.words))


def _dated(left: _Left, sent: datetime | None) -> date | None:
    """Take the date: whole, or day and month, which are then the nearest ones not long past."""
    for form in _WHOLE_DATES:
        if (found := form.search(left.words)) and (whole := find_date(found[0])):
            left.take(form)
            return whole.day
    if found := left.take(_DOTTED):
        return _next_of(sent.date(), int(found["m"]), int(found["d"])) if sent else None
    for form in (_DAY_MONTH, _MONTH_DAY):
        for found in form.finditer(left.words):
            if (month := month_number(found["mon"])) and sent:
                left.words = left.words[: found.start()] + " " + left.words[found.end() :]
                return _next_of(sent.date(), month, int(found["d"]))
    return None


def _zone(named: str | None, default: str | None) -> tzinfo | None:
    if named and named.casefold() not in _LOCAL:
        return zone_named(named)
    return ZoneInfo(default) if default else None


def _clock(left: _Left) -> tuple[time, str | None, bool] | None:
    """Take the time of day: (time, zone as printed, whether it is 24:00: the end of that day)."""
    for form in _CLOCKS:
        found = left.take(form)
        if found is None:
            continue
        hour, minute, half = int(found["h"]), int(found.groupdict().get("min") or 0), (found["half"] or "").lower()
        if half and not 1 <= hour <= 12:
            return None
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        if (hour, minute) == (24, 0):
            return time(0), found["zone"], True
        return (time(hour, minute), found["zone"], False) if hour < 24 and minute < 60 else None
    if found := left.take(_NOON):
        return (time(12), found["zone"], False) if found["noon"] else None
    return None


def _day(left: _Left, dated: date | None, sent: datetime | None, clock: time | None) -> date | None:
    weekday = left.take(_WEEKDAY)
    number = _DAYS.get(weekday[1].casefold(), _DAYS.get(weekday[1].casefold()[:3])) if weekday else None
    if dated:
        return dated if number is None or dated.weekday() == number else None
    if sent is None:
        return None
    if relative := left.take(_RELATIVE):
        return sent.date() + timedelta(days=1 if relative["tomorrow"] else 0)
    if number is not None:
        ahead = (number - sent.weekday()) % 7
        is_past = ahead == 0 and (clock is None or clock <= sent.time())
        return sent.date() + timedelta(days=7 if is_past else ahead)
    if clock is None or _MIDNIGHT.search(left.words) or not left.has_only_small_words():
        return None
    # a bare time is the next one on the clock
    return sent.date() + timedelta(days=1 if clock <= sent.time() else 0)


def _next_of(today: date, month: int, day: int) -> date | None:
    """The date without its year: this year's, or next year's when that lies more than half a year back."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today - timedelta(days=180):
            return found
    return None
