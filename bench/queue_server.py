"""The plain way to serve a live wire, to be measured beside ours: one queue and one task for each reader, on Starlette.

    python bench/queue_server.py PORT

`GET /sub?f=N` is a stream of what is posted to `/pub?f=N`. Served by the same uvicorn, uvloop and httptools as Wireroom.
"""

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

CHANNELS: defaultdict[str, set[asyncio.Queue[bytes]]] = defaultdict(set)


async def subscribe(request: Request) -> Response:
    """Stream a channel."""
    channel = CHANNELS[request.query_params.get("f", "")]
    queue: asyncio.Queue[bytes] = asyncio.Queue(1000)

    async def events() -> AsyncIterator[bytes]:
        channel.add(queue)
        try:
            yield b": hello\n\n"
            while True:
                yield await queue.get()
        finally:
            channel.discard(queue)

    return StreamingResponse(events(), media_type="text/event-stream")


async def publish(request: Request) -> Response:
    """Give a message to all readers of a channel."""
    event = b"data: " + await request.body() + b"\n\n"
    for queue in CHANNELS[request.query_params.get("f", "")]:
        queue.put_nowait(event)
    return Response(status_code=204)


if __name__ == "__main__":
    app = Starlette(routes=[Route("/sub", subscribe), Route("/pub", publish, methods=["POST"])])
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", loop="uvloop", http="httptools", backlog=4096)
