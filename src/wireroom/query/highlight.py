"""Where in a text the words of a search stand: for people, so that they see why an item was found."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from wireroom.query.tree import All, Any, Near, Node, TextField, Words
from wireroom.text.forms import is_form_somewhere
from wireroom.text.terms import terms

#: a run of letters and digits, with the accents that are written as signs of their own
_RUN: Final = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
#: how much of the text stands before the first word that was found
_LEAD: Final = 60


class Piece(msgspec.Struct, frozen=True):
    """Part of a text, as it was written."""

    text: str
    is_hit: bool


def wanted_words(node: Node) -> list[Words]:
    """Give the words a search looks for; not those it rules out."""
    if isinstance(node, Words):
        return [node]
    if isinstance(node, Near):
        return [msgspec.structs.replace(part, field=node.field or part.field) for part in node.parts]
    if isinstance(node, All | Any):
        return [words for part in node.parts for words in wanted_words(part)]
    return []


def mark_words(text: str, words: Sequence[Words], field: TextField) -> list[Piece]:
    """Take a text apart at the words that were looked for in this field, or in any."""
    return _pieces(text, _spans(text, words, field), 0, len(text))


def cut_snippet(text: str, words: Sequence[Words], field: TextField, *, limit: int = 220) -> list[Piece]:
    """Give the part of a text, of about `limit` characters, in which most of the words stand; empty = none does."""
    spans = _spans(text, words, field)
    if not spans:
        return []
    # the first place with the most words in reach
    counts = [sum(start <= other < start + limit - _LEAD for other, _ in spans) for start, _ in spans]
    first = spans[counts.index(max(counts))][0]
    start = _blank_before(text, first - _LEAD) if first > _LEAD else 0
    end = _blank_before(text, start + limit) if start + limit < len(text) else len(text)
    end = max(end, next(stop for at, stop in spans if at == first))
    pieces = _pieces(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
    before = [Piece("… ", False)] if start else []
    return before + pieces + ([Piece(" …", False)] if end < len(text) else [])


def _blank_before(text: str, at: int) -> int:
    """Give a place to cut: behind a blank near by, else here."""
    found = text.rfind(" ", max(0, at - 30), at)
    return at if found < 0 else found + 1


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> list[Piece]:
    found: list[Piece] = []
    at = start
    for first, stop in spans:
        if first > at:
            found.append(Piece(text[at:first], False))
        found.append(Piece(text[first:stop], True))
        at = stop
    if at < end:
        found.append(Piece(text[at:end], False))
    return found


def _spans(text: str, words: Sequence[Words], field: TextField) -> list[tuple[int, int]]:
    """Give where the words stand, in order and without overlaps, neighbours of one phrase as one."""
    asked = [one for one in words if one.field in (None, field)]
    if not asked or not text:
        return []
    line = list(_terms_in(text))
    found = sorted((line[at][1], line[at + len(one.terms) - 1][2]) for one in asked for at in _places(one, line))
    joined: list[tuple[int, int]] = []
    for start, stop in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _terms_in(text: str) -> Iterator[tuple[str, int, int]]:
    for run in _RUN.finditer(text):
        folded = terms(run[0])
        if len(folded) == run.end() - run.start():  # each a word of its own: Chinese, Japanese, Korean
            for offset, term in enumerate(folded):
                yield term, run.start() + offset, run.start() + offset + 1
        else:
            for term in folded:
                yield term, run.start(), run.end()


def _places(words: Words, line: Sequence[tuple[str, int, int]]) -> Iterator[int]:
    *before, last = words.terms
    n_before = len(before)
    for end in range(n_before, len(line)):
        term = line[end][0]
        if _is_meant(term, last, words) and all(
            line[end - n_before + offset][0] == term for offset, term in enumerate(before)
        ):
            yield end - n_before


def _is_meant(term: str, word: str, words: Words) -> bool:
    if words.is_any_form:
        return is_form_somewhere(term, word)
    return term.startswith(word) if words.is_prefix else term == word
