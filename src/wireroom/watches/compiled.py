"""A search as one quick test: the same meaning as `query.matches`, for searches that are asked thousands of times."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from wireroom.query import Subject, matches
from wireroom.query.tree import All, Any, Is, Node, Not, Words

Test: TypeAlias = Callable[[Subject, datetime], bool]


def compile_test(node: Node) -> Test:
    """Turn a search into a function of (item, now)."""
    if isinstance(node, All):
        return _all(tuple(compile_test(part) for part in _cheapest_first(node.parts)))
    if isinstance(node, Any):
        return _any(tuple(compile_test(part) for part in _cheapest_first(node.parts)))
    if isinstance(node, Not):
        inner = compile_test(node.part)
        return lambda subject, now: not inner(subject, now)
    if isinstance(node, Words) and not node.is_prefix:
        return _words(node)
    if isinstance(node, Is) and not node.value.endswith("*"):
        field, value = node.field, node.value
        return lambda subject, now: value in subject.keywords[field]
    return lambda subject, now: matches(node, subject, now=now)


def _cheapest_first(parts: tuple[Node, ...]) -> list[Node]:
    return sorted(parts, key=_cost)


def _cost(node: Node) -> int:
    if isinstance(node, Words):
        return 1 if len(node.terms) == 1 and not node.is_prefix else 5
    if isinstance(node, Is):
        return 2
    return 3


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
    if len(node.terms) == 1:
        term, field = node.terms[0], node.field
        if field is None:
            return lambda subject, now: term in subject.words
        return lambda subject, now: term in subject.positions[field]
    pairs = frozenset(f"{first} {second}" for first, second in zip(node.terms, node.terms[1:], strict=False))
    if len(pairs) == 1 and node.field is None:
        (pair,) = pairs
        return lambda subject, now: pair in subject.pairs
    return lambda subject, now: pairs <= subject.pairs and matches(node, subject, now=now)
