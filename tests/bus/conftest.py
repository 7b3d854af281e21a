"""A NATS server and a room's store, for every test of the bus."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from natsd import NatsServer, nats_server
from wireroom.store import Store, open_store


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NatsServer]:
    folder = tmp_path / "nats"
    folder.mkdir()
    with nats_server(folder) as started:
        yield started


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(":memory:")
    yield opened
    opened.close()
