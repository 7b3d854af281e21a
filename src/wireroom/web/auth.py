"""Who may do what: reading is open; posting and editing want the room's token, shown with the request or at sign-in.

Programs send `Authorization: Bearer …` and may say for whom with `Wireroom-Editor: Anna; foreign desk`. Browsers have the
cookie of `session.py`; what they post must come from our own pages.
"""

import hmac
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from wireroom.model import Editor
from wireroom.web._api import WebRoom
from wireroom.web.session import COOKIE, clean_name, open_session

#: how a program says for whom it asks; percent-encoded UTF-8, as headers take no more than ASCII
EDITOR_HEADER: Final = "wireroom-editor"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: a program that does not say for whom it asks
PROGRAM: Final = Editor(name="API")

Connection = ASGIConnection[Any, Any, Any, Any]


def bearer_of(header: str | None) -> str | None:
    """Read the token of an `Authorization: Bearer …` header (RFC 6750, 2.1)."""
    scheme, _, token = (header or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def find_editor(connection: Connection) -> Editor | None:
    """Give who asks, by token or by cookie; None = a reader."""
    return editor_of(connection, connection.app.state.room)


def editor_of(connection: Connection, room: WebRoom) -> Editor | None:
    """Give who asks of a room, also outside the framework; None = a reader."""
    shown = bearer_of(connection.headers.get("authorization"))
    if shown is not None:
        return _named(connection) if is_token(shown, room.token) else None
    cookie = connection.cookies.get(COOKIE)
    return open_session(cookie, room.token, room.clock()) if cookie else None


async def wants_token(connection: Connection, _: BaseRouteHandler) -> None:
    """Refuse a request without the room's token or a session made by it.

    It waits for nothing: were it not async, the framework would have a thread do it, and each POST wait for that thread.

    Raises:
        NotAuthorizedException: there is none, or it is another one.
        PermissionDeniedException: a page that is not ours has the browser post it.
    """
    if bearer_of(connection.headers.get("authorization")) is None:
        check_same_origin(connection)
    if find_editor(connection) is None:
        room: WebRoom = connection.app.state.room
        shown = bearer_of(connection.headers.get("authorization"))
        if shown is not None and not is_token(shown, room.token):
            raise NotAuthorizedException(
                detail="this is not the room's token; it stands in the file token of its data folder"
            )
        raise NotAuthorizedException(detail="send the room's token: Authorization: Bearer …")


def get_editor(connection: Connection) -> Editor:
    """Give who asks; for handlers behind `wants_token`.

    Raises:
        NotAuthorizedException: nobody who may edit.
    """
    editor = find_editor(connection)
    if editor is None:
        raise NotAuthorizedException(detail="sign in first")
    return editor


def check_same_origin(connection: Connection) -> None:
    """Refuse a request that another site has a signed-in browser make (cross-site request forgery).

    Browsers say where a request comes from by `Sec-Fetch-Site` (W3C Fetch Metadata), older ones by `Origin` or `Referer`;
    one that says nothing at all sends no cookie for us either, but a program might: it is refused.

    Raises:
        PermissionDeniedException: it comes from elsewhere, or does not say.
    """
    if connection.scope.get("method", "GET") in _SAFE or COOKIE not in connection.cookies:
        return
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        is_ours = site == "same-origin"
    else:
        origin = connection.headers.get("origin") or connection.headers.get("referer") or ""
        is_ours = bool(origin) and urlsplit(origin).netloc == connection.headers.get("host")
    if not is_ours:
        raise PermissionDeniedException(detail="this was not sent from a page of this room")


def is_token(shown: str, token: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(shown.encode(), token.encode())


def _named(connection: Connection) -> Editor:
    """Give for whom a program asks."""
    name, _, desk = unquote(connection.headers.get(EDITOR_HEADER, "")).partition(";")
    found = clean_name(name)
    return Editor(name=found, desk=clean_name(desk)) if found else PROGRAM
