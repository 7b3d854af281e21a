"""The desk: the editor's live view. Columns made of searches, over one connection; for editors only.

/desk                      the page; `?c=NAME|SEARCH` for each column is the layout, to be kept and sent on
/desk/pane/{item}          one item for the reading pane: desk_pane.py
/api/v1/desk/rows?q=       the rows of a column, newest first
/api/v1/desk/layout        the columns an editor had last, kept with the room under the editor's name
/api/v1/desk/wire?q=&q=    what changes, live: desk_stream.py
"""

import json
from datetime import timedelta
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, put
from litestar.exceptions import PermissionDeniedException
from litestar.params import Parameter
from litestar.response import Redirect

from wireroom.model import Editor
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor, get_editor, wants_token
from wireroom.web.desk_rows import Risen, find_column
from wireroom.web.desk_stream import MAX_COLUMNS
from wireroom.web.login import login_path
from wireroom.web.pages import page
from wireroom.web.presets import load_presets

Caller = Request[Any, Any, Any]
#: agencies are offered as columns when anything came from them in this time
_ACTIVE: Final = timedelta(days=2)
_WAYS: Final[dict[str, Any]] = {
    "guards": [wants_token], "security": [{"token": []}], "tags": ["desk"], "sync_to_thread": True,
}  # fmt: skip


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column: what it is called and what it looks for."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    query: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of a desk, from left to right."""

    columns: Annotated[list[Column], msgspec.Meta(max_length=MAX_COLUMNS)]


class RowPage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a column, newest first."""

    rows: list[Risen]
    #: ask with `before` of this for the next; None = there are no more
    next_before: int | None
    #: the rows stand as of this seq at least; the wire goes on after it
    seq: int


_LAYOUT: Final = msgspec.json.Decoder(Layout)
DEFAULT: Final = Layout(
    columns=[
        Column(name="All wire"),
        Column(name="Flash & urgent", query="rank:flash OR rank:bulletin OR rank:alert OR rank:urgent"),
    ]
)


@get("/desk", include_in_schema=False, sync_to_thread=True)
def desk_page(request: Caller, room: TheRoom) -> Response[Any]:
    """The live view."""
    editor = find_editor(request)
    if editor is None:
        asked = f"?{request.url.query}" if request.url.query else ""
        return Redirect(login_path(f"/desk{asked}"[:500]), status_code=303)
    now = room.clock()
    found = {
        "editor": editor.name,
        "layout": msgspec.to_builtins(find_layout(room, editor)),
        "presets": msgspec.to_builtins(load_presets(room.config.presets)),
        "watches": [
            {"name": watch.name, "query": watch.query, "group": "Watches"}
            for watch in room.store.find_watches()
            if watch.owner in ("", editor.name)
        ],
        "agencies": room.store.active_agencies(now - _ACTIVE, now + timedelta(seconds=1)),
    }
    return page(
        "desk.html", cache="no-store", here="desk", site=room.config.site_name, editor=editor,
        settings=json.dumps(found, ensure_ascii=False),
    )  # fmt: skip


def find_layout(room: WebRoom, editor: Editor) -> Layout:
    """Give the columns an editor had last; the room's usual ones for somebody new."""
    kept = room.store.read_note(_note_of(editor))
    return DEFAULT if kept is None else _LAYOUT.decode(kept)


def _note_of(editor: Editor) -> str:
    return f"desk.layout.{editor.name.casefold()}"


@get("/api/v1/desk/rows", operation_id="listDeskRows", **_WAYS)
def list_rows(
    room: TheRoom,
    q: Annotated[str, Parameter(max_length=2000, description="a search; none = all of the wire")] = "",
    limit: Annotated[int, Parameter(ge=1, le=500, description="how many items to look at")] = 200,
    before: Annotated[int | None, Parameter(ge=1, description="only what has a lower seq than this")] = None,
) -> RowPage:
    """Give the rows of a column: one for each chain, newest first, held and killed copy included."""
    seq = room.store.last_seq()
    rows, next_before = find_column(room.store, q.strip(), limit=limit, before=before, now=room.clock())
    return RowPage(rows=rows, next_before=next_before, seq=seq)


@get("/api/v1/desk/layout", operation_id="getDeskLayout", **_WAYS)
def get_layout(request: Caller, room: TheRoom) -> Layout:
    """Give the columns this editor had last."""
    return find_layout(room, get_editor(request))


@put("/api/v1/desk/layout", operation_id="putDeskLayout", **_WAYS)
def put_layout(request: Caller, room: TheRoom, data: Layout) -> Layout:
    """Keep the columns of this editor."""
    editor = get_editor(request)
    if editor.name == "API":
        raise PermissionDeniedException(detail="say for whom: Wireroom-Editor: NAME")
    room.store.write_notes({_note_of(editor): msgspec.json.encode(data).decode()})
    return data


HANDLERS: Final = [desk_page, list_rows, get_layout, put_layout]
