"""`wireroom read` as a program that other programs call."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wireroom.cli import COMMANDS, Command, main


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "wireroom", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False)


def test_read_loads_no_server() -> None:
    code = (
        "import sys\n"
        "from wireroom.cli import main\n"
        "main(['read', '--json', '-'])\n"
        "heavy = {'litestar', 'uvicorn', 'aiohttp', 'asyncio', 'sqlite3', 'jinja2'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], input=b"\x00\x01", capture_output=True, timeout=60, check=True)
    assert done.stderr.decode().strip() == "[]"


def test_nothing_readable_gives_a_line_and_status_one() -> None:
    done = run("read", "--json", "-", stdin=b"\x00\x01\x02\x03")
    line = json.loads(done.stdout)
    assert done.returncode == 1
    assert set(line) == {"file", "format", "item", "marks", "faults"}
    assert line["item"] is None
    assert line["file"] == "-"
    assert line["faults"][0]["level"] == "error"


def test_a_missing_file_is_told_and_its_neighbours_are_read(tmp_path: Path) -> None:
    (tmp_path / "b.bin").write_bytes(b"\x00")
    done = run("read", "--json", str(tmp_path / "gone.txt"), str(tmp_path / "b.bin"))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [Path(line["file"]).name for line in lines] == ["gone.txt", "b.bin"]
    assert lines[0]["faults"][0]["code"] == "file-unread"
    assert b"gone.txt" in done.stderr


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_bytes(b"\x00")
    (tmp_path / "in" / ".hidden").write_bytes(b"\x00")
    done = run("read", "--json", str(tmp_path))
    assert [Path(json.loads(line)["file"]).name for line in done.stdout.splitlines()] == ["a"]


@pytest.mark.parametrize(
    "arguments",
    [["read"], ["read", "--as", "telex", "x"], ["read", "--no-such-flag", "x"], ["no-such-command"]],
    ids=["no file", "no such format", "no such flag", "no such command"],
)
def test_wrong_usage_is_status_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "wireroom:" in capsys.readouterr().err


def test_copy_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "\x1b[2Jx"
    path.write_bytes(b"\x1b]0;owned\x07")
    done = run("read", str(path))
    assert b"\x1b[2J" not in done.stdout
    assert b"\x1b]0" not in done.stdout


def test_every_command_is_in_the_table_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(sys.modules["wireroom.cli"].__file__ or "").parent
    modules = {path.stem for path in folder.glob("[a-z]*.py")}
    named = {command.at.partition(":")[0].rpartition(".")[2] for command in COMMANDS}
    assert modules == named, "add the command to COMMANDS in src/wireroom/cli/__init__.py"
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(command.name in shown for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command.name, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out
