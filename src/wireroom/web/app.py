"""The web of one room: the framework for pages, API and feeds, and the live wire beside it.

request -> WebApp -+-> /api/v1/wire        WireApp, our own: see stream.py
                   +-> /api/v1/dispatches  DispatchDoor, before the framework: see dispatch_door.py
                   +-> /api/v1/desk/wire   DeskApp, for editors: see desk_stream.py
                   +-> everything else     Litestar: site, api, feeds, figures; what only the desk can do: handing_on.py
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from litestar import Litestar, MediaType, Request, Response
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import Message, Receive, Scope, Send

import wireroom
from wireroom.web import (
    admin_pages,
    agency_pages,
    api,
    archive,
    crawlers,
    days,
    desk,
    desk_alarms,
    desk_pane,
    desk_stream,
    edit_api,
    edit_pages,
    feeds,
    figures,
    front,
    inbound,
    login,
    order_pages,
    removal_pages,
    site,
    source_pages,
    story_pages,
    subscriber_api,
    subscriber_pages,
    together_api,
    together_pages,
    watch_api,
    watch_pages,
    websub,
)
from wireroom.web._api import WebRoom
from wireroom.web.dispatch_door import PATH as DISPATCHES
from wireroom.web.dispatch_door import DispatchDoor
from wireroom.web.handing_on import HandingOn
from wireroom.web.pages import page
from wireroom.web.past import PastPages, room_then
from wireroom.web.presence import Presence
from wireroom.web.problems import answer_error, problem_of
from wireroom.web.schema import SchemaWithWire
from wireroom.web.static_files import PATH as STATIC
from wireroom.web.static_files import StaticApp
from wireroom.web.stream import WireHub
from wireroom.web.wire import PATH, WireApp

#: paths whose errors are for programs; everything else is read by people
_FOR_PROGRAMS: Final = (
    "/api/",
    "/feeds/",
    "/push/",
    "/websub/",
    "/items/",
    "/websub",
    "/healthz",
    "/metrics",
)
_SECURITY: Final = [
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
        b" form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), browsing-topics=()"),
]


class WebApp:
    """ASGI: the whole web of one room. `hub` is the live wire's, for figures and for a clean stop."""

    def __init__(self, room: WebRoom, hub: WireHub) -> None:
        self.hub = hub
        self.wire = WireApp(hub)
        presence = Presence(room.talk)
        if room.talk is not None:
            room.talk.listen(lambda process, words: presence.hear(process, words, room.clock()))
        self.desk = desk_stream.DeskApp(room, hub, presence)
        self.site = _framework(room, hub, presence)
        self.pages = HandingOn(PastPages(self.site), room)
        self.door = DispatchDoor(room, self.pages)
        self.static = StaticApp()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's start and stop."""
        if scope["type"] != ScopeType.HTTP:
            await self.site(scope, receive, send)
            return
        if scope["path"] == PATH:
            await self.wire(scope, receive, send)
            return
        if scope["path"] == desk_stream.PATH:
            await self.desk(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_SECURITY]
            await send(message)

        if scope["path"].startswith(STATIC):
            await self.static(scope, receive, send_guarded)
            return
        if scope["path"] == DISPATCHES:
            await self.door(scope, receive, send_guarded)
            return
        await self.pages(scope, receive, send_guarded)


def make_app(room: WebRoom) -> WebApp:
    """Put the web of a room together; the room is open, and stays open until the app has stopped."""
    return WebApp(room, WireHub(room.store, room.ticker, room.clock, log=room.live_log))


def _framework(room: WebRoom, hub: WireHub, presence: Presence) -> Litestar:
    @asynccontextmanager
    async def wire_runs(_: Litestar) -> AsyncIterator[None]:
        await hub.start()
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(hub.run())
            try:
                yield
            finally:
                hub.hang_up()
                following.cancel()

    collected = figures.RoomFigures(room, hub)
    return Litestar(
        route_handlers=[
            *front.HANDLERS,
            *site.HANDLERS,
            *archive.HANDLERS,
            *days.HANDLERS,
            *crawlers.HANDLERS,
            *story_pages.HANDLERS,
            *admin_pages.HANDLERS,
            *source_pages.HANDLERS,
            *agency_pages.HANDLERS,
            *api.HANDLERS,
            *desk.HANDLERS,
            *desk_alarms.HANDLERS,
            *desk_pane.HANDLERS,
            *edit_api.HANDLERS,
            *edit_pages.HANDLERS,
            *order_pages.HANDLERS,
            *login.HANDLERS,
            *removal_pages.HANDLERS,
            *feeds.HANDLERS,
            *figures.HANDLERS,
            *subscriber_api.HANDLERS,
            *subscriber_pages.HANDLERS,
            *inbound.HANDLERS,
            *together_api.HANDLERS,
            *together_pages.HANDLERS,
            *watch_api.HANDLERS,
            *watch_pages.HANDLERS,
            *websub.HANDLERS,
        ],
        dependencies={
            "room": Provide(room_then, sync_to_thread=False),
            "figures": Provide(lambda: collected, sync_to_thread=False),
        },
        state=State({"room": room, "presence": presence}),
        lifespan=[wire_runs],
        request_max_body_size=room.config.max_body,
        exception_handlers={Exception: _answer_error},
        compression_config=CompressionConfig(backend="gzip", minimum_size=1000),
        openapi_config=OpenAPIConfig(
            title="Wireroom",
            version=wireroom.__version__,
            description="The wire room of a newsroom: copy in, items, chains and stories out. `GET /api/v1/wire?after=SEQ&q=`"
            " is the live wire as server-sent events, resumable by `Last-Event-ID`.",
            path="/api/v1/openapi.json",
            render_plugins=[SchemaWithWire(path="/")],
            components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        ),
        logging_config=None,
        debug=False,
    )


def _answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer programs with a problem body, people with a page."""
    path = request.scope["path"]
    if path.startswith(_FOR_PROGRAMS) or request.method not in ("GET", "HEAD"):
        return answer_error(request, error)
    problem = problem_of(error)
    if problem.status >= 500:
        answer_error(request, error)
    room: WebRoom = request.app.state.room
    detail = error.detail if isinstance(error, HTTPException) and error.detail != problem.title else None
    title = {404: "Not here", 503: "The wire room is not ready"}.get(problem.status, problem.title)
    shown = page(
        "problem.html",
        status=problem.status,
        site=room.config.site_name,
        title=title,
        detail=detail
        or _PLAIN.get(problem.status, "That did not work, and it is our fault. The error has been logged."),
    )
    shown.media_type = MediaType.HTML
    return shown


_PLAIN: Final = {
    404: "There is nothing at this address.",
    503: "The store does not answer now. Try again in a moment.",
}
