"""The store on PostgreSQL: the verbs of `tables`, with this engine's search, upkeep and news from other processes."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from wireroom.model import Dispatch, OutChannel, Subscriber, Watch
from wireroom.query import parse
from wireroom.store._api import View
from wireroom.store._placing import Kept, Placed
from wireroom.store._shared import Hearing, News, Seating
from wireroom.store.postgres._connection import PostgresDatabase
from wireroom.store.postgres._hearing import SAYS, PostgresHearing
from wireroom.store.postgres._schema import prepare
from wireroom.store.postgres._search import Searching
from wireroom.store.postgres._seat import PostgresSeating, fenced, try_lock
from wireroom.store.postgres._session import PostgresSession
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._retiring import NOTHING
from wireroom.store.tables._rows import Row, micros
from wireroom.store.tables._session import Database
from wireroom.store.tables._verbs import TableStore

#: how often it is seen to that there is a next month
_MONTHS_S: Final = 3600.0


def open_postgres(url: str, *, is_synced: bool = True, search_limit_s: float = 2.0) -> "PostgresStore":
    """Open the room in the first schema of the search path, made when it is not there.

    Raises:
        StoreMismatch: made by a newer Wireroom, or the schema is another program's.
        StoreError: the server cannot be reached, or refuses.
    """
    server = PostgresDatabase(url, is_synced=is_synced)
    try:
        prepare(server)
        _see_to_months(server)
    except BaseException:
        server.close()
        raise
    return PostgresStore(server, search_limit_s=search_limit_s)


class PostgresStore(TableStore[PostgresSession]):
    """A room in one schema of a database, for any number of processes."""

    def __init__(
        self,
        server: PostgresDatabase,
        database: Database[PostgresSession] | None = None,
        *,
        search_limit_s: float = 2.0,
    ) -> None:
        """Use the connections of `server`; `database` is how transactions are made, None = by `server` itself."""
        super().__init__(server if database is None else database)
        self._server = server
        self._search_limit_s = search_limit_s
        self._months_due = 0.0

    # several processes

    def keep(self, dispatches: Sequence[Dispatch], *, is_final: bool = True) -> list[Kept]:
        packed = [rows.pack(dispatch.data) for dispatch in dispatches]
        with self._db.writing(is_synced=is_final, is_alone=False) as db:
            kept = keep_together(db, dispatches, packed)
        if is_final and any(each.state == "kept" for each in kept):
            # not in the transaction: commits that tell something wait for each other
            self.tell("kept")
        return kept

    def _before_placing(self, db: PostgresSession, placed: Sequence[Placed]) -> None:
        db.foresee(placed)

    def write_watch(self, watch: Watch) -> None:
        super().write_watch(watch)
        self.tell("watches")

    def remove_watch(self, watch: str) -> None:
        super().remove_watch(watch)
        self.tell("watches")

    def write_channel(self, channel: OutChannel) -> None:
        super().write_channel(channel)
        self.tell("watches")

    def remove_channel(self, channel: str) -> None:
        super().remove_channel(channel)
        self.tell("watches")

    def write_subscriber(self, subscriber: Subscriber) -> None:
        super().write_subscriber(subscriber)
        self.tell("watches")

    def remove_subscriber(self, subscriber: str) -> None:
        super().remove_subscriber(subscriber)
        self.tell("watches")

    def tell(self, news: News) -> None:
        with self._db.writing(is_alone=False) as db:
            db.run("tell", {"news": news})

    def say(self, words: Sequence[str]) -> None:
        # nothing is written, so there is nothing to wait for the disk with
        with self._db.writing(is_synced=False, is_alone=False) as db:
            for each in words:
                db.run("tell", {"news": f"{SAYS}{each}"})

    def hear(self) -> Hearing:
        return PostgresHearing(self._server)

    def take_seat(self) -> Seating | None:
        taken = try_lock(self._server)
        if taken is None:
            return None
        lock, desk = taken
        store = PostgresStore(self._server, fenced(self._server, desk), search_limit_s=self._search_limit_s)
        return PostgresSeating(lock, desk, store)

    # searches

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
        with self._db.reading() as db:
            return [str(row["damage"]) for row in db.run("damage")]

    # months

    def retire(self, items: Sequence[str], dispatches: Sequence[str], *, now: datetime) -> set[str]:
        done = super().retire(items, dispatches, now=now)
        if dispatches:
            with self._db.writing(is_alone=False) as db:
                db.run("drop_emptied_months", {"now": micros(now), "nothing": NOTHING})
        return done

    def tidy(self, *, is_idle: bool = False) -> bool:
        """Make the next month's part in time; for all else the server tidies up by itself (autovacuum)."""
        if time.monotonic() > self._months_due:
            self._months_due = time.monotonic() + _MONTHS_S
            _see_to_months(self._db)
        return False


def keep_together(db: PostgresSession, dispatches: Sequence[Dispatch], packed: Sequence[bytes]) -> list[Kept]:
    """Write dispatches with their packed bytes, each id once, by one statement for all of them."""
    first = {dispatch.id: n for n, dispatch in reversed(list(enumerate(dispatches)))}
    places = sorted(first.values())
    new = db.keep([rows.dispatch_values(dispatches[n]) for n in places], [packed[n] for n in places])
    earlier = [id for id in first if id not in new]
    states = {row["id"]: row["state"] for row in db.run("dispatch_states", rows.ids_json(earlier))} if earlier else {}
    return [
        Kept(id=each.id, is_new=each.id in new and first[each.id] == n, state=states.get(each.id, "kept"))
        for n, each in enumerate(dispatches)
    ]


def _see_to_months(database: Database[PostgresSession]) -> None:
    """Make the parts for the bytes of this month and of the next, where they are not there."""
    with database.reading() as db:
        found = db.run("has_months").fetchone()
    if found is None or not found["has_months"]:
        with database.writing(is_alone=False) as db:
            db.run("add_months")
