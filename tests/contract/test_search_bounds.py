"""A search takes bounded time, whatever it asks; and what it asks goes through the index."""

import sqlite3
from pathlib import Path

import pytest

from contract.wire import NOON, file, item, kill, minutes, placement
from wireroom.errors import QueryError
from wireroom.model import Block
from wireroom.query import parse
from wireroom.store import Store
from wireroom.store.sqlite import SqliteStore
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.sqlite._hits import LISTS, WORDS, Hits, Range
from wireroom.store.sqlite._search import branches, range_of, statement


def filled(store: Store, n_items: int = 300) -> Store:
    file(store, *(placement(item(f"i{n}", f"Headline {n} x{n}"), chain=f"c{n}") for n in range(n_items)))
    return store


@pytest.mark.parametrize("query", ["words>900 OR words<1", "is:superseded headline", "agency:nobody OR words:77"])
def test_a_search_that_takes_too_long_is_told_to_narrow_down(tmp_path: Path, query: str) -> None:
    hurried = filled(SqliteStore(tmp_path / "room.db", search_limit_s=0))
    patient = SqliteStore(tmp_path / "room.db")
    with pytest.raises(QueryError, match="too broad; add a word or a day") as caught:
        hurried.newest(query=query, now=NOON)
    assert (caught.value.text, caught.value.position) == (query, 0)
    assert patient.newest(query=query, now=NOON) == []
    assert [filed.item.id for filed in hurried.newest(limit=1, now=NOON)] == ["i299"], "the next one has its own time"
    hurried.close()
    patient.close()


@pytest.mark.parametrize("query", ["urgency>50", "number>=12", "priority:77"])
def test_numbers_that_hardly_an_item_has_are_not_looked_for_in_every_item(query: str) -> None:
    assert all(branch.text is not None for branch in branches(parse(query), "public", NOON))


def test_a_shared_category_is_found_beyond_the_items_that_are_tested_for_it(store: Store) -> None:
    """Newest first: 30 of the category without the word, 300 with the word of another, 20 with both."""
    kinds = [("both", "Storm", "w", 20), ("other", "Storm", "x", 300), ("calm", "Calm", "w", 30)]
    for kind, headline, category, n_items in kinds:
        made = [item(f"{kind}{n}", f"{headline} {n}", category=category) for n in range(n_items)]
        file(store, *(placement(one, chain=f"c{one.id}") for one in made), name=kind)
    file(store, kill("notice", "both19", chain="cboth19"), now=NOON + minutes(1))
    found = store.newest(query="storm category:w agency:hafen", limit=3, now=NOON)
    assert [filed.item.id for filed in found] == ["both18", "both17", "both16"]
    found = store.newest(query="storm category:w", before=found[-1].seq, limit=50, now=NOON)
    assert [filed.item.id for filed in found] == [f"both{n}" for n in reversed(range(16))]
    found = store.newest(query="storm category:w", limit=2, view="desk", now=NOON)
    assert [filed.item.id for filed in found] == ["both19", "both18"]
    assert [filed.item.id for filed in store.newest(query="calm category:w", limit=1, now=NOON)] == ["calm29"]
    assert store.newest(query="calm category:x", now=NOON) == []


@pytest.mark.parametrize("most", [1, 3, 20, 500])
@pytest.mark.parametrize("spare", [0, 1000])
@pytest.mark.parametrize("words", ["often", "seldom", "before", "never"])
def test_the_newest_are_the_same_in_whatever_order_the_index_is_read(
    tmp_path: Path, words: str, spare: int, most: int
) -> None:
    """The word "before" stands in all of the older copy, and hardly in what is new."""
    store = SqliteStore(tmp_path / "room.db")
    has = {"often": lambda n: n % 3 == 0, "seldom": lambda n: n % 71 == 5, "before": lambda n: n < 150 or n % 40 == 3}
    lines = [" ".join(["Headline", *(word for word, is_in in has.items() if is_in(n))]) for n in range(400)]
    file(store, *(placement(item(f"i{n}", line), chain=f"c{n}") for n, line in enumerate(lines)))
    with sqlite3.connect(tmp_path / "room.db") as db:
        filed = db.execute("SELECT seq, id FROM items ORDER BY seq DESC").fetchall()
    there = [seq for seq, id in filed if words in has and has[words](int(id[1:]))]
    with store._file.reading() as session:
        for near, told in ((12, 50), (50_000, 4)):
            hits = Hits(f'"{words}"', (), hidden=1, near=near, spare=spare, told=told)
            assert [seq for seq, _ in hits.newest(session, Range(0, 2**60), most)] == there[:most]
            if len(there) > 5:
                assert [seq for seq, _ in hits.newest(session, Range(there[-2], there[2]), most)] == there[3:-1][:most]
    store.close()


def test_after_and_before_see_copy_that_came_late_or_was_released(store: Store) -> None:
    file(store, placement("old", chain="c1"), now=NOON)
    file(store, placement("held", chain="c2", held_until=NOON + minutes(50)), now=NOON + minutes(5))
    file(store, placement("new", chain="c3"), now=NOON + minutes(40))
    file(store, placement("late", chain="c4"), now=NOON + minutes(1))
    store.release_due(NOON + minutes(50))
    now = NOON + minutes(60)
    found = {query: [filed.item.id for filed in store.newest(query=query, now=now)] for query in (
        "before:40min", "after:40min", "before:2026-03-01T12:05Z", "after:2026-03-01T12:01Z before:2026-03-01T12:06Z", "after:1min",
    )}  # fmt: skip
    assert found == {
        "before:40min": ["held", "late", "old"],
        "after:40min": ["new"],
        "before:2026-03-01T12:05Z": ["late", "old"],
        "after:2026-03-01T12:01Z before:2026-03-01T12:06Z": ["held", "late"],
        "after:1min": [],
    }


def test_readers_find_no_killed_or_held_words_and_the_desk_does(store: Store) -> None:
    file(store, placement(item("dead", "Mayor arrested", category="i", urgency=1), chain="c1"))
    file(
        store, placement(item("held", "Mayor freed", category="i", urgency=1), chain="c2", held_until=NOON + minutes(9))
    )
    file(store, kill("notice", "dead", chain="c1"), now=NOON + minutes(1))
    asked = (
        "mayor",
        "may*",
        "NOT mayor",
        "category:i",
        "NOT category:i",
        "urgency:1",
        "urgency>8 OR mayor",
        "is:held",
        "is:killed",
    )
    readers = {query: [filed.item.id for filed in store.newest(query=query, now=NOON)] for query in asked}
    assert {query: ids for query, ids in readers.items() if ids} == {
        "NOT mayor": ["dead"],
        "NOT category:i": ["dead"],
        "is:killed": ["dead"],
    }
    desk = {query: [filed.item.id for filed in store.newest(query=query, view="desk", now=NOON)] for query in asked}
    assert (desk["may*"], desk["category:i"], desk["is:held"]) == (["held", "dead"], ["held", "dead"], ["held"])


PLANNED = (
    "", "x1", "-x1", "agency:hafen", "urgency<=2", "urgency>50", "words>9 x1", "words>2000", "is:current", "is:killed", "chain:c1",
    "chain:c1 x1", "after:1h", "before:1h x*", "x1 OR words>9", "(x1 OR words>9) is:current", "story:s", "NOT (x1 words>9)",
)  # fmt: skip


@pytest.mark.parametrize("query", PLANNED)
def test_every_kind_of_search_has_a_way_in_by_index(tmp_path: Path, query: str) -> None:
    """SQLite's own plan names the narrow index, the search table, a chain or a row: never the whole items."""
    filled(SqliteStore(tmp_path / "room.db"), 10).close()
    db = sqlite3.connect(tmp_path / "room.db")
    db.row_factory = sqlite3.Row
    for branch in branches(parse(query), "public", NOON):
        ways = [(branch, WORDS)] if branch.listed is None else [(branch, WORDS), (branch.of_lists(), LISTS)]
        for way, index in ways:
            sql, values = statement(way, index, "public", range_of(SqliteSession(db), branch, NOON, None), 20)
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert not [line for line in plan if line.startswith("SCAN i")], plan
            assert branch.is_of_few or not [line for line in plan if "TEMP B-TREE" in line], plan
    db.close()


def test_phrases_are_found_wherever_they_stand_and_stay_within_a_field(store: Store) -> None:
    """Behind three hundred of the same word, behind sixteen thousand words, and never from one field into the next."""
    long = f"{'the ' * 300} bell rang. {'Wind and rain. ' * 5700} The bell was heard."
    made = [
        item("long", "Storm", blocks=(Block(text=long),)),
        item("across", "Ring the", slug="bell", byline="rain", blocks=(Block(text="The bell"),)),
        item("byline", "Calm", byline="rang again", blocks=(Block(text="It was the bell"),)),
        item("both", "Calm", byline="bell rang", blocks=(Block(text="The bell rang"),)),
    ]
    file(store, *(placement(one, chain=f"c{one.id}") for one in made))

    def found(query: str) -> list[str]:
        return [filed.item.id for filed in store.newest(query=query, now=NOON)]

    assert found('"the bell"') == ["both", "byline", "across", "long"]
    assert found('headline:"ring the"') == ["across"]
    assert found('"ring the bell"') == []
    assert found('"bell rang"') == ["both", "long"]
    assert found('body:"bell rang"') == ["both", "long"]
    assert found('byline:"bell rang"') == ["both"]
    assert found('"bell ra*"') == ["both", "long"]
    assert found("body:again") == []
    assert found('"bell was heard"') == ["long"]
    assert found('"the bell" -"bell rang"') == ["byline", "across"]


def test_pages_go_on_beyond_the_items_that_are_looked_at_one_by_one(store: Store) -> None:
    """Of 2,400 items every hundredth has the rare word, and only the oldest the phrase."""
    made = [
        item(f"i{n}", f"Storm {'gale ' * (n % 100 == 7)}{'over port' if n < 3 else 'port over'} {n}")
        for n in range(2400)
    ]
    for start in range(0, 2400, 400):
        file(store, *(placement(one, chain=f"c{one.id}") for one in made[start : start + 400]), name=f"n{start}")
    pages, before = [], None
    while found := store.newest(query="gale", before=before, limit=5, now=NOON):
        pages.append([filed.item.id for filed in found])
        before = found[-1].seq
    assert [id for page in pages for id in page] == [f"i{n}" for n in range(2307, 0, -100)]
    assert [filed.item.id for filed in store.newest(query='"over port" is:current', now=NOON)] == ["i2", "i1", "i0"]
    assert [filed.item.id for filed in store.best(query='"over port"', now=NOON)] == ["i2", "i1", "i0"]
    assert len(store.best(query="storm -gale", window=2000, limit=2000, now=NOON)) == 2000


@pytest.mark.parametrize(
    ("query", "n_branches"),
    [
        ("(gold OR words>5000) is:current", 2),
        ("bank (gold OR silver OR words>5000 OR words<3)", 3),
        ("(gold OR silver) bank", 1),
    ],
)
def test_an_or_of_unlike_parts_is_no_test_of_each_row(query: str, n_branches: int) -> None:
    """As one it would first collect all that has the word, in an archive of any age."""
    found = branches(parse(query), "public", NOON)
    assert len(found) == n_branches
    assert not any("SELECT" in condition.sql for branch in found for condition in branch.conditions)


@pytest.mark.parametrize("n_others", [0, 80])
def test_words_that_begin_so_are_found_whether_they_are_few_or_many(store: Store, n_others: int) -> None:
    """More than 64 are asked for as a beginning, fewer by name; the same is found."""
    others = [f"Inf{chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(n_others)]
    headlines = ["Inflation falls", "Inflow grows", "Inf", "Info", "In", "Inflation again", "A calm day", *others]
    file(store, *(placement(item(f"i{n}", words), chain=f"c{n}") for n, words in enumerate(headlines)))
    wanted = [f"i{n}" for n, words in enumerate(headlines) if words.startswith("Inf")]

    def find(query: str) -> list[str]:
        return [filed.item.id for filed in store.newest(query=query, limit=200, now=NOON)]

    assert find("inf*") == wanted[::-1]
    assert find("headline:inf*") == wanted[::-1]
    assert find("inf* -inflation") == [name for name in wanted[::-1] if name not in ("i0", "i5")]
    assert find("-inf*") == ["i6", "i4"]
    assert find("inflat*") == ["i5", "i0"]
    assert find("infqq* OR calm") == ["i6"]
    assert find("infzz*") == []
