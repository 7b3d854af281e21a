"""The live wire: every event once, in order, to everybody who may have it, whatever happens to the connection."""

import random
import threading
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sse import WireReader

from newsroom import Room, item, kill, placed, serving


@pytest.fixture
def served(room: Room) -> Iterator[str]:
    with serving(room) as url:
        yield url


def seqs(events: list[dict]) -> list[int]:
    return [event["seq"] for event in events]


def file_many(room: Room, n: int, *, start: int = 0, text: str = "") -> None:
    for at in range(start, start + n):
        room.file(placed(item(f"m{at}", f"Matter {at} {text}")), after=timedelta(seconds=1))


def test_the_answer_is_an_event_stream(served: str) -> None:
    reader = WireReader(served)
    assert reader.status == 200
    assert reader.headers["content-type"].startswith("text/event-stream")
    assert reader.headers["cache-control"] == "no-store"
    assert b"retry:" in reader.chunk()


def test_without_a_seq_it_begins_now(served: str, room: Room) -> None:
    reader = WireReader(served)
    reader.chunk()
    file_many(room, 1)
    assert [event["headline"] for event in reader.events(1)] == ["Matter 0"]


def test_after_a_seq_everything_comes_then_it_is_live(served: str, room: Room) -> None:
    reader = WireReader(served, "/api/v1/wire?after=0")
    assert [event["item"] for event in reader.events(5)] == ["flash", "urgent", "lead1", "lead3", "coast1"]
    file_many(room, 1)
    assert reader.events(1)[0]["item"] == "m0"


def test_last_event_id_comes_before_after(served: str) -> None:
    reader = WireReader(served, "/api/v1/wire?after=0", last=4)
    assert reader.events(1)[0]["item"] == "coast1"


def test_a_line_has_what_a_ticker_needs(served: str) -> None:
    event = WireReader(served, "/api/v1/wire?after=3").events(1)[0]
    assert event["kind"] == "filed"
    assert event["headline"] == "12 hurt as cargo ship strikes harbour bridge"
    assert event["label"] == "3rd LD"
    assert event["chain"] == "cbridge"
    assert event["n_versions"] == 4
    assert event["superseded"] == ["lead1"]
    assert not {"body_text", "blocks", "summary"} & set(event)


def test_a_kill_of_what_was_withdrawn_is_told_without_its_words(served: str, room: Room) -> None:
    seq = room.file(placed(item("bank", "Bank manager missing", "Words."))).seqs[-1]
    room.file(kill("w", "bank", kind="withdraws", chain="cbank", story="sbank", order=("bank", "w")))
    room.file(kill("k", "bank", chain="cbank", story="sbank", order=("bank", "w", "k")))
    reader = WireReader(served, f"/api/v1/wire?after={seq}")
    told = [event for event in reader.events(4) if event["kind"] == "killed"]
    assert [(one["item"], one["by"], one["is_withdrawn"], one.get("was_withdrawn")) for one in told] == [
        ("bank", "w", True, None),
        ("bank", "k", False, True),
    ]
    assert "missing" not in str(told)


def test_a_reader_that_is_cut_again_and_again_gets_every_event_once(served: str, room: Room) -> None:
    chance = random.Random(7)
    filing = threading.Thread(target=file_many, args=(room, 300))
    filing.start()
    found: list[int] = []
    while len(found) < 305:
        reader = WireReader(served, last=found[-1] if found else 0)
        found += seqs(reader.events(min(chance.randint(1, 40), 305 - len(found))))
        reader.close()
    filing.join()
    assert found == list(range(1, 306))


def test_it_resumes_over_a_restart_of_the_server(room: Room) -> None:
    with serving(room) as url:
        reader = WireReader(url, last=0)
        found = seqs(reader.events(5))
        port = int(url.rpartition(":")[2])
    assert reader.events(1) == []  # hung up on, cleanly
    file_many(room, 3)
    with serving(room, port=port) as url:
        found += seqs(WireReader(url, last=found[-1]).events(3))
    assert found == list(range(1, 9))


def test_many_readers_get_the_same_bytes(served: str, room: Room) -> None:
    readers = [WireReader(served, "/api/v1/wire?after=0") for _ in range(40)]
    file_many(room, 50)
    found = [seqs(reader.events(55)) for reader in readers]
    assert found == [list(range(1, 56))] * 40


def test_a_reader_that_takes_nothing_is_cut_and_harms_nobody() -> None:
    room = Room()
    with serving(room) as url:
        hub = room.hub
        hub.limit_bytes, hub.patience_s = 20_000, 0.3
        stuck = WireReader(url, "/api/v1/wire?after=0", buffer=2048)
        good = WireReader(url, "/api/v1/wire?after=0")
        text = "a long headline " * 4000  # the kernel's own buffers take the first few megabytes
        found = []
        for start in range(0, 500, 20):
            file_many(room, 20, start=start, text=text)
            found += seqs(good.events(20))
            if hub.n_cut:
                break
        assert found == list(range(1, len(found) + 1))
        for _ in range(50):
            if hub.n_cut:
                break
            threading.Event().wait(0.1)
        assert hub.n_cut == 1
        assert hub.n_readers == 1
        got = seqs(stuck.events(5))
        again = WireReader(url, last=got[-1])
        got += seqs(again.events(len(found) - len(got)))
        assert got == found


def test_a_reader_that_is_slow_for_a_while_is_fed_from_the_ring_and_stays() -> None:
    room = Room()
    with serving(room) as url:
        room.hub.limit_bytes = 20_000
        slow = WireReader(url, "/api/v1/wire?after=0", buffer=2048)
        for start in range(0, 500, 20):
            file_many(room, 20, start=start, text="a long headline " * 4000)
            if room.hub.lagging:
                break
        assert room.hub.lagging
        n = room.store.last_seq()
        assert seqs(slow.events(n)) == list(range(1, n + 1))
        assert room.hub.n_cut == 0


def test_a_query_chooses(served: str, room: Room) -> None:
    everything = WireReader(served, "/api/v1/wire?after=0&q=divers")
    assert [event["item"] for event in everything.events(1)] == ["lead3"]
    room.file(placed(item("no", "Nothing about them")))
    room.file(placed(item("yes", "More divers come", "Divers.")))
    assert [event["item"] for event in everything.events(1)] == ["yes"]


def test_a_kill_passes_every_query(served: str, room: Room) -> None:
    reader = WireReader(served, "/api/v1/wire?q=zebra")
    reader.chunk()
    room.file(placed(item("bank", "Bank manager missing")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    while (event := reader.events(1)[0])["kind"] != "killed":
        assert event["is_killed"]
    assert event["item"] == "bank"
    assert b"manager" not in reader.raw


def test_killed_words_are_not_sent_again(served: str, room: Room) -> None:
    live = WireReader(served, last=room.store.last_seq())
    room.file(placed(item("bank", "Bank manager missing")))
    assert live.events(1)[0]["headline"] == "Bank manager missing"
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    last = room.store.last_seq()
    kinds = [event["kind"] for event in live.events(2)]
    assert "killed" in kinds
    late = WireReader(served, "/api/v1/wire?after=0")
    while late.events(1)[0]["seq"] < last - 1:
        pass
    assert b"manager" not in late.raw


def test_held_words_are_sent_only_when_they_are_free(served: str, room: Room) -> None:
    reader = WireReader(served, last=room.store.last_seq())
    until = room.now + timedelta(hours=1)
    room.file(placed(item("budget", "Budget speech in full"), held_until=until))
    room.file(placed(item("other", "Another thing")))
    assert reader.events(1)[0]["item"] == "other"
    assert b"budget" not in reader.raw
    room.now = until + timedelta(minutes=1)
    room.store.release_due(room.now)
    room.ticker.poll()
    event = reader.events(1)[0]
    assert (event["kind"], event["headline"]) == ("released", "Budget speech in full")


def test_who_is_connected_can_be_seen(served: str, room: Room) -> None:
    reader = WireReader(served, "/api/v1/wire?after=0")
    reader.events(5)
    assert "wireroom_readers 1.0" in httpx.get(served + "/metrics").text
    reader.close()
    for _ in range(50):
        if room.hub.n_readers == 0:
            break
        threading.Event().wait(0.05)
    assert room.hub.n_readers == 0


def test_silence_is_kept_alive() -> None:
    room = Room()
    with serving(room, keep_alive_s=0.1) as url:
        reader = WireReader(url)
        reader.chunk()
        assert reader.chunk() == b":\n\n"
