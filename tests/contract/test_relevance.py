"""By relevance: the newest that fit, best first; and newest-first pages that copy coming in cannot shift."""

from contract.wire import NOON, file, item, kill, minutes, placement
from wireroom.model import Block
from wireroom.store import Store


def ids(found: list) -> list[str]:
    return [filed.item.id for filed in found]


def story(name: str, headline: str, text: str) -> object:
    return placement(item(name, headline, blocks=(Block(text=text),)), chain=f"c{name}")


def filled(store: Store) -> Store:
    file(store, story("title", "Ferry sinks", "Divers are at work. " * 5))
    file(
        store,
        story("often", "Storm over port", "The ferry, the ferry and again the ferry. " * 3),
        now=NOON + minutes(1),
    )
    file(store, story("once", "Harvest good", f"{'Grain and corn. ' * 40} A ferry."), now=NOON + minutes(2))
    file(store, story("none", "Harvest bad", "No grain."), now=NOON + minutes(3))
    return store


def test_what_fits_best_comes_first(store: Store) -> None:
    filled(store)
    assert ids(store.newest(query="ferry", now=NOON)) == ["once", "often", "title"]
    assert ids(store.best(query="ferry", now=NOON)) == ["title", "often", "once"]
    assert ids(store.best(query="ferry -grain", limit=1, now=NOON)) == ["title"]
    assert ids(store.best(query="ferry is:current after:1000d", now=NOON)) == ["title", "often", "once"]


def test_a_headline_is_seen_however_many_newer_items_have_the_word(store: Store) -> None:
    file(store, story("title", "Ferry sinks", "Divers are at work."))
    made = [story(f"i{n}", f"Harvest {n}", f"Grain {n}. A ferry.") for n in range(150)]
    file(store, *made, now=NOON + minutes(1))
    found = ids(store.best(query="ferry", limit=200, now=NOON))
    assert (found[0], len(found)) == ("title", 151)
    assert found[-1] == "i0", "of equals the newest first"
    assert ids(store.best(query="body:ferry", limit=200, now=NOON))[0] != "title"


def test_without_words_the_newest_come_first(store: Store) -> None:
    filled(store)
    assert ids(store.best(query="is:current", limit=2, now=NOON)) == ["none", "once"]
    assert ids(store.best(query="sinks OR is:current", now=NOON)) == ["title", "none", "once", "often"]


def test_the_window_is_the_newest_that_fit(store: Store) -> None:
    filled(store)
    assert ids(store.best(query="ferry", window=2, now=NOON)) == ["often", "once"]


def test_killed_and_held_words_rank_nothing_for_readers(store: Store) -> None:
    filled(store)
    file(store, kill("notice", "title", chain="ctitle"), now=NOON + minutes(5))
    file(
        store, placement(item("held", "Ferry ferry"), chain="ch", held_until=NOON + minutes(90)), now=NOON + minutes(6)
    )
    now = NOON + minutes(7)
    assert ids(store.best(query="ferry", now=now)) == ["often", "once"]
    assert set(ids(store.best(query="ferry", view="desk", now=now))) >= {"often", "once", "title", "held"}
    assert ids(store.best(query="ferry OR is:killed", now=now)) == ["often", "once", "title"]


def test_pages_have_no_gaps_or_doubles_while_copy_comes_in(store: Store) -> None:
    for n in range(25):
        file(store, placement(item(f"i{n}", f"Ferry {n}"), chain=f"c{n}"), now=NOON + minutes(n))
    seen: list[str] = []
    before = None
    for n in range(25, 40):
        found = store.newest(query="ferry", limit=4, before=before, now=NOON + minutes(n))
        if not found:
            break
        seen += ids(found)
        before = found[-1].seq
        file(store, placement(item(f"i{n}", f"Ferry {n}"), chain=f"c{n}"), now=NOON + minutes(n))
    assert seen == [f"i{n}" for n in range(24, -1, -1)]
