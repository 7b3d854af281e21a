"""Datelines as agencies print them, and what looks like one and is none."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.text.dateline import given_dateline, read_dateline

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


GIVEN = [
    ("STORHOLMEN (SKN)", ("STORHOLMEN", None, ("SKN",), None)),
    ("CORALTON, AUGUST 11", ("CORALTON", None, (), "AUGUST 11")),
    ("LIPOWA 4.9", ("LIPOWA", None, (), "4.9")),
    ("Steinalp, 10.02.2020", ("Steinalp", None, (), "10.02.2020")),
    ("ÅREDAL/TT", ("ÅREDAL", None, ("TT",), None)),
    ("KÖLN/BERLIN", ("KÖLN/BERLIN", None, (), None)),
    ("Newport News, VA", ("Newport News", "VA", (), None)),
    ("Puerto Lirio (Chile), 22 feb (EFE).-", ("Puerto Lirio", "Chile", ("EFE",), "22 feb")),
    ("ANSA TEST - ROMA, 01 LUG -", ("ROMA", None, (), "01 LUG")),
    ("MOSCOW, Monday (Reuters)", ("MOSCOW", None, ("Reuters",), "Monday")),
    ("כפר הזית, 12 במאי", ("כפר הזית", None, (), "12 במאי")),
    ("واحة النخيل في 30 يونيو / نخلة /", ("واحة النخيل", None, ("نخلة",), "30 يونيو")),
    ("Ottawa Ontario Canada", (None, None, (), None)),
    ("4/4/2018", (None, None, (), None)),
    ("12:30", (None, None, (), None)),
]


@pytest.mark.parametrize(("text", "parts"), GIVEN)
def test_a_dateline_in_a_field_of_its_own_is_taken_apart(text, parts):
    found = given_dateline(text)
    assert found.text == text
    assert (found.city, found.region, found.credits, found.date) == parts


@given(st.text(max_size=200))
def test_any_words_may_stand_in_that_field(text):
    assert given_dateline(text).text == text
