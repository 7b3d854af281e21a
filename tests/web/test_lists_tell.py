"""Lists for editors say what each line is about and when it was, and counts count what they say."""

import re
from datetime import timedelta

import httpx

from newsroom import BEARER, Room, item, placed

ANNA = BEARER | {"wireroom-editor": "Anna"}


def plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_history_names_the_copy_and_keeps_the_hour(room: Room, client: httpx.Client) -> None:
    client.post("/api/v1/items/lead3/take", json={}, headers=ANNA)
    shown = client.get("/admin/history", headers=BEARER).text
    assert "Anna took it , “12 hurt as cargo ship strikes harbour bridge”" in plain(shown)
    assert "split_chain</option>" not in shown
    made = room.store.decisions(1)[0].at
    room.now += timedelta(days=2)
    shown = client.get("/admin/history", headers=BEARER).text
    assert f"{made.day} {made:%b %H:%M}</time>" in shown  # not the day alone


def test_history_says_what_was_undone(room: Room, client: httpx.Client) -> None:
    took = client.post("/api/v1/items/lead3/take", json={}, headers=ANNA).json()
    client.post(f"/api/v1/decisions/{took['id']}/undo", json={}, headers=BEARER | {"wireroom-editor": "Bert"})
    shown = plain(client.get("/admin/history", headers=BEARER).text)
    assert "Bert undid what Anna did: took it , “12 hurt as cargo ship strikes harbour bridge”" in shown


def test_ledger_names_the_copy(room: Room, client: httpx.Client) -> None:
    client.post("/api/v1/items/lead3/send", json={"channel": "desk"}, headers=ANNA)
    shown = client.get("/admin/deliveries", headers=BEARER).text
    assert '<a href="/item/lead3" dir="auto">12 hurt as cargo ship strikes harbour bridge</a>' in shown
    client.post("/api/v1/items/lead3/kill", json={"why": "it is wrong"}, headers=ANNA)
    shown = client.get("/admin/deliveries", headers=BEARER).text
    assert "12 hurt as cargo" not in shown
    assert "Killed by the newsroom" in shown
    assert "By desk only." in plain(client.get("/admin/deliveries?channel=desk", headers=BEARER).text)


def test_a_card_counts_the_versions_of_its_line_and_the_items_of_its_story(room: Room, client: httpx.Client) -> None:
    """The bridge has four versions of Norrland Press and one of Coast Wire: five versions of nobody's."""
    shown = plain(client.get("/").text)
    assert "· 4 versions · 2 agencies" in shown
    assert "5 versions" not in shown
    room.file(placed(item("fare1", "Ferry fares rise", "They rise."), story="sfare"))
    room.file(placed(item("fare2", "Who pays more on the ferry", "Islanders do."), story="sfare"))
    assert "· 2 items" in plain(client.get("/").text)
    assert "2 agencies · 5 items" in plain(client.get("/?by=story").text)


def test_what_stands_for_killed_copy_is_not_called_newer(room: Room, client: httpx.Client) -> None:
    client.post("/api/v1/items/lead3/kill", json={"why": "it is wrong"}, headers=ANNA)
    shown = plain(client.get("/desk/pane/lead3", headers=BEARER).text)
    assert "What stands now is the version before it: open it" in shown
    assert "newer version" not in shown
    assert "There is a newer version: open it" in plain(client.get("/desk/pane/urgent", headers=BEARER).text)
