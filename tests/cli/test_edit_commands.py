"""`wireroom edit` against a room that runs."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from roomproc import RoomProcess, room_process, wireroom


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomProcess]:
    with room_process(tmp_path / "data") as running:
        yield running


def post(room: RoomProcess, name: str, headline: str, **more: object) -> str:
    sent = {
        "uri": f"urn:test:{name}", "version": "1", "type": "text", "versioncreated": "2026-03-01T12:00:00Z",
        "headline": headline, "infosources": [{"name": "Hafen"}], "body_text": f"{headline}. More follows.", **more,
    }  # fmt: skip
    headers = {"authorization": f"Bearer {room.token}"}
    told = httpx.post(f"{room.url}/api/v1/dispatches", content=json.dumps(sent), headers=headers).raise_for_status()
    return told.json()["items"][0]


def edit(room: RoomProcess, *words: str) -> tuple[int, str]:
    done = wireroom("edit", *words, "--data", str(room.data))
    return done.returncode, (done.stdout + done.stderr).decode()


def test_a_decision_is_made_told_and_undone(room: RoomProcess) -> None:
    one, two = post(room, "a", "Bridge falls into the harbour"), post(room, "b", "Snow closes the mountain passes")
    story = httpx.get(f"{room.url}/api/v1/items/{one}").json()["story"]
    status, told = edit(room, "pin", story, two, "--why", "the same storm", "--by", "Anna; night desk")
    assert (status, told.split()[1]) == (0, "pin")
    assert len(httpx.get(f"{room.url}/api/v1/stories/{story}").json()["items"]) == 2
    assert edit(room, "rename", story, "The storm")[0] == 0
    assert httpx.get(f"{room.url}/api/v1/stories/{story}").json()["headline"] == "The storm"
    listed = [json.loads(line) for line in edit(room, "history", "--json")[1].splitlines()]
    assert [(line["kind"], line.get("why")) for line in listed] == [("rename", None), ("pin", "the same storm")]
    assert listed[1]["by"] == {"name": "Anna", "desk": "night desk"}
    assert edit(room, "undo", told.split()[0])[0] == 0
    assert len(httpx.get(f"{room.url}/api/v1/stories/{story}").json()["items"]) == 1
    status, told = edit(room, "undo", told.split()[0])
    assert (status, "undone before" in told) == (1, True)


def test_held_copy_is_freed_and_its_alarm_seen_to(room: RoomProcess) -> None:
    held = post(room, "speech", "Budget speech", pubstatus="withheld")
    status, told = edit(room, "alarms")
    assert (status, "held until an editor frees it" in told) == (0, True)
    assert httpx.get(f"{room.url}/api/v1/items/{held}").status_code == 404
    assert edit(room, "release", held)[0] == 0
    assert httpx.get(f"{room.url}/api/v1/items/{held}").status_code == 200
    assert edit(room, "acknowledge", told.split()[0])[0] == 0
    assert "no alarm is open" in edit(room, "alarms")[1]
    assert "seen to by" in edit(room, "alarms", "--all")[1]


def test_without_a_running_room_it_says_so(tmp_path: Path) -> None:
    done = wireroom("edit", "alarms", "--data", str(tmp_path / "none"))
    assert done.returncode == 2
    assert b"no room is running" in done.stderr


def test_copy_is_killed_and_the_kill_taken_back(room: RoomProcess) -> None:
    item = post(room, "libel", "Harbour treasurer held over funds")
    done = wireroom("kill", item, "--why", "the court forbids it", "--data", str(room.data))
    assert done.returncode == 0
    id, kind = done.stdout.decode().split()
    assert kind == "kill"
    page = httpx.get(f"{room.url}/item/{item}")
    assert (page.status_code, "treasurer" in page.text, "Killed by the newsroom" in page.text) == (410, False, True)
    assert edit(room, "kill", item, "--why", "again")[0] == 1
    assert wireroom("kill", item, "--data", str(room.data)).returncode == 2
    assert edit(room, "undo", id)[0] == 0
    assert "Harbour treasurer held" in httpx.get(f"{room.url}/item/{item}").text


def test_copy_that_an_order_did_not_mean_stands_again(room: RoomProcess) -> None:
    slug = {"slugline": "HARBOUR-FUNDS"}
    item = post(room, "right", "Harbour treasurer held over funds", **slug)
    post(room, "order", "KILL: Kassenwart", pubstatus="canceled", **slug)
    assert httpx.get(f"{room.url}/item/{item}").status_code == 410
    assert edit(room, "spare", item)[0] == 2  # without a reason nothing is done
    status, told = edit(room, "spare", item, "--why", "they said so on the telephone")
    assert (status, told.split()[1]) == (0, "spare")
    assert "Harbour treasurer held" in httpx.get(f"{room.url}/item/{item}").text
    assert "does not mean" in edit(room, "alarms")[1]
    assert edit(room, "undo", told.split()[0])[0] == 0
    assert httpx.get(f"{room.url}/item/{item}").status_code == 410
    assert "no alarm is open" in edit(room, "alarms")[1]
