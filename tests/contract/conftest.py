"""Stores under contract: another store joins by one more name in `STORES` and one branch in `open_new`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import database
from wireroom.store import Store, open_store

STORES = ("memory", "file", "postgres")


#: a busy machine is no broad search: what the limit does is tested by itself
PATIENT_S = 60.0


def open_new(kind: str, folder: Path) -> Store:
    """Open an empty room."""
    if kind == "postgres":
        return open_store(database.server().make_schema(), search_limit_s=PATIENT_S)
    return open_store(":memory:" if kind == "memory" else folder / "room.db", search_limit_s=PATIENT_S)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_new(request.param, tmp_path)
    yield opened
    opened.close()
