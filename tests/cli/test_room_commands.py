"""The commands that work on a room: with a server that has it open, and without."""

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from roomproc import RoomProcess, ninjs, room_process, wireroom
from wireroom.cli import main

NOISE = bytes((number * 73 + 41) % 256 for number in range(480))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder of three items, one message that nobody can read, and a file that is none of our business."""
    folder = tmp_path / "copy"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.json").write_bytes(ninjs(number))
    (folder / "noise.bin").write_bytes(NOISE)
    (folder / ".hidden").write_bytes(ninjs(9))
    return folder


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomProcess]:
    """A room that is open, shared by the tests of this module that do not stop it."""
    with room_process(tmp_path_factory.mktemp("open") / "room") as opened:
        yield opened


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def eventually(found: Callable[[], object], *, within_s: float = 20.0) -> None:
    """Wait until a call gives something true."""
    ends_at = time.monotonic() + within_s
    while not found():
        assert time.monotonic() < ends_at, "did not come about in time"
        time.sleep(0.05)


# without a server


def test_ingest_into_an_empty_room(tmp_path: Path, copy: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    data = str(tmp_path / "room")
    assert main(["ingest", "--data", data, "--json", str(copy)]) == 1
    told = {Path(line["file"]).name: line for line in map(json.loads, capfdbinary.readouterr().out.splitlines())}
    assert set(told) == {"0.json", "1.json", "2.json", "noise.bin"}
    assert told["noise.bin"]["state"] == "spiked"
    assert told["noise.bin"]["reason"]
    assert all(told[f"{number}.json"]["items"] for number in range(3))
    assert main(["ingest", "--data", data, str(copy / "0.json")]) == 0
    assert b"0 taken (0 items), 1 taken before" in capfdbinary.readouterr().out


def test_an_empty_file_is_refused_with_and_without_a_server(
    room: RoomProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none.xml").write_bytes(b" \n")
    for data in (room.data, tmp_path / "other"):
        assert main(["ingest", "--data", str(data), str(tmp_path / "none.xml")]) == 1
        told = capsys.readouterr().out
        assert "empty" in told
        assert "0 on the spike, 1 refused" in told


def test_ingest_tells_of_files_it_cannot_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "--data", str(tmp_path / "room"), str(tmp_path / "gone")]) == 1
    assert "1 refused" in capsys.readouterr().out


def test_spike_is_listed_shown_and_replayed(
    tmp_path: Path, copy: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = ["--data", str(tmp_path / "room")]
    main(["ingest", *data, str(copy)])
    capfdbinary.readouterr()
    assert main(["spike", "list", *data, "--json"]) == 0
    (entry,) = map(json.loads, capfdbinary.readouterr().out.splitlines())
    assert entry["filename"] == "noise.bin"
    assert main(["spike", "show", *data, entry["dispatch"][:8]]) == 0
    assert capfdbinary.readouterr().out == NOISE
    assert main(["spike", "replay", *data, entry["dispatch"][:8]]) == 1
    assert b"spiked" in capfdbinary.readouterr().out
    assert main(["spike", "replay", *data, "--every", "--json"]) == 1
    assert main(["spike", "replay", *data, "0000"]) == 1
    assert main(["spike", "replay", *data]) == 2


def test_tail_without_a_server_shows_what_the_store_has(
    tmp_path: Path, copy: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = ["--data", str(tmp_path / "room")]
    main(["ingest", *data, str(copy)])
    capfdbinary.readouterr()
    assert main(["tail", *data, "--json"]) == 0
    shown = list(map(json.loads, capfdbinary.readouterr().out.splitlines()))
    assert sorted(line["headline"][-20:] for line in shown) == [f"e number {n} is painted"[-20:] for n in range(3)]
    assert [line["seq"] for line in shown] == sorted(line["seq"] for line in shown)
    assert main(["tail", *data]) == 0
    assert b"Lighthouse number 1 is painted" in capfdbinary.readouterr().out


@pytest.mark.parametrize("command", [["spike", "list"], ["tail"], ["spike", "show", "x"]], ids=" ".join)
def test_a_folder_without_a_room_is_a_wrong_setting(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--data", str(tmp_path / "none")]) == 2
    assert "there is no room in" in capsys.readouterr().err


def test_doctor_finds_a_room_well_and_a_token_that_others_can_read(
    tmp_path: Path, copy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "room"
    assert main(["doctor", "--data", str(data)]) == 0
    main(["ingest", "--data", str(data), str(copy)])
    capfd.readouterr()
    assert main(["doctor", "--data", str(data), "--json"]) == 0
    found = {line["what"]: line for line in map(json.loads, capfd.readouterr().out.splitlines())}
    assert found["store"]["state"] == "ok"
    assert "3 items" in found["store"]["text"]
    assert found["spike"]["state"] == "worry"
    (data / "token").chmod(0o644)
    assert main(["doctor", "--data", str(data)]) == 1
    assert "chmod 600" in capfd.readouterr().out


def test_doctor_finds_damage(tmp_path: Path, copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "room"
    main(["ingest", "--data", str(data), str(copy)])
    store = data / "wireroom.db"
    with store.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(store.stat().st_size - 4096))
    capfd.readouterr()
    assert main(["doctor", "--data", str(data)]) == 1
    assert "fault  store" in capfd.readouterr().out


# sources


class Feed(BaseHTTPRequestHandler):
    """A feed of one entry, packed."""

    def do_GET(self) -> None:
        body = gzip.compress(
            b'<?xml version="1.0"?><rss version="2.0"><channel><title>Coast</title><link>http://c.example/</link>'
            b"<description>d</description><item><title>Ferry returns to Holm</title><guid>urn:c:1</guid>"
            b"<pubDate>Wed, 04 Mar 2026 12:00:00 GMT</pubDate></item></channel></rss>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def feed() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/wire.rss"
    server.shutdown()
    server.server_close()


def test_sources_are_added_tested_listed_and_removed(
    tmp_path: Path, feed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "room")]
    assert main(["source", "add", feed, *data]) == 1
    assert "allow_private" in capsys.readouterr().err
    assert main(["source", "add", feed, *data, "--allow-private", "--name", "coast", "--interval", "90 s"]) == 0
    assert "Ferry returns to Holm" in capsys.readouterr().out
    capsys.readouterr()
    assert main(["source", "add", feed, *data, "--allow-private", "--name", "coast"]) == 2
    assert "--name" in capsys.readouterr().err
    assert main(["source", "add", str(tmp_path / "in"), *data]) == 0
    capsys.readouterr()
    assert main(["source", "list", *data]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"coast  feed  {feed}  (added)", f"in  folder  {tmp_path / 'in'}  (added)",
    ]  # fmt: skip
    assert main(["source", "test", "coast", *data]) == 0
    assert main(["doctor", "--online", *data]) == 0
    assert "coast gives 1 items" in capsys.readouterr().out
    assert main(["source", "remove", "coast", *data]) == 0
    assert main(["source", "remove", "coast", *data]) == 1
    assert main(["source", "test", "coast", *data]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["file:///etc/passwd"],
        ["gopher://a.example/x"],
        ["http://a.example/", "--set", "usr=x"],
        ["http://a.example/", "--set", "user"],
        ["http://a.example/", "--zone", "Mars/Olympus"],
    ],
    ids=" ".join,
)
def test_a_wrong_source_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    assert main(["source", "add", *arguments, "--untested", "--data", str(tmp_path)]) == 2
    assert not (tmp_path / "sources.json").exists()


# with a server


def test_first_start_prints_the_token_and_only_its_owner_can_read_it(room: RoomProcess) -> None:
    assert room.token in room.out
    assert f"Wireroom is open at {room.url}/" in room.out
    assert stat.S_IMODE((room.data / "token").stat().st_mode) == 0o600


def test_posting_needs_the_token(room: RoomProcess) -> None:
    posted = httpx.post(f"{room.url}/api/v1/dispatches", content=ninjs(100))
    assert posted.status_code == 401
    headers = {"Authorization": f"Bearer {room.token}"}
    assert httpx.post(f"{room.url}/api/v1/dispatches", content=ninjs(100), headers=headers).status_code == 201
    large = b"x" * (5 * 1024 * 1024 + 1)
    assert httpx.post(f"{room.url}/api/v1/dispatches", content=large, headers=headers).status_code == 413


def test_ingest_posts_to_the_room_that_is_open(room: RoomProcess, copy: Path) -> None:
    done = wireroom("ingest", "--data", str(room.data), "--json", str(copy))
    assert done.returncode == 1, done.stderr
    told = {Path(str(line["file"])).name: line["state"] for line in lines(done)}
    assert told == {"0.json": "placed", "1.json": "placed", "2.json": "placed", "noise.bin": "spiked"}
    assert room.url.encode() in done.stderr


def test_replay_beside_a_server(room: RoomProcess, copy: Path) -> None:
    wireroom("ingest", "--data", str(room.data), str(copy / "noise.bin"))
    done = wireroom("spike", "replay", "--data", str(room.data), "--every", "--json")
    assert {line["state"] for line in lines(done)} == {"spiked"}


def test_two_servers_do_not_share_a_room(room: RoomProcess) -> None:
    done = wireroom("serve", "--data", str(room.data), "--port", "0")
    assert done.returncode == 2
    assert b"is open in process" in done.stderr


def test_a_port_that_is_taken_makes_no_token(room: RoomProcess, tmp_path: Path) -> None:
    done = wireroom("serve", "--data", str(tmp_path / "other"), "--port", room.url.rpartition(":")[2])
    assert done.returncode == 2
    assert b"cannot listen" in done.stderr
    assert not (tmp_path / "other" / "token").exists()


def test_tail_follows_the_wire(room: RoomProcess) -> None:
    command = [sys.executable, "-m", "wireroom", "tail", "--data", str(room.data), "--after", "0", "--json"]
    # a program begun in the background of a script, as a test run may be, hands on that Ctrl-C is to be ignored
    hear_ctrl_c = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, preexec_fn=hear_ctrl_c) as following:
        assert following.stdout is not None
        headers = {"Authorization": f"Bearer {room.token}"}
        httpx.post(f"{room.url}/api/v1/dispatches", content=ninjs(200, "FLASH: BEACON LIT"), headers=headers)
        for line in following.stdout:
            if b"BEACON LIT" in line:
                break
        following.send_signal(signal.SIGINT)
        following.stdout.read()
        assert following.wait(20) == 130


def test_a_watched_folder_and_a_polled_feed_come_in_and_can_be_taken_away(
    room: RoomProcess, tmp_path: Path, feed: str
) -> None:
    folder = tmp_path / "in"
    data = ["--data", str(room.data)]
    assert wireroom("source", "add", str(folder), "--name", "watched", *data).returncode == 0
    assert wireroom("source", "add", feed, "--name", "polled", "--allow-private", *data).returncode == 0
    eventually(folder.is_dir)
    (folder / "a.json").write_bytes(ninjs(300, "Herring catch doubles"))
    eventually((folder / "done" / "a.json").exists)

    def is_found(words: str) -> bool:
        return bool(httpx.get(f"{room.url}/api/v1/items", params={"q": words}).json()["items"])

    assert is_found("herring")
    eventually(lambda: is_found("ferry returns"))
    assert wireroom("source", "remove", "watched", *data).returncode == 0
    eventually(lambda: b'wireroom_source_up{source="watched"}' not in httpx.get(f"{room.url}/metrics").content)


def test_doctor_asks_the_server_which_sources_fail(room: RoomProcess) -> None:
    data = ["--data", str(room.data)]
    assert wireroom("doctor", *data).returncode == 0
    added = wireroom(
        "source", "add", "http://127.0.0.1:9/rss", "--name", "dead", "--untested", "--allow-private", *data
    )
    assert added.returncode == 0
    eventually(lambda: wireroom("doctor", *data).returncode == 1)
    assert b"dead fails now" in wireroom("doctor", *data).stdout
    assert wireroom("source", "remove", "dead", *data).returncode == 0
    eventually(lambda: wireroom("doctor", *data).returncode == 0)


def test_metrics_count_what_was_taken(room: RoomProcess) -> None:
    headers = {"Authorization": f"Bearer {room.token}"}
    httpx.post(f"{room.url}/api/v1/dispatches?source=counted", content=ninjs(400), headers=headers)
    text = httpx.get(f"{room.url}/metrics").text
    assert 'wireroom_taken_total{source="counted",state="placed"} 1.0' in text


def test_term_stops_cleanly_and_lets_live_readers_go(tmp_path: Path) -> None:
    with room_process(tmp_path / "room") as room:
        with httpx.stream("GET", f"{room.url}/api/v1/wire", timeout=30) as wire:
            chunks = wire.iter_raw()
            next(chunks)
            began = time.monotonic()
            assert room.stop() == 0
            assert time.monotonic() - began < 5
            assert b"".join(chunks) is not None
        logged = [json.loads(line) for line in room.log.splitlines()]
        assert logged[-1]["event"] == "stopped"
        room.start()
        assert room.out.count("shown this once") == 1
        assert room.stop() == 0
