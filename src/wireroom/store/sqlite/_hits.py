"""What the search index has for some words, newest first, read the shorter way.

    the newest                     in falling order, as they are wanted: a few, and it stops
    none left among the newest     in rising order, a stretch that should hold as many as are wanted, then all the rest

FTS5 reads a list in falling order at half the speed: every page of it is gone through forwards before it is told backwards.
A bound does not stop it before it has met one more; so each stretch ends at what was found before it, and words that stand
nowhere together are looked for once.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, TypeAlias

import msgspec

from wireroom.store.sqlite._connection import SqliteSession

#: a seq, and whether it passes what is asked besides the words
Hit: TypeAlias = tuple[int, int]

#: a stretch is made longer than the newest say that it must be
_AMPLE: Final = 1.5

_HITS: Final = (
    "SELECT s.rowid >> 2, {tested} FROM search s"
    " WHERE s.search MATCH ? AND s.rowid >= ? AND s.rowid < ? AND s.rowid & 3 <> ? ORDER BY s.rowid {order}"
)
_PASSES: Final = "(SELECT {tests} FROM search_heads h WHERE h.doc = s.rowid)"


class Range(msgspec.Struct, frozen=True):
    """Seqs: from … up to, but without."""

    start: int
    stop: int


class Hits(msgspec.Struct, frozen=True):
    """What is asked of the index: a match, what heads must have besides, and whose documents are not looked at."""

    match: str
    shared: tuple[str, ...]
    hidden: int
    #: behind so many seqs the newest end: far enough for common words
    near: int = 50_000
    #: a stretch with so many more than are wanted is read in falling order after all: the words were more common then
    spare: int = 1000

    def newest(self, db: SqliteSession, within: Range, most: int) -> Iterator[Hit]:
        """Give the newest hits, `most` at most."""
        n, first, seq = 0, 0, within.stop
        for hit in self._read(db, within, "DESC LIMIT ?", most):
            yield hit
            n, seq, first = n + 1, hit[0], first or hit[0]
            # of what is tested besides, nobody knows how much will be read
            if first - seq > self.near and not self.shared:
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
        tests = " AND ".join(["instr(h.facts, ?)"] * len(self.shared))
        sql = _HITS.format(tested=_PASSES.format(tests=tests) if tests else "1", order=order)
        bounds = (within.start * 4, within.stop * 4, self.hidden)
        yield from db.connection.execute(sql, (*self.shared, self.match, *bounds, *limit))
