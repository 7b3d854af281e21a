"""The quick door answers as the framework behind it does, and leaves to it whatever is not plainly right."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from newsroom import BEARER, TOKEN, Room, ninjs
from wireroom.web.app import make_app
from wireroom.web.dispatch_door import DispatchDoor

COPY = ninjs("ferry", "Ferry talks reach accord", "The ferry talks ended.")
PLAIN = {
    "copy": (COPY, "", {}),
    "a source": (COPY, "?source=north-line", {}),
    "no copy at all": (b"\x00\x01 no wire copy", "", {}),
    "nothing": (b"", "", {}),
    "white space": (b" \r\n", "", {}),
    "where it was": (COPY, "", {"content-location": "https://example.org/x.rss?key=1", "content-language": "nb"}),
    "a type": (COPY, "", {"content-type": "application/json; charset=utf-8"}),
}
ODD = {
    "no token": (COPY, "", {"authorization": ""}),
    "another token": (COPY, "", {"authorization": "Bearer wrong"}),
    "another scheme": (COPY, "", {"authorization": f"Basic {TOKEN}"}),
    "an odd source": (COPY, "?source=../etc", {}),
    "a source in code": (COPY, "?source=north%2Dline", {}),
    "a file name": (COPY, "?source=north&filename=x.json", {}),
    "too long": (b"x" * 20_001, "", {}),
    "the past": (COPY, "?as_of=2026-03-01T11:00Z", {}),
    "a length twice": (COPY, "", {"content-length": f"{len(COPY)}, {len(COPY)}"}),
}


@pytest.fixture
def rooms() -> Iterator[tuple[Room, Room]]:
    """Two rooms alike."""
    made = Room(max_body=20_000), Room(max_body=20_000)
    for room in made:
        room.intake.start()
    yield made
    for room in made:
        room.intake.stop()


def ask(app: object, method: str, data: bytes, query: str, headers: dict[str, str]) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://room") as client:
            return await client.request(
                method, f"/api/v1/dispatches{query}", content=data, headers={**BEARER, **headers}
            )

    return asyncio.run(asked())


def both(rooms: tuple[Room, Room], data: bytes, query: str, headers: dict[str, str], method: str = "POST") -> None:
    """Ask one room by the door and the other by the framework, twice each: the answers are the same."""
    door, framework = make_app(rooms[0]).door, make_app(rooms[1]).pages
    for _ in range(2):
        quick, slow = (ask(app, method, data, query, headers) for app in (door, framework))
        assert (quick.status_code, quick.content) == (slow.status_code, slow.content)
        assert dict(quick.headers) == dict(slow.headers)
    kept = [[entry.dispatch for entry in room.store.spike()] for room in rooms]
    assert kept[0] == kept[1]
    found = [room.store.newest(now=room.now) for room in rooms]
    assert found[0] == found[1]


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_plainly_right_gets_the_same_answer(rooms: tuple[Room, Room], name: str) -> None:
    both(rooms, *PLAIN[name])


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_gets_the_same_answer(rooms: tuple[Room, Room], name: str) -> None:
    both(rooms, *ODD[name])


def test_other_methods_get_the_same_answer(rooms: tuple[Room, Room]) -> None:
    for method in ("GET", "PUT", "OPTIONS"):
        both(rooms, b"", "", {}, method)


def test_a_store_that_takes_nothing_gets_the_same_answer() -> None:
    both((Room(), Room()), COPY, "", {})


class Seen:
    """A site that only counts."""

    def __init__(self) -> None:
        self.n = 0

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        self.n += 1
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def test_the_framework_is_asked_for_what_is_odd_and_for_nothing_else(rooms: tuple[Room, Room]) -> None:
    seen = Seen()
    door = DispatchDoor(rooms[0], seen)
    for data, query, headers in PLAIN.values():
        ask(door, "POST", data, query, headers)
    assert seen.n == 0
    for data, query, headers in ODD.values():
        ask(door, "POST", data, query, headers)
    assert seen.n == len(ODD)


def test_a_body_that_comes_in_pieces_is_put_together_and_a_sender_that_goes_leaves_nothing(
    rooms: tuple[Room, Room],
) -> None:
    room = rooms[0]
    door = make_app(room).door
    length = str(len(COPY)).encode()
    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/dispatches", "query_string": b"",
        "headers": [(b"authorization", f"Bearer {TOKEN}".encode()), (b"content-length", length)],
    }  # fmt: skip

    async def post(*messages: dict[str, object]) -> list[dict[str, object]]:
        waiting, sent = list(messages), []

        async def receive() -> dict[str, object]:
            return waiting.pop(0)

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        await door(scope, receive, send)
        return sent

    first = {"type": "http.request", "body": COPY[:20], "more_body": True}
    assert asyncio.run(post(first, {"type": "http.disconnect"})) == []
    assert room.store.figures().n_dispatches == 0
    sent = asyncio.run(post(first, {"type": "http.request", "body": COPY[20:], "more_body": False}))
    assert sent[0]["status"] == 201
    assert room.store.figures().n_items == 1
