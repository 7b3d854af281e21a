"""`wireroom watch` and `wireroom search`, on a room that is open and on one that is not."""

import json
from pathlib import Path

from roomproc import ninjs, room_process, wireroom


def lines(out: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.decode().splitlines()]


def test_watch_and_search_without_a_server(tmp_path: Path) -> None:
    room, copy = tmp_path / "room", tmp_path / "copy.json"
    copy.write_bytes(ninjs(7, "FLASH: Lighthouse number 7 goes dark"))
    assert wireroom("ingest", "--data", str(room), str(copy)).returncode == 0
    tried = wireroom("watch", "test", "lighthouse", "--data", str(room))
    assert b"would have rung 1 time in the last 24 hours" in tried.stdout
    added = wireroom("watch", "add", "lighthouse", "--name", "Lights", "--quiet", "22:00-06:00", "--data", str(room))
    assert added.returncode == 0, added.stderr
    (found,) = lines(wireroom("watch", "list", "--data", str(room), "--json").stdout)
    assert (found["name"], found["query"]) == ("Lights", "lighthouse")
    shown = wireroom("search", "lighthouse", "--data", str(room))
    assert b"Lighthouse number 7 goes dark" in shown.stdout
    (item,) = lines(wireroom("search", "lighthouse", "--json", "--data", str(room)).stdout)
    assert item["marks"]["rank"] == "flash"
    (best,) = lines(wireroom("search", "lighthouse~", "--relevance", "--json", "--data", str(room)).stdout)
    assert best["id"] == item["id"]
    copy.write_bytes(ninjs(8, "Harbour number 8 opens"))
    assert wireroom("ingest", "--data", str(room), str(copy)).returncode == 0
    facets = lines(wireroom("search", "--facets", "--json", "--data", str(room)).stdout)
    assert {"facet": "Mark", "value": "flash", "n_items": 1, "query": "rank:flash"} in facets
    assert b"     1  flash    rank:flash" in wireroom("search", "--facets", "--data", str(room)).stdout
    assert wireroom("search", "--facets", "submarine", "--data", str(room)).stdout == b""
    assert wireroom("search", "submarine", "--data", str(room)).stdout == b""
    left_out = wireroom("search", "number", "-dark", "--limit", "5", "--data", str(room))
    assert (b"Harbour" in left_out.stdout, b"Lighthouse" in left_out.stdout) == (True, False)
    hinted = wireroom("search", "lighthouse", "or", "harbour", "--data", str(room))
    assert (hinted.returncode, hinted.stdout, b"write OR" in hinted.stderr) == (0, b"", True)
    mistyped = wireroom("search", "--limmit", "3", "harbour", "--data", str(room))
    assert (mistyped.returncode, b"--limmit: there is no such option" in mistyped.stderr) == (2, True)
    assert wireroom("watch", "remove", str(found["id"]), "--data", str(room)).returncode == 0
    gone = wireroom("watch", "remove", str(found["id"]), "--data", str(room))
    assert (gone.returncode, b"no watch" in gone.stderr) == (1, True)
    for wrong in (("add", "(x"), ("add", "x", "--channel", "nowhere"), ("add", "x", "--quiet", "22"), ("test", "(x")):
        answer = wireroom("watch", *wrong, "--data", str(room))
        assert answer.returncode in (1, 2), wrong
        assert b"Traceback" not in answer.stderr


def test_watch_of_an_open_room(tmp_path: Path) -> None:
    with room_process(tmp_path / "room", "--log-level", "warning") as room:
        added = wireroom("watch", "add", "lighthouse", "--json", "--data", str(room.data))
        (made,) = lines(added.stdout)
        assert b"would have rung 0 times" in wireroom("watch", "test", "lighthouse", "--data", str(room.data)).stdout
        refused = wireroom("watch", "add", "(lighthouse", "--data", str(room.data))
        assert (refused.returncode, refused.stdout) == (1, b"")
        assert str(made["id"]).encode() in wireroom("watch", "list", "--data", str(room.data)).stdout
        assert wireroom("watch", "remove", str(made["id"]), "--data", str(room.data)).returncode == 0
        assert room.stop() == 0
