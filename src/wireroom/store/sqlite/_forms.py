"""Words in any form, as the words that are in the index: "ferry~" is ferry, or ferries in English copy, or …

The index has the words as they are written, and nothing of stems: who asks for forms pays for them. The words that begin as
the forms do are read from the index's own list, and each is tested as `query.matches` tests it.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from wireroom.query.tree import All, Any, Is, Node, Not, Words
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.tables._documents import fact
from wireroom.text.forms import LANGUAGES, form_start, is_form

#: the next word of the lists; to read on from it instead would read every document that has it
_WORD_FROM: Final = "SELECT term FROM temp.listed_terms WHERE term >= ? LIMIT 1"
#: what `search` has for words between two; it reads where they stand, as a search for a beginning does
_WORDS_FROM: Final = "SELECT term FROM temp.search_terms WHERE term >= ? AND term <= ?"
#: behind all letters that words go on with
_LAST: Final = "\U0010ffff"


def spell_out(db: SqliteSession, node: Node) -> Node:
    """Give the search with words for forms; without such it is the same."""
    if isinstance(node, Words):
        return _forms(db, node) if node.is_any_form else node
    if isinstance(node, All):
        return All(tuple(spell_out(db, part) for part in node.parts))
    if isinstance(node, Any):
        return Any(tuple(spell_out(db, part) for part in node.parts))
    return Not(spell_out(db, node.part)) if isinstance(node, Not) else node


def _forms(db: SqliteSession, node: Words) -> Node:
    word, start = node.terms[0], form_start(node.terms[0])
    known = [term for term in _words_that_begin(db, start) if term != word]
    languages: dict[tuple[str, ...], list[str]] = {}
    for language in _languages(db):
        if found := tuple(term for term in known if is_form(term, word, language)):
            languages.setdefault(found, []).append(language)
    parts: list[Node] = [Words((word,), node.field)]
    for found, spoken in languages.items():
        forms = _any_of(Words((term,), node.field) for term in found)
        parts.append(All((forms, _any_of(Is("lang", language) for language in spoken))))
    return _any_of(parts)


def _languages(db: SqliteSession) -> list[str]:
    """Give the languages that bend words and that copy here is in: to stem for the others takes most of the time."""
    if db.unlisted_below():
        return list(LANGUAGES)
    facts = {fact("lang", language): language for language in LANGUAGES}
    return [language for word, language in facts.items() if word in _words_that_begin(db, word)]


def _words_that_begin(db: SqliteSession, start: str) -> Iterator[str]:
    """Give the words of the archive that begin so: of the lists each is looked up, which costs some 20 microseconds."""
    if db.unlisted_below():
        yield from (row["term"] for row in db.connection.execute(_WORDS_FROM, (start, start + _LAST)))
        return
    at = start
    while (row := db.connection.execute(_WORD_FROM, (at,)).fetchone()) is not None and row["term"].startswith(start):
        yield row["term"]
        at = row["term"] + "\0"


def _any_of(parts: Iterable[Node]) -> Node:
    found = tuple(parts)
    return found[0] if len(found) == 1 else Any(found)
