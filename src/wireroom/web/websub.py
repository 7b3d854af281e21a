"""The door of the hub: POST /websub, so that any feed reader that knows WebSub is live. See room/_hub.py.

Anybody may ask, for the feeds are open; nothing is sent before the callback has said that it wants it.
"""

from typing import Any, Final

from litestar import Request, Response, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import ClientException, HTTPException

from wireroom.errors import ConfigError, DeliveryError, QueryError
from wireroom.room import Wish, read_wish
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.threads import in_thread

PATH: Final = "/websub"


def site_url_of(request: Request[Any, Any, Any], room: WebRoom) -> str:
    """Give the room's own address, as its feeds say it."""
    return (room.config.public_url or str(request.base_url)).rstrip("/")


def hub_links(site_url: str, topic: str) -> str:
    """Give the header by which a feed names its hub (WebSub, section 4)."""
    return f'<{site_url}{PATH}>; rel="hub", <{topic}>; rel="self"'


@post(PATH, operation_id="askHub", tags=["feeds"], status_code=202)
async def ask_hub(request: Request[Any, Any, Any], room: TheRoom) -> Response[None]:
    """Subscribe to a feed, or end that: a form with `hub.mode`, `hub.topic`, `hub.callback`, `hub.lease_seconds` …"""
    form = {name: str(value) for name, value in (await request.form()).items()}
    hub = room.alerts.hub
    try:
        wish = read_wish(form, site_url=site_url_of(request, room))
        await in_thread(hub.check_room, wish)
    except QueryError as error:
        raise ClientException(detail=f"hub.topic: {error.problem}") from error
    except ConfigError as error:
        raise ClientException(detail=str(error)) from error
    except DeliveryError as error:
        raise HTTPException(status_code=503, detail=error.problem) from error
    return Response(None, status_code=202, background=BackgroundTask(_verify, room, wish))


async def _verify(room: WebRoom, wish: Wish) -> None:
    if await room.alerts.hub.ask(wish):
        await in_thread(room.alerts.hub.take, wish)


HANDLERS: Final = [ask_hub]
