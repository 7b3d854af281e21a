"""Sources and health: `/admin`, for those who are signed in.

POST /admin/spike/replay    reads spiked dispatches anew: one by its id, or all

All forms work without script. What is done to sources is in source_pages.py.
"""

from concurrent.futures import wait
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from wireroom.errors import NotFound
from wireroom.transports import WAYS
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor, wants_token
from wireroom.web.health import gather_health, gather_sources, in_bytes
from wireroom.web.login import login_path
from wireroom.web.pages import page
from wireroom.web.source_looks import Look

Caller = Request[Any, Any, Any]
_SPIKED: Final = 50
#: for all replayed dispatches together
_REPLAY_LIMIT_S: Final = 30.0


class ReplayForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form about what hangs on the spike; without an id it is about all of it."""

    dispatch: str = ""


@get("/admin", include_in_schema=False, sync_to_thread=True)
def admin_page(request: Caller, room: TheRoom) -> Response[Any]:
    """Sources, spike, store and disk."""
    if find_editor(request) is None:
        return Redirect(login_path("/admin"), status_code=303)
    return show_admin(request, room)


@post("/admin/spike/replay", include_in_schema=False, guards=[wants_token], sync_to_thread=True, status_code=200)
def replay_spiked(
    request: Caller, room: TheRoom, data: Annotated[ReplayForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Read what hangs on the spike anew: with a newer program or other settings it may be read."""
    ids = [data.dispatch] if data.dispatch else [entry.dispatch for entry in room.store.spike(_SPIKED)]
    try:
        handed = [room.replay(dispatch) for dispatch in ids]
    except NotFound as error:
        return show_admin(request, room, problem=str(error))
    wait(handed, timeout=_REPLAY_LIMIT_S)
    return _on("/admin#spike")


def _on(where: str) -> Response[Any]:
    return Redirect(where, status_code=303, headers={"cache-control": "no-store"})


def show_admin(
    request: Caller, room: WebRoom, *, problem: str | None = None, seen: Look | None = None
) -> Response[str]:
    """Show the page, with what could not be done or what was found."""
    now = room.clock()
    spiked = [
        {"it": entry, "at": paper.when(entry.received_at, now), "size": in_bytes(entry.n_bytes)}
        for entry in room.store.spike(_SPIKED)
    ]
    return page(
        "admin.html",
        status=400 if problem else 200,
        cache="no-store",
        here="admin",
        site=room.config.site_name,
        editor=find_editor(request),
        health=gather_health(room),
        rows=gather_sources(room),
        spiked=spiked,
        problem=problem,
        seen=seen,
        ways=WAYS,
    )


HANDLERS: Final = [admin_page, replay_spiked]
