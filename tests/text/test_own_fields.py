"""What one room tells another: only known fields, only values of their kind."""

from datetime import UTC, datetime

import pytest

from wireroom.model import Dateline, Item
from wireroom.text.own_fields import iter_own, own_name, take_own


def test_what_was_told_is_taken() -> None:
    item = Item(id="a", uri="urn:a", format="x", take_key="1stLd", priority=2, sections=("World",),
                dateline=Dateline(text="PARIS (AP) -", city="PARIS", credits=("AP",)),
                sent_at=datetime(2026, 3, 1, 21, 5, tzinfo=UTC))  # fmt: skip
    names = ("take_key", "priority", "sections", "dateline", "sent_at", "category")
    told = dict(iter_own(item, names))
    assert "category" not in told
    fields: dict[str, object] = {"take_key": "read elsewhere"}
    take_own(fields, told)
    assert fields == {name: getattr(item, name) for name in told}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("blocks", '[{"text": "x", "html": "<script>"}]'), ("id", "b"), ("priority", '"high"'), ("priority", "1e400"),
        ("sent_at", '"2026-03-01T21:05:00"'), ("wordcount", "9" * 30), ("links", '[{"title": "no rel"}]'),
        ("dateline", "{"), ("associations", '[{"type": "picture", "renditions": [{"width": 99999999999999999999}]}]'),
    ],
)  # fmt: skip
def test_what_is_no_field_or_not_of_its_kind_is_passed_over(name: str, words: str) -> None:
    fields: dict[str, object] = {}
    take_own(fields, {name: words})
    assert fields == {}


def test_null_takes_a_field_away() -> None:
    fields: dict[str, object] = {"slugline": "read from a place that the standard demands"}
    take_own(fields, {"slugline": "null"})
    assert fields == {}


def test_names_of_others_are_not_ours() -> None:
    assert own_name("urn:wireroom:field:take_key") == own_name("wireroom-take_key") == "take_key"
    assert own_name("wireroom-blocks") is own_name("take_key") is own_name(None) is None
