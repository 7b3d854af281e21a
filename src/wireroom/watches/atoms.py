"""Finds in an item the atoms that searches ask for, and learns how rare they are."""

import sys
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Final, TypeAlias, cast

from wireroom.query import Subject
from wireroom.query.tree import TextField
from wireroom.watches.clause import Atom

#: beginnings are looked up by so many of their first letters
_PREFIX_KEY: Final = 3
#: an atom nobody has seen yet counts as this many items of a thousand, by its kind
_UNSEEN_WORD: Final = 1.0
_UNSEEN_KEYWORD: Final = 100.0
_FEW_ITEMS: Final = 1000
#: the frequencies are learned from so many items and then kept
_LEARN_ITEMS: Final = 50_000


class Rarities:
    """How often words and keywords stand in items."""

    def __init__(self) -> None:
        self._seen: Counter[Atom] = Counter()
        self._n_items = 0

    def learn(self, subject: Subject) -> None:
        """Count an item."""
        if self._n_items < _LEARN_ITEMS:
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


#: What is looked for in a text; a plain tuple, since thousands are taken apart for each item:
#: its first two words (None = it is a single word, or a beginning), the needle, the field, the atom, and whether the item
#: has it wherever the pair stands
_Needle: TypeAlias = tuple[tuple[str, str] | None, str, TextField | None, Atom, bool]


def _needle_of(atom: Atom) -> _Needle:
    field, _, needle = atom.partition("|")
    whole = needle.split() if needle.endswith(" ") else needle.split()[:-1]
    pair = (sys.intern(whole[0]), sys.intern(whole[1])) if len(whole) > 1 else None
    is_pair = not field and len(whole) == 2 and needle.endswith(" ")
    return pair, needle, cast(TextField, field) if field else None, atom, is_pair


class Finder:
    """The atoms that are asked for, by what they are found by."""

    def __init__(self, rarities: Rarities) -> None:
        self._rarities = rarities
        #: how many searches ask for an atom
        self._asked: Counter[Atom] = Counter()
        #: keyword field -> how many of its values are asked for
        self._keyword_fields: Counter[str] = Counter()
        #: phrases and words in a field, by their rarest word
        self._by_word: dict[str, dict[Atom, _Needle]] = {}
        #: beginnings, by their length up to three letters and these
        self._by_start: dict[int, dict[str, dict[Atom, _Needle]]] = {}
        #: by which word or start an atom was filed: what is rarest may change while items are learned
        self._key_of: dict[Atom, str] = {}

    def is_empty(self) -> bool:
        return not (self._asked or self._keyword_fields or self._by_word or self._by_start or self._key_of)

    def ask(self, atom: Atom) -> None:
        """Look for this one, too."""
        self._asked[atom] += 1
        if self._asked[atom] > 1:
            return
        if ":" in atom:
            self._keyword_fields[atom.partition(":")[0]] += 1
        elif "|" in atom:
            needle = atom.partition("|")[2]
            words = needle.split()
            if not needle.endswith(" ") and len(words) == 1:
                key = words[0][:_PREFIX_KEY]
                keys = self._by_start.setdefault(len(key), {})
            else:
                whole = words if needle.endswith(" ") else words[:-1]
                key, keys = min(whole, key=self._rarities.rarity), self._by_word
            self._key_of[atom] = key
            keys.setdefault(key, {})[atom] = _needle_of(atom)

    def forget(self, atom: Atom) -> None:
        """Look for it for one search less."""
        self._asked[atom] -= 1
        if self._asked[atom]:
            return
        del self._asked[atom]
        if ":" in atom:
            field = atom.partition(":")[0]
            self._keyword_fields[field] -= 1
            if not self._keyword_fields[field]:
                del self._keyword_fields[field]
        elif "|" in atom:
            self._forget_needle(atom)

    def _forget_needle(self, atom: Atom) -> None:
        key = self._key_of.pop(atom)
        is_start = not atom.endswith(" ") and " " not in atom.partition("|")[2][1:]
        keys = self._by_start[len(key)] if is_start else self._by_word
        del keys[key][atom]
        if not keys[key]:
            del keys[key]
            if is_start and not keys:
                del self._by_start[len(key)]

    def find(self, subject: Subject) -> set[Atom]:
        """Give the item's words, and of the other atoms those that are asked for."""
        words = subject.words
        found = set(words)
        for field in self._keyword_fields:
            for value in subject.keywords[field]:
                found.add(f"{field}:{value}")
        if self._by_word:
            _find_phrases(self._by_word, subject, found)
        for length, keys in self._by_start.items():
            texts = subject.texts
            for start in {word[:length] for word in words} & keys.keys():
                found.update(atom for _, needle, field, atom, _ in keys[start].values() if needle in texts[field])
        return found


def _find_phrases(by_word: Mapping[str, Mapping[Atom, _Needle]], subject: Subject, found: set[Atom]) -> None:
    """Find the phrases whose rarest word the item has: first those whose beginning it has, too, in one pass over its words."""
    words, texts = subject.words, subject.texts
    likely: list[_Needle] = []
    for word in words & by_word.keys():
        for needle in by_word[word].values():
            pair = needle[0]
            if pair is None:
                if needle[1] in texts[needle[2]]:
                    found.add(needle[3])
            elif pair[0] in words and pair[1] in words:
                likely.append(needle)
    if not likely:
        return
    firsts = {pair[0] for pair, *_ in likely if pair}
    pairs = {pair for pair in pairwise(subject.line) if pair[0] in firsts}
    for pair, text, field, atom, is_pair in likely:
        if pair in pairs and (is_pair or text in texts[field]):
            found.add(atom)
