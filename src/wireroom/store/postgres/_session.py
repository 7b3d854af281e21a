"""A connection inside a transaction: statements by name, and values as PostgreSQL takes them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import msgspec
import psycopg
from psycopg.abc import Buffer
from psycopg.rows import DictRow
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown

from wireroom.store.postgres._sql import queries
from wireroom.store.postgres._vector import vector
from wireroom.store.tables._documents import Document

Connection: TypeAlias = psycopg.Connection[DictRow]

#: documents in one part of the search table; as in schema.sql
PART: Final = 1 << 20
_NOTHING: Final[Mapping[str, object]] = {}


class TextDumper(StrDumperUnknown):
    """Text without NUL, which no text of PostgreSQL may have: it becomes the sign for what cannot be shown."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\x00", "\ufffd") if "\x00" in obj else obj)


class TruthDumper(Int8Dumper):
    """Truth as 0 and 1, as the tables have it."""

    def dump(self, obj: Any) -> Buffer | None:
        return super().dump(int(obj))


class PostgresSession:
    """Runs statements by name."""

    __slots__ = ("_parts", "_sql", "connection", "has_events")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._sql = queries()
        #: parts of the search table that are there for certain
        self._parts: set[int] = set()
        #: there will be news for those who follow the wire
        self.has_events = False

    def run(self, name: str, values: Mapping[str, object] = _NOTHING, /) -> psycopg.Cursor[DictRow]:
        self.has_events = self.has_events or name == "add_event"
        ids = values.get("ids")
        if isinstance(ids, str):
            values = {**values, "ids": msgspec.json.decode(ids)}
        return self.connection.execute(self._sql[name], values, binary=True)

    def run_many(self, name: str, values: Iterable[Mapping[str, object]], /) -> int:
        with self.connection.cursor() as cursor:
            cursor.executemany(self._sql[name], list(values))
            return cursor.rowcount

    def add_documents(self, documents: Iterable[Document], /) -> None:
        for document in documents:
            doc = int(str(document["doc"]))
            if doc // PART not in self._parts:
                self._parts.add(doc // PART)
                self.run("add_part", {"part": doc // PART})
            self.run("add_words", {"doc": doc, "words": vector(document)})

    def drop_documents(self, documents: Iterable[Document], /) -> None:
        self.run_many("drop_words", ({"doc": document["doc"]} for document in documents))
