"""Copy in over HTTP: told after the commit what became of it."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sse import WireReader

from newsroom import BEARER, Room, ninjs, serving


def post(client: httpx.Client, data: bytes, **more) -> httpx.Response:
    return client.post("/api/v1/dispatches", content=data, headers=BEARER, **more)


def test_new_copy_is_on_the_wire_when_the_sender_is_told(client: httpx.Client, room: Room) -> None:
    answer = post(client, ninjs("ferry", "Ferry talks reach accord", "The ferry talks ended."))
    assert answer.status_code == 201
    told = answer.json()
    assert told["state"] == "placed"
    assert told["is_new"]
    assert told["format"] == "ninjs"
    assert told["seqs"] == [room.store.last_seq()]
    assert client.get(f"/api/v1/items/{told['items'][0]}").json()["headline"] == "Ferry talks reach accord"


def test_the_same_bytes_again_are_known(client: httpx.Client) -> None:
    data = ninjs("ferry", "Ferry talks reach accord")
    first, second = post(client, data), post(client, data)
    assert second.status_code == 200
    assert not second.json()["is_new"]
    assert second.json()["items"] == first.json()["items"]
    assert second.json()["dispatch"] == first.json()["dispatch"]


def test_the_source_is_said_in_the_address(client: httpx.Client, room: Room) -> None:
    told = post(client, ninjs("ferry", "Ferry talks"), params={"source": "north-line", "filename": "x.json"}).json()
    kept = room.store.find_dispatch(told["dispatch"])
    assert kept is not None
    assert (kept.source, kept.filename) == ("north-line", "x.json")


def test_what_nobody_can_read_is_kept_with_the_reason(client: httpx.Client, room: Room) -> None:
    answer = post(client, b"\x00\x01 no wire copy at all")
    assert answer.status_code == 201
    told = answer.json()
    assert told["state"] == "spiked"
    assert told["reason"]
    assert [entry.dispatch for entry in room.store.spike()] == [told["dispatch"]]


@pytest.mark.parametrize("body", [b"", b" \r\n\t\n"])
@pytest.mark.parametrize("query", ["", "?filename=x.json"], ids=["quick", "framework"])
def test_a_body_with_nothing_in_it_is_refused_and_not_kept(
    client: httpx.Client, room: Room, body: bytes, query: str
) -> None:
    before = room.store.figures().n_dispatches
    answer = client.post(f"/api/v1/dispatches{query}", content=body, headers=BEARER)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "empty" in answer.json()["detail"]
    assert "curl --data-binary @FILE" in answer.json()["detail"]
    assert room.store.figures().n_dispatches == before


def test_a_form_with_a_file_in_it_is_no_copy(client: httpx.Client, room: Room) -> None:
    before = room.store.figures().n_dispatches
    answer = client.post("/api/v1/dispatches?source=desk", files={"file": ("a.txt", b"Copy.")}, headers=BEARER)
    assert answer.status_code == 415
    assert "curl --data-binary @FILE" in answer.json()["detail"]
    assert room.store.figures().n_dispatches == before


def test_too_long_a_body_is_refused_and_nothing_is_kept(client: httpx.Client, room: Room) -> None:
    before = room.store.figures().n_dispatches
    for content in (b"x" * 20_001, iter([b"x" * 15_000, b"x" * 15_000])):
        answer = client.post("/api/v1/dispatches", content=content, headers=BEARER)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 413
        assert "max_body" in answer.json()["detail"]
    assert room.store.figures().n_dispatches == before


def test_an_odd_source_name_is_refused(client: httpx.Client) -> None:
    answer = post(client, b"x", params={"source": "../etc"})
    assert answer.status_code == 400
    assert "source" in answer.json()["detail"]


def test_when_the_store_takes_nothing_the_sender_is_told_to_come_again(client: httpx.Client, room: Room) -> None:
    room.intake.stop()
    answer = post(client, ninjs("ferry", "Ferry talks"))
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0


def test_many_senders_and_a_reader_see_every_item_once() -> None:
    room = Room()
    with serving(room) as url, httpx.Client(base_url=url, timeout=20) as client:
        reader = WireReader(url, "/api/v1/wire?after=0")
        with ThreadPoolExecutor(8) as senders:
            answers = list(
                senders.map(
                    lambda n: post(client, ninjs(f"m{n}", f"Matter number {n} of many", f"{n} " * 40)), range(120)
                )
            )
        told = [item for answer in answers for item in answer.json()["items"]]
        seqs = sorted(seq for answer in answers for seq in answer.json()["seqs"])
        events = reader.events(len(seqs))
    assert {answer.status_code for answer in answers} == {201}
    assert [event["seq"] for event in events] == seqs
    assert sorted(event["item"] for event in events if event["kind"] == "filed") == sorted(told)


def test_headers_say_where_copy_was_fetched_from_and_in_which_language(client: httpx.Client) -> None:
    feed = (
        b"<rss version='2.0'><channel><item><guid>f1</guid><title>Ferje</title><link>/a/1</link></item></channel></rss>"
    )
    headers = {**BEARER, "Content-Location": "https://example.org/wire/x.rss?key=1", "Content-Language": "nb"}
    posted = client.post("/api/v1/dispatches", content=feed, headers=headers).json()
    item = client.get(f"/api/v1/items/{posted['items'][0]}").json()
    assert item["language"] == "nb"
    assert [link["href"] for link in item["links"]] == ["https://example.org/a/1"]
