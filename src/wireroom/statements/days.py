"""Words for days, and the days they mean, told from the day the copy was written. Weeks begin on Monday."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, Literal

from wireroom.statements.statement import TimeWords

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PART: Final = r"(?:\s+(?:morning|afternoon|evening|night))?"
_DAY: Final = "|".join(_DAYS)
_MONTH: Final = (
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|April|May|June|July|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
)
_NUMBERS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
}
_COUNT: Final = r"\d{1,2}|" + "|".join(_NUMBERS)
_WORDS: Final = re.compile(
    rf"\b(?:(?P<lean>since|by|until|on|late(?:\son)?|early(?:\son)?|next|last|this|from)\s+)?(?P<day>{_DAY}){_PART}\b"
    rf"|\b(?P<near>today|tonight|yesterday|tomorrow){_PART}\b"
    r"|\b(?P<which>next|last|this)\s+(?P<unit>week(?:end)?|month|year)\b"
    rf"|\b(?P<ago>{_COUNT})\s+(?P<agounit>day|week)s?\s+(?:ago|earlier)\b"
    rf"|\b(?:within|in)\s+(?P<ahead>{_COUNT})\s+(?P<aheadunit>day|week)s?\b"
    rf"|\b(?:on\s+)?(?P<mon>{_MONTH})\s+(?P<num>\d{{1,2}})(?!\d)(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|\b(?:on\s+)?(?P<num2>\d{{1,2}})\s+(?P<mon2>{_MONTH})(?:\s+(?P<year2>\d{{4}}))?\b",
    re.IGNORECASE,
)
#: a clause about what is still to come has one of these
_AHEAD: Final = re.compile(
    r"\b(?:will|would|shall|should|may|might|could|can|must|is to|are to|was to|were to|due|"
    r"until|by|before|from|deadline|expected|planned|scheduled|'ll|going to)\b",
    re.IGNORECASE,
)
#: which way a bare day's name looks
Lean = Literal["back", "ahead"]
_Range = tuple[date, date]


def find_days(text: str, anchor: date, *, start: int = 0, end: int | None = None) -> list[TimeWords]:
    """Find the words for days in a piece of text, told from `anchor`.

    A bare day's name looks back in news of what has happened, and ahead in a clause with "will", "would", "due" …; the
    anchor's own day stands for itself. A date without a year is the one nearest to the anchor.

    >>> found = find_days("our experts will continue next week", date(2016, 8, 26))[0]
    >>> str(found.first), str(found.last)
    ('2016-08-29', '2016-09-04')
    """
    found = []
    for match in _WORDS.finditer(text, start, len(text) if end is None else end):
        days = _meant(match, anchor, _lean(text, match, start))
        if days:
            found.append(TimeWords(start=match.start(), end=match.end(), first=days[0], last=days[1]))
    return found


def _lean(text: str, match: re.Match[str], start: int) -> Lean:
    """Tell which way a day's name looks: by the clause it stands in."""
    clause = text[start : match.start()]
    for stop in (". ", "; ", " but ", ", who ", " which "):
        clause = clause.rsplit(stop, 1)[-1]
    return "ahead" if _AHEAD.search(clause) else "back"


def _meant(match: re.Match[str], anchor: date, lean: Lean) -> _Range | None:
    if match["day"]:
        return _weekday(match["day"].lower(), (match["lean"] or "").lower(), anchor, lean)
    if match["near"]:
        shift = {"yesterday": -1, "tomorrow": 1}.get(match["near"].lower(), 0)
        return _days(anchor, shift, shift)
    if match["unit"]:
        return _UNITS[match["unit"].lower()](anchor, {"last": -1, "this": 0, "next": 1}[match["which"].lower()])
    if match["ago"]:
        shift = -_number(match["ago"]) * (7 if match["agounit"].lower() == "week" else 1)
        return _days(anchor, shift, shift)
    if match["ahead"]:
        return _days(anchor, 0, _number(match["ahead"]) * (7 if match["aheadunit"].lower() == "week" else 1))
    return _date(match["num"] or match["num2"], match["mon"] or match["mon2"], match["year"] or match["year2"], anchor)


def _days(anchor: date, first: int, last: int) -> _Range:
    return anchor + timedelta(days=first), anchor + timedelta(days=last)


def _weekday(name: str, word: str, anchor: date, lean: Lean) -> _Range:
    back = (anchor.weekday() - _DAYS.index(name)) % 7
    if word == "last":
        return _days(anchor, -(back or 7), -(back or 7))
    if word == "next" or (word in ("by", "until", "from") and back):
        return _days(anchor, 7 - back, 7 - back)
    if word == "since":
        return _days(anchor, -back, -back)
    shift = 7 - back if lean == "ahead" and back else -back
    return _days(anchor, shift, shift)


def _week(anchor: date, shift: int) -> _Range:
    monday = 7 * shift - anchor.weekday()
    return _days(anchor, monday, monday + 6)


def _weekend(anchor: date, shift: int) -> _Range:
    saturday = 7 * shift - anchor.weekday() + 5
    return _days(anchor, saturday, saturday + 1)


def _month(anchor: date, shift: int) -> _Range:
    index = anchor.year * 12 + anchor.month - 1 + shift
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def _year(anchor: date, shift: int) -> _Range:
    return date(anchor.year + shift, 1, 1), date(anchor.year + shift, 12, 31)


_UNITS: Final[dict[str, Callable[[date, int], _Range]]] = {
    "week": _week,
    "weekend": _weekend,
    "month": _month,
    "year": _year,
}


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]


def _date(num: str, month: str, year: str | None, anchor: date) -> _Range | None:
    number = next((at for at, name in enumerate(_MONTHS, 1) if name == month.lower()[:3]), 0)
    years = (int(year),) if year else (anchor.year - 1, anchor.year, anchor.year + 1)
    found = []
    for one in years:
        try:
            found.append(date(one, number, int(num)))
        except ValueError:
            continue
    if not found:
        return None
    nearest = min(found, key=lambda day: abs(day - anchor))
    return nearest, nearest
