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
#: statements that give nothing: under way with those behind them, instead of a round trip of their own
SILENT: Final = frozenset(
    ("add_chain", "add_change", "add_event", "add_item", "add_part", "add_story", "add_words", "call_off", "keep_bytes",
     "merge_chain", "merge_own_chain", "merge_own_story", "merge_story", "move_item", "move_items", "move_story", "set_chain",
     "set_placed", "set_story_mate")
)  # fmt: skip
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

    __slots__ = ("_parts", "_sql", "connection", "has_events", "pipeline")

    def __init__(self, connection: Connection, pipeline: psycopg.Pipeline | None = None) -> None:
        self.connection = connection
        #: statements go out without waiting for the answers to those before; None = one at a time
        self.pipeline = pipeline
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
        cursor = self.connection.execute(self._sql[name], values, binary=True)
        if self.pipeline is not None and name not in SILENT:
            self.pipeline.sync()
        return cursor

    def run_many(self, name: str, values: Iterable[Mapping[str, object]], /) -> int:
        with self.connection.cursor() as cursor:
            cursor.executemany(self._sql[name], list(values))
            if self.pipeline is not None:
                self.pipeline.sync()
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
