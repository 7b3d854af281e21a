"""schema.sql is what all migrations lead to, and files of other makers are refused with the cure."""

import re
import sqlite3
from pathlib import Path

import pytest

from contract.wire import NOON, file, item, kill, placement
from wireroom.errors import StoreError, StoreMismatch
from wireroom.model import Concept
from wireroom.store import open_store
from wireroom.store.sqlite._sql import migrations, queries, run_script, schema

#: what the step made that put a second index of words beside the first
_LISTS = ("TABLE search_lists", "TABLE search_unlisted")
#: take the last steps back that are no tables
_NO_ENTRY = "ALTER TABLE dispatches DROP COLUMN entry"
_NO_BASIS = "ALTER TABLE changes DROP COLUMN basis"


def shape(*scripts: str) -> list[tuple[str, str, str]]:
    """Give every table and index with its words, white space and comments aside."""
    db = sqlite3.connect(":memory:")
    for script in scripts:
        run_script(db, script)
    found = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name").fetchall()
    db.close()
    return [(kind, name, _bare(sql)) for kind, name, sql in found]


def _bare(sql: str) -> str:
    words = " ".join(" ".join(line.split("--")[0] for line in sql.splitlines()).split())
    return re.sub(r"\s*([,()])\s*", r"\1", words)  # a column that a step added stands behind the line end


def test_schema_is_all_migrations_in_turn() -> None:
    assert shape(schema()) == shape(*migrations()), (
        "change schema.sql AND add a migration that leads to the same tables"
    )


def test_every_statement_fits_the_schema() -> None:
    db = sqlite3.connect(":memory:")
    run_script(db, schema())
    assert len(queries()) > 30
    for name, statement in queries().items():
        values = dict.fromkeys(re.findall(r":([a-z_]+)", statement))
        try:
            db.execute(f"EXPLAIN {statement}", values)
        except sqlite3.OperationalError as error:
            pytest.fail(f"{name}: {error}")
    db.close()


def test_a_file_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    open_store(path).close()
    store = open_store(path)
    assert store.last_seq() == 0
    store.close()


def test_file_of_a_newer_wireroom_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    open_store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(StoreMismatch, match=r"999.*knows up to"):
        open_store(path)


def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t (x)")
    db.commit()
    db.close()
    with pytest.raises(StoreMismatch, match="another program"):
        open_store(path)


def test_file_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    path.write_bytes(b"this is not a database, it is a text file of some length" * 20)
    with pytest.raises(StoreError):
        open_store(path)
    with pytest.raises(StoreError):
        open_store(tmp_path / "no" / "folder" / "room.db")


def test_words_are_put_in_again_when_their_table_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    store = open_store(path)
    file(
        store,
        placement(item("dead", "Mayor arrested"), chain="c1"),
        placement(
            item("free", "Storm over port", subjects=(Concept(code="medtop:20001129", scheme="medtop"),)), chain="c2"
        ),
    )
    file(store, kill("notice", "dead", chain="c1"))
    store.close()
    db = sqlite3.connect(path)
    run_script(db, re.sub(r", prefix = '1 2'", "", f"DROP TABLE search;\n{_statement('search')}"))
    for later in (
        "INDEX deliveries_number",
        "INDEX deliveries_kills",
        "TABLE subscribers",
        "TABLE search_heads",
        "TABLE search_guids",
        *_LISTS,
    ):
        db.execute(f"DROP {later}")
    db.execute("ALTER TABLE deliveries DROP COLUMN number")
    db.execute(_NO_ENTRY)
    db.execute(_NO_BASIS)
    for name in ("together", "collection", "open"):
        db.execute(f"DROP INDEX decisions_{name}")
    for name in ("editor", "collection"):
        db.execute(f"ALTER TABLE decisions DROP COLUMN {name}")
    db.execute("PRAGMA user_version = 4")
    db.commit()
    db.close()
    store = open_store(path)
    for query, readers, desk in (
        ("arrested", [], ["dead"]),
        ("s*", ["free"], ["free"]),
        ("is:killed", ["dead"], ["dead"]),
        ("subject:17000000", ["free"], ["free"]),
    ):
        assert [filed.item.id for filed in store.newest(query=query, now=NOON)] == readers, query
        assert [filed.item.id for filed in store.newest(query=query, view="desk", now=NOON)] == desk, query
    file(store, kill("notice2", "free", chain="c2"))
    assert store.newest(query="storm", now=NOON) == []
    store.close()


def test_heads_of_documents_are_made_for_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    store = open_store(path)
    file(store, *(placement(item(f"i{n}", f"Storm {n}", category="w"), chain=f"c{n}") for n in range(20)))
    file(store, kill("notice", "i7", chain="c7"))
    store.close()

    db = sqlite3.connect(path)
    heads = db.execute("SELECT * FROM search_heads").fetchall()
    assert len(heads) == 22, "the killed item has one for the desk and one for readers"
    db.executescript("DROP TABLE search_heads; DROP TABLE search_guids")
    for later in _LISTS:
        db.execute(f"DROP {later}")
    db.execute(_NO_ENTRY)
    db.execute(_NO_BASIS)
    db.execute("PRAGMA user_version = 8")
    db.commit()
    db.close()
    store = open_store(path)
    assert len(store.newest(query="storm category:w", limit=50, now=NOON)) == 19
    assert len(store.newest(query="storm category:w", view="desk", limit=50, now=NOON)) == 20
    store.close()
    db = sqlite3.connect(path)
    assert db.execute("SELECT * FROM search_heads").fetchall() == heads
    db.close()


@pytest.mark.parametrize("has_lists", [False, True])
def test_what_is_there_is_put_into_the_lists_little_by_little_and_found_all_the_while(
    tmp_path: Path, has_lists: bool
) -> None:
    """Three hundred items of an older room, of which two are killed and one is filed in between."""
    path = tmp_path / "room.db"
    store = open_store(path)
    for start in range(0, 300, 100):
        file(
            store,
            *(placement(item(f"i{n}", f"Storm {n}", language="en"), chain=f"c{n}") for n in range(start, start + 100)),
        )
    file(store, kill("early", "i7", chain="c7"))
    store.close()
    db = sqlite3.connect(path)
    steps = [n for n, step in enumerate(migrations()) if "CREATE VIRTUAL TABLE search_lists" in step]
    assert (len(steps), len(migrations())) == (2, steps[1] + 2), "take back the steps after it, too"
    if not has_lists:
        for name in _LISTS:
            db.execute(f"DROP {name}")
        db.execute(_NO_ENTRY)
    db.execute(_NO_BASIS)
    db.execute(f"PRAGMA user_version = {steps[has_lists]}")
    db.commit()
    db.close()

    store = open_store(path)
    left, gone = [], ["i7"]
    for turn in range(6):
        unlisted = sqlite3.connect(path).execute("SELECT below FROM search_unlisted").fetchone()
        left.append(unlisted is not None)
        wanted = [f"i{n}" for n in range(299 + (turn > 1), -1, -1) if f"i{n}" not in gone]
        found = store.newest(query="storm", limit=500, now=NOON)
        assert [filed.item.id for filed in found] == wanted
        assert store.newest(query="storms~", limit=500, now=NOON) == found
        assert [filed.item.id for filed in store.newest(query="storm 11", now=NOON)] == ["i11"]
        desk = store.newest(query="storm (7 OR 250)", view="desk", now=NOON)
        assert [filed.item.id for filed in desk if filed.item.id[1:].isdigit()] == ["i250", "i7"]
        if turn == 1:  # some are in the lists, some are not
            file(
                store,
                placement(item("i300", "Storm 300", language="en"), chain="c300"),
                kill("late", "i250", chain="c250"),
            )
            file(store, kill("later", "i20", chain="c20"))
            gone += ["i250", "i20"]
        store.tidy()
    assert left[:3] == [True] * 3
    assert not left[-1]
    store.close()


def test_one_commit_of_many_items_is_one_part_of_the_lists(tmp_path: Path) -> None:
    """FTS5 begins a part anew with each row that has a lower key than the last, and reads every part for every search."""
    path = tmp_path / "room.db"
    store = open_store(path)
    file(store, *(placement(item(f"i{n}", f"Storm {n}"), chain=f"c{n}") for n in range(50)))
    store.close()
    db = sqlite3.connect(path)
    parts = db.execute("SELECT count(DISTINCT segid) FROM search_lists_idx").fetchone()[0]
    db.close()
    assert parts == 1


def _statement(table: str) -> str:
    found = re.search(rf"CREATE VIRTUAL TABLE {table} .*?;", schema(), re.DOTALL)
    assert found is not None
    return found[0]
