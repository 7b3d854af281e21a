"""The HTTP server: uvicorn, which lets go of the live readers first when it is to stop.

A reader of the live wire never ends by itself. Without this the server would wait for all of them; they come back by
themselves, to the next process, and resume where they were.
"""

import socket

import uvicorn

from wireroom.web.app import WebApp


class WireServer(uvicorn.Server):
    """Serves one web app."""

    def __init__(self, app: WebApp, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hang up on live readers, then stop as uvicorn does."""
        self.app.hub.hang_up()
        await super().shutdown(sockets)


def make_server(app: WebApp, *, host: str = "127.0.0.1", port: int = 0, stop_after_s: float = 5.0) -> WireServer:
    """Make a server for a room's app; `run(sockets=[…])` serves until it is told to stop.

    Units: requests under way may take `stop_after_s` seconds longer once it is told.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(stop_after_s)),
    )
    return WireServer(app, config)
