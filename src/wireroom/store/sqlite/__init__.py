"""SQLite: one writer, WAL, the whole room in one file beside its search text.

schema.sql, migrations/   the tables; tests/migration proves that they agree
queries.sql               every statement, by name
_connection   one write connection under a lock, a few readers, which errors are StoreError
_placing      what one write transaction does; _chain_sheet: one chain while it works on it
_rows         values <-> rows
_store        the verbs
"""

from wireroom.store.sqlite._store import SqliteStore

__all__ = ["SqliteStore"]
