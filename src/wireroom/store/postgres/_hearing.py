"""LISTEN: what other processes did, heard on a connection of its own."""

from contextlib import suppress
from typing import Final, get_args

import psycopg

from wireroom.errors import StoreError
from wireroom.store._shared import News
from wireroom.store.postgres._connection import PostgresDatabase
from wireroom.store.postgres._session import Connection
from wireroom.store.postgres._sql import queries

_NEWS: Final[frozenset[News]] = frozenset(get_args(News))


class PostgresHearing:
    """Hears what other processes did. For one thread."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._connection: Connection | None = None

    def wait(self, timeout_s: float) -> set[News]:
        if self._connection is None:
            self._connection = self._listen()
            return set(_NEWS)  # whatever happened while nobody listened
        try:
            heard = {notify.payload for notify in self._connection.notifies(timeout=timeout_s, stop_after=1)}
            heard |= {notify.payload for notify in self._connection.notifies(timeout=0)}
        except psycopg.OperationalError as error:
            self.close()
            raise StoreError("the server is away; news of other processes are not heard") from error
        return {news for news in _NEWS if news in heard}

    def _listen(self) -> Connection:
        db = self._database.connect()
        try:
            row = db.execute(queries()["room_name"]).fetchone()
            assert row is not None
            # a name of ours: wireroom_ and the number of the table `room`
            db.execute(b"LISTEN " + str(row["name"]).encode())
        except psycopg.Error as error:
            db.close()
            raise StoreError(f"the server cannot be listened to: {error}") from error
        return db

    def close(self) -> None:
        """Stop listening."""
        db, self._connection = self._connection, None
        if db is not None:
            with suppress(psycopg.Error):
                db.close()
