"""Sources and health: what editors see of them, and what they can do there."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import TOKEN, Room, file_bridge, item, placed
from web.feeding import feed_server
from wireroom.config import Config, SourceConfig
from wireroom.model import Dispatch
from wireroom.room import SourceState
from wireroom.store.tables import _counts

WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(data=tmp_path)
    file_bridge(made)
    return made


def words(client: httpx.Client, path: str = "/admin") -> str:
    page = LexborHTMLParser(client.get(path, headers=WITH_TOKEN).text)
    return " ".join(page.css_first("main").text().split())


def test_it_is_for_those_who_are_signed_in(client: httpx.Client) -> None:
    assert client.get("/admin").headers["location"].startswith("/login?")
    for path in ("/admin/sources", "/admin/sources/test", "/admin/sources/remove", "/admin/spike/replay"):
        assert client.post(path, data={"name": "x"}).status_code == 401, path


def test_a_source_has_its_last_item_rate_and_lag(room: Room, client: httpx.Client) -> None:
    late = item("late", "A late one", "Words.", versioncreated=room.now - timedelta(minutes=9))
    room.file(placed(late))
    page = LexborHTMLParser(client.get("/admin", headers=WITH_TOKEN).text)
    row = page.css_first(".source")
    assert row.css_first("h3").text().strip() == "test"
    assert (
        row.css_first("svg")
        .attributes["aria-label"]
        .endswith("most 6 at 12:00 UTC, this hour 6, 23 of 24 hours without any")
    )
    assert len(row.css("rect")) == 24
    assert "6 in 24 h" in row.text()


def test_a_failing_source_says_why(room: Room, client: httpx.Client) -> None:
    room.config = Config(data=room.config.data, source={"coast": SourceConfig(url="https://coast.example/feed")})
    room.states = [SourceState(name="coast", kind="feed", since=room.now, problem="answers 503")]
    told = words(client)
    assert "coast failing" in told
    assert "answers 503" in told


def test_a_feed_that_has_moved_for_good_says_where_it_is_asked(room: Room, client: httpx.Client) -> None:
    sources = {"coast": SourceConfig(url="https://coast.example/feed"), "in": SourceConfig(folder=room.config.data)}
    room.config = Config(data=room.config.data, source=sources)
    room.states = [SourceState(name=name, kind="feed", since=room.now) for name in sources]
    kept = {"url": "https://coast.example/feed", "moved_to": "https://news.example/coast?key=word"}
    room.store.write_notes({"source/coast/validators": msgspec.json.encode(kept).decode()})
    assert "Has moved for good to https://news.example/coast?…, and is asked there" in words(client)
    told = client.get("/api/v1/sources", headers=WITH_TOKEN).json()
    assert [one["moved_to"] for one in told] == ["https://news.example/coast?…", None]
    room.store.write_notes(
        {"source/coast/validators": msgspec.json.encode(kept | {"url": "https://x.example/"}).decode()}
    )
    assert "Has moved" not in words(client), "what was kept of another address says nothing of this one"


def test_a_source_that_is_quieter_than_usual_is_told_of(room: Room, client: httpx.Client) -> None:
    for day in range(5):
        for minute in range(0, 60, 4):
            room.now = room.now.replace(hour=12, minute=minute)
            room.file(placed(item(f"d{day}m{minute}", f"Item {day} {minute}", "Words.")), after=timedelta(0))
        room.now += timedelta(days=1)
    assert "Quiet for 1 d" not in words(client)
    room.now = room.now.replace(hour=12, minute=50)
    told = words(client)
    assert re.search(r"Quiet for \d+ h \d+ min; usual at this hour is 4 min", told), told[:400]


def test_the_spike_is_shown_and_read_anew(room: Room, client: httpx.Client) -> None:
    room.intake.submit(Dispatch.of(b"\x00\x01\x02", source="odd", received_at=room.now, filename="noise.bin")).result(5)
    told = words(client)
    assert "noise.bin" in told
    assert "1 on the spike" in told
    dispatch = room.store.spike()[0].dispatch
    for form in ({"dispatch": dispatch}, {}):
        answer = client.post("/admin/spike/replay", data=form, headers=WITH_TOKEN)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin#spike")
    assert room.store.spike()[0].n_replays == 2
    assert client.post("/admin/spike/replay", data={"dispatch": "none"}, headers=WITH_TOKEN).status_code == 400


@pytest.fixture(autouse=True)
def intake_runs(room: Room) -> Iterator[None]:
    room.intake.start()
    yield
    room.intake.stop()


def test_a_large_room_says_that_it_is_being_counted(
    room: Room, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(_counts, "MANY", 0)
    monkeypatch.setattr(room.store, "_counts", _counts.Counts(dict, begin=begun.append))
    assert "being counted" in client.get("/admin", headers=WITH_TOKEN).text


def test_a_source_is_looked_at_and_nothing_is_stored(room: Room, client: httpx.Client) -> None:
    with feed_server() as url:
        room.config = Config(data=room.config.data, source={"coast": SourceConfig(url=url, allow_private=True)})
        n_items = room.store.figures().n_items
        answer = client.post("/admin/sources/test", data={"name": "coast"}, headers=WITH_TOKEN)
    assert "Tides turn early" in answer.text
    assert "Nothing was stored" in answer.text
    assert room.store.figures().n_items == n_items
