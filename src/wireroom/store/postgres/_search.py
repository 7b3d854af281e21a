"""Searches on this store, newest first: read from the index part by part, and tested where the index does not know all.

tree -> branches (the parts of an OR at the top), each a tsquery, tests on a row of `items`, and a range of seqs
     -> candidates, newest first; those of which the index does not know are tested with `query.matches`

A word in any form is asked for as the words of the archive that it may be (`tables/_forms.py`). Statements are planned with
their values, each time anew: a word that half the copy has and one that none has want different ways.
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
from wireroom.store.postgres._session import PART, PostgresSession
from wireroom.store.tables import _documents as documents
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._conditions import Condition, condition_of, is_of_few
from wireroom.store.tables._forms import spell_out
from wireroom.store.tables._rows import Row

#: an OR of more parts than this is read through in one go
_MAX_BRANCHES: Final = 8
_TOP: Final = 2**60
#: candidates that are looked for at once, and tested at once
_LOOK: Final = 1024
_TESTED: Final = 64
#: so many of the newest items are looked at one by one (3 microseconds each), and so many for each that is wanted;
#: what is not found there is seldom enough for the index, which knows no order
_NEAR: Final = 1000
_NEAR_EACH: Final = 10
#: seqs in a part of the search table
_PART: Final = PART // 4
#: behind all letters that words go on with
_LAST: Final = "\U0010ffff"
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
        with self._bounded():
            return self._rows(self._newest(self._spelled(node), before=before, limit=limit))

    def best(self, node: Node, *, window: int, limit: int) -> list[Row]:
        """Give the rows of the items that fit best among the newest `window`, best first."""
        with self._bounded():
            node = self._spelled(node)
            newest = self._newest(node, before=None, limit=window)
            words = compile_search(Any(tuple(wanted_words(node)))).upper
            ranked: list[int] = []
            if isinstance(words, str):
                hidden = _HIDDEN[self._view]
                docs = [seq * 4 + who for seq in newest for who in range(3) if who != hidden]
                ranked = [row["seq"] for row in self._db.run("rank_words", {"docs": docs, "words": words})]
            # an item may fit by none of the words: "ferry OR agency:ap"
            best = list(dict.fromkeys([*ranked, *newest]))[:limit]
            found = {row["seq"]: row for row in self._rows(best)}
        return [found[seq] for seq in best]

    def _spelled(self, node: Node) -> Node:
        return spell_out(node, self._words_that_begin)

    def _words_that_begin(self, start: str) -> list[str]:
        return [row["term"] for row in self._db.run("terms_between", {"first": start, "last": start + _LAST})]

    def _newest(self, node: Node, *, before: int | None, limit: int) -> list[int]:
        found: set[int] = set()
        for branch in branches(node, self._now):
            found.update(self._of_branch(branch, before, limit))
        return sorted(found, reverse=True)[:limit]

    def _of_branch(self, branch: Branch, before: int | None, limit: int) -> Iterator[int]:
        start, stop = self._range(branch, before)
        look, n_found = limit if branch.bounds.is_exact else max(limit, _LOOK), 0
        for first, end, is_near in self._stretches(branch, start, stop, limit):
            until = end
            while until > first:
                self._check_time()
                sql, values = statement(branch, self._view, first, until, look, is_near=is_near)
                candidates = self._db.connection.execute(sql, values, prepare=False).fetchall()
                for seq in self._that_fit(branch.node, candidates):
                    yield seq
                    n_found += 1
                    if n_found == limit:
                        return
                until = candidates[-1]["seq"] if len(candidates) == look else first

    def _stretches(self, branch: Branch, start: int, stop: int, limit: int) -> Iterator[tuple[int, int, bool]]:
        """Give what to look through, from, up to but without, newest first, and whether item by item."""
        if branch.is_of_few or not isinstance(branch.bounds.upper, str):
            yield start, stop, True
            return
        newest = self._db.run("last_listed", {"start": start * 4, "stop": stop * 4}).fetchone()
        if newest is None:
            return
        stop = newest["seq"] + 1
        near = max(start, stop - max(_NEAR, _NEAR_EACH * limit))
        yield near, stop, True
        while near > start:
            first = max(start, (near - 1) // _PART * _PART)
            yield first, near, False
            near = first

    def _that_fit(self, node: Node, candidates: Sequence[Row]) -> Iterator[int]:
        """Give the candidates that the index is sure of, and of the others those that fit, in turn."""
        for at in range(0, len(candidates), _TESTED):
            some = candidates[at : at + _TESTED]
            unsure = [row["seq"] for row in some if not row["is_sure"]]
            fits = {row["seq"] for row in self._rows(unsure) if self._fits(node, row)}
            yield from (row["seq"] for row in some if row["is_sure"] or row["seq"] in fits)

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


def statement(
    branch: Branch, view: View, start: int, stop: int, limit: int, *, is_near: bool
) -> tuple[bytes, Sequence[object]]:
    """Give the statement of a branch; the pieces are fixed, all values are bound.

    `is_near`: in the order of the documents; else all that the words' index finds, then in order.
    """
    lower = branch.bounds.is_exact or branch.bounds.lower
    is_sure, values = str(lower), list[object]()
    if isinstance(lower, str):
        is_sure, values = "s.words @@ CAST(%s AS tsquery)", [lower]
    words = "doc >= %s AND doc < %s AND doc & 3 <> %s"
    values += [start * 4, stop * 4, _HIDDEN[view]]
    if isinstance(branch.bounds.upper, str):
        words += " AND words @@ CAST(%s AS tsquery)"
        values.append(branch.bounds.upper)
    tests = "".join(f" AND {condition.sql.replace('?', '%s')}" for condition in branch.conditions)
    values += [value for condition in branch.conditions for value in condition.values]
    join = "JOIN items i ON i.seq = s.doc >> 2" if branch.conditions else ""
    if branch.is_of_few:
        join = "JOIN items i ON s.doc >= i.seq * 4 AND s.doc < i.seq * 4 + 4"
    if is_near:
        sql = f"SELECT s.doc >> 2 AS seq, {is_sure} AS is_sure FROM search s {join} WHERE {words}{tests}"
    else:
        found = f"SELECT doc, {is_sure} AS is_sure FROM search s WHERE {words}"
        sql = f"WITH s AS MATERIALIZED ({found}) SELECT s.doc >> 2 AS seq, s.is_sure FROM s {join} WHERE true{tests}"
    return f"{sql} ORDER BY s.doc DESC LIMIT %s".encode(), [*values, limit]
