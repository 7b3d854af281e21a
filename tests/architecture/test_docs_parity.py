"""What is generated is current; what the docs name exists."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from cyclopts import CycloptsError, MissingArgumentError

from wireroom import formats, writers
from wireroom.cli import make_app

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("tool", ["tools/configuration_page.py", "tools/formats_page.py"])
def test_generated_page_is_current(tool: str) -> None:
    command = [sys.executable, tool, "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name", [f"formats.{name}" for name in formats.NAMES] + [f"writers.{n}" for n in writers.NAMES]
)
def test_every_format_names_its_standard_and_edition_in_its_first_line(name: str) -> None:
    first = (import_module(f"wireroom.{name}").__doc__ or "").partition("\n")[0]
    assert re.search(r"\d|no standard", first) or name == "writers.text", (
        f"{name}: which standard, which edition? {first!r}"
    )
    assert len(first) < 130


def written_commands(page: str) -> Iterator[str]:
    """Give what a page tells to type after `wireroom`, in blocks and in its sentences."""
    blocks = re.findall(r"^```(?:sh|console)?\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"(?<!`)`([^`\n]+)`(?!`)", page)
    for line in lines:
        if found := re.match(r"(?:nice |sudo )?wireroom (?P<words>.+)", line):
            # behind a comment, a pipe or a gap stands what is not typed; in brackets what may be left out
            words = re.split(r"\s{2,}| #| \| | > | < | && ", found["words"])[0]
            yield re.sub(r"[\[\]]", "", words).removesuffix("…").replace("SEQ", "1041").strip()


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "howto").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_that_a_page_tells_to_type_is_understood(page: Path) -> None:
    app = make_app()
    for words in written_commands(page.read_text()):
        try:
            app.parse_args(shlex.split(words), exit_on_error=False, print_error=False)
        except MissingArgumentError:
            pass  # only named: "`wireroom spike replay`, after an update"
        except CycloptsError as error:
            pytest.fail(f"{page.name}: wireroom {words}: {error}")


def test_commands_are_found_in_the_pages() -> None:
    found = [words for page in PAGES for words in written_commands(page.read_text())]
    assert len(found) > 60
    assert "serve --data /srv/wireroom --bus nats://127.0.0.1:4222" in found
