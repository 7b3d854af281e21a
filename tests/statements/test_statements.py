"""Who said what, against truth written by hand."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.scoring import Count, points, read_passages, score
from wireroom.statements import find_days, read_statements

DAY = date(2016, 8, 27)

#: pinned: they only go up. precision, recall
FLOORS = {"tuned.txt": (1.0, 1.0), "kept.txt": (0.96, 0.96), "fresh.txt": (0.98, 0.98), "later.txt": (0.92, 0.90)}


@pytest.mark.parametrize("name", FLOORS)
def test_statements_are_found_and_no_others(name: str) -> None:
    total, wrong = Count(), []
    passages = read_passages(name)
    for passage in passages:
        wrong += [f"{passage.name}: {one}" for one in score(passage.text, passage.day, passage.expected, total)]
    precision, recall = FLOORS[name]
    assert len(passages) == (20 if name == "later.txt" else 30)
    assert total.precision >= precision, "\n".join(wrong)
    assert total.recall >= recall, "\n".join(wrong)


@pytest.mark.parametrize("name", FLOORS)
def test_time_words_mean_the_days_they_mean(name: str) -> None:
    for passage in read_passages(name):
        found = find_days(passage.text, passage.day)
        for words, first, last in passage.times:
            assert any(
                passage.text[: one.end].endswith(words) and (one.first, one.last) == (first, last) for one in found
            ), f"{passage.name}: {words}"


def test_the_page_wireroom_starts_from(shared_data: Path) -> None:
    truth = json.loads((Path(__file__).parent / "page.json").read_text())
    text = (shared_data / "page" / "off-the-wire.txt").read_text(encoding="utf-8")
    found = read_statements(text, day=DAY)
    count = 0
    for one in truth["statements"]:
        expected = points((start, end) for start, end in one["words"])
        same = [
            each
            for each in found
            if each.speaker == one["speaker"]
            and [each.verb_at.start, each.verb_at.end] == one["verb"]
            and len(points((s.start, s.end) for s in each.words) & expected) >= 0.6 * len(expected)
        ]
        count += len(same)
    assert count == len(truth["statements"]) == len(found)
    told = {(time.start, time.end): (str(time.first), str(time.last)) for each in found for time in each.times}
    assert told == {tuple(one["at"]): (one["first"], one["last"]) for one in truth["times"]}


def test_a_pronoun_stands_for_the_last_fitting_name() -> None:
    text = "Minister Anna Berg met Minister Olaf Wik. He said the road was closed. She said it would open on Monday."
    assert [one.speaker for one in read_statements(text, day=DAY)] == ["Olaf Wik", "Anna Berg"]


def test_a_speaker_nobody_can_name_is_said_to_be_unknown() -> None:
    [found] = read_statements('"It was dark," he said.')
    assert (found.speaker, found.is_known) == ("he", False)


def test_a_refusal_is_no_statement() -> None:
    assert (
        read_statements("Police did not say who was hurt. The mayor declined to say more. She refused to comment.")
        == ()
    )


def test_a_quotation_goes_on_over_paragraphs() -> None:
    text = '"One," said Olga Prem.\n\n"Two.\n\n"Three."\n\nThe rain stopped.'
    [found] = read_statements(text)
    assert found.read(text) == "One, … Two. … Three."


def test_where_it_was_said_is_told_by_the_sentence_before_the_dateline() -> None:
    text = "Minister Anna Berg told reporters in Oslo that the road was closed. Berg said it would open."
    assert [one.place for one in read_statements(text, place="GENEVA")] == ["Oslo", "GENEVA"]


@given(st.text(alphabet=st.sampled_from(list('ab AB.,"“”«»:;\n said He told that')), max_size=200))
def test_any_text_gives_statements_within_it(text: str) -> None:
    for one in read_statements(text, day=DAY):
        assert one.speaker
        for span in one.words:
            assert 0 <= span.start <= span.end <= len(text)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("It will open on Friday.", "2026-03-06", "2026-03-06"),
        ("It opened on Friday.", "2026-02-27", "2026-02-27"),
        ("It opened on Wednesday.", "2026-03-04", "2026-03-04"),
        ("It opened last year.", "2025-01-01", "2025-12-31"),
        ("It opens next month.", "2026-04-01", "2026-04-30"),
        ("It opened two weeks ago.", "2026-02-18", "2026-02-18"),
        ("It opened on December 30.", "2025-12-30", "2025-12-30"),
        ("It opens this weekend.", "2026-03-07", "2026-03-08"),
    ],
)
def test_days_are_told_from_the_day_of_writing(words: str, first: str, last: str) -> None:
    [found] = find_days(words, date(2026, 3, 4))
    assert (str(found.first), str(found.last)) == (first, last)


def test_a_day_that_does_not_exist_is_not_told() -> None:
    assert find_days("It opens on February 30.", date(2026, 3, 4)) == []
