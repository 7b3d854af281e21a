"""The store on PostgreSQL: the verbs of `tables`, with this engine's search, upkeep and news from other processes."""

from collections.abc import Sequence
from datetime import datetime

from wireroom.query import parse
from wireroom.store._api import View
from wireroom.store.postgres._connection import PostgresDatabase
from wireroom.store.postgres._schema import prepare
from wireroom.store.postgres._search import Searching
from wireroom.store.postgres._session import PostgresSession
from wireroom.store.tables._rows import Row
from wireroom.store.tables._verbs import TableStore


class PostgresStore(TableStore[PostgresSession]):
    """A room in one schema of a database, for any number of processes."""

    def __init__(self, url: str, *, is_synced: bool = True, search_limit_s: float = 2.0) -> None:
        """Open the room, made when it is not there.

        Raises:
            StoreMismatch: made by a newer Wireroom, or the schema is another program's.
            StoreError: the server cannot be reached, or refuses.
        """
        self._database = PostgresDatabase(url, is_synced=is_synced)
        super().__init__(self._database)
        self._search_limit_s = search_limit_s
        try:
            prepare(self._database)
        except BaseException:
            self._database.close()
            raise

    def _found(
        self, db: PostgresSession, query: str, *, view: View, now: datetime, before: int | None, limit: int
    ) -> Sequence[Row]:
        searching = Searching(db, query, view=view, now=now, limit_s=self._search_limit_s)
        return searching.newest(parse(query), before=before, limit=limit)

    def _found_best(
        self, db: PostgresSession, query: str, *, view: View, now: datetime, window: int, limit: int
    ) -> Sequence[Row]:
        searching = Searching(db, query, view=view, now=now, limit_s=self._search_limit_s)
        return searching.best(parse(query), window=window, limit=limit)

    def _size_bytes(self, db: PostgresSession) -> int:
        found = db.run("size").fetchone()
        return 0 if found is None else int(found["n_bytes"] or 0)

    def _after_fill(self, db: PostgresSession) -> None:
        db.run("count_on")

    def find_damage(self) -> list[str]:
        with self._database.reading() as db:
            return [str(row["damage"]) for row in db.run("damage")]

    def tidy(self) -> None:
        """Do nothing: the server tidies up by itself (autovacuum)."""
