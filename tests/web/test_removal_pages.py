"""Nothing is removed by one press: a page asks, names what goes and what stays, and only its own button removes."""

import html
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from newsroom import BEARER, Room, ninjs, serving
from wireroom.room import load_added

HOOK = {"name": "hook", "kind": "webhook", "settings": {"url": "http://127.0.0.1:9/in", "secret": "sixteen letters and more",
        "allow_private": "yes"}}  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(data=tmp_path)


@pytest.fixture
def client(room: Room) -> Iterator[httpx.Client]:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as opened:
        assert opened.post("/api/v1/channels", json=HOOK).status_code == 201
        yield opened


def asked(client: httpx.Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return html.unescape(answer.text)


def channels(client: httpx.Client) -> list[str]:
    return [one["name"] for one in client.get("/api/v1/channels").json()]


def test_a_channel_goes_only_after_its_page_named_what_goes(client: httpx.Client) -> None:
    for name, ways in (("Harbour alone", ["hook"]), ("Storm & flood", ["desk", "hook"]), ("Elsewhere", ["desk"])):
        sent = client.post("/api/v1/watches", json={"name": name, "query": "ferry", "channels": ways})
        assert sent.status_code == 201
    assert client.post("/api/v1/dispatches?source=x", content=ninjs("one", "Ferry hits bridge", "")).status_code == 201
    assert 'formmethod="get" formaction="/admin/channels/hook/remove"' in client.get("/admin/deliveries").text
    page = asked(client, "/admin/channels/hook/remove")
    assert "Remove the channel <bdi>hook</bdi>?" in page
    assert "webhook, http://127.0.0.1:9/in" in page
    assert "sixteen letters" not in page
    assert "Watches that ring by nothing else ring no more: Harbour alone." in page
    assert "ring by their others: Storm & flood." in page
    assert "2 deliveries wait for it" in page
    assert "Elsewhere" not in page
    assert "hook" in channels(client)
    assert 'method="post" action="/admin/channels/hook/remove"' in page
    done = client.post("/admin/channels/hook/remove")
    assert (done.status_code, done.headers["location"]) == (303, "/admin/deliveries")
    assert "hook" not in channels(client)
    again = client.post("/admin/channels/hook/remove")
    assert again.status_code == 400
    assert "hook" in again.text
    assert client.get("/admin/channels/hook/remove").status_code == 404


def test_a_channel_in_use_and_the_desk_cannot_be_removed(client: httpx.Client) -> None:
    paper = {"name": "paper", "title": "The Paper", "channel": "hook"}
    assert client.post("/api/v1/subscribers", json=paper).status_code == 201
    page = asked(client, "/admin/channels/hook/remove")
    assert "Copy is sent by it to The Paper:" in page
    assert "Remove it" not in page
    assert client.post("/admin/channels/hook/remove").status_code == 400
    assert "hook" in channels(client)
    assert client.get("/admin/channels/desk/remove").status_code == 404
    assert client.post("/admin/channels/desk/remove").status_code == 400


def test_a_subscriber_goes_only_after_its_page_named_what_goes(client: httpx.Client) -> None:
    paper = {"name": "paper", "title": "The <Paper>", "channel": "hook", "query": "harbour"}
    assert client.post("/api/v1/subscribers", json=paper).status_code == 201
    assert client.post("/api/v1/dispatches?source=x", content=ninjs("one", "Harbour shut", "")).status_code == 201
    assert 'formmethod="get" formaction="/admin/subscribers/paper/remove"' in client.get("/admin/subscribers").text
    assert "The &lt;Paper&gt;" in client.get("/admin/subscribers/paper/remove").text
    page = asked(client, "/admin/subscribers/paper/remove")
    assert "paper, as ninjs, by hook: harbour" in page
    assert "1 delivery waits for it, and will not be sent." in page
    assert "Kills of what it had still go out, by hook." in page
    assert len(client.get("/api/v1/subscribers").json()) == 1
    done = client.post("/admin/subscribers/paper/remove")
    assert (done.status_code, done.headers["location"]) == (303, "/admin/subscribers")
    assert client.get("/api/v1/subscribers").json() == []
    assert client.post("/admin/subscribers/paper/remove").status_code == 400
    assert client.get("/admin/subscribers/paper/remove").status_code == 404


def test_a_watch_and_a_source_are_asked_for_too(room: Room, client: httpx.Client) -> None:
    made = client.post("/api/v1/watches", json={"name": "Boats", "query": "ferry"}).json()["id"]
    page = asked(client, f"/watches/{made}/remove")
    assert "Remove the watch <bdi>Boats</bdi>?" in page
    assert "ferry, by desk" in page
    assert room.alerts.find_watch(made).name == "Boats"
    assert client.post(f"/watches/{made}/remove").status_code == 303
    assert client.get(f"/watches/{made}/remove").status_code == 404
    form = {"do": "add", "kind": "posted", "name": "coast", "agency": "ap"}
    assert client.post("/admin/sources", data=form).status_code == 303
    page = asked(client, "/admin/sources/remove?name=coast")
    assert "Remove the source <bdi>coast</bdi>?" in page
    assert '<input type="hidden" name="name" value="coast">' in page
    assert list(load_added(room.config.data)) == ["coast"]
    assert client.get("/admin/sources/remove?name=nothing").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/admin/channels/hook/remove", "/admin/subscribers/x/remove", "/watches/x/remove", "/admin/sources/remove?name=x"],
)
def test_whoever_is_not_signed_in_is_led_to_where_that_is_done(client: httpx.Client, path: str) -> None:
    answer = httpx.get(str(client.base_url.join(path)))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")
