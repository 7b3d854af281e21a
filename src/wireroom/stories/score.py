"""An item as stories compare it: its words, weighed by place, by name, and by how rare each is on this wire."""

import math
import re
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from wireroom.model import Item
from wireroom.text.stems import name_terms, terms

Vector = dict[str, float]

#: weight of a word by where it stands: headline, first words of the body, what follows; the rest is not read
_HEADLINE: Final = 1.5
_LEAD: Final = 1.0
_BODY: Final = 0.5
_SLUG: Final = 0.5
_LEAD_WORDS: Final = 60
_BODY_WORDS: Final = 400
#: letters in which those words are looked for
_READ: Final = 4000
#: a figure says less than a word of the same rarity, and a weekday less still: every item of the day has it
_FIGURE: Final = 0.6
_DAY: Final = 0.3
#: names count this much more where a body tells them from other words. In headlines alone they must not: one desk
#: files many stories on one country
_NAME: Final = 1.5
#: a word with a capital inside a sentence
_NAME_WORD: Final = re.compile(r"(?<![.!?:;\"“”'‘’]\s)(?<!^)\b[^\W\d_a-z][\w'’-]+")
#: tables and lists are filled in, not told; so is a body most of which is figures
_FORM_GENRES: Final = frozenset({"table", "diary"})
_FORM_FIGURES: Final = 0.4

_DAYS: Final = frozenset(
    terms(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat January"
        " February March April June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept"
        " Oct Nov Dec today tomorrow yesterday"
    )
)


class Weighed(msgspec.Struct, frozen=True, gc=False):
    """What an item brings to the comparison, whatever the wire is like."""

    #: weight of each stem by its place
    stems: Vector
    #: those of them that are names; none where there is no body to tell them by
    names: frozenset[str]
    #: words of the body that were read
    n_words: int
    #: a form filled in, as tables of prices and tides: it says nothing that others could share
    is_form: bool


def weigh(item: Item) -> Weighed:
    """Take the words of an item, each with the weight of its place."""
    title = item.headline_clean or item.headline or ""
    body = " ".join([block.text for block in item.blocks if block.kind != "note"]) or item.summary or ""
    is_form = item.marks.genre in _FORM_GENRES
    counts: dict[str, float] = {}
    if not body:
        _count(counts, terms(title), 1.0)
        return Weighed(_placed(counts, frozenset()), frozenset(), 0, is_form)
    if item.dateline is not None:
        body = body.removeprefix(item.dateline.text)
    words = body[:_READ].split(maxsplit=_BODY_WORDS)[:_BODY_WORDS]
    lead, rest = " ".join(words[:_LEAD_WORDS]), " ".join(words[_LEAD_WORDS:])
    _count(counts, terms(title), _HEADLINE)
    _count(counts, terms(lead), _LEAD)
    _count(counts, terms(rest), _BODY)
    if item.slug:
        _count(counts, set(terms(item.slug)), _SLUG)
    capitals = " ".join(_NAME_WORD.findall(f"{lead} {rest}"))
    names = (frozenset(terms(capitals)) | name_terms(title.partition(" ")[2])) - _DAYS
    figures = sum([word[0].isdigit() for word in words])
    is_form = is_form or figures > max(2.0, _FORM_FIGURES * len(words))
    return Weighed(_placed(counts, names), names & counts.keys(), len(words), is_form)


def vector_of(weighed: Weighed, rarity: Callable[[str], float]) -> Vector:
    """Weigh an item's words also by how rare each is on this wire; length one. Empty for a form."""
    if weighed.is_form:
        return {}
    weights = {stem: weight * rarity(stem) for stem, weight in weighed.stems.items()}
    length = math.sqrt(sum([weight * weight for weight in weights.values()]))
    return {stem: weight / length for stem, weight in weights.items()} if length else {}


def _placed(counts: dict[str, float], names: frozenset[str]) -> Vector:
    return {
        stem: math.sqrt(n)
        * (_FIGURE if stem[0].isdigit() else _DAY if stem in _DAYS else 1.0)
        * (1.0 + _NAME if stem in names else 1.0)
        for stem, n in counts.items()
    }


def _count(counts: dict[str, float], stems: Iterable[str], weight: float) -> None:
    for stem in stems:
        counts[stem] = counts.get(stem, 0.0) + weight
