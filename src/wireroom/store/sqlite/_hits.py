"""What the search index has for some words, newest first, read the shorter way.

`search_lists` (`_lists`) is read by rising keys, which is newest first, until nobody reads on. `search` knows where words stand,
and has the newest at the end of its lists:

    the newest                     in falling order, as they are wanted: a few, and it stops
    none left among the newest     in rising order, a stretch that should hold as many as are wanted, then all the rest

FTS5 reads a list in falling order at half the speed: every page of it is gone through forwards before it is told backwards.
A bound does not stop it before it has met one more; so each stretch ends at what was found before it, and words that stand
nowhere together are looked for once.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal, TypeAlias

import msgspec

from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.sqlite._lists import KEYS

#: a seq, and whether it passes what is asked besides the words
Hit: TypeAlias = tuple[int, int]

#: a stretch is made longer than the newest say that it must be
_AMPLE: Final = 1.25

_HITS: Final = (
    "SELECT {doc} >> 2, {tested} FROM {table} s"
    " WHERE s.{table} MATCH ? AND s.rowid >= ? AND s.rowid <= ? AND {doc} & 3 <> ? ORDER BY s.rowid {order}"
)
_PASSES: Final = "(SELECT {tests} FROM search_heads h WHERE h.doc = {doc})"


class Range(msgspec.Struct, frozen=True):
    """Seqs: from … up to, but without."""

    start: int
    stop: int


class Index(msgspec.Struct, frozen=True):
    """One of the two tables that know which documents have a word."""

    table: Literal["search", "search_lists"]
    #: a row's document, in SQL
    doc: str
    #: of rowids, the newest first
    order: Literal["ASC", "DESC"]

    def bounds(self, within: Range) -> tuple[int, int]:
        """Give the lowest and the highest rowid."""
        low, high = within.start * 4, within.stop * 4 - 1
        return (low, high) if self.order == "DESC" else (KEYS - high, KEYS - low)


WORDS: Final = Index("search", "s.rowid", "DESC")
LISTS: Final = Index("search_lists", f"({KEYS} - s.rowid)", "ASC")


def listed_hits(
    db: SqliteSession, match: str, *, shared: tuple[str, ...], hidden: int, within: Range, most: int
) -> Iterator[Hit]:
    """Give the newest hits of the lists, `most` at most: these are told newest first, and end when nobody reads on."""
    yield from _read(db, LISTS, match, shared, hidden, within, "ASC LIMIT ?", most)


def _read(
    db: SqliteSession,
    index: Index,
    match: str,
    shared: tuple[str, ...],
    hidden: int,
    within: Range,
    order: str,
    *limit: int,
) -> Iterator[Hit]:
    tests = " AND ".join(["instr(h.facts, ?)"] * len(shared))
    tested = _PASSES.format(tests=tests, doc=index.doc) if tests else "1"
    sql = _HITS.format(tested=tested, order=order, table=index.table, doc=index.doc)
    yield from db.connection.execute(sql, (*shared, match, *index.bounds(within), hidden, *limit))


class Hits(msgspec.Struct, frozen=True):
    """What is asked of the index: a match, what heads must have besides, and whose documents are not looked at."""

    match: str
    shared: tuple[str, ...]
    hidden: int
    #: behind so many seqs the newest end: far enough for common words
    near: int = 50_000
    #: of several times as many that are wanted, so many tell how long the stretch must be
    told: int = 50
    #: a stretch with so many more than are wanted is read in falling order after all: the words were more common then
    spare: int = 1000

    def newest(self, db: SqliteSession, within: Range, most: int) -> Iterator[Hit]:
        """Give the newest hits, `most` at most."""
        n, first, seq = 0, 0, within.stop
        for hit in self._read(db, within, "DESC LIMIT ?", most):
            yield hit
            n, seq, first = n + 1, hit[0], first or hit[0]
            is_known = n == self.told and most > 4 * n
            # of what is tested besides, nobody knows how much will be read
            if (is_known or first - seq > self.near) and not self.shared:
                break
        else:
            return
        length = int((most - n) * (first - seq) / n * _AMPLE)
        edge = max(within.start, seq - length)
        for stretch in (Range(edge, seq), Range(within.start, edge)):
            for hit in self._stretch(db, stretch, most - n):
                n += 1
                yield hit

    def _stretch(self, db: SqliteSession, stretch: Range, most: int) -> Iterator[Hit]:
        if stretch.start < stretch.stop and most > 0:
            spare = 2 * most + self.spare
            found = list(islice(self._read(db, stretch, "ASC"), spare))
            if len(found) < spare:
                yield from found[: -most - 1 : -1]
            else:
                yield from self._read(db, stretch, "DESC LIMIT ?", most)

    def _read(self, db: SqliteSession, within: Range, order: str, *limit: int) -> Iterator[Hit]:
        return _read(db, WORDS, self.match, self.shared, self.hidden, within, order, *limit)
