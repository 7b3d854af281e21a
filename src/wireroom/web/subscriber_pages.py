"""The pages of subscribers and recalls, for editors. Every form works without script.

/admin/subscribers       all of them, with what they are sent; add, pause, send again; removed in removal_pages.py
/admin/recalls           killed items that somebody had
/admin/recall/{item}     who had one and who knows, made to be printed
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from wireroom.errors import ConfigError, NotFound, QueryError
from wireroom.model import DESK_CHANNEL, Delivery, Editor, Recall, Subscriber
from wireroom.query import explain, parse
from wireroom.room import recall_sheet
from wireroom.text.settings import fault_words
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import get_editor, wants_token
from wireroom.web.pages import page
from wireroom.web.threads import in_thread
from wireroom.web.watch_pages import Caller, for_editors
from wireroom.writers import NAMES as FORMATS

_GUARDS: Final = [wants_token]


@get("/admin/subscribers", include_in_schema=False)
async def subscribers_page(request: Caller, room: TheRoom) -> Response[Any]:
    """All subscribers, and the form for a new one."""
    return await in_thread(for_editors, request, lambda editor: _subscribers(room, editor))


def _subscribers(room: WebRoom, editor: Editor, problem: str | None = None, said: str | None = None) -> Response[str]:
    return page(
        "subscribers.html",
        status=400 if problem else 200,
        here="deliveries",
        site=room.config.site_name,
        editor=editor,
        cache="no-store",
        lines=[_line(room, subscriber) for subscriber in room.alerts.subscribers.find_all()],
        channels=[channel.name for channel in room.alerts.find_channels() if channel.name != DESK_CHANNEL],
        formats=FORMATS,
        sources=sorted(room.config.source),
        n_open=len(room.store.recalls(is_open=True)),
        problem=problem,
        said=said,
    )


def subscribers_with(room: WebRoom, editor: Editor, problem: str) -> Response[str]:
    """Show the page again with what was wrong."""
    return _subscribers(room, editor, problem=problem)


def _line(room: WebRoom, subscriber: Subscriber) -> dict[str, Any]:
    standing = room.alerts.subscribers.standing(subscriber.name)
    try:
        meant = explain(parse(subscriber.query)) if subscriber.query else "everything"
    except QueryError as error:
        meant = f"cannot be understood: {error.problem}"
    last = standing.last
    return {
        "it": subscriber,
        "meant": meant,
        "number": standing.last_number,
        "last": last,
        "last_at": paper.when(last.created_at, room.clock(), "stamp") if last is not None else None,
    }


@post("/admin/subscribers", include_in_schema=False, guards=_GUARDS, status_code=200)
async def save_form(request: Caller, room: TheRoom) -> Response[Any]:
    """Add a subscriber, or change the one of this name."""
    form = {name: str(value).strip() for name, value in (await request.form()).items()}

    def save() -> None:
        table: dict[str, Any] = {
            "name": form.get("name", ""),
            "title": form.get("title", ""),
            "channel": form.get("channel", ""),
            "query": form.get("query", ""),
            "format": form.get("format") or "ninjs",
            "sources": tuple(form.get("sources", "").replace(",", " ").split()),
            "not_sources": tuple(form.get("not_sources", "").replace(",", " ").split()),
            "order": form.get("order") or "filed",
            "embargo": form.get("embargo") or "release",
            "delay_minutes": form.get("delay_minutes") or 0,
        }
        try:
            room.alerts.subscribers.save(msgspec.convert(table, Subscriber, strict=False))
        except msgspec.ValidationError as error:
            raise ConfigError("subscriber", fault_words(str(error))) from error

    return await in_thread(_do, room, get_editor(request), save)


@post("/admin/subscribers/{name:str}/{verb:str}", include_in_schema=False, guards=_GUARDS, status_code=200)
async def subscriber_verb(request: Caller, room: TheRoom, name: str, verb: str) -> Response[Any]:
    """Pause, resume or resend."""
    start = str((await request.form()).get("from") or "")
    them = room.alerts.subscribers
    verbs: dict[str, Callable[[], object]] = {
        "pause": lambda: them.pause(name, is_paused=True),
        "resume": lambda: them.pause(name, is_paused=False),
        "resend": lambda: them.resend(name, _number(start)),
    }
    if verb not in verbs:
        raise NotFound("verb", verb)
    return await in_thread(_do, room, get_editor(request), verbs[verb])


def _number(words: str) -> int:
    if not words.isdecimal() or int(words) < 1 or len(words) > 12:
        raise ConfigError("from", f"{words!r} is no number of something that was sent")
    return int(words)


def _do(room: WebRoom, editor: Editor, work: Callable[[], object]) -> Response[Any]:
    """Do what a form asks; what is wrong with it is said on the page."""
    try:
        work()
    except QueryError as error:
        return _subscribers(room, editor, problem=error.problem)
    except (ConfigError, NotFound) as error:
        return _subscribers(room, editor, problem=str(error))
    return Redirect("/admin/subscribers", status_code=303)


# recalls


@get("/admin/recalls", include_in_schema=False, sync_to_thread=True)
def recalls_page(request: Caller, room: TheRoom) -> Response[Any]:
    """Killed items that somebody had, open ones first."""
    return for_editors(request, lambda editor: _recalls(room, editor))


def _recalls(room: WebRoom, editor: Editor) -> Response[str]:
    now = room.clock()
    found = sorted(room.store.recalls(), key=lambda one: one.n_open == 0)
    standing = {
        filed.item.id: filed for filed in room.store.find_items([one.item for one in found], view="desk", now=now)
    }
    lines = []
    for one in found:
        filed = standing.get(one.item)
        title = filed.item.title if filed is not None else one.item
        lines.append(_recall_line(one, now) | {"title": title})
    return page(
        "recalls.html", here="deliveries", site=room.config.site_name, editor=editor, cache="no-store", lines=lines
    )


def _recall_line(one: Recall, now: datetime) -> dict[str, Any]:
    ended = paper.when(one.ended_at, now, "stamp") if one.ended_at is not None else None
    return {"it": one, "began": paper.when(one.began_at, now, "stamp"), "ended": ended}


@get("/admin/recall/{item:str}", include_in_schema=False, sync_to_thread=True)
def recall_page(request: Caller, room: TheRoom, item: str) -> Response[Any]:
    """Who had a killed item, and who knows."""
    return for_editors(request, lambda editor: _recall(room, editor, item))


def _recall(room: WebRoom, editor: Editor, item: str) -> Response[str]:
    now = room.clock()
    filed = room.store.find_item(item, view="desk", now=now)
    if filed is None:
        raise NotFound("item", item)
    sheet = recall_sheet(room.store, item)
    decisions = room.store.decisions_on(items=[item]) if filed.is_killed_here else []
    kill = next((one for one in decisions if one.kind == "kill" and one.killer == filed.killed_by), None)
    return page(
        "recall.html",
        here="deliveries",
        site=room.config.site_name,
        editor=editor,
        cache="no-store",
        item=item,
        title=filed.item.title,
        agency=paper.agency_of(filed.item),
        line=_recall_line(sheet.recall, now) if sheet.recall is not None else None,
        killed=paper.when(filed.killed_at, now, "full") if filed.killed_at is not None else None,
        killed_here=filed.is_killed_here,
        kill=kill,
        now=paper.when(now, now, "full"),
        rows=[_held(sent, kill, now) for sent, kill in sheet.rows],
    )


def _held(sent: Delivery, kill: Delivery | None, now: datetime) -> dict[str, Any]:
    def said(at: datetime | None) -> paper.When | None:
        return None if at is None else paper.when(at, now, "stamp")

    return {
        "sent": sent,
        "kill": kill,
        "had": said(sent.sent_at),
        "took": said(sent.acknowledged_at),
        "told": said(kill.sent_at) if kill is not None else None,
        "knows": said(kill.acknowledged_at) if kill is not None and kill.state == "acknowledged" else None,
        "next": said(kill.next_at) if kill is not None and kill.state in ("queued", "failed") else None,
        "may_again": kill is not None and kill.state in ("dead", "failed") and kill.channel != DESK_CHANNEL,
    }


@post("/admin/recall/{item:str}/again", include_in_schema=False, guards=_GUARDS, status_code=200)
async def again_form(request: Caller, room: TheRoom, item: str) -> Response[Any]:
    """Tell one again at once."""
    key = str((await request.form()).get("key") or "")
    await in_thread(room.alerts.replay, key)
    return Redirect(f"/admin/recall/{item}", status_code=303)


HANDLERS: Final = [
    subscribers_page, save_form, subscriber_verb, recalls_page, recall_page, again_form,
]  # fmt: skip
