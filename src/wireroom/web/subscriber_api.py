"""The API of subscribers and recalls. All of it is for editors: it wants the room's token or a session.

/api/v1/subscribers …          who is sent copy itself: by which channel, in which format, under which terms
/api/v1/recalls                killed items that somebody had, and how many have not acknowledged the kill
/api/v1/items/{id}/recall      one of them, row by row
"""

from typing import Annotated, Any, Final

import msgspec
from litestar import delete, get, post, put
from litestar.params import Parameter

from wireroom.model import Delivery, Recall, Subscriber
from wireroom.room import Standing, recall_sheet
from wireroom.web._api import TheRoom
from wireroom.web.auth import wants_token
from wireroom.web.threads import in_thread

#: several handlers on one path: see watch_api.py
_SHARED: Final[dict[str, Any]] = {"guards": [wants_token], "security": [{"token": []}], "tags": ["subscribers"]}
_GUARDED: Final[dict[str, Any]] = {**_SHARED, "sync_to_thread": True}


class Resent(msgspec.Struct, frozen=True, kw_only=True):
    """How many go again."""

    n_resent: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One who had a killed item: what it was sent, and its kill; None = it is told by no channel."""

    sent: Delivery
    kill: Delivery | None


class RecallAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who had an item, and who knows that it was killed; those who do not come first."""

    #: None = nobody has been told: it is not killed, or nobody had it
    recall: Recall | None
    rows: list[Held]


@get("/api/v1/subscribers", operation_id="listSubscribers", **_SHARED)
async def list_subscribers(room: TheRoom) -> list[Subscriber]:
    """Give all subscribers by name."""
    return await in_thread(room.alerts.subscribers.find_all)


@post("/api/v1/subscribers", operation_id="saveSubscriber", status_code=201, **_SHARED)
async def save_subscriber(room: TheRoom, data: Subscriber) -> Subscriber:
    """Add a subscriber, or change the one of this name: what is not given gets its default."""
    return await in_thread(room.alerts.subscribers.save, data)


@get("/api/v1/subscribers/{name:str}", operation_id="getSubscriber", **_SHARED)
async def get_subscriber(room: TheRoom, name: str) -> Standing:
    """Say how a subscriber is doing."""
    return await in_thread(room.alerts.subscribers.standing, name)


@put("/api/v1/subscribers/{name:str}", operation_id="changeSubscriber", **_SHARED)
async def change_subscriber(room: TheRoom, name: str, data: Subscriber) -> Subscriber:
    """Change a subscriber: what is not given gets its default."""
    room.alerts.subscribers.find(name)
    return await in_thread(room.alerts.subscribers.save, msgspec.structs.replace(data, name=name))


@delete("/api/v1/subscribers/{name:str}", operation_id="removeSubscriber", **_SHARED)
async def remove_subscriber(room: TheRoom, name: str) -> None:
    """Remove a subscriber; what it was sent stays in the ledger, and kills of that still go out."""
    await in_thread(room.alerts.subscribers.remove, name)


@post("/api/v1/subscribers/{name:str}/pause", operation_id="pauseSubscriber", status_code=200, **_GUARDED)
def pause_subscriber(room: TheRoom, name: str) -> Subscriber:
    """Let copy for it wait; kills go out all the same."""
    return room.alerts.subscribers.pause(name, is_paused=True)


@post("/api/v1/subscribers/{name:str}/resume", operation_id="resumeSubscriber", status_code=200, **_GUARDED)
def resume_subscriber(room: TheRoom, name: str) -> Subscriber:
    """Send it what has waited, and go on."""
    return room.alerts.subscribers.pause(name, is_paused=False)


@post("/api/v1/subscribers/{name:str}/resend", operation_id="resendToSubscriber", status_code=202, **_GUARDED)
def resend(room: TheRoom, name: str, number: Annotated[int, Parameter(query="from", ge=1)]) -> Resent:
    """Send all again from a number on, under the old keys and numbers; what was killed since goes without its words."""
    return Resent(n_resent=room.alerts.subscribers.resend(name, number))


@get("/api/v1/recalls", operation_id="listRecalls", **_GUARDED)
def list_recalls(
    room: TheRoom,
    is_open: Annotated[bool | None, Parameter(query="open")] = None,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 100,
) -> list[Recall]:
    """Give killed items that somebody had, newest kill first; `open=true`: only those with somebody still to tell."""
    return room.store.recalls(is_open=is_open, limit=limit)


@get("/api/v1/items/{item:str}/recall", operation_id="getRecall", **_GUARDED)
def get_recall(room: TheRoom, item: str) -> RecallAnswer:
    """Say who had an item, and who has acknowledged that it was killed."""
    sheet = recall_sheet(room.store, item)
    return RecallAnswer(recall=sheet.recall, rows=[Held(sent=sent, kill=kill) for sent, kill in sheet.rows])


HANDLERS: Final = [
    list_subscribers, save_subscriber, get_subscriber, change_subscriber, remove_subscriber, pause_subscriber,
    resume_subscriber, resend, list_recalls, get_recall,
]  # fmt: skip
