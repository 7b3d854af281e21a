"""A kill kills what it names and nothing that stands near it."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from wireroom.chains import OpenChains, decide
from wireroom.model import Item, Marks

START = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


def item(name: str, minutes: int, headline: str, slug: str, **marks: object) -> Item:
    return Item(
        id=name, uri=f"urn:x:{name}", format="iptc7901", agency="coast", headline=headline, headline_clean=headline,
        slugline=slug, versioncreated=START + timedelta(minutes=minutes), marks=Marks(**marks),
    )  # fmt: skip


WIRE = [
    item("first", 0, "Ferry strikes Aldra Bridge at Varnsund", "Varnsund-bridge", rank="urgent"),
    item("wrong", 20, "Bridge engineer arrested at Varnsund, police source says", "Varnsund-bridge/engineer"),
    item("kill", 26, "Bridge engineer arrested at Varnsund, police source says", "Varnsund-bridge/engineer", actions=("kill",), rank="flash"),
    item("lead", 40, "Nine dead after ferry strikes bridge at Varnsund, police say", "Varnsund-bridge", series="lead", number=3),
    item("ships", 50, "Ships expected at Varnsund", "Ships/Varnsund"),
]  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_kill_in_the_middle_of_a_big_story_kills_one_item(order: tuple[int, ...]) -> None:
    known = OpenChains()
    killed = set()
    for place in order:
        decision = decide(WIRE[place], known, received_at=START + timedelta(hours=1))
        killed |= {change.target for change in decision.changes if change.kind == "kills"}
        known.note(WIRE[place], decision, received_at=START + timedelta(hours=1))
    assert killed == {"wrong"}
    assert known.chain_of["kill"] == known.chain_of["wrong"]
    assert known.chain_of["lead"] == known.chain_of["first"]
