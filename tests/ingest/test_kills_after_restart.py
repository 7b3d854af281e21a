"""A restart in between changes nothing about what a kill kills: it holds by what it was tied to before."""

from datetime import timedelta
from itertools import permutations

import pytest

from ingest.room import NOON, Room, ninjs
from wireroom.model import Dispatch

KILL = {"pubstatus": "canceled"}
HEADLINE = "Harbour treasurer Kellmark held over missing dredging funds"

#: what an agency sends, by what its kill names: name, minutes past noon, headline, other fields
WIRES = {
    "its id": [
        ("story", 0, "Harbour council meets", {"version": "1"}),
        ("story", 20, "Harbour council met", {"version": "2"}),
        ("story", 30, "Order", {"version": "3", **KILL}),
        ("story", 40, "Harbour council meets anew", {"version": "4"}),
    ],
    "a reference": [
        ("story", 0, "Harbour council meets", {"version": "1"}),
        ("story", 20, "Harbour council met", {"version": "2"}),
        ("order", 30, "Order", {"evolvedfrom": "urn:test:story", **KILL}),
        ("other", 35, "Ferry strikes quay", {}),
    ],
    "its slug": [
        ("story", 0, "Harbour council meets", {"slugline": "HARBOUR-COUNCIL"}),
        ("lead", 20, "1st LD: Harbour council met", {"slugline": "HARBOUR-COUNCIL"}),
        ("order", 30, "KILL: This is wrong", {"slugline": "HARBOUR-COUNCIL"}),
        ("good", 25, "Ferry strikes quay", {"slugline": "FERRY"}),
    ],
    "its words": [
        ("story", 0, f"FLASH: {HEADLINE}", {}),
        ("lead", 20, f"1st LD: {HEADLINE}", {}),
        ("order", 30, f"KILL: {HEADLINE}", {}),
        ("good", 25, "Ferry strikes quay in fog", {}),
    ],
    "its words, of a version with others": [
        ("story", 0, f"FLASH: {HEADLINE}", {}),
        ("lead", 20, "1st LD: Auditors miss 40 million of harbour dredging funds, treasurer detained", {"evolvedfrom": "urn:test:story"}),
        ("order", 30, f"KILL: {HEADLINE}", {}),
    ],
}  # fmt: skip


def killed(wire: str, order: tuple[int, ...], cut: int | None) -> dict[str, bool]:
    """Give of each headline whether it is killed; the room is started anew before place `cut`."""
    room = Room()
    for place, n in enumerate(order):
        if place == cut:
            room = Room(room.store)
        name, minute, headline, fields = WIRES[wire][n]
        at = NOON + timedelta(minutes=minute)
        room.desk.take([Dispatch.of(ninjs(name, headline, at=at, **fields), source="hafen", received_at=NOON)])
    filed = room.store.newest(view="desk", now=NOON)
    return {one.item.headline or "": one.killed_by is not None for one in filed}


@pytest.mark.parametrize("wire", WIRES)
def test_a_restart_in_between_changes_nothing(wire: str) -> None:
    for order in permutations(range(len(WIRES[wire]))):
        told = killed(wire, order, None)
        assert any(told.values())
        for cut in range(1, len(order)):
            assert killed(wire, order, cut) == told, f"order {order}, started anew before place {cut}"
