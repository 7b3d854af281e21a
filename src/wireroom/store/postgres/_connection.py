"""Connections to one database for any thread: lent for a transaction, made anew after the server was away."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Condition
from typing import Final

import psycopg
from psycopg.rows import dict_row

from wireroom.errors import StoreError
from wireroom.store.postgres._session import Connection, PostgresSession, TextDumper, TruthDumper
from wireroom.store.postgres._sql import queries

#: connections of one process at most; a server of default settings has 100 for all
MAX_CONNECTIONS: Final = 16
_CONNECT_S: Final = 5
_SECRET: Final = re.compile(r"(?<=:)[^:@/]+(?=@)|(?<=password=)\S+")


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what the world does to a store into StoreError; let bugs (bad SQL, broken constraints) through."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError) as error:
        raise StoreError(f"the store cannot be used now: {_in_words(error)}") from error


def _in_words(error: psycopg.Error) -> str:
    return _SECRET.sub("…", str(error).strip().partition("\n")[0]) or type(error).__name__


class PostgresDatabase:
    """Lends sessions. Safe to use from any thread."""

    def __init__(self, url: str, *, is_synced: bool = True) -> None:
        """Take note of where the database is; the first session connects.

        `is_synced` False: what is acknowledged survives a crash of the program, and of the server, but not a power cut.
        """
        self._url = url
        self._is_synced = is_synced
        self._room = Condition()
        self._idle: list[Connection] = []
        self._n_lent = 0
        self._is_closed = False

    def connect(self) -> Connection:
        """Open a connection of one's own.

        Raises:
            StoreError: the server cannot be reached, or refuses.
        """
        with store_errors():
            db: Connection = psycopg.connect(
                self._url, autocommit=True, row_factory=dict_row, connect_timeout=_CONNECT_S, application_name="wireroom",
            )  # fmt: skip
        db.adapters.register_dumper(str, TextDumper)
        db.adapters.register_dumper(bool, TruthDumper)
        db.adapters.register_dumper(int, psycopg.types.numeric.Int8Dumper)
        return db

    @contextmanager
    def reading(self) -> Iterator[PostgresSession]:
        """Lend a session that sees one moment of the store from its first statement to the end.

        Raises:
            StoreError: it cannot be read now.
        """
        with self._transaction("begin_reading") as db:
            yield PostgresSession(db)

    @contextmanager
    def writing(self, *, is_synced: bool = True, is_alone: bool = True) -> Iterator[PostgresSession]:
        """Lend a session that writes: committed at the end, undone on any exception.

        Alone: no other such transaction, of any process, is under way until it ends.

        Raises:
            StoreError: it is not known to be written; nothing of it was, or (the server went away at the commit) all of it.
        """
        with self._transaction("begin_writing") as db:
            session = PostgresSession(db)
            if not (is_synced and self._is_synced):
                session.run("let_disk_wait")
            if is_alone:
                session.run("lock_wire")
                with db.pipeline() as pipeline:
                    session.pipeline = pipeline
                    yield session
                    session.flush()
                session.pipeline = None
            else:
                yield session
            if session.has_events:
                session.run("tell", {"news": "wire"})

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with store_errors():
            db = self._borrow(begin)
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(psycopg.Error):
                    db.execute("ROLLBACK")
                raise
            finally:
                self._give_back(db)

    def _borrow(self, begin: str) -> Connection:
        with self._room:
            self._room.wait_for(lambda: self._n_lent < MAX_CONNECTIONS or self._is_closed)
            if self._is_closed:
                raise StoreError("the store is closed")
            self._n_lent += 1
            db = self._idle.pop() if self._idle else None
        try:
            if db is not None:
                try:
                    db.execute(queries()[begin])
                    return db
                except psycopg.OperationalError:
                    # the server was away since: what lies idle is dead like this one
                    db.close()
                    self._drop_idle()
            db = self.connect()
            db.execute(queries()[begin])
            return db
        except BaseException:
            with self._room:
                self._n_lent -= 1
                self._room.notify()
            raise

    def _give_back(self, db: Connection) -> None:
        with self._room:
            self._n_lent -= 1
            if self._is_closed or db.closed:
                db.close()
            else:
                self._idle.append(db)
            self._room.notify()

    def _drop_idle(self) -> None:
        with self._room:
            dead, self._idle = self._idle, []
        for db in dead:
            db.close()

    def close(self) -> None:
        """Close all connections; using the store afterwards is a StoreError."""
        with self._room:
            self._is_closed = True
            self._room.notify_all()
        self._drop_idle()
