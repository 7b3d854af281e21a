"""The store on SQLite: the verbs of `tables`, with this engine's search, upkeep and look for damage."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from wireroom.model import Receipt
from wireroom.query import parse
from wireroom.store._api import View
from wireroom.store._placing import Placed
from wireroom.store.sqlite._connection import Database, SqliteSession, Synchronous
from wireroom.store.sqlite._copy import copy_to
from wireroom.store.sqlite._rank import best_seqs
from wireroom.store.sqlite._search import bounded, newest_seqs
from wireroom.store.tables._rows import Row
from wireroom.store.tables._verbs import TableStore

#: after so many items the search index is merged a little when there is time (200 pages after every 50 items kept a live
#: commit at 0.55 ms p99 with a million items), and after so many without waiting for that: in ten times as many all who send wait
#: twice as long for the merge, and in all it takes the same
_MERGE_EVERY: Final = 50
_MERGE_AT_LAST: Final = 100
_MERGE_PAGES: Final = 200
#: and so many pages of each index again and again while no copy comes: some 10 ms
_IDLE_PAGES: Final = 50
#: so many older items are put into the lists when there is time: some 25 ms
_LISTED_AT_ONCE: Final = 100


class SqliteStore(TableStore[SqliteSession]):
    """A room in one file, or in memory."""

    def __init__(
        self,
        path: Path | None,
        *,
        synchronous: Synchronous = "FULL",
        busy_timeout_s: float = 10.0,
        search_limit_s: float = 2.0,
    ) -> None:
        self._file = Database(path, synchronous=synchronous, busy_timeout_s=busy_timeout_s)
        super().__init__(self._file)
        self._n_untidy = 0
        self._search_limit_s = search_limit_s

    def apply(self, placed: Sequence[Placed], *, now: datetime) -> list[Receipt]:
        receipts = super().apply(placed, now=now)
        self._n_untidy += sum(len(receipt.items) for receipt in receipts if receipt.is_new)
        if self._n_untidy >= _MERGE_AT_LAST:
            self._merge_words()
        return receipts

    def _found(
        self, db: SqliteSession, query: str, *, view: View, now: datetime, before: int | None, limit: int
    ) -> Sequence[Row]:
        with bounded(db.connection, query, self._search_limit_s):
            seqs = newest_seqs(db, parse(query), view=view, now=now, before=before, limit=limit)
            return self._rows_of(db, seqs)

    def _found_best(
        self, db: SqliteSession, query: str, *, view: View, now: datetime, window: int, limit: int
    ) -> Sequence[Row]:
        node = parse(query)
        with bounded(db.connection, query, self._search_limit_s):
            return self._rows_of(db, best_seqs(db, node, view=view, now=now, window=window, limit=limit))

    def _rows_of(self, db: SqliteSession, seqs: Sequence[int]) -> list[Row]:
        others = [seq for seq in seqs if seq not in db.tested]
        found = db.tested | {row["seq"]: row for row in super()._rows_of(db, others)} if others else db.tested
        return [found[seq] for seq in seqs if seq in found]

    def _size_bytes(self, db: SqliteSession) -> int:
        pages, size = (db.connection.execute(f"PRAGMA page_{what}").fetchone()[0] for what in ("count", "size"))
        return int(pages) * int(size)

    def find_damage(self) -> list[str]:
        with self._file.reading() as db:
            found = [str(row[0]) for row in db.connection.execute("PRAGMA quick_check(20)") if row[0] != "ok"]
            found += [
                f"{row[0]}: row {row[1]} names a row of {row[2]} that is gone"
                for row in db.connection.execute("PRAGMA foreign_key_check")
            ]
        return found

    def copy_to(self, path: Path, tell: Callable[[int, int], None]) -> None:
        copy_to(self._file, path, tell)

    def tidy(self, *, is_idle: bool = False) -> bool:
        with self._file.reading() as db:
            is_all_listed = db.unlisted_below() == 0
        if not is_all_listed:
            with self._file.writing(is_synced=False) as db:
                self._n_untidy += db.list_older(_LISTED_AT_ONCE)
        if self._n_untidy >= _MERGE_EVERY:
            self._merge_words()
            self._file.checkpoint()
        elif is_idle and is_all_listed:
            return self._merge_on()
        return True

    def _merge_on(self) -> bool:
        """Merge a little of what was left to be merged; tell whether there was any."""
        with self._file.writing(is_synced=False) as db:
            n_before = db.connection.total_changes
            db.run("merge_words", {"pages": _IDLE_PAGES})
            db.run("merge_lists", {"pages": _IDLE_PAGES})
            # to ask for it counts as one change each
            has_merged = db.connection.total_changes - n_before > 2
        if not has_merged:
            self._file.checkpoint()
        return has_merged

    def _merge_words(self) -> None:
        """Merge the search index as far as the items since the last time ask for."""
        pages = _MERGE_PAGES * max(1, self._n_untidy // _MERGE_EVERY)
        self._n_untidy = 0
        with self._file.writing(is_synced=False) as db:
            db.run("merge_words", {"pages": pages})
            db.run("merge_lists", {"pages": pages})
