"""What the desk is told to see to: alarms nobody has seen to, sources that fail or are quiet."""

from collections.abc import Iterator

import httpx
import pytest

from newsroom import TOKEN, Room, file_bridge, kill, serving
from wireroom.web.desk_alarms import source_alarms
from wireroom.web.health import SourceRow

BEARER = {"authorization": f"Bearer {TOKEN}", "wireroom-editor": "Anna"}


@pytest.fixture
def room() -> Room:
    made = Room()
    file_bridge(made)
    return made


@pytest.fixture
def client(room: Room) -> Iterator[httpx.Client]:
    with serving(room) as url, httpx.Client(base_url=url) as made:
        yield made


def test_open_alarms_are_told_until_somebody_has_seen_to_them(room: Room, client: httpx.Client) -> None:
    assert client.get("/api/v1/desk/alarms").status_code == 401
    assert client.get("/api/v1/desk/alarms", headers=BEARER).json()["alarms"] == []
    room.file(kill("lost", "nothing", alarms=('Norrland Press kills "Lost", and nothing we hold matches it',)))
    (alarm,) = client.get("/api/v1/desk/alarms", headers=BEARER).json()["alarms"]
    assert "nothing we hold matches it" in alarm["text"]
    assert client.post(f"/api/v1/alarms/{alarm['seq']}/acknowledge", json={}, headers=BEARER).status_code == 200
    assert client.get("/api/v1/desk/alarms", headers=BEARER).json()["alarms"] == []


def row(name: str, **more: object) -> SourceRow:
    fields: dict[str, object] = {
        "kind": "feed", "place": "", "is_off": False, "problem": None, "quiet": None, "last_at": None, "n_items": 0, "bars": [],
        "rate_words": "", "lag": None, "n_spiked": 0, "n_faulty": 0, "is_tested": False, "is_added": False,
    }  # fmt: skip
    return SourceRow(name=name, **(fields | more))


def test_sources_that_fail_or_are_quiet_are_told_and_those_switched_off_are_not() -> None:
    told = source_alarms([
        row("well"),
        row("dead", problem="no answer since 02:10"),
        row("silent", quiet="Quiet for 14 min."),
        row("off", quiet="Quiet for 3 days.", is_off=True),
    ])  # fmt: skip
    assert [(one.name, one.kind, one.says) for one in told] == [
        ("dead", "failing", "no answer since 02:10"),
        ("silent", "quiet", "Quiet for 14 min."),
    ]
