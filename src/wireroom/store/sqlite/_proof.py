"""Tests what the lists only hint at: items that have the words and the pairs of a phrase, or a form of a word, on their own."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from wireroom.query.compiled import compile_test
from wireroom.query.match import Subject
from wireroom.query.tree import All, Any, Node, Words
from wireroom.store._shown import for_readers
from wireroom.store.sqlite._compile import Audience
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._forms import Spoken

#: items are read so many at a time: nearly all of them stand the test
_AT_ONCE: Final = 20


def proved(db: SqliteSession, node: Node, seqs: Iterable[int], *, view: Audience, now: datetime) -> Iterator[int]:
    """Give those of the seqs whose items are what is looked for, in their order, as they are asked for."""
    test, left = compile_test(node), iter(seqs)
    tongues = None if _has_phrase(node) else list(_tongues(node))
    while some := list(islice(left, _AT_ONCE)):
        db.tested.update((row["seq"], row) for row in db.run("items_by_seq", rows.ids_json(some)))
        for seq in some:
            if seq not in db.tested:
                continue
            filed = rows.filed_of(db.tested[seq])
            subject = Subject(filed if view == "desk" or filed.killed_by is None else for_readers(filed))
            if (tongues is not None and _is_in_all(subject, tongues)) or test(subject, now):
                yield seq


def _is_in_all(subject: Subject, tongues: Sequence[frozenset[str]]) -> bool:
    """Tell whether all that is hinted at holds for the language of the copy: its words need not be looked at then."""
    spoken = subject.keywords["lang"]
    return not any(map(spoken.isdisjoint, tongues))


def _has_phrase(node: Node) -> bool:
    if isinstance(node, All | Any):
        return any(map(_has_phrase, node.parts))
    return isinstance(node, Words) and len(node.terms) > 1


def _tongues(node: Node) -> Iterator[frozenset[str]]:
    """Give the languages that forms are of, of each word's forms one set."""
    if isinstance(node, Any) and all(isinstance(part, Spoken) for part in node.parts):
        yield frozenset(part.value for part in node.parts if isinstance(part, Spoken))
    elif isinstance(node, All | Any):
        for part in node.parts:
            yield from _tongues(part)
    elif isinstance(node, Spoken):
        yield frozenset((node.value,))
