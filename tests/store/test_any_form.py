"""Words in any form by the archive: the language of each copy decides, though the lists are not asked for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.wire import NOON, file, item, kill, minutes, placement
from wireroom.model import Block
from wireroom.store.sqlite import SqliteStore

TEXTS = {
    "de1": ("de", "Die Wahlen und die Banken"),
    "de2": ("de-AT", "Eine Wahl"),
    "en1": ("en", "Wahlen is no word; banks are"),
    "en2": ("en-GB", "Wahl, the bank"),
    "xx1": ("xx", "banks, banken, wahlen"),
    "no1": (None, "bank"),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "room.db")
    for n, (id, (language, text)) in enumerate(TEXTS.items()):
        one = item(id, f"Nr {n}", language=language, blocks=(Block(text=text),), category="ab"[n % 2])
        file(made, placement(one, chain=f"c{n}"), now=NOON + minutes(n))
    yield made
    made.close()


def _ids(store: SqliteStore, query: str, **more: object) -> list[str]:
    return sorted(filed.item.id for filed in store.newest(query=query, now=NOON + minutes(99), **more))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("wahl~", ["de1", "de2", "en2"]),
        ("bank~", ["de1", "en1", "en2", "no1"]),
        ("banks~", ["de1", "en1", "en2", "xx1"]),
        ("bank~ wahl~", ["de1", "en2"]),
        ("bank~ OR wahl~", ["de1", "de2", "en1", "en2", "no1"]),
        ("bank~ -wahl~", ["en1", "no1"]),
        ("-bank~", ["de2", "xx1"]),
        ("bank~ category:b", ["en2", "no1"]),
        ('bank~ "die banken"', ["de1"]),
        ('wahl~ -"die banken"', ["de2", "en2"]),
        ("bank~ lang:en", ["en1", "en2"]),
        ("body:bank~ words<4", ["en2", "no1"]),
        ("headline:bank~", []),
    ],
)
def test_the_language_of_the_copy_decides(store: SqliteStore, query: str, found: list[str]) -> None:
    assert _ids(store, query) == found
    assert sorted(filed.item.id for filed in store.best(query=query, now=NOON + minutes(99))) == found


def test_pages_go_on_past_what_only_seems_to_fit(store: SqliteStore) -> None:
    (first,) = store.newest(query="bank~", limit=1, now=NOON + minutes(99))
    (second,) = store.newest(query="bank~", limit=1, before=first.seq, now=NOON + minutes(99))
    assert [first.item.id, second.item.id] == ["no1", "en2"]


def test_killed_copy_is_found_by_its_forms_on_the_desk_alone(store: SqliteStore) -> None:
    file(store, kill("order", "de2"), now=NOON + minutes(20))
    assert _ids(store, "wahl~") == ["de1", "en2"]
    assert "de2" in _ids(store, "wahl~", view="desk")
