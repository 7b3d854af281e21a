"""Tests what the lists only hint at: items that have the words and the pairs of a phrase, on their own words."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from wireroom.query.compiled import compile_test
from wireroom.query.match import Subject
from wireroom.query.tree import Node
from wireroom.store._shown import for_readers
from wireroom.store.sqlite._compile import Audience
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.tables import _rows as rows

#: items are read so many at a time: nearly all of them stand the test
_AT_ONCE: Final = 20


def proved(db: SqliteSession, node: Node, seqs: Iterable[int], *, view: Audience, now: datetime) -> Iterator[int]:
    """Give those of the seqs whose items are what is looked for, in their order, as they are asked for."""
    test, left = compile_test(node), iter(seqs)
    while some := list(islice(left, _AT_ONCE)):
        db.tested.update((row["seq"], row) for row in db.run("items_by_seq", rows.ids_json(some)))
        for seq in some:
            if seq not in db.tested:
                continue
            filed = rows.filed_of(db.tested[seq])
            shown = filed if view == "desk" or filed.killed_by is None else for_readers(filed)
            if test(Subject(shown), now):
                yield seq
