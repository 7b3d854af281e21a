"""Feeds and single items in the trade's formats: what the writers make, at addresses that stay.

    /feeds/wire.{rss,atom,json}?q=      the newest items, with ETag
    /items/{id}.{ninjs,newsml-g2,txt}   one item; the same under /api/v1/items/
"""

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter

from wireroom import writers
from wireroom.errors import NotFound
from wireroom.model import Filed
from wireroom.web._api import WebRoom
from wireroom.web.api import filed_object, get_filed
from wireroom.writers._api import FeedInfo

_FEEDS: Final = {"rss": "rss", "atom": "atom", "json": "json_feed"}
_ITEMS: Final = {"ninjs": "ninjs", "newsml-g2": "newsml_g2", "txt": "text"}
_N_ITEMS: Final = 50


@get("/feeds/wire.{kind:str}", operation_id="getFeed", tags=["feeds"], sync_to_thread=True)
def feed(
    request: Request[Any, Any, Any],
    room: WebRoom,
    kind: str,
    q: Annotated[str, Parameter(max_length=500)] = "",
) -> Response[bytes]:
    """Give the newest items as RSS 2.0, Atom or JSON Feed 1.1."""
    if kind not in _FEEDS:
        raise NotFoundException(detail=f"no feed of kind {kind!r}; there are: {', '.join(_FEEDS)}")
    query = q.strip()
    found = room.store.newest(query=query or None, limit=_N_ITEMS, now=room.clock())
    return _written(request, _FEEDS[kind], found, _info(request, room, found, query))
