"""One writer, many readers, one file: connections, transactions, and which driver errors mean "cannot take writes"."""

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Final, Literal

from wireroom.errors import StoreError, StoreMismatch
from wireroom.store.sqlite._heads import head_of
from wireroom.store.sqlite._lists import KEYS, Listed, in_order, listed
from wireroom.store.sqlite._log import write_log_again
from wireroom.store.sqlite._sql import migrations, queries, run_script, schema
from wireroom.store.tables._documents import Document, documents

Synchronous = Literal["FULL", "NORMAL"]

#: says that a file is ours: "WiRo"
APPLICATION_ID: Final = 0x5769526F
#: the last step that left the search table empty: the words are put in again, about a minute for 100,000 items
_WORDS_MADE_ANEW: Final = 8
#: the step that left `search_heads` empty
_HEADS_MADE: Final = 9
#: the last step that made `search_lists`
_LISTS_MADE: Final = 13
#: primary result codes that tell of the disk, a lock or the file, and not of a bug in our SQL:
#: PERM BUSY LOCKED NOMEM READONLY IOERR CORRUPT FULL CANTOPEN PROTOCOL NOTADB (sqlite.org/rescode.html)
_OUTSIDE: Final = frozenset({3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 26})
_IOERR: Final = 10
_IDLE_READERS: Final = 8
#: so many documents are put into the lists at once
_SETTLED_AT: Final = 1000
_NOTHING: Final[Mapping[str, object]] = {}


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what the world does to a store into StoreError; let bugs (bad SQL, broken constraints) through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in _OUTSIDE:
            raise
        raise StoreError(f"the store cannot be used now: {error}") from error


class SqliteSession:
    """A connection inside a transaction: runs statements by name."""

    __slots__ = ("_below", "_changes", "_sql", "connection", "tested")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        #: rows of items that a search has looked at, by seq: what stands the test is shown a moment later
        self.tested: dict[int, sqlite3.Row] = {}
        self._sql = queries()
        #: of `search_lists`, until `settle`
        self._changes: list[Listed] = []
        #: items below this seq are not in the lists yet; None = not asked
        self._below: int | None = None

    def run(self, name: str, values: Mapping[str, object] = _NOTHING, /) -> sqlite3.Cursor:
        return self.connection.execute(self._sql[name], values)

    def run_many(self, name: str, values: Iterable[Mapping[str, object]], /) -> int:
        return self.connection.executemany(self._sql[name], values).rowcount

    def add_documents(self, documents: Iterable[Document], /) -> None:
        rows = list(documents)
        self.run_many("add_words", rows)
        self.run_many("add_head", map(head_of, rows))
        self._list(rows, is_gone=False)

    def drop_documents(self, documents: Iterable[Document], /) -> None:
        rows = list(documents)
        self.run_many("drop_words", rows)
        self.run_many("drop_head", rows)
        self._list(rows, is_gone=True)

    def _list(self, documents: Iterable[Document], *, is_gone: bool) -> None:
        below = self.unlisted_below()
        self._changes += [
            change for one in documents if (change := listed(one, is_gone=is_gone)).key <= KEYS - below * 4
        ]
        if len(self._changes) >= _SETTLED_AT:
            self.settle()

    def unlisted_below(self) -> int:
        """Give the seq from which on all items are in `search_lists`."""
        if self._below is None:
            row = self.run("unlisted").fetchone()
            self._below = 0 if row is None else int(row["below"])
        return self._below

    def list_older(self, limit: int) -> int:
        """Put the newest items that are not in `search_lists` into it, so many at most; give how many there were."""
        found = self.run("newest_unlisted", {"limit": limit}).fetchall()
        self._changes += [listed(one) for row in found for one in documents(row)]
        self.settle()
        if found:
            self.run("listed_from", {"seq": found[-1]["seq"]})
        if len(found) < limit:
            self.run("all_listed")
        self._below = None
        return len(found)

    def settle(self) -> None:
        """Write what has gathered for `search_lists`, before the commit: in falling order each row would be a part of its own."""
        for change in in_order(self._changes):
            self.run("drop_list" if change.is_gone else "add_list", change.values)
        self._changes.clear()


class Database:
    """The connections to one file, or to one room in memory. Safe to use from any thread."""

    def __init__(self, path: Path | None, *, synchronous: Synchronous = "FULL", busy_timeout_s: float = 10.0) -> None:
        """Open or make the file; None is a room in memory.

        Raises:
            StoreMismatch: made by a newer Wireroom, or by another program.
            StoreError: it cannot be opened.
        """
        self._path = path
        self._synchronous = synchronous
        self._busy_timeout_s = busy_timeout_s
        self._write_lock = RLock()
        self._pool_lock = RLock()
        self._idle: list[sqlite3.Connection] = []
        self._is_closed = False
        #: what the write connection has now
        self._written: Synchronous = synchronous
        #: a write or a sync has failed: the log may have a hole that no later sync fills
        self._is_doubtful = False
        with store_errors():
            self._writer = self._connect()
            try:
                self._prepare()
            except BaseException:
                self._writer.close()
                raise

    @property
    def path(self) -> Path | None:
        """Where the file lies; None = in memory."""
        return self._path

    @contextmanager
    def writing(self, *, is_synced: bool = True, is_alone: bool = True) -> Iterator[SqliteSession]:
        """Hold the one write connection in a transaction: committed at the end, undone on any exception. It is always alone.

        Not synced: it survives the end of the program, and a power cut only from the next synced commit on (the log is
        one file, synced as a whole).

        Raises:
            StoreError: nothing was written.
        """
        with self._write_lock, store_errors():
            self._check_open()
            db = self._writer
            wanted = self._synchronous if is_synced else "NORMAL"
            if wanted != self._written:
                db.execute(f"PRAGMA synchronous = {wanted}")
                self._written = wanted
            db.execute("BEGIN IMMEDIATE")
            try:
                self._settle_doubt()
                session = SqliteSession(db)
                yield session
                session.settle()
                db.execute("COMMIT")
            except BaseException as error:
                self._note_doubt(error)
                # a full disk makes SQLite undo it by itself
                if db.in_transaction:
                    with suppress(sqlite3.OperationalError):
                        db.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[SqliteSession]:
        """Hold a connection that sees one moment of the store from its first read to the end."""
        if self._path is None:
            with self._write_lock, store_errors():
                self._check_open()
                yield SqliteSession(self._writer)
            return
        with store_errors():
            db = self._borrow()
            try:
                db.execute("BEGIN")
                yield SqliteSession(db)
            finally:
                self._give_back(db)

    def checkpoint(self) -> None:
        """Carry the log over into the file as far as readers allow, so that no commit has to."""
        with self._write_lock, store_errors():
            self._check_open()
            if self._is_doubtful:  # what is carried over must be whole
                with self.writing():
                    pass
            try:
                self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)")
            except sqlite3.OperationalError as error:
                self._note_doubt(error)
                raise

    def _note_doubt(self, error: BaseException) -> None:
        code = getattr(error, "sqlite_errorcode", None)
        if self._path is not None and code is not None and code & 0xFF == _IOERR:
            self._is_doubtful = True

    def _settle_doubt(self) -> None:
        """Fill the hole that a failed sync may have left; called inside a transaction, so that nobody else writes.

        Raises:
            StoreError: the disk still fails.
        """
        if self._is_doubtful and self._path is not None:
            try:
                write_log_again(self._path)
            except OSError as error:
                raise StoreError(f"the store cannot be used now: {error.strerror or error}") from error
            self._is_doubtful = False

    def close(self) -> None:
        """Close all connections; using the store afterwards is a StoreError."""
        with self._write_lock, self._pool_lock:
            if self._is_doubtful and not self._is_closed:
                with suppress(StoreError), self.writing():
                    pass
            self._is_closed = True
            for db in [*self._idle, self._writer]:
                db.close()
            self._idle.clear()

    def _check_open(self) -> None:
        if self._is_closed:
            raise StoreError("the store is closed")

    def _borrow(self) -> sqlite3.Connection:
        with self._pool_lock:
            self._check_open()
            if self._idle:
                return self._idle.pop()
        db = self._connect()
        db.execute("PRAGMA query_only = ON")
        return db

    def _give_back(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            db.execute("ROLLBACK")
        with self._pool_lock:
            if self._is_closed or len(self._idle) >= _IDLE_READERS:
                db.close()
            else:
                self._idle.append(db)

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            ":memory:" if self._path is None else self._path,
            timeout=self._busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        db.row_factory = sqlite3.Row
        if self._path is not None:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(f"PRAGMA synchronous = {self._synchronous}")
            # 16 MB; before that the log is carried over when no copy waits
            db.execute("PRAGMA wal_autocheckpoint = 4000")
            db.execute("PRAGMA journal_size_limit = 67108864")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cache_size = -32768")
        db.execute("PRAGMA temp_store = MEMORY")
        # windows on the words of the indexes, of this connection alone; `row` counts every place of a word
        db.execute("CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab('main', 'search', 'row')")
        db.execute("CREATE VIRTUAL TABLE temp.listed_terms USING fts5vocab('main', 'search_lists', 'instance')")
        return db

    def _prepare(self) -> None:
        """Make the schema, or take the steps that are missing, in one transaction."""
        latest = len(migrations())
        found = self._version()
        if found == latest:
            return
        if found == 0 and self._path is not None:
            # the folders may be as new as the file: without their names it is not found after a power cut
            for folder in self._path.absolute().parents:
                sync_folder(folder)
        with self.writing() as session:
            db = session.connection
            version = self._version()  # again: another process may have been first
            if version == 0:
                run_script(db, schema())
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            for step in migrations()[version:] if version else ():
                run_script(db, step)
            if version < _LISTS_MADE:
                _merge_by_hand(db, "search_lists")
            if version < _WORDS_MADE_ANEW:
                _merge_by_hand(db, "search")
                for row in session.run("all_items"):
                    session.add_documents(documents(row))
            elif version < _HEADS_MADE:
                for row in session.run("all_items"):
                    session.run_many("add_head", map(head_of, documents(row)))
            db.execute(f"PRAGMA user_version = {latest}")

    def _version(self) -> int:
        version = int(self._writer.execute("PRAGMA user_version").fetchone()[0])
        mark = int(self._writer.execute("PRAGMA application_id").fetchone()[0])
        n_tables = int(self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        if mark != APPLICATION_ID and n_tables:
            raise StoreMismatch(f"{self._path}: this is the database of another program")
        if version > len(migrations()):
            raise StoreMismatch(
                f"{self._path}: made by a newer Wireroom (store version {version}; this one knows up to "
                f"{len(migrations())}); install that version, or restore an older backup"
            )
        return version


def _merge_by_hand(db: sqlite3.Connection, index: Literal["search", "search_lists"]) -> None:
    """Let no commit merge an index: a little at a time, p99 of a live commit is 0.55 ms and not 3.8 ms at a million items."""
    db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('automerge', 0)")
    db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('crisismerge', 64)")


def sync_folder(folder: Path) -> None:
    """Make new files' names durable: their bytes alone do not survive a power cut. Folders that are not ours are left out.

    Raises:
        StoreError: the disk does not take them.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        # EINVAL: a file system that knows no syncing of folders
        if error.errno != errno.EINVAL:
            raise StoreError(f"{folder}: {error.strerror}") from error
    finally:
        os.close(handle)
