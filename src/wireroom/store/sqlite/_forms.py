"""The words of this store that begin alike, for those in any form (`tables/_forms.py`)."""

from collections.abc import Iterator
from typing import Final

from wireroom.query.tree import Node
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.tables import _forms as forms

#: the next word of the lists; to read on from it instead would read every document that has it
_WORD_FROM: Final = "SELECT term FROM temp.listed_terms WHERE term >= ? LIMIT 1"
#: what `search` has for words between two; it reads where they stand, as a search for a beginning does
_WORDS_FROM: Final = "SELECT term FROM temp.search_terms WHERE term >= ? AND term <= ?"
#: behind all letters that words go on with
_LAST: Final = "\U0010ffff"


def spell_out(db: SqliteSession, node: Node) -> Node:
    """Give the search with words for forms; without such it is the same."""
    return forms.spell_out(node, lambda start: _words_that_begin(db, start), is_any_language=bool(db.unlisted_below()))


def _words_that_begin(db: SqliteSession, start: str) -> Iterator[str]:
    """Give the words of the archive that begin so: of the lists each is looked up, which costs some 20 microseconds."""
    if db.unlisted_below():
        yield from (row["term"] for row in db.connection.execute(_WORDS_FROM, (start, start + _LAST)))
        return
    at = start
    while (row := db.connection.execute(_WORD_FROM, (at,)).fetchone()) is not None and row["term"].startswith(start):
        yield row["term"]
        at = row["term"] + "\0"
