"""Sources in the page: `/admin/sources`, for those who are signed in. One form for each way in, made of its described settings.

GET  /admin/sources/new?kind=   the form for one way in (`transports.WAYS`)
POST /admin/sources             looks at a new source once, and adds it: `do` is "test" or "add"
POST /admin/sources/test        looks at one that is there
POST /admin/sources/remove      forgets one that was added here or by command

All forms work without script. What may be named here is less than at the command line: `room._by_page` says what.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args, get_origin

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from wireroom.config import SOURCE_SETTINGS, Setting, SourceConfig
from wireroom.errors import ConfigError, NotFound
from wireroom.formats import NAMES
from wireroom.room import add_by_page, find_secrets, folder_for, make_by_page, remove_source, secrets_folder
from wireroom.threads import run_aside
from wireroom.transports import FOR_ALL, WAYS, Way, find_way
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.admin_pages import show_admin
from wireroom.web.auth import find_editor, wants_token
from wireroom.web.login import login_path
from wireroom.web.pages import page
from wireroom.web.source_looks import Look, look, way_of
from wireroom.web.threads import in_thread

Caller = Request[Any, Any, Any]
_SETTINGS: Final = {setting.name: setting for setting in SOURCE_SETTINGS}
#: what the form calls each setting
LABELS: Final = {
    "folder": "Folder", "user": "Name to sign in with", "secret_file": "Secret", "secret_header": "Header of the secret",
    "secret_query": "Part of the address for the secret", "host_key": "Fingerprint of the server", "ca_file": "Certificates",
    "agency": "Agency", "format": "Format", "zone": "Time zone", "charset": "Character set", "interval": "Look every",
    "settle": "Settled after", "schedule": "Hours", "rate": "Most a minute", "silence": "Usual silence",
    "pattern": "Which files", "afterwards": "Afterwards", "next_page": "Next page", "follow": "Follow links",
    "region": "Region", "websub": "Subscribe at its hub", "max_size": "Largest file",
}  # fmt: skip
#: written as they are, where the help does not say it
_WRITTEN: Final = {
    "interval": "5 min", "settle": "2 s", "schedule": "mon-fri 06:00-22:00", "rate": "60", "silence": "30 min",
    "zone": "Europe/Oslo", "max_size": "20 MiB", "pattern": "*.xml", "next_page": "data.next_page", "folder": "coast",
}  # fmt: skip


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as the form shows it."""

    name: str
    label: str
    help: str
    value: str
    #: "text", "check" or "choice"
    shape: Literal["text", "check", "choice"] = "text"
    choices: list[tuple[str, str]] = []
    written: str = ""
    is_needed: bool = False


@get("/admin/sources/new", include_in_schema=False, sync_to_thread=True)
def new_source_page(request: Caller, room: TheRoom, kind: str = "feed") -> Response[Any]:
    """The form for one way in."""
    if find_editor(request) is None:
        return Redirect(login_path(f"/admin/sources/new?kind={kind}"), status_code=303)
    way = find_way(kind)
    if way is None:
        raise NotFoundException(f"There is no way in called {kind!r}.")
    return _form(request, room, way, {})


@post("/admin/sources", include_in_schema=False, guards=[wants_token], status_code=200)
async def new_source(request: Caller, room: TheRoom) -> Response[Any]:
    """Look at a new source; add it if it was asked for and answers."""
    given = {name: str(value).strip() for name, value in (await request.form()).items()}
    # what is looked at may hang: pages do not wait behind it
    return await run_aside(_take, request, room, given)


def _take(request: Caller, room: WebRoom, given: Mapping[str, str]) -> Response[Any]:
    way = find_way(given.get("kind", "")) or way_of(SourceConfig(url=given.get("url") or None)) or WAYS[0]
    name = given.get("name", "")
    seen: Look | None = None
    try:
        made = make_by_page(room.config, name, way, given)
        if way.kind == "posted":
            seen = Look(
                name=name, nothing=f"Copy is pushed to it, to /push/{name} or /api/v1/dispatches?source={name}."
            )
        elif way.kind != "folder" or given.get("do") != "add":
            seen = look(name, made)
        if given.get("do") == "add" and (seen is None or seen.problem is None):
            add_by_page(room.config, name, made)
            return _on("/admin#sources")
    except ConfigError as error:
        return _form(request, room, way, given, problem=error.problem, about=error.setting.rpartition(".")[2])
    return _form(request, room, way, given, seen=seen)


@post("/admin/sources/test", include_in_schema=False, guards=[wants_token], status_code=200)
async def test_source(request: Caller, room: TheRoom) -> Response[Any]:
    """Look at a source that is there."""
    name = str((await request.form()).get("name") or "")
    return await run_aside(_test, request, room, name)


def _test(request: Caller, room: WebRoom, name: str) -> Response[Any]:
    source = room.find_sources().get(name)
    if source is None:
        return show_admin(request, room, problem=f"There is no source {name!r}.")
    return show_admin(request, room, seen=look(name, source))


@post("/admin/sources/remove", include_in_schema=False, guards=[wants_token], status_code=200)
async def forget_source(request: Caller, room: TheRoom) -> Response[Any]:
    """Forget a source; what it brought stays."""
    name = str((await request.form()).get("name") or "")
    return await in_thread(_forget, request, room, name)


def _forget(request: Caller, room: WebRoom, name: str) -> Response[Any]:
    try:
        remove_source(room.config, name)
    except (ConfigError, NotFound) as error:
        return show_admin(request, room, problem=str(error))
    return _on("/admin#sources")


def _on(where: str) -> Response[Any]:
    return Redirect(where, status_code=303, headers={"cache-control": "no-store"})


def _form(
    request: Caller, room: WebRoom, way: Way, given: Mapping[str, str], *,
    problem: str | None = None, about: str = "", seen: Look | None = None,
) -> Response[str]:  # fmt: skip
    secrets = find_secrets(room.config)
    of_way, of_all = (
        [_box(_SETTINGS[n], way, given, room, secrets) for n in way.settings],
        [_box(_SETTINGS[n], way, given, room, secrets) for n in FOR_ALL],
    )
    return page(
        "source_new.html",
        status=400 if problem else 200,
        cache="no-store",
        here="admin",
        site=room.config.site_name,
        editor=find_editor(request),
        way=way,
        ways=WAYS,
        given={"name": "", "url": "", "allow_private": "", **given},
        of_way=of_way,
        of_all=of_all,
        problem=problem,
        about=LABELS.get(about, {"url": "Address"}.get(about, "Name")),
        seen=seen,
        secrets_folder=secrets_folder(room.config).absolute(),
        may_be_private=room.config.private_sources and way.schemes,
    )


def _box(setting: Setting, way: Way, given: Mapping[str, str], room: WebRoom, secrets: list[str]) -> Box:
    shape: Literal["text", "check", "choice"] = "text"
    choices: list[tuple[str, str]] = []
    help_text = setting.help
    if setting.name in ("secret_file", "ca_file"):
        shape, choices = "choice", [("", "none"), *((name, name) for name in secrets)]
        if setting.name == "secret_file":
            help_text = "password, key or token: a file of the secrets, or a variable; it is never typed here"
    elif setting.name == "format":
        shape, choices = "choice", [("", "as the copy says"), *((name, name) for name in NAMES)]
    elif setting.name == "folder":
        help_text = f"under {folder_for(room.config)}; files taken are moved to its folder done/"
    elif get_origin(setting.type) is Literal:
        shape, choices = "choice", [(word, word) for word in get_args(setting.type)]
    elif setting.kind.startswith("true"):
        shape = "check"
    return Box(
        name=setting.name, label=LABELS[setting.name], help=help_text, value=given.get(setting.name, ""), shape=shape,
        choices=choices, written=_WRITTEN.get(setting.name, ""), is_needed=setting.name in way.needed,
    )  # fmt: skip


HANDLERS: Final = [new_source_page, new_source, test_source, forget_source]
