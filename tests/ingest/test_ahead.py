"""What waits is read in processes beside: the same as in the room, in order, and whatever becomes of a reader."""

import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Gate

import msgspec
import pytest

from ingest.room import NOON, Clock, ninjs
from wireroom import chains, stories
from wireroom.ingest import Ahead, Desk, Intake, SourceHints
from wireroom.ingest.ahead import LIMIT_S, READER
from wireroom.ingest.readers import Prepared, prepare, raw_of, read_dispatch
from wireroom.model import Dispatch
from wireroom.reading import Reading
from wireroom.store import Store, open_store

CASES = sorted(
    path for path in (Path(__file__).parents[1] / "formats").glob("*/*") if path.is_file() and path.name != "README.md"
)
#: a style of a house that the program does not know
STYLE = """
title = "Hafen"
source = "Invented."
aliases = ["hafen"]
parts = ["english"]

[[rule]]
marks = ["rank:flash"]
words = ["ALL HANDS"]
as = ["colon"]
"""
POISONED = (str(Path(__file__).with_name("poisoned_reader.py")),)
NO_HINTS: Mapping[str, SourceHints] = {}


def copy(name: str, headline: str = "Ferry aground", body: str = "ALDRA - A ferry ran aground.") -> Dispatch:
    return Dispatch.of(ninjs(name, headline, body=body), source="hafen", received_at=NOON)


@contextmanager
def reading_ahead(
    *, hints: Mapping[str, SourceHints] = NO_HINTS, styles: Path | None = None, n: int = 1,
    limit_s: float = LIMIT_S, program: Sequence[str] = READER,
) -> Iterator[Ahead]:  # fmt: skip
    """Give readers that are ready: nothing is handed to one before that."""
    ahead = Ahead(n, hints=hints, styles=styles, limit_s=limit_s, program=program)
    ahead.start()
    try:
        await_ready(ahead)
        yield ahead
    finally:
        ahead.stop()


def await_ready(ahead: Ahead) -> None:
    probe = copy("probe")
    until = time.monotonic() + 60
    while ahead.collect(probe) is None:
        assert time.monotonic() < until, "no reader came up"
        time.sleep(0.01)
        ahead.offer(probe)


def times(reading: Reading) -> list[bytes]:
    """Give all times as they are written: equal ones may still be of other zones."""
    return re.findall(rb'"\d{4}-\d\d-\d\dT[^"]*"', msgspec.json.encode(reading, order="deterministic"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_read_outlives_the_way_between_processes(case: Path) -> None:
    dispatch = Dispatch.of(case.read_bytes(), source="hafen", received_at=NOON, filename=case.name)
    raw, as_format = raw_of(dispatch, NO_HINTS)
    made = prepare(raw, as_format=as_format, received_at=NOON)
    there = msgspec.msgpack.Decoder(Prepared).decode(msgspec.msgpack.encode(made))
    expected = read_dispatch(dispatch, NO_HINTS).reading
    assert there.reading == expected
    assert times(there.reading) == times(expected)
    for item, words in zip(there.reading.items, there.words, strict=True):
        assert words.weighed == stories.weigh(item)
        card = chains.make_card(item, received_at=NOON)
        assert words.card is not None
        assert msgspec.structs.astuple(words.card) == msgspec.structs.astuple(card)


def test_reader_gives_what_the_room_would_read() -> None:
    dispatches = [copy(str(n), f"URGENT Number {n}") for n in range(20)]
    with reading_ahead(n=2) as ahead:
        for dispatch in dispatches:
            ahead.offer(dispatch)
        for dispatch in dispatches:
            found = ahead.collect(dispatch)
            assert found is not None
            assert found.reading == read_dispatch(dispatch, NO_HINTS).reading


def test_reader_knows_the_settings_of_the_source() -> None:
    hints = {"hafen": SourceHints(format="text", agency="dpa")}
    with reading_ahead(hints=hints) as ahead:
        dispatch = copy("1")
        ahead.offer(dispatch)
        found = ahead.collect(dispatch)
        assert found is not None
        assert found.reading == read_dispatch(dispatch, hints).reading
        hints["hafen"] = SourceHints()
        ahead.offer(other := copy("2"))
        found = ahead.collect(other)
        assert found is not None
        assert found.reading.format == "ninjs"


def test_reader_knows_the_house_styles_of_the_room(tmp_path: Path) -> None:
    (tmp_path / "hafen.toml").write_text(STYLE)
    with reading_ahead(styles=tmp_path) as ahead:
        ahead.offer(dispatch := copy("1", "ALL HANDS: Ferry aground"))
        found = ahead.collect(dispatch)
    assert found is not None
    assert found.reading.items[0].marks.rank == "flash"
    assert read_dispatch(dispatch, NO_HINTS).reading.items[0].marks.rank is None


def test_what_was_not_handed_out_is_read_in_the_room() -> None:
    with reading_ahead() as ahead:
        assert ahead.collect(copy("never offered")) is None
        ahead.offer(large := copy("large", body="x" * 200_000))
        assert ahead.collect(large) is None


def test_a_dispatch_that_was_here_before_is_let_go() -> None:
    first, second = copy("1"), copy("2")
    with reading_ahead() as ahead:
        ahead.offer(first)
        ahead.forget([first])
        ahead.offer(second)
        found = ahead.collect(second)
        assert found is not None
        assert found.reading.items[0].uri == "urn:test:2"
        assert ahead.collect(first) is None


def test_reader_that_dies_leaves_one_dispatch_unread() -> None:
    before, poison, behind = copy("1"), copy("2", "KILLS ITS READER"), copy("3")
    with reading_ahead(program=POISONED) as ahead:
        for dispatch in (before, poison, behind):
            ahead.offer(dispatch)
        found = [ahead.collect(dispatch) for dispatch in (before, poison, behind)]
    assert [one and one.reading.reason for one in found] == [
        None,
        "the program that reads ended 2 times while it read this",
        None,
    ]
    assert [one and len(one.reading.items) for one in found] == [1, 0, 1]


def test_what_a_reader_answered_before_it_died_is_not_read_again() -> None:
    before, poison, behind = copy("1"), copy("2", "KILLS ITS READER"), copy("3")
    with reading_ahead(program=POISONED) as ahead:
        for dispatch in (before, poison, behind):
            ahead.offer(dispatch)
        await_death(ahead)  # its answer lies in the socket, and what it never took behind it
        ahead.forget([])
        await_death(ahead)
        found = [ahead.collect(dispatch) for dispatch in (before, poison, behind)]
    assert [one and len(one.reading.items) for one in found] == [1, 0, 1]


def await_death(ahead: Ahead) -> None:
    """Wait for the end of the one reader, and leave it for the room to find."""
    (reader,) = ahead._readers.values()
    os.waitid(os.P_PID, reader._process.pid, os.WEXITED | os.WNOWAIT)


def test_reader_that_hangs_leaves_one_dispatch_unread() -> None:
    before, poison, behind = copy("1"), copy("2", "HOLDS ITS READER"), copy("3")
    with reading_ahead(program=POISONED, limit_s=1.0) as ahead:
        for dispatch in (before, poison, behind):
            ahead.offer(dispatch)
        assert ahead.collect(before) is not None
        found = ahead.collect(poison)
        assert found is not None
        assert found.reading.reason == "was not read within 1 seconds"
        # the new one may not be up within the second, on a busy machine: then the room reads it
        found = ahead.collect(behind)
        assert found is None or found.reading.reason is None or "within" in found.reading.reason


def test_reader_that_ends_with_nothing_in_hand_is_replaced() -> None:
    with reading_ahead() as ahead:
        ahead.forget([])
        for pid in children():
            os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 60
        # looking sees that it is gone: until then there may be no child at all
        while (found := look(ahead)) is None or not children():
            assert time.monotonic() < until
            time.sleep(0.01)
        assert found.reading.items


def look(ahead: Ahead) -> Prepared | None:
    ahead.forget([])
    ahead.offer(dispatch := copy("again"))
    return ahead.collect(dispatch)


def children() -> list[int]:
    found = []
    for thread in Path("/proc/self/task").iterdir():
        for pid in map(int, (thread / "children").read_text().split()):
            if b"wireroom.ingest.reader" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def test_without_readers_all_is_read_in_the_room() -> None:
    ahead = Ahead(1, hints=NO_HINTS, program=("-c", "raise SystemExit(3)"))
    ahead.start()
    dispatch = copy("1")
    until = time.monotonic() + 60
    while ahead._readers:
        assert time.monotonic() < until
        ahead.offer(dispatch)
        assert ahead.collect(dispatch) is None
        ahead.forget([dispatch])
        time.sleep(0.01)
    ahead.stop()


def day() -> list[Dispatch]:
    """Give a little wire day: versions, a kill, a repeat, two that are no copy, a dispatch in a dispatch."""
    made = [
        copy(str(n), f"Ferry {n // 3} aground off Aldra", f"ALDRA - Ferry {n // 3} lies off Aldra.") for n in range(30)
    ]
    made.append(copy("31", "KILL: Ferry 3 aground off Aldra"))
    made.append(made[4])
    made.append(Dispatch.of(b"\x00\x01\x02", source="hafen", received_at=NOON))
    return made


def wire_of(store: Store) -> list[tuple[object, ...]]:
    return [
        (event.seq, event.kind, event.item, event.chain, event.story, event.data) for event in store.events_after(0)
    ]


def test_wire_is_the_same_with_readers_and_without() -> None:
    alone, beside = open_store(":memory:"), open_store(":memory:")
    receipts = Desk(alone, clock=Clock()).take(day())
    with reading_ahead(n=2) as ahead:
        desk = Desk(beside, clock=Clock(), ahead=ahead)
        for dispatch in day():
            ahead.offer(dispatch)
        assert desk.take(day()) == receipts
    assert wire_of(beside) == wire_of(alone)


def test_what_is_stored_and_found_is_the_same_with_readers_and_without(tmp_path: Path) -> None:
    """Also once copy was killed: what was put into the indexes by what a reader made is taken out by what the room makes."""
    alone, beside = tmp_path / "alone.db", tmp_path / "beside.db"
    store = open_store(alone)
    Desk(store, clock=Clock()).take(day())
    store.close()
    store = open_store(beside)
    with reading_ahead() as ahead:
        desk = Desk(store, clock=Clock(), ahead=ahead)
        for dispatch in day():
            ahead.offer(dispatch)
        assert all(one is not None and one.ready for one in map(ahead.collect, day()[:3]))  # and these in the room
        desk.take(day())
    store.close()
    assert kept_in(beside) == kept_in(alone)


def kept_in(room: Path) -> dict[str, list[tuple[object, ...]]]:
    """Give the items as they are kept, and the words of both indexes with the documents that have them."""
    db = sqlite3.connect(room)
    db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search', 'instance')")
    db.execute("CREATE VIRTUAL TABLE temp.lists USING fts5vocab('main', 'search_lists', 'instance')")
    asked = {
        "items": "SELECT * FROM items ORDER BY seq",
        "heads": "SELECT * FROM search_heads ORDER BY doc",
        "words": "SELECT term, doc, col FROM words ORDER BY term, doc, col",
        "lists": "SELECT term, doc FROM lists ORDER BY term, doc",
    }
    found = {name: db.execute(question).fetchall() for name, question in asked.items()}
    db.close()
    assert min(map(len, found.values())) >= len(day()) - 2
    return found


def test_intake_hands_out_what_comes_while_the_desk_is_busy() -> None:
    store = open_store(":memory:")
    is_busy, go_on = Gate(), Gate()

    def on_commit(_: int) -> None:
        is_busy.set()
        assert go_on.wait(60)

    with reading_ahead(program=POISONED) as ahead:
        intake = Intake(Desk(store, clock=Clock(), ahead=ahead), on_commit, ahead)
        intake.start()
        futures = [intake.submit(copy("first"))]
        assert is_busy.wait(60)
        futures += [intake.submit(each) for each in (copy("2"), copy("3", "KILLS ITS READER"), copy("4"))]
        go_on.set()
        receipts = [future.result(timeout=60) for future in futures]
        intake.stop()
    assert [receipt.state for receipt in receipts] == ["placed", "placed", "spiked", "placed"]
    assert [entry.reason for entry in store.spike()] == ["the program that reads ended 2 times while it read this"]
    # what hangs on the spike can be read in the room: its reader's death says nothing of it there
    assert Desk(store, clock=Clock()).take([store.take_off_spike(receipts[2].dispatch)])[0].state == "placed"
