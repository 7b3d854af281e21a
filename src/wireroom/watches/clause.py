"""What an item must have, and must not have, for a search to be met: the steps by which the index finds it.

    (bridge OR ferry) AND agency:ap AND NOT sport AND words>200
        clauses   {agency:ap}, {bridge, ferry}      one atom of each, the rarest clause first
        unless    sport                             none of these
        rest      words>200                         tested by itself

An atom is one thing that can be looked up in an item: a word, a phrase, a beginning, a keyword. A search that is an OR of
unlike parts has a plan for each of them.
"""

import math
import sys
from collections.abc import Callable
from typing import Final, TypeAlias

import msgspec

from wireroom.query.compiled import needle_of
from wireroom.query.tree import All, Any, Is, Near, Node, Not, Words
from wireroom.text.forms import form_start

#: a word, "field:value" for a keyword, "field|needle" for what is looked up in a text: "| aldra bridge ", "headline| flood";
#: always interned, since thousands of searches share one
Atom: TypeAlias = str
#: how many items of a thousand have an atom
Rarity: TypeAlias = Callable[[Atom], float]

#: no more steps than this lead to a search …
_MAX_CLAUSES: Final = 3
#: … by no more ways than this
_MAX_WAYS: Final = 48


class Clause(msgspec.Struct, frozen=True):
    """One required clause of a search."""

    atoms: frozenset[Atom]
    #: what it stands for
    node: Node
    #: an item that has one of the atoms meets this part of the search: it need not be tested again
    is_exact: bool = True


class Plan(msgspec.Struct, frozen=True):
    """The way to a search."""

    clauses: tuple[frozenset[Atom], ...] = ()
    unless: tuple[Atom, ...] = ()
    rest: Node | None = None


def make_plans(node: Node, rarity: Rarity) -> list[Plan]:
    """Give the ways to a search: an item meets it when it meets one of them."""
    if isinstance(node, Any):
        single = [part for part in node.parts if _atom_of(part) is not None]
        others = [part for part in node.parts if _atom_of(part) is None]
        plans = [plan for part in others for plan in make_plans(part, rarity)]
        if single:
            plans.append(_plan(Any(tuple(single)), rarity))
        return plans
    return [_plan(node, rarity)]


def _plan(node: Node, rarity: Rarity) -> Plan:
    clauses: list[Clause] = []
    unless: list[Atom] = []
    rest: list[Node] = []
    for part in _parts(node):
        unwanted = _unwanted(part)
        if unwanted is not None:
            unless += unwanted
        elif (clause := _clause(part, rarity)) is not None:
            clauses.append(clause)
        else:
            rest.append(part)
    clauses.sort(key=lambda clause: sum(map(rarity, clause.atoms)))
    taken: list[frozenset[Atom]] = []
    for clause in clauses:
        n_ways = math.prod(map(len, taken)) * len(clause.atoms)
        # the first one is taken whatever its size: without any, every item must be asked
        is_taken = not taken or (len(taken) < _MAX_CLAUSES and n_ways <= _MAX_WAYS)
        if is_taken:
            taken.append(clause.atoms)
        if not (is_taken and clause.is_exact):
            rest.append(clause.node)
    return Plan(tuple(taken), tuple(sorted(set(unless), key=rarity, reverse=True)), _joined(rest))


def _joined(parts: list[Node]) -> Node | None:
    return All(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def _parts(node: Node) -> list[Node]:
    if not isinstance(node, All):
        return [node]
    return [inner for part in node.parts for inner in _parts(part)]


def _clause(node: Node, rarity: Rarity) -> Clause | None:
    """Give what an item must have for this part; None = nothing that can be looked up."""
    atom = _atom_of(node)
    if atom is not None:
        return Clause(frozenset((atom,)), node)
    if isinstance(node, Words):
        # which forms a word has is told by the language of the copy; how they begin is not
        start = Words((form_start(node.terms[0]),), node.field, is_prefix=True)
        return Clause(frozenset((_word_atom(start),)), node, is_exact=False)
    if isinstance(node, Near):
        # each part must be there; that they stand near each other is tested
        return Clause(frozenset((min(map(_word_atom, node.parts), key=rarity),)), node, is_exact=False)
    if isinstance(node, All):
        found = [clause for part in _parts(node) if (clause := _clause(part, rarity)) is not None]
        best = min(found, key=lambda clause: sum(map(rarity, clause.atoms)), default=None)
        return None if best is None else Clause(best.atoms, node, is_exact=False)
    if isinstance(node, Any):
        parts = [_clause(part, rarity) for part in node.parts]
        inner = [part for part in parts if part is not None]
        if inner and len(inner) == len(parts):
            return Clause(
                frozenset().union(*(part.atoms for part in inner)), node, all(part.is_exact for part in inner)
            )
    return None


def _unwanted(node: Node) -> list[Atom] | None:
    """Give the atoms that none of may be there, if a NOT is just that."""
    if not isinstance(node, Not):
        return None
    parts = node.part.parts if isinstance(node.part, Any) else (node.part,)
    atoms = [_atom_of(part) for part in parts]
    found = [atom for atom in atoms if atom is not None]
    return found if len(found) == len(atoms) else None


def _atom_of(node: Node) -> Atom | None:
    if isinstance(node, Words):
        return None if node.is_any_form else _word_atom(node)
    if isinstance(node, Is) and not node.value.endswith("*"):
        return sys.intern(f"{node.field}:{node.value}")
    return None


def _word_atom(words: Words) -> Atom:
    if len(words.terms) == 1 and not words.is_prefix and words.field is None:
        return sys.intern(words.terms[0])
    return sys.intern(f"{words.field or ''}|{needle_of(words)}")
