"""LISTEN: what other processes did, and what they say, heard on a connection of its own."""

from collections import deque
from contextlib import suppress
from typing import Final, get_args

import psycopg

from wireroom.errors import StoreError
from wireroom.store._shared import News
from wireroom.store.postgres._connection import PostgresDatabase
from wireroom.store.postgres._session import Connection
from wireroom.store.postgres._sql import queries

_NEWS: Final[frozenset[News]] = frozenset(get_args(News))
#: before what a process says; a program that does not know of it hears no news in it
SAYS: Final = "says "
#: what was said and nobody asked for, at most
_MAX_SAID: Final = 10_000


class PostgresHearing:
    """Hears what other processes did and say. For one thread."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._said: deque[str] = deque(maxlen=_MAX_SAID)

    def wait(self, timeout_s: float) -> set[News]:
        if self._connection is None:
            self._connection = self._listen()
            return set(_NEWS)  # whatever happened while nobody listened
        try:
            told = [notify.payload for notify in self._connection.notifies(timeout=timeout_s, stop_after=1)]
            told += [notify.payload for notify in self._connection.notifies(timeout=0)]
        except psycopg.OperationalError as error:
            self.close()
            raise StoreError("the server is away; news of other processes are not heard") from error
        self._said += [words.removeprefix(SAYS) for words in told if words.startswith(SAYS)]
        return {news for news in _NEWS if news in told}

    def said(self) -> list[str]:
        found = list(self._said)
        self._said.clear()
        return found

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
