"""The words of this store that begin alike, for those in any form (`tables/_forms.py`) and for beginnings."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from wireroom.query.tree import All, Any, Node, Not, Words
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.sqlite._lists import SHORTEST_BEGINNING
from wireroom.store.tables import _forms as forms

#: the next word of the lists; to read on from it instead would read every document that has it
_WORD_FROM: Final = "SELECT term FROM temp.listed_terms WHERE term >= ? LIMIT 1"
#: what `search` has for words between two; it reads where they stand, as a search for a beginning does
_WORDS_FROM: Final = "SELECT term FROM temp.search_terms WHERE term >= ? AND term <= ?"
#: to look up more words than this that begin alike, and to ask for each, takes longer than it saves
_MOST_NAMED: Final = 64
#: behind all letters that words go on with
_LAST: Final = "\U0010ffff"


def spell_out(db: SqliteSession, node: Node) -> Node:
    """Give the search with words for forms; without such it is the same."""
    return forms.spell_out(node, lambda start: _words_that_begin(db, start), is_any_language=bool(db.unlisted_below()))


def spell_beginnings(db: SqliteSession, node: Node) -> Node:
    """Give the search with the words that begin so for a beginning, where they are few.

    FTS5 puts all documents of all such words together before it tells the first (`infl*` at 5 million items: 22 ms); of words by
    name it reads no more than the newest that are wanted.
    """
    return node if db.unlisted_below() else _by_name(db, node)


def _by_name(db: SqliteSession, node: Node) -> Node:
    if isinstance(node, Words):
        if not node.is_prefix or len(node.terms) > 1 or len(node.terms[0]) < SHORTEST_BEGINNING:
            return node
        found = list(islice(_words_that_begin(db, node.terms[0]), _MOST_NAMED + 1))
        return node if len(found) > _MOST_NAMED else Any(tuple(Words((word,), node.field) for word in found))
    if isinstance(node, All):
        return All(tuple(_by_name(db, part) for part in node.parts))
    if isinstance(node, Any):
        return Any(tuple(_by_name(db, part) for part in node.parts))
    return Not(_by_name(db, node.part)) if isinstance(node, Not) else node


def _words_that_begin(db: SqliteSession, start: str) -> Iterator[str]:
    """Give the words of the archive that begin so: of the lists each is looked up, which costs some 20 microseconds."""
    if db.unlisted_below():
        yield from (row["term"] for row in db.connection.execute(_WORDS_FROM, (start, start + _LAST)))
        return
    at = start
    while (row := db.connection.execute(_WORD_FROM, (at,)).fetchone()) is not None and row["term"].startswith(start):
        yield row["term"]
        at = row["term"] + "\0"
