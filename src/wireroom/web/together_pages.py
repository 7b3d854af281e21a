"""Editors working together, on pages that work without script. For editors only.

/collections          what is gathered, and by whom
/collection/{id}      one collection
/admin/history        who did what, of one editor or of one kind
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, get_args

import msgspec
from litestar import Request, Response, get
from litestar.params import Parameter
from litestar.response import Redirect

from wireroom.model import Decision, DecisionKind, Filed
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor
from wireroom.web.decision_lines import DecisionLine, decision_line
from wireroom.web.login import login_path
from wireroom.web.pages import page
from wireroom.web.together_api import find_collection

Caller = Request[Any, Any, Any]
_SHOWN: Final = 100


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a collection."""

    line: paper.Line
    is_killed: bool
    is_held: bool
    by: DecisionLine


@get("/collections", include_in_schema=False, sync_to_thread=True)
def collections_page(request: Caller, room: TheRoom) -> Response[Any]:
    """All open collections."""
    editor = find_editor(request)
    if editor is None:
        return Redirect(login_path("/collections"), status_code=303)
    now = room.clock()
    found = [(one, paper.when(one.at, now, "stamp")) for one in room.store.collections()]
    return page(
        "collections.html", cache="no-store", here="collections", site=room.config.site_name, editor=editor, found=found
    )  # fmt: skip


@get("/collection/{collection:str}", include_in_schema=False, sync_to_thread=True)
def collection_page(request: Caller, room: TheRoom, collection: str) -> Response[Any]:
    """One collection: its items as they stand now."""
    editor = find_editor(request)
    if editor is None:
        return Redirect(login_path(f"/collection/{collection}"), status_code=303)
    now = room.clock()
    found = find_collection(room, collection)
    gathered = [one for one in room.store.together(collection=collection) if one.item]
    items = room.store.find_items([one.item for one in gathered if one.item], view="desk", now=now)
    known = {filed.item.id: filed for filed in items}
    pieces = [_piece(one, known[one.item], now) for one in gathered if one.item in known]
    return page(
        "collection.html", cache="no-store", here="collections", site=room.config.site_name, editor=editor,
        collection=found, opened=paper.when(found.at, now, "stamp"), pieces=pieces,
    )  # fmt: skip


def _piece(decision: Decision, filed: Filed, now: datetime) -> Piece:
    return Piece(
        line=paper.line_of(filed, now),
        is_killed=filed.killed_by is not None,
        is_held=filed.held_until is not None or filed.is_held_open,
        by=decision_line(decision, now),
    )


@get("/admin/history", include_in_schema=False, sync_to_thread=True)
def history_page(
    request: Caller,
    room: TheRoom,
    before: Annotated[int | None, Parameter(ge=1)] = None,
    by: Annotated[str, Parameter(max_length=60)] = "",
    kind: Annotated[str, Parameter(max_length=40)] = "",
) -> Response[Any]:
    """Who did what."""
    editor = find_editor(request)
    if editor is None:
        return Redirect(login_path("/admin/history"), status_code=303)
    now = room.clock()
    by = " ".join(by.split())
    found = room.store.decisions(_SHOWN + 1, before=before, editor=by, kind=kind)
    older = found[_SHOWN - 1].seq if len(found) > _SHOWN else None
    return page(
        "history.html", cache="no-store", here="history", site=room.config.site_name, editor=editor, older=older, by=by,
        kind=kind, kinds=KINDS, lines=_history(room, found[:_SHOWN], now),
    )  # fmt: skip


def _history(room: WebRoom, found: Sequence[Decision], now: datetime) -> list[DecisionLine]:
    """Tell decisions with the headline of what each is about; what was undone is named where it stands on the same page."""
    ids = list({one.item for one in found if one.item})
    titles = {filed.item.id: filed.item.title for filed in room.store.find_items(ids, view="desk", now=now)}
    lines = {one.id: decision_line(one, now, title=titles.get(one.item or "", "")) for one in found}
    for one in found:
        if one.kind == "undo" and one.target in lines:
            undone = lines[one.target]
            lines[one.id] = msgspec.structs.replace(
                lines[one.id], words=f"undid what {undone.by} did: {undone.words}", title=undone.title
            )
    return list(lines.values())


_KIND_WORDS: Final[dict[DecisionKind, str]] = {
    "split_chain": "took versions out of a chain",
    "join_chains": "joined chains",
    "split_story": "took items out of a story",
    "join_stories": "joined stories",
    "pin": "pinned to a story",
    "rename": "named a story",
    "release": "freed held copy",
    "kill": "killed",
    "spare": "an order did not mean it",
    "acknowledge": "saw to an alarm",
    "undo": "undid",
    "take": "took it, took it over",
    "note": "noted",
    "mark": "for later, seen to",
    "open_collection": "opened a collection",
    "collect": "put into a collection",
    "send": "sent",
}
#: decisions as the form names them
KINDS: Final = [(kind, _KIND_WORDS[kind]) for kind in get_args(DecisionKind)]
HANDLERS: Final = [collections_page, collection_page, history_page]
