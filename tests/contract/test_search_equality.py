"""The archive answers a search as `query.matches` does, item by item, for the desk and for readers.

A corpus of invented copy (versions, kills, corrections, embargoes, releases, merges, late copy) is filed once. Each of
some 1,200 searches is asked for both views, whole and as the newest three, and compared with every item: some 5,000 times
the corpus.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.conftest import open_new
from contract.wire import NOON, file, kill, minutes, placement
from wireroom.model import Block, Change, Concept, Dateline, Filed, Item, Marks, Media
from wireroom.query import FIELDS, Subject, matches, parse
from wireroom.query.tree import TEXT_FIELDS
from wireroom.store import Store, View
from wireroom.watches import WatchIndex

N_ITEMS = 130
NOW = NOON + timedelta(minutes=N_ITEMS + 10)
WORDS = (
    "ferry", "bridge", "the", "harbour", "closed", "killed", "ferries", "fer", "élysée", "straße", "高", "速", "путин", "u", "s",
    "2", "45", "agency", "every", "not", "or", "and", "near", "مصر",
)  # fmt: skip
TOPICS = (
    Concept(code="medtop:20000822", scheme="medtop"),
    Concept(code="15054000", scheme="subj"),
    Concept(code="N2:POL"),
)
AGENCIES = (("hafen", "Hafen"), ("norrland_press", "Norrland Press"), ("ap", "AP"), (None, "Ærø-Büro"), (None, None))


def _item(n: int, chance: random.Random) -> Item:
    def words(most: int) -> str:
        return " ".join(chance.choices(WORDS, [8, 6, 9, 4, 3, 1, *[1] * (len(WORDS) - 6)], k=chance.randint(1, most)))

    def maybe(made: object, likely: float = 0.5) -> object:
        return made if chance.random() < likely else None

    agency, agency_name = chance.choice(AGENCIES)
    headline = words(5)
    actions = tuple(chance.sample(("correction", "advisory", "embargo", "add"), chance.choice((0, 0, 0, 0, 0, 1, 2))))
    fields = {
        "agency": agency,
        "agency_name": agency_name,
        "headline": maybe(f"Urgent: {headline}", 0.9),
        "headline_clean": maybe(headline, 0.8),
        "subheadlines": (words(3),) if chance.random() < 0.2 else (),
        "slug": maybe(words(2)),
        "slugline": maybe(words(2)),
        "keywords": (words(1), words(2)) if chance.random() < 0.2 else (),
        "byline": maybe(words(2), 0.3),
        "creditline": maybe(words(1), 0.2),
        "summary": maybe(words(4), 0.2),
        "ednote": maybe("note", 0.1),
        "dateline": maybe(Dateline(text=words(3), city=words(1)), 0.4),
        "places": (Concept(name=words(2)), Concept(name=words(1))) if chance.random() < 0.3 else (),
        "subjects": (Concept(name=words(2)), Concept(code="x"), chance.choice(TOPICS)) if chance.random() < 0.3 else (),
        "sections": (words(1),) if chance.random() < 0.2 else (),
        "genres": (Concept(name=chance.choice(("Feature Story", "analysis"))),) if chance.random() < 0.2 else (),
        "blocks": tuple(Block(text=words(12)) for _ in range(chance.randint(0, 3))),
        "language": maybe(chance.choice(("en-GB", "en", "de", "zh-Hant")), 0.8),
        "category": maybe(chance.choice("iIa"), 0.6),
        "urgency": maybe(chance.choice((0, 1, 2, 4, 8, 9, 10, 77, -3)), 0.8),
        "priority": maybe(chance.randint(1, 6)),
        "associations": (Media(type="picture"),) if chance.random() < 0.2 else (),
        "pubstatus": "canceled" if chance.random() < 0.02 else "usable",
        "marks": Marks(
            rank=maybe(chance.choice(("flash", "urgent")), 0.3),
            series=maybe("lead", 0.3),
            number=maybe(chance.randint(1, 12), 0.3),
            writethru=chance.random() < 0.1,
            take=maybe(2, 0.1),
            actions=actions,
            genre=maybe("feature", 0.2),
        ),
    }
    return Item(id=f"i{n}", uri=f"urn:test:{n}", format=chance.choice(("ninjs", "newsml_g2")), **fields)


def _fill(store: Store, n_items: int = N_ITEMS) -> None:
    chance = random.Random(5)
    chains: dict[str, list[str]] = {}
    for n in range(n_items):
        late = chance.choice((0, 0, 0, 0, 0, 0, 200, -3))
        now = NOON + minutes(n) - minutes(late)
        chain = f"c{chance.randint(0, 90)}"
        target = f"i{chance.randint(max(0, n - 40), n + 3)}"
        if chance.random() < 0.09:
            file(
                store,
                kill(f"i{n}", target, kind=chance.choice(("kills", "withdraws")), chain=f"ck{n}", story=f"s{n % 40}"),
                now=now,
            )
            continue
        order = chains.setdefault(chain, [])
        order.append(f"i{n}")
        more: dict[str, object] = {}
        if chance.random() < 0.08:
            more["changes"] = (Change(kind="corrects", target=target, reason="says so"),)
        if chance.random() < 0.12:
            more["held_until"] = NOON + minutes(n + chance.choice((5, 30, 10_000)))
        elif chance.random() < 0.03:
            more["is_held_open"] = True
        if chance.random() < 0.03 and (old := f"c{chance.randint(0, 90)}") in chains and old != chain:
            more["merges"] = (old,)
            order[:0] = chains.pop(old)
        file(store, placement(_item(n, chance), chain=chain, story=f"s{n % 40}", order=tuple(order), **more), now=now)
        store.release_due(NOON + minutes(n))


def _everything(store: Store, view: View) -> list[Filed]:
    found = store.find_items([f"i{n}" for n in range(N_ITEMS)], view=view, now=NOW)
    listed = [filed for filed in found if view == "desk" or not _is_notice(store, filed)]
    return sorted(listed, key=lambda filed: -filed.seq)


def _is_notice(store: Store, filed: Filed) -> bool:
    whole = store.find_item(filed.item.id, view="desk", now=NOW)
    assert whole is not None
    return whole.item.pubstatus == "canceled" or not {"kill", "advisory"}.isdisjoint(whole.item.marks.actions)


class Room:
    """A filled store with what `matches` is asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.subjects = {
            view: [(filed.item.id, Subject(filed)) for filed in _everything(store, view)] for view in ("desk", "public")
        }

    def differences(self, query: str) -> list[str]:
        """Give what the two say differently of this search; empty = they agree on every item, and on the order."""
        node = parse(query)
        found = []
        for view, subjects in self.subjects.items():
            told = [id for id, subject in subjects if matches(node, subject, now=NOW)]
            given = [filed.item.id for filed in self.store.newest(query=query, limit=2 * N_ITEMS, view=view, now=NOW)]
            if told != given:
                found.append(f"{view}: {query!r}: matches {told}, archive {given}")
            newest = self.store.newest(query=query, limit=3, view=view, now=NOW)
            if [filed.item.id for filed in newest] != told[:3]:
                found.append(f"{view}: {query!r}: newest three")
        return found


@pytest.fixture(scope="module", params=["memory", "postgres"])
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    store = open_new(request.param, tmp_path_factory.mktemp("room"))
    _fill(store)
    yield Room(store)
    store.close()


def _quoted(words: st.SearchStrategy[list[str]]) -> st.SearchStrategy[str]:
    return words.map(lambda found: '"' + " ".join(found) + '"')


WORD = st.sampled_from(WORDS)
PHRASE = _quoted(st.lists(WORD, min_size=1, max_size=3))
START = st.builds(lambda word, n: f"{word[:n]}*", WORD.filter(str.isascii), st.integers(1, 4))
FORM = WORD.map(lambda word: f"{word}~")
NEAR = st.builds(lambda first, n, second: f"{first} NEAR/{n} {second}", PHRASE, st.integers(0, 6), PHRASE)
TEXT = PHRASE | PHRASE | START | FORM | NEAR
VALUES = {
    "code": ("medtop:20000822", "15000000", "subj:15*", "n2:pol", "POL", "x", "medtop:*", "04000000"),
    "agency": ("hafen", "Hafen", "norrland_press", "norrland press", "AP", "Ærø-Büro", "nor*", "norrland*", "*", "x"),
    "lang": ("en", "en-gb", "zh-hant", "zh*", "de", "fr"),
    "rank": ("flash", "urgent", "none", "bulletin"),
    "mark": ("lead", "writethru", "take", "kill", "correction", "ad*", "advisory"),
    "genre": ("feature", "feature story", "feature*", "analysis"),
    "format": ("ninjs", "newsml_g2", "n*"),
    "source": ("test", "other", "t*"),
    "category": ("i", "a", "ii", "*"),
    "chain": ("c1", "c7", "c2*", "ck*", "none", "*"),
    "story": ("s3", "s1*", "s39"),
    "is": ("killed", "corrected", "current", "held", "embargoed", "superseded", "single", "s*", "c*", "*", "x*"),
    "has": ("picture", "ednote", "dateline", "body", "embargo", "headline", "slug", "table", "byline", "b*", "video"),
}
KEYWORD = st.sampled_from([f'{field}:"{value}"' for field, values in VALUES.items() for value in values])
NUMBER = st.builds(
    lambda field, sign, value: f"{field}{sign}{value}",
    st.sampled_from(("urgency", "priority", "number", "words")),
    st.sampled_from(("<", "<=", ":", ">=", ">")),
    st.sampled_from((0, 1, 2, 4, 8, 9, 10, 11, 20, 33, 76, 77, 1500)),
)
TIME = st.builds(
    lambda sign, at: f"{sign}:{at}",
    st.sampled_from(("after", "before")),
    st.integers(-5, N_ITEMS + 250).map(lambda n: f"{abs(n)}min")
    | st.sampled_from(("12:30", "1pm", "14:05", "15:00", "noon")),
)
LEAF = (
    TEXT
    | st.builds(lambda field, text: f"{field}:{text}", st.sampled_from(TEXT_FIELDS), TEXT)
    | KEYWORD
    | NUMBER
    | TIME
)


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(parts, min_size=2, max_size=4)
    return (
        parts.map(lambda part: f"NOT ({part})")
        | several.map(lambda found: " ".join(f"({part})" for part in found))
        | several.map(lambda found: " OR ".join(f"({part})" for part in found))
    )


SEARCH = st.recursive(LEAF, _joined, max_leaves=8)


@settings(max_examples=1000)
@given(query=SEARCH)
def test_archive_means_what_the_live_wire_means(room: Room, query: str) -> None:
    assert room.differences(query) == []


def test_every_field_and_value_alone_and_not(room: Room) -> None:
    queries = [f'{field}:"{value}"' for field, values in VALUES.items() for value in values]
    queries += [f"{field.name}:{value}" for field in FIELDS for value in field.values]
    assert [text for query in queries for text in room.differences(query) + room.differences(f"NOT {query}")] == []


def test_corpus_has_what_the_suite_is_about(room: Room) -> None:
    """Each of these finds something, so that the equality above says something of it."""
    for query in (
        "is:killed",
        "is:held",
        "is:corrected",
        "is:superseded",
        "is:single",
        "urgency>9",
        "urgency<1",
    ):
        assert room.store.newest(query=query, view="desk", now=NOW), query
    tombstones = room.store.newest(query="is:killed", limit=N_ITEMS, now=NOW)
    assert len(tombstones) > 3
    assert len(room.subjects["public"]) < len(room.subjects["desk"])


@pytest.mark.parametrize("depth", [5, 12, 19])
def test_brackets_as_deep_as_searches_may_have_them(room: Room, depth: int) -> None:
    text = mixed = "ferry"
    for n in range(depth):
        text = f"(bridge OR (the {text}))" if n % 2 else f"-(harbour {text})"
        mixed = f"(closed OR ({mixed} is:current))" if n % 2 else f"-(has:body {mixed})"
    assert room.differences(text) + room.differences(mixed) == []


def test_long_searches(room: Room) -> None:
    words = " OR ".join(f"{word} is:current" for word in WORDS[:12])
    many = " OR ".join(f"w{n}" for n in range(500)) + " OR ferry"
    assert room.differences(words) + room.differences(many) + room.differences(" ".join(["the"] * 900)) == []


def _random_search(chance: random.Random, depth: int = 0) -> str:
    """Draw a search as `SEARCH` does, by plain lot: thousands in no time."""
    kind = chance.random()
    if depth < 3 and kind < 0.45:
        parts = [f"({_random_search(chance, depth + 1)})" for _ in range(chance.randint(2, 4))]
        return (" OR " if kind < 0.2 else " ").join(parts) if kind < 0.37 else f"NOT {parts[0]}"
    word, other = chance.choice(WORDS), chance.choice(WORDS)
    text = chance.choice(
        (f'"{word}"', f'"{word} {other}"', f'"{word}" NEAR/{chance.randint(0, 5)} "{other}"', "fer*", f"{word}~")
    )
    if kind < 0.75:
        return text if chance.random() < 0.6 else f"{chance.choice(TEXT_FIELDS)}:{text}"
    if kind < 0.9:
        field = chance.choice(list(VALUES))
        return f'{field}:"{chance.choice(VALUES[field])}"'
    if kind < 0.96:
        return f"{chance.choice(('urgency', 'words', 'number'))}{chance.choice(('<=', ':', '>'))}{chance.choice((1, 4, 9, 20, 77))}"
    return f"{chance.choice(('after', 'before'))}:{chance.randint(1, 2200)}min"


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", ["memory", "postgres"])
def test_5000_searches_of_2000_items_find_the_same_in_the_archive_and_by_watches(kind: str, tmp_path: Path) -> None:
    """Each search for one of the two views, against the index that watches are matched by.

    What finds up to 60 items is compared whole; of what finds more, the newest, the oldest and some in between, since to give
    half the archive thousands of times takes minutes.
    """
    n_items, n_searches, whole = 2000, 5000, 60
    store = open_new(kind, tmp_path)
    _fill(store, n_items)
    now = NOON + timedelta(minutes=n_items + 10)
    chance = random.Random(11)
    searches = [_random_search(chance) for _ in range(n_searches)]
    n_found = 0
    views: tuple[View, ...] = ("desk", "public")
    for turn, view in enumerate(views):
        index = WatchIndex()
        for n in range(turn, n_searches, 2):
            index.add(str(n), parse(searches[n]))
        rung: dict[int, list[int]] = {n: [] for n in range(turn, n_searches, 2)}
        for filed in store.newest(limit=2 * n_items, view=view, now=now):
            for name in index.match(Subject(filed), now=now):
                rung[int(name)].append(filed.seq)
        for n, seqs in rung.items():
            rest = len(seqs) - whole // 2
            cuts = [0] if len(seqs) <= whole else [0, chance.randrange(1, rest), rest]
            for cut in cuts:
                before = seqs[cut - 1] if cut else None
                found = store.newest(query=searches[n], limit=whole, before=before, view=view, now=now)
                assert [filed.seq for filed in found] == seqs[cut : cut + whole], searches[n]
                n_found += len(found)
    assert n_found > 10 * n_searches
    store.close()
