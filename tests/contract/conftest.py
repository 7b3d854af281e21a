"""Stores under contract: another store joins by one more name in `STORES` and one branch in `open_new`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import database
from wireroom.store import Store, open_store

STORES = ("memory", "file", "postgres")


def open_new(kind: str, folder: Path) -> Store:
    """Open an empty room."""
    if kind == "postgres":
        return open_store(database.server().make_schema())
    return open_store(":memory:" if kind == "memory" else folder / "room.db")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_new(request.param, tmp_path)
    yield opened
    opened.close()
