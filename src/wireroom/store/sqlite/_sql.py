"""The SQL of this store: named statements, the schema, and the steps from older schemas."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Final

from wireroom.store.tables._sql import load_migrations, load_queries, load_schema

_PACKAGE: Final = "wireroom.store.sqlite"


def queries() -> Mapping[str, str]:
    """Give the statements: name -> statement."""
    return load_queries(_PACKAGE)


def schema() -> str:
    """Give the schema as it is now."""
    return load_schema(_PACKAGE)


def migrations() -> tuple[str, ...]:
    """Give the steps, first to last; a store's `user_version` is how many of them it has taken."""
    return load_migrations(_PACKAGE)


def run_script(db: sqlite3.Connection, script: str) -> None:
    """Run many statements inside the caller's transaction (`executescript` would commit it first)."""
    for statement in _statements(script):
        db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
