"""Signing in and out: a name, a desk and the room's token make a session.

/login     the form; GET shows it, POST takes it
/logout    POST: out
"""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, Parameter
from litestar.response import Redirect

from wireroom.model import Editor
from wireroom.web._api import TheRoom
from wireroom.web.auth import check_same_origin, find_editor, is_token
from wireroom.web.pages import page
from wireroom.web.session import COOKIE, LASTS, clean_name, seal_session

_PRIVATE: Final = {"cache-control": "no-store"}


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it was sent."""

    name: str = ""
    desk: str = ""
    token: str = ""
    next: str = "/"


Form = Annotated[SignIn, Body(media_type=RequestEncodingType.URL_ENCODED)]


def own_path(text: str) -> str:
    """Give a path of this site; anything that leads elsewhere becomes the front page."""
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if is_ours else "/"


def login_path(back: str) -> str:
    """Give the address of the sign-in form that leads back to a page."""
    return f"/login?{urlencode({'next': back})}"


@get("/login", include_in_schema=False)
async def login_page(
    request: Request[Any, Any, Any], room: TheRoom, to: Annotated[str, Parameter(query="next", max_length=500)] = "/"
) -> Response[str]:
    """The form."""
    return _form(request, room, SignIn(next=own_path(to)))


@post("/login", include_in_schema=False)
async def login(request: Request[Any, Any, Any], room: TheRoom, data: Form) -> Response[Any]:
    """Sign in."""
    check_same_origin(request)
    name = clean_name(data.name)
    if name is None:
        return _form(request, room, data, problem="Tell your name: it stands beside all that you do.")
    if not is_token(data.token.strip(), room.token):
        return _form(request, room, data, problem="That is not the room's token. It stands in the file “token” in the room's"
                     " data folder.")  # fmt: skip
    answer = Redirect(own_path(data.next), status_code=303)
    answer.headers.update(_PRIVATE)
    answer.set_cookie(
        COOKIE,
        seal_session(Editor(name=name, desk=clean_name(data.desk)), room.token, room.clock()),
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@post("/logout", include_in_schema=False)
async def logout(request: Request[Any, Any, Any]) -> Redirect:
    """Sign out."""
    check_same_origin(request)
    answer = Redirect("/", status_code=303)
    answer.headers.update(_PRIVATE)
    answer.delete_cookie(COOKIE)
    return answer


def _form(request: Request[Any, Any, Any], room: TheRoom, form: SignIn, problem: str | None = None) -> Response[str]:
    return page(
        "login.html", status=401 if problem else 200, cache="no-store", here="login", site=room.config.site_name,
        form=form, to=own_path(form.next), problem=problem, editor=find_editor(request),
    )  # fmt: skip


HANDLERS: Final = [login_page, login, logout]
