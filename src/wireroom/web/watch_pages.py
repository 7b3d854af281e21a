"""The pages of watches and deliveries, for editors. Every form works without script.

/watches             all of them
/watches/new?q=      make one of a search: it shows at once how often it would have rung
/watches/{id}        change or remove it
/admin/deliveries    the ledger and the channels
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.params import Parameter
from litestar.response import Redirect

from wireroom.deliveries import NAMES, get_kind
from wireroom.errors import ConfigError, NotFound, QueryError, WireroomError
from wireroom.model import DESK_CHANNEL, Delivery, DeliveryState, Editor, OutChannel, QuietHours, Watch
from wireroom.query import explain, parse
from wireroom.room import Trial
from wireroom.text.settings import fault_words
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor, get_editor, wants_token
from wireroom.web.login import login_path
from wireroom.web.pages import page
from wireroom.web.threads import in_thread
from wireroom.web.watch_api import owner_of

_GUARDS: Final = [wants_token]
#: items shown of a trial
_SHOWN: Final = 20
_ROWS: Final = 100
_STATES: Final[tuple[DeliveryState, ...]] = ("queued", "sent", "failed", "dead", "acknowledged")
#: how pressing a watch is, in the form
URGENCIES: Final = ((1, "Ten bells, also in quiet hours"), (2, "Five bells"), (3, "Three bells"), (5, "One bell"))

Caller = Request[Any, Any, Any]


class WatchLine(msgspec.Struct, frozen=True, kw_only=True):
    """One watch in the list."""

    watch: Watch
    meant: str
    #: when it rang last; None = never
    rang_at: paper.When | None


def _line(room: WebRoom, watch: Watch, now: datetime) -> WatchLine:
    try:
        meant = explain(parse(watch.query))
    except QueryError as error:
        meant = f"cannot be understood: {error.problem}"
    last = room.store.find_deliveries(subscriber=watch.id, limit=1)
    rang_at = paper.when(last[0].created_at, now, "stamp") if last else None
    return WatchLine(watch=watch, meant=meant, rang_at=rang_at)


def for_editors(request: Caller, work: Callable[[Editor], Response[Any]]) -> Response[Any]:
    """Give a page to an editor; whoever is not signed in is led to where that is done, and back."""
    editor = find_editor(request)
    if editor is None:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Redirect(login_path(back), status_code=303)
    return work(editor)


@get("/watches", include_in_schema=False)
async def watches_page(request: Caller, room: TheRoom) -> Response[Any]:
    """All watches, by folder."""
    return await in_thread(for_editors, request, lambda editor: _watches(room, editor))


def _watches(room: WebRoom, editor: Editor) -> Response[str]:
    now = room.clock()
    folders: dict[str, list[WatchLine]] = {}
    for watch in room.alerts.find_watches()[:500]:
        folders.setdefault(watch.folder or "", []).append(_line(room, watch, now))
    return page(
        "watches.html", here="watches", site=room.config.site_name, folders=folders, editor=editor, cache="no-store"
    )


@get("/watches/new", include_in_schema=False, sync_to_thread=True)
def new_watch_page(request: Caller, room: TheRoom, q: str = "") -> Response[Any]:
    """The form for a new watch, with what it would have rung for."""
    draft = Watch(name=(q.strip() or "New watch")[:120], query=q.strip()[:2000])
    return for_editors(request, lambda editor: _form(room, editor, draft))


@get("/watches/{watch:str}", include_in_schema=False, sync_to_thread=True)
def watch_page(request: Caller, room: TheRoom, watch: str) -> Response[Any]:
    """The form of one watch."""
    return for_editors(request, lambda editor: _form(room, editor, room.alerts.find_watch(watch)))


@post("/watches", include_in_schema=False, guards=_GUARDS, status_code=200)
async def save_watch(request: Caller, room: TheRoom) -> Response[Any]:
    """Save the form, or try what is in it."""
    form = await request.form()
    values = {name: form.getall(name) for name in form}
    return await in_thread(_take_form, room, get_editor(request), values, owner_of(request))


@post("/watches/{watch:str}/remove", include_in_schema=False, guards=_GUARDS, status_code=200)
async def remove_watch(room: TheRoom, watch: str) -> Response[Any]:
    """Remove a watch."""
    await in_thread(room.alerts.remove_watch, watch)
    return Redirect("/watches", status_code=303)


def _take_form(room: WebRoom, editor: Editor, values: Mapping[str, list[Any]], owner: str) -> Response[Any]:
    def first(name: str) -> str:
        return str((values.get(name) or [""])[0]).strip()

    table: dict[str, Any] = {
        "id": first("id"),
        "name": first("name"),
        "query": first("query"),
        "folder": first("folder") or None,
        "owner": owner if first("mine") else "",
        "urgency": first("urgency") or 5,
        "is_first_only": bool(first("is_first_only")),
        "is_facts_only": bool(first("is_facts_only")),
        "with_corrections": bool(first("with_corrections")),
        "is_off": bool(first("is_off")),
        "channels": [str(name) for name in values.get("channels") or []],
    }
    if first("quiet_start") and first("quiet_end"):
        table["quiet"] = {
            "start": first("quiet_start"),
            "end": first("quiet_end"),
            "zone": first("quiet_zone") or "UTC",
        }
    try:
        watch = msgspec.convert(table, Watch, strict=False)
    except msgspec.ValidationError as error:
        draft = Watch(id=table["id"], name=table["name"][:120] or "New watch", query=table["query"][:2000])
        return _form(room, editor, draft, problem=fault_words(str(error)))
    if first("do") == "test":
        return _form(room, editor, watch)
    try:
        room.alerts.save_watch(watch)
    except (QueryError, ConfigError) as error:
        return _form(room, editor, watch, problem=_plain(error))
    return Redirect("/watches", status_code=303)


def _plain(error: WireroomError) -> str:
    return error.problem if isinstance(error, QueryError | ConfigError) else str(error)


def _form(room: WebRoom, editor: Editor, watch: Watch, problem: str | None = None) -> Response[str]:
    trial: Trial | None = None
    if watch.query and problem is None:
        try:
            trial = room.alerts.try_watch(watch)
        except (QueryError, ConfigError) as error:
            problem = _plain(error)
    now = room.clock()
    return page(
        "watch.html",
        status=400 if problem else 200,
        here="watches",
        site=room.config.site_name,
        editor=editor,
        cache="no-store",
        watch=watch,
        quiet=watch.quiet or QuietHours(start="22:00", end="06:00"),
        problem=problem,
        meant=explain(parse(watch.query)) if trial else "",
        trial=trial,
        lines=[paper.line_of(filed, now) for filed in trial.rings[:_SHOWN]] if trial else [],
        channels=room.alerts.find_channels(),
        urgencies=URGENCIES,
    )


# the ledger


@get("/admin/deliveries", include_in_schema=False, sync_to_thread=True)
def deliveries_page(
    request: Caller,
    room: TheRoom,
    wanted: Annotated[DeliveryState | None, Parameter(query="state")] = None,
    channel: str | None = None,
    before: int | None = None,
) -> Response[Any]:
    """The ledger, newest first, and the channels."""
    return for_editors(request, lambda editor: _ledger(room, editor, state=wanted, channel=channel, before=before))


#: how the page calls the kinds of channels, and their settings
_KIND_TITLES: Final = {
    "webhook": "a program of yours (webhook)", "email": "mail", "folder": "a folder of this machine", "sftp": "a server, by SFTP",
    "ftp": "a server, by FTP or FTPS", "newshub": "a Superdesk Newshub", "nats": "a message bus (NATS)",
    "apprise": "chat and push services (Apprise)",
}  # fmt: skip
_FIELD_TITLES: Final = {
    "url": "Address", "to": "To", "path": "Folder", "secret": "Secret", "password": "Password", "host_key": "Fingerprint",
    "plain": "Not encrypted", "subject": "Subject", "allow_private": "Our own network",
}  # fmt: skip


def _ledger(
    room: WebRoom,
    editor: Editor,
    *,
    state: DeliveryState | None = None,
    channel: str | None = None,
    before: int | None = None,
    problem: str | None = None,
) -> Response[str]:
    now = room.clock()
    found = room.store.find_deliveries(state=state, channel=channel, before=before, limit=_ROWS + 1)
    older = found[_ROWS - 1].n if len(found) > _ROWS else None
    asked = {"state": state, "channel": channel, "before": older}
    kinds = {name: get_kind(name).fields for name in NAMES if name not in ("desk", "push", "websub")}
    return page(
        "deliveries.html",
        status=400 if problem else 200,
        here="deliveries",
        site=room.config.site_name,
        editor=editor,
        cache="no-store",
        rows=_rows(room, found[:_ROWS], now),
        counts=room.store.count_deliveries(),
        states=_STATES,
        state=state,
        channel=channel,
        more=urlencode({name: value for name, value in asked.items() if value}) if older else None,
        channels=room.alerts.find_channels(),
        kinds=kinds,
        kind_titles=_KIND_TITLES,
        field_titles=_FIELD_TITLES,
        problem=problem,
        desk=DESK_CHANNEL,
    )


def deliveries_with(room: WebRoom, editor: Editor, problem: str) -> Response[str]:
    """Show the ledger again with what was wrong."""
    return _ledger(room, editor, problem=problem)


def _rows(room: WebRoom, found: Sequence[Delivery], now: datetime) -> list[dict[str, Any]]:
    """Tell deliveries with the headline of what each is about."""
    ids = list({delivery.item for delivery in found if delivery.item})
    titles = {filed.item.id: paper.title_of(filed) for filed in room.store.find_items(ids, view="desk", now=now)}
    return [_row(delivery, now) | {"title": titles.get(delivery.item, "")} for delivery in found]


def _row(delivery: Delivery, now: datetime) -> dict[str, Any]:
    def said(at: datetime | None) -> paper.When | None:
        return None if at is None else paper.when(at, now, "stamp")

    return {
        "it": delivery,
        "made": paper.when(delivery.created_at, now, "stamp"),
        "sent": said(delivery.sent_at),
        "acknowledged": said(delivery.acknowledged_at),
        "next": said(delivery.next_at) if delivery.state in ("queued", "failed") else None,
        "may_replay": delivery.state in ("dead", "failed", "acknowledged") and delivery.channel != DESK_CHANNEL,
    }


@post("/admin/deliveries/replay", include_in_schema=False, guards=_GUARDS, status_code=200)
async def replay_form(request: Caller, room: TheRoom) -> Response[Any]:
    """Send one delivery again, or all that was given up."""
    key = str((await request.form()).get("key") or "")
    return await in_thread(
        _do, room, get_editor(request), lambda: room.alerts.replay(key) if key else room.alerts.replay_dead()
    )


@post("/admin/channels", include_in_schema=False, guards=_GUARDS, status_code=200)
async def channel_form(request: Caller, room: TheRoom) -> Response[Any]:
    """Add a channel."""
    form = {name: str(value).strip() for name, value in (await request.form()).items()}
    kind = form.pop("kind", "")
    name = form.pop("name", "")
    hours = tuple(form.pop("digest_at", "").replace(",", " ").split())
    zone = form.pop("zone", "") or "UTC"
    settings = {field: value for field, value in form.items() if value}

    def add() -> OutChannel:
        table = {"name": name, "kind": kind, "settings": settings, "digest_at": hours, "zone": zone}
        try:
            channel = msgspec.convert(table, OutChannel)
        except msgspec.ValidationError as error:
            raise ConfigError("channel", fault_words(str(error))) from error
        return room.alerts.save_channel(channel)

    return await in_thread(_do, room, get_editor(request), add)


@post("/admin/channels/{channel:str}/{verb:str}", include_in_schema=False, guards=_GUARDS, sync_to_thread=True,
      status_code=200)  # fmt: skip
def channel_verb(request: Caller, room: TheRoom, channel: str, verb: str) -> Response[Any]:
    """Pause, resume or test a channel."""
    verbs: dict[str, Callable[[], object]] = {
        "pause": lambda: room.alerts.pause_channel(channel, is_paused=True),
        "resume": lambda: room.alerts.pause_channel(channel, is_paused=False),
        "test": lambda: room.alerts.test_channel(channel),
    }
    if verb not in verbs:
        raise NotFound("verb", verb)
    return _do(room, get_editor(request), verbs[verb])


def _do(room: WebRoom, editor: Editor, work: Callable[[], object]) -> Response[Any]:
    """Do what a form asks; what is wrong with it is said on the page."""
    try:
        work()
    except (ConfigError, NotFound) as error:
        return _ledger(room, editor, problem=str(error))
    return Redirect("/admin/deliveries", status_code=303)


HANDLERS: Final = [
    watches_page, new_watch_page, watch_page, save_watch, remove_watch,
    deliveries_page, replay_form, channel_form, channel_verb,
]  # fmt: skip
