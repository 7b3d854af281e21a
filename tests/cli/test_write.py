"""`wireroom write`: any wire file in, another format out."""

import json
import subprocess
import sys
from pathlib import Path

import wireroom

COPY = json.dumps({
    "uri": "urn:newsml:north.example:20260301:bridge", "version": "3", "headline": "2nd LD: Bridge closed",
    "source": "Norrland Press", "ednote": "Eds: adds toll", "body_html": "<p>A bridge was closed on Friday.</p>",
    "versioncreated": "2026-03-01T21:05:00Z",
}).encode()  # fmt: skip
HELD = COPY.replace(b'"ednote"', b'"embargoed": "2099-01-01T00:00:00Z", "ednote"')


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "wireroom", "write", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False)


def test_a_file_is_written_in_another_format_for_editors() -> None:
    done = run("newsml_g2", "-", stdin=COPY)
    assert done.returncode == 0, done.stderr
    item = wireroom.read(done.stdout).items[0]
    assert (item.headline, item.version, item.ednote) == ("2nd LD: Bridge closed", "3", "Eds: adds toll")


def test_readers_get_neither_notes_nor_held_copy() -> None:
    assert b"adds toll" not in run("newsml_g2", "-", "--for-readers", stdin=COPY).stdout
    assert run("ninjs", "-", "--for-readers", stdin=HELD).stdout == b""
    assert b"2099-01-01" in run("ninjs", "-", stdin=HELD).stdout


def test_what_cannot_be_read_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(COPY)
    (tmp_path / "bad.bin").write_bytes(b"\x00\x01")
    done = run("text", str(tmp_path))
    assert done.returncode == 1
    assert b"bad.bin" in done.stderr
    assert done.stdout.startswith(b"2nd LD: Bridge closed\n")


def test_a_format_nobody_writes_is_a_usage_error() -> None:
    done = run("papyrus", "-")
    assert done.returncode == 2
    assert b"newsml_g2" in done.stderr
