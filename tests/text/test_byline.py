"""Bylines and what is none."""

import pytest

from wireroom.text.byline import read_byline


@pytest.mark.parametrize(
    ("line", "names", "credit"),
    [
        ("By Ada Quill, coast =", ("Ada Quill",), "coast"),
        ("By ADA QUILL and JO MARSH=", ("ADA QUILL", "JO MARSH"), None),
        ("Von Jo Marsh und Ada Quill, coast", ("Jo Marsh", "Ada Quill"), "coast"),
        ("By coast correspondents", ("coast correspondents",), None),
        ("By The Associated Press", ("The Associated Press",), None),
    ],
)
def test_names_and_credit_are_told_apart(line, names, credit):
    found = read_byline(line)
    assert found is not None
    assert (found.names, found.credit) == (names, credit)


@pytest.mark.parametrize("line", ["By the river they sat down.", "by and large", "Ada Quill", ""])
def test_a_sentence_is_no_byline(line):
    assert read_byline(line) is None
