"""PostgreSQL: the room in one schema of a database, for several processes and machines. The verbs are in `tables`.

schema.sql, migrations/   the tables; tests/migration proves that they agree
queries.sql               what PostgreSQL says in its own way, by name
_connection   connections for any thread, found again after the server was away; which errors are StoreError
_session      a connection inside a transaction; documents as tsvectors
_schema       makes the schema, takes the steps that are missing, refuses what it does not know
_compile, _search   searches: what the index answers, and the rest tested item by item
_hearing      LISTEN: what other processes did
_seat         which process is the desk
_store        the engine's part of the verbs
"""

from wireroom.store.postgres._store import PostgresStore, open_postgres

__all__ = ["PostgresStore", "open_postgres"]
