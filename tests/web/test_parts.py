"""Adds, inserts, subs and second takes are shown as what they are: parts of the story before them, never its newest version."""

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import BRIDGE, Room, item, placed
from wireroom.model import Change, Marks

PARTS = {
    "add": (Marks(actions=("add",), label="1st Add"), "1st Add", "Add: more text to the story before it"),
    "insert": (
        Marks(actions=("insert",), series="lead", number=3, label="3rd LD INSERT"),
        "3rd LD INSERT",
        "Insert: paragraphs to put into the story before it",
    ),
    "sub": (Marks(actions=("sub",)), "Sub", "Sub: paragraphs to put in place of others in the story before it"),
    "take": (Marks(take=2), "Take 2", "Take 2: goes on from the take before it"),
}


def join_bridge(room: Room, name: str, marks: Marks) -> None:
    """Send a part of the bridge story, behind its 3rd lead."""
    part = item(name, "Harbour bridge, what divers saw", "Divers saw cracks in two piers.", marks=marks)
    adds = Change(kind="adds", target=BRIDGE[-1], reason="continues it and replaces nothing")
    room.file(placed(part, chain="cbridge", story="sbridge", order=(*BRIDGE, name), changes=(adds,)))


@pytest.mark.parametrize("name", PARTS)
def test_its_own_page_says_what_it_is(room: Room, client: httpx.Client, name: str) -> None:
    marks, text, meaning = PARTS[name]
    join_bridge(room, name, marks)
    page = LexborHTMLParser(client.get(f"/item/{name}").text)
    assert "hidden" in page.css_first("#newer").attributes
    badge = page.css_first(".rank .badge")
    assert (badge.text(), badge.attributes["title"]) == (text, meaning)
    assert client.get(f"/api/v1/items/{name}").json()["mark"] == {"text": text, "meaning": meaning}


@pytest.mark.parametrize("name", PARTS)
def test_the_line_of_versions_names_it(room: Room, client: httpx.Client, name: str) -> None:
    marks, text, _ = PARTS[name]
    join_bridge(room, name, marks)
    page = LexborHTMLParser(client.get("/item/lead3").text)
    assert [stop.text() for stop in page.css(".track .stop-mark")] == [
        "FLASH",
        "Urgent",
        "1st LD",
        "2nd LD",
        "3rd LD",
        text,
    ]
    assert "hidden" in page.css_first("#newer").attributes
    assert LexborHTMLParser(client.get("/item/lead1").text).css_first("#newer a").attributes["href"] == "/item/lead3"
