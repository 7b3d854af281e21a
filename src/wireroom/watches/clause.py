"""What an item must have for a search to have any chance: the search's rarest required clause.

A clause is a set of atoms of which an item must have at least one. "bridge AND (ferry OR ship)" has two: {bridge} and
{ferry, ship}; the rarer one is enough to find the search by. What is left of the search once the clause is known to hold is
the rest: for {bridge} it is "ferry OR ship", for a search of one word it is nothing. A search without any clause
(words>200, NOT sport) must be tested on every item.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import msgspec

from wireroom.query.tree import All, Any, Is, Near, Node, Words

#: a word, a pair of neighbours "aldra bridge", "word*" for a beginning, or "field:value" for a keyword
Atom: TypeAlias = str
#: how many items of a thousand have an atom
Rarity: TypeAlias = Callable[[Atom], float]


class Clause(msgspec.Struct, frozen=True):
    """One required clause of a search."""

    atoms: frozenset[Atom]
    #: an item that has one of the atoms meets this part of the search: it need not be tested again
    is_exact: bool
    #: what must hold besides, when the clause is exact; None = nothing more
    rest: Node | None = None


def rarest_clause(node: Node, rarity: Rarity) -> Clause | None:
    """Give the clause that fewest items meet; None = there is none."""
    return min(_clauses(node, rarity), key=lambda clause: sum(map(rarity, clause.atoms)), default=None)


def _clauses(node: Node, rarity: Rarity) -> Iterator[Clause]:
    if isinstance(node, Words):
        yield from _word_clauses(node)
    elif isinstance(node, Near):
        for part in node.parts:
            for clause in _word_clauses(part):
                yield Clause(clause.atoms, False)
    elif isinstance(node, Is):
        if not node.value.endswith("*"):
            yield Clause(frozenset((f"{node.field}:{node.value}",)), True)
    elif isinstance(node, All):
        for place, inner in enumerate(node.parts):
            for clause in _clauses(inner, rarity):
                others = [*node.parts[:place], *([clause.rest] if clause.rest else []), *node.parts[place + 1 :]]
                rest = others[0] if len(others) == 1 else (All(tuple(others)) if others else None)
                yield Clause(clause.atoms, clause.is_exact, rest if clause.is_exact else None)
    elif isinstance(node, Any):
        parts = [rarest_clause(inner, rarity) for inner in node.parts]
        found = [part for part in parts if part is not None]
        if found and len(found) == len(parts):
            is_exact = all(part.is_exact and part.rest is None for part in found)
            yield Clause(frozenset().union(*(part.atoms for part in found)), is_exact)


def _word_clauses(words: Words) -> Iterator[Clause]:
    *whole, last = words.terms
    free = words.field is None
    if not whole:
        yield Clause(frozenset((f"{last}*" if words.is_prefix else last,)), free)
        return
    ends = len(words.terms) - (1 if words.is_prefix else 0)
    for place in range(ends - 1):
        pair = f"{words.terms[place]} {words.terms[place + 1]}"
        yield Clause(frozenset((pair,)), free and len(words.terms) == 2 and not words.is_prefix)
    if ends == 1:
        yield Clause(frozenset((whole[0],)), False)
