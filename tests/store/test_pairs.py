"""Phrases by their words and pairs: items that only seem to have one are told apart, by every way to them."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from contract.wire import NOON, file, item, kill, minutes, placement
from wireroom.model import Block
from wireroom.query import parse
from wireroom.query.match import SEAM
from wireroom.store.sqlite import SqliteStore
from wireroom.store.sqlite._pairs import pairs_in, pairs_of
from wireroom.store.sqlite._phrases import rarer_words
from wireroom.store.sqlite._search import newest_seqs

PHRASE = '"over port"'
N_ITEMS = 120


def _other_words() -> str:
    """Give two words whose pair goes by the same sum as that of the phrase."""
    (wanted,), names = pairs_in(("over", "port")), [f"w{n}" for n in range(1500)]
    return next(f"{one} {other}" for one, other in product(names, names) if pairs_in((one, other)) == [wanted])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Every tenth item has the phrase; the others have its words, and another pair that goes by the same sum."""
    made, other = SqliteStore(tmp_path / "room.db"), _other_words()
    for n in range(N_ITEMS):
        text = "Gale over port today." if n % 10 == 0 else f"The port is over there, {other}."
        one = item(f"i{n}", f"Storm {n:03}", category="wx"[n % 20 == 0], blocks=(Block(text=text),))
        file(made, placement(one, chain=f"c{n}"), now=NOON + minutes(n))
    yield made
    made.close()


def _ids(store: SqliteStore, query: str, **more: object) -> list[str]:
    return [filed.item.id for filed in store.newest(query=query, now=NOON + minutes(N_ITEMS), **more)]


WITH = [f"i{n}" for n in range(N_ITEMS - 10, -1, -10)]


def test_the_lists_only_hint_at_them(store: SqliteStore) -> None:
    with store._file.reading() as db:
        asked = {"view": "public", "now": NOON, "before": None, "limit": 500}
        hinted = newest_seqs(db, parse(PHRASE), is_proved=False, **asked)
        assert (len(hinted), len(newest_seqs(db, parse(PHRASE), **asked))) == (N_ITEMS, len(WITH))


def test_only_those_that_have_it_are_found(store: SqliteStore) -> None:
    assert _ids(store, PHRASE, limit=500) == WITH
    assert _ids(store, PHRASE, limit=3) == WITH[:3]
    assert _ids(store, f"body:{PHRASE}") == WITH
    assert _ids(store, f"headline:{PHRASE}") == []
    assert _ids(store, f"{PHRASE} category:x") == [f"i{n}" for n in range(100, -1, -20)]
    assert _ids(store, f"{PHRASE} category:w is:current", limit=2) == ["i110", "i90"]
    assert _ids(store, f"{PHRASE} -gale") == []
    assert _ids(store, f"storm -{PHRASE}", limit=2) == ["i119", "i118"]
    assert _ids(store, f"{PHRASE} OR category:x", limit=2) == WITH[:2]
    assert _ids(store, f"({PHRASE} OR 119) storm", limit=2) == ["i119", "i110"]
    assert _ids(store, f"{PHRASE} OR (words>900 is:current)", limit=2) == WITH[:2]
    assert _ids(store, f'{PHRASE} OR "is over"', limit=3) == ["i119", "i118", "i117"]
    assert _ids(store, '"gale over port today"') == WITH
    assert _ids(store, '"gale over port there"') == []


def test_pages_go_on_where_the_last_one_ended(store: SqliteStore) -> None:
    pages, before = [], None
    while found := store.newest(query=PHRASE, before=before, limit=5, now=NOON):
        pages.append([filed.item.id for filed in found])
        before = found[-1].seq
    assert pages == [WITH[:5], WITH[5:10], WITH[10:]]


def test_by_relevance_none_that_only_seems_to_have_it_takes_a_place(store: SqliteStore) -> None:
    asked = {"query": PHRASE, "now": NOON + minutes(N_ITEMS)}
    assert [filed.item.id for filed in store.best(limit=500, **asked)] == WITH
    assert [filed.item.id for filed in store.best(limit=4, **asked)] == WITH[:4]


def test_killed_copy_keeps_its_phrase_for_the_desk_alone(store: SqliteStore) -> None:
    file(store, kill("notice", "i110", chain="c110"), now=NOON + minutes(N_ITEMS))
    assert _ids(store, PHRASE, limit=2) == ["i100", "i90"]
    assert _ids(store, PHRASE, limit=2, view="desk") == ["i110", "i100"]
    assert _ids(store, f"{PHRASE} OR is:killed", limit=2) == ["i110", "i100"]
    assert [filed.item.id for filed in store.best(query=PHRASE, limit=1, now=NOON)] == ["i100"]


def test_pairs_end_where_phrases_do() -> None:
    assert list(pairs_of(f"the ferry {SEAM} ferry the ferry")) == [
        *pairs_in(("the", "ferry")),
        *pairs_in(("ferry", "the")),
    ]
    assert list(pairs_of("alone")) == list(pairs_of("")) == []


def test_common_words_of_a_phrase_are_not_asked_for() -> None:
    counts = {"series": 3, "it": 100, "of": 141, "bank": 15, "loss": 4, "shr": 23, "said": 152, "gone": 0}
    assert rarer_words(("series", "it"), counts) == ("series",)
    assert rarer_words(("of", "it", "bank"), counts) == ("bank",)
    assert rarer_words(("loss", "shr"), counts) == ("loss",)
    assert rarer_words(("said", "it"), counts) == ("said", "it")
    assert rarer_words(("bank", "loss"), counts) == ("bank", "loss")
    assert rarer_words(("gone", "gone"), counts) == ("gone", "gone")
