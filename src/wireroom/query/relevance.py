"""How well items fit the words of a search: BM25 over fields of different weight, on the items themselves. Pure.

    fit = sum over the words of  rarity * tf * (k + 1) / (tf + k * (1 - b + b * length / mean length))
    tf  = how often the word stands in each field, times the field's weight

What stands in the headline says most, then the slug. The rarity of a word comes as an argument.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), 3.5, with k and b of FTS5.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from wireroom.query.tree import TEXT_FIELDS, Words
from wireroom.text.terms import FIELD_END, folded_line

_WEIGHTS: Final[Mapping[str, float]] = {
    "headline": 10.0, "slug": 5.0, "dateline": 2.0, "place": 2.0, "subject": 2.0, "body": 1.0, "byline": 1.0,
}  # fmt: skip
_K: Final = 1.2
_B: Final = 0.75


def rank(
    texts: Sequence[Mapping[str, str]], words: Sequence[Words], rarities: Sequence[float]
) -> list[tuple[float, int]]:
    """Give (fit, place in `texts`) of those that have a word, best first; of equals the earlier one.

    Shape: `texts` are items' texts by search field, as they were written; `rarities` has one figure for each of the words.
    """
    needles = [(f" {' '.join(one.terms)}" + ("" if one.is_prefix else " "), one.field) for one in words]
    has_phrase = any(len(one.terms) > 1 for one in words)
    counted = [_counts(text, needles, has_phrase=has_phrase) for text in texts]
    mean = max(1.0, sum(length for _, length in counted) / max(1, len(counted)))
    found = []
    for place, (counts, length) in enumerate(counted):
        norm = _K * (1 - _B + _B * length / mean)
        fit = sum(rarity * tf * (_K + 1) / (tf + norm) for tf, rarity in zip(counts, rarities, strict=True) if tf)
        if fit:
            found.append((fit, place))
    return sorted(found, key=lambda one: (-one[0], one[1]))


def rank_heads(heads: Sequence[tuple[str, str]], words: Sequence[Words], rarities: Sequence[float]) -> list[int]:
    """Give the places in `heads` of those that have a word, best first; of equals the earlier one.

    Shape: `heads` are headline and slug as folded words with one blank between.
    """
    needles = [
        (f" {' '.join(one.terms)}" + ("" if one.is_prefix else " "), one.field, rarity)
        for one, rarity in zip(words, rarities, strict=True)
    ]
    found = []
    for place, (headline, slug) in enumerate(heads):
        fit, lines = 0.0, f" {headline} {FIELD_END} {slug} "
        for needle, field, rarity in needles:
            if needle in lines:
                tf = _WEIGHTS["headline"] * f" {headline} ".count(needle) if field in (None, "headline") else 0.0
                tf += _WEIGHTS["slug"] * f" {slug} ".count(needle) if field in (None, "slug") else 0.0
                fit += rarity * tf * (_K + 1) / (tf + _K)
        if fit:
            found.append((-fit, place))
    return [place for _, place in sorted(found)]


def _counts(
    texts: Mapping[str, str], needles: Sequence[tuple[str, str | None]], *, has_phrase: bool
) -> tuple[list[float], int]:
    """Give the weighted count of each needle, and the length in letters."""
    counts, length = [0.0] * len(needles), 0
    for field in TEXT_FIELDS:
        if not (text := texts.get(field)):
            continue
        length += len(text)
        line = folded_line(text, is_even=has_phrase)
        weight = _WEIGHTS[field]
        for n, (needle, only) in enumerate(needles):
            if only is None or only == field:
                counts[n] += weight * line.count(needle)
    return counts, length
