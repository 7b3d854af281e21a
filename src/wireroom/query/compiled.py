"""A search as one quick test: the same meaning as `query.matches`, for searches that are asked thousands of times."""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from wireroom.query import Subject, matches
from wireroom.query.tree import All, Any, Is, Node, Not, Number, Words

Test: TypeAlias = Callable[[Subject, datetime], bool]

_SIGNS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


def compile_test(node: Node) -> Test:
    """Turn a search into a function of (item, now)."""
    if isinstance(node, All):
        return _all(tuple(compile_test(part) for part in _cheapest_first(node.parts)))
    if isinstance(node, Any):
        return _any(tuple(compile_test(part) for part in _cheapest_first(node.parts)))
    if isinstance(node, Not):
        inner = compile_test(node.part)
        return lambda subject, now: not inner(subject, now)
    if isinstance(node, Words):
        return _words(node)
    if isinstance(node, Number):
        return _number(node)
    if isinstance(node, Is) and not node.value.endswith("*"):
        field, value = node.field, node.value
        return lambda subject, now: value in subject.keywords[field]
    return lambda subject, now: matches(node, subject, now=now)


def either(first: Test, second: Test) -> Test:
    """Give the test that one of the two holds."""
    return lambda subject, now: first(subject, now) or second(subject, now)


def needle_of(words: Words) -> str:
    """Give what stands in `Subject.texts` where the words do."""
    return f" {' '.join(words.terms)}" if words.is_prefix else f" {' '.join(words.terms)} "


def _cheapest_first(parts: tuple[Node, ...]) -> list[Node]:
    return sorted(parts, key=_cost)


def _cost(node: Node) -> int:
    if isinstance(node, Words):
        return 1 if _is_word(node) else 5 if node.is_any_form else 4
    if isinstance(node, Is):
        return 2
    return 3 if isinstance(node, Number) else 5


def _is_word(node: Words) -> bool:
    return len(node.terms) == 1 and node.field is None and not (node.is_prefix or node.is_any_form)


def _all(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 2:
        first, second = tests
        return lambda subject, now: first(subject, now) and second(subject, now)

    def test(subject: Subject, now: datetime) -> bool:
        for part in tests:  # a loop: all() with a generator costs twice as much here
            if not part(subject, now):
                return False
        return True

    return test


def _any(tests: tuple[Test, ...]) -> Test:
    def test(subject: Subject, now: datetime) -> bool:
        for part in tests:
            if part(subject, now):
                return True
        return False

    return test


def _words(node: Words) -> Test:
    if node.is_any_form:
        return lambda subject, now: matches(node, subject, now=now)
    if _is_word(node):
        term = node.terms[0]
        return lambda subject, now: term in subject.words
    needle, field = needle_of(node), node.field
    if field is None:
        return lambda subject, now: needle in subject.text
    return lambda subject, now: needle in subject.texts[field]


def _number(node: Number) -> Test:
    field, holds, wanted = node.field, _SIGNS[node.sign], node.value

    def test(subject: Subject, now: datetime) -> bool:
        value = subject.numbers[field]
        return value is not None and holds(value, wanted)

    return test
