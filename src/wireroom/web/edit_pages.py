"""What editors do, on pages: small forms that work without script, the alarms, and who did what.

POST /edit         one form for all: `do` says what, `next` where to go on
/admin/alarms      kills that match nothing, embargoes that could not be read
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from wireroom.chains import is_by_likeness
from wireroom.errors import NotFound, Refused
from wireroom.model import Alarm, Decision, Editor, Filed
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor, get_editor, wants_token
from wireroom.web.decision_lines import DecisionLine, decision_line
from wireroom.web.login import login_path, own_path
from wireroom.web.order_pages import find_orders
from wireroom.web.pages import page
from wireroom.web.together_box import TOGETHER_ACTS, Together, together_box

Caller = Request[Any, Any, Any]
_SHOWN: Final = 100


class EditForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form as it was sent; which fields count is said by `do`."""

    do: str = ""
    next: str = "/"
    item: str = ""
    chain: str = ""
    story: str = ""
    #: an id, or the address of a page
    other: str = ""
    name: str = ""
    decision: str = ""
    alarm: int = 0
    whole: str = ""
    why: str = ""
    text: str = ""
    collection: str = ""
    channel: str = ""


class AlarmLine(msgspec.Struct, frozen=True, kw_only=True):
    """One alarm as pages tell it."""

    seq: int
    text: str
    at: paper.When
    item: str | None
    #: it is about an order to kill, which may be told what it means
    is_order: bool
    seen: DecisionLine | None


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Why and until when copy is held."""

    words: str | None
    until: paper.When | None


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """By what the machine took an order to mean copy that it does not name."""

    notice: str
    #: in words: 'found by the slug "Harbour-Bridge"'
    ground: str
    #: how many items it found so
    n: int


class DeskItem(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor sees beside an item, and readers do not."""

    chain: str
    story: str
    n_chain: int
    held: Held | None
    #: nothing is left of it that could be killed
    is_gone: bool
    decisions: list[DecisionLine]
    #: the editor's kill by which it is killed; None = its agency's, or none
    kill: DecisionLine | None
    #: the agency's order by which it is killed, where the machine found it for that by likeness
    matched: Matched | None
    #: who took it, notes, collections, and what can be done
    together: Together
    #: who was sent it: name, channel, state, time
    recipients: list[tuple[str, str, str, paper.When | None]] = []


def desk_item(room: WebRoom, filed: Filed, n_chain: int, now: datetime) -> DeskItem:
    """Gather what an editor sees beside an item."""
    held = None
    if filed.held_until is not None or filed.is_held_open:
        until = None if filed.held_until is None else paper.when(filed.held_until, now, "full")
        held = Held(words=filed.item.embargo_text, until=until)
    decisions = room.store.decisions_on(items=[filed.item.id])
    kill = next(
        (one for one in decisions if one.kind == "kill" and one.is_undoable and one.killer == filed.killed_by), None
    )
    sent = room.store.recipients(filed.item.id) if filed.killed_by is not None else []
    return DeskItem(
        chain=filed.chain,
        story=filed.story,
        n_chain=n_chain,
        held=held,
        is_gone=filed.is_gone,
        decisions=[decision_line(one, now) for one in decisions],
        kill=None if kill is None else decision_line(kill, now),
        matched=_matched(room, filed),
        together=together_box(room, filed, now),
        recipients=[
            (one.name, one.channel, one.state, None if one.sent_at is None else paper.when(one.sent_at, now, "stamp"))
            for one in sent
        ],
    )


def _matched(room: WebRoom, filed: Filed) -> Matched | None:
    if filed.killed_by is None or filed.is_killed_here:
        return None
    found = [change for change in room.store.changes_by(filed.killed_by) if is_by_likeness(change)]
    mine = next((change for change in found if change.target == filed.item.id), None)
    if mine is None:
        return None
    # the words of the reason go with those of expired copy
    ground = mine.reason.partition(", ")[2] or "found by what it is like"
    return Matched(notice=filed.killed_by, ground=ground, n=len(found))


class DeskStory(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor sees beside a story."""

    story: str
    name: str | None
    decisions: list[DecisionLine]


def desk_story(room: WebRoom, story: str, now: datetime) -> DeskStory:
    """Gather what an editor sees beside a story."""
    return DeskStory(
        story=story,
        name=room.store.find_names([story]).get(story),
        decisions=[decision_line(one, now) for one in room.store.decisions_on(story=story)],
    )


def _alarm_line(alarm: Alarm, orders: Collection[int], now: datetime) -> AlarmLine:
    seen = None if alarm.seen is None else decision_line(alarm.seen, now)
    return AlarmLine(
        seq=alarm.seq,
        text=alarm.text,
        at=paper.when(alarm.at, now, "stamp"),
        item=alarm.item,
        is_order=alarm.seq in orders,
        seen=seen,
    )


# what a form does

Act = Callable[[WebRoom, EditForm, Editor, str | None], Decision]


def _pin(room: WebRoom, form: EditForm, by: Editor, why: str | None) -> Decision:
    return room.edits.pin(_story_of(room, form.other), [form.item], by=by, why=why)


_ACTS: Final[Mapping[str, Act]] = {
    "split": lambda room, form, by, why: room.edits.split_chain(form.chain, form.item, by=by, why=why),
    "out": lambda room, form, by, why: room.edits.split_chain(form.chain, form.item, is_alone=True, by=by, why=why),
    "join": lambda room, form, by, why: room.edits.join_chains(form.chain, _chain_of(room, form.other), by=by, why=why),
    "story_out": lambda room, form, by, why: room.edits.split_story(form.story, [form.item], by=by, why=why),
    "story_join": lambda room, form, by, why: room.edits.join_stories(
        form.story, _story_of(room, form.other), by=by, why=why
    ),
    "pin": _pin,
    "rename": lambda room, form, by, why: room.edits.rename(form.story, form.name, by=by, why=why),
    "release": lambda room, form, by, why: room.edits.release(form.item, by=by, why=why),
    "kill": lambda room, form, by, why: room.edits.kill(
        _last_part(form.other or form.item), is_whole=form.whole == "yes", alarm=form.alarm or None, by=by, why=why
    ),
    "spare": lambda room, form, by, why: room.edits.spare(form.item, by=by, why=why),
    "undo": lambda room, form, by, why: room.edits.undo(form.decision, by=by, why=why),
    "acknowledge": lambda room, form, by, why: room.edits.acknowledge(form.alarm, by=by, why=why),
    **TOGETHER_ACTS,
}


def _chain_of(room: WebRoom, text: str) -> str:
    """Give the chain that somebody names by its id, or by an item of it or its page."""
    name = _last_part(text)
    filed = room.store.find_item(name, view="desk", now=room.clock())
    return filed.chain if filed is not None else name


def _story_of(room: WebRoom, text: str) -> str:
    """Give the story that somebody names by its id or page, or by an item of it or its page."""
    name = _last_part(text)
    filed = room.store.find_item(name, view="desk", now=room.clock())
    return filed.story if filed is not None else name


def _last_part(text: str) -> str:
    return urlsplit(text.strip()).path.rstrip("/").rpartition("/")[2]


@post("/edit", guards=[wants_token], include_in_schema=False, sync_to_thread=True)
def edit(
    request: Caller, room: TheRoom, data: Annotated[EditForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Do what a form asks for, and go on where it says."""
    act = _ACTS.get(data.do)
    back = own_path(data.next)
    try:
        if act is None:
            raise Refused("this form asks for nothing that can be done")
        act(room, data, get_editor(request), " ".join(data.why.split())[:500] or None)
    except (Refused, NotFound) as error:
        status = 409 if isinstance(error, Refused) else 404
        return page(
            "edit_refused.html", status=status, cache="no-store", site=room.config.site_name, detail=str(error), back=back,
            editor=find_editor(request),
        )  # fmt: skip
    return Redirect(back, status_code=303, headers={"cache-control": "no-store"})


@get("/admin/alarms", include_in_schema=False, sync_to_thread=True)
def alarms_page(request: Caller, room: TheRoom) -> Response[Any]:
    """What the desk must look at, and what it has seen to."""
    editor = find_editor(request)
    if editor is None:
        return Redirect(login_path("/admin/alarms"), status_code=303)
    now = room.clock()
    waiting = room.store.alarms(_SHOWN, is_open=True)
    orders = find_orders(room.store, waiting, now)
    return page(
        "alarms.html", cache="no-store", here="alarms", site=room.config.site_name, editor=editor,
        waiting=[_alarm_line(alarm, orders, now) for alarm in waiting],
        seen=[_alarm_line(alarm, (), now) for alarm in room.store.alarms(20, is_open=False)],
    )  # fmt: skip


HANDLERS: Final = [edit, alarms_page]
