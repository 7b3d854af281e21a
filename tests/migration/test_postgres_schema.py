"""schema.sql is what all migrations lead to; an older program works on a newer schema unless a step says that it cannot."""

from collections.abc import Callable

import psycopg
import pytest

import database
from contract.wire import NOON, file, item, kill, minutes, placement
from wireroom.errors import StoreError, StoreMismatch
from wireroom.model import Block, Concept
from wireroom.store import Store, open_store
from wireroom.store.postgres._sql import migrations, queries, schema
from wireroom.store.postgres._vector import CUT, quoted
from wireroom.store.tables._documents import EVERY, fact

_COLUMNS = """
SELECT c.relkind::text, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attstorage::text,
    pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
ORDER BY 1, 2, 3
"""
_INDEXES = "SELECT indexname, replace(indexdef, current_schema(), '') FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"
_CHECKS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND contype <> 'n' ORDER BY 1, 2
"""
_TRIGGERS = """
SELECT t.tgname, p.proname, p.prosrc FROM pg_proc p LEFT JOIN pg_trigger t ON t.tgfoid = p.oid AND t.tgparentid = 0
WHERE p.pronamespace = current_schema()::regnamespace ORDER BY 2, 1
"""
#: bytes of words that do not stand in their row
_ASIDE = "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = CAST('search_0' AS regclass)"


def shape(*scripts: str) -> list[list[tuple[object, ...]]]:
    """Give every column, index, constraint and function that the scripts make."""
    with psycopg.connect(database.server().make_schema(), autocommit=True) as db:
        for script in scripts:
            db.execute(script.encode())
        return [db.execute(asked.encode()).fetchall() for asked in (_COLUMNS, _INDEXES, _CHECKS, _TRIGGERS)]


def test_schema_is_all_migrations_in_turn() -> None:
    made = shape(schema())
    assert len(made[0]) > 80
    assert made == shape(*migrations()), "change schema.sql AND add a migration that leads to the same tables"


def test_every_statement_can_be_read_by_the_driver() -> None:
    assert len(queries()) > 80
    assert [name for name, text in queries().items() if b":" in text.replace(b"::", b"")] == []


def change(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        for statement in statements:
            db.execute(statement.encode())


def test_a_room_opens_again() -> None:
    url = database.server().make_schema()
    store = open_store(url)
    file(store, placement("a"))
    store.close()
    store = open_store(url)
    assert store.last_seq() == 1
    store.close()


def test_words_are_put_in_again_when_a_step_emptied_their_table() -> None:
    url = database.server().make_schema()
    store = open_store(url)
    weather = (Concept(code="medtop:20001129", scheme="medtop"),)
    file(store, placement(item("first", "Storm over port", subjects=weather), chain="c1"))
    file(store, placement(item("dead", "Mayor arrested"), chain="c2"))
    file(store, kill("notice", "dead", chain="c2"))
    store.close()
    change(url, "UPDATE room SET version = 3", "TRUNCATE search")
    store = open_store(url)
    for query, readers, desk in (
        ("storm", ["first"], ["first"]),
        ("subject:17000000", ["first"], ["first"]),
        ("arrested", [], ["dead"]),
    ):
        assert [filed.item.id for filed in store.newest(query=query, now=NOON)] == readers, query
        assert [filed.item.id for filed in store.newest(query=query, view="desk", now=NOON)] == desk, query
    store.close()


def test_old_program_works_on_a_newer_schema() -> None:
    """Processes are changed one after the other: tables that have grown must not stop those of yesterday."""
    url = database.server().make_schema()
    store = open_store(url)
    file(store, placement(item("first", "Storm over port"), chain="c1"))
    change(
        url,
        "UPDATE room SET version = 99",
        "CREATE TABLE something_new (id TEXT PRIMARY KEY)",
        *(
            f"ALTER TABLE {table} ADD COLUMN new_column TEXT NOT NULL DEFAULT 'x'"
            for table in ("dispatches", "items", "events", "chains", "stories", "deliveries", "decisions", "watches")
        ),
        "CREATE INDEX items_new ON items (new_column)",
    )
    again = open_store(url)
    for room in (store, again):
        name = f"of-{id(room)}"
        file(room, placement(item(name, "Mayor speaks"), chain=name), now=NOON + minutes(1))
        file(room, kill(f"kill-{name}", name, chain=name), now=NOON + minutes(2))
        assert room.newest(query="mayor", now=NOON) == []
        assert [filed.item.id for filed in room.newest(query="storm", now=NOON)] == ["first"]
    assert store.events_after(0) == again.events_after(0)
    assert store.find_damage() == []
    store.close()
    again.close()


def test_schema_that_an_old_program_would_harm_is_refused() -> None:
    url = database.server().make_schema()
    open_store(url).close()
    change(url, "UPDATE room SET version = 99, oldest = 98")
    with pytest.raises(StoreMismatch, match=r"version 99.*know 98 steps"):
        open_store(url)


@pytest.mark.parametrize("table", ["items", "room"])
def test_schema_of_another_program_is_refused(table: str) -> None:
    url = database.server().make_schema()
    change(url, f"CREATE TABLE {table} (version INTEGER, oldest INTEGER)")
    with pytest.raises(StoreMismatch, match="another program"):
        open_store(url)


def test_server_that_is_not_there_is_a_store_error_without_the_password() -> None:
    with pytest.raises(StoreError, match="cannot be used now") as caught:
        open_store("postgresql://room:very-secret@127.0.0.1:9/postgres")
    assert "secret" not in str(caught.value)


def told(what: Callable[[], object]) -> str:
    try:
        what()
    except StoreError as error:
        return str(error)
    return ""


def test_server_that_was_away_is_found_again() -> None:
    with database.new_server() as server:
        store = open_store(server.make_schema())
        file(store, placement("before"))
        server.stop()
        assert "cannot be used now" in told(lambda: store.last_seq())
        assert "cannot be used now" in told(lambda: file(store, placement("meanwhile")))
        server.start()
        file(store, placement("meanwhile"), now=NOON + minutes(1))
        assert [event.item for event in store.events_after(0)] == ["before", "meanwhile"]
        store.close()
        assert "closed" in told(lambda: store.last_seq())


def test_words_without_all_their_places_are_found_after_the_step_that_marks_them() -> None:
    """Programs before it told twenty places of a word; what is behind the twentieth "the" is no phrase of the index."""
    url = database.server().make_schema()
    store = open_store(url)
    text = " ".join(f"the {n} ferries" for n in range(20)) + " the end of line"
    file(store, placement(item("long", "Storm", blocks=(Block(text=text),), language="en"), chain="c1"))
    file(store, placement(item("short", "The end", language="en"), chain="c2"))
    store.close()
    with psycopg.connect(url, autocommit=True) as db:
        words = " ".join([
            "''the'':" + ",".join(str(2 + 3 * n) for n in range(20)), "''end'':63 ''storm'':1A ''ferries'':4",
            f"''{EVERY}'' ''{fact('lang', 'en')}''",
        ])  # fmt: skip
        change(
            url,
            "UPDATE room SET version = 6",
            "DROP TABLE search_terms CASCADE",
            "DROP TRIGGER search_noted ON search",
            "DROP FUNCTION note_words",
            "DROP FUNCTION lacks_places",
            f"UPDATE search SET words = '{words}' WHERE doc < 8",
        )
        # what is found is asked for here, and not how soon: a busy machine is no broad search
        store = open_store(url, search_limit_s=60.0)
        assert ids(store, '"the end"') == ["short", "long"]
        assert ids(store, '"end the"') == []
        assert ids(store, "ferry~") == ["long"]
        marked = db.execute("SELECT doc FROM search WHERE words @@ CAST(%s AS tsquery)", (quoted(CUT),)).fetchall()
        assert marked == [(4,)]
    store.close()


def test_words_stand_in_their_row_after_the_step_that_says_so() -> None:
    """Before it the server put those of longer copy aside; what it put there is found as before."""
    url = database.server().make_schema()
    store = open_store(url)
    change(
        url,
        "SELECT add_search_part(0)",
        "ALTER TABLE search ALTER words SET STORAGE EXTENDED",
        "ALTER TABLE search_0 RESET (toast_tuple_target)",
        "UPDATE room SET version = 9",
    )
    text = Block(text=" ".join(f"ferry{n} over port" for n in range(400)))
    file(store, placement(item("old", blocks=(text,)), chain="c1"))
    store.close()
    with psycopg.connect(url, autocommit=True) as db:
        aside = db.execute(_ASIDE).fetchone()
        assert aside is not None
        assert aside[0] > 0
    store = open_store(url, search_limit_s=60.0)
    file(store, placement(item("new", blocks=(text,)), chain="c2"), now=NOON + minutes(1))
    assert ids(store, '"ferry7 over port ferry8"') == ["new", "old"]
    assert ids(store, '"ferry8 over port ferry7"') == []
    with psycopg.connect(url, autocommit=True) as db:
        assert db.execute(_ASIDE).fetchone() == aside
    store.close()


def ids(store: Store, query: str) -> list[str]:
    return [filed.item.id for filed in store.newest(query=query, now=NOON)]
