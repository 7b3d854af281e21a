"""A bucket: the signature by the example of AWS, the rest against a small store that checks what it is asked."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from aiohttp import web
from doors import NOW, Notes, door, look, office
from yarl import URL

from wireroom.errors import TransportError
from wireroom.transports import open_transport
from wireroom.transports.s3 import sign


def test_the_signature_is_that_of_the_example() -> None:
    """Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header", example "GET Object"."""
    headers = sign(
        "GET", URL("https://examplebucket.s3.amazonaws.com/test.txt"), {"Range": "bytes=0-9"},
        key_id="AKIAIOSFODNN7EXAMPLE", secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", region="us-east-1",
        now=datetime(2013, 5, 24, tzinfo=UTC),
    )  # fmt: skip
    assert headers["Authorization"].endswith("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")


class Bucket:
    """A store with one bucket, two objects a page; it wants every request signed as we would sign it."""

    def __init__(self) -> None:
        self.objects = {f"in/{n} ä.xml": f"copy {n}".encode() for n in range(3)} | {"in/": b"", "other/x": b"no"}

    async def answer(self, request: web.Request) -> web.Response:
        url = URL(f"http://{request.host}{request.raw_path}", encoded=True)
        given = {name.lower(): value for name, value in request.headers.items() if name.lower() == "x-amz-copy-source"}
        wanted = sign(request.method, url, given, key_id="id", secret="word", region="us-east-1", now=NOW)
        if request.headers.get("Authorization") != wanted["Authorization"]:
            return web.Response(status=403)
        key = request.path.removeprefix("/desk").lstrip("/")
        if request.method == "GET" and not key:
            return self.list(request)
        if request.method == "GET":
            return web.Response(body=self.objects[key])
        if request.method == "DELETE":
            del self.objects[key]
            return web.Response(status=204)
        self.objects[key] = self.objects[unquote(given["x-amz-copy-source"]).removeprefix("/desk/")]
        return web.Response(text="<CopyObjectResult/>")

    def list(self, request: web.Request) -> web.Response:
        prefix = request.query["prefix"]
        keys = sorted(key for key in self.objects if key.startswith(prefix) and "/" not in key[len(prefix) :])
        start = int(request.query.get("continuation-token", "0"))
        more = f"<NextContinuationToken>{start + 2}</NextContinuationToken>" if len(keys) > start + 2 else ""
        entries = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(self.objects[key])}</Size><ETag>e</ETag></Contents>"
            for key in keys[start : start + 2]
        )
        space = "http://s3.amazonaws.com/doc/2006-03-01/"
        return web.Response(text=f'<ListBucketResult xmlns="{space}">{entries}{more}</ListBucketResult>')


@pytest.fixture
async def place() -> Any:
    bucket = Bucket()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", bucket.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    yield bucket, f"s3://{host}:{port}/desk/in/"
    await runner.cleanup()


@pytest.mark.parametrize("afterwards", ["keep", "move", "delete"])
async def test_objects_come_once(place: Any, afterwards: str) -> None:
    bucket, address = place
    notes = Notes()
    settings = {"user": "id", "secret": "word", "afterwards": afterwards}
    transport = open_transport(door(address, **settings), office(notes))
    found = await look(transport)
    assert [(arrival.filename, arrival.data) for arrival in found] == [
        (f"{n} ä.xml", f"copy {n}".encode()) for n in range(3)
    ]
    assert await look(transport) == []
    assert ("in/0 ä.xml" in bucket.objects) == (afterwards == "keep")
    assert ("in/done/0 ä.xml" in bucket.objects) == (afterwards == "move")


async def test_a_wrong_key_is_said_in_words(place: Any) -> None:
    _, address = place
    with pytest.raises(TransportError, match="the server answers 403"):
        await look(open_transport(door(address, user="id", secret="wrong"), office()))
