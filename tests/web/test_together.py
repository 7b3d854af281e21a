"""Editors working together over HTTP: what each can do, what the others are told, and that readers learn nothing."""

import json
import re
from datetime import timedelta

import httpx
import pytest

from newsroom import BEARER, Room, item, kill, placed
from wireroom.model import OutChannel

ANNA = BEARER | {"wireroom-editor": "Anna; foreign desk"}
BERT = BEARER | {"wireroom-editor": "Bert"}
CALLS = [
    ("POST", "/api/v1/items/lead3/take", {}), ("POST", "/api/v1/items/lead3/note", {"text": "x"}),
    ("POST", "/api/v1/items/lead3/mark", {"name": "seen"}), ("POST", "/api/v1/items/lead3/collect", {"collection": "x"}),
    ("POST", "/api/v1/items/lead3/send", {"channel": "desk"}), ("POST", "/api/v1/desk/presence", {}),
    ("POST", "/api/v1/collections", {"name": "x"}), ("GET", "/api/v1/collections", None), ("GET", "/api/v1/collections/x", None),
    ("GET", "/api/v1/desk/together", None), ("GET", "/api/v1/history", None),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_only_editors_may(room: Room, client: httpx.Client, method: str, path: str, body: object) -> None:
    assert client.request(method, path, json=body).status_code == 401
    assert room.store.decisions() == []


@pytest.mark.parametrize("path", ["/collections", "/collection/x", "/admin/history"])
def test_pages_are_for_editors(client: httpx.Client, path: str) -> None:
    assert client.get(path).headers["location"].startswith("/login?next=")


def test_who_has_taken_it_has_it_until_it_is_put_back_or_taken_over(room: Room, client: httpx.Client) -> None:
    taken = client.post("/api/v1/items/lead3/take", json={}, headers=ANNA).json()
    assert (taken["kind"], taken["chain"], taken["by"]["desk"]) == ("take", "cbridge", "foreign desk")
    refused = client.post("/api/v1/items/lead1/take", json={}, headers=BERT)
    assert (refused.status_code, refused.json()["detail"]) == (
        409, "Anna, foreign desk has taken this; take it over, or ask",
    )  # fmt: skip
    assert client.post("/api/v1/items/lead3/take", json={}, headers=ANNA).status_code == 409
    over = client.post("/api/v1/items/lead3/take", json={"over": True}, headers=BERT).json()
    (left,) = client.get("/api/v1/desk/together", params={"chain": "cbridge"}, headers=ANNA).json()["decisions"]
    assert (left["id"], left["by"]["name"]) == (over["id"], "Bert")
    client.post(f"/api/v1/decisions/{over['id']}/undo", json={}, headers=ANNA)
    assert client.get("/api/v1/desk/together", headers=ANNA).json()["decisions"] == []


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("items/none/take", {}, 404, "no item"), ("items/lead3/note", {"text": "  "}, 409, "wants words"),
        ("items/lead3/note", {"text": "x" * 2001}, 409, "at most 2000"), ("items/lead3/mark", {"name": "hot"}, 409, "no mark"),
        ("items/lead3/collect", {"collection": "none"}, 404, "no collection"),
        ("items/lead3/send", {"channel": "none"}, 404, "no channel"), ("collections", {"name": " "}, 409, "wants a name"),
        ("collections", {"name": "x" * 81}, 409, "at most 80"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(
    room: Room, client: httpx.Client, path: str, body: object, status: int, words: str
) -> None:
    answer = client.post(f"/api/v1/{path}", json=body, headers=ANNA)
    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text
    assert room.store.decisions() == []


def test_a_collection_over_its_life(room: Room, client: httpx.Client) -> None:
    opened = client.post("/api/v1/collections", json={"name": " The  port "}, headers=ANNA).json()
    assert client.post("/api/v1/collections", json={"name": "the port"}, headers=BERT).status_code == 409
    put = client.post("/api/v1/items/lead3/collect", json={"collection": opened["id"]}, headers=BERT).json()
    again = client.post("/api/v1/items/lead3/collect", json={"collection": opened["id"]}, headers=ANNA)
    assert again.status_code == 409
    (one,) = client.get("/api/v1/collections", headers=ANNA).json()
    assert (one["name"], one["n_items"], one["by"]["name"]) == ("The port", 1, "Anna")
    found = client.get(f"/api/v1/collections/{one['id']}", headers=ANNA).json()
    assert [each["id"] for each in found["decisions"]] == [put["id"]]
    client.post(f"/api/v1/decisions/{opened['id']}/undo", json={}, headers=ANNA)
    assert client.get(f"/api/v1/collections/{one['id']}", headers=ANNA).status_code == 404
    closed = client.post("/api/v1/items/lead1/collect", json={"collection": opened["id"]}, headers=ANNA)
    assert (closed.status_code, "closed" in closed.json()["detail"]) == (409, True)


def test_what_is_sent_goes_by_the_channel_and_killed_and_held_copy_does_not(room: Room, client: httpx.Client) -> None:
    room.store.write_channel(OutChannel(name="night", kind="webhook", settings={"url": "https://example.org/in"}))
    assert client.post("/api/v1/items/lead3/send", json={"channel": "night"}, headers=ANNA).status_code == 200
    (delivery,) = room.store.recipients("lead3")
    assert (delivery.channel, delivery.name, delivery.kind) == ("night", "Sent by Anna, foreign desk", "alert")
    room.file(placed(item("bank", "Bank manager missing")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    room.file(placed(item("speech", "The speech"), held_until=room.now + timedelta(hours=3)))
    for name in ("bank", "killbank", "speech"):
        answer = client.post(f"/api/v1/items/{name}/send", json={"channel": "night"}, headers=ANNA)
        assert answer.status_code == 409, name
        assert [each for each in room.store.recipients(name) if each.name.startswith("Sent by")] == []


def test_history_by_editor_and_kind(room: Room, client: httpx.Client) -> None:
    client.post("/api/v1/items/lead3/take", json={}, headers=ANNA)
    for text in ("one", "two"):
        client.post("/api/v1/items/lead3/note", json={"text": text}, headers=BERT)
    found = client.get("/api/v1/history", params={"editor": "Bert", "limit": 1}, headers=ANNA).json()
    assert [each["text"] for each in found["decisions"]] == ["two"]
    rest = client.get("/api/v1/history", params={"editor": "Bert", "before": found["next_before"]}, headers=ANNA).json()
    assert [each["text"] for each in rest["decisions"]] == ["one"]
    assert [each["kind"] for each in client.get("/api/v1/history?kind=take", headers=ANNA).json()["decisions"]] == [
        "take"
    ]


def test_readers_see_nothing_of_it(room: Room, client: httpx.Client) -> None:
    def read(path: str) -> str:
        # how far the wire is, readers may know
        return re.sub(r'(data-seq="|since=)\d+', "", client.get(path).text)

    before = {path: read(path) for path in ("/item/lead3", "/api/v1/items/lead3", "/story/sbridge")}
    seq = room.store.last_seq()
    client.post("/api/v1/items/lead3/take", json={"why": "SECRET"}, headers=ANNA)
    client.post("/api/v1/items/lead3/note", json={"text": "SECRET"}, headers=ANNA)
    opened = client.post("/api/v1/collections", json={"name": "SECRET"}, headers=ANNA).json()
    client.post("/api/v1/items/lead3/collect", json={"collection": opened["id"]}, headers=ANNA)
    for path, text in before.items():
        assert read(path) == text, path
    told = room.store.events_after(seq)
    assert len(told) == 4
    assert b"SECRET" not in json.dumps([each.data for each in told]).encode()
    assert not any(each.item or each.chain or each.story for each in told)
