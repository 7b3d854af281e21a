"""A newsroom's own house styles: a folder, no code."""

import subprocess
import sys
from pathlib import Path

import pytest

from wireroom import read
from wireroom.agencies.own import use_styles
from wireroom.errors import ConfigError

STYLE = """
title = "Harbour Wire"
source = "Invented."
aliases = ["harbour wire"]
parts = ["english"]

[[rule]]
marks = ["rank:flash"]
words = ["ALL HANDS"]
as = ["colon"]
"""
ASK = """
import sys
from pathlib import Path
from wireroom.agencies import read_marks, use_styles
before, _ = read_marks("harbour wire", "headline", "ALL HANDS: Quay floods")
use_styles(Path(sys.argv[1]))
after, clean = read_marks("harbour wire", "headline", "ALL HANDS: Quay floods")
print(before.rank, after.rank, clean)
"""


def test_style_in_a_folder_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "harbour.toml").write_text(STYLE)
    # in a process of its own: styles are chosen once for a process
    said = subprocess.run([sys.executable, "-c", ASK, str(tmp_path)], capture_output=True, text=True, check=True)
    assert said.stdout.split(maxsplit=2) == ["None", "flash", "Quay floods\n"]


def test_broken_style_is_named_with_its_fault(tmp_path: Path) -> None:
    (tmp_path / "harbour.toml").write_text(STYLE.replace("marks =", "mark ="))
    with pytest.raises(ConfigError, match=r"harbour\.toml is no house style.*mark"):
        use_styles(tmp_path)


def test_agency_without_a_style_goes_by_the_name_it_came_with() -> None:
    (item,) = read(
        b'{"uri": "urn:x:1", "headline": "URGENT: Quay floods", "infosources": [{"name": "Quay & Sons (UK)"}]}'
    ).items
    assert (item.agency, item.agency_name, item.marks.rank) == ("quay_sons_uk", "Quay & Sons (UK)", "urgent")


def test_source_gives_its_name_to_copy_that_has_none() -> None:
    (item,) = read(b'{"uri": "urn:x:1", "headline": "Quay floods"}', source="Harbour Radio").items
    assert (item.agency, item.agency_name) == ("harbour_radio", "Harbour Radio")
