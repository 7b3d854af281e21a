"""Searches on this store: SQL narrows down, `query.matches` decides, so that the archive and the live wire agree.

What is narrowed must hold for every match: the words in FTS5, and agency, rank, killed and time where all of the search
depends on them.
"""

from datetime import datetime
from functools import reduce

import msgspec

from wireroom.query.tree import TEXT_FIELDS, All, Any, Is, Near, Node, When, Words
from wireroom.store.sqlite._rows import micros


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """What the statements `newest` and `newest_with_words` take; None = not narrowed by this."""

    #: FTS5 query
    words: str | None = None
    #: folded, by style name or by the name pages show
    agency: str | None = None
    rank: str | None = None
    is_killed: bool = False
    #: microseconds, received from then on
    received_from: int | None = None
    #: … and before then
    received_to: int | None = None


def narrow(node: Node, now: datetime) -> Narrowed:
    """Give what every match of the search must have."""
    parts = node.parts if isinstance(node, All) else (node,)
    return reduce(lambda found, part: _with_part(found, part, now), parts, Narrowed(words=words_of(node)))


def _with_part(found: Narrowed, part: Node, now: datetime) -> Narrowed:
    if isinstance(part, All):
        return reduce(lambda each, inner: _with_part(each, inner, now), part.parts, found)
    if isinstance(part, Is) and not part.value.endswith("*"):
        if part.field == "agency":
            return msgspec.structs.replace(found, agency=part.value)
        if part.field == "rank" and part.value != "none":
            return msgspec.structs.replace(found, rank=part.value)
        if part.field == "is" and part.value == "killed":
            return msgspec.structs.replace(found, is_killed=True)
    if isinstance(part, When):
        name = "received_from" if part.sign == "after" else "received_to"
        return msgspec.structs.replace(found, **{name: micros(part.moment(now))})
    return found


def words_of(node: Node) -> str | None:
    """Give the FTS5 query that every match of this node fulfils; None = any item may match."""
    if isinstance(node, Words):
        return _phrase(node)
    if isinstance(node, Near):
        return " AND ".join(_phrase(part) for part in node.parts)
    if isinstance(node, All):
        found = [words for part in node.parts if (words := words_of(part)) is not None]
        return " AND ".join(f"({words})" for words in found) or None
    if isinstance(node, Any):
        either = [words_of(part) for part in node.parts]
        known = [words for words in either if words is not None]
        return " OR ".join(f"({words})" for words in known) if known and len(known) == len(either) else None
    return None


def _phrase(node: Words) -> str:
    quoted = '"' + " ".join(node.terms).replace('"', '""') + '"'
    ending = " *" if node.is_prefix else ""
    return f"{node.field} : {quoted}{ending}" if node.field in TEXT_FIELDS else quoted + ending
