"""How alike an item and a story are: words weighed by rarity, place and name, and the time between."""

import math
import re
from collections.abc import Callable
from typing import Final

from wireroom.model import Item
from wireroom.text.stems import terms

Vector = dict[str, float]

#: weight of a word by where it stands: headline, first words of the body, what follows; the rest is not read
_HEADLINE: Final = 1.5
_LEAD: Final = 1.0
_BODY: Final = 0.5
_LEAD_WORDS: Final = 60
_BODY_WORDS: Final = 400
#: a figure says less than a word of the same rarity
_FIGURE: Final = 0.6
#: names count this much more where a body tells them from other words. In headlines alone they must not: one desk
#: files many stories on one country
_NAME: Final = 1.5
_NAME_WORD: Final = re.compile(r"(?<![.!?\"“”'‘’]\s)(?<!^)\b[^\W\d_a-z][\w'’-]+")
_WORDS: Final = re.compile(r"\S+\s*")


def story_vector(item: Item, rarity: Callable[[str], float]) -> tuple[Vector, bool]:
    """Weigh an item's words by how rare each is on this wire, length one; and tell whether it has a body."""
    title = item.headline_clean or item.headline or ""
    body = " ".join(block.text for block in item.blocks if block.kind != "note") or item.summary or ""
    counts: dict[str, float] = {}
    _count(counts, terms(title), _HEADLINE if body else 1.0)
    names: frozenset[str] = frozenset()
    if body:
        lead, rest = _cut(body)
        _count(counts, terms(lead), _LEAD)
        _count(counts, terms(rest), _BODY)
        names = _names(f"{lead} {rest}")
    weights = {
        stem: math.sqrt(n)
        * rarity(stem)
        * (_FIGURE if stem[0].isdigit() else 1.0)
        * (1.0 + _NAME if stem in names else 1.0)
        for stem, n in counts.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return ({stem: weight / length for stem, weight in weights.items()} if length else {}), bool(body)


def _count(counts: dict[str, float], stems: tuple[str, ...], weight: float) -> None:
    for stem in stems:
        counts[stem] = counts.get(stem, 0.0) + weight


def _cut(body: str) -> tuple[str, str]:
    """Give the first words of a body and what follows them."""
    ends = [match.end() for _, match in zip(range(_BODY_WORDS), _WORDS.finditer(body), strict=False)]
    if len(ends) <= _LEAD_WORDS:
        return body, ""
    return body[: ends[_LEAD_WORDS - 1]], body[ends[_LEAD_WORDS - 1] : ends[-1]]


def _names(text: str) -> frozenset[str]:
    """Give the stems of words that stand capitalised inside a sentence."""
    found = " ".join(match.group() for match in _NAME_WORD.finditer(text))
    return frozenset(terms(found))
