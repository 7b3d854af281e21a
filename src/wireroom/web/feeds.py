"""Feeds and single items in the trade's formats: what the writers make, at addresses that stay.

/feeds/wire.{rss,atom,json}?q=      the newest items, with ETag
/items/{id}.{newsml-g2,ninjs,nitf,iptc7901,anpa,rss,txt…}   one item, by every writer's suffix; the same under /api/v1/items/
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter

from wireroom.model import Filed
from wireroom.web import websub
from wireroom.web._api import TheRoom
from wireroom.web.api import get_filed
from wireroom.web.item_api import item_object
from wireroom.writers import by_suffix, get_writer
from wireroom.writers._api import FeedInfo

_FEEDS: Final = {"wire.rss": "rss", "wire.atom": "atom", "wire.json": "json_feed"}
ITEM_FORMS: Final = by_suffix()
_N_ITEMS: Final = 50
#: an empty room has been like this for ever
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


@get("/feeds/{name:str}", operation_id="getFeed", tags=["feeds"], sync_to_thread=True, media_type="application/xml")
def feed(
    request: Request[Any, Any, Any], room: TheRoom, name: str, q: Annotated[str, Parameter(max_length=500)] = ""
) -> Response[bytes]:
    """Give the newest items as `wire.rss` (2.0), `wire.atom` or `wire.json` (JSON Feed 1.1)."""
    if name not in _FEEDS:
        raise NotFoundException(detail=f"no feed {name!r}; there are: {', '.join(_FEEDS)}")
    query = q.strip()
    found = room.store.newest(query=query or None, limit=_N_ITEMS, now=room.clock())
    info = info_of(request, room, found, query)
    answer = written(
        request, _FEEDS[name], found, msgspec.structs.replace(info, hub_url=f"{info.site_url}{websub.PATH}")
    )
    answer.headers["link"] = websub.hub_links(info.site_url, info.self_url)
    return answer


@get("/api/v1/items/{name:str}", operation_id="getItem", tags=["items"], sync_to_thread=True)
def get_item(request: Request[Any, Any, Any], room: TheRoom, name: str) -> Response[Any]:
    """Give one item with its body; a killed one as a tombstone. `{id}.SUFFIX` gives it in another form.

    Suffixes: newsml-g2, ninjs (2.2), ninjs3 (3.1), ninjs1 (1.6), superdesk, rss, atom, json, txt and whatever `wireroom formats`
    lists as written.
    """
    if "." not in name:
        return Response(item_object(request, room, name), headers={"vary": "cookie, authorization"})
    return _item_as(request, room, name)


@get("/items/{name:str}", include_in_schema=False, sync_to_thread=True)
def item_file(request: Request[Any, Any, Any], room: TheRoom, name: str) -> Response[Any]:
    """Give one item in one of the trade's formats."""
    return _item_as(request, room, name)


def _item_as(request: Request[Any, Any, Any], room: TheRoom, name: str) -> Response[bytes]:
    item, _, kind = name.rpartition(".")
    if kind not in ITEM_FORMS:
        raise NotFoundException(detail=f"no form {kind!r} of an item; there are: {', '.join(ITEM_FORMS)}")
    filed = get_filed(room, item)
    return written(request, ITEM_FORMS[kind], [filed], info_of(request, room, [filed], ""))


def info_of(request: Request[Any, Any, Any], room: TheRoom, found: Sequence[Filed], query: str) -> FeedInfo:
    """Say what a feed of these items is called, and where it stands."""
    site_url = (room.config.public_url or str(request.base_url)).rstrip("/")
    asked = f"?{request.url.query}" if request.url.query else ""
    times = [time for filed in found for time in (filed.received_at, filed.killed_at) if time]
    name = room.config.site_name
    return FeedInfo(
        title=f"{name}: {query}" if query else f"{name}: off the wire",
        site_url=site_url,
        self_url=f"{site_url}{request.scope['path']}{asked}",
        updated_at=max(times, default=_NEVER),
    )


def written(request: Request[Any, Any, Any], name: str, found: Sequence[Filed], info: FeedInfo) -> Response[bytes]:
    """Write items, or say 304 when the reader has these very bytes."""
    writer = get_writer(name)
    data = writer.write(found, info)
    etag = f'W/"{hashlib.sha256(data).hexdigest()[:24]}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    asked = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if etag in asked or "*" in asked:
        return Response(b"", status_code=304, headers=headers, media_type=writer.media_type)
    return Response(data, headers=headers, media_type=writer.media_type)


HANDLERS: Final = [feed, get_item, item_file]
