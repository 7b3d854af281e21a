"""Finds in an item the atoms that searches ask for, and learns how rare they are."""

import sys
from collections import Counter
from itertools import islice
from typing import Final, TypeAlias, TypeVar, cast

from wireroom.query import Subject
from wireroom.query.tree import TextField
from wireroom.watches.clause import Atom

#: beginnings are looked up by so many of their first letters
_PREFIX_KEY: Final = 3
#: an atom nobody has seen yet counts as this many items of a thousand, by its kind
_UNSEEN_WORD: Final = 1.0
_UNSEEN_KEYWORD: Final = 100.0
_FEW_ITEMS: Final = 1000
#: every item is counted up to so many, then one of ten: counting costs as much as matching
_COUNTED_ALL: Final = 1000
_COUNTED_ONE_OF: Final = 10
#: the frequencies are learned from so many items and then kept
_LEARN_ITEMS: Final = 10_000


class Rarities:
    """How often words and keywords stand in items."""

    def __init__(self) -> None:
        self._seen: Counter[Atom] = Counter()
        self._n_items = 0
        self._n_came = 0

    def learn(self, subject: Subject) -> None:
        """Count an item, or one of ten when many have been counted."""
        self._n_came += 1
        is_counted = self._n_items < _COUNTED_ALL or self._n_came % _COUNTED_ONE_OF == 0
        if is_counted and self._n_items < _LEARN_ITEMS:
            self._n_items += 1
            self._seen.update(subject.words)
            self._seen.update(f"{field}:{value}" for field in _COUNTED for value in subject.keywords[field])

    def rarity(self, atom: Atom) -> float:
        """Say how many items of a thousand have it, or likely have."""
        if ":" in atom:
            count = self._seen.get(atom, 0)
            if count:
                return count * 1000 / self._n_items
            return _UNSEEN_KEYWORD if self._n_items < _FEW_ITEMS else _UNSEEN_WORD
        if "|" not in atom:
            return self._word(atom)
        needle = atom.partition("|")[2]
        words = needle.split()
        if not needle.endswith(" "):
            last = max(5.0, 2.0 * self._word(words.pop()))
            return min([last, *(self._word(word) / 2 for word in words)])
        # in a phrase, or in one field, a word is rarer than by itself
        return min(map(self._word, words)) / 2

    def _word(self, word: str) -> float:
        count = self._seen.get(word, 0)
        return (
            count * 1000 / self._n_items if count else _UNSEEN_WORD / len(word)
        )  # the longer word is likely the rarer


#: keyword fields of few values; a chain's or a story's is its own
_COUNTED: Final = ("code", "agency", "lang", "rank", "mark", "genre", "format", "source", "category", "is", "has")


#: the first two words of a phrase
_Pair: TypeAlias = tuple[str, str]
#: what is looked for in a text once its beginning is found there: the needle, the field (None = any), the atom
_Needle: TypeAlias = tuple[str, TextField | None, Atom]
_Key = TypeVar("_Key", str, _Pair)


class Finder:
    """The atoms that are asked for, by what they are found by."""

    def __init__(self) -> None:
        #: how many searches ask for an atom; a word also for what is found by it
        self._asked: Counter[Atom] = Counter()
        #: those of them that are words
        self._words: set[str] = set()
        #: keyword field -> value -> atom
        self._by_keyword: dict[str, dict[str, Atom]] = {}
        #: phrases of two words; "" = only phrases that begin so are asked for
        self._by_pair: dict[_Pair, Atom] = {}
        #: longer ones, in one field or with a beginning after them, by their first two words
        self._longer: dict[_Pair, tuple[_Needle, ...]] = {}
        #: a word in a field, or with a beginning after it
        self._by_word: dict[str, tuple[_Needle, ...]] = {}
        #: beginnings, by their length up to three letters and these
        self._by_start: dict[int, dict[str, tuple[_Needle, ...]]] = {}

    def is_empty(self) -> bool:
        return not any(vars(self).values())

    def ask(self, atom: Atom) -> None:
        """Look for this one, too."""
        self._asked[atom] += 1
        if self._asked[atom] > 1:
            return
        if ":" in atom:
            field, _, value = atom.partition(":")
            self._by_keyword.setdefault(field, {})[value] = atom
        elif "|" in atom:
            field, _, needle = atom.partition("|")
            text_field = cast(TextField, field) if field else None
            pair, word, start = _beginning(needle)
            if pair is not None and not field and len(needle.split()) == 2:
                self._by_pair[pair] = atom
            elif pair is not None:
                self._by_pair.setdefault(pair, "")
                _file(self._longer, pair, (needle, text_field, atom))
            elif word is not None:
                self.ask(word)
                _file(self._by_word, word, (needle, text_field, atom))
            else:
                _file(self._by_start.setdefault(len(start), {}), start, (needle, text_field, atom))
        else:
            self._words.add(atom)

    def forget(self, atom: Atom) -> None:
        """Look for it for one search less."""
        self._asked[atom] -= 1
        if self._asked[atom]:
            return
        del self._asked[atom]
        if ":" in atom:
            field, _, value = atom.partition(":")
            del self._by_keyword[field][value]
            if not self._by_keyword[field]:
                del self._by_keyword[field]
        elif "|" in atom:
            pair, word, start = _beginning(atom.partition("|")[2])
            if pair is not None:
                _unfile(self._longer, pair, atom)
                if self._by_pair[pair] in ("", atom):
                    self._by_pair[pair] = ""
                    if pair not in self._longer:
                        del self._by_pair[pair]
            elif word is not None:
                _unfile(self._by_word, word, atom)
                self.forget(word)
            else:
                _unfile(self._by_start[len(start)], start, atom)
                if not self._by_start[len(start)]:
                    del self._by_start[len(start)]
        else:
            self._words.discard(atom)

    def find(self, subject: Subject) -> set[Atom]:
        """Give those of the atoms asked for that the item has.

        Words and pairs are looked up by what runs in C from end to end, once for all searches: no set of the item's words or
        pairs is made.
        """
        line = subject.line
        found = self._words.intersection(line)
        for field, wanted in self._by_keyword.items():
            for value in subject.keywords[field]:
                if value in wanted:
                    found.add(wanted[value])
        if self._by_pair:
            # zip gives the same tuple again where nobody kept it; pairwise makes one for every word
            pairs = self._by_pair.keys() & zip(line, islice(line, 1, None), strict=False)
            found.update(map(self._by_pair.__getitem__, pairs))
            for pair in self._longer.keys() & pairs:
                _find(self._longer[pair], subject, found)
        if self._by_word:
            for word in self._by_word.keys() & found:
                _find(self._by_word[word], subject, found)
        for length, starts in self._by_start.items():
            for start in starts.keys() & {word[:length] for word in subject.words}:
                _find(starts[start], subject, found)
        return found


def _beginning(needle: str) -> tuple[_Pair | None, str | None, str]:
    """Give what a needle is found by: its first two words, else its first word, else how its word begins."""
    words = needle.split()
    whole = words if needle.endswith(" ") else words[:-1]
    if len(whole) > 1:
        return (sys.intern(whole[0]), sys.intern(whole[1])), None, ""
    return None, sys.intern(whole[0]) if whole else None, words[0][:_PREFIX_KEY]


def _file(keys: dict[_Key, tuple[_Needle, ...]], key: _Key, needle: _Needle) -> None:
    keys[key] = (*keys.get(key, ()), needle)


def _unfile(keys: dict[_Key, tuple[_Needle, ...]], key: _Key, atom: Atom) -> None:
    left = tuple(needle for needle in keys.get(key, ()) if needle[2] != atom)
    if left:
        keys[key] = left
    else:
        keys.pop(key, None)


def _find(needles: tuple[_Needle, ...], subject: Subject, found: set[Atom]) -> None:
    for needle, field, atom in needles:
        if needle in subject.text and (field is None or needle in subject.texts[field]):
            found.add(atom)
