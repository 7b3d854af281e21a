"""Receivers on this machine: web servers that answer by a script and note what came, and parcels to send them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import msgspec
from aiohttp import web

from wireroom.deliveries import Office, Parcel
from wireroom.model import Block, Delivery, Filed, Item, Marks
from wireroom.room._posting import GuardedPost

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Got(msgspec.Struct):
    """One request as it came."""

    headers: Mapping[str, str]
    body: bytes


Script = Callable[[Got], Awaitable[web.StreamResponse]]


class Receiver:
    """A server that answers every request by its script."""

    def __init__(self, script: Script | None = None) -> None:
        self.script = script
        self.got: list[Got] = []
        #: those of them that were answered by 2xx
        self.taken: list[Got] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        got = Got(headers={name.lower(): value for name, value in request.headers.items()}, body=await request.read())
        self.got.append(got)
        answer = web.Response(status=204) if self.script is None else await self.script(got)
        if 200 <= answer.status < 300:
            self.taken.append(got)
        return answer

    @property
    def keys(self) -> list[str]:
        """The idempotency keys in the order they came."""
        return [got.headers["idempotency-key"] for got in self.got]


@asynccontextmanager
async def receiving(*receivers: Receiver) -> AsyncIterator[None]:
    """Let receivers listen, each at a path of one server."""
    app = web.Application()
    for n, receiver in enumerate(receivers):
        app.router.add_post(f"/{n}", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    for n, receiver in enumerate(receivers):
        receiver.url = f"http://127.0.0.1:{port}/{n}"
    try:
        yield
    finally:
        await runner.cleanup()


def answering(status: int, **headers: str) -> Script:
    """Give a script that always answers so."""

    async def script(_: Got) -> web.StreamResponse:
        return web.Response(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return script


async def hang(_: Got) -> web.StreamResponse:
    """Take the request and never answer."""
    await asyncio.sleep(3600)
    return web.Response()


@asynccontextmanager
async def office(**more: object) -> AsyncIterator[Office]:
    """Give an office whose connections end with the block."""
    post = GuardedPost(agent="Wireroom/test", clock=lambda: NOON, timeout_s=2.0)
    try:
        yield Office(post=post, **more)
    finally:
        await post.close()


def filed(name: str = "a", headline: str = "Harbour bridge closed", **more: object) -> Filed:
    item = Item(
        id=name, uri=f"urn:test:{name}", format="ninjs", agency="norr", agency_name="Norrland Press",
        headline=headline, headline_clean=headline, blocks=(Block(text="The bridge was closed on Sunday."),),
        marks=Marks(rank="flash", label="FLASH"), ednote="Eds: call the desk at 555",
    )  # fmt: skip
    return Filed(item=item, seq=1, chain="c", story="s", source="x", dispatch="d", received_at=NOON, **more)


def parcel(
    name: str = "a", *, kind: str = "alert", key: str | None = None, made: Filed | None = None, **more: object
) -> Parcel:
    delivery = Delivery(
        n=1, key=key or f"key-of-{name}", subscriber="w", name="Harbour watch", channel="hook", kind=kind, seq=7, item=name,
        created_at=NOON, due_at=NOON, next_at=NOON, sent_at=NOON, attempts=1, **more,
    )  # fmt: skip
    return Parcel(delivery=delivery, filed=made or filed(name), url=f"https://room.example/item/{name}", site="Room")


def killed(name: str = "a") -> Filed:
    """A killed item as readers may see it: without a word of it."""
    item = Item(
        id=name, uri="urn:x", format="ninjs", agency_name="Norrland Press", pubstatus="canceled", headline="Killed"
    )
    return Filed(
        item=item,
        seq=1,
        chain="c",
        story="s",
        source="x",
        dispatch="d",
        received_at=NOON,
        killed_by="k",
        killed_at=NOON,
    )
