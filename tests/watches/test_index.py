"""The index finds exactly what testing every search finds."""

from datetime import UTC, datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from wireroom.model import Block, Filed, Item, Marks
from wireroom.query import Node, Subject, matches, parse
from wireroom.watches import WatchIndex

NOW = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
WORDS = ["ferry", "bridge", "storm", "vote", "oil", "shares", "fire", "ferries"]


def filed(headline: str, body: str, agency: str = "norr", rank: str | None = None, urgency: int = 4) -> Filed:
    item = Item(
        id="i", uri="urn:x", format="ninjs", agency=agency, headline=headline, blocks=(Block(text=body),),
        marks=Marks(rank=rank), urgency=urgency,
    )  # fmt: skip
    return Filed(item=item, seq=1, chain="c", story="s", source="x", dispatch="d", received_at=NOW)


def searches() -> st.SearchStrategy[str]:
    word = st.sampled_from(WORDS)
    leaf = st.one_of(
        word,
        word.map(lambda w: f"{w[:4]}*"),
        st.tuples(word, word).map(lambda pair: f'"{pair[0]} {pair[1]}"'),
        word.map(lambda w: f"headline:{w}"),
        st.sampled_from(
            [
                "agency:norr",
                "agency:coast",
                "rank:flash",
                "urgency<=3",
                "-rank:flash",
                "is:current",
                "words>3",
                "agency:n*",
            ]
        ),
        st.tuples(word, word).map(lambda pair: f"({pair[0]} NEAR/1 {pair[1]})"),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
            inner.map(lambda part: f"NOT ({part})"),
        ),
        max_leaves=6,
    )


items = st.builds(
    filed,
    st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.sampled_from(["norr", "coast"]),
    st.sampled_from([None, "flash"]),
    st.integers(1, 6),
)


@settings(max_examples=150)
@given(st.lists(searches(), min_size=1, max_size=25), st.lists(items, min_size=1, max_size=6))
def test_index_finds_what_testing_every_search_finds(texts: list[str], stream: list[Filed]) -> None:
    trees: dict[str, Node] = {str(number): parse(text) for number, text in enumerate(texts)}
    index = WatchIndex()
    for name, tree in trees.items():
        index.add(name, tree)
    for entry in stream:
        subject = Subject(entry)
        wanted = sorted(name for name, tree in trees.items() if matches(tree, subject, now=NOW))
        assert sorted(index.match(subject, now=NOW)) == wanted
        index.learn(subject)


@settings(max_examples=100)
@given(st.lists(searches(), min_size=1, max_size=25), items, st.randoms(use_true_random=False))
def test_searches_go_in_any_order_and_leave_nothing_behind(texts: list[str], entry: Filed, chance: Random) -> None:
    subject = Subject(entry)
    trees = {str(number): parse(text) for number, text in enumerate(texts)}
    index = WatchIndex()
    for name, tree in trees.items():
        index.add(name, tree)
    left = list(trees)
    chance.shuffle(left)
    while left:
        index.remove(left.pop())
        met = [name for name in left if matches(trees[name], subject, now=NOW)]
        assert sorted(index.match(subject, now=NOW)) == sorted(met)
    assert index._shelf.is_empty()
    assert index._finder.is_empty()


def test_many_searches_of_every_kind_under_one_word_are_told_apart() -> None:
    index = WatchIndex()
    texts = [f"ferry -{word}" for word in WORDS] + [f"ferry {word}" for word in WORDS] + ["ferry words>3", "ferry"]
    for text in texts:
        index.add(text, parse(text))
    subject = Subject(filed("ferry", "storm vote"))
    wanted = {text for text in texts if matches(parse(text), subject, now=NOW)}
    assert set(index.match(subject, now=NOW)) == wanted
    for text in texts:
        index.remove(text)
        assert set(index.match(subject, now=NOW)) == (wanted := wanted - {text})
    assert index._shelf.is_empty()


def test_changed_and_removed_searches_are_so_for_the_next_item() -> None:
    index = WatchIndex()
    subject = Subject(filed("ferry hits bridge", "a storm"))
    index.add("w1", parse("ferry AND sto*"))
    assert index.match(subject, now=NOW) == ["w1"]
    index.add("w1", parse("vote"))
    assert index.match(subject, now=NOW) == []
    index.add("w1", parse("NOT vote"))
    assert index.match(subject, now=NOW) == ["w1"]
    index.remove("w1")
    index.remove("w1")
    assert (index.match(subject, now=NOW), len(index)) == ([], 0)


def test_parts_of_one_search_that_come_to_the_same_place_do_not_hide_each_other() -> None:
    index = WatchIndex()
    index.add("w", parse("urgency>8 OR words>100 OR NOT (words>1 OR urgency<3)"))
    assert index.match(Subject(filed("ferry", "", urgency=9)), now=NOW) == ["w"]
    assert index.match(Subject(filed("ferry", "a b c", urgency=1)), now=NOW) == []
    assert index.match(Subject(filed("ferry", "", urgency=4)), now=NOW) == ["w"]


def test_an_emptied_index_keeps_nothing() -> None:
    index = WatchIndex()
    texts = [
        '"ferry bridge" headline:storm',
        "fer* agency:norr -vote",
        'body:"oil sh*"',
        "(a OR b) (c OR d) -(e OR f)",
        "words>3",
    ]
    for text in texts:
        index.add(text, parse(text))
        index.add(text, parse(text))
    for text in texts:
        index.remove(text)
    assert index.match(Subject(filed("ferry bridge storm", "a c oil shares")), now=NOW) == []
    assert index._shelf.is_empty()
    assert index._finder.is_empty()
