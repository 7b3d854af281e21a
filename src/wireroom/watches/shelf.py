"""Searches filed by what leads to them: a tree of places, one step of a plan from each to the next.

    entry    a search that is met here
             or a few that may follow: (atom, entry, atom, entry …)
             or a shelf, where there are more of them, or others

Most places lead to one or two searches, so these are flat tuples: what counts is how many places in memory an item touches.
What stands at a place is found by items that have come so far.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from wireroom.query import Subject
from wireroom.watches.clause import Atom, Plan
from wireroom.watches.compiled import Test, either

#: more than this in a place, and they are looked up set against set
_FEW: Final = 6
#: what every item has: leads to a search that is met in the place itself
HERE: Final = ""


class Step(NamedTuple):
    """To the next place with an atom, or without it."""

    atom: Atom
    is_unless: bool


class Shelf:
    """A place that leads to many searches, or to some that must be looked at by themselves."""

    __slots__ = ("also", "sure", "tested", "unless")

    def __init__(self) -> None:
        #: searches that are met here
        self.sure: set[str] = set()
        #: what items must have besides
        self.also: dict[Atom, Entry] = {}
        #: what they must not have
        self.unless: dict[Atom, Entry] | None = None
        #: searches of which something is still to be tested
        self.tested: dict[str, Test] | None = None

    def is_empty(self) -> bool:
        return not (self.sure or self.also or self.unless or self.tested)

    def put(self, watch: str, steps: Sequence[Step], test: Test | None) -> None:
        """File a search some steps from here."""
        if steps:
            places = self._places(steps[0])
            places[steps[0].atom] = _with(places.get(steps[0].atom), watch, steps[1:], test)
        elif test is not None:
            self.tested = {} if self.tested is None else self.tested
            other = self.tested.get(watch)  # two parts of one OR may come to the same place
            self.tested[watch] = test if other is None else either(other, test)
        else:
            self.sure.add(watch)

    def take(self, watch: str, steps: Sequence[Step]) -> None:
        """Take a search away from there."""
        if steps:
            places, atom = self._places(steps[0]), steps[0].atom
            left = _without(places.get(atom), watch, steps[1:])
            if left is not None:
                places[atom] = left
            else:
                places.pop(atom, None)
            return
        self.sure.discard(watch)
        if self.tested is not None:
            self.tested.pop(watch, None)

    def _places(self, step: Step) -> "dict[Atom, Entry]":
        if not step.is_unless:
            return self.also
        self.unless = {} if self.unless is None else self.unless
        return self.unless


Entry: TypeAlias = "str | tuple[Entry, ...] | Shelf"


def _with(entry: "Entry | None", watch: str, steps: Sequence[Step], test: Test | None) -> Entry:
    """Give a place with one search more."""
    if isinstance(entry, Shelf):
        entry.put(watch, steps, test)
        return entry
    if entry is None and not steps and test is None:
        return watch
    leaves = _leaves_of(entry)
    if len(leaves) == _FEW or test is not None or (steps and steps[0].is_unless):
        shelf = Shelf()
        for atom, inner in leaves:
            if atom == HERE and isinstance(inner, str):
                shelf.sure.add(inner)
            else:
                shelf.also[atom] = inner
        shelf.put(watch, steps, test)
        return shelf
    if not steps:
        return _place_of([*leaves, (HERE, watch)])
    same = next((n for n, (atom, _) in enumerate(leaves) if atom == steps[0].atom), len(leaves))
    inner = _with(leaves[same][1] if same < len(leaves) else None, watch, steps[1:], test)
    return _place_of([*leaves[:same], (steps[0].atom, inner), *leaves[same + 1 :]])


def _without(entry: "Entry | None", watch: str, steps: Sequence[Step]) -> "Entry | None":
    """Give a place without a search; None = nothing is left there."""
    if isinstance(entry, Shelf):
        entry.take(watch, steps)
        return None if entry.is_empty() else entry
    if entry is None or isinstance(entry, str):
        return None if entry == watch and not steps else entry
    left: list[tuple[Atom, Entry]] = []
    for atom, inner in _leaves_of(entry):
        kept: Entry | None = inner
        if steps and atom == steps[0].atom:
            kept = _without(inner, watch, steps[1:])
        elif not steps and atom == HERE and inner == watch:
            kept = None
        if kept is not None:
            left.append((atom, kept))
    return _place_of(left) if left else None


def _leaves_of(entry: "str | tuple[Entry, ...] | None") -> list[tuple[Atom, Entry]]:
    if entry is None or isinstance(entry, str):
        return [] if entry is None else [(HERE, entry)]
    halves = iter(entry)
    return [(atom, inner) for atom, inner in zip(halves, halves, strict=True) if isinstance(atom, str)]


def _place_of(leaves: list[tuple[Atom, Entry]]) -> tuple[Entry, ...]:
    return tuple(half for leaf in leaves for half in leaf)


def collect(root: Shelf, atoms: set[Atom], subject: Subject, now: datetime) -> set[str]:
    """Give the searches that an item with these atoms meets; `HERE` is added to them."""
    found: set[str] = set()
    atoms.add(HERE)
    places: list[Entry] = [root]
    for place in places:  # it grows while it is walked: a call for each would cost more than what is done there
        if isinstance(place, tuple):
            halves = iter(place)
            for atom, entry in zip(halves, halves, strict=False):
                if atom in atoms:
                    if isinstance(entry, str):
                        found.add(entry)
                    else:
                        places.append(entry)
        elif isinstance(place, str):
            found.add(place)
        else:
            found |= place.sure
            also = place.also
            places += [also[atom] for atom in also.keys() & atoms]
            if place.unless:
                places += [entry for atom, entry in place.unless.items() if atom not in atoms]
            if place.tested:
                found.update(
                    [watch for watch, test in place.tested.items() if watch not in found and test(subject, now)]
                )
    return found


def iter_ways(plan: Plan) -> Iterator[list[Step]]:
    """Give every way to a search: one atom of each clause, then what must not be there."""
    last = [Step(atom, True) for atom in plan.unless]
    ways: list[list[Step]] = [[]]
    for atoms in plan.clauses:
        ways = [[*way, Step(atom, False)] for way in ways for atom in atoms]
    for way in ways:
        yield way + last
