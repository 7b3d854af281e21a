"""export, import, backup and the checksum, with a server that has the room open."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import database
from roomproc import RoomProcess, ninjs, room_process, wireroom


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomProcess]:
    with room_process(tmp_path_factory.mktemp("open") / "room") as opened:
        for number in range(5):
            post(opened, number)
        yield opened


def post(room: RoomProcess, number: int) -> None:
    headers = {"Authorization": f"Bearer {room.token}"}
    answer = httpx.post(f"{room.url}/api/v1/dispatches?source=x", content=ninjs(number), headers=headers)
    assert answer.status_code in (200, 201)


def told(*arguments: str, status: int = 0) -> dict[str, object]:
    done = wireroom(*arguments, "--json")
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout) if done.stdout else {"problem": done.stderr.decode()}


def test_a_running_room_moves_into_a_new_folder(room: RoomProcess, tmp_path: Path) -> None:
    assert wireroom("source", "add", str(tmp_path / "in"), "--data", str(room.data)).returncode == 0
    exported = told("export", str(tmp_path / "out.zip"), "--data", str(room.data))
    taken = told("import", str(tmp_path / "out.zip"), "--data", str(tmp_path / "new"), "--check")
    assert taken == {"n_rows": taken["n_rows"], "checksum": exported["checksum"], "is_checked": True}
    assert told("doctor", "--checksum", "--data", str(tmp_path / "new"))["checksum"] == exported["checksum"]
    assert (tmp_path / "new" / "sources.json").read_bytes() == (room.data / "sources.json").read_bytes()
    again = told("import", str(tmp_path / "out.zip"), "--data", str(tmp_path / "new"), status=1)
    assert "empty one" in str(again["problem"])


def test_a_room_that_a_server_has_open_is_not_moved_into(room: RoomProcess, tmp_path: Path) -> None:
    told("export", str(tmp_path / "out"), "--data", str(room.data))
    refused = told("import", str(tmp_path / "out"), "--data", str(room.data), status=2)
    assert "is open in process" in str(refused["problem"])


def test_a_backup_of_a_running_room_opens_as_a_room(room: RoomProcess, tmp_path: Path) -> None:
    made = told("backup", str(tmp_path), "--data", str(room.data))
    assert made["kind"] == "store"
    new = tmp_path / "new"
    new.mkdir()
    shutil.copy(str(made["file"]), new / "wireroom.db")
    with room_process(new) as restored:
        found = httpx.get(f"{restored.url}/api/v1/items?q=lighthouse").json()
        assert len(found["items"]) == 5
        post(restored, 77)
    again = told("backup", str(made["file"]), "--data", str(room.data), status=1)
    assert "does not write over" in str(again["problem"])


def test_a_backup_may_be_an_export(room: RoomProcess, tmp_path: Path) -> None:
    assert told("backup", str(tmp_path / "b.zip"), "--data", str(room.data))["kind"] == "export"
    assert told("import", str(tmp_path / "b.zip"), "--data", str(tmp_path / "new"), "--check")["is_checked"] is True


def test_people_are_told_in_words(room: RoomProcess, tmp_path: Path) -> None:
    done = wireroom("export", str(tmp_path / "out"), "--parquet", str(tmp_path / "columns"), "--data", str(room.data))
    assert done.returncode == 0
    assert b"5 items and 5 events are in" in done.stdout
    assert b"the room's checksum is" in done.stdout
    done = wireroom("doctor", "--checksum", "--data", str(room.data))
    assert done.stdout.splitlines()[-1].endswith(b"  the room")


def test_a_room_moves_into_postgresql_and_back(room: RoomProcess, tmp_path: Path) -> None:
    settings = tmp_path / "shared.toml"
    settings.write_text(f'store = "{database.server().make_schema()}"\ndata = "{tmp_path / "shared"}"\n')
    first = told("export", str(tmp_path / "one.zip"), "--data", str(room.data))
    told("import", str(tmp_path / "one.zip"), "--config", str(settings), "--check")
    assert told("doctor", "--checksum", "--config", str(settings))["checksum"] == first["checksum"]
    made = told("backup", str(tmp_path), "--config", str(settings))
    assert made["kind"] == "export"
    back = told("import", str(made["file"]), "--data", str(tmp_path / "back"), "--check")
    assert back["checksum"] == first["checksum"]


@pytest.mark.parametrize(
    ("words", "status"),
    [(("export",), 2), (("export", "x"), 2), (("import", "nothing-here"), 1), (("backup", "x.db"), 2)],
)
def test_what_cannot_be_done_is_said(words: tuple[str, ...], status: int, tmp_path: Path) -> None:
    done = wireroom(*words, "--data", str(tmp_path / "none"), cwd=tmp_path)
    assert done.returncode == status
    assert done.stderr.startswith(b"wireroom: ")


def test_todays_readers_see_what_was_filed(room: RoomProcess) -> None:
    done = wireroom("reread", "--data", str(room.data))
    assert (done.returncode, done.stdout) == (0, b"today's readers see nothing else\n")


def test_a_new_reading_is_told_first_and_then_stands(tmp_path: Path) -> None:
    """A source's clock was not known when its copy came."""
    copy, data, settings = tmp_path / "copy.json", tmp_path / "room", tmp_path / "room.toml"
    copy.write_bytes(ninjs(1).replace(b"12:00:00Z", b"12:00:00"))
    assert wireroom("ingest", "--data", str(data), "--source", "x", str(copy)).returncode == 0
    settings.write_text(f'data = "{data}"\n[source.x]\nzone = "America/New_York"\n')
    done = wireroom("reread", "--apply", "--config", str(settings))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("changed")
    assert lines[1:] == ["1 changed", "1 applied"]
    assert told("reread", "--apply", "--config", str(settings)) == {"n_applied": 0}


def test_what_would_be_retired_is_told(room: RoomProcess, tmp_path: Path) -> None:
    settings = tmp_path / "room.toml"
    settings.write_text(f'data = "{room.data}"\n[retention]\n"*" = "30 d"\n')
    assert told("retain", "--dry-run", "--config", str(settings))["n_items"] == 0
    assert "nothing is set" in str(told("retain", "--data", str(room.data), status=2)["problem"])
