"""Datelines as agencies print them, and what looks like one and is none."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.text.dateline import read_dateline

CASES = json.loads(Path(__file__).with_name("datelines.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30])
def test_dateline_is_read_as_printed(case):
    found = read_dateline(case["text"])
    wanted = case["dateline"]
    if wanted is None:
        assert found is None
        return
    assert found is not None
    assert found.city == wanted["city"]
    assert found.region == wanted["region"]
    assert list(found.credits) == wanted["credits"]
    assert found.date == wanted["date"]
    assert found.text == wanted["text"]


@given(st.text(max_size=200))
def test_dateline_is_the_start_of_the_paragraph(paragraph):
    found = read_dateline(paragraph)
    assert found is None or paragraph.lstrip().startswith(found.text[:1])
