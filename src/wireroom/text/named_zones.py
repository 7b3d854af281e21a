"""Time zones in words: "heure de Paris", "Eastern Time", "мск", "北京时间", "local time in Vienna" -> IANA names.

A city is looked for among the names of the zones themselves; one that names no zone is not read.
"""

import re
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

#: own list of what copy calls zones that bear no city's name there
_NAMES: Final = (
    (r"hora peninsular|hora española|hora de España", "Europe/Madrid"),
    (r"heure française|heure de métropole", "Europe/Paris"),
    (r"ora italiana", "Europe/Rome"),
    (r"deutscher Zeit", "Europe/Berlin"),
    (r"(?:\bU\.?S\.?\s)?\bEastern(?: (?:Standard |Daylight )?Time)?\b", "America/New_York"),
    (r"\bCentral (?:Standard |Daylight )?Time\b", "America/Chicago"),
    (r"\bMountain (?:Standard |Daylight )?Time\b", "America/Denver"),
    (r"\bPacific(?: (?:Standard |Daylight )?Time)?\b", "America/Los_Angeles"),
    (r"\bмск\b|(?:по )?московско(?:му|го|е) врем(?:ени|я)|по Москве", "Europe/Moscow"),
    (r"за київським часом|за Києвом", "Europe/Kyiv"),
    (r"北京时间|北京時間", "Asia/Shanghai"),
    (r"日本時間", "Asia/Tokyo"),
    (r"한국\s?시[간각]", "Asia/Seoul"),
    (r"بتوقيت (?:غرينتش|جرينتش|غرينيتش)|ت\.?\s?غ\b", "UTC"),
    (r"بتوقيت (?:مكة(?: المكرمة)?|السعودية|الرياض)", "Asia/Riyadh"),
    (r"بتوقيت القاهرة", "Africa/Cairo"),
    (r"Türkiye saatiyle|TSİ", "Europe/Istanbul"),
)
_KNOWN: Final = tuple((re.compile(words, re.IGNORECASE), zone) for words, zone in _NAMES)
_CITY: Final = r"(?P<city>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)"
_OF_CITY: Final = tuple(
    re.compile(form)
    for form in (
        r"\(?\b(?i:local time in|time in|heure (?:locale )?(?:de|d'|à)|hora (?:local )?(?:de|en|em)|ora di|Ortszeit)\s?"
        rf"{_CITY}\)?",
        rf"\(?{_CITY}\s(?i:time)\b\)?",
    )
)
_AREAS: Final = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic")
#: what the wires' languages call a few cities whose zone has another name
_CITIES: Final = {
    "viena": "Vienna", "wien": "Vienna", "londres": "London", "londra": "London", "lisboa": "Lisbon", "lisbonne": "Lisbon",
    "roma": "Rome", "bruxelles": "Brussels", "genève": "Zurich", "geneva": "Zurich", "washington": "New York", "moscú": "Moscow",
    "moscou": "Moscow", "atenas": "Athens", "le caire": "Cairo", "beijing": "Shanghai", "pékin": "Shanghai", "delhi": "Kolkata",
    "new delhi": "Kolkata", "canberra": "Sydney", "ottawa": "Toronto", "frankfurt": "Berlin", "milan": "Rome",
}  # fmt: skip


class NamedZone(msgspec.Struct, frozen=True):
    """A zone named in a text."""

    #: IANA
    zone: str
    #: code points in the text, half-open
    start: int
    end: int


def find_named_zone(text: str) -> NamedZone | None:
    """Find a zone that words name; one by abbreviation or offset is `dates.zone_named`'s."""
    for form, zone in _KNOWN:
        if found := form.search(text):
            return NamedZone(zone, found.start(), found.end())
    for form in _OF_CITY:
        found = form.search(text)
        if found and (city := _zone_of(found["city"])):
            return NamedZone(city, found.start(), found.end())
    return None


@lru_cache(maxsize=512)
def _zone_of(city: str) -> str | None:
    name = _CITIES.get(city.casefold(), city).title().replace(" ", "_")
    for area in _AREAS:
        try:
            ZoneInfo(f"{area}/{name}")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
        return f"{area}/{name}"
    return None
