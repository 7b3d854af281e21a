"""Editors working together, for programs and the desk: take, note, mark, collect, send; who is here; who did what.

All of it is decisions, as in `edit_api`; each is on the wire as `edited`, for the desk only, and is undone there.
"""

from typing import Annotated, Any, Final

import msgspec
from litestar import Request, get, post
from litestar.params import Parameter

from wireroom.errors import NotFound
from wireroom.model import Collection, Decision
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import get_editor, wants_token
from wireroom.web.edit_api import Because, Decisions
from wireroom.web.presence import Here, Presence
from wireroom.web.threads import in_thread

Caller = Request[Any, Any, Any]
_GUARDED: Final[dict[str, Any]] = {"guards": [wants_token], "security": [{"token": []}], "tags": ["together"]}
_ACT: Final[dict[str, Any]] = {**_GUARDED, "sync_to_thread": True, "status_code": 200}


class Take(Because, frozen=True, kw_only=True):
    """Whether somebody else may have it now."""

    over: bool = False


class NoteWords(Because, frozen=True, kw_only=True):
    """A note."""

    text: str


class MarkAs(Because, frozen=True, kw_only=True):
    """`seen` or `later`."""

    name: str


class Into(Because, frozen=True, kw_only=True):
    """The id of a collection."""

    collection: str


class By(Because, frozen=True, kw_only=True):
    """The name of a channel."""

    channel: str


class NewCollection(Because, frozen=True, kw_only=True):
    """What it is called."""

    name: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor has open; none = nothing. `gone`: the desk is closed."""

    item: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    chain: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    gone: bool = False


class WorkTogether(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of editors' work, newest first."""

    #: takes, notes, marks, collected and sent items; `chain` is where the item stands now
    decisions: list[Decision]
    collections: list[Collection]
    channels: list[str]


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """A collection with what is in it, newest first."""

    collection: Collection
    decisions: list[Decision]


@post("/api/v1/items/{item:str}/take", operation_id="takeItem", **_ACT)
def take(request: Caller, room: TheRoom, item: str, data: Take | None = None) -> Decision:
    """Take the running story that an item belongs to; 409: somebody else has it."""
    asked = data or Take()
    return room.edits.together.take(item, is_over=asked.over, by=get_editor(request), why=asked.why)


@post("/api/v1/items/{item:str}/note", operation_id="noteItem", **_ACT)
def note(request: Caller, room: TheRoom, item: str, data: NoteWords) -> Decision:
    """Put words beside an item for the other editors."""
    return room.edits.together.note(item, data.text, by=get_editor(request), why=data.why)


@post("/api/v1/items/{item:str}/mark", operation_id="markItem", **_ACT)
def mark(request: Caller, room: TheRoom, item: str, data: MarkAs) -> Decision:
    """Mark an item as seen, or for later, for all editors."""
    return room.edits.together.mark(item, data.name, by=get_editor(request), why=data.why)


@post("/api/v1/items/{item:str}/collect", operation_id="collectItem", **_ACT)
def collect(request: Caller, room: TheRoom, item: str, data: Into) -> Decision:
    """Put an item into a collection."""
    return room.edits.together.collect(item, data.collection, by=get_editor(request), why=data.why)


@post("/api/v1/items/{item:str}/send", operation_id="sendItem", **_ACT)
def send(request: Caller, room: TheRoom, item: str, data: By) -> Decision:
    """Send an item by a channel; 409: it is killed or held. What becomes of it stands in the ledger."""
    return room.edits.together.send(item, data.channel, by=get_editor(request), why=data.why)


@get("/api/v1/desk/together", operation_id="listTogether", sync_to_thread=True, **_GUARDED)
def list_together(
    room: TheRoom, chain: Annotated[str, Parameter(max_length=200, description="only of this chain")] = ""
) -> WorkTogether:
    """Give who took what, notes, marks, and what is in collections."""
    return WorkTogether(
        decisions=room.store.together(chain=chain),
        collections=room.store.collections(),
        channels=[channel.name for channel in room.alerts.find_channels()],
    )


@post("/api/v1/desk/presence", operation_id="tellPresence", status_code=200, **_GUARDED)
async def tell_presence(request: Caller, room: TheRoom, data: Reading) -> list[Here]:
    """Tell what this editor reads, every 20 seconds at least; gives who is here. It is not kept."""
    presence: Presence = request.app.state.presence
    if data.gone:
        presence.leave(get_editor(request))
    else:
        presence.come(get_editor(request), data.item, data.chain, room.clock())
    return presence.who(room.clock())


# collections: two handlers on one path go to a thread by themselves, see watch_api.py


@get("/api/v1/collections", operation_id="listCollections", **_GUARDED)
async def list_collections(room: TheRoom) -> list[Collection]:
    """Give the open collections, newest first."""
    return await in_thread(room.store.collections)


@post("/api/v1/collections", operation_id="openCollection", status_code=201, **_GUARDED)
async def open_collection(request: Caller, room: TheRoom, data: NewCollection) -> Decision:
    """Open a collection; its id is the decision's. Undone, it is closed."""
    return await in_thread(room.edits.together.open_collection, data.name, by=get_editor(request), why=data.why)


@get("/api/v1/collections/{collection:str}", operation_id="getCollection", sync_to_thread=True, **_GUARDED)
def get_collection(room: TheRoom, collection: str) -> Gathered:
    """Give a collection and what is in it, newest first."""
    return Gathered(
        collection=find_collection(room, collection), decisions=room.store.together(collection=collection)
    )  # fmt: skip


def find_collection(room: WebRoom, collection: str) -> Collection:
    """Give an open collection.

    Raises:
        NotFound: there is none, or it is closed.
    """
    found = next((one for one in room.store.collections() if one.id == collection), None)
    if found is None:
        raise NotFound("collection", collection)
    return found


@get("/api/v1/history", operation_id="listHistory", sync_to_thread=True, **_GUARDED)
def list_history(
    room: TheRoom,
    limit: Annotated[int, Parameter(ge=1, le=200, description="how many at most")] = 50,
    before: Annotated[int | None, Parameter(ge=1, description="only what has a lower seq than this")] = None,
    editor: Annotated[str, Parameter(max_length=60, description="only what this editor did")] = "",
    kind: Annotated[str, Parameter(max_length=40, description="only decisions of this kind")] = "",
) -> Decisions:
    """Tell who did what, newest first; of one editor, or of one kind."""
    found = room.store.decisions(limit + 1, before=before, editor=editor, kind=kind)
    shown = found[:limit]
    return Decisions(decisions=shown, next_before=shown[-1].seq if len(found) > limit else None)


HANDLERS: Final = [
    take, note, mark, collect, send, list_together, tell_presence, list_collections, open_collection, get_collection,
    list_history,
]  # fmt: skip
