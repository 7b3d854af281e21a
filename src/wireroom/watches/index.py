"""Finds, for one item, those of many thousand searches that it meets: exactly those that testing each would find.

Each search is filed under the atoms of its rarest required clause, so an item asks only the searches that share a rare word
or keyword with it. A search goes in or out with a few dictionary writes; nothing is rebuilt.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from wireroom.query import Node, Subject
from wireroom.watches.clause import Atom, rarest_clause
from wireroom.watches.compiled import Test, compile_test

#: an atom nobody has seen yet counts as this many items of a thousand, by its kind
_UNSEEN_WORD: Final = 1.0
_UNSEEN_KEYWORD: Final = 100.0
_FEW_ITEMS: Final = 1000
#: the frequencies are learned from so many items and then kept
_LEARN_ITEMS: Final = 50_000


class WatchIndex:
    """The searches of a room. Not safe for two threads at once: the placing process owns it."""

    def __init__(self) -> None:
        #: search -> the atoms it is filed under; none = it is tested on every item
        self._atoms_of: dict[str, frozenset[Atom]] = {}
        #: atom -> the searches filed under it, each with what is still to be tested; None = nothing is
        self._by_atom: dict[Atom, dict[str, Test | None]] = {}
        #: searches to be tested on every item
        self._always: dict[str, Test] = {}
        #: how many searches are filed under beginnings of each length
        self._prefix_lengths: Counter[int] = Counter()
        self._seen: Counter[Atom] = Counter()
        self._n_seen = 0

    def __len__(self) -> int:
        return len(self._atoms_of)

    def add(self, watch: str, search: Node) -> None:
        """Take a search in, or change it."""
        self.remove(watch)
        clause = rarest_clause(search, self._rarity)
        self._atoms_of[watch] = clause.atoms if clause else frozenset()
        if clause is None:
            self._always[watch] = compile_test(search)
            return
        test: Test | None = compile_test(search)
        if clause.is_exact:
            test = compile_test(clause.rest) if clause.rest is not None else None
        for atom in clause.atoms:
            self._by_atom.setdefault(atom, {})[watch] = test
            if atom.endswith("*"):
                self._prefix_lengths[len(atom) - 1] += 1

    def remove(self, watch: str) -> None:
        """Take a search out; nothing happens if it is not there."""
        atoms = self._atoms_of.pop(watch, None)
        if atoms is None:
            return
        self._always.pop(watch, None)
        for atom in atoms:
            filed = self._by_atom[atom]
            del filed[watch]
            if not filed:
                del self._by_atom[atom]
            if atom.endswith("*"):
                self._prefix_lengths[len(atom) - 1] -= 1

    def learn(self, subject: Subject) -> None:
        """Count an item's words, so that searches added later are filed under their rarest."""
        if self._n_seen < _LEARN_ITEMS:
            self._n_seen += 1
            self._seen.update(self._atoms(subject))

    def match(self, subject: Subject, *, now: datetime) -> list[str]:
        """Give the searches that the item meets, in no order."""
        found: dict[str, None] = {watch: None for watch, test in self._always.items() if test(subject, now)}
        by_atom = self._by_atom
        for atom in self._atoms(subject):
            filed = by_atom.get(atom)
            if filed is not None:
                for watch, test in filed.items():
                    if watch not in found and (test is None or test(subject, now)):
                        found[watch] = None
        return list(found)

    def _atoms(self, subject: Subject) -> Iterable[Atom]:
        yield from subject.words
        yield from subject.pairs
        for length in [length for length, count in self._prefix_lengths.items() if count]:
            yield from {f"{term[:length]}*" for term in subject.words if len(term) >= length}
        for field, values in subject.keywords.items():
            for value in values:
                yield f"{field}:{value}"

    def _rarity(self, atom: Atom) -> float:
        if atom.endswith("*"):
            return max(5.0, 2.0 * self._seen.get(atom[:-1], 0) * 1000 / max(self._n_seen, 1))
        count = self._seen.get(atom, 0)
        if count:
            return count * 1000 / self._n_seen
        if ":" in atom:
            return _UNSEEN_KEYWORD if self._n_seen < _FEW_ITEMS else _UNSEEN_WORD
        return _UNSEEN_WORD / len(atom)  # of two unseen words the longer one is likely the rarer
