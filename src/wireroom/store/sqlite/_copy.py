"""The room's file copied while others write to it, by SQLite's online backup (sqlite.org/backup.html)."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from wireroom.errors import StoreError
from wireroom.store.sqlite._connection import Database, store_errors, sync_folder

#: 4 MB between two calls of `tell`
_PAGES: Final = 1024


def copy_to(database: Database, path: Path, tell: Callable[[int, int], None]) -> None:
    """Copy one moment of the file into a new one beside `path`, look whether it is whole, and give it that name.

    The session holds its moment (WAL), so that writers neither wait for the copy nor make it begin again.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        with store_errors(), database.reading() as source, closing(sqlite3.connect(new)) as target:
            # the first read takes hold of the moment
            source.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.connection.backup(
                target, pages=_PAGES, progress=lambda _, left, total: tell(total - left, total), sleep=0
            )
            # a copy that is put away is one file, with no log beside it
            target.execute("PRAGMA journal_mode = DELETE")
            damage = target.execute("PRAGMA quick_check(1)").fetchone()[0]
            if damage != "ok":
                raise StoreError(f"the copy is damaged: {damage}")
        _make_durable(new)
        new.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error
    finally:
        new.unlink(missing_ok=True)


def _make_durable(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fchmod(handle, 0o600)
        os.fsync(handle)
    finally:
        os.close(handle)
