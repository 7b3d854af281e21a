"""A search turned into what SQLite can answer by index.

    tree -> Text   all of it is one FTS5 query: words, phrases, NEAR, keywords, small numbers, and AND OR NOT of these
         -> Condition    a condition on a row of `items`: times, large numbers, chain, story, current, single
         -> bool   it holds for every item, or for none

It must mean what `query.matches` says; `tests/contract/test_search_equality.py` holds it to that. Values are always bound;
what is put together here are fixed pieces of SQL.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

from wireroom.query import FIELDS
from wireroom.query.tree import All, Any, Is, Near, Node, Not, Number, Words
from wireroom.store.sqlite._lists import list_matches
from wireroom.store.tables import _documents as documents
from wireroom.store.tables._conditions import Condition, condition_of
from wireroom.store.tables._forms import Spoken

Audience: TypeAlias = Literal["desk", "public"]

#: FTS5's own parser holds about a hundred open brackets; what is nested deeper is asked for by itself
_DEEP: Final = 12
#: what readers see of killed copy has no numbers, and no words
_NUMBER_COLUMNS: Final = {
    "desk": {"urgency": "i.urgency", "priority": "i.priority", "number": "i.number", "words": "i.n_words"},
    "public": {
        "urgency": "CASE WHEN i.killed_by IS NULL THEN i.urgency END",
        "priority": "CASE WHEN i.killed_by IS NULL THEN i.priority END",
        "number": "CASE WHEN i.killed_by IS NULL THEN i.number END",
        "words": "CASE WHEN i.killed_by IS NULL THEN i.n_words ELSE 0 END",
    },
}
#: whose documents are not the view's
HIDDEN: Final = {"desk": documents.READERS, "public": documents.DESK}
_ALL_STATES: Final = next(field.values for field in FIELDS if field.name == "is")


class Text(msgspec.Struct, frozen=True):
    """An FTS5 query; with `is_not`, what it does not find."""

    match: str
    is_not: bool = False
    depth: int = 0


Compiled: TypeAlias = Text | Condition | bool


class Compiler:
    """Compiles for one view at one moment; for lists: what `is_listed`."""

    def __init__(self, view: Audience, now: datetime, *, is_for_lists: bool = False) -> None:
        self._view: Audience = view
        self._now = now
        self._is_for_lists = is_for_lists

    def compile(self, node: Node) -> Compiled:
        """Give what the search asks, in one piece."""
        if isinstance(node, All):
            return self.all_of([self.compile(part) for part in node.parts])
        if isinstance(node, Any):
            return _negated(self.all_of([_negated(self.compile(part)) for part in node.parts]))
        if isinstance(node, Not):
            return _negated(self.compile(node.part))
        if isinstance(node, Words):
            if self._is_for_lists:
                return self.all_of([Text(match) for match in list_matches(node)])
            return Text(phrase(node, node.field))
        if isinstance(node, Near):
            near = f"NEAR({' '.join(phrase(part, None) for part in node.parts)}, {node.distance})"
            return Text(_in_field(near, node.field))
        if isinstance(node, Is):
            return (self._is_for_lists and isinstance(node, Spoken)) or self._keyword(node)
        if isinstance(node, Number):
            return self._number(node)
        found = condition_of(node, self._now)
        assert found is not None  # times are always one
        return found

    def all_of(self, parts: Sequence[Compiled]) -> Compiled:
        """Give the AND: one FTS5 query if it can be one."""
        if any(part is False for part in parts):
            return False
        text = text_of([part for part in parts if isinstance(part, Text)])
        conditions = [part for part in parts if isinstance(part, Condition)]
        if text is None and not conditions:
            return True
        if not conditions and text is not None and text.depth <= _DEEP:
            return text
        if text is not None:
            conditions.append(self.as_row(text))
        return Condition(
            "(" + " AND ".join(part.sql for part in conditions) + ")",
            tuple(value for part in conditions for value in part.values),
        )

    def as_row(self, text: Text) -> Condition:
        """Ask a row whether its item is among those an FTS5 query finds; these are looked up once."""
        found = f"SELECT rowid >> 2 FROM search WHERE search MATCH ? AND rowid & 3 <> {HIDDEN[self._view]}"
        return Condition(f"i.seq {'NOT ' if text.is_not else ''}IN ({found})", (text.match,))

    def _keyword(self, node: Is) -> Compiled:
        found = condition_of(node, self._now)
        if found is not None:
            return found
        if node.field == "is":
            return self._state(node.value)
        return Text(_fact(node.field, node.value))

    def _state(self, value: str) -> Compiled:
        if value.endswith("*"):
            wanted = [state for state in _ALL_STATES if state.startswith(value[:-1])]
            return self.compile(Any(tuple(Is("is", state) for state in wanted)))
        if value in documents.STATES:
            return Text(_fact("is", value))
        return False

    def _number(self, node: Number) -> Compiled:
        if node.field in documents.SMALL_NUMBERS:
            wanted = [value for value in documents.SMALL if documents.holds(value, node)]
            # a bound among the small values: all that is under them, or over them, is on one side of it
            if documents.SMALL.start <= node.value < documents.SMALL.stop:
                facts = [documents.number_fact(node.field, value) for value in wanted]
                facts += [
                    documents.number_fact(node.field, far)
                    for far in (-1, documents.SMALL.stop)
                    if documents.holds(far, node)
                ]
                return any_text(facts)
        column = _NUMBER_COLUMNS[self._view][node.field]
        return Condition(f"coalesce({column} {node.sign} ?, 0)", (node.value,))


def any_text(words: Sequence[str]) -> Compiled:
    """Give the OR of facts; False if there is none."""
    return Text(" OR ".join(f'"{word}"' for word in words), depth=1) if words else False


def text_of(parts: Sequence[Text]) -> Text | None:
    """Give the AND of FTS5 queries, whose NOT needs something to be taken from; None = there is none."""
    if len(parts) <= 1:
        return parts[0] if parts else None
    wanted = [_bracketed(part) for part in parts if not part.is_not]
    unwanted = " OR ".join(_bracketed(part) for part in parts if part.is_not)
    depth = max(part.depth for part in parts) + 1
    if not wanted:
        return Text(unwanted, is_not=True, depth=depth)
    found = " AND ".join(wanted)
    return Text(f"({found}) NOT ({unwanted})" if unwanted else found, depth=depth)


def _bracketed(text: Text) -> str:
    return f"({text.match})" if text.depth else text.match


def _negated(part: Compiled) -> Compiled:
    if isinstance(part, bool):
        return not part
    if isinstance(part, Text):
        return msgspec.structs.replace(part, is_not=not part.is_not)
    return (
        Condition(f"NOT {part.sql}", part.values) if part.sql[0] == "(" else Condition(f"NOT ({part.sql})", part.values)
    )


def phrase(node: Words, field: str | None) -> str:
    """Give words as FTS5 looks for them."""
    return _in_field('"' + " ".join(node.terms) + '"' + (" *" if node.is_prefix else ""), field)


def _in_field(match: str, field: str | None) -> str:
    return match if field is None else f"{field} : {match}"


def _fact(field: str, value: str) -> str:
    is_prefix = value.endswith("*")
    return f'"{documents.fact(field, value[:-1] if is_prefix else value)}"' + (" *" if is_prefix else "")
