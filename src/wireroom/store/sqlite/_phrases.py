"""Which words of a phrase the lists are asked for, besides its pairs.

A pair goes by a sum that one document in some 2,000 has by chance, so a second word of the phrase tells nearly all of these
apart. A common one tells none, and its list is read to the end: `"series it"` 1.5 ms at a million items, 0.3 ms without "it".
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from wireroom.query.tree import All, Any, Node, Not, Words
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.sqlite._lists import KEYS, Phrase

#: of so many of the newest documents so many have a common word, and so many times as many as have the rarest
_SAMPLE: Final = 200
_COMMON: Final = 20
_TIMES: Final = 4
#: of a longer phrase the pairs tell enough; to ask for each word costs 50 microseconds
_MOST_WORDS: Final = 8


def thin_phrases(db: SqliteSession, node: Node) -> Node:
    """Give the search with the words of each phrase that the lists need to be asked for."""
    return node if db.unlisted_below() else _thinned(db, node, {})


def _thinned(db: SqliteSession, node: Node, counts: dict[str, int]) -> Node:
    if isinstance(node, All):
        return All(tuple(_thinned(db, part, counts) for part in node.parts))
    if isinstance(node, Any):
        return Any(tuple(_thinned(db, part, counts) for part in node.parts))
    if isinstance(node, Not):
        return Not(_thinned(db, node.part, counts))
    if not isinstance(node, Words) or node.is_prefix or not 1 < len(node.terms) <= _MOST_WORDS:
        return node
    for term in node.terms:
        if term not in counts:
            asked = {"match": f'"{term}"', "keys": KEYS, "sample": _SAMPLE}
            counts[term] = db.run("count_listed", asked).fetchone()["n"]
    return Phrase(**msgspec.structs.asdict(node), asked=rarer_words(node.terms, counts))


def rarer_words(terms: tuple[str, ...], counts: Mapping[str, int]) -> tuple[str, ...]:
    """Give the words of a phrase without those that are common, and much more so than its rarest; `counts` of the newest."""
    most = max(_COMMON, _TIMES * (min(counts[term] for term in terms) + 1))
    return tuple(term for term in terms if counts[term] < most)
