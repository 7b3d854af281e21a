"""A small room behind a real server, for every test of this folder."""

from collections.abc import Iterator

import httpx
import pytest

from newsroom import Room, file_bridge, serving


@pytest.fixture
def room() -> Room:
    """A room with one running story in it."""
    made = Room(max_body=20_000)
    file_bridge(made)
    return made


@pytest.fixture
def client(room: Room) -> Iterator[httpx.Client]:
    """Somebody who asks that room over HTTP."""
    with serving(room) as url, httpx.Client(base_url=url, timeout=10) as made:
        yield made
