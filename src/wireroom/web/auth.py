"""Who may post: reading is open, everything else wants the room's token."""

import hmac
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler

from wireroom.web._api import WebRoom


def bearer_of(header: str | None) -> str | None:
    """Read the token of an `Authorization: Bearer …` header (RFC 6750, 2.1)."""
    scheme, _, token = (header or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def wants_token(connection: "ASGIConnection[Any, Any, Any, Any]", _: BaseRouteHandler) -> None:
    """Refuse a request without the room's token.

    Raises:
        NotAuthorizedException: there is none, or it is another one.
    """
    room: WebRoom = connection.app.state.room
    shown = bearer_of(connection.headers.get("authorization"))
    if shown is None:
        raise NotAuthorizedException(detail="send the room's token: Authorization: Bearer …")
    if not hmac.compare_digest(shown.encode(), room.token.encode()):
        raise NotAuthorizedException(detail="this is not the room's token")
