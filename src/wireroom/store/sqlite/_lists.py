"""Which documents have a word, without where in them it stands: the shorter index beside `search`.

    key     2^40 - the document's rowid, so that the newest has the lowest: FTS5 reads rising keys, and ends with the last wanted
    words   each word once, whatever field it is in; words of the short fields again with the name of the field; the facts

Where two common words seldom meet, FTS5 reads both their lists: with all places 4.5 ms (p99) at a million items, without them
1 ms. Phrases, NEAR, words of the body alone and beginnings of one or two letters are asked of `search`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from wireroom.query.tree import TEXT_FIELDS, All, Any, Near, Node, Not, Words
from wireroom.store.tables._documents import Document

#: seqs must stay below a quarter of it
KEYS: Final = 2**40
#: the body has nearly all words: its own would double the index
_SHORT_FIELDS: Final = tuple(field for field in TEXT_FIELDS if field != "body")
#: stands around a field's name: a private-use letter, which is in no word of a text
_MARK: Final = "\ue003"
#: shorter beginnings have an index of their own in `search`
SHORTEST_BEGINNING: Final = 3


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
    words = dict.fromkeys(str(document["body"]).split())
    for field in _SHORT_FIELDS:
        for word in str(document[field]).split():
            words[word] = words[field_word(field, word)] = None
    return Listed(key_of(document), f"{' '.join(words)} {document['facts']}", is_gone)


def key_of(document: Document) -> int:
    """Give the key of a document."""
    return KEYS - int(str(document["doc"]))


def in_order(changes: Iterable[Listed]) -> list[Listed]:
    """Give changes as FTS5 takes them in one piece: by rising key; those of one document stay in their order."""
    return sorted(changes, key=lambda change: change.key)


def field_word(field: str, word: str) -> str:
    """Give the word that stands for a word in one of the short fields."""
    return f"{_MARK}{field}{_MARK}{word}"


def list_match(node: Words) -> str:
    """Give a word as the lists are asked for it."""
    word = node.terms[0] if node.field is None else field_word(node.field, node.terms[0])
    return f'"{word}"' + (" *" if node.is_prefix else "")


def is_listed(node: Node) -> bool:
    """Tell whether the lists have the answer, as far as the index has one."""
    if isinstance(node, Words):
        is_short = node.is_prefix and len(node.terms[0]) < SHORTEST_BEGINNING
        return len(node.terms) == 1 and node.field != "body" and not is_short
    if isinstance(node, All | Any):
        return all(map(is_listed, node.parts))
    return is_listed(node.part) if isinstance(node, Not) else not isinstance(node, Near)
