"""Finds, for one item, those of many thousand searches that it meets: exactly those that testing each would find.

    plan     what a search needs, the rarest first       clause.py
    finder   an item's words, phrases and keywords       atoms.py
    shelves  the searches, by the steps of their plans   shelf.py

An item asks only the searches that share a rare word or keyword with it. A search goes in or out with a few dictionary
writes; nothing is rebuilt.
"""

from datetime import datetime

from wireroom.query import Node, Subject
from wireroom.query.compiled import compile_test
from wireroom.watches.atoms import Finder, Rarities
from wireroom.watches.clause import Plan, make_plans
from wireroom.watches.shelf import Shelf, collect, iter_ways


class WatchIndex:
    """The searches of a room. Not safe for two threads at once: the placing process owns it."""

    def __init__(self) -> None:
        self._plans: dict[str, tuple[Plan, ...]] = {}
        self._shelf = Shelf()
        self._rarities = Rarities()
        self._finder = Finder()

    def __len__(self) -> int:
        return len(self._plans)

    def add(self, watch: str, search: Node) -> None:
        """Take a search in, or change it."""
        self.remove(watch)
        plans = tuple(make_plans(search, self._rarities.rarity))
        self._plans[watch] = plans
        for plan in plans:
            test = None if plan.rest is None else compile_test(plan.rest)
            for atom in (*(atom for atoms in plan.clauses for atom in atoms), *plan.unless):
                self._finder.ask(atom)
            for way in iter_ways(plan):
                self._shelf.put(watch, way, test)

    def remove(self, watch: str) -> None:
        """Take a search out; nothing happens if it is not there."""
        for plan in self._plans.pop(watch, ()):
            for way in iter_ways(plan):
                self._shelf.take(watch, way)
            for atom in (*(atom for atoms in plan.clauses for atom in atoms), *plan.unless):
                self._finder.forget(atom)

    def learn(self, subject: Subject) -> None:
        """Count an item's words, so that searches added later are filed under their rarest."""
        self._rarities.learn(subject)

    def match(self, subject: Subject, *, now: datetime) -> list[str]:
        """Give the searches that the item meets, in no order."""
        return collect(self._shelf, self._finder.find(subject), subject, now)
