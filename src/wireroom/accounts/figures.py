"""Numbers in copy, with what they count: "at least nine people died", "214 passengers", "18 metres". English."""

import re
from typing import Final

import msgspec

_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_TENS: Final = {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "dozens": 24,
}
_WORDS: Final = {word: number for number, word in enumerate(_SMALL) if number} | _TENS
_HEDGE: Final = r"at least|at most|about|around|some|more than|fewer than|less than|nearly|almost|up to|over|as many as"
_NUMBER: Final = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=lambda word: -len(word)))})"
_SCALE: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_COUNTED: Final = re.compile(
    rf"(?<![\w.,$€£-])(?P<hedge>(?:{_HEDGE})\s+)?(?P<number>{_NUMBER})(?:\s(?P<scale>thousand|million|billion))?"
    r"(?![\w,-]*\d)(?=(?P<after>(?:[\s-][a-z][\w'-]*){0,9}))",
    re.IGNORECASE,
)
#: what happened to those who are counted, by the words that say so
_FATES: Final = {
    "dead": r"dead|died|killed|die|dies|deaths|death|fatalities|drowned|lost their lives|bodies",
    "hurt": r"hurt|injured|wounded|injuries",
    "missing": r"missing|unaccounted",
    "saved": r"rescued|saved|survived|survivors|alive|pulled from the water",
    "arrested": r"arrested|detained",
    "displaced": r"evacuated|displaced|homeless",
}
_FATE: Final = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _FATES.items()}
#: the verb stands before: "killed at least nine people", "the death toll rose to 12"
_BEFORE: Final = re.compile(
    rf"\b(?:(?P<dead>kill(?:ed|ing|s)|death toll\s+\w+\s+(?:to|at|is|was)|claimed the lives of)|"
    r"(?P<hurt>injur(?:ed|ing)|wound(?:ed|ing))|"
    rf"(?P<arrested>arrest(?:ed|ing)|detain(?:ed|ing)))\s+(?:{_HEDGE})?\s*$",
    re.IGNORECASE,
)
_PEOPLE: Final = frozenset(("people", "person", "persons", "others", "more"))
_NOUNLESS: Final = """of in on at to by for from and or the a an with was were is are had has have as who when that percent pct
oclock minutes hours days weeks months years minute hour day week month year times am pm other more others"""
_NO_NOUN: Final = frozenset(_NOUNLESS.split())
_STOP: Final = frozenset(
    ("after", "when", "if", "but", "while", "before", "because", "as", "and", "although", "in", "on", "at")
)


class Figure(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A number and what it counts."""

    #: "dead", "hurt", "missing" …, else the noun in the singular: "passenger", "car", "metre"
    counts: str
    value: float
    #: as written: "at least nine"
    words: str
    #: code points in the text, half-open
    start: int
    end: int


def find_figures(text: str) -> list[Figure]:
    """Find the numbers of a text that count something; ages, years, clock times and money are left alone."""
    found = []
    for match in _COUNTED.finditer(text):
        counts = _fate(text, match) or _noun(match["after"])
        if counts is None or (
            match["number"].isdigit() and 1900 <= int(match["number"]) <= 2100 and not match["scale"]
        ):
            continue
        value = _value(match["number"]) * _SCALE.get((match["scale"] or "").lower(), 1)
        words = text[match.start() : match.start("after")].strip()
        found.append(Figure(counts=counts, value=value, words=words, start=match.start(), end=match.start("after")))
    return found


def _value(word: str) -> float:
    return float(_WORDS[word.lower()]) if word.lower() in _WORDS else float(word.replace(",", ""))


def _fate(text: str, match: re.Match[str]) -> str | None:
    """Tell what happened to the counted: by the verb before the number, or soon behind it in the same clause."""
    before = _BEFORE.search(text[max(0, match.start() - 40) : match.start()])
    words = match["after"].split()
    noun = words[0].lower() if words else ""
    if before and (not noun or noun in _PEOPLE or noun in _STOP or noun.endswith("s")):
        return before.lastgroup
    clause: list[str] = []
    for word in words:
        if clause and word.lower() in _STOP:
            break
        clause.append(word)
    found = [(hit.start(), name) for name, fate in _FATE.items() if (hit := fate.search(" ".join(clause)))]
    if not found or (noun not in _PEOPLE and not (clause and _FATE[min(found)[1]].match(clause[0]))):
        return None if not found or len(clause) > 4 else min(found)[1]
    return min(found)[1]


def _noun(after: str) -> str | None:
    words = after.split()
    if not words or words[0].lower() in _NO_NOUN or len(words[0]) < 3 or words[0].startswith("-"):
        return None
    noun = words[0].lower()
    if noun in _PEOPLE or not noun.isalpha() or noun.endswith(("ed", "ing", "th", "ly")):
        return None
    return _singular(noun)


def _singular(noun: str) -> str:
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "shes", "ches", "xes", "buses")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun
