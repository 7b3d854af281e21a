"""Editors over HTTP: who they are, what they can do, and that nobody else can."""

import httpx
import pytest

from newsroom import BEARER, TOKEN, Room, item, kill, placed, serving
from wireroom.web.login import own_path


def sign_in(client: httpx.Client, name: str = "Anna", desk: str = "foreign desk") -> httpx.Response:
    return client.post("/login", data={"name": name, "desk": desk, "token": TOKEN, "next": "/item/lead1"})


OURS = {"sec-fetch-site": "same-origin"}


# who they are


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(client: httpx.Client) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/item/lead1")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie
    shown = client.get("/item/lead1")
    assert "Desk: Anna" in shown.text
    assert shown.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("token", "name", "words"), [("wrong", "Anna", "not the room's token"), (TOKEN, "  ", "Tell your name")]
)
def test_who_does_not_know_the_token_or_has_no_name_stays_out(
    client: httpx.Client, token: str, name: str, words: str
) -> None:
    answer = client.post("/login", data={"name": name, "token": token})
    assert answer.status_code == 401
    assert words in answer.text.replace("&#39;", "'")
    assert "set-cookie" not in answer.headers
    assert token not in answer.text


def test_signing_out_ends_it(client: httpx.Client) -> None:
    sign_in(client)
    client.post("/logout", headers=OURS)
    assert "Desk: Anna" not in client.get("/item/lead1").text


def test_a_session_ends_by_itself_and_with_its_token(room: Room, client: httpx.Client) -> None:
    from datetime import timedelta

    sign_in(client)
    room.token = "another"
    assert "Desk: Anna" not in client.get("/item/lead1").text
    room.token = TOKEN
    assert "Desk: Anna" in client.get("/item/lead1").text
    room.now += timedelta(hours=15)
    assert "Desk: Anna" not in client.get("/item/lead1").text


@pytest.mark.parametrize("changed", ["x", ".", "e30.e30", "ä.ö", ""])
def test_a_cookie_of_somebody_elses_making_is_nobody(client: httpx.Client, changed: str) -> None:
    headers = {"cookie": f"wireroom_desk={changed}".encode()}
    assert "Desk:" not in client.get("/item/lead1", headers=headers).text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200), ({"sec-fetch-site": "cross-site"}, 403), ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403), ({"origin": "https://elsewhere.example"}, 403), ({"origin": "null"}, 403), ({}, 403),
    ],
)  # fmt: skip
def test_what_a_browser_posts_must_come_from_our_pages(
    client: httpx.Client, headers: dict[str, str], status: int
) -> None:
    sign_in(client)
    answer = client.post("/api/v1/stories/sbridge/rename", json={"name": "The bridge"}, headers=headers)
    assert answer.status_code == status


def test_an_older_browser_says_it_by_its_origin(client: httpx.Client) -> None:
    sign_in(client)
    origin = {"origin": str(client.base_url).rstrip("/")}
    assert client.post("/api/v1/stories/sbridge/rename", json={"name": "The bridge"}, headers=origin).status_code == 200


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\tx", ""]
)
def test_signing_in_leads_to_our_own_pages_only(path: str) -> None:
    assert own_path(path) == "/"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/chains/cbridge/split", {"item": "lead3"}), ("POST", "/api/v1/chains/cbridge/join", {"other": "ccoast1"}),
        ("POST", "/api/v1/stories/sbridge/split", {"items": ["coast1"]}), ("POST", "/api/v1/stories/sbridge/join", {"other": "s"}),
        ("POST", "/api/v1/stories/sbridge/pin", {"items": ["coast1"]}), ("POST", "/api/v1/stories/sbridge/rename", {"name": "x"}),
        ("POST", "/api/v1/items/lead3/release", {}), ("POST", "/api/v1/items/lead3/kill", {"why": "x"}),
        ("POST", "/api/v1/items/lead3/spare", {"why": "x"}), ("POST", "/api/v1/decisions/x/undo", {}), ("GET", "/api/v1/decisions", None),
        ("GET", "/api/v1/alarms", None), ("POST", "/api/v1/alarms/1/acknowledge", {}), ("POST", "/edit", None),
    ],
)  # fmt: skip
def test_readers_can_do_nothing_of_it(room: Room, client: httpx.Client, method: str, path: str, body: object) -> None:
    answer = client.request(method, path, json=body)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert room.store.decisions() == []


# what they can do


def test_every_act_over_the_api_and_its_undoing(room: Room, client: httpx.Client) -> None:
    headers = BEARER | {"wireroom-editor": "J%C3%B8rgen; night desk"}

    def act(path: str, **body: object) -> dict[str, object]:
        return client.post(path, json=body, headers=headers).raise_for_status().json()

    made = [
        act("/api/v1/chains/cbridge/split", item="lead3", alone=True, why="not this one"),
        act("/api/v1/stories/sbridge/split", items=["coast1"]),
        act("/api/v1/stories/sbridge/rename", name="The bridge"),
    ]
    assert (made[0]["by"], made[0]["why"]) == ({"name": "Jørgen", "desk": "night desk"}, "not this one")
    assert made[0]["moved"] == ["lead3"]
    assert client.get("/api/v1/chains/cbridge").json()["versions"][-1]["item"] == "lead1"
    assert [one["id"] for one in client.get("/api/v1/stories/sbridge").json()["items"]] == [
        "flash",
        "urgent",
        "lead1",
        "lead3",
    ]
    assert client.get("/api/v1/stories/sbridge").json()["headline"] == "The bridge"
    made.append(act("/api/v1/chains/cbridge/join", other=made[0]["into"]))
    made.append(act("/api/v1/stories/sbridge/join", other=made[1]["into"]))
    made.append(act("/api/v1/stories/sbridge/pin", items=["coast1"]))
    told = client.get("/api/v1/decisions?limit=4", headers=headers).json()
    assert [one["kind"] for one in told["decisions"]] == ["pin", "join_stories", "join_chains", "rename"]
    rest = client.get("/api/v1/decisions", params={"before": told["next_before"]}, headers=headers).json()
    assert [one["kind"] for one in rest["decisions"]] == ["split_story", "split_chain"]
    for one in made:
        act(f"/api/v1/decisions/{one['id']}/undo")
    assert len(client.get("/api/v1/chains/cbridge").json()["versions"]) == 4
    assert len(client.get("/api/v1/stories/sbridge").json()["items"]) == 5


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/api/v1/chains/none/split", {"item": "lead3"}, 404, "no chain"), ("/api/v1/chains/cbridge/split", {"item": "x"}, 404, "no item"),
        ("/api/v1/chains/cbridge/split", {}, 400, "item"), ("/api/v1/chains/cbridge/split", {"item": "flash"}, 409, "stay behind"),
        ("/api/v1/chains/cbridge/join", {"other": "ccoast1"}, 409, "of two agencies"),
        ("/api/v1/stories/sbridge/pin", {"items": []}, 400, "length"), ("/api/v1/items/lead3/release", {}, 409, "not held"),
        ("/api/v1/items/lead3/kill", {}, 409, "say why"), ("/api/v1/items/none/kill", {"why": "x"}, 404, "no item"),
        ("/api/v1/items/lead3/spare", {"why": "x"}, 409, "not killed"), ("/api/v1/items/none/spare", {"why": "x"}, 404, "no item"),
        ("/api/v1/items/lead3/kill", {"why": "x", "alarm": 99}, 404, "no alarm"), ("/api/v1/decisions/none/undo", {}, 404, "no decision"), ("/api/v1/alarms/1/acknowledge", {}, 404, "no alarm"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_problem_with_its_reason(
    client: httpx.Client, path: str, body: dict[str, object], status: int, words: str
) -> None:
    answer = client.post(path, json=body, headers=BEARER)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]


def test_the_api_describes_it(client: httpx.Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/chains/{chain}/split", "/api/v1/decisions/{decision}/undo", "/api/v1/alarms"} <= paths.keys()
    assert not {"/edit", "/login", "/admin/alarms"} & paths.keys()


# pages


def test_held_copy_is_on_the_desk_and_freed_by_a_form(room: Room, client: httpx.Client) -> None:
    room.file(placed(item("speech", "Chancellor plans a tax", "A tax is planned.", embargo_text="until delivery"), is_held_open=True,
                     alarms=("held until an editor frees it: until delivery",)))  # fmt: skip
    assert client.get("/item/speech").status_code == 404
    sign_in(client)
    shown = client.get("/item/speech").text
    assert "A tax is planned." in shown
    assert "no time could be read from “until delivery”" in shown
    assert "held until an editor frees it" in client.get("/admin/alarms").text
    done = client.post("/edit", data={"do": "release", "item": "speech", "next": "/item/speech#desk"}, headers=OURS)
    assert (done.status_code, done.headers["location"]) == (303, "/item/speech#desk")
    client.cookies.clear()
    assert "A tax is planned." in client.get("/item/speech").text
    assert client.get("/api/v1/items?q=chancellor").json()["items"][0]["id"] == "speech"


def test_forms_split_join_pin_name_and_undo(room: Room, client: httpx.Client) -> None:
    sign_in(client)

    def act(**fields: str) -> httpx.Response:
        return client.post("/edit", data={"next": "/item/lead3", **fields}, headers=OURS)

    assert act(do="out", chain="cbridge", item="lead3", why="another bridge").status_code == 303
    assert room.store.find_item("lead3", now=room.now).chain != "cbridge"
    assert "another bridge" in client.get("/item/lead3").text
    base = str(client.base_url)
    assert act(do="join", chain="cbridge", item="lead1", other=f"{base}/item/lead3?against=x#top").status_code == 303
    assert room.store.find_item("lead3", now=room.now).chain == "cbridge"
    assert act(do="story_out", story="sbridge", item="coast1").status_code == 303
    assert act(do="pin", item="coast1", other="/story/sbridge").status_code == 303
    assert act(do="rename", story="sbridge", name="The bridge").status_code == 303
    assert '<h1 dir="auto"><a href="/item/lead3">The bridge</a></h1>' in client.get("/story/sbridge").text
    last = room.store.decisions()[0]
    assert act(do="undo", decision=last.id).status_code == 303
    assert "took 1 item out of a chain" in client.get("/admin/history").text
    refused = act(do="undo", decision=last.id)
    assert refused.status_code == 409
    assert "this was undone before" in refused.text
    assert act(do="nothing").status_code == 409
    assert act(do="join", chain="cbridge", other="nowhere").status_code == 404


def test_alarms_are_seen_to_by_name(room: Room, client: httpx.Client) -> None:
    room.file(kill("lost", "nothing", alarms=('Norrland Press kills "Lost", and nothing we hold matches it',)))
    assert client.get("/admin/alarms").headers["location"] == "/login?next=%2Fadmin%2Falarms"
    assert client.get("/admin/history").headers["location"] == "/login?next=%2Fadmin%2Fhistory"
    (alarm,) = client.get("/api/v1/alarms?open=true", headers=BEARER).json()
    sign_in(client)
    shown = client.get("/admin/alarms").text
    assert 'role="alert"' in shown
    assert "nothing we hold matches it" in shown
    client.post("/edit", data={"do": "acknowledge", "alarm": str(alarm["seq"]), "next": "/admin/alarms"}, headers=OURS)
    after = client.get("/admin/alarms").text
    assert "Nothing is open." in after
    assert "Anna" in after
    (closed,) = client.get("/api/v1/alarms?open=false", headers=BEARER).json()
    assert closed["seen"]["by"]["name"] == "Anna"


def test_readers_see_where_copy_stands_and_not_who_put_it_there(room: Room, client: httpx.Client) -> None:
    client.post(
        "/api/v1/chains/cbridge/split", json={"item": "lead3", "why": "a secret"}, headers=BEARER
    ).raise_for_status()
    for path in ("/item/lead3", "/story/sbridge", "/api/v1/items", "/feeds/wire.json", "/items/lead3.ninjs"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "a secret" not in answer.text
        assert "own_chain" not in answer.text


def test_two_pages_of_decisions(room: Room) -> None:
    with serving(room) as url, httpx.Client(base_url=url) as client:
        sign_in(client)
        for n in range(101):
            client.post("/api/v1/stories/sbridge/rename", json={"name": f"Name {n}"}, headers=BEARER).raise_for_status()
            room.now = room.now.replace(microsecond=n + 1)
        assert "Older" in client.get("/admin/history").text
        before = room.store.decisions(100)[-1].seq
        assert "Name 0" in client.get(f"/admin/history?before={before}").text


def test_the_page_of_a_recall_says_who_killed_it_and_why(room: Room, client: httpx.Client) -> None:
    sign_in(client)
    assert "Nobody was sent it." in client.get("/admin/recall/lead1").text
    assert "These have it" not in client.get("/admin/recall/lead1").text
    done = client.post("/edit", data={"do": "kill", "item": "lead1", "why": "the court forbids it"}, headers=OURS)
    assert done.status_code == 303
    page = client.get("/admin/recall/lead1").text
    assert 'by Anna, foreign desk: <q dir="auto">the court forbids it</q>' in page
    assert "this notice" not in page
