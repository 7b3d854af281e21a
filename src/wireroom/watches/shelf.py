"""Searches filed by what leads to them: a tree of shelves, one step of a plan from each to the next.

What stands on a shelf is found by items that have come so far. Steps are looked up set against set, so a search whose next
step is not met costs a few nanoseconds.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from wireroom.query import Subject
from wireroom.watches.clause import Atom, Plan
from wireroom.watches.compiled import Test, either

#: fewer steps than this are tried one by one
_FEW: Final = 6


class Step(NamedTuple):
    """To the next shelf with an atom, or without it."""

    atom: Atom
    is_unless: bool


class Shelf:
    """One place in the tree."""

    __slots__ = ("also", "sure", "tested", "unless")

    def __init__(self) -> None:
        #: searches that are met here
        self.sure: set[str] | None = None
        #: what items must have besides; a single search that is then met stands there by itself
        self.also: dict[Atom, Shelf | str] | None = None
        #: what they must not have
        self.unless: dict[Atom, Shelf | str] | None = None
        #: searches of which something is still to be tested
        self.tested: dict[str, Test] | None = None

    def is_empty(self) -> bool:
        return not (self.sure or self.also or self.unless or self.tested)

    def put(self, watch: str, steps: Sequence[Step], test: Test | None) -> None:
        """File a search some steps from here."""
        shelf = self
        for n, step in enumerate(steps):
            places = shelf._places(step)
            entry = places.get(step.atom)
            if entry is None and n == len(steps) - 1 and test is None:
                places[step.atom] = watch
                return
            if not isinstance(entry, Shelf):
                old, entry = entry, Shelf()
                if old is not None:
                    entry.sure = {old}
                places[step.atom] = entry
            shelf = entry
        if test is not None:
            shelf.tested = {} if shelf.tested is None else shelf.tested
            other = shelf.tested.get(watch)  # two parts of one OR may come to the same place
            shelf.tested[watch] = test if other is None else either(other, test)
        else:
            shelf.sure = shelf.sure or set()
            shelf.sure.add(watch)

    def _places(self, step: Step) -> "dict[Atom, Shelf | str]":
        if step.is_unless:
            self.unless = {} if self.unless is None else self.unless
            return self.unless
        self.also = {} if self.also is None else self.also
        return self.also

    def take(self, watch: str, steps: Sequence[Step]) -> None:
        """Take a search away from there."""
        if not steps:
            if self.sure is not None:
                self.sure.discard(watch)
            if self.tested is not None:
                self.tested.pop(watch, None)
            return
        places = self._places(steps[0])
        entry = places.get(steps[0].atom)
        if isinstance(entry, Shelf):
            entry.take(watch, steps[1:])
            if entry.is_empty():
                del places[steps[0].atom]
        elif entry == watch:
            del places[steps[0].atom]

    def collect(self, atoms: set[Atom], subject: Subject, now: datetime, found: set[str]) -> None:
        """Add to `found` the searches that an item with these atoms meets."""
        if self.sure:
            found.update(self.sure)
        also = self.also
        if also:
            for atom in also if len(also) < _FEW else also.keys() & atoms:
                if atom in atoms:
                    entry = also[atom]
                    if isinstance(entry, str):
                        found.add(entry)
                    else:
                        entry.collect(atoms, subject, now, found)
        if self.unless:
            for atom, entry in self.unless.items():
                if atom not in atoms:
                    if isinstance(entry, Shelf):
                        entry.collect(atoms, subject, now, found)
                    else:
                        found.add(entry)
        if self.tested:
            for watch, test in self.tested.items():
                if watch not in found and test(subject, now):
                    found.add(watch)


def iter_ways(plan: Plan) -> Iterator[list[Step]]:
    """Give every way to a search: one atom of each clause, then what must not be there."""
    last = [Step(atom, True) for atom in plan.unless]
    ways: list[list[Step]] = [[]]
    for atoms in plan.clauses:
        ways = [[*way, Step(atom, False)] for way in ways for atom in atoms]
    for way in ways:
        yield way + last
