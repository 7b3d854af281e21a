"""Every store as it stood at each past moment of a day: no more and no less than it showed then."""

from datetime import datetime, timedelta

import pytest

from newsroom import NOON, item, kill, lead, placed
from wireroom.model import Change, Dispatch
from wireroom.store import Placed, Placement, Store, open_past


def file(store: Store, now: datetime, placement: Placement) -> None:
    arrived = Dispatch.of(placement.item.id.encode(), source="test", received_at=now)
    store.keep([arrived])
    store.apply([Placed(dispatch=arrived.id, format="ninjs", placements=(placement,))], now=now)


def shown(store: Store, now: datetime) -> tuple[object, ...]:
    """All that readers see of it, without what is told as of now."""
    return (
        [(line.filed.item.id, line.n_versions) for line in store.ticker(now=now)],
        [(filed.item.id, filed.superseded_by, filed.position) for filed in store.newest(now=now)],
        [(filed.item.id, filed.superseded_by) for filed in store.find_chain("c", now=now)],
        [filed.item.id for filed in store.find_story("s", now=now)],
        sorted(filed.item.id for filed in store.best(query="ship", now=now)),
        store.last_seq(),
    )


def test_each_moment_is_as_it_was(store: Store) -> None:
    now, order, seen = NOON, [], {}
    for n in (1, 2, 4, 3):  # the third comes late
        name = f"v{n}"
        order = sorted([*order, name])
        changes = (Change(kind="supersedes", target=f"v{n - 1}", reason="newer"),) if n > 1 else ()
        made = item(name, f"Ship version {n}", "A ship.", marks=lead(n))
        file(store, now, placed(made, chain="c", story="s", order=tuple(order), changes=changes))
        file(store, now + timedelta(seconds=20), placed(item(f"other{n}", f"Other ship {n}", "Words.")))
        now += timedelta(minutes=1)
        seen[now] = shown(store, now)
        now += timedelta(minutes=1)
    for at, then in seen.items():
        assert shown(open_past(store, at), at) == then, at
    assert shown(open_past(store, NOON - timedelta(days=1)), NOON)[0] == []


def test_the_desk_sees_what_was_alive_then_and_readers_do_not(store: Store) -> None:
    file(
        store, NOON, placed(item("bank", "Bank manager missing", "The manager."), chain="c", story="s", order=("bank",))
    )
    later = NOON + timedelta(minutes=5)
    file(store, later, kill("killbank", "bank", chain="c", story="s", order=("bank", "killbank")))
    past = open_past(store, NOON + timedelta(minutes=1))
    desk = past.find_item("bank", view="desk", now=NOON)
    assert desk is not None
    assert not desk.is_gone
    assert desk.item.headline == "Bank manager missing"
    public = past.find_item("bank", now=NOON)
    assert public is not None
    assert public.is_gone
    assert public.item.headline == "Killed"
    assert past.newest(query="manager", now=NOON) == []


def test_held_copy_is_not_there_before_its_release(store: Store) -> None:
    until = NOON + timedelta(hours=1)
    file(store, NOON, placed(item("sums", "Secret sums", "Sums."), chain="c", story="s", held_until=until))
    file(store, until, placed(item("after", "Another thing", "Words.")))
    store.release_due(until + timedelta(minutes=1))
    for at in (NOON, until + timedelta(seconds=30)):
        past = open_past(store, at)
        assert past.find_item("sums", now=at) is None
        assert past.newest(query="sums", now=at) == []
        assert "sums" not in [line.filed.item.id for line in past.ticker(now=at)]
    at = until + timedelta(minutes=2)
    assert open_past(store, at).find_item("sums", now=at) is not None


def test_the_past_takes_nothing(store: Store) -> None:
    past = open_past(store, NOON)
    for verb in ("apply", "keep", "release", "edit", "write_notes", "close"):
        with pytest.raises(AttributeError):
            getattr(past, verb)
