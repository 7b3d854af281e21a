"""Dispatches through the readers of today: what they see in another way is told, and stands when asked."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from contract.wire import NOON
from roomproc import ninjs
from wireroom.formats import RawCopy
from wireroom.ingest import Desk
from wireroom.model import Dispatch
from wireroom.moving import checksum_of
from wireroom.moving.reread import Difference, put_anew, reread
from wireroom.reading import read_one
from wireroom.retention import Retention
from wireroom.store import Placed, Placement, Store, open_store


def nobody(_: int, __: int) -> None:
    """Listen to no progress."""


def plain(_: str, __: int, raw: RawCopy) -> tuple[RawCopy, str | None]:
    return raw, None


def differences(store: Store) -> list[Difference]:
    before = checksum_of(store, tell=nobody)
    found = list(reread(store, plain, now=NOON + timedelta(days=1), tell=nobody))
    assert checksum_of(store, tell=nobody) == before
    return found


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(":memory:")
    yield opened
    opened.close()


def arrived(data: bytes) -> Dispatch:
    return Dispatch.of(data, source="x", received_at=NOON)


def filed_otherwise(store: Store, data: bytes, **fields: object) -> str:
    """File an item as an older reader would have read it; gives its id."""
    dispatch = arrived(data)
    item = msgspec.structs.replace(read_one(RawCopy(data=data)).items[0], **fields)
    store.keep([dispatch])
    store.apply(
        [Placed(dispatch=dispatch.id, format="ninjs", placements=(Placement(item=item, chain="c", story="s"),))],
        now=NOON,
    )
    return item.id


def test_the_same_readers_see_the_same(day_room: Store) -> None:
    assert differences(day_room) == []


def test_a_changed_item_is_told_field_by_field(store: Store) -> None:
    id = filed_otherwise(store, ninjs(1), byline="Nobody", urgency=9)
    found = differences(store)
    assert [(one.kind, one.item) for one in found] == [("changed", id)]
    assert found[0].fields == {"byline": ("Nobody", None), "urgency": (9, None)}


def test_items_under_another_name_are_gone_and_new(store: Store) -> None:
    filed_otherwise(store, ninjs(1), id="older name")
    assert [one.kind for one in differences(store)] == ["new", "gone"]


def test_what_came_twice_is_new_once(store: Store) -> None:
    filed_otherwise(store, ninjs(1), id="older name")
    again = arrived(ninjs(1) + b"\n")
    store.keep([again])
    store.apply([Placed(dispatch=again.id, format="ninjs", known=("older name",))], now=NOON)
    assert [one.kind for one in differences(store)] == ["new", "gone"]


def test_a_kill_that_was_given_an_id_of_its_own_is_found_again(store: Store) -> None:
    story = {"uri": "urn:test:k", "version": "1", "type": "text", "headline": "Bridge closed"}
    desk = Desk(store, clock=lambda: NOON)
    for made in (story, story | {"pubstatus": "canceled"}):
        desk.take([arrived(msgspec.json.encode(made))])
    assert differences(store) == []


def test_a_spiked_dispatch_that_can_be_read_is_told(store: Store) -> None:
    dispatch = arrived(ninjs(1))
    store.keep([dispatch])
    store.apply([Placed(dispatch=dispatch.id, reason="nobody knew it")], now=NOON)
    assert [one.kind for one in differences(store)] == ["readable", "new"]


def test_what_was_retired_is_left_out(store: Store) -> None:
    Desk(store, clock=lambda: NOON).take([arrived(ninjs(1))])
    Retention(store, lambda: NOON + timedelta(days=11), {"*": 10 * 86_400.0}).run()
    assert differences(store) == []


def apply(store: Store) -> int:
    """Tell, then let it stand."""
    changed = [one.dispatch for one in differences(store) if one.kind == "changed" and not one.must_stay]
    return put_anew(store, plain, changed, clock=lambda: NOON + timedelta(days=1), tell=nobody)


def test_what_was_told_stands_when_asked_and_is_not_told_again(store: Store) -> None:
    id = filed_otherwise(store, ninjs(1), byline="Nobody", urgency=9)
    other = filed_otherwise(store, ninjs(2), headline="As an older reader saw it")
    assert apply(store) == 2
    for found, data in zip(store.find_items([id, other], now=NOON), (ninjs(1), ninjs(2)), strict=True):
        assert found.item == read_one(RawCopy(data=data)).items[0]
    assert differences(store) == []
    assert apply(store) == 0


def test_what_must_stay_is_told_so(store: Store) -> None:
    id = filed_otherwise(store, ninjs(1), pubstatus="canceled")
    assert [(one.kind, one.item, one.must_stay) for one in differences(store)] == [("changed", id, True)]
    assert apply(store) == 0


def test_an_item_that_another_dispatch_filed_is_not_touched(store: Store) -> None:
    id = filed_otherwise(store, ninjs(1), byline="Nobody")
    again = arrived(ninjs(1) + b"\n")
    store.keep([again])
    store.apply([Placed(dispatch=again.id, format="ninjs", known=(id,))], now=NOON)
    assert put_anew(store, plain, [again.id], clock=lambda: NOON, tell=nobody) == 0


def test_an_open_desk_continues_by_what_was_read_anew(store: Store) -> None:
    def copy(headline: str, minute: int) -> bytes:
        at = (NOON + timedelta(minutes=minute)).isoformat()
        told = {"uri": f"urn:test:ferry:{minute}", "version": "1", "type": "text", "versioncreated": at}
        body = "A ferry with 340 people on board has sunk off the coast of Norrland, rescuers said."
        return msgspec.json.encode({**told, "headline": headline, "slugline": "Norrland-Ferry", "body_text": body})

    data = copy("Ferry sinks off Norrland coast, 12 missing", 0)
    first = filed_otherwise(
        store, data, agency="another", slug=None, slugline=None, blocks=(), headline="?", headline_clean="?"
    )
    desk = Desk(store, clock=lambda: NOON + timedelta(minutes=9))
    assert apply(store) == 1
    desk.place_kept()
    later = copy("UPDATE 1-Ferry sinks off Norrland coast, 14 missing", 5)
    desk.take([arrived(later)])
    found = store.find_items([first, read_one(RawCopy(data=later)).items[0].id], now=NOON)
    assert [filed.chain for filed in found] == ["c", "c"]
