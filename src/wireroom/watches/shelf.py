"""Searches filed by what leads to them: a tree of places, one step of a plan from each to the next.

    place    (atom, entry, atom, entry …): where an item comes that has the atom; `HERE` is an atom that every item has
    entry    a search that is met, or another place
             or a search that must be looked at by itself: words that must not be there, or a test
             or a shelf: more searches than a place holds

Most places lead to one or two searches, so these are flat tuples, and all places that an item comes to at once are read as
one long one: what counts is how much memory an item touches, and how seldom a line of Python runs for it. What stands at a
place is found by items that have come so far.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from wireroom.query import Subject
from wireroom.query.compiled import Test, either
from wireroom.watches.clause import Atom, Plan

#: more than this in a place, and they are looked up set against set
_FEW: Final = 6
#: what every item has: leads to a search that is met in the place itself
HERE: Final = ""


class Step(NamedTuple):
    """To the next place with an atom, or without it."""

    atom: Atom
    is_unless: bool


class Doubt:
    """A search that is met here unless the item has one of some atoms, or does not stand a test."""

    __slots__ = ("test", "unless", "watch")

    def __init__(self, watch: str, unless: tuple[Atom, ...], test: Test | None) -> None:
        self.watch = watch
        self.unless = unless
        self.test = test


class Shelf:
    """A place that leads to many searches."""

    __slots__ = ("also", "sure", "tested", "unless")

    def __init__(self) -> None:
        #: searches that are met here
        self.sure: set[str] = set()
        #: what items must have besides
        self.also: dict[Atom, Place] = {}
        #: what they must not have
        self.unless: dict[Atom, Place] | None = None
        #: searches of which something is still to be tested
        self.tested: dict[str, Test] | None = None

    def is_empty(self) -> bool:
        return not (self.sure or self.also or self.unless or self.tested)

    def put(self, watch: str, steps: Sequence[Step], test: Test | None) -> None:
        """File a search some steps from here."""
        if steps:
            places = self._places(steps[0])
            places[steps[0].atom] = _with(places.get(steps[0].atom, ()), watch, steps[1:], test)
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
            left = _without(places.get(atom, ()), watch, steps[1:])
            if left:
                places[atom] = left
            else:
                places.pop(atom, None)
            return
        self.sure.discard(watch)
        if self.tested is not None:
            self.tested.pop(watch, None)

    def _places(self, step: Step) -> "dict[Atom, Place]":
        if not step.is_unless:
            return self.also
        self.unless = {} if self.unless is None else self.unless
        return self.unless


Place: TypeAlias = "tuple[Entry, ...]"
Entry: TypeAlias = "str | tuple[Entry, ...] | Doubt | Shelf"


def _with(place: Place, watch: str, steps: Sequence[Step], test: Test | None) -> Place:
    """Give a place with one search more."""
    leaves = _leaves_of(place)
    shelf = leaves[0][1] if leaves else None
    if isinstance(shelf, Shelf) and leaves[0][0] == HERE:
        shelf.put(watch, steps, test)
        return place
    if len(leaves) == _FEW:
        shelf = Shelf()
        for atom, inner in leaves:
            _move(shelf, atom, inner)
        shelf.put(watch, steps, test)
        return (HERE, shelf)
    if not steps and test is None:
        return (*place, HERE, watch)
    if not steps or steps[0].is_unless:
        return (*place, HERE, Doubt(watch, tuple(step.atom for step in steps), test))
    same = next((n for n, (atom, _) in enumerate(leaves) if atom == steps[0].atom), len(leaves))
    before = _as_place(leaves[same][1]) if same < len(leaves) else ()
    inner = _as_entry(_with(before, watch, steps[1:], test))
    return _place_of([*leaves[:same], (steps[0].atom, inner), *leaves[same + 1 :]])


def _move(shelf: Shelf, atom: Atom, entry: Entry) -> None:
    """Put a leaf of a place on the shelf that it becomes."""
    if atom == HERE and isinstance(entry, str):
        shelf.put(entry, (), None)
    elif atom == HERE and isinstance(entry, Doubt):
        shelf.put(entry.watch, [Step(unwanted, True) for unwanted in entry.unless], entry.test)
    else:
        shelf.also[atom] = _as_place(entry)


def _without(place: Place, watch: str, steps: Sequence[Step]) -> Place:
    """Give a place without a search; empty = nothing is left there."""
    left: list[tuple[Atom, Entry]] = []
    for atom, entry in _leaves_of(place):
        if isinstance(entry, Shelf) and atom == HERE:
            entry.take(watch, steps)
            return () if entry.is_empty() else place
        kept = _as_place(entry)
        if steps and atom == steps[0].atom:
            kept = _without(kept, watch, steps[1:])
        elif atom == HERE and _is_for(entry, watch, steps):
            kept = ()
        if kept:
            left.append((atom, _as_entry(kept)))
    return _place_of(left)


def _is_for(entry: Entry, watch: str, steps: Sequence[Step]) -> bool:
    if isinstance(entry, Doubt):
        return entry.watch == watch and entry.unless == tuple(step.atom for step in steps)
    return not steps and entry == watch


def _as_place(entry: Entry) -> Place:
    return entry if isinstance(entry, tuple) else (HERE, entry)


def _as_entry(place: Place) -> Entry:
    return place[1] if len(place) == 2 and place[0] == HERE else place


def _leaves_of(place: Place) -> list[tuple[Atom, Entry]]:
    halves = iter(place)
    return [(atom, entry) for atom, entry in zip(halves, halves, strict=True) if isinstance(atom, str)]


def _place_of(leaves: list[tuple[Atom, Entry]]) -> Place:
    return tuple(half for leaf in leaves for half in leaf)


def collect(root: Shelf, atoms: set[Atom], subject: Subject, now: datetime) -> list[str]:
    """Give the searches that an item with these atoms meets, each once; `HERE` is added to the atoms."""
    atoms.add(HERE)
    met: list[str] = []
    shelves = [root]
    places: list[Place] = []
    while shelves or places:
        for shelf in shelves:
            met += shelf.sure
            if shelf.also:
                places += map(shelf.also.__getitem__, shelf.also.keys() & atoms)
            if shelf.unless:
                places += [place for atom, place in shelf.unless.items() if atom not in atoms]
            if shelf.tested:
                met += [watch for watch, test in shelf.tested.items() if test(subject, now)]
        halves = chain.from_iterable(places)
        places, shelves = [], []
        for entry in [entry for atom, entry in zip(halves, halves, strict=False) if atom in atoms]:
            if isinstance(entry, str):
                met.append(entry)
            elif isinstance(entry, tuple):
                places.append(entry)
            elif isinstance(entry, Shelf):
                shelves.append(entry)
            elif atoms.isdisjoint(entry.unless) and (entry.test is None or entry.test(subject, now)):
                met.append(entry.watch)
    return list(set(met))


def iter_ways(plan: Plan) -> Iterator[list[Step]]:
    """Give every way to a search: one atom of each clause, then what must not be there."""
    last = [Step(atom, True) for atom in plan.unless]
    ways: list[list[Step]] = [[]]
    for atoms in plan.clauses:
        ways = [[*way, Step(atom, False)] for way in ways for atom in atoms]
    for way in ways:
        yield way + last
