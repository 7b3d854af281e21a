"""The words the search box understands for a start: words, "phrases", agency: rank: lang: is:killed is:held.

All must hold. What is not understood is a QueryError that points at its place; nothing is dropped silently.
"""

import re
from typing import Final

import msgspec

from wireroom.errors import QueryError
from wireroom.model import RANKS
from wireroom.text.words import fold_words

_PART: Final = re.compile(r'\s*(?:(?P<field>[A-Za-z]+):)?(?P<value>"[^"]*"|"[^"]*$|[^\s"]+)?')
_OPERATORS: Final = frozenset({"OR", "NOT", "NEAR"})


class SimpleQuery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked for; empty = everything."""

    #: folded words, one entry a phrase; all must occur
    phrases: tuple[str, ...] = ()
    agency: str | None = None
    rank: str | None = None
    language: str | None = None
    is_killed: bool = False
    is_held: bool = False


def parse_query(text: str) -> SimpleQuery:
    """Read a search.

    Raises:
        QueryError: an open quote, an unknown field or value, an operator that is not there yet.
    """
    found = SimpleQuery()
    position = 0
    while text[position:].strip():
        match = _PART.match(text, position)
        if match is None or match.end() == position:
            raise QueryError(text, position, "this cannot be read")
        start = match.start("field") if match["field"] else match.start("value")
        found = _with_part(found, text, start, match["field"], match["value"] or "")
        position = match.end()
    return found


def _with_part(found: SimpleQuery, text: str, position: int, field: str | None, value: str) -> SimpleQuery:
    if value.startswith('"'):
        if len(value) < 2 or not value.endswith('"'):
            raise QueryError(text, position, "the quotation mark is not closed")
        value = value[1:-1]
    elif field is None:
        if value == "AND":
            return found
        if value in _OPERATORS or value[0] in "()-+" or value.endswith(")"):
            raise QueryError(text, position, 'only words and "phrases" that must all occur are understood here')
    if field is None:
        words = fold_words(value)
        return msgspec.structs.replace(found, phrases=(*found.phrases, words)) if words else found
    return _with_field(found, text, position, field.lower(), value.lower())


def _with_field(found: SimpleQuery, text: str, position: int, field: str, value: str) -> SimpleQuery:
    name = {"lang": "language"}.get(field, field)
    if not value:
        raise QueryError(text, position, f"{field}: wants a value")
    if name == "is" and value in ("killed", "held", "embargoed"):
        return msgspec.structs.replace(found, **{"is_killed" if value == "killed" else "is_held": True})
    if name == "is":
        raise QueryError(text, position, "is: knows killed and held")
    if name not in ("agency", "rank", "language"):
        raise QueryError(text, position, f"there is no field {field}:; there are agency: rank: lang: is:")
    if name == "rank" and value not in RANKS:
        raise QueryError(text, position, f"rank: is one of {', '.join(RANKS)}")
    if getattr(found, name) is not None:
        raise QueryError(text, position, f"{field}: was given twice")
    return msgspec.structs.replace(found, **{name: value})
