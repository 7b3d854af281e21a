"""Words kept beside the room: a start by them ends where one without them does, and nothing that is wrong in them is believed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.room import NOON, Clock, ninjs
from wireroom.formats import RawCopy
from wireroom.ingest import Desk, KeptWords
from wireroom.ingest.kept_words import Recalled, fingerprint_of
from wireroom.ingest.readers import ItemWords, make_words
from wireroom.model import Dispatch, Filed, Item
from wireroom.reading import read_one
from wireroom.store import Store, open_store

HEADLINES = (
    "FLASH: Ferry aground off Aldra",
    "URGENT: Ferry runs aground off Aldra, passengers safe",
    "1st LD: Ferry runs aground off Aldra, passengers safe",
    "Harbour council votes 1.2 million for new quay",
    "Wheat prices steady in quiet trading",
    "KILL: Ferry aground off Aldra",
    "2nd LD: Ferry pulled free off Aldra as tide turns",
    "Council of Aldra votes for a new quay, ferry line content",
)


def copy(n: int, headline: str) -> Dispatch:
    at = NOON + timedelta(minutes=n)
    body = (
        f"ALDRA, March 1 - {headline.partition(': ')[2] or headline}. The tide of {n} o'clock was told by the pilots."
    )
    return Dispatch.of(ninjs(f"n{n}", headline, at=at, body=body), source="hafen", received_at=at)


def first_half() -> list[Dispatch]:
    return [copy(n, HEADLINES[n % 5]) for n in range(20)]


def second_half() -> list[Dispatch]:
    return [copy(20 + n, headline) for n, headline in enumerate(HEADLINES)]


def wire_of(store: Store) -> list[tuple[object, ...]]:
    return [(line.seq, line.kind, line.item, line.chain, line.story, line.data) for line in store.events_after(0)]


def clock_at(hours: float = 1.0) -> Clock:
    return Clock(NOON + timedelta(hours=hours))


def filed_of(name: str, headline: str, at: datetime = NOON) -> Filed:
    item = read_one(RawCopy(data=ninjs(name, headline, at=at))).items[0]
    return Filed(item=item, seq=1, chain="c", story="s", source="hafen", dispatch="d", received_at=at)


def keep(folder: Path, *found: Filed) -> KeptWords:
    kept = KeptWords(folder)
    for filed in found:
        kept.gather(filed.item, filed.received_at, make_words(filed.item, filed.received_at))
    kept.close()
    return kept


def recall(folder: Path) -> Recalled:
    return KeptWords(folder).recall()


def told(words: ItemWords | None) -> object:
    return None if words is None else (msgspec.structs.asdict(words.card), words.weighed)


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_desk_that_starts_by_them_goes_on_as_one_that_never_stopped(tmp_path: Path, is_kept: bool) -> None:
    through, stopped = open_store(":memory:"), open_store(":memory:")
    desk = Desk(through, clock=clock_at())
    desk.take(first_half())
    desk.take(second_half())
    before = Desk(stopped, clock=clock_at(), kept=KeptWords(tmp_path / "words") if is_kept else None)
    before.take(first_half())
    before.rest()
    assert bool(list(tmp_path.glob("words/*.words"))) == is_kept
    Desk(stopped, clock=clock_at(), kept=KeptWords(tmp_path / "words")).take(second_half())
    assert wire_of(stopped) == wire_of(through)


def test_what_was_placed_is_found_at_the_next_start(tmp_path: Path) -> None:
    store = open_store(":memory:")
    desk = Desk(store, clock=clock_at(), kept=KeptWords(tmp_path))
    desk.take(first_half())
    desk.rest()
    recalled = recall(tmp_path)
    stood = list(store.iter_recent(NOON - timedelta(days=1)))
    assert len(stood) == 20
    for filed in stood:
        found = recalled.find(filed)
        assert found is not None
        made = make_words(filed.item, filed.received_at)
        assert found.weighed == made.weighed
        assert found.card.vector == made.card.vector


def test_what_was_made_anew_at_a_start_is_found_at_the_next(tmp_path: Path) -> None:
    store = open_store(":memory:")
    Desk(store, clock=clock_at()).take(first_half())
    Desk(store, clock=clock_at(), kept=KeptWords(tmp_path)).rest()
    recalled = recall(tmp_path)
    assert all(recalled.find(filed) for filed in store.iter_recent(NOON - timedelta(days=1)))


def test_words_of_other_copy_under_the_same_id_are_not_believed(tmp_path: Path) -> None:
    one = filed_of("1", "Ferry aground off Aldra")
    keep(tmp_path, one)
    reread = msgspec.structs.replace(one, item=msgspec.structs.replace(one.item, headline_clean="Ferry afloat"))
    assert recall(tmp_path).find(reread) is None
    assert recall(tmp_path).find(msgspec.structs.replace(one, received_at=NOON + timedelta(seconds=1))) is None
    assert recall(tmp_path).find(one) is not None


def test_files_of_another_program_are_deleted(tmp_path: Path) -> None:
    one = filed_of("1", "Ferry aground off Aldra")
    keep(tmp_path, one)
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    data[12] ^= 1
    file.write_bytes(data)
    assert recall(tmp_path).find(one) is None
    assert not list(tmp_path.iterdir())


FILED = [filed_of(str(n), headline, NOON + timedelta(minutes=n)) for n, headline in enumerate(HEADLINES)]
MADE = [told(make_words(filed.item, filed.received_at)) for filed in FILED]


def cut(data: bytes, place: int) -> bytes:
    return data[:place]


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def zeroed(data: bytes, place: int) -> bytes:
    return data[:place] + bytes(len(data) - place)


@given(share=st.floats(0, 1, exclude_max=True), damage=st.sampled_from([cut, flipped, zeroed]))
def test_damage_costs_words_and_never_gives_wrong_ones(
    tmp_path_factory: pytest.TempPathFactory, share: float, damage: Callable[[bytes, int], bytes]
) -> None:
    folder = tmp_path_factory.mktemp("words")
    kept = KeptWords(folder)
    for filed in FILED:  # a block each
        kept.gather(filed.item, filed.received_at, make_words(filed.item, filed.received_at))
        kept.write()
    kept.close()
    (file,) = folder.iterdir()
    data = file.read_bytes()
    file.write_bytes(damage(data, int(share * len(data))))
    recalled = recall(folder)
    found = [told(recalled.find(filed)) for filed in FILED]
    assert all(words in (None, made) for words, made in zip(found, MADE, strict=True))
    assert None in found


def test_several_files_are_read_in_order_of_arrival(tmp_path: Path) -> None:
    keep(tmp_path, *FILED[::2])
    keep(tmp_path, *FILED[1::2])
    assert len(list(tmp_path.iterdir())) == 2
    recalled = recall(tmp_path)
    assert [told(recalled.find(filed)) for filed in FILED] == MADE


def test_records_nobody_asks_for_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireroom.ingest.kept_words._AT_HAND", 3)
    keep(tmp_path, *FILED)
    recalled = recall(tmp_path)
    assert told(recalled.find(FILED[-1])) == MADE[-1]
    assert not recalled._at_hand


def test_old_files_go_when_the_desk_forgets_the_copy(tmp_path: Path) -> None:
    keep(tmp_path, *FILED[:4])
    kept = KeptWords(tmp_path)
    recalled = kept.recall()
    recalled.end()
    late = filed_of("late", "Late copy", NOON + timedelta(days=3))
    kept.gather(late.item, late.received_at, make_words(late.item, late.received_at))
    kept.write()
    assert len(list(tmp_path.iterdir())) == 2
    kept.prune(FILED[3].received_at)
    assert len(list(tmp_path.iterdir())) == 2
    kept.prune(NOON + timedelta(hours=1))
    assert len(list(tmp_path.iterdir())) == 1
    kept.close()
    assert recall(tmp_path).find(late) is not None


def test_a_desk_of_days_deletes_what_it_has_forgotten(tmp_path: Path) -> None:
    store, clock = open_store(":memory:"), clock_at()
    desk = Desk(store, clock=clock, kept=KeptWords(tmp_path))
    desk.take(first_half())
    desk.rest()
    (old,) = tmp_path.iterdir()
    clock.now += timedelta(days=5)
    late = Dispatch.of(ninjs("late", "Late copy", at=clock.now), source="hafen", received_at=clock.now)
    desk.take([late])
    assert not old.exists()
    desk.rest()


def test_when_a_licence_ends_nothing_is_left_of_the_words(tmp_path: Path) -> None:
    store = open_store(":memory:")
    desk = Desk(store, clock=clock_at(), kept=KeptWords(tmp_path))
    desk.take(first_half())
    desk.tidy()
    desk.forget_words()
    assert not list(tmp_path.iterdir())
    desk.take(second_half())
    desk.rest()
    assert list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    place = tmp_path / "words"
    place.write_text("a file where the folder should be")
    desk = Desk(open_store(":memory:"), clock=clock_at(), kept=KeptWords(place))
    assert all(receipt.state == "placed" for receipt in desk.take(first_half()))
    desk.tidy()
    assert all(receipt.state == "placed" for receipt in desk.take(second_half()))
    desk.rest()


def test_an_item_is_told_from_any_other_reading_of_it() -> None:
    one = FILED[0].item
    again = msgspec.json.decode(msgspec.json.encode(one), type=Item)
    assert fingerprint_of(one) == fingerprint_of(again)
    assert fingerprint_of(one) != fingerprint_of(msgspec.structs.replace(one, ednote="Not for use"))
