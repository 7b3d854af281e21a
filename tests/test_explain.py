"""`--explain`: every format says where it found the facts of a good file, and names no place for a fact it has not."""

import pytest

from test_formats import cases
from wireroom import formats, read

CASES = [case for case in cases() if case.parent.name != "archive"]


@pytest.mark.parametrize("name", [name for name in formats.NAMES if name != "archive"])
def test_every_format_says_where(name: str) -> None:
    found = [read(case.read_bytes(), as_format=name, explain=True) for case in CASES if case.parent.name == name]
    items = [item for reading in found for item in reading.items]
    assert items, f"no case in tests/formats/{name} gives an item"
    for item in items:
        for field in ("headline", "versioncreated", "blocks"):
            assert not getattr(item, field) or field in item.provenance, f"{name}: {field} of {item.headline!r}"
        for field, place in item.provenance.items():
            assert place, f"{name}: {field} has no place"
            assert getattr(item, field, True), f"{name}: {field} has a place and no value"


def test_nothing_is_explained_unasked() -> None:
    assert not any(item.provenance for case in CASES for item in read(case.read_bytes()).items)


def test_lines_of_plain_copy_are_counted_from_the_top_of_the_file() -> None:
    reading = read(b"\n\nZCZC\n:KILN\n^Kiln fire is out\nUMBER, March 11 (NW) - The fire is out.\nNNNN\n", explain=True)
    assert reading.format == "zczc"
    assert reading.items[0].provenance["headline"] == "line 5"
    assert reading.items[0].provenance["blocks"] == "from line 6"
