"""The time an embargo's words name: "until 00:01 GMT Friday", "9. Juni, 18 Uhr MESZ", "6月10日午前6時" -> UTC.

Words that leave a doubt give no time: the item is then held, and the desk reads the words.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from wireroom.text.dates import find_date, month_number, zone_named
from wireroom.text.named_zones import find_named_zone
from wireroom.text.times import read_time

_ZONE_WORD: Final = r"(?:\s*\(?(?P<zone>[A-Z]{1,5}|[+-]\d\d:?\d\d|Uhr|uur|local time|Ortszeit)\b\)?)?"
#: what says in front that a bare figure is an hour
_HOUR_WORD: Final = r"(?:ore|a las|alle|às|kl\.?|klo|godz\.?|saat|kello)"
_CLOCKS: Final = tuple(
    re.compile(form, flags)
    for form, flags in (
        (r"(?<!\d)(?P<h>\d{1,2})[:.hH](?P<min>\d{2})(?::\d{2})?\s*(?P<half>[apAP]\.?[mM]\b\.?)?" + _ZONE_WORD, 0),
        (r"(?<!\d)(?P<h>\d{1,2})()\s*(?P<half>[ap]\.?m\b\.?)" + _ZONE_WORD, re.IGNORECASE),
        (r"(?<![\d,.])(?P<h>[01]\d|2[0-4])(?P<min>[0-5]\d)(?:\s*(?:hrs|hours|h))?\b(?P<half>)\s*\(?(?P<zone>[A-Z]{2,5})\b\)?", 0),
        (
            r"(?<![\d,.])(?P<h>[01]\d|2[0-4])(?P<min>[0-5]\d)(?P<half>)\s*"
            r"(?P<zone>local time|h(?:ou)?rs?\b(?=)|(?=\W*(?:on\s+)?(?:mon|tue|wed|thu|fri|sat|sun)))",
            re.IGNORECASE,
        ),
        (r"(?<!\d)(?P<h>\d{1,2})()(?P<half>)\s*(?:Uhr|heures|uur|h|H)\b" + _ZONE_WORD, 0),
        (rf"\b{_HOUR_WORD}\s*(?P<h>\d{{1,2}})(?![\d.:])()(?P<half>)(?P<zone>)", re.IGNORECASE),
        (
            r"(?P<half>午前|午後|上午|下午|오전|오후)?\s*(?P<h>\d{1,2})\s*[:時时點点시]\s*(?:(?P<min>\d{1,2})\s*[分분]?)?(?P<zone>)",
            0,
        ),
        (
            r"(?:until|till|to|before|at|embargo(?:ed)?)\s+(?P<h>[01]\d|2[0-4])(?P<min>[0-5]\d)(?P<half>)(?P<zone>)$",
            re.IGNORECASE,
        ),
    )
)  # fmt: skip
_AFTERNOON: Final = ("午後", "下午", "오후")
_FORENOON: Final = ("午前", "上午", "오전")
_NOON: Final = re.compile(
    r"\b(?:(?P<noon>noon|midday|mittags?)|(?P<midnight>midnight|mitternacht))\b" + _ZONE_WORD, re.IGNORECASE
)
_DAYS: Final = {
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5, "sonntag": 6,
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
    "lunes": 0, "martes": 1, "miércoles": 2, "jueves": 3, "viernes": 4, "sábado": 5, "domingo": 6,
    "segunda-feira": 0, "terça-feira": 1, "quarta-feira": 2, "quinta-feira": 3, "sexta-feira": 4,
    "måndag": 0, "tisdag": 1, "onsdag": 2, "torsdag": 3, "fredag": 4, "lördag": 5, "söndag": 6, "mandag": 0,
    "tirsdag": 1, "lørdag": 5, "søndag": 6, "lunedì": 0, "martedì": 1, "mercoledì": 2, "giovedì": 3, "venerdì": 4,
    "sabato": 5, "domenica": 6, "maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4, "zaterdag": 5,
    "zondag": 6, "понедельника": 0, "вторника": 1, "среды": 2, "четверга": 3, "пятницы": 4, "субботы": 5, "воскресенья": 6,
}  # fmt: skip
_WEEKDAY: Final = re.compile(
    r"\b(" + "|".join(sorted((day for day in _DAYS if len(day) > 3), key=len, reverse=True))
    + r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b",
    re.IGNORECASE,
)  # fmt: skip
_DAY_MONTH: Final = re.compile(
    r"(?<![\d:.])(?P<d>\d{1,2})(?:st|nd|rd|th|\.|º)?\s+(?:de\s+|of\s+)?(?P<mon>[^\W\d_]{3,10})\b", re.IGNORECASE
)
_MONTH_DAY: Final = re.compile(r"\b(?P<mon>[^\W\d_]{3,10})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d:]|[hH.]\d)")
#: "6月10日", "6월 10일"
_CJK_DATE: Final = re.compile(r"(?:(?P<y>\d{4})\s?[年년]\s?)?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号]")
_RELATIVE: Final = re.compile(
    r"\b(?:(?P<today>today|tonight|heute|aujourd'hui|hoy|idag|i dag|oggi|hoje|vandaag)|"
    r"(?P<tomorrow>tomorrow|morgen|demain|mañana|domani|amanhã|imorgon|i morgon|i morgen))\b",
    re.IGNORECASE,
)
_MIDNIGHT: Final = re.compile(r"\b(?:midnight|mitternacht|minuit|medianoche|mezzanotte|middernacht)\b", re.IGNORECASE)
#: words behind a time that name no zone, in capitals where all is in capitals
_LOCAL: Final = frozenset(
    {"", "uhr", "uur", "h", "hr", "hrs", "hours", "hour", "heures", "horas", "local time", "ortszeit", "kl", "on", "of", "the",
     "el", "del", "de", "am", "le", "il", "op", "den", "du", "this"}
)  # fmt: skip
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
#: what is longer tells more than a time; characters
_LONGEST: Final = 1_000
#: what makes the time depend on something
_CONDITION: Final = re.compile(
    r"\b(?:after|or|unless|when|delivery|deliver\w*|end of|speech|upon|nach|nachdem|oder|wenn|sobald|redebeginn|après|apres|"
    r"ou|dès|después|despues|cuando|tras|na|dopo|etter|efter|about|approx\w*|circa|ca|gegen|etwa|vers|around|briefing|после)\b",
    re.IGNORECASE,
)
#: "broadcast or published" is no condition
_EITHER_USE: Final = re.compile(
    r"\b(?:or|and|oder|ou|o) (?:used?|release[d]?|publi\w+|broadcast|distribut\w+)\b", re.IGNORECASE
)
#: words that may stand beside a bare time, or a day without one
_SMALL_WORDS: Final = frozenset(
    {"embargo", "embargoed", "embargada", "embargado", "under", "strictly", "strict", "sperrfrist", "gesperrt",
     "frei", "ab", "bis", "until", "till", "to", "for", "at", "from", "before", "on", "the", "release",
     "publication", "use", "broadcast", "not", "be", "released", "published", "used", "hold", "sous", "jusqu", "à",
     "a", "onder", "tot", "sperret", "til", "kl", "klausul", "klausuleret", "las", "horas", "hasta", "este", "copy",
     "story", "is", "il", "of", "um", "in", "am", "pm", "papers", "newspapers", "and", "thereafter", "le", "el", "den", "op"}
)  # fmt: skip


def read_release(words: str, *, sent_at: datetime | None, zone: str | None) -> datetime | None:
    """Read the time in embargo words, in UTC; None when day, hour or zone is in doubt.

    Every figure must be understood, a weekday must be that of the date, and a condition ("after delivery") is a doubt.
    """
    if len(words) > _LONGEST:
        return None
    for word in words.split():
        moment, is_assumed = read_time(word.strip("(),;"))
        if moment and not is_assumed:
            return moment
    left = _Left(_EITHER_USE.sub(" ", words))
    if _CONDITION.search(left.words):
        return None
    named = left.take_zone()
    dated = _dated(left, sent_at)
    try:
        clock = _clock(left)
    except ValueError:
        return None
    place = _zone(clock[1] if clock else None, named or zone, sent_at)
    if place is None or left.has_digits():
        return None
    day = _day(left, dated, sent_at.astimezone(place) if sent_at else None, clock[0] if clock else None)
    if day is None or (clock is None and not left.has_only_small_words()):
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
            self.cut(found.start(), found.end())
        return found

    def cut(self, start: int, end: int) -> None:
        self.words = self.words[:start] + " " + self.words[end:]

    def take_zone(self) -> str | None:
        """Take the words for a zone ("heure de Paris"); gives its IANA name."""
        found = find_named_zone(self.words)
        if found is None:
            return None
        self.cut(found.start, found.end)
        return found.zone

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
    if found := left.take(_CJK_DATE):
        return _in_figures(found, sent)
    if found := left.take(_DOTTED):
        return _next_of(sent.date(), int(found["m"]), int(found["d"])) if sent else None
    for form in (_DAY_MONTH, _MONTH_DAY):
        for found in form.finditer(left.words):
            if found["mon"].casefold() in _DAYS:
                continue  # "mardi 05h00" is no fifth of March
            if (month := month_number(found["mon"])) and sent:
                left.cut(found.start(), found.end())
                return _next_of(sent.date(), month, int(found["d"]))
    return None


def _in_figures(found: re.Match[str], sent: datetime | None) -> date | None:
    month, day = int(found["m"]), int(found["d"])
    if found["y"] is None:
        return _next_of(sent.date(), month, day) if sent else None
    try:
        return date(int(found["y"]), month, day)
    except ValueError:
        return None


def _zone(named: str | None, default: str | None, sent: datetime | None) -> tzinfo | None:
    """Give the zone: the one printed, which may be the house's own short name for its own ("IST" in New Delhi)."""
    if named and named.casefold() not in _LOCAL:
        if zone := zone_named(named):
            return zone
        house = ZoneInfo(default) if default else None
        year = sent.year if sent else 2000
        own = {house.tzname(datetime(year, month, 15)) for month in (1, 7)} if house else set()  # noqa: DTZ001
        return house if named.upper() in own else None
    return ZoneInfo(default) if default else None


def _clock(left: _Left) -> tuple[time, str | None, bool] | None:
    """Take the time of day: (time, zone as printed, whether it is 24:00: the end of that day); None when there is none.

    Raises:
        ValueError: there is one, and it is no hour ("25:61") or may be either of two ("midnight").
    """
    for form in _CLOCKS:
        found = left.take(form)
        if found is None:
            continue
        hour, minute, half = int(found["h"]), int(found.groupdict().get("min") or 0), (found["half"] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ValueError(found[0])
        if half:
            hour = hour % 12 + (12 if half.startswith(("p", *_AFTERNOON)) else 0)
        if (hour, minute) == (24, 0):
            return time(0), found["zone"], True
        return time(hour, minute), found["zone"], False
    if found := left.take(_NOON):
        if found["midnight"]:
            raise ValueError(found[0])
        return time(12), found["zone"], False
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
