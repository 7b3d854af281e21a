"""The SQL of this store: named statements, the schema, and the steps from older schemas."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

_HERE: Final = files("wireroom.store.sqlite")
_NAME: Final = re.compile(r"^-- name: (\w+)[ \t]*$", re.MULTILINE)


@cache
def queries() -> Mapping[str, str]:
    """Load `queries.sql`: name -> statement."""
    parts = _NAME.split((_HERE / "queries.sql").read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], (text.strip() for text in parts[2::2]), strict=True))


def schema() -> str:
    """Load the schema as it is now."""
    return (_HERE / "schema.sql").read_text(encoding="utf-8")


@cache
def migrations() -> tuple[str, ...]:
    """Load the steps, first to last; a store's `user_version` is how many of them it has taken."""
    found = sorted((entry for entry in (_HERE / "migrations").iterdir() if entry.name.endswith(".sql")), key=_file_name)
    return tuple(entry.read_text(encoding="utf-8") for entry in found)


def _file_name(entry: object) -> str:
    return str(getattr(entry, "name", ""))


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
