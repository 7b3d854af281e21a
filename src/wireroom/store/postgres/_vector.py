"""Documents as tsvectors of our own words: no dictionary, stemmer or parser of the database has a say.

word            in any field, with its places and the weight of its field, for the order by relevance
mark field word the same in one of the short fields: "headline:ferry" is one word of the index
fact            keywords, as in every store
"""

from collections.abc import Iterator
from typing import Final

from wireroom.query.tree import TEXT_FIELDS
from wireroom.store.tables._documents import Document

#: a lexeme has at most 2,046 bytes; longer words are cut here, and what is found by a cut word is tested again
LONGEST_WORD: Final = 500
#: a tsvector has at most 1,048,575 bytes: words of one item beyond this (some 60,000 different ones) are not found
_MAX_BYTES: Final = 900_000
#: the server knows no later place, and no more of a word
_MAX_PLACE: Final = 16_383
_MAX_PLACES: Final = 255
#: letters of copy that reaches none of these limits, and what its places of one word take as text at most
_USUAL_CHARS: Final = 15_000
_USUAL_PLACES: Final = 900
#: in every document that has words without all of their places; the server puts it in (`note_words` in schema.sql)
CUT: Final = "\ue004"
#: fields whose words are indexed by field, too; the body has nearly all words, so that its own would say little
SHORT_FIELDS: Final = frozenset(TEXT_FIELDS) - {"body"}
_MARK: Final = "\ue003"
_WEIGHTS: Final = {"headline": "A", "slug": "B", "dateline": "C", "place": "C", "subject": "C"}


def vector(document: Document) -> str:
    """Give a document as the text of a tsvector."""
    return _vector_of_usual(document) or _vector_of_any(document)


def _vector_of_usual(document: Document) -> str:
    """Give the vector of copy of usual length and letters, in half the time; "" = it is not usual."""
    whole = " ".join(map(str, document.values()))
    if len(whole) > _USUAL_CHARS or "'" in whole or "\\" in whole or "\x00" in whole:
        return ""
    bare = dict.fromkeys(_words(document, "facts"))
    places: dict[str, str] = {}
    at = 0
    for field in TEXT_FIELDS:
        words, weight = _words(document, field), _WEIGHTS.get(field, "")
        for place, word in enumerate(words, at + 1):
            places[word] = f"{places[word]},{place}{weight}" if word in places else f"{place}{weight}"
        at += len(words)
        if words and field in SHORT_FIELDS:
            start = field_word(field, "")
            bare.update(dict.fromkeys([start + word for word in words]))
    is_long = max(map(len, (*bare, *places)), default=0) >= LONGEST_WORD
    if is_long or max(map(len, places.values()), default=0) >= _USUAL_PLACES:
        return ""
    return " ".join([*[f"'{word}'" for word in bare], *[f"'{word}':{told}" for word, told in places.items()]])


def _vector_of_any(document: Document) -> str:
    places: dict[str, list[str]] = {}
    n_bytes = 0
    for lexeme, place in _lexemes(document):
        found = places.get(lexeme)
        if found is None:
            n_bytes += len(lexeme.encode()) + 4
            if n_bytes > _MAX_BYTES:
                break
            found = places[lexeme] = []
        if place and len(found) < _MAX_PLACES and n_bytes < _MAX_BYTES // 2:
            n_bytes += 2
            found.append(place)
    return " ".join(f"{quoted(lexeme)}:{','.join(at)}" if at else quoted(lexeme) for lexeme, at in places.items())


def _lexemes(document: Document) -> Iterator[tuple[str, str]]:
    """Give each word with its place; what must be found comes first."""
    for word in _words(document, "facts"):
        yield cut(word), ""
    at = 0
    for field in TEXT_FIELDS:
        weight = _WEIGHTS.get(field, "")
        for word in _words(document, field):
            at += 1
            yield cut(word), f"{at}{weight}" if at <= _MAX_PLACE else ""
            if field in SHORT_FIELDS:
                yield cut(field_word(field, word)), ""


def _words(document: Document, field: str) -> list[str]:
    return str(document[field]).split()


def field_word(field: str, word: str) -> str:
    """Give the word that stands for a word in one of the short fields."""
    return f"{_MARK}{field}{_MARK}{word}"


def cut(word: str) -> str:
    """Give a word as far as the index can hold it."""
    return word[:LONGEST_WORD].replace("\x00", "\ufffd")


def quoted(word: str) -> str:
    """Give a word as tsvectors and tsqueries are written."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
