"""Before something is removed: a page that names what goes and what stays. It works without script.

GET  /admin/channels/{name}/remove, /admin/subscribers/{name}/remove, /watches/{id}/remove, /admin/sources/remove?name=
     ask; whoever is not signed in is led to where that is done, and back
POST the same: remove. Channels and subscribers are removed here, watches and sources by the pages they stand on.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from wireroom.errors import ConfigError, NotFound
from wireroom.model import Editor
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import get_editor, wants_token
from wireroom.web.pages import page
from wireroom.web.subscriber_pages import subscribers_with
from wireroom.web.threads import in_thread
from wireroom.web.watch_pages import Caller, deliveries_with, for_editors

#: how many that wait are counted of each state; from there on "at least" is said
_COUNTED: Final = 1000
#: names in one line
_NAMED: Final = 12


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """What a removal is about, as the page says it."""

    #: channel, subscriber, watch or source
    kind: str
    title: str
    #: one line that tells it from others of its kind; empty = there is none
    meant: str
    #: where the form sends its yes
    action: str
    #: where it stands, and where "Leave it" goes
    back: str
    back_title: str
    #: fields of the form
    fields: dict[str, str] = {}
    goes: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    #: why it cannot be removed; None = it can
    problem: str | None = None


def _ask(room: WebRoom, editor: Editor, removal: Removal) -> Response[str]:
    return page(
        "removal.html", here="deliveries", site=room.config.site_name, editor=editor, cache="no-store", it=removal
    )


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _waiting(room: WebRoom, *, channel: str | None = None, subscriber: str | None = None) -> str:
    n = sum(
        len(room.store.find_deliveries(state=state, channel=channel, subscriber=subscriber, limit=_COUNTED))
        for state in ("queued", "failed")
    )
    if n == 0:
        return ""
    return f"{'At least ' if n >= _COUNTED else ''}{n:,} {'delivery waits' if n == 1 else 'deliveries wait'}"


# channels


@get("/admin/channels/{channel:str}/remove", include_in_schema=False)
async def ask_channel(request: Caller, room: TheRoom, channel: str) -> Response[Any]:
    """Ask before a channel is removed."""
    return await in_thread(for_editors, request, lambda editor: _ask(room, editor, channel_removal(room, channel)))


def channel_removal(room: WebRoom, name: str) -> Removal:
    """Say what goes with a channel.

    Raises:
        NotFound: there is none; the desk is not one that can be removed.
    """
    channel = room.alerts.find_channel(name)
    users = [one.title or one.name for one in room.alerts.subscribers.find_all() if one.channel == name]
    watches = [watch for watch in room.alerts.find_watches() if name in watch.channels]
    alone = [watch.name for watch in watches if set(watch.channels) == {name}]
    others = [watch.name for watch in watches if set(watch.channels) != {name}]
    goes = ["The channel, and its address and secrets. What it has sent cannot be killed by it any more."]
    if alone:
        goes.append(f"Watches that ring by nothing else ring no more: {_named(alone)}.")
    stays = ["What it has sent, in the ledger."]
    if others:
        stays.append(f"Watches that ring by it ring by their others: {_named(others)}.")
    if waiting := _waiting(room, channel=name):
        goes.append(f"{waiting} for it, and will not leave unless a channel of this name is made again.")
    where = next((channel.settings[key] for key in ("to", "path", "url") if key in channel.settings), "")
    is_told = channel.kind in ("email", "folder", "webhook") and where
    problem = None
    if users:
        problem = f"Copy is sent by it to {_named(users)}: give each subscriber another channel, or remove it, first."
    return Removal(
        kind="channel",
        title=name,
        meant=f"{channel.kind}, {where}" if is_told else channel.kind,
        action=f"/admin/channels/{name}/remove",
        back="/admin/deliveries",
        back_title="Deliveries",
        goes=tuple(goes),
        stays=tuple(stays),
        problem=problem,
    )


@post("/admin/channels/{channel:str}/remove", include_in_schema=False, guards=[wants_token], status_code=200)
async def remove_channel(request: Caller, room: TheRoom, channel: str) -> Response[Any]:
    """Remove a channel."""
    return await in_thread(
        _remove, lambda: room.alerts.remove_channel(channel), "/admin/deliveries",
        lambda problem: deliveries_with(room, get_editor(request), problem),
    )  # fmt: skip


# subscribers


@get("/admin/subscribers/{name:str}/remove", include_in_schema=False)
async def ask_subscriber(request: Caller, room: TheRoom, name: str) -> Response[Any]:
    """Ask before a subscriber is removed."""
    return await in_thread(for_editors, request, lambda editor: _ask(room, editor, subscriber_removal(room, name)))


def subscriber_removal(room: WebRoom, name: str) -> Removal:
    """Say what goes with a subscriber.

    Raises:
        NotFound: there is none.
    """
    found = room.alerts.subscribers.find(name)
    n_sent = room.alerts.subscribers.standing(name).last_number
    waiting = _waiting(room, subscriber=name)
    return Removal(
        kind="subscriber",
        title=found.title or found.name,
        meant=f"{found.name}, as {found.format}, by {found.channel}: {found.query or 'everything'}",
        action=f"/admin/subscribers/{name}/remove",
        back="/admin/subscribers",
        back_title="Subscribers",
        goes=(
            "The subscriber and its terms. It is sent no more copy from this moment; to wait instead, pause it.",
            *((f"{waiting} for it, and will not be sent.",) if waiting else ()),
        ),
        stays=(
            f"What it was sent ({n_sent:,} numbered), in the ledger.",
            f"Kills of what it had still go out, by {found.channel}.",
        ),
    )


@post("/admin/subscribers/{name:str}/remove", include_in_schema=False, guards=[wants_token], status_code=200)
async def remove_subscriber(request: Caller, room: TheRoom, name: str) -> Response[Any]:
    """Remove a subscriber."""
    return await in_thread(
        _remove, lambda: room.alerts.subscribers.remove(name), "/admin/subscribers",
        lambda problem: subscribers_with(room, get_editor(request), problem),
    )  # fmt: skip


def _remove(work: Callable[[], object], back: str, refused: Callable[[str], Response[Any]]) -> Response[Any]:
    try:
        work()
    except (ConfigError, NotFound) as error:
        return refused(str(error))
    return Redirect(back, status_code=303)


# watches and sources: asked here


@get("/watches/{watch:str}/remove", include_in_schema=False)
async def ask_watch(request: Caller, room: TheRoom, watch: str) -> Response[Any]:
    """Ask before a watch is removed."""
    return await in_thread(for_editors, request, lambda editor: _ask(room, editor, _watch_removal(room, watch)))


def _watch_removal(room: WebRoom, id: str) -> Removal:
    watch = room.alerts.find_watch(id)
    return Removal(
        kind="watch",
        title=watch.name,
        meant=f"{watch.query}, by {', '.join(watch.channels)}",
        action=f"/watches/{id}/remove",
        back="/watches",
        back_title="Watches",
        goes=("The watch and its search. It rings no more; to silence it for a while, switch it off instead.",),
        stays=("What it has rung for, in the ledger.",),
    )


@get("/admin/sources/remove", include_in_schema=False)
async def ask_source(request: Caller, room: TheRoom, name: str = "") -> Response[Any]:
    """Ask before a source is removed."""
    return await in_thread(for_editors, request, lambda editor: _ask(room, editor, _source_removal(room, name)))


def _source_removal(room: WebRoom, name: str) -> Removal:
    found = room.find_sources().get(name)
    if found is None:
        raise NotFound("source", name)
    is_written = name in room.config.source
    return Removal(
        kind="source",
        title=name,
        meant=found.agency or "",
        action="/admin/sources/remove",
        back="/admin#sources",
        back_title="Sources and health",
        fields={"name": name},
        goes=("The source and its settings. Nothing is fetched from it or taken for it any more.",),
        stays=("What it has brought.",),
        problem="It is in the configuration file; remove it there." if is_written else None,
    )


HANDLERS: Final = [
    ask_channel, remove_channel, ask_subscriber, remove_subscriber, ask_watch, ask_source,
]  # fmt: skip
