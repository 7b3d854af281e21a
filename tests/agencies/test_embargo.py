"""Embargo words as times. 15 May 2024, the day the copy was sent, was a Wednesday."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.agencies import refine
from wireroom.agencies.embargo import find_embargo
from wireroom.ingest.embargo import read_embargo
from wireroom.model import Block, Item

SENT = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)

READ = [
    ("EMBARGOED until 00:01 GMT Friday", None, "2024-05-17T00:01"),
    ("EMBARGOED UNTIL 0001 GMT, Nov 22, 2024", None, "2024-11-22T00:01"),
    ("Embargoed for release until 12:01 a.m. EDT Sunday, May 19", None, "2024-05-19T04:01"),
    ("(EMBARGOED FOR 00:01 BST THURSDAY)", None, "2024-05-15T23:01"),
    ("STRICTLY EMBARGOED TO 0001 Friday May 17", "Europe/London", "2024-05-16T23:01"),
    ("Sperrfrist: Freitag, 17. Mai, 18.00 Uhr", "Europe/Berlin", "2024-05-17T16:00"),
    ("Sperrfrist: 17.05., 18.00 Uhr", "Europe/Berlin", "2024-05-17T16:00"),
    ("SOUS EMBARGO jusqu'à vendredi 17 mai à 18h00", "Europe/Paris", "2024-05-17T16:00"),
    ("Embargada hasta las 18.00 horas del viernes 17 de mayo", "Europe/Madrid", "2024-05-17T16:00"),
    ("Klausul til fredag kl. 06.00", "Europe/Copenhagen", "2024-05-17T04:00"),
    ("For release Monday, May 20, 2024", "America/New_York", "2024-05-20T04:00"),
    ("Hold for release until 6 p.m. ET", None, "2024-05-15T22:00"),
    ("Not for publication before 2024-05-17T10:00:00Z", None, "2024-05-17T10:00"),
    ("EMBARGOED UNTIL 0800 GMT", None, "2024-05-16T08:00"),
    ("EMBARGOED until noon GMT on May 20", None, "2024-05-20T12:00"),
    ("EMBARGOED until 0900 local time Friday", "Asia/Tokyo", "2024-05-17T00:00"),
]
DOUBTFUL = [
    "Embargoed until delivery",
    "Embargoed until after the speech at 10:00 GMT Friday",
    "EMBARGOED until 00:01 GMT Friday or until the minister speaks",
    "Embargoed until midnight Friday GMT",
    "EMBARGOED until 10 a.m. Friday",
    "EMBARGOED until 25:00 GMT Friday",
    "EMBARGOED until 10:00 XYZ Friday",
    "EMBARGOED until 10:00 GMT Friday, May 18",
    "Embargo: 07/05/2024, 06:00 GMT",
    "Embargoed until the end of 2024",
]
NONE = [
    "for immediate release", "Embargo lifted at 10:00 GMT", "EU agrees oil embargo until Friday", "No embargo",
    "Sin embargo, el faro se apaga", "El juez ordena el embargo de la casa", "L'embargo sur les armes prolongé",
    "Embargo petrolero de la UE", "La cuenta, embargada por el banco", "ЕС вводит эмбарго на нефть", "Нефтяное эмбарго",
    "Εμπάργκο στο πετρέλαιο", "ABD silah ambargosunu kaldırdı",
]  # fmt: skip
WORDS = [
    "Sous l'embargo jusqu'à 18h00", "ЭМБАРГО до 10:00", "Під ембарго: звіт", "ΕΜΠΑΡΓΚΟ έως 08:00", "אמברגו עד 10:00",
    "حظر النشر حتى الساعة 10", "엠바고 10시", "AMBARGO: yarın 10.00'a kadar", "EMBARGO tiistaihin klo 6.00", "embargo on Friday",
    "Ne pas publier avant 18h", "No publicar antes de las 18.00", "Nicht zur Veröffentlichung vor 18 Uhr",
]  # fmt: skip


@pytest.mark.parametrize(("words", "zone", "until"), READ)
def test_words_are_read(words: str, zone: str | None, until: str) -> None:
    found = find_embargo(words, sent_at=SENT, zone=zone)
    assert found is not None
    assert found.until == datetime.fromisoformat(until).replace(tzinfo=UTC)


@pytest.mark.parametrize("words", DOUBTFUL)
def test_a_doubt_gives_no_time_and_keeps_the_words(words: str) -> None:
    found = find_embargo(words, sent_at=SENT, zone=None)
    assert found is not None
    assert found.until is None
    assert found.words == words


@pytest.mark.parametrize("words", NONE)
def test_other_words_are_no_embargo(words: str) -> None:
    assert find_embargo(words, sent_at=SENT, zone="Europe/London") is None


@pytest.mark.parametrize("words", WORDS)
def test_an_embargo_is_known_in_other_languages(words: str) -> None:
    assert find_embargo(words, sent_at=SENT, zone=None) is not None


def test_a_weekday_without_the_time_of_sending_is_not_read() -> None:
    found = find_embargo("EMBARGOED until 00:01 GMT Friday", sent_at=None, zone=None)
    assert found is not None
    assert found.until is None


HERE = Path(__file__).parent
#: when the copy of both files was sent, unless a line says so itself: a Monday
MONDAY = datetime(2027, 6, 7, 8, 0, tzinfo=UTC)


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def told(until: datetime | None) -> str:
    return "held" if until is None else until.strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("case", lines("embargo-words.jsonl"), ids=lambda case: case["words"][:50])
def test_the_words_of_many_houses_and_languages(case: dict[str, Any]) -> None:
    sent = datetime.fromisoformat(case["sent"]).replace(tzinfo=UTC) if "sent" in case else MONDAY
    found = find_embargo(case["words"], sent_at=sent, zone=case.get("zone"))
    assert (told(found.until) if found else "none") == case["until"]


@pytest.mark.parametrize("case", lines("embargo-news.jsonl"), ids=lambda case: case["text"][:50])
def test_embargoes_as_news_hold_no_copy_and_orders_do(case: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"headline": "Ferries sail again", "blocks": (Block(text="Ferries sailed again."),)}
    if case["where"] == "first":
        kind = "note" if case["text"].isupper() else "para"
        fields["blocks"] = (Block(kind=kind, text=case["text"]), *fields["blocks"])
    else:
        fields[{"slug": "slugline_raw", "note": "ednote"}.get(case["where"], "headline")] = case["text"]
    made = Item(id="x", uri="urn:x", format="test", agency_name=case["agency"], versioncreated=MONDAY, **fields)
    until, words = read_embargo(refine(made), MONDAY)
    assert (told(until) if until or words else "free") == case["until"]


@given(st.text(max_size=60), st.sampled_from([None, "Europe/London"]))
def test_any_words(words: str, zone: str | None) -> None:
    found = find_embargo("EMBARGOED until " + words, sent_at=SENT, zone=zone)
    assert found is None or found.until is None or found.until.tzinfo is UTC
