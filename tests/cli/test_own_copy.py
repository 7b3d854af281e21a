"""`wireroom file`, copy of the house's own, and `wireroom bench`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wireroom.cli import main
from wireroom.model import Filed
from wireroom.store import Store, open_store


def filed(capfdbinary: pytest.CaptureFixture[bytes], room: Path, *words: str) -> dict[str, object]:
    assert main(["file", *words, "--agency", "Holm Courier", "--data", str(room), "--json"]) == 0
    told = json.loads(capfdbinary.readouterr().out)
    assert told["state"] == "placed"
    assert not told["faults"]
    return told


def look(store: Store, told: dict[str, object]) -> Filed:
    items = told["items"]
    assert isinstance(items, list)
    found = store.find_item(items[0], view="desk", now=datetime.now(UTC))
    assert found is not None
    return found


def test_own_copy_is_filed_updated_and_killed(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    text = tmp_path / "text.txt"
    text.write_text("The bridge at Holm is shut.\n\nNobody was hurt.\n", encoding="utf-8")
    first = filed(capfdbinary, room, "Bridge at Holm closed", "--mark", "FLASH")
    uri = str(first["uri"])
    second = filed(
        capfdbinary, room, "Bridge at Holm shut after barge hits pier", "--mark", "URGENT",
        "--body", str(text), "--again", uri, "--note", "More to come",
    )  # fmt: skip
    store = open_store(room / "wireroom.db")
    try:
        one, two = (look(store, told) for told in (first, second))
        assert (one.item.marks.rank, two.item.marks.rank) == ("flash", "urgent")
        assert one.chain == two.chain
        assert two.item.body_text.split("\n\n") == ["The bridge at Holm is shut.", "Nobody was hurt."]
        assert two.item.ednote == "More to come"
        assert one.item.agency_name == "Holm Courier"
        filed(capfdbinary, room, "Bridge at Holm: mandatory kill", "--again", uri, "--status", "canceled")
        killed = [look(store, told) for told in (first, second)]
        assert all(each.killed_by for each in killed)
    finally:
        store.close()


def test_a_kill_of_own_copy_names_what_it_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["file", "Kill", "--status", "canceled", "--data", str(tmp_path / "room")]) == 2
    assert "--again" in capsys.readouterr().err


def test_a_text_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["file", "Bridge", "--body", str(tmp_path / "gone.txt"), "--data", str(tmp_path / "room")]) == 2
    assert "gone.txt" in capsys.readouterr().err


def test_bench_tells_what_the_machine_can_do_and_leaves_nothing(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["bench", "--seconds", "0.2", "--data", str(tmp_path), "--json"]) == 0
    told = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert len(told) == 4
    assert all(one["value"] > 0 for one in told)
    assert not list(tmp_path.iterdir())


def test_what_would_be_lost_on_the_wire_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (("",), "headline: is empty"),
        (("Bridge closed", "--mark", "NOPE"), "no house style reads 'NOPE' as a mark"),
    ):
        assert main(["file", *words, "--data", str(tmp_path / "room")]) == 2
        assert told in capsys.readouterr().err
    assert not (tmp_path / "room").exists()


def test_empty_answers_say_so_beside_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    room, empty = str(tmp_path / "room"), tmp_path / "empty"
    empty.mkdir()
    for words, told in (
        (("ingest", str(empty), "--data", room), "there is no file in "),
        (("read", str(empty)), "there is no file in "),
        (("search", "zeppelin", "--data", room), "nothing in this room fits"),
        (("source", "list", "--data", room), "there are no sources yet"),
        (("watch", "list", "--data", room), "there are no watches yet"),
        (("subscriber", "list", "--data", room), "there are no subscribers yet"),
    ):
        assert main(words) == 0, words
        assert told in capsys.readouterr().err, words
    assert main(["source", "add", str(tmp_path / "in"), "--agency", "zzagency", "--data", room]) == 0
    told = capsys.readouterr().err
    assert "is not there yet" in told
    assert "no house style is called 'zzagency'" in told
    assert main(["subscriber", "add", "Paper", "--channel", "desk", "--data", room]) == 2
    assert "name: small letters, digits" in capsys.readouterr().err
