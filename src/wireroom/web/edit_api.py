"""What editors do, for programs: chains and stories split, joined, pinned, named; copy freed; alarms seen to; all undone.

Every call answers with the decision as it was written. 404: it is not there; 409: it cannot be done as things stand.
"""

from typing import Annotated, Any, Final

import msgspec
from litestar import Request, get, post
from litestar.params import Parameter

from wireroom.model import Alarm, Decision
from wireroom.web._api import TheRoom
from wireroom.web.auth import get_editor, wants_token

Caller = Request[Any, Any, Any]
Why = Annotated[str, msgspec.Meta(max_length=500, description="why, in the editor's own words")]
Items = Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=1000)]
_WAYS: Final[dict[str, Any]] = {
    "guards": [wants_token], "security": [{"token": []}], "tags": ["editing"], "sync_to_thread": True, "status_code": 200,
}  # fmt: skip


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said with every act."""

    why: Why | None = None


class SplitChain(Because, frozen=True, kw_only=True):
    """Which version leaves a chain."""

    item: str
    #: True: this one alone; False: this one and all after it
    alone: bool = False


class Join(Because, frozen=True, kw_only=True):
    """What goes on in it from now on."""

    other: str


class TheseItems(Because, frozen=True, kw_only=True):
    """The items it is about."""

    items: Items


class Rename(Because, frozen=True, kw_only=True):
    """The name; null = the newest line names it again."""

    name: str | None


class Kill(Because, frozen=True, kw_only=True):
    """What of it is killed; a kill wants a `why`."""

    #: True: all versions of its chain; False: this one alone
    whole: bool = False
    #: seq of the alarm of an agency's order that found nothing, where this is what it means
    alarm: int | None = None


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """What editors did, newest first."""

    decisions: list[Decision]
    #: ask with `before` of this for the next; None = there are no more
    next_before: int | None


@post("/api/v1/chains/{chain:str}/split", operation_id="splitChain", **_WAYS)
def split_chain(request: Caller, room: TheRoom, chain: str, data: SplitChain) -> Decision:
    """Let a version, or all from it on, leave a chain for one of their own."""
    return room.edits.split_chain(chain, data.item, is_alone=data.alone, by=get_editor(request), why=data.why)


@post("/api/v1/chains/{chain:str}/join", operation_id="joinChains", **_WAYS)
def join_chains(request: Caller, room: TheRoom, chain: str, data: Join) -> Decision:
    """Let another chain of the agency go on in this one."""
    return room.edits.join_chains(chain, data.other, by=get_editor(request), why=data.why)


@post("/api/v1/stories/{story:str}/split", operation_id="splitStory", **_WAYS)
def split_story(request: Caller, room: TheRoom, story: str, data: TheseItems) -> Decision:
    """Let items leave a story for one of their own."""
    return room.edits.split_story(story, data.items, by=get_editor(request), why=data.why)


@post("/api/v1/stories/{story:str}/join", operation_id="joinStories", **_WAYS)
def join_stories(request: Caller, room: TheRoom, story: str, data: Join) -> Decision:
    """Let another story go on in this one."""
    return room.edits.join_stories(story, data.other, by=get_editor(request), why=data.why)


@post("/api/v1/stories/{story:str}/pin", operation_id="pinItems", **_WAYS)
def pin(request: Caller, room: TheRoom, story: str, data: TheseItems) -> Decision:
    """Let items, of whatever story, belong to this one and stay there."""
    return room.edits.pin(story, data.items, by=get_editor(request), why=data.why)


@post("/api/v1/stories/{story:str}/rename", operation_id="renameStory", **_WAYS)
def rename(request: Caller, room: TheRoom, story: str, data: Rename) -> Decision:
    """Say what a story is called."""
    return room.edits.rename(story, data.name, by=get_editor(request), why=data.why)


@post("/api/v1/items/{item:str}/release", operation_id="releaseItem", **_WAYS)
def release(request: Caller, room: TheRoom, item: str, data: Because | None = None) -> Decision:
    """Let held copy go out now."""
    return room.edits.release(item, by=get_editor(request), why=data.why if data else None)


@post("/api/v1/items/{item:str}/kill", operation_id="killItem", **_WAYS)
def kill(request: Caller, room: TheRoom, item: str, data: Kill) -> Decision:
    """Let copy be used no more: gone from every door at once, and whoever had it is told. Undone like other decisions."""
    return room.edits.kill(item, is_whole=data.whole, alarm=data.alarm, by=get_editor(request), why=data.why)


@post("/api/v1/items/{item:str}/spare", operation_id="spareItem", **_WAYS)
def spare(request: Caller, room: TheRoom, item: str, data: Because) -> Decision:
    """Say that the order which killed this did not mean it: found by slug, headline or words, and not by its id.

    All that it had found so stands again, and the order has found nothing: it rings. It wants a `why`.
    """
    return room.edits.spare(item, by=get_editor(request), why=data.why)


@post("/api/v1/decisions/{decision:str}/undo", operation_id="undoDecision", **_WAYS)
def undo(request: Caller, room: TheRoom, decision: str, data: Because | None = None) -> Decision:
    """Let a decision hold no more; what came meanwhile goes where it belongs without it."""
    return room.edits.undo(decision, by=get_editor(request), why=data.why if data else None)


@get("/api/v1/decisions", operation_id="listDecisions", guards=[wants_token], security=[{"token": []}], tags=["editing"],
     sync_to_thread=True)  # fmt: skip
def list_decisions(
    room: TheRoom,
    limit: Annotated[int, Parameter(ge=1, le=200, description="how many at most")] = 50,
    before: Annotated[int | None, Parameter(ge=1, description="only what has a lower seq than this")] = None,
) -> Decisions:
    """Tell who did what, when and why, newest first."""
    found = room.store.decisions(limit + 1, before=before)
    shown = found[:limit]
    return Decisions(decisions=shown, next_before=shown[-1].seq if len(found) > limit else None)


@get("/api/v1/alarms", operation_id="listAlarms", guards=[wants_token], security=[{"token": []}], tags=["editing"],
     sync_to_thread=True)  # fmt: skip
def list_alarms(
    room: TheRoom,
    limit: Annotated[int, Parameter(ge=1, le=200, description="how many at most")] = 100,
    is_open: Annotated[
        bool | None, Parameter(query="open", description="only what nobody has seen to, or only the rest; else all")
    ] = None,
) -> list[Alarm]:
    """Give what the desk must look at, newest first: kills that match nothing, embargoes that could not be read."""
    return room.store.alarms(limit, is_open=is_open)


@post("/api/v1/alarms/{alarm:int}/acknowledge", operation_id="acknowledgeAlarm", **_WAYS)
def acknowledge(request: Caller, room: TheRoom, alarm: int, data: Because | None = None) -> Decision:
    """Say that an alarm has been seen to."""
    return room.edits.acknowledge(alarm, by=get_editor(request), why=data.why if data else None)


HANDLERS: Final = [
    split_chain, join_chains, split_story, join_stories, pin, rename, release, kill, spare, undo, list_decisions, list_alarms,
    acknowledge,
]  # fmt: skip
