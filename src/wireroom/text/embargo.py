"""Embargoes in words: "EMBARGOED UNTIL 0001 GMT, Nov 22, 2018", "Sperrfrist: 12.00 Uhr".

Copy that carries such words is held. When their time cannot be read for sure it is held until an editor lets it go:
a time without a day or without a zone may be the wrong one, and wrong here means published too early.
"""

import re
from datetime import datetime, time
from typing import Final

from wireroom.text.dates import find_date, placed, zone_named

_WORDS: Final = re.compile(
    r"(?:strictly )?(?:embargo(?:ed)?\b|sperrfrist\b|gesperrt bis\b|hold for release\b|"
    r"not for (?:use|release|publication|broadcast) (?:before|until|prior to)\b|for release (?:at|on|after)\b|"
    r"(?:sous )?embargo jusqu|not to be (?:used|published) (?:before|until)\b)",
    re.IGNORECASE,
)
#: "embargo" as news: on arms, oil, trade
_NEWS: Final = re.compile(
    r"\b(?:arms|oil|trade|grain|weapons|export|import|economic) embargo|embargo (?:on|against) \w", re.IGNORECASE
)
_FOUR: Final = re.compile(
    r"\b(?P<h>[01]\d|2[0-4])[:.]?(?P<m>[0-5]\d)\s?(?:hrs|hours|uhr|h)?\s{0,2}\(?(?P<zone>[A-Z]{1,5}\b|[+-]\d{2}:?\d{2})?"
)
_NOON: Final = re.compile(r"\b(?:12\s?)?noon\b|\bmidnight\b", re.IGNORECASE)
_OVER: Final = re.compile(r"\bembargo (?:lifted|over|expired|aufgehoben)\b|\bno embargo\b", re.IGNORECASE)


def find_embargo(text: str) -> str | None:
    """Give the words of an embargo, from where they begin to the end of their line; None when there is none."""
    for found in _WORDS.finditer(text[:20_000]):
        line_start = text.rfind("\n", 0, found.start()) + 1
        line_end = text.find("\n", found.start())
        line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
        if not _NEWS.search(line) and not _OVER.search(line):
            return line[:300]
    return None


def read_embargo(words: str, default_zone: str | None = None) -> datetime | None:
    """Read until when, UTC; None unless day, time of day and zone are all there (or the source's zone is known)."""
    date = find_date(words)
    if date is None:
        return None
    clock, zone = date.clock, date.zone
    if clock is None:
        rest = f"{words[: date.start]} {words[date.end :]}"
        clock, zone = _clock_of(rest)
    if clock is None or not (zone or default_zone):
        return None
    if zone and zone_named(zone) is None:
        return None
    return placed(date.day, clock, zone, default_zone)[0]


def _clock_of(rest: str) -> tuple[time | None, str | None]:
    if four := _FOUR.search(rest):
        if int(four["h"]) == 24:
            return None, None
        zone = four["zone"]
        return time(int(four["h"]), int(four["m"])), zone if zone and zone_named(zone) else None
    if noon := _NOON.search(rest):
        # midnight belongs to either day
        return (time(12, 0), None) if "noon" in noon[0].lower() else (None, None)
    return None, None
