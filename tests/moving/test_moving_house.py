"""A room moves: out of any store, into any other, and it is the same room."""

import hashlib
import json
import sqlite3
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard

from contract.conftest import STORES, open_new
from contract.wire import NOON, dispatch, file, kill, placement
from wireroom.errors import Refused
from wireroom.model import Item
from wireroom.moving import checksum_of, export_room, import_room, read_manifest
from wireroom.store import CopiesItself, Store, open_store
from wireroom.store.postgres._sql import schema as postgres_schema
from wireroom.store.sqlite._sql import run_script, schema
from wireroom.store.tables._moving import TABLES

LATER = NOON + timedelta(days=1)


def nobody(_: int, __: int) -> None:
    """Listen to no progress."""


def checksum(store: Store) -> str:
    return checksum_of(store, tell=nobody)[0]


def export(store: Store, path: Path) -> Path:
    export_room(store, path, now=LATER, others={}, tell=nobody)
    return path


# what is moved


def test_every_column_of_every_table_is_moved() -> None:
    db = sqlite3.connect(":memory:")
    run_script(db, schema())
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
    there = {name: {row[1] for row in db.execute(f"PRAGMA table_info({name})")} for (name,) in db.execute(named)}
    db.close()
    there["dispatches"] |= there.pop("dispatch_bytes") - {"dispatch"}
    moved = {table.name: set(table.columns) for table in TABLES}
    assert moved == there, (
        "a new column or table is named in store/tables/_moving.py, and in page_ and fill_ of queries.sql"
    )
    assert all(f"CREATE TABLE {name} (" in postgres_schema() for name in moved)


def test_the_day_has_something_in_every_table(day_room: Store) -> None:
    with day_room.snapshot() as snapshot:
        counted = snapshot.count()
    assert [name for name, n_rows in counted.items() if not n_rows] == []


@pytest.mark.parametrize("kind", STORES)
def test_a_room_is_the_same_room_in_another_store_and_back(kind: str, day_room: Store, tmp_path: Path) -> None:
    first = checksum(day_room)
    other = open_new(kind, tmp_path)
    back = open_store(":memory:")
    try:
        import_room(export(day_room, tmp_path / "there"), other, tell=nobody)
        assert checksum(other) == first
        import_room(export(other, tmp_path / "back.zip"), back, tell=nobody)
        assert checksum(back) == first
        for query in ("bridge", "rank:flash", "is:killed", '"off the wire" OR agency:n*', "words:>100"):
            wanted = day_room.newest(query=query, limit=200, now=LATER)
            assert other.newest(query=query, limit=200, now=LATER) == wanted
            assert back.newest(query=query, limit=200, now=LATER) == wanted
        for view in ("public", "desk"):
            assert other.ticker(view=view, now=LATER) == day_room.ticker(view=view, now=LATER)
            assert other.events_after(0, 5000, view=view) == day_room.events_after(0, 5000, view=view)
        assert other.find_deliveries(limit=1000) == day_room.find_deliveries(limit=1000)
        assert other.find_damage() == []
    finally:
        other.close()
        back.close()


def test_life_goes_on_after_the_move(empty: Store, day_room: Store, tmp_path: Path) -> None:
    import_room(export(day_room, tmp_path / "day"), empty, tell=nobody)
    seq, n_before = empty.last_seq(), len(empty.find_deliveries(limit=10_000))
    target = empty.newest(query="is:current", limit=1, now=LATER)[0]
    receipt = file(empty, placement("new one", chain="new"), kill("a kill", target.item.id, chain="new"), now=LATER)
    assert receipt.seqs[0] == seq + 1
    assert empty.find_item(target.item.id, now=LATER).killed_by == "a kill"
    assert empty.newest(query="headline:new", now=LATER)[0].item.id == "new one"
    assert len(empty.find_deliveries(limit=10_000)) >= n_before
    assert empty.keep([dispatch("another")])[0].is_new


# the files


def test_every_digest_is_that_of_the_lines_as_anybody_can_unpack_them(day_room: Store, tmp_path: Path) -> None:
    folder = export(day_room, tmp_path / "day")
    manifest = read_manifest(folder)
    for entry in manifest.tables:
        lines = zstandard.ZstdDecompressor().stream_reader((folder / entry.file).read_bytes()).read()
        assert hashlib.sha256(lines).hexdigest() == entry.sha256
        assert [json.loads(line) for line in lines.splitlines()].__len__() == entry.n_rows
    written = "".join(f"{entry.name} {entry.sha256}\n" for entry in manifest.tables)
    assert hashlib.sha256(written.encode()).hexdigest() == manifest.checksum
    assert folder.stat().st_mode & 0o077 == 0


def test_one_file_holds_the_same(day_room: Store, tmp_path: Path) -> None:
    folder, packed = export(day_room, tmp_path / "day"), export(day_room, tmp_path / "day.zip")
    assert read_manifest(folder) == read_manifest(packed)
    assert packed.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(packed) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }


def test_an_export_does_not_write_over_anything(day_room: Store, tmp_path: Path) -> None:
    (tmp_path / "day.zip").write_bytes(b"mine")
    with pytest.raises(Refused, match="is there already"):
        export(day_room, tmp_path / "day.zip")
    assert (tmp_path / "day.zip").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["items.ndjson.zst", "events.ndjson.zst", "manifest.json"])
def test_a_damaged_export_is_refused_and_nothing_is_taken(
    name: str, empty: Store, day_room: Store, tmp_path: Path
) -> None:
    folder = export(day_room, tmp_path / "day")
    entry = {each.file: each for each in read_manifest(folder).tables}.get(name)
    if entry is None:
        (folder / name).write_text((folder / name).read_text().replace('"sha256": "', '"sha256": "0', 1))
    else:
        lines = (
            zstandard.ZstdDecompressor().stream_reader((folder / name).read_bytes()).read().splitlines(keepends=True)
        )
        (folder / name).write_bytes(zstandard.ZstdCompressor().compress(b"".join(lines[:-1])))
    with pytest.raises(Refused):
        import_room(folder, empty, tell=nobody)
    assert empty.figures().n_dispatches == 0
    assert empty.last_seq() == 0


def test_half_a_file_is_refused_and_nothing_is_taken(empty: Store, day_room: Store, tmp_path: Path) -> None:
    folder = export(day_room, tmp_path / "day")
    whole = (folder / "dispatches.ndjson.zst").read_bytes()
    (folder / "dispatches.ndjson.zst").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused):
        import_room(folder, empty, tell=nobody)
    assert empty.figures().n_dispatches == 0


def test_a_room_with_copy_in_it_is_not_moved_into(empty: Store, day_room: Store, tmp_path: Path) -> None:
    file(empty, placement("mine"))
    with pytest.raises(Refused, match="empty one"):
        import_room(export(day_room, tmp_path / "day"), empty, tell=nobody)
    assert empty.figures().n_items == 1


def test_what_a_newer_wireroom_wrote_is_refused(empty: Store, day_room: Store, tmp_path: Path) -> None:
    folder = export(day_room, tmp_path / "day")
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**told, "form": 2}))
    with pytest.raises(Refused, match="form 2"):
        import_room(folder, empty, tell=nobody)


def test_other_files_come_along(day_room: Store, tmp_path: Path) -> None:
    export_room(day_room, tmp_path / "day.zip", now=LATER, others={"sources.json": b"{}"}, tell=nobody)
    store = open_store(":memory:")
    assert import_room(tmp_path / "day.zip", store, tell=nobody)[1] == {"sources.json": b"{}"}
    store.close()


# copies


def test_a_copy_is_one_moment_while_others_write(tmp_path: Path) -> None:
    store = open_store(tmp_path / "room.db", synchronous="NORMAL")
    for n in range(300):
        file(store, placement(f"before {n}", chain=f"c{n}"))
    acknowledged, end = [], threading.Event()

    def write() -> None:
        n = 0
        while not end.is_set():
            n += 1
            file(store, placement(f"meanwhile {n}", chain=f"m{n}"))
            acknowledged.append(n)

    writer = threading.Thread(target=write)
    writer.start()
    told: list[tuple[int, int]] = []
    try:
        assert isinstance(store, CopiesItself)
        for n in range(3):
            seen = len(acknowledged)
            store.copy_to(tmp_path / f"copy{n}.db", lambda done, total: told.append((done, total)))
            copy = open_store(tmp_path / f"copy{n}.db")
            figures = copy.figures()
            assert copy.find_damage() == []
            assert figures.n_items == figures.last_seq
            assert figures.n_dispatches == figures.n_items + figures.n_kept
            assert 300 + seen <= figures.n_items <= 301 + len(acknowledged)
            copy.close()
    finally:
        end.set()
        writer.join()
    assert told[-1][0] == told[-1][1]
    assert not list(tmp_path.glob(".copy*"))
    store.close()


def test_columns_for_researchers(day_room: Store, tmp_path: Path) -> None:
    import pyarrow.parquet

    from wireroom.moving.parquet import write_parquet

    counted = write_parquet(day_room, tmp_path)
    items = pyarrow.parquet.read_table(tmp_path / "items.parquet").to_pylist()
    assert counted["items"] == len(items) == day_room.figures().n_items
    assert counted["events"] == day_room.last_seq()
    some = items[len(items) // 2]
    filed = day_room.find_item(some["id"], view="desk", now=LATER)
    assert isinstance(filed.item, Item)
    assert (some["headline"], some["received_at"], some["actions"]) == (
        filed.item.headline, filed.received_at, list(filed.item.marks.actions),
    )  # fmt: skip
