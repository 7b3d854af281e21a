"""What licences do not let stay goes from every place it stands in, in every store, and nothing else goes."""

import random
from datetime import datetime, timedelta

import msgspec
import pytest

from contract.wire import NOON, dispatch, item, kill, minutes, placement
from wireroom.config import load_config
from wireroom.errors import ConfigError
from wireroom.model import Change, Evidence, Link, Marks
from wireroom.moving import checksum_of
from wireroom.retention import Retention
from wireroom.store import Placed, Placement, Store

DAY = 86_400.0


def days(n: float) -> timedelta:
    return timedelta(days=n)


def take(store: Store, name: str, *placements: Placement, at: datetime = NOON, known: tuple[str, ...] = ()) -> str:
    """Take a dispatch with these items in it; gives its id."""
    arrived = dispatch(name, at=at)
    store.keep([arrived])
    store.apply([Placed(dispatch=arrived.id, format="ninjs", placements=placements, known=known)], now=at)
    return arrived.id


def retain(store: Store, settings: dict[str, float | None], *, after: float, is_dry: bool = False):
    return Retention(store, lambda: NOON + days(after), settings).run(is_dry=is_dry)


def whole(store: Store) -> str:
    """Give all that the store holds, as it would move house."""
    with store.snapshot() as snapshot:
        return "\n".join(line.decode() for name in snapshot.count() for line in snapshot.lines(name))


def secret(name: str = "a", **more: object) -> Placement:
    evidence = (Evidence(mark="rank:urgent", words="Sesame", where="headline", rule="hafen/x"),)
    more.setdefault("marks", Marks(rank="urgent", label="URGENT", evidence=evidence))
    return placement(item(name, f"Sesame opens {name}", slug="Sesame-Door", **more))


def test_no_word_of_it_is_left_anywhere(store: Store) -> None:
    first = secret("a")
    link = Link(to="a", basis="headline", score=0.9, reason='like "Sesame opens a"')
    plain = item("b", "A door", blocks=())
    second = msgspec.structs.replace(
        placement(plain, order=("a", "b"), alarms=()), link=link, changes=(Change(kind="corrects", target="a", reason="Sesame"),)
    )  # fmt: skip
    take(store, "d1 Sesame", msgspec.structs.replace(first, alarms=('"Sesame" matches nothing',)))
    take(store, "d2", second, at=NOON + days(20))
    before = store.find_item("a", view="desk", now=NOON + days(31))
    assert "Sesame" in whole(store)
    done = retain(store, {"hafen": 30 * DAY}, after=31)
    assert (done.n_items, done.n_dispatches, dict(done.by_agency)) == (1, 1, {"hafen": 1})
    assert "Sesame" not in whole(store)
    assert "A door" in whole(store)
    now = NOON + days(31)
    for view in ("public", "desk"):
        assert store.newest(query="sesame", view=view, now=now) == []
        assert [one.item.id for one in store.newest(query="rank:urgent", view=view, now=now)] == ["a"]
    left = store.find_item("a", view="desk", now=now)
    assert left.item.headline == "No longer kept"
    assert (left.item.agency, left.item.marks.rank, left.item.marks.label) == ("hafen", "urgent", "URGENT")
    assert (left.seq, left.chain, left.received_at, left.position) == (
        before.seq, before.chain, before.received_at, before.position,
    )  # fmt: skip
    assert left.item.extra["retired_at"] == now.isoformat()
    assert store.find_damage() == []


def test_each_agency_has_its_own_time(store: Store) -> None:
    for n, agency in enumerate(("hafen", "norr", "ost", None)):
        take(store, f"d{n}", placement(item(f"i{n}", "Words", agency=agency), chain=f"c{n}"))
    settings = {"hafen": 10 * DAY, "norr": 40 * DAY, "ost": None, "*": 20 * DAY}
    told = {}
    for after in (9, 11, 21, 41, 4000):
        retain(store, settings, after=after)
        found = store.newest(limit=10, view="desk", now=NOON + days(after))
        told[after] = sorted(one.item.id for one in found if one.item.headline == "Words")
    assert told == {9: ["i0", "i1", "i2", "i3"], 11: ["i1", "i2", "i3"], 21: ["i1", "i2"], 41: ["i2"], 4000: ["i2"]}


def test_without_a_word_for_the_others_they_stay(store: Store) -> None:
    take(store, "d", placement(item("i", "Words", agency="other")))
    assert retain(store, {"hafen": 10 * DAY}, after=4000).n_items == 0


def test_a_polled_feed_goes_when_its_newest_entry_does(store: Store) -> None:
    first = take(store, "poll 1", placement(item("i1", "Words"), chain="c1"))
    second = take(store, "poll 2", placement(item("i2", "Words"), chain="c2"), at=NOON + days(5), known=("i1",))
    again = take(store, "poll 3", at=NOON + days(6), known=("i1", "i2"))

    def full() -> list[str]:
        return [name for name in (first, second, again) if store.find_dispatch(name).data]

    for after, left in ((10.5, [second, again]), (15.5, [again]), (16.5, [])):
        retain(store, {"hafen": 10 * DAY}, after=after)
        assert full() == left, after
    assert store.find_receipt(second).items == ("i2", "i1") or store.find_receipt(second).items == ("i1", "i2")


def test_a_dispatch_of_two_agencies_goes_with_the_later(store: Store) -> None:
    both = (placement(item("a", "Words"), chain="a"), placement(item("b", "Words", agency="norr"), chain="b"))
    name = take(store, "both", *both)
    retain(store, {"hafen": 10 * DAY, "norr": 20 * DAY}, after=15)
    assert store.find_dispatch(name).data
    assert store.find_item("a", now=NOON + days(15)).item.headline == "No longer kept"
    retain(store, {"hafen": 10 * DAY, "norr": 20 * DAY}, after=21)
    assert store.find_dispatch(name).data == b""


def test_what_was_enclosed_goes_with_what_enclosed_it(store: Store) -> None:
    outer, inner = dispatch("outer Sesame"), dispatch("inner Sesame")
    inner = msgspec.structs.replace(inner, parent=outer.id, depth=1)
    store.keep([outer])
    store.apply([Placed(dispatch=outer.id, format="archive", enclosed=(inner,))], now=NOON)
    store.apply([Placed(dispatch=inner.id, format="ninjs", placements=(secret(),))], now=NOON)
    retain(store, {"hafen": 10 * DAY}, after=11)
    assert [store.find_dispatch(one.id).data for one in (outer, inner)] == [b"", b""]


def test_dry_tells_the_same_and_changes_nothing(store: Store) -> None:
    for n in range(120):
        take(store, f"d{n}", placement(item(f"i{n}", "Words"), chain=f"c{n}"), at=NOON + minutes(n))
    before = checksum_of(store, tell=lambda _, __: None)
    dry = retain(store, {"hafen": 10 * DAY}, after=10 + 60 / 1440, is_dry=True)
    assert checksum_of(store, tell=lambda _, __: None) == before
    done = retain(store, {"hafen": 10 * DAY}, after=10 + 60 / 1440)
    assert (dry.n_items, dry.n_dispatches, dry.n_bytes) == (done.n_items, done.n_dispatches, done.n_bytes)
    assert done.n_items == 60
    assert retain(store, {"hafen": 10 * DAY}, after=10 + 60 / 1440).n_items == 0


def test_a_shorter_time_reaches_what_a_longer_one_passed(store: Store) -> None:
    for n in range(5):
        take(store, f"d{n}", placement(item(f"i{n}", "Words"), chain=f"c{n}"), at=NOON + days(n))
    assert retain(store, {"hafen": 30 * DAY}, after=32).n_items == 2
    assert retain(store, {"hafen": 10 * DAY}, after=32).n_items == 3
    assert retain(store, {"hafen": 10 * DAY}, after=32).n_items == 0


def test_in_any_order_of_days_all_that_is_due_goes_once(store: Store) -> None:
    chance = random.Random(4)
    for n in range(80):
        agency = chance.choice(("hafen", "norr", "ost"))
        take(store, f"d{n}", placement(item(f"i{n}", "Words", agency=agency), chain=f"c{n}"), at=NOON + days(n / 8))
    settings: dict[str, float | None] = {"hafen": 5 * DAY, "norr": 7 * DAY, "ost": None}
    n_done = 0
    for after in sorted(chance.uniform(0, 25) for _ in range(12)):
        n_done += retain(store, settings, after=after).n_items
        for filed in store.newest(limit=200, view="desk", now=NOON + days(30)):
            kept = settings[filed.item.agency]
            is_due = kept is not None and filed.received_at + timedelta(seconds=kept) < NOON + days(after)
            assert (filed.item.headline == "No longer kept") == is_due
    assert n_done == sum(one.item.agency != "ost" for one in store.newest(limit=200, view="desk", now=NOON + days(30)))


def test_killed_and_held_copy_goes_too(store: Store) -> None:
    take(store, "d1", secret("a"))
    take(store, "d2", kill("k", "a", chain="k"))
    take(store, "d3", msgspec.structs.replace(secret("h"), chain="h", held_until=NOON + days(300)))
    retain(store, {"hafen": 10 * DAY}, after=11)
    assert "Sesame" not in whole(store)
    assert store.find_item("a", now=NOON + days(11)).item.headline == "Killed"
    assert store.find_item("h", now=NOON + days(11)) is None
    assert [event.item for event in store.release_due(NOON + days(301))] == ["h"]
    assert "Sesame" not in whole(store)


def test_what_is_retired_is_not_filed_anew(store: Store) -> None:
    take(store, "d1", secret("a"))
    retain(store, {"hafen": 10 * DAY}, after=11)
    assert not store.keep([dispatch("d1", at=NOON + days(12))])[0].is_new
    take(store, "d2", secret("a"), at=NOON + days(12))
    assert store.find_item("a", now=NOON + days(12)).item.headline == "No longer kept"


# the settings


def test_settings_are_read() -> None:
    toml = {"reuters": "30 d", "dpa": "forever", "*": "365 d"}
    from wireroom.config._loading import _read_retention

    assert _read_retention(toml) == {"reuters": 30 * DAY, "dpa": None, "*": 365 * DAY}
    assert load_config(environment={}, flags={}).retention == {}


@pytest.mark.parametrize("words", ["3 d", 30, "30 parsecs", ""])
def test_a_time_that_is_none_is_refused(words: object) -> None:
    from wireroom.config._loading import _read_retention

    with pytest.raises(ConfigError, match=r"^retention\.x"):
        _read_retention({"x": words})
