"""Marks by house style: one body over all `tests/agencies/<name>/cases.jsonl`, and what every style file must hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from wireroom.agencies import read_marks, style_named, style_names
from wireroom.agencies.reading import ordinal
from wireroom.agencies.style import load_style
from wireroom.cli.marks import answers, compared
from wireroom.model.public import marks_object

HERE = Path(__file__).parent / "agencies"
NONE: dict[str, Any] = {
    "rank": None, "series": None, "number": None, "writethru": False, "take": None, "actions": [], "genre": None,
}  # fmt: skip


def cases() -> list[Any]:
    """All cases with the agency each stands under."""
    found = []
    for path in sorted(HERE.glob("*/cases.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            found.append(pytest.param(path.parent.name, case, id=f"{path.parent.name}/{case['text'][:40]}"))
    return found


@pytest.mark.parametrize(("agency", "case"), cases())
def test_marks_are_read(agency: str, case: dict[str, Any]) -> None:
    marks, clean = read_marks(agency, case["where"], case["text"])
    wanted = NONE | case["marks"]
    found = marks_object(marks)
    found["actions"] = [action for action in found["actions"] if action not in ("add", "insert")]
    assert {key: sorted(found[key]) if key == "actions" else found[key] for key in wanted} == {
        key: sorted(value) if key == "actions" else value for key, value in wanted.items()
    }
    assert clean == case["clean"]
    assert (marks.label is None) == (wanted | {"genre": None} == NONE)


@pytest.mark.parametrize("name", style_names())
def test_every_style_has_cases_and_says_where_it_is_from(name: str) -> None:
    assert (HERE / name / "cases.jsonl").is_file(), f"add tests/agencies/{name}/cases.jsonl with copy of our own"
    style = load_style(name)
    assert style.file.title, f"styles/{name}.toml: title"
    assert len(style.file.source) > 20, f"styles/{name}.toml: say what was seen and what is from practice"
    assert style.rules


@pytest.mark.parametrize("name", style_names())
def test_every_rule_names_marks_that_exist(name: str) -> None:
    from wireroom.agencies.reading import _SERIES
    from wireroom.model import ACTIONS, RANKS

    known = {f"rank:{rank}" for rank in RANKS} | {f"action:{action}" for action in ACTIONS}
    known |= {"writethru", "take", *_SERIES}
    style = load_style(name)
    every = [mark for _, rule in style.rules for mark in rule.marks] + list(style.signals.values())
    unknown = [mark for mark in every if mark not in known and not mark.startswith("genre:")]
    assert [mark for mark in unknown if mark.rstrip("0123456789").rstrip(":") not in (*_SERIES, "take")] == []


def test_evidence_tells_words_place_and_rule() -> None:
    marks, _ = read_marks("xinhua", "headline", "2nd Ld Writethru: Bridge closed")
    assert [(e.mark, e.words, e.where, e.start) for e in marks.evidence] == [
        ("lead:2", "2nd Ld", "headline", 0),
        ("writethru", "Writethru", "headline", 7),
    ]
    assert all(e.rule.startswith("xinhua/headline/") or e.rule.startswith("english/") for e in marks.evidence)


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("Xinhua", "xinhua"), ("The Associated Press", "ap"), ("nprov:REUT", "reuters"), ("dpa/tca", "dpa"),
        ("Agence France-Presse", "afp"), ("Copyright 2024 Reuters Limited", "reuters"), ("Norrland Press", None), ("", None),
    ],
)  # fmt: skip
def test_agencies_are_known_by_their_names(name: str, style: str | None) -> None:
    assert style_named(name) == style


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (112, "112th")]
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal(number) == words


def test_command_answers_every_line() -> None:
    lines = ['{"agency": "xinhua", "where": "headline", "text": "Urgent: Bridge closed"}', "", '{"where": "nowhere"}']
    first, second = answers(lines)
    assert first["marks"]["rank"] == "urgent"
    assert first["clean"] == "Bridge closed"
    assert "error" in second


def test_compared_marks_have_one_word_for_all_that_holds_back() -> None:
    marks, _ = read_marks("nyt", "slug", "BC-TRAVEL-FERRIES-$ADV13-NYT")
    assert compared(marks)["actions"] == ["embargo"]


def test_labelled_marks_of_real_copy(shared_data: Path) -> None:
    rows = [json.loads(line) for line in (shared_data / "marks" / "dev.jsonl").read_text().splitlines()]
    misses = []
    for row in rows:
        marks, clean = read_marks(row["agency"], row["where"], row["text"])
        found = compared(marks)
        if found | {"actions": sorted(found["actions"])} != row["marks"] | {"actions": sorted(row["marks"]["actions"])}:
            misses.append((row["text"], found))
        elif clean.split() != row["clean"].split():
            misses.append((row["text"], clean))
    assert misses == []
