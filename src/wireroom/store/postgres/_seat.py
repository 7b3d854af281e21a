"""Who is the desk: a lock of a session, free as soon as its holder is gone; and a count, so that an old holder cannot write."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import Lock
from typing import Final

import psycopg

from wireroom.errors import StoreError
from wireroom.store._api import Store
from wireroom.store.postgres._connection import PostgresDatabase
from wireroom.store.postgres._session import Connection, PostgresSession
from wireroom.store.postgres._sql import queries
from wireroom.store.tables._session import Database

#: a machine that loses its power says nothing: the server gives up on it after some five seconds
_WATCHFUL: Final = (
    b"SET tcp_keepalives_idle = 2",
    b"SET tcp_keepalives_interval = 1",
    b"SET tcp_keepalives_count = 3",
    b"SET tcp_user_timeout = 5000",
)


class FencedDatabase:
    """The database as one desk uses it: its transactions are refused once there is another desk."""

    def __init__(self, database: PostgresDatabase, desk: int) -> None:
        self._database = database
        self._desk = desk

    def reading(self) -> AbstractContextManager[PostgresSession]:
        return self._database.reading()

    @contextmanager
    def writing(self, *, is_synced: bool = True, is_alone: bool = True) -> Iterator[PostgresSession]:
        with self._database.writing(is_synced=is_synced, is_alone=is_alone) as session:
            # the next desk counts itself in under the same lock: it is before this transaction, or after it
            if is_alone and session.run("desk_now").fetchone() != {"desk": self._desk}:
                raise StoreError("another process is the desk now")
            yield session

    def close(self) -> None:
        """Do nothing: the connections are the room's."""


class PostgresSeating:
    """The desk's seat, while this process has it."""

    def __init__(self, lock: Connection, desk: int, store: Store) -> None:
        self._connection = lock
        self._desk = desk
        self._lock = Lock()
        self.store = store

    def is_held(self) -> bool:
        with self._lock:
            try:
                row = self._connection.execute(queries()["desk_now"]).fetchone()
            except psycopg.Error:
                return False
        return row is not None and row["desk"] == self._desk

    def leave(self) -> None:
        with self._lock, suppress(psycopg.Error):
            self._connection.close()


def try_lock(database: PostgresDatabase) -> tuple[Connection, int] | None:
    """Take the lock, and count this process in as the desk; None = another process has it."""
    db = database.connect()
    try:
        for setting in _WATCHFUL:
            db.execute(setting)
        row = db.execute(queries()["try_desk"]).fetchone()
        if row is None or not row["is_taken"]:
            db.close()
            return None
        with database.writing() as session:
            counted = session.run("become_desk").fetchone()
    except psycopg.Error as error:
        db.close()
        raise StoreError(f"the seat of the desk cannot be taken now: {error}") from error
    except BaseException:
        db.close()
        raise
    assert counted is not None  # `room` has one row
    return db, int(counted["desk"])


def fenced(database: PostgresDatabase, desk: int) -> Database[PostgresSession]:
    """Give the database as this desk uses it."""
    return FencedDatabase(database, desk)
