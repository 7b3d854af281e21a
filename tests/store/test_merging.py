"""The search indexes come together while no copy comes, whatever was left by how it came."""

import sqlite3
from pathlib import Path

import pytest

from contract.wire import NOON, file, item, placement
from wireroom.store.sqlite import SqliteStore


@pytest.mark.parametrize("index", ["search", "search_lists"])
def test_parts_that_were_left_are_merged_when_none_comes(tmp_path: Path, index: str) -> None:
    path = tmp_path / "room.db"
    store = SqliteStore(path)
    for n in range(40):
        file(store, placement(item(f"i{n}", f"Storm {n}"), chain=f"c{n}"))

    def n_parts() -> int:
        with sqlite3.connect(path) as db:
            return int(db.execute(f"SELECT count(DISTINCT segid) FROM {index}_idx").fetchone()[0])

    assert n_parts() == 40, "no commit merges"
    n_steps = 0
    while store.tidy(is_idle=True):
        n_steps += 1
    assert 0 < n_steps < 40
    assert n_parts() <= 12, "fewer than four of each size"
    assert len(store.newest(query="storm", limit=50, now=NOON)) == 40
    assert [found.item.id for found in store.newest(query='"storm 7"', now=NOON)] == ["i7"]
    store.close()
