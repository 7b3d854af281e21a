"""Makes the schema of a room, takes the steps that are missing, and refuses what this program cannot work on.

A step that an older program can work on (a new table, a new column with a default, an index) leaves `oldest` as it is: while
processes are changed one after the other, old ones go on. A step that it cannot begins with the line "-- breaks older programs".
"""

from typing import Final

from wireroom.errors import StoreMismatch
from wireroom.store.postgres._connection import PostgresDatabase
from wireroom.store.postgres._session import Connection
from wireroom.store.postgres._sql import migrations, schema
from wireroom.store.tables._documents import documents

_BREAKS: Final = "-- breaks older programs"
#: this step emptied the search table: the words are put in again from the items
_WORDS_MADE_ANEW: Final = 4
#: any number: two processes that start at once must not both make the schema
_MAKING: Final = 0x5769526F


def prepare(database: PostgresDatabase) -> None:
    """Make or bring up the schema, in one transaction.

    Raises:
        StoreMismatch: made by a newer Wireroom that this one cannot work with, or there are tables of another program.
        StoreError: it cannot be made.
    """
    steps = migrations()
    with database.reading() as session:
        if _version(session.connection, len(steps)) >= len(steps):
            return
    with database.writing(is_alone=False) as session:
        db = session.connection
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        version = _version(db, len(steps))
        if version == 0:
            db.execute(schema().encode(), prepare=False)
            db.execute("INSERT INTO room (version, oldest) VALUES (%s, %s)", (len(steps), _oldest(steps)))
            return
        for step in steps[version:]:
            db.execute(step.encode(), prepare=False)
        if version < _WORDS_MADE_ANEW:
            for row in session.run("all_items").fetchall():
                session.add_documents(documents(row))
        if version < len(steps):
            db.execute("UPDATE room SET version = %s, oldest = greatest(oldest, %s)", (len(steps), _oldest(steps)))


def _oldest(steps: tuple[str, ...]) -> int:
    """Give how many steps a program must know at least to work on a schema that has taken all of these."""
    return max([1, *(n for n, step in enumerate(steps, start=1) if step.startswith(_BREAKS))])


def _version(db: Connection, n_known: int) -> int:
    """Give how many steps were taken; 0 = nothing is there."""
    tables = db.execute(
        "SELECT to_regclass('room') IS NOT NULL AS is_room, to_regclass('items') IS NOT NULL AS is_other"
    ).fetchone()
    assert tables is not None
    if not tables["is_room"]:
        if tables["is_other"]:
            raise StoreMismatch("this schema has tables of another program; give Wireroom one of its own")
        return 0
    found = db.execute("SELECT version, oldest FROM room").fetchone()
    if found is None:
        raise StoreMismatch("this schema has a table `room` of another program; give Wireroom one of its own")
    if found["oldest"] > n_known:
        raise StoreMismatch(
            f"made by a newer Wireroom (store version {found['version']}, for programs that know {found['oldest']} steps; "
            f"this one knows {n_known}); install that version, or restore an older backup"
        )
    return int(found["version"])
