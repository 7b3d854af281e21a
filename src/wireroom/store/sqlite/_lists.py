"""Which documents have a word, without where in them it stands: the shorter index beside `search`.

    key     2^40 - the document's rowid, so that the newest has the lowest: FTS5 reads rising keys, and ends with the last wanted
    words   each word once, whatever field it is in; words of the short fields again with the name of the field; the facts;
            pairs of neighbouring words (`_pairs`)

Where two common words seldom meet, FTS5 reads both their lists: with all places 4.5 ms (p99) at a million items, without them
1 ms. Of a phrase the lists have its words and pairs: what they find is tested. NEAR, words of the body alone, beginnings of one
or two letters, and what must not have a phrase are asked of `search`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from wireroom.query.tree import TEXT_FIELDS, All, Any, Near, Node, Not, Words
from wireroom.store.sqlite._pairs import pairs_in, pairs_of
from wireroom.store.tables._documents import Document
from wireroom.store.tables._forms import Spoken

#: seqs must stay below a quarter of it
KEYS: Final = 2**40
#: the body has nearly all words: its own would double the index
_SHORT_FIELDS: Final = tuple(field for field in TEXT_FIELDS if field != "body")
#: stands around a field's name: a private-use letter, which is in no word of a text
_MARK: Final = "\ue003"
#: shorter beginnings have an index of their own in `search`
SHORTEST_BEGINNING: Final = 3


class Phrase(Words, frozen=True, kw_only=True, tag="phrase"):
    """A phrase of which the lists are asked for its pairs and some of its words."""

    asked: tuple[str, ...]


class Listed(msgspec.Struct, frozen=True):
    """What is written into the lists, or taken out of them, of one document."""

    key: int
    words: str
    is_gone: bool = False

    @property
    def values(self) -> Mapping[str, object]:
        """The values of the statement."""
        return {"key": self.key, "words": self.words}


def listed(document: Document, *, is_gone: bool = False) -> Listed:
    """Give what the lists have of a document."""
    words = document.get("listed") or listed_words({field: str(document[field]) for field in TEXT_FIELDS})
    return Listed(key_of(document), f"{words} {document['facts']}", is_gone)


def listed_words(columns: Mapping[str, str]) -> str:
    """Give what the lists have of an item's words, from its texts by search column: all but the facts."""
    words = dict.fromkeys(columns["body"].split())
    for field in _SHORT_FIELDS:
        for word in columns[field].split():
            words[word] = words[field_word(field, word)] = None
    for field in TEXT_FIELDS:
        words.update(dict.fromkeys(pairs_of(columns[field])))
    return " ".join(words)


def key_of(document: Document) -> int:
    """Give the key of a document."""
    return KEYS - int(str(document["doc"]))


def in_order(changes: Iterable[Listed]) -> list[Listed]:
    """Give changes as FTS5 takes them in one piece: by rising key; those of one document stay in their order."""
    return sorted(changes, key=lambda change: change.key)


def field_word(field: str, word: str) -> str:
    """Give the word that stands for a word in one of the short fields."""
    return f"{_MARK}{field}{_MARK}{word}"


def list_matches(node: Words) -> list[str]:
    """Give what a document must have, as the lists are asked for it, the rarest first; of a phrase this is not all."""
    if len(node.terms) == 1:
        return [f'"{_listed_word(node.field, node.terms[0])}"' + (" *" if node.is_prefix else "")]
    field = node.field if node.field in _SHORT_FIELDS else None
    asked = node.asked if isinstance(node, Phrase) and field is None else node.terms
    words = [*pairs_in(node.terms), *(_listed_word(field, term) for term in asked)]
    return [f'"{word}"' for word in dict.fromkeys(words)]


def _listed_word(field: str | None, term: str) -> str:
    return term if field is None else field_word(field, term)


def is_listed(node: Node) -> bool:
    """Tell whether the lists have the answer, as far as the index has one; where `is_hint`, all of it and a little more."""
    if isinstance(node, Words):
        if len(node.terms) > 1:
            return not node.is_prefix
        is_short = node.is_prefix and len(node.terms[0]) < SHORTEST_BEGINNING
        return node.field != "body" and not is_short
    if isinstance(node, All | Any):
        return all(map(is_listed, node.parts))
    return is_listed(node.part) and not is_hint(node.part) if isinstance(node, Not) else not isinstance(node, Near)


def is_hint(node: Node) -> bool:
    """Tell whether what the lists find must be tested.

    A phrase is looked for by its words and pairs; forms of a word in whatever language, for that of most copy is the longest
    list of all.
    """
    if isinstance(node, Words):
        return len(node.terms) > 1
    if isinstance(node, All | Any):
        return any(map(is_hint, node.parts))
    return isinstance(node, Spoken)
