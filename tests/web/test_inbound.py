"""Copy that others push: signed, by a real server, and by a real hub."""

import asyncio
import hmac
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import msgspec
import pytest

from newsroom import BEARER, NOON, Room, ninjs, serving
from wireroom.config import SourceConfig
from wireroom.room import SourceState, make_transport
from wireroom.text.signatures import sign_hex, sign_webhook
from wireroom.transports import Office
from wireroom.transports._websub import (
    SubscribedTransport,
    Subscription,
    answer_hub,
    decide,
    find_hub,
    load_subscription,
    note_key,
)

SECRET = "a-secret-of-sixteen"
COPY = ninjs("ferry", "Ferry talks reach accord", "The ferry talks ended.")


@pytest.fixture
def pushed(tmp_path: Path) -> Iterator[tuple[Room, httpx.Client]]:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    sources = {
        "north": SourceConfig(secret_file=tmp_path / "secret"),
        "open": SourceConfig(),
        "lost": SourceConfig(secret_file=tmp_path / "gone"),
        "folder": SourceConfig(folder=tmp_path),
        "hubbed": SourceConfig(url="https://feed.example/wire.rss", websub=True),
    }
    room = Room(source=sources, max_body=20_000)
    with serving(room) as url, httpx.Client(base_url=url, timeout=10) as client:
        yield room, client


def superdesk(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"x-superdesk-signature": "sha1=" + hmac.digest(secret.encode(), body, "sha1").hex()}


def ours(body: bytes, secret: str = SECRET, at: datetime = NOON) -> dict[str, str]:
    stamp = int(at.timestamp())
    signature = sign_webhook(secret.encode(), "d1", stamp, body)
    return {"webhook-id": "d1", "webhook-timestamp": str(stamp), "webhook-signature": f"v1,AAAA {signature}"}


@pytest.mark.parametrize("headers", [superdesk(COPY), ours(COPY), BEARER], ids=["superdesk", "ours", "token"])
def test_what_is_signed_is_taken_once(pushed: tuple[Room, httpx.Client], headers: dict[str, str]) -> None:
    room, client = pushed
    first, second = (client.post("/push/north", content=COPY, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    kept = room.store.find_dispatch(first.json()["dispatch"])
    assert kept is not None
    assert kept.source == "north"


@pytest.mark.parametrize("sign", [superdesk, ours])
def test_a_push_with_nothing_in_it_is_refused_and_not_kept(pushed: tuple[Room, httpx.Client], sign: object) -> None:
    room, client = pushed
    answer = client.post("/push/north", content=b"", headers=sign(b""))
    assert answer.status_code == 400
    assert "empty" in answer.json()["detail"]
    assert room.store.figures().n_dispatches == 0


@pytest.mark.parametrize(
    ("source", "headers", "status", "words"),
    [
        ("north", {}, 401, "send x-superdesk-signature"),
        ("north", superdesk(COPY, "another"), 401, "not that of this body"),
        ("north", superdesk(b"another body"), 401, "not that of this body"),
        ("north", {"x-superdesk-signature": "md5=00"}, 401, "not that of this body"),
        ("north", {"x-superdesk-signature": "\u00e9".encode()}, 401, "not that of this body"),
        ("north", ours(COPY, at=NOON - timedelta(minutes=6)), 401, "within five minutes"),
        ("north", ours(COPY, "another"), 401, "not that of this body"),
        ("open", superdesk(COPY), 401, "has no secret"),
        ("lost", superdesk(COPY), 401, "cannot be read here"),
        ("folder", superdesk(COPY), 404, "no source copy is pushed to"),
        ("nobody", superdesk(COPY), 404, "no source copy is pushed to"),
    ],
)  # fmt: skip
def test_what_is_not_is_refused_in_plain_words(
    pushed: tuple[Room, httpx.Client], source: str, headers: dict[str, str], status: int, words: str
) -> None:
    room, client = pushed
    answer = client.post(f"/push/{source}", content=COPY, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert room.store.figures().n_dispatches == 0


def test_sources_are_told_to_who_may_know(pushed: tuple[Room, httpx.Client]) -> None:
    room, client = pushed
    room.states.append(SourceState(name="north", kind="posted", since=NOON, problem="silent"))
    assert client.get("/api/v1/sources").status_code == 401
    (told,) = client.get("/api/v1/sources", headers=BEARER).json()
    assert (told["name"], told["is_up"], told["problem"]) == ("north", False, "silent")


# WebSub

ASKED = Subscription(
    hub="https://hub.example/", topic="https://feed.example/wire.rss", key="k", secret="s", asked_at=NOON
)
MEANT = {"hub.mode": "subscribe", "hub.topic": ASKED.topic, "hub.challenge": "42", "hub.lease_seconds": "864000"}


def test_a_hub_verifies_and_sends(pushed: tuple[Room, httpx.Client]) -> None:
    room, client = pushed
    room.store.write_notes({note_key("hubbed"): msgspec.json.encode(ASKED).decode()})
    asked = client.get("/websub/hubbed/k", params=MEANT)
    assert (asked.status_code, asked.text) == (200, "42")
    known = load_subscription(room.store, "hubbed")
    assert known is not None
    assert (known.state, known.until) == ("active", NOON + timedelta(days=10))
    sent = client.post("/websub/hubbed/k", content=COPY, headers={"x-hub-signature": sign_hex("sha256", b"s", COPY)})
    assert sent.status_code == 202
    assert room.store.figures().n_dispatches == 1


@pytest.mark.parametrize(
    "headers", [{}, {"x-hub-signature": "sha256=00"}, {"x-hub-signature": sign_hex("sha1", b"x", COPY)}]
)
def test_what_a_hub_has_not_signed_is_left(pushed: tuple[Room, httpx.Client], headers: dict[str, str]) -> None:
    room, client = pushed
    room.store.write_notes({note_key("hubbed"): msgspec.json.encode(ASKED).decode()})
    assert client.post("/websub/hubbed/k", content=COPY, headers=headers).status_code == 202
    assert room.store.figures().n_dispatches == 0


def test_a_hub_that_sends_nothing_is_thanked_and_nothing_is_kept(pushed: tuple[Room, httpx.Client]) -> None:
    room, client = pushed
    room.store.write_notes({note_key("hubbed"): msgspec.json.encode(ASKED).decode()})
    sent = client.post("/websub/hubbed/k", content=b"", headers={"x-hub-signature": sign_hex("sha256", b"s", b"")})
    assert sent.status_code == 202
    assert room.store.figures().n_dispatches == 0


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("hubbed/wrong", {}),
        ("open/k", {}),
        ("nobody/k", {}),
        ("hubbed/k", {"hub.topic": "https://other.example/"}),
        ("hubbed/k", {"hub.mode": "unsubscribe"}),
        ("hubbed/k", {"hub.challenge": ""}),
    ],
)
def test_what_we_have_not_asked_for_is_not_verified(
    pushed: tuple[Room, httpx.Client], path: str, change: dict[str, str]
) -> None:
    room, client = pushed
    room.store.write_notes({note_key(name): msgspec.json.encode(ASKED).decode() for name in ("hubbed", "open")})
    assert client.get(f"/websub/{path}", params=MEANT | change).status_code == 404


def test_a_hub_may_say_no() -> None:
    refused = answer_hub(ASKED, {"hub.mode": "denied", "hub.topic": ASKED.topic, "hub.reason": "closed"}, NOON)
    assert refused is not None
    assert (refused[0].state, refused[0].reason) == ("refused", "closed")
    assert decide(refused[0], ASKED.hub, ASKED.topic, NOON + timedelta(hours=23), str) is None
    assert decide(refused[0], ASKED.hub, ASKED.topic, NOON + timedelta(hours=25), str) is not None


def test_a_lease_is_renewed_before_it_ends() -> None:
    active = msgspec.structs.replace(ASKED, state="active", until=NOON + timedelta(days=10))
    again = [decide(active, ASKED.hub, ASKED.topic, NOON + timedelta(days=day), str) for day in (1, 7, 8)]
    assert [found is not None for found in again] == [False, False, True]
    assert again[2] is not None
    assert (again[2].key, again[2].secret) == ("k", "s")
    moved = decide(active, "https://hub2.example/", ASKED.topic, NOON, lambda: "new")
    assert moved is not None
    assert (moved.state, moved.key) == ("asked", "new")


@pytest.mark.parametrize(
    ("links", "body"),
    [
        (('<https://hub.example/>; rel="hub", </wire.rss>; rel="self"',), b""),
        (("<https://hub.example/>; rel=hub", "<https://feed.example/wire.rss>; rel=self"), b""),
        ((), b'<rss><channel><atom:link rel="hub" href="https://hub.example/"/><atom:link href="/wire.rss" rel="self"/>'),
        ((), b"<feed><link rel='hub' href='https://hub.example/'/></feed>"),
        ((), b'{"feed_url": "https:\\/\\/feed.example\\/wire.rss", "hubs": [{"type": "WebSub", "url": "https://hub.example/"}]}'),
    ],
)  # fmt: skip
def test_the_hub_is_found(links: tuple[str, ...], body: bytes) -> None:
    assert find_hub(links, body, "https://feed.example/wire.rss") == (ASKED.hub, ASKED.topic)


class Hub:
    """A feed and its hub on one port: verifies at once, and sends what is published to who was verified."""

    def __init__(self) -> None:
        self.url = ""
        self.callbacks: dict[str, str] = {}
        self.n_polled = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if head.startswith("GET"):
            self.n_polled += 1
            links = f'Link: <{self.url}/hub>; rel="hub", <{self.url}/wire>; rel="self"\r\n'
            body = ninjs("first", "Harbour opens")
            writer.write(f"HTTP/1.1 200 OK\r\n{links}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        else:
            length = int(head.lower().partition("content-length: ")[2].partition("\r")[0])
            form = {name: values[0] for name, values in parse_qs((await reader.readexactly(length)).decode()).items()}
            async with httpx.AsyncClient() as client:
                meant = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "7"}
                if (await client.get(form["hub.callback"], params=meant)).text == "7":
                    self.callbacks[form["hub.callback"]] = form["hub.secret"]
            writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def publish(self, body: bytes) -> list[int]:
        async with httpx.AsyncClient() as client:
            sent = [
                await client.post(to, content=body, headers={"x-hub-signature": sign_hex("sha512", key.encode(), body)})
                for to, key in self.callbacks.items()
            ]
        return [answer.status_code for answer in sent]


async def test_a_feed_with_a_hub_is_live() -> None:
    """Transport, room and hub, each of them real: asked, verified, sent, and then polled slowly."""
    hub = Hub()
    listener = await asyncio.start_server(hub.answer, "127.0.0.1", 0)
    hub.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    source = SourceConfig(url=f"{hub.url}/wire", websub=True, allow_private=True)
    room = Room(source={"hubbed": source})
    async with listener:
        with serving(room) as url:
            office = Office(notes=room.store, clock=room.clock, agent="test", chance=random.Random(1), public_url=url)
            transport = make_transport("hubbed", source, office)
            assert isinstance(transport, SubscribedTransport)
            found = [arrival async for arrival in transport.look()]
            assert [arrival.data for arrival in found] == [ninjs("first", "Harbour opens")]
            assert await hub.publish(COPY) == [202]
            assert [filed.item.headline for filed in room.store.newest(now=room.clock())] == [
                "Ferry talks reach accord"
            ]
            assert await hub.publish(COPY) == [202]
            assert room.store.figures().n_items == 1
            assert transport.next_s(1) >= 1800
            # removed here, so the hub is told to go
            room.config = msgspec.structs.replace(room.config, source={})
            assert await hub.publish(COPY) == [410]


def test_a_feed_without_a_hub_has_none() -> None:
    assert (
        find_hub(("<https://a.example/>; rel=next",), b"<rss><link>https://a.example/</link></rss>", "https://b/")
        is None
    )
