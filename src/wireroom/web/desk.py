"""The desk: the editor's live view. Columns made of searches, over one connection; for editors only.

/desk                      the page; `?c=NAME|SEARCH` for each column is the layout, to be kept and sent on
/desk/pane/{item}          one item for the reading pane: desk_pane.py
/api/v1/desk/rows?q=       the rows of a column, newest first
/api/v1/desk/layout        the columns an editor had last, kept with the room under the editor's name
/api/v1/desk/presets       searches with a name: presets.py, and those that editors of this room keep for all
/api/v1/desk/wire?q=&q=    what changes, live: desk_stream.py
"""

import json
from datetime import timedelta
from threading import Lock
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.exceptions import PermissionDeniedException
from litestar.params import Parameter
from litestar.response import Redirect

from wireroom import query as search
from wireroom.errors import NotFound
from wireroom.model import Editor
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor, get_editor, wants_token
from wireroom.web.desk_rows import Risen, find_column
from wireroom.web.desk_stream import MAX_COLUMNS
from wireroom.web.login import login_path
from wireroom.web.pages import page
from wireroom.web.presets import Preset, load_presets
from wireroom.web.threads import in_thread

Caller = Request[Any, Any, Any]
#: agencies are offered as columns when anything came from them in this time
_ACTIVE: Final = timedelta(days=2)
#: several handlers on one path: they go to a thread by themselves, see watch_api.py
_SHARED: Final[dict[str, Any]] = {"guards": [wants_token], "security": [{"token": []}], "tags": ["desk"]}


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
    #: the search in English
    meant: str


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
        "editor_desk": editor.desk,
        "layout": msgspec.to_builtins(find_layout(room, editor)),
        "presets": msgspec.to_builtins(find_presets(room)),
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


@get("/api/v1/desk/rows", operation_id="listDeskRows", sync_to_thread=True, **_SHARED)
def list_rows(
    room: TheRoom,
    q: Annotated[str, Parameter(max_length=2000, description="a search; none = all of the wire")] = "",
    limit: Annotated[int, Parameter(ge=1, le=500, description="how many items to look at")] = 200,
    before: Annotated[int | None, Parameter(ge=1, description="only what has a lower seq than this")] = None,
) -> RowPage:
    """Give the rows of a column: one for each chain, newest first, held and killed copy included."""
    seq = room.store.last_seq()
    rows, next_before = find_column(room.store, q.strip(), limit=limit, before=before, now=room.clock())
    meant = search.explain(search.parse(q.strip())) if q.strip() else "everything"
    return RowPage(rows=rows, next_before=next_before, seq=seq, meant=meant)


@get("/api/v1/desk/layout", operation_id="getDeskLayout", **_SHARED)
async def get_layout(request: Caller, room: TheRoom) -> Layout:
    """Give the columns this editor had last."""
    return await in_thread(find_layout, room, get_editor(request))


@put("/api/v1/desk/layout", operation_id="putDeskLayout", **_SHARED)
async def put_layout(request: Caller, room: TheRoom, data: Layout) -> Layout:
    """Keep the columns of this editor."""
    editor = get_editor(request)
    if editor.name == "API":
        raise PermissionDeniedException(detail="say for whom: Wireroom-Editor: NAME")
    await in_thread(room.store.write_notes, {_note_of(editor): msgspec.json.encode(data).decode()})
    return data


# presets

_KEPT: Final = msgspec.json.Decoder(list[Preset])
_KEPT_NOTE: Final = "desk.presets"
#: two editors who keep a preset in the same moment both do
_keeping: Final = Lock()


class NewPreset(msgspec.Struct, frozen=True, kw_only=True):
    """A search to be kept for all editors of the room."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    query: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    says: Annotated[str, msgspec.Meta(max_length=200)] = ""


def find_presets(room: WebRoom) -> list[Preset]:
    """Give what editors of this room keep, by name, and then the presets of the files; a kept one hides its namesake."""
    kept = _kept(room)
    names = {preset.name.casefold() for preset in kept}
    return kept + [one for one in load_presets(room.config.presets) if one.name.casefold() not in names]


def _kept(room: WebRoom) -> list[Preset]:
    note = room.store.read_note(_KEPT_NOTE)
    return [] if note is None else _KEPT.decode(note)


def _replace(room: WebRoom, name: str, made: Preset | None) -> bool:
    """Put a kept preset in the place of its namesake; None = forget it. Tells whether there was one."""
    with _keeping:
        kept = _kept(room)
        rest = [one for one in kept if one.name.casefold() != name.casefold()]
        found = sorted([*rest, made] if made else rest, key=lambda preset: preset.name.casefold())
        room.store.write_notes({_KEPT_NOTE: msgspec.json.encode(found).decode()})
    return len(rest) < len(kept)


@get("/api/v1/desk/presets", operation_id="listDeskPresets", **_SHARED)
async def list_presets(room: TheRoom) -> list[Preset]:
    """Give all presets of the desk."""
    return await in_thread(find_presets, room)


@post("/api/v1/desk/presets", operation_id="keepDeskPreset", status_code=200, **_SHARED)
async def keep_preset(request: Caller, room: TheRoom, data: NewPreset) -> Preset:
    """Keep a search for all editors; one of the same name is changed."""
    search.parse(data.query)
    group = f"Kept by {get_editor(request).name}"
    made = Preset(name=data.name, query=data.query, says=data.says, group=group, is_kept=True)
    await in_thread(_replace, room, made.name, made)
    return made


@delete("/api/v1/desk/presets", operation_id="forgetDeskPreset", **_SHARED)
async def forget_preset(room: TheRoom, name: Annotated[str, Parameter(max_length=80)]) -> None:
    """Keep a preset no longer; those of the files come back."""
    if not await in_thread(_replace, room, name, None):
        raise NotFound("kept preset", name)


HANDLERS: Final = [
    desk_page, list_rows, get_layout, put_layout, list_presets, keep_preset, forget_preset,
]  # fmt: skip
