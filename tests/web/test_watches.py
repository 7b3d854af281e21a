"""Watches, channels, deliveries and rings over HTTP, and the pages with which people do the same."""

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from newsroom import BEARER, FLASH, Room, item, kill, ninjs, placed, serving


@pytest.fixture(scope="module")
def room() -> Room:
    return Room()


@pytest.fixture(scope="module")
def client(room: Room) -> Iterator[httpx.Client]:
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as opened:
        yield opened


def send(client: httpx.Client, name: str, headline: str, text: str = "", **more: object) -> str:
    answer = client.post("/api/v1/dispatches?source=test", content=ninjs(name, headline, text, **more))
    assert answer.status_code == 201
    return answer.json()["items"][0]


def test_all_of_it_wants_the_token(client: httpx.Client) -> None:
    for verb, path in (
        ("GET", "/api/v1/watches"), ("POST", "/api/v1/watches"), ("POST", "/api/v1/watches/test"), ("DELETE", "/api/v1/watches/x"),
        ("GET", "/api/v1/channels"), ("POST", "/api/v1/channels"), ("GET", "/api/v1/deliveries"),
        ("POST", "/api/v1/deliveries/x/replay"), ("GET", "/api/v1/items/x/recipients"), ("GET", "/api/v1/alerts"),
        ("GET", "/api/v1/push/key"), ("GET", "/watches"), ("GET", "/watches/new?q=x"), ("POST", "/watches"),
        ("GET", "/admin/deliveries"), ("POST", "/admin/channels"), ("POST", "/admin/deliveries/replay"),
    ):  # fmt: skip
        answer = httpx.request(verb, str(client.base_url.join(path)))
        assert answer.status_code in (401, 303), (verb, path)
        assert answer.status_code == 401 or answer.headers["location"].startswith("/login"), (verb, path)


def test_watch_is_made_read_changed_and_removed(client: httpx.Client) -> None:
    made = client.post("/api/v1/watches", json={"name": "Harbour", "query": "harbour", "urgency": 2, "id": "mine"})
    assert made.status_code == 201
    id = made.json()["id"]
    assert id != "mine"
    assert client.get(f"/api/v1/watches/{id}").json()["urgency"] == 2
    changed = client.put(f"/api/v1/watches/{id}", json={"name": "Port", "query": "port OR harbour"})
    assert changed.json()["name"] == "Port"
    assert id in {one["id"] for one in client.get("/api/v1/watches").json()}
    assert client.delete(f"/api/v1/watches/{id}").status_code == 204
    assert client.delete(f"/api/v1/watches/{id}").status_code == 404
    assert client.get(f"/api/v1/watches/{id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "x", "query": "(harbour"}, ""),
        ({"name": "x", "query": " "}, "wants a search"),
        ({"name": "x", "query": "a", "channels": ["nowhere"]}, "no channel 'nowhere'"),
        ({"name": "x", "query": "a", "quiet": {"start": "22:00", "end": "06:00", "zone": "Moon/Base"}}, "no time zone"),
        ({"name": "x", "query": "a", "quiet": {"start": "25:00", "end": "06:00"}}, ""),
        ({"name": "x", "query": "a", "urgency": 0}, ""),
        ({"query": "a"}, ""),
    ],
)
def test_wrong_watches_are_refused_in_plain_words(client: httpx.Client, body: dict[str, object], words: str) -> None:
    answer = client.post("/api/v1/watches", json=body)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_item_rings_the_desk_and_is_seen(client: httpx.Client) -> None:
    watch = client.post("/api/v1/watches", json={"name": "Lighthouse", "query": "lighthouse"}).json()
    last = client.get("/api/v1/alerts").json()["last"]
    id = send(client, "l1", "FLASH: Lighthouse goes dark")
    (alert,) = client.get(f"/api/v1/alerts?after={last}").json()["alerts"]
    assert (alert["watch"], alert["item"], alert["kind"], alert["bells"]) == ("Lighthouse", id, "alert", 10)
    assert alert["label"] == "FLASH"
    assert client.post(f"/api/v1/alerts/{alert['key']}/seen").status_code == 204
    (row,) = client.get(f"/api/v1/items/{id}/recipients").json()
    assert (row["state"], row["subscriber"], row["channel"]) == ("acknowledged", watch["id"], "desk")
    client.delete(f"/api/v1/watches/{watch['id']}")


def test_killed_copy_has_no_words_in_rings(room: Room, client: httpx.Client) -> None:
    client.post("/api/v1/watches", json={"name": "Bank", "query": "manager"})
    last = client.get("/api/v1/alerts").json()["last"]
    id = send(client, "k1", "Bank manager missing", "The manager of a bank is missing.")
    room.file(kill("kill-k1", id))
    alerts = client.get(f"/api/v1/alerts?after={last}").json()["alerts"]
    assert [(alert["kind"], alert["label"], alert["headline"]) for alert in alerts] == [
        ("alert", "KILLED", "do not use it"), ("killed", "KILLED", "do not use it"),
    ]  # fmt: skip


def test_trial_tells_how_often_it_would_have_rung(room: Room, client: httpx.Client) -> None:
    old = item("old-tide", "Tide of yesterday", "High water.")
    before = room.now
    room.now = before - timedelta(hours=30)
    room.file(placed(old), after=timedelta())
    room.now = before
    for n in range(2):
        order = tuple(f"tide{k}" for k in range(n + 1))
        room.file(
            placed(item(f"tide{n}", f"Tide breaks record {n}", "High water.", marks=FLASH), chain="ctide", order=order)
        )
    found = client.post("/api/v1/watches/test", json={"name": "x", "query": "tide"}).json()
    assert (found["n_rings"], found["n_quiet"]) == (2, 0)
    assert [one["headline"] for one in found["items"]] == ["Tide breaks record 1", "Tide breaks record 0"]
    first = client.post("/api/v1/watches/test", json={"name": "x", "query": "tide", "is_first_only": True}).json()
    assert (first["n_rings"], first["n_quiet"]) == (1, 1)
    assert client.post("/api/v1/watches/test", json={"name": "x", "query": "(tide"}).status_code == 400


def test_channels_hide_their_secrets_and_are_paused_tried_and_removed(client: httpx.Client) -> None:
    settings = {"url": "https://news.example/in", "secret": "sixteen letters and more"}
    made = client.post("/api/v1/channels", json={"name": "hook", "kind": "webhook", "settings": settings})
    assert made.status_code == 201
    assert "sixteen" not in made.text
    assert "sixteen" not in client.get("/api/v1/channels").text
    assert "sixteen" not in client.get("/admin/deliveries").text
    assert client.post("/api/v1/channels/hook/pause").json()["is_paused"] is True
    key = client.post("/api/v1/channels/hook/test").json()["key"]
    assert client.get(f"/api/v1/deliveries/{key}").json()["kind"] == "test"
    assert client.post("/api/v1/channels/hook/resume").json()["is_paused"] is False
    assert client.post("/api/v1/channels", json={"name": "desk", "kind": "desk"}).status_code == 400
    assert client.post("/api/v1/channels", json={"name": "fax", "kind": "fax"}).status_code == 400
    assert client.delete("/api/v1/channels/hook").status_code == 204
    assert client.post("/api/v1/channels/hook/test").status_code == 404


def test_ledger_is_paged_and_replayed(room: Room, client: httpx.Client) -> None:
    watch = client.post("/api/v1/watches", json={"name": "Ledger", "query": "ledger"}).json()
    for n in range(2):
        send(client, f"ledger{n}", f"Ledger of the harbour master, page {n}")
    client.delete(f"/api/v1/watches/{watch['id']}")
    page = client.get("/api/v1/deliveries?limit=1").json()
    assert len(page["deliveries"]) == 1
    older = client.get(f"/api/v1/deliveries?limit=1&before={page['next_before']}").json()
    assert older["deliveries"][0]["n"] < page["deliveries"][0]["n"]
    assert client.get("/api/v1/deliveries?state=lost").status_code == 400
    assert client.post(f"/api/v1/deliveries/{page['deliveries'][0]['key']}/replay").status_code in (202, 404)
    assert client.post("/api/v1/deliveries/replay").json() == {"n_replayed": 0}
    assert client.get("/api/v1/deliveries/nothing").status_code == 404


# pages, without script


def form_of(page: str, action: str) -> dict[str, str]:
    """Give what a browser would send for a form as it stands."""
    (form,) = re.findall(rf'<form[^>]*action="{action}".*?</form>', page, re.DOTALL)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name and value and ('type="checkbox"' not in tag or " checked" in tag):
            found[name[1]] = value[1]
    return found


def test_watch_is_made_from_a_search_by_forms_alone(room: Room, client: httpx.Client) -> None:
    send(client, "f1", "Ferry aground off Kilnsey")
    assert "/watches/new" not in httpx.get(str(client.base_url.join("/search?q=ferry"))).text
    found = client.get("/search?q=ferry").text
    assert '<a href="/watches/new?q=ferry"' in found
    page = client.get("/watches/new?q=ferry")
    assert page.status_code == 200
    assert "Would have rung 1 time</strong>" in page.text
    form = form_of(page.text, "/watches") | {"name": "Ferries <b>", "do": "test", "query": "ferry OR boat"}
    tried = client.post("/watches", data=form)
    assert tried.status_code == 200
    assert "Would have rung 1 time</strong>" in tried.text
    assert not [one for one in room.alerts.find_watches() if one.name.startswith("Ferries")]
    saved = client.post("/watches", data=form | {"do": "save", "quiet_start": "22:00", "quiet_end": "06:00"})
    assert (saved.status_code, saved.headers["location"]) == (303, "/watches")
    (made,) = (one for one in room.alerts.find_watches() if one.name == "Ferries <b>")
    assert made.quiet is not None
    listed = client.get("/watches").text
    assert "Ferries &lt;b&gt;" in listed
    edited = form_of(client.get(f"/watches/{made.id}").text, "/watches") | {"name": "Boats", "do": "save"}
    client.post("/watches", data=edited)
    assert room.alerts.find_watch(made.id).name == "Boats"
    assert client.post(f"/watches/{made.id}/remove").status_code == 303
    assert made.id not in {one.id for one in room.alerts.find_watches()}


@pytest.mark.parametrize(
    ("change", "words"),
    [({"query": "(ferry"}, "notice"), ({"name": ""}, "notice"), ({"quiet_start": "22:00", "quiet_end": "6"}, "notice")],
)
def test_wrong_forms_are_shown_again_with_the_reason(client: httpx.Client, change: dict[str, str], words: str) -> None:
    form = {"name": "Ferries", "query": "ferry", "channels": "desk", "urgency": "5", "do": "save", **change}
    answer = client.post("/watches", data=form)
    assert answer.status_code == 400
    assert words in answer.text


def test_channel_is_added_by_a_form_and_wrong_ones_say_why(client: httpx.Client) -> None:
    form = {"kind": "webhook", "name": "paper", "url": "https://paper.example/in", "secret": "sixteen letters and more"}
    assert client.post("/admin/channels", data=form | {"secret": "short"}).status_code == 400
    assert client.post("/admin/channels", data=form).status_code == 303
    page = client.get("/admin/deliveries").text
    assert "https://paper.example/in" in page
    for verb in ("test", "pause", "resume", "remove"):
        assert client.post(f"/admin/channels/paper/{verb}").status_code == 303
    assert client.post("/admin/channels/paper/eat").status_code == 404


def test_service_worker_stands_at_the_top(client: httpx.Client) -> None:
    answer = client.get("/push.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")


def test_push_subscription_of_a_browser_makes_a_channel(client: httpx.Client) -> None:
    answer = client.post("/api/v1/push/subscriptions", json={"endpoint": "https://push.example/1", "keys": {}})
    assert answer.status_code == 400
    assert "p256dh" in answer.json()["detail"]
