"""Sources and health: `/admin`, for those who are signed in.

POST /admin/sources         looks at a new source once, and adds it: `do` is "test" or "add"
POST /admin/sources/test    looks at one that is there
POST /admin/sources/remove  forgets one that was added here or by command
POST /admin/spike/replay    reads spiked dispatches anew: one by its id, or all

All forms work without script. A source from here is an http or https address, or (without one) what is posted under its name:
folders of this machine and private addresses are opened by those who have its command line, and by nobody over the web.
"""

from concurrent.futures import wait
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from wireroom.config import SourceConfig, make_source
from wireroom.errors import ConfigError, NotFound, TransportError
from wireroom.formats import NAMES
from wireroom.reading import Reading
from wireroom.room import add_source, look_once, remove_source
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor, wants_token
from wireroom.web.health import gather_health, gather_sources, in_bytes
from wireroom.web.login import login_path
from wireroom.web.pages import page

Caller = Request[Any, Any, Any]
_SPIKED: Final = 50
_SHOWN_ITEMS: Final = 5
#: for all replayed dispatches together
_REPLAY_LIMIT_S: Final = 30.0


class SourceForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form for a new source as it was sent; empty = not given."""

    do: str = "test"
    name: str = ""
    url: str = ""
    agency: str = ""
    format: str = ""
    zone: str = ""
    charset: str = ""
    interval: str = ""


class NameForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form about one source."""

    name: str = ""


class ReplayForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form about what hangs on the spike; without an id it is about all of it."""

    dispatch: str = ""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was found when a source was looked at once."""

    name: str
    problem: str | None = None
    #: file or address, format or the reason why it has none, headlines
    found: list[tuple[str, str, list[str]]] = []

    @property
    def is_well(self) -> bool:
        return self.problem is None


def look(name: str, source: SourceConfig) -> Look:
    """Look at a source once; nothing is stored."""
    try:
        found = look_once(name, source)
    except (TransportError, ConfigError) as error:
        return Look(name=name, problem=str(error))
    return Look(name=name, found=[(filename or name, *_told(reading)) for filename, reading in found])


def _told(reading: Reading) -> tuple[str, list[str]]:
    if not reading.items:
        return f"could not be read: {reading.reason}", []
    n = len(reading.items)
    return f"{reading.format}, {n} item{'s' if n != 1 else ''}", [item.title for item in reading.items[:_SHOWN_ITEMS]]


@get("/admin", include_in_schema=False, sync_to_thread=True)
def admin_page(request: Caller, room: TheRoom) -> Response[Any]:
    """Sources, spike, store and disk."""
    if find_editor(request) is None:
        return Redirect(login_path("/admin"), status_code=303)
    return _admin(request, room)


@post("/admin/sources", include_in_schema=False, guards=[wants_token], sync_to_thread=True, status_code=200)
def new_source(
    request: Caller, room: TheRoom, data: Annotated[SourceForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Look at a new source; add it if it was asked for and answers."""
    given = {name: value.strip() for name, value in msgspec.structs.asdict(data).items() if value.strip()}
    name = given.pop("name", "")
    given.pop("do", None)
    try:
        if not given.get("url", "https://").lower().startswith(("http://", "https://")):
            raise ConfigError("url", "only http and https addresses can be added here")
        made = make_source(name, given)
        seen = look(name, made) if made.url is not None else None
        if data.do == "add" and (seen is None or seen.is_well):
            add_source(room.config, name, made)
            return _on("/admin#sources")
    except ConfigError as error:
        return _admin(request, room, problem=str(error), form=data)
    return _admin(request, room, seen=seen, form=data)


@post("/admin/sources/test", include_in_schema=False, guards=[wants_token], sync_to_thread=True, status_code=200)
def test_source(
    request: Caller, room: TheRoom, data: Annotated[NameForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Look at a source that is there."""
    source = room.find_sources().get(data.name)
    if source is None:
        return _admin(request, room, problem=f"There is no source {data.name!r}.")
    return _admin(request, room, seen=look(data.name, source))


@post("/admin/sources/remove", include_in_schema=False, guards=[wants_token], sync_to_thread=True, status_code=200)
def forget_source(
    request: Caller, room: TheRoom, data: Annotated[NameForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Forget a source; what it brought stays."""
    try:
        remove_source(room.config, data.name)
    except (ConfigError, NotFound) as error:
        return _admin(request, room, problem=str(error))
    return _on("/admin#sources")


@post("/admin/spike/replay", include_in_schema=False, guards=[wants_token], sync_to_thread=True, status_code=200)
def replay_spiked(
    request: Caller, room: TheRoom, data: Annotated[ReplayForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Read what hangs on the spike anew: with a newer program or other settings it may be read."""
    ids = [data.dispatch] if data.dispatch else [entry.dispatch for entry in room.store.spike(_SPIKED)]
    try:
        handed = [room.replay(dispatch) for dispatch in ids]
    except NotFound as error:
        return _admin(request, room, problem=str(error))
    wait(handed, timeout=_REPLAY_LIMIT_S)
    return _on("/admin#spike")


def _on(where: str) -> Response[Any]:
    return Redirect(where, status_code=303, headers={"cache-control": "no-store"})


def _admin(
    request: Caller,
    room: WebRoom,
    *,
    problem: str | None = None,
    seen: Look | None = None,
    form: SourceForm | None = None,
) -> Response[str]:
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
        form=form or SourceForm(),
        formats=NAMES,
    )


HANDLERS: Final = [admin_page, new_source, test_source, forget_source, replay_spiked]
