"""SQLite: one writer, WAL, the whole room in one file beside its search text. The verbs are in `tables`.

schema.sql, migrations/   the tables; tests/migration proves that they agree
queries.sql               what SQLite says in its own way, by name
_connection   one write connection under a lock, a few readers, which errors are StoreError
_compile, _search, _rank  searches as FTS5 answers them
_copy         the file copied while others write to it
_store        the engine's part of the verbs
"""

from wireroom.store.sqlite._store import SqliteStore

__all__ = ["SqliteStore"]
