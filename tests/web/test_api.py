"""The API, the feeds and the figures."""

import json

import feedparser
import httpx
import pytest

from newsroom import Room, item, placed
from wireroom.store.tables import _counts


def test_items_come_newest_first_and_page_on(client: httpx.Client) -> None:
    first = client.get("/api/v1/items?limit=3").json()
    assert [one["id"] for one in first["items"]] == ["coast1", "lead3", "lead1"]
    second = client.get(f"/api/v1/items?limit=3&before={first['next_before']}").json()
    assert [one["id"] for one in second["items"]] == ["urgent", "flash"]
    assert second["next_before"] is None


def test_a_search_has_all_words(client: httpx.Client) -> None:
    assert [one["id"] for one in client.get("/api/v1/items?q=divers mayor").json()["items"]] == ["lead3"]


def test_an_item_is_in_the_public_form(client: httpx.Client) -> None:
    found = client.get("/api/v1/items/lead3").json()
    assert found["headline_clean"] == "12 hurt as cargo ship strikes harbour bridge"
    assert found["marks"]["number"] == 3
    assert found["chain"] == {"id": "cbridge", "position": 4, "superseded_by": None}
    assert "ednote" not in found
    assert found["body_text"].endswith("piers.")


def test_one_item_in_the_trades_formats(client: httpx.Client) -> None:
    assert client.get("/items/lead3.ninjs").json()["standard"]["name"] == "ninjs"
    assert b"<newsItem" in client.get("/api/v1/items/lead3.newsml-g2").content
    assert client.get("/items/lead3.txt").text.startswith("3rd LD: 12 hurt")


def test_what_changed_is_told_by_word(client: httpx.Client) -> None:
    found = client.get("/api/v1/items/lead3/diff?against=lead1").json()
    assert found["changes"]["numbers"][0] == ["Five", "12"]
    assert {change["op"] for change in found["changes"]["paragraphs"]} == {"same", "changed", "added", "dropped"}


def test_a_chain_tells_what_is_missing(client: httpx.Client) -> None:
    found = client.get("/api/v1/chains/cbridge").json()
    assert [version["item"] for version in found["versions"]] == ["flash", "urgent", "lead1", "lead3"]
    assert found["gaps"] == [{"label": "2nd LD", "before": "lead3"}]


def test_stories_have_their_agencies(client: httpx.Client) -> None:
    listed = client.get("/api/v1/stories").json()
    assert [story["story"] for story in listed] == ["sbridge"]
    assert listed[0]["n_versions"] == 5
    found = client.get("/api/v1/stories/sbridge").json()
    assert found["agencies"] == ["Norrland Press", "Coast Wire"]
    assert len(found["items"]) == 5


def test_feeds_can_be_read_and_are_not_sent_twice(client: httpx.Client) -> None:
    for kind in ("rss", "atom"):
        answer = client.get(f"/feeds/wire.{kind}")
        found = feedparser.parse(answer.content)
        assert not found.bozo
        assert len(found.entries) == 5
        again = client.get(f"/feeds/wire.{kind}", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""
    assert len(client.get("/feeds/wire.json?q=divers").json()["items"]) == 1


def test_a_feed_changes_when_the_wire_does(client: httpx.Client, room: Room) -> None:
    etag = client.get("/feeds/wire.rss").headers["etag"]
    room.file(placed(item("new", "Something new")))
    assert client.get("/feeds/wire.rss", headers={"if-none-match": etag}).status_code == 200


def test_the_api_describes_itself(client: httpx.Client) -> None:
    found = json.loads(client.get("/api/v1/openapi.json").content)
    assert found["openapi"].startswith("3.1")
    assert {"/api/v1/dispatches", "/api/v1/items", "/api/v1/chains/{chain}", "/api/v1/stories", "/api/v1/wire"} <= set(
        found["paths"]
    )
    assert not any(path.startswith("/item/") for path in found["paths"])


def test_figures_for_the_one_who_runs_it(client: httpx.Client, room: Room) -> None:
    told = client.get("/healthz").json()
    assert (told["n_items"], told["is_counting"]) == (5, False)
    text = client.get("/metrics").text
    assert f"wireroom_last_seq {room.store.last_seq():.1f}" in text
    assert "wireroom_readers 0.0" in text


def test_what_is_being_counted_is_said_to_be(client: httpx.Client, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr(_counts, "MANY", 0)
    monkeypatch.setattr(room.store, "_counts", _counts.Counts(dict, begin=begun.append))
    told = client.get("/healthz").json()
    assert (told["status"], told["n_items"], told["is_counting"]) == ("ok", None, True)
    text = client.get("/metrics").text
    assert "wireroom_last_seq" in text
    assert "wireroom_items" not in text
    assert len(begun) == 1
