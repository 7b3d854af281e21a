"""Codes of subjects as searches name them: under their scheme and alone, with the first level they belong to.

    medtop:20000822  ->  medtop:20000822  20000822  medtop:15000000  15000000      (competition discipline: sport)
    subj:15054000    ->  subj:15054000    15054000  subj:15000000    15000000      (soccer: sport)
    N2:POL           ->  N2:POL           POL

So `subject:15000000` is all of sport, whichever of the IPTC's two lists an agency uses and whether or not it sends the ancestors.
Source: IPTC NewsCodes (CC BY 4.0), Media Topics and Subject Codes: the first levels of both have the same numbers. The later
levels of Media Topics were numbered branch by branch in 2010; `_BRANCHES` has the first number of each branch. What was added
since (from 20001149) stands in no order, and what has been moved since is where it was first: the first level is told for
the former only as far as the agency sends it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from wireroom.model import Concept

#: the first level of both lists, with the names of Media Topics
FIRST_LEVEL: Final = {
    "01000000": "arts, culture, entertainment and media",
    "02000000": "crime, law and justice",
    "03000000": "disaster, accident and emergency incident",
    "04000000": "economy, business and finance",
    "05000000": "education",
    "06000000": "environment",
    "07000000": "health",
    "08000000": "human interest",
    "09000000": "labour",
    "10000000": "lifestyle and leisure",
    "11000000": "politics and government",
    "12000000": "religion",
    "13000000": "science and technology",
    "14000000": "society",
    "15000000": "sport",
    "16000000": "conflict, war and peace",
    "17000000": "weather",
}
#: first number of a branch of Media Topics -> its first level; None = in no order from here
_BRANCHES: Final[tuple[tuple[int, str | None], ...]] = (
    (20000002, "01000000"), (20000053, "16000000"), (20000082, "02000000"), (20000139, "03000000"), (20000170, "04000000"),
    (20000398, "05000000"), (20000418, "06000000"), (20000446, "07000000"), (20000497, "08000000"), (20000509, "09000000"),
    (20000538, "10000000"), (20000574, "11000000"), (20000657, "12000000"), (20000710, "13000000"), (20000768, "14000000"),
    (20000822, "15000000"), (20001128, "17000000"), (20001132, None),
)  # fmt: skip
_STARTS: Final = [start for start, _ in _BRANCHES]
_EIGHT: Final = re.compile(r"\d{8}")
#: the IPTC's schemes by the last part of their addresses
_SCHEMES: Final = {"mediatopic": "medtop", "subjectcode": "subj"}


def codes_of(concepts: Iterable[Concept]) -> Iterator[str]:
    """Give all values under which a search finds these subjects."""
    for concept in concepts:
        if concept.code:
            yield from _codes(concept)


def first_level(code: str) -> str | None:
    """Give the first level that an eight-digit code of the IPTC belongs to; None = it is not known."""
    if not _EIGHT.fullmatch(code):
        return None
    if not code.startswith("2"):
        first = f"{code[:2]}000000"
        return first if first in FIRST_LEVEL else None
    at = bisect_right(_STARTS, int(code)) - 1
    return _BRANCHES[at][1] if at >= 0 else None


def name_of(code: str) -> str | None:
    """Give the name of a code of the first level, with or without its scheme."""
    return FIRST_LEVEL.get(code.rpartition(":")[2])


def _codes(concept: Concept) -> Iterator[str]:
    scheme, _, code = (concept.code or "").rpartition(":")
    scheme = scheme or concept.scheme or ""
    if scheme.endswith("/"):
        scheme = _SCHEMES.get(scheme.rstrip("/").rpartition("/")[2], "")
    found = [code]
    if (concept.scheme or scheme) in ("medtop", "subj", "iptc") or "cv.iptc.org" in f"{concept.scheme} {concept.uri}":
        found.append(first_level(code) or code)
    for one in dict.fromkeys(found):
        yield one
        if scheme:
            yield f"{scheme}:{one}"
