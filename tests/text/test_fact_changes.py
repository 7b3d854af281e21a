"""Which facts a correction changed."""

import pytest

from wireroom.model import Block
from wireroom.text.diff import diff_blocks
from wireroom.text.fact_changes import FactChange, find_fact_changes, spoken_of


def changes(old: str, new: str, language: str | None = "en") -> list[tuple[str, str, str]]:
    found = find_fact_changes(diff_blocks([Block(text=old)], [Block(text=new)], headlines=("Same", "Same")), language)
    return [(one.kind, one.was, one.now) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The fire killed 5 people.", "The fire killed 12 people.", [("number", "5", "12")]),
        ("The fire killed five people.", "The fire killed nine people.", [("number", "five", "nine")]),
        ("It cost 1.2 million crowns.", "It cost 2.1 million crowns.", [("number", "1.2", "2.1")]),
        ("Police held Odd Kellmark on Sunday.", "Police held Odd Hellmark on Sunday.", [("name", "Kellmark", "Hellmark")]),
        ("The ship sank near Bergen on Friday.", "The ship sank near Stavanger on Friday.", [("place", "Bergen", "Stavanger")]),
        ("The ship sank on Friday night.", "The ship sank on Thursday night.", [("date", "Friday", "Thursday")]),
        ("They meet on March 4 in Oslo.", "They meet on March 14 in Oslo.", [("date", "4", "14")]),
        ("He was born in 1962 in Oslo.", "He was born in 1926 in Oslo.", [("date", "1962", "1926")]),
        ("The sitting opens at 09:30 today.", "The sitting opens at 10:30 today.", [("time", "09:30", "10:30")]),
        ("The sitting opens at 5 p.m. today.", "The sitting opens at 6 p.m. today.", [("time", "5", "6")]),
        ("The fire killed 5 people.", "The fire killed 5 people, police said.", []),
        ("The quick fox ran home.", "The slow fox ran home.", []),
        ("Police held him.", "Officers held him.", []),
        ("The same words.", "The same words.", []),
        ("地震造成5人死亡。", "地震造成12人死亡。", [("number", "5", "12")]),
    ],
)  # fmt: skip
def test_what_took_the_place_of_what(old: str, new: str, expected: list[tuple[str, str, str]]) -> None:
    assert changes(old, new) == expected


def test_a_fact_changed_twice_is_told_once() -> None:
    assert changes("He had 5 dogs. It is 5 dogs too many.", "He had 6 dogs. It is 6 dogs too many.") == [
        ("number", "5", "6")
    ]


def test_german_nouns_are_not_names() -> None:
    assert changes("Sie trafen den Hund im Wald.", "Sie trafen den Wolf im Wald.", "de-AT") == []
    assert changes("Es gab 5 Tote.", "Es gab 6 Tote.", "de") == [("number", "5", "6")]


def test_the_headline_counts() -> None:
    diff = diff_blocks([], [], headlines=("Five dead in Oslo fire", "Nine dead in Oslo fire"))
    assert [(one.was, one.now) for one in find_fact_changes(diff)] == [("Five", "Nine")]


def test_numbers_say_what_they_count() -> None:
    old = [Block(text="The fire killed 5 people, and 5 were hurt. It cost 3.")]
    new = [Block(text="The fire killed 6 people, and 6 were hurt. It cost 4.")]
    found = find_fact_changes(diff_blocks(old, new, headlines=("5 in fire", "6 in fire")), "en")
    assert [(one.was, one.now, one.counts) for one in found] == [
        ("5", "6", "dead"),
        ("5", "6", "injured"),
        ("3", "4", None),
    ]


FACTS = (
    FactChange(kind="number", was="twelve", now="fourteen", counts="dead"),
    FactChange(kind="number", was="3", now="5", counts="dead"),
    FactChange(kind="number", was="six", now="five", counts="cars"),
    FactChange(kind="name", was="Kellmark", now="Hellmark"),
)


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("Writethru: whole story, replaces all before. Corrects number of cars to five.", ["five"]),
        ("Corrects spelling of harbour master's name.", ["Hellmark"]),
        ("Corrects death toll in lead; name in para 4", ["fourteen", "5", "Hellmark"]),
        ("Corrects to Hellmark instead of Kellmark", ["Hellmark"]),
        ("Corrects fourteen in para 1", ["fourteen"]),
        ("Corrects an error in the fourth paragraph.", []),
        ("", []),
        (None, []),
    ],
)
def test_the_note_says_which_of_them_the_correction_is_about(note: str | None, named: list[str]) -> None:
    assert [one.now for one in spoken_of(FACTS, note)] == named
