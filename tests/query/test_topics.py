"""Subjects by their codes: under their scheme, alone, and by the first level they belong to."""

from datetime import UTC, datetime

import pytest

from wireroom.errors import QueryError
from wireroom.model import Concept, Filed, Item
from wireroom.query import Subject, explain, matches, parse
from wireroom.query.topics import FIRST_LEVEL, codes_of, first_level

NOW = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
MEDIATOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


def filed(*subjects: Concept) -> Subject:
    item = Item(id="i1", uri="urn:x:1", format="ninjs", subjects=subjects)
    return Subject(Filed(item=item, seq=1, chain="c1", story="s1", source="s", dispatch="d", received_at=NOW))


@pytest.mark.parametrize(
    ("concept", "found", "not_found"),
    [
        (
            Concept(code="medtop:20000822", scheme="medtop"),
            ["subject:medtop:20000822", "subject:15000000", "topic:MEDTOP:15000000", "code:medtop:2000*", 'subject:"15000000"'],
            ["subject:subj:15000000", "subject:04000000", "subject:medtop", "medtop"],
        ),
        (
            Concept(code="20000822", scheme=MEDIATOPIC, uri=f"{MEDIATOPIC}20000822"),
            ["subject:medtop:20000822", "subject:15000000"],
            ["subject:medtop:20000823"],
        ),
        (Concept(code="15054000", scheme="subj"), ["subject:subj:15*", "subject:subj:15000000"], ["subject:medtop:15*"]),
        (Concept(code="N2:POL", scheme="N2"), ["subject:n2:pol", "code:POL"], ["subject:pol", "subject:11000000"]),
        (Concept(name="sport"), ["subject:sport"], ["subject:15000000", "code:sport"]),
    ],
)  # fmt: skip
def test_subject_is_found_by_its_code(concept: Concept, found: list[str], not_found: list[str]) -> None:
    subject = filed(concept)
    assert [search for search in found if not matches(parse(search), subject, now=NOW)] == []
    assert [search for search in not_found if matches(parse(search), subject, now=NOW)] == []


def test_codes_stand_in_brackets_too() -> None:
    subject = filed(Concept(code="medtop:15000000", scheme="medtop"))
    assert matches(parse("subject:(medtop:04000000 OR medtop:15000000)"), subject, now=NOW)
    assert not matches(parse("-subject:15000000"), subject, now=NOW)


def test_first_level_is_told_only_where_it_is_known() -> None:
    assert [first_level(code) for code in ("20000002", "20000053", "20001131", "15054000")] == [
        "01000000", "16000000", "17000000", "15000000",
    ]  # fmt: skip
    assert [first_level(code) for code in ("20001132", "20001339", "20000001", "99000000", "1505", "abcdefgh")] == [
        None
    ] * 6
    assert all(first_level(code) == code for code in FIRST_LEVEL)


def test_codes_of_others_are_not_taken_for_the_iptcs() -> None:
    assert list(codes_of([Concept(code="sttsubj:15000001", scheme="sttsubj"), Concept(name="x")])) == [
        "15000001", "sttsubj:15000001",
    ]  # fmt: skip


def test_search_says_the_name_of_a_first_level() -> None:
    assert explain(parse("subject:medtop:15000000")) == "Items where a subject is sport (medtop:15000000)."
    assert explain(parse("subject:N2:POL")) == "Items where a subject’s code is n2:pol."


def test_scheme_without_a_code_is_said() -> None:
    with pytest.raises(QueryError):
        parse("subject:medtop: bridge")
