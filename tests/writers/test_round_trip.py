"""Every format that leaves is read again: `read(write(item)) == item` for every field that the writer says it carries."""

from pathlib import Path

import pytest
from roundtrips import differences, items_of

from wireroom import writers
from wireroom.model import Item
from wireroom.writers import FIELDS, KEPT, get_writer


@pytest.fixture(scope="session")
def real_items(shared_data: Path) -> list[tuple[str, Item]]:
    """Items of real agency files, of the IPTC's examples and of every eighth feed."""
    examples = (path for path in (shared_data / "iptc-examples").rglob("*.*") if path.parent.name != "schema")
    feeds = sorted(path for path in (shared_data / "feeds").rglob("*") if path.is_file())[::8]
    return [*items_of((shared_data / "agency-files").iterdir()), *items_of(examples), *items_of(iter(feeds))]


@pytest.mark.parametrize("name", writers.NAMES)
def test_every_field_is_carried_or_said_to_be_lost(name: str) -> None:
    told = get_writer(name).reach
    assert told.carries | told.loses.keys() == set(FIELDS)
    assert not told.carries & told.loses.keys()
    assert told.limits.keys() <= told.carries, "a limit is of a field that is carried"
    assert all(told.loses.values()), "say why a field is lost"


def test_no_field_of_an_item_is_forgotten() -> None:
    assert set(FIELDS) | KEPT.keys() == set(Item.__struct_fields__), "say of the new field which writers carry it"


#: items of real files that come back otherwise, and why nothing was said of them before; to be lowered, never raised
ODD = {
    "newsml_g2": 1,  # a formula whose text and markup are not the same
    "text": 12,  # paragraphs that look like lists, headings or columns
}


@pytest.mark.parametrize("name", writers.NAMES)
def test_real_copy_survives_the_trip(name: str, real_items: list[tuple[str, Item]]) -> None:
    writer = get_writer(name)
    odd = [(file, found) for file, item in real_items if (found := differences(writer, item))]
    shown = [
        f"{one.field} of {file}: {one.sent!r:.200} came as {one.came!r:.200}" for file, found in odd for one in found
    ]
    assert len(odd) <= ODD.get(name, 0), "\n".join(shown)
