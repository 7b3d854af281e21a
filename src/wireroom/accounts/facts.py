"""What the agencies' standing versions tell of an event, and where they differ: side by side, not judged."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.accounts.best import filed_at
from wireroom.accounts.figures import find_figures
from wireroom.model import Filed
from wireroom.statements import find_days

#: numbers of people come first, in this order
_FIRST: Final = ("dead", "missing", "hurt", "saved", "arrested", "displaced")

#: characters shown of the sentence around
_AROUND: Final = 200


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What one agency's standing version tells."""

    agency: str
    item: str
    label: str | None
    #: as written: "at least nine"
    words: str
    #: for comparing: a number, a day, a place
    value: str
    #: the sentence around it
    around: str


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that several agencies tell."""

    #: "dead", "passenger", "when", "where"
    name: str
    #: they do not all say the same
    differs: bool
    tellings: tuple[Telling, ...]


def compare_facts(found: Sequence[Filed]) -> tuple[Fact, ...]:
    """Compare the newest standing version of each agency that tells a thing; what only one agency tells is left out.

    Numbers with what they count, the day in the first paragraph, and the dateline's place.
    """
    told: dict[str, dict[str, Telling]] = {}
    usable = [filed for filed in found if not filed.is_gone and filed.superseded_by is None]
    plain = [filed for filed in usable if filed.item.marks.genre is None]
    for filed in sorted(plain, key=filed_at, reverse=True):
        for name, telling in _tellings(filed):
            by_agency = told.setdefault(name, {})
            if all(_is_alike(name, telling, other) for other in by_agency.values()):
                by_agency.setdefault(telling.agency, telling)
    facts = [
        Fact(
            name=name,
            differs=len({telling.value for telling in by_agency.values()}) > 1,
            tellings=tuple(sorted(by_agency.values(), key=lambda telling: telling.agency)),
        )
        for name, by_agency in told.items()
        if len(by_agency) > 1
    ]
    return tuple(sorted(facts, key=lambda fact: (not fact.differs, *_place(fact.name))))


def agency_key(filed: Filed) -> str:
    """Name the agency as readers see it; one that is not named is said so."""
    item = filed.item
    return item.agency_name or item.creditline or item.extra.get("provider") or "Agency not named"


def _is_alike(name: str, one: Telling, other: Telling) -> bool:
    """Tell whether two agencies speak of the same thing: "may carry 600 passengers" is not "had 214 passengers on board".

    The dead are the dead; of other things the sentences must share two words besides the one that is counted.
    """
    if name in (*_FIRST, "when", "where"):
        return True
    mine, theirs = (set(re.findall(r"[^\W\d_]{4,}", each.around.lower())) for each in (one, other))
    return sum(not word.startswith(name) for word in mine & theirs) >= 2


def _place(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _tellings(filed: Filed) -> list[tuple[str, Telling]]:
    item, given = filed.item, []
    paragraphs = [block.text for block in item.blocks if block.kind in ("para", "list")]
    if paragraphs and item.dateline and paragraphs[0].startswith(item.dateline.text):
        paragraphs[0] = paragraphs[0][len(item.dateline.text) :].lstrip()

    def telling(words: str, value: str, around: str) -> Telling:
        return Telling(
            agency=agency_key(filed), item=item.id, label=item.marks.label, words=words, value=value, around=around
        )

    seen: set[str] = set()
    for text in (*paragraphs, item.title):
        for figure in find_figures(text):
            if figure.counts not in seen:
                seen.add(figure.counts)
                around = _sentence(text, figure.start)
                given.append((figure.counts, telling(figure.words, f"{figure.value:g}", around)))
    if paragraphs and (days := find_days(paragraphs[0], filed_at(filed).date())):
        day, around = days[0], _sentence(paragraphs[0], days[0].start)
        given.append(("when", telling(paragraphs[0][day.start : day.end], f"{day.first}/{day.last}", around)))
    if item.dateline and item.dateline.city:
        given.append(("where", telling(item.dateline.city, item.dateline.city.casefold(), item.dateline.text)))
    return given


def _sentence(text: str, at: int) -> str:
    """Give the sentence around a place, cut at a word when it is long."""
    start = text.rfind(". ", 0, at) + 2 if ". " in text[:at] else 0
    end = text.find(". ", at)
    sentence = text[start : len(text) if end < 0 else end + 1].strip()
    return sentence if len(sentence) <= _AROUND else f"{sentence[:_AROUND].rsplit(' ', 1)[0]} …"
