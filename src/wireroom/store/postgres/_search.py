"""Searches on this store, newest first: read from the index part by part, and tested where the index does not know all.

tree -> branches (the parts of an OR at the top), each a tsquery, tests on a row of `items`, and a range of seqs
     -> candidates, newest first; unless the index has the answer, each is tested with `query.matches`

After: and before: bound the seqs that are read at all.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import msgspec
import psycopg

from wireroom.errors import QueryError
from wireroom.query import Node, Subject, matches, wanted_words
from wireroom.query.tree import All, Any, When
from wireroom.store._api import View
from wireroom.store._shown import for_readers
from wireroom.store.postgres._compile import Bounds, compile_search
from wireroom.store.postgres._session import PostgresSession
from wireroom.store.tables import _documents as documents
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._conditions import Condition, condition_of, is_of_few
from wireroom.store.tables._rows import Row

#: an OR of more parts than this is read through in one go
_MAX_BRANCHES: Final = 8
_TOP: Final = 2**60
#: candidates that are tested at once, at first and at last
_FIRST_LOOK: Final = 64
_LAST_LOOK: Final = 1024
#: whose documents are not the view's
_HIDDEN: Final[dict[View, int]] = {"desk": documents.READERS, "public": documents.DESK}


class Branch(msgspec.Struct, frozen=True):
    """One way to matching items."""

    node: Node
    bounds: Bounds
    conditions: tuple[Condition, ...] = ()
    #: a chain's or a story's rows are few: begin with these
    is_of_few: bool = False
    times: tuple[When, ...] = ()


class Searching:
    """One search of one view at one moment."""

    def __init__(self, db: PostgresSession, query: str, *, view: View, now: datetime, limit_s: float) -> None:
        self._db = db
        self._query = query
        self._view: View = view
        self._now = now
        self._stop_at = time.monotonic() + limit_s

    def newest(self, node: Node, *, before: int | None, limit: int) -> list[Row]:
        """Give the rows of the newest matching items below `before`, newest first."""
        found: dict[int, Row] = {}
        with self._bounded():
            for branch in branches(node, self._now):
                found |= {row["seq"]: row for row in self._of_branch(branch, before, limit)}
        return [found[seq] for seq in sorted(found, reverse=True)[:limit]]

    def best(self, node: Node, *, window: int, limit: int) -> list[Row]:
        """Give the rows of the items that fit best among the newest `window`, best first."""
        newest = self.newest(node, before=None, limit=window)
        words = compile_search(Any(tuple(wanted_words(node)))).upper
        if isinstance(words, bool):
            return newest[:limit]
        hidden = _HIDDEN[self._view]
        docs = [row["seq"] * 4 + who for row in newest for who in range(3) if who != hidden]
        with self._bounded():
            ranked = [row["seq"] for row in self._db.run("rank_words", {"docs": docs, "words": words})]
        found = {row["seq"]: row for row in newest}
        # an item may fit by none of the words: "ferry OR agency:ap"
        return [found[seq] for seq in dict.fromkeys([*ranked, *found])][:limit]

    def _of_branch(self, branch: Branch, before: int | None, limit: int) -> Iterator[Row]:
        start, stop = self._range(branch, before)
        look, n_found = limit if branch.bounds.is_exact else max(limit, _FIRST_LOOK), 0
        while n_found < limit:
            self._check_time()
            sql, values = statement(branch, self._view, start, stop, look)
            seqs = [row["seq"] for row in self._db.connection.execute(sql, values)]
            for row in self._rows(seqs):
                if branch.bounds.is_exact or self._fits(branch.node, row):
                    yield row
                    n_found += 1
                    if n_found == limit:
                        return
            if len(seqs) < look:
                return
            stop = seqs[-1]
            look = min(look * 2, _LAST_LOOK)

    def _rows(self, seqs: Sequence[int]) -> list[Row]:
        return list(self._db.run("items_by_seq", rows.ids_json(seqs))) if seqs else []

    def _fits(self, node: Node, row: Row) -> bool:
        filed = rows.filed_of(row)
        return matches(node, Subject(filed if self._view == "desk" else for_readers(filed)), now=self._now)

    def _range(self, branch: Branch, before: int | None) -> tuple[int, int]:
        """Give the seqs to look at: from … up to, but without."""
        start, stop = 0, _TOP if before is None else min(before, _TOP)
        for part in branch.times:
            at = {"at": rows.micros(part.moment(self._now))}
            row = self._db.run("first_since" if part.sign == "after" else "last_until", at).fetchone()
            if part.sign == "after":
                start = max(start, _TOP if row is None else row["seq"])
            elif row is not None:
                stop = min(stop, row["seq"] + 1)
        return start, stop

    # how long it may take

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """Let the statements inside take what is left of the time.

        Raises:
            QueryError: they took longer.
        """
        left_ms = max(1, int((self._stop_at - time.monotonic()) * 1000))
        self._db.run("limit_time", {"ms": str(left_ms)})
        try:
            yield
        except psycopg.errors.QueryCanceled as error:
            raise self._too_broad() from error

    def _check_time(self) -> None:
        if time.monotonic() > self._stop_at:
            raise self._too_broad()

    def _too_broad(self) -> QueryError:
        return QueryError(self._query, 0, "this search is too broad; add a word or a day, as in after:2d")


def branches(node: Node, now: datetime) -> list[Branch]:
    """Split a search into the parts of its OR."""
    parts = _parts(node, Any)
    if len(parts) > _MAX_BRANCHES or all(condition_of(one, now) is None for part in parts for one in _parts(part, All)):
        parts = [node]
    return [branch for branch in (_branch(part, now) for part in parts) if branch.bounds.upper is not False]


def _branch(node: Node, now: datetime) -> Branch:
    """Take an AND apart: tests of a row, and what the index is asked."""
    parts = _parts(node, All)
    conditions = [(part, condition_of(part, now)) for part in parts]
    return Branch(
        node=node,
        bounds=compile_search(All(tuple(part for part, condition in conditions if condition is None))),
        conditions=tuple(condition for _, condition in conditions if condition is not None),
        is_of_few=any(is_of_few(part) for part in parts),
        times=tuple(part for part in parts if isinstance(part, When)),
    )


def _parts(node: Node, kind: type[All] | type[Any]) -> list[Node]:
    if not isinstance(node, kind):
        return [node]
    return [inner for part in node.parts for inner in _parts(part, kind)]


def statement(branch: Branch, view: View, start: int, stop: int, limit: int) -> tuple[bytes, Sequence[object]]:
    """Give the statement of a branch; the pieces are fixed, all values are bound."""
    values: list[object] = [start * 4, stop * 4, _HIDDEN[view]]
    tests = ["s.doc >= %s AND s.doc < %s AND s.doc & 3 <> %s"]
    if isinstance(branch.bounds.upper, str):
        tests.append("s.words @@ CAST(%s AS tsquery)")
        values.append(branch.bounds.upper)
    for condition in branch.conditions:
        tests.append(condition.sql.replace("?", "%s"))
        values += condition.values
    join = "JOIN items i ON i.seq = s.doc >> 2" if branch.conditions else ""
    if branch.is_of_few:
        join = "JOIN items i ON s.doc >= i.seq * 4 AND s.doc < i.seq * 4 + 4"
    sql = f"SELECT s.doc >> 2 AS seq FROM search s {join} WHERE {' AND '.join(tests)} ORDER BY s.doc DESC LIMIT %s"
    return sql.encode(), [*values, limit]
