"""A connection inside a transaction: statements by name, and values as PostgreSQL takes them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

import msgspec
import psycopg
from psycopg.abc import Buffer
from psycopg.rows import DictRow
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown

from wireroom.store._placing import Placed
from wireroom.store.postgres._sql import queries
from wireroom.store.postgres._together import GATHERED, UNANSWERED, Foreseen, Gathered, as_rows, asked_of
from wireroom.store.postgres._vector import vector
from wireroom.store.tables._documents import Document
from wireroom.store.tables._session import Found

Connection: TypeAlias = psycopg.Connection[DictRow]

#: documents in one part of the search table; as in schema.sql
PART: Final = 1 << 20
#: statements that give nothing: under way with those behind them, instead of a round trip of their own
SILENT: Final = frozenset(
    ("call_off", "keep_bytes", "merge_chain", "merge_own_chain", "merge_own_story", "merge_story", "move_item",
     "move_items", "move_story", "set_story_mate")
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


@cache
def _questions() -> frozenset[str]:
    """Give the statements that change nothing."""
    return frozenset(name for name, sql in queries().items() if sql.startswith((b"SELECT", b"WITH")))


class PostgresSession:
    """Runs statements by name."""

    __slots__ = ("_foreseen", "_gathered", "_parts", "_sql", "connection", "has_events", "pipeline")

    def __init__(self, connection: Connection, pipeline: psycopg.Pipeline | None = None) -> None:
        self.connection = connection
        #: statements go out without waiting for the answers to those before; None = one at a time
        self.pipeline = pipeline
        self._sql = queries()
        self._gathered = Gathered()
        self._foreseen = Foreseen()
        #: parts of the search table that are there for certain
        self._parts: set[int] = set()
        #: there will be news for those who follow the wire
        self.has_events = False

    def run(self, name: str, values: Mapping[str, object] = _NOTHING, /) -> Found:
        self.has_events = self.has_events or name == "add_event"
        if self.pipeline is not None:
            if name in GATHERED:
                self._gather(name, (values,))
                return UNANSWERED
            given = self._foreseen.take(name, values)
            if given is not None:
                return given
            self._make_way(name)
            if name == "add_change":
                self._foreseen.forget_changes_to(values["target"])
        ids = values.get("ids")
        if isinstance(ids, str):
            values = {**values, "ids": msgspec.json.decode(ids)}
        cursor = self.connection.execute(self._sql[name], values, binary=True)
        if self.pipeline is not None and name not in SILENT:
            self.pipeline.sync()
        return cursor

    def run_many(self, name: str, values: Iterable[Mapping[str, object]], /) -> int:
        found = list(values)
        if self.pipeline is not None:
            if name == "add_delivery":
                return self._add_deliveries(found)
            if name in GATHERED:
                self._gather(name, found)
                return len(found)
            self._make_way(name)
        with self.connection.cursor() as cursor:
            cursor.executemany(self._sql[name], found)
            if self.pipeline is not None:
                self.pipeline.sync()
            return cursor.rowcount

    def add_documents(self, documents: Iterable[Document], /) -> None:
        found = [{"doc": int(str(document["doc"])), "words": vector(document)} for document in documents]
        if self.pipeline is not None:
            self._gather("add_words", found)
        elif found:
            self._write("add_all_words", found)

    def drop_documents(self, documents: Iterable[Document], /) -> None:
        self.run_many("drop_words", ({"doc": document["doc"]} for document in documents))

    # many rows at once

    def keep(self, dispatches: Sequence[Mapping[str, object]], packed: Sequence[bytes]) -> set[str]:
        """Write dispatches, no id twice, with their packed bytes; gives the ids of those that were not there."""
        values = {"rows": as_rows(dispatches), "packed": list(packed)}
        return {row["id"] for row in self.connection.execute(self._sql["keep_all"], values, binary=True)}

    def foresee(self, placed: Sequence[Placed]) -> None:
        """Ask at once for what placing these will ask for one by one."""
        dispatches, items, chains, is_ringing = asked_of(placed)
        asked: list[tuple[str, str, list[str], str]] = [
            ("receipts", "receipt", dispatches, "id"),
            ("known", "has_item", items, "id"),
            ("lines_of_chains", "chain_lines", chains, "chain"),
            ("changes_to_any", "changes_to", items, "target"),
        ]
        found = [(self._ask(name, ids), answers, ids, by) for name, answers, ids, by in asked]
        rung = self._ask("keys_of_items", items) if is_ringing else None
        for cursor, answers, ids, by in found:
            rows = cursor.fetchall()
            # a dispatch that was never kept is a bug of the caller's, and told where it is asked for
            known = [row["id"] for row in rows] if answers == "receipt" else ids
            self._foreseen.foresee(answers, known, rows, by)
        if rung is not None:
            self._foreseen.foresee_deliveries(items, (row["key"] for row in rung.fetchall()))

    def _ask(self, name: str, ids: Sequence[str]) -> psycopg.Cursor[DictRow]:
        return self.connection.execute(self._sql[name], {"ids": ids}, binary=True)

    def flush(self) -> None:
        """Write what was gathered."""
        for name, rows in self._gathered.take():
            self._write(name, rows)

    def _gather(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        if self._gathered.add(name, rows):
            self.flush()

    def _make_way(self, name: str) -> None:
        """Write what was gathered before another statement is run; what that changes is not foreseen any more."""
        self.flush()
        if name not in _questions():
            self._foreseen.forget(name)

    def _write(self, name: str, rows: Sequence[Mapping[str, object]]) -> psycopg.Cursor[DictRow]:
        if name == "add_all_words":
            self._add_parts(rows)
        return self.connection.execute(self._sql[name], {"rows": as_rows(rows)}, binary=True)

    def _add_parts(self, rows: Sequence[Mapping[str, object]]) -> None:
        """See to it that documents have the part of the table that they fall into."""
        for part in {int(str(row["doc"])) // PART for row in rows} - self._parts:
            self._parts.add(part)
            self.connection.execute(self._sql["add_part"], {"part": part}, binary=True)

    def _add_deliveries(self, rows: Sequence[Mapping[str, object]]) -> int:
        n_new = self._foreseen.count_new(rows)
        if n_new is not None:
            self._gather("add_delivery", rows)
            return n_new
        self._make_way("add_delivery")
        cursor = self._write("add_deliveries", rows)
        if self.pipeline is not None:
            self.pipeline.sync()
        return cursor.rowcount
