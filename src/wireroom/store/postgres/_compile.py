"""A search turned into what the index can answer, told from above and from below.

    upper   a tsquery that finds every item the search finds, and perhaps others
    lower   a tsquery that finds nothing else, and perhaps too little

Where the two are the same, the index has the answer; where they differ (phrases, NEAR, words of the body, large numbers), what
`upper` finds and `lower` does not is tested item by item with `query.matches`, which says what a search means.

The words of all fields stand one behind the other in a vector, so words that follow each other there may be of two fields, and
of a very long text not all places are told (`CUT`). Headline, slug and body are known by their weights; the body has its own in
common with the byline, which stands behind it: what ends in a word that the byline does not have ends in the body.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Final, Literal, TypeAlias

import msgspec

from wireroom.query import FIELDS
from wireroom.query.tree import All, Any, Is, Near, Node, Not, Number, Words
from wireroom.store.postgres._vector import CUT, LONGEST_WORD, SHORT_FIELDS, cut, field_word, quoted
from wireroom.store.tables import _documents as documents
from wireroom.text.forms import form_start

#: True and False = every item, and none
Query: TypeAlias = str | bool
#: fields that are known by the weight of their words; the body has its own in common with the byline
_WEIGHT_OF: Final = {"headline": "A", "slug": "B", "body": "D"}
_ALL_STATES: Final = next(field.values for field in FIELDS if field.name == "is")


class Bounds(msgspec.Struct, frozen=True):
    """What a search finds, at most and at least."""

    upper: Query
    lower: Query

    @property
    def is_exact(self) -> bool:
        return self.upper == self.lower


NONE: Final = Bounds(False, False)
EVERY: Final = Bounds(True, True)


def compile_search(node: Node) -> Bounds:
    """Give what the index knows of a search."""
    if isinstance(node, All):
        return reduce(_both, map(compile_search, node.parts), EVERY)
    if isinstance(node, Any):
        return reduce(_either, map(compile_search, node.parts), NONE)
    if isinstance(node, Not):
        part = compile_search(node.part)
        return Bounds(_not(part.lower), _not(part.upper))
    if isinstance(node, Words):
        return _words(node, node.field)
    if isinstance(node, Near):
        every = reduce(_both, (_words(part, node.field) for part in node.parts))
        return Bounds(every.upper, False)
    if isinstance(node, Is):
        return _keyword(node)
    if isinstance(node, Number):
        return _number(node)
    return Bounds(True, False)


def _both(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(_joined("&", one.upper, other.upper), _joined("&", one.lower, other.lower))


def _either(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(_joined("|", one.upper, other.upper), _joined("|", one.lower, other.lower))


def _joined(sign: Literal["&", "|"], one: Query, other: Query) -> Query:
    for this, that in ((one, other), (other, one)):
        if isinstance(this, bool):
            return that if this is (sign == "&") else this
    return f"({one} {sign} {other})"


def _not(query: Query) -> Query:
    return not query if isinstance(query, bool) else f"!{query}"


def _words(node: Words, field: str | None) -> Bounds:
    if node.is_any_form:
        return Bounds(_word(form_start(node.terms[0]), field) + ":*", False)
    if len(node.terms) > 1 or field == "body":
        return _in_places(node, field)
    query = _word(node.terms[0], field) + (":*" if node.is_prefix else "")
    return Bounds(query, query if len(node.terms[0]) < LONGEST_WORD else False)


def _in_places(node: Words, field: str | None) -> Bounds:
    """Give bounds of words one behind the other, or of the body alone, by the places they have."""
    *first, last = map(_word, node.terms)
    star = "*" if node.is_prefix else ""
    words = " & ".join([*first, last + (":*" if star else "")])

    def chain(weight: str) -> str:
        sign = f":{star}{weight}" if star or weight else ""
        return " <-> ".join([*(word + (f":{weight}" if weight else "") for word in first), last + sign])

    byline = _word(node.terms[-1], "byline") + (":*" if star else "")
    sure = {"headline": f"({chain('A')})", "slug": f"({chain('B')})", "body": f"({chain('D')} & !{byline})"}
    upper = f"(({chain(_WEIGHT_OF.get(field or '', ''))}) | ({words} & {quoted(CUT)}))"
    # a cut word may be another one
    if field not in (None, *sure) or any(len(word) >= LONGEST_WORD for word in node.terms):
        return Bounds(upper, False)
    return Bounds(upper, f"({' | '.join(sure.values())})" if field is None else sure[field])


def _word(word: str, field: str | None = None) -> str:
    return quoted(cut(field_word(field, word) if field in SHORT_FIELDS else word))


def _keyword(node: Is) -> Bounds:
    if node.field in ("chain", "story"):
        return Bounds(True, False)
    if node.field != "is":
        return _fact(node.field, node.value)
    if node.value.endswith("*"):
        states = (state for state in _ALL_STATES if state.startswith(node.value[:-1]))
        return reduce(_either, (_keyword(Is("is", state)) for state in states), NONE)
    if node.value in documents.STATES:
        return _fact("is", node.value)
    return Bounds(True, False) if node.value in _ALL_STATES else NONE


def _fact(field: str, value: str) -> Bounds:
    is_prefix = value.endswith("*")
    word = documents.fact(field, value[:-1] if is_prefix else value)
    query = quoted(cut(word)) + (":*" if is_prefix else "")
    return Bounds(query, query if len(word) < LONGEST_WORD else False)


def _number(node: Number) -> Bounds:
    if node.field == "words":
        return Bounds(_any_of(documents.fact("size", str(bits)) for bits in _sizes(node)), False)
    if node.field not in documents.SMALL_NUMBERS:
        return Bounds(True, False)
    small = documents.SMALL
    under, over = documents.number_fact(node.field, small.start - 1), documents.number_fact(node.field, small.stop)
    certain = [documents.number_fact(node.field, value) for value in small if documents.holds(value, node)]
    perhaps = []
    beyond = ((small.start - 1, under, node.value < small.start), (small.stop, over, node.value >= small.stop))
    for far, fact, is_beyond in beyond:
        if is_beyond:
            perhaps.append(fact)
        elif documents.holds(far, node):
            certain.append(fact)
    return Bounds(_any_of([*certain, *perhaps]), _any_of(certain))


def _sizes(node: Number) -> range:
    """Give the lengths in bits that numbers of words may have."""
    bits = min(max(node.value, 0).bit_length(), documents.MAX_BITS)
    first = bits if node.sign in ("=", ">", ">=") else 0
    last = bits if node.sign in ("=", "<", "<=") else documents.MAX_BITS
    return range(first, last + 1)


def _any_of(facts: Iterable[str]) -> Query:
    found = " | ".join(quoted(cut(fact)) for fact in facts)
    return f"({found})" if found else False
