"""The contract of errors: one JSON body for every endpoint, by RFC 9457."""

import httpx
import pytest

from newsroom import BEARER

CASES = [
    ("GET", "/api/v1/items/nothing", {}, 404),
    ("GET", "/api/v1/items/nothing.ninjs", {}, 404),
    ("GET", "/api/v1/items/flash.docx", {}, 404),
    ("GET", "/items/nothing.txt", {}, 404),
    ("GET", "/api/v1/items/nothing/diff?against=flash", {}, 404),
    ("GET", "/api/v1/items/flash/diff?against=nothing", {}, 404),
    ("GET", "/api/v1/items/flash/diff", {}, 400),
    ("GET", "/api/v1/items?limit=0", {}, 400),
    ("GET", "/api/v1/items?limit=many", {}, 400),
    ("GET", "/api/v1/chains/nothing", {}, 404),
    ("GET", "/api/v1/stories/nothing", {}, 404),
    ("GET", "/api/v1/nothing", {}, 404),
    ("GET", "/feeds/wire.doc", {}, 404),
    ("GET", "/static/nothing.js", {}, 404),
    ("DELETE", "/api/v1/items", {}, 405),
    ("POST", "/", {}, 405),
    ("POST", "/api/v1/dispatches", {}, 401),
    ("POST", "/api/v1/dispatches", {"authorization": "Bearer wrong"}, 401),
    ("POST", "/api/v1/dispatches", {"authorization": "Basic YTpi"}, 401),
    ("POST", "/api/v1/wire", {}, 405),
    ("GET", "/api/v1/wire?after=x", {}, 400),
    ("GET", "/api/v1/wire?after=-1", {}, 400),
    ("GET", "/api/v1/wire?q=%28", {}, 400),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), CASES, ids=[f"{c[0]} {c[1]} {c[3]}" for c in CASES])
def test_every_error_is_a_problem(client: httpx.Client, method: str, path: str, headers, status: int) -> None:
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["instance"] == path.partition("?")[0]
    assert set(body) <= {"type", "title", "status", "detail", "instance", "position", "retry_after_s"}
    assert "Traceback" not in answer.text


def test_who_shows_no_token_is_told_how(client: httpx.Client) -> None:
    answer = client.post("/api/v1/dispatches", content=b"x")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("method", "path", "words"),
    [
        ("POST", "/api/v1/dispatches?source=No%20Such", "source: small letters, digits"),
        ("GET", "/api/v1/nothing", "what there is stands in /api/v1/openapi.json"),
        ("PUT", "/api/v1/dispatches", "takes another method"),
    ],
)
def test_the_cure_stands_beside_what_is_wrong(client: httpx.Client, method: str, path: str, words: str) -> None:
    assert words in client.request(method, path, headers=BEARER).json()["detail"]


def test_a_wrong_token_is_answered_with_where_the_right_one_stands(client: httpx.Client) -> None:
    answer = client.post("/api/v1/dispatches", content=b"x", headers={"authorization": "Bearer wrong"})
    assert "the file token" in answer.json()["detail"]


def test_a_query_that_cannot_be_understood_says_where(client: httpx.Client) -> None:
    body = client.get("/api/v1/wire", params={"q": "bridge ("}).json()
    assert body["position"] >= 7


@pytest.mark.parametrize("path", ["/nothing", "/item/nothing", "/story/nothing"])
def test_people_get_a_page(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>Not here</h1>" in answer.text
