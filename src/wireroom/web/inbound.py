"""Doors for copy that others push: agencies' systems with a signature, and hubs of feeds we subscribed to.

POST /push/{source}            signed with the source's secret: Standard Webhooks, or Superdesk's header
GET  /websub/{source}/{key}    a hub asks whether we meant it
POST /websub/{source}/{key}    a hub sends what is new; what it has not signed is acknowledged and left (WebSub, 8); 410 = we
                               follow it no more
"""

import asyncio
from typing import Any, Final

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.exceptions import HTTPException, NotAuthorizedException, NotFoundException

from wireroom.config import SourceConfig
from wireroom.errors import NotFound, Refused
from wireroom.logs import get_log
from wireroom.model import Dispatch, Receipt
from wireroom.room import SourceState, moved_place
from wireroom.text.uris import page_address, read_content_language
from wireroom.transports import Notes
from wireroom.web._api import TheInboundRoom
from wireroom.web.api import PostedDispatch, answer_posted, full
from wireroom.web.auth import find_editor, wants_token

_log = get_log("inbound")


@post(
    "/push/{source:str}",
    operation_id="pushDispatch",
    description="Takes one file of any wire format, signed with the source's secret: `webhook-id`, `webhook-timestamp` and"
    " `webhook-signature` (Standard Webhooks), or `x-superdesk-signature: sha1=…` (Superdesk, Newshub). The room's token will"
    " do, too. Answers after the commit, like `POST /api/v1/dispatches`.",
    tags=["dispatches"],
)
async def push(request: Request[Any, Any, Any], room: TheInboundRoom, source: str) -> Response[PostedDispatch]:
    """Take one pushed dispatch."""
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    if find_editor(request) is None or "authorization" not in headers:
        try:
            await asyncio.to_thread(room.inbound.check_push, source, headers, body)
        except NotFound as error:
            raise NotFoundException(detail=str(error)) from error
        except Refused as error:
            _log.warning("push refused", source=source, problem=str(error))
            raise NotAuthorizedException(detail=str(error)) from error
    url = page_address(headers.get("content-location"))
    return answer_posted(await _take(request, room, source, full(body), url))


@get("/websub/{source:str}/{key:str}", include_in_schema=False, media_type=MediaType.TEXT)
async def verify(request: Request[Any, Any, Any], room: TheInboundRoom, source: str, key: str) -> str:
    """Answer a hub."""
    query = {name: str(value) for name, value in request.query_params.items()}
    try:
        return await asyncio.to_thread(room.inbound.verify_hub, source, key, query)
    except NotFound as error:
        raise NotFoundException(detail=str(error)) from error


@post("/websub/{source:str}/{key:str}", include_in_schema=False, status_code=202, media_type=MediaType.TEXT)
async def distribute(request: Request[Any, Any, Any], room: TheInboundRoom, source: str, key: str) -> str:
    """Take what a hub sends; 202 after the commit."""
    body = await request.body()
    signature = request.headers.get("x-hub-signature-256") or request.headers.get("x-hub-signature")
    try:
        is_right = await asyncio.to_thread(room.inbound.check_hub, source, key, signature, body)
    except NotFound as error:
        # 410 tells the hub to send no more (WebSub, 7)
        raise HTTPException(status_code=410, detail=str(error)) from error
    if not is_right:
        _log.warning("hub's copy left", source=source, problem="not signed by the secret the hub was given")
        return ""
    if not body or body.isspace():
        # refused, it would come again and again
        _log.warning("hub's copy left", source=source, problem="nothing is in it; the feed is asked as ever")
        return ""
    topic = await asyncio.to_thread(room.inbound.topic_of, source)
    await _take(request, room, source, body, page_address(topic))
    return ""


async def _take(
    request: Request[Any, Any, Any], room: TheInboundRoom, source: str, body: bytes, url: str | None
) -> Receipt:
    dispatch = Dispatch.of(
        body,
        source=source,
        received_at=room.clock(),
        content_type=request.headers.get("content-type"),
        url=url,
        language=read_content_language(request.headers.get("content-language")),
    )
    # a sender that goes away does not take back what is in the commit already
    return await asyncio.shield(asyncio.wrap_future(room.intake.submit(dispatch)))


@get(
    "/api/v1/sources", guards=[wants_token], operation_id="listSources", security=[{"token": []}], tags=["sources"],
    sync_to_thread=True,
)  # fmt: skip
def list_sources(room: TheInboundRoom) -> list[dict[str, Any]]:
    """Say how each source is doing, with its last error in plain words, and where it has moved to for good."""
    settings = room.find_sources()
    return [_state_object(state, settings.get(state.name), room.store) for state in room.source_states()]


def _state_object(state: SourceState, setting: SourceConfig | None, notes: Notes) -> dict[str, Any]:
    moved_to = moved_place(state.name, setting, notes) if setting else None
    return {**msgspec.structs.asdict(state), "is_up": state.problem is None, "moved_to": moved_to}


HANDLERS: Final = [push, verify, distribute, list_sources]
