"""Which facts a correction changed: numbers, names, places, times and dates that took another's place.

    TextDiff -> runs of words that replaced others -> those that are facts, each once

Only a word that stands in another's place counts: what is merely new or gone is in the diff. Numbers are told apart in any
language; names and places need a script with capitals and a language that keeps them for names, so German is left out.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

import msgspec

from wireroom.text.counted import find_counted, is_fate
from wireroom.text.diff import Piece, TextDiff, is_number

FactKind = Literal["number", "time", "date", "place", "name"]

#: names of months and weekdays in English, German, French, Spanish and Italian, folded; CLDR 45, wide forms
_DAYS: Final = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"  # noqa: SIM905
    " thursday friday saturday sunday januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag"
    " freitag samstag sonntag janvier février mars avril juin juillet août septembre octobre novembre décembre lundi mardi"
    " mercredi jeudi vendredi samedi dimanche enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre lunes martes miércoles jueves viernes sábado domingo gennaio febbraio aprile maggio giugno luglio settembre"
    " ottobre dicembre lunedì martedì mercoledì giovedì venerdì sabato domenica"
    " jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d{2}$")
_OF_CLOCK: Final = re.compile(r"\s*(?:a\.?m\b|p\.?m\b|gmt\b|utc\b|cet\b|hours\b|uhr\b|o['’]clock\b)", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d$")
_FIRST_WORD: Final = re.compile(r"\s*(\w+)")
_LAST_WORD: Final = re.compile(r"(\w+)[\s.,]*$")
#: a name after one of these is where, not who
_WHERE: Final = frozenset(
    "in at near from to outside across à en au dans près sur cerca desde hacia a nel nella".split()  # noqa: SIM905
)
#: words inside names that are written small
_SMALL: Final = frozenset("of the and de la le du des van von der den al el bin ibn da di y".split())  # noqa: SIM905
_WORD: Final = re.compile(r"[^\W_]+")
#: words by which an English note calls a fate, beside the one that stands in `counts`
_SAME: Final = tuple(
    frozenset(words.split())
    for words in (
        "dead deaths death died killed toll fatalities",
        "injured hurt wounded injuries casualties",
        "missing unaccounted",
        "saved rescued survivors",
    )
)
#: and a kind of fact
_KINDS: Final = {
    "name": ("name", "names", "named", "spelling", "surname", "spelled"), "place": ("place", "location", "town", "city"),
    "time": ("time", "hour"), "date": ("date", "day", "year", "month"),
}  # fmt: skip
#: languages that write all nouns with a capital
_NOUNS: Final = ("de", "lb")


class FactChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact as it was, and as it is now."""

    kind: FactKind
    was: str
    now: str
    #: what a number counts: "dead", "injured" …, or the noun beside it in the copy; None = the words around it do not tell
    counts: str | None = None


def find_fact_changes(diff: TextDiff, language: str | None = None) -> tuple[FactChange, ...]:
    """Name the facts that changed, in the order of the new version, each once.

    >>> from wireroom.text.diff import diff_blocks
    >>> from wireroom.model import Block
    >>> old, new = [Block(text="He met Ann Lee in Oslo at 5 p.m.")], [Block(text="He met Ann Lie in Bergen at 6 p.m.")]
    >>> [(one.kind, one.was, one.now) for one in find_fact_changes(diff_blocks(old, new))]
    [('name', 'Lee', 'Lie'), ('place', 'Oslo', 'Bergen'), ('time', '5', '6')]
    """
    has_capitals = not (language or "").lower().startswith(_NOUNS)
    found: dict[tuple[str, str], list[FactChange]] = {}
    for pieces in (diff.headline, *(paragraph.pieces for paragraph in diff.paragraphs)):
        for was, now, before, after in _swaps(pieces):
            kind = _kind(was, now, before, after, has_capitals=has_capitals)
            if kind is not None:
                counts = find_counted(before, after, language) if kind == "number" else None
                found.setdefault((was, now), []).append(FactChange(kind=kind, was=was, now=now, counts=counts))
    return tuple(one for same in found.values() for one in _once(same))


def spoken_of(facts: Sequence[FactChange], note: str | None) -> tuple[FactChange, ...]:
    """Give those facts that the note with a correction speaks of; a corrected version is often a newer one, too.

    By the noun that a number counts or by the kind of fact; a note that names neither may give the new words themselves.
    Returns: nothing when the note does not say which.

    >>> facts = FactChange(kind="number", was="six", now="five", counts="cars"), FactChange(kind="number", was="12", now="14")
    >>> [one.now for one in spoken_of(facts, "Corrects number of cars to five.")]
    ['five']
    """
    words = set(_WORD.findall((note or "").casefold()))
    named = [one for one in facts if not words.isdisjoint(_names_of(one))]
    return tuple(
        named or [one for one in facts if (told := _WORD.findall(one.now.casefold())) and words.issuperset(told)]
    )


def _names_of(fact: FactChange) -> set[str]:
    counted = set(_WORD.findall((fact.counts or "").casefold()))
    return counted.union(*(same for same in _SAME if not same.isdisjoint(counted)), _KINDS.get(fact.kind, ()))


def _once(same: Sequence[FactChange]) -> Sequence[FactChange]:
    """Tell a change of the same words once, or once for each fate: 5 dead and 5 hurt are two facts that became 6."""
    fates = {one.counts: one for one in same if is_fate(one.counts)}
    named = [one for one in same if one.counts is not None]
    return tuple(fates.values()) or (named or same)[:1]


def _swaps(pieces: Sequence[Piece]) -> Iterator[tuple[str, str, str, str]]:
    """Give (was, now, words before, words after) of each run that took another's place."""
    before = ""
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.op == "number":
            yield piece.was or "", piece.text, before, following.text if following is not None else ""
        elif piece.op == "dropped" and following is not None and following.op == "added":
            after = pieces[at + 2].text if at + 2 < len(pieces) else ""
            yield piece.text.strip(" ,;:"), following.text.strip(" ,;:"), before, after
        if piece.op != "dropped":
            before = piece.text if piece.op == "same" else before + piece.text


def _kind(was: str, now: str, before: str, after: str, *, has_capitals: bool) -> FactKind | None:
    if not was or not now or was.casefold() == now.casefold():
        return None
    if _has_number(was) and _has_number(now):
        if _CLOCK.match(was) or _CLOCK.match(now) or _OF_CLOCK.match(after):
            return "time"
        return "date" if _is_dated(was, now, before, after) else "number"
    if was.casefold() in _DAYS and now.casefold() in _DAYS:
        return "date"
    if has_capitals and _is_name(was) and _is_name(now) and _is_inside(before):
        return "place" if _last_word(before) in _WHERE else "name"
    return None


def _is_dated(was: str, now: str, before: str, after: str) -> bool:
    """Tell whether a number is a day or a year: a month stands beside it, or both are years."""
    first = _FIRST_WORD.match(after)
    beside = (_last_word(before), first[1].casefold() if first else "")
    is_year = bool(_YEAR.match(was) and _YEAR.match(now))
    return is_year or (not _DAYS.isdisjoint(beside) and len(was) <= 2 >= len(now))


def _has_number(text: str) -> bool:
    return bool(text) and all(is_number(word) for word in text.split())


def _is_name(text: str) -> bool:
    """Tell whether all words bear a capital, small ones inside aside; at most five."""
    words = text.replace("-", " ").split()
    return 0 < len(words) <= 5 and words[0][0].isupper() and all(
        word[0].isupper() or word.casefold() in _SMALL for word in words
    )  # fmt: skip


def _is_inside(before: str) -> bool:
    """Tell whether a capital tells anything here: at the start of a sentence every word has one."""
    words = before.rstrip()
    return bool(words) and words[-1] not in '.!?:"“„'


def _last_word(text: str) -> str:
    found = _LAST_WORD.search(text)
    return found[1].casefold() if found else ""
