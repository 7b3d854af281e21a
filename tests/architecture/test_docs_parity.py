"""What is generated is current; what the docs name exists."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from wireroom import formats, writers

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
