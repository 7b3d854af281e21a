"""Stores under contract: another store joins by one more name in `STORES` and one branch in `store`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wireroom.store import Store, open_store

STORES = ("memory", "file")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(":memory:") if request.param == "memory" else open_store(tmp_path / "room.db")
    yield opened
    opened.close()
