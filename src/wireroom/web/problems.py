"""Errors over HTTP: one JSON body for every endpoint, problem details by RFC 9457; pages get a page."""

from http import HTTPStatus
from typing import Any, Final

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import HTTPScope, Send

from wireroom.errors import ConfigError, DeskElsewhere, NotFound, QueryError, Refused, StoreError
from wireroom.text.settings import fault_words

log: Final = structlog.get_logger(__name__)
MEDIA_TYPE: Final = "application/problem+json"
#: where in the request's state word is left that the desk is elsewhere
ELSEWHERE: Final = "wireroom.elsewhere"


class Elsewhere:
    """Word for who can hand a request on to the desk; see `handing_on.py`."""

    def __init__(self) -> None:
        self.error: DeskElsewhere | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of every error; other members may stand beside these."""

    status: int
    #: short, the same for every occurrence of the kind
    title: str
    #: what happened this time, in plain words
    detail: str | None = None
    #: "about:blank" = the status says it all
    type: str = "about:blank"
    #: the path that was asked for
    instance: str | None = None
    #: where a query went wrong, in code points from 0
    position: int | None = None
    retry_after_s: int | None = None


def problem_of(error: Exception, instance: str | None = None) -> Problem:
    """Say an error as a problem; what is not known here is a bug and shows no more than that."""
    if isinstance(error, QueryError):
        return Problem(
            status=400, title="Query not understood", detail=error.problem, position=error.position, instance=instance
        )
    if isinstance(error, ConfigError):
        return Problem(status=400, title="Setting not understood", detail=str(error), instance=instance)
    if isinstance(error, NotFound):
        return Problem(status=404, title="Not Found", detail=str(error), instance=instance)
    if isinstance(error, Refused):
        return Problem(status=409, title="Not as things stand", detail=str(error), instance=instance)
    if isinstance(error, DeskElsewhere):
        title = "The desk is in another process"
        return Problem(status=503, title=title, detail=str(error), instance=instance, retry_after_s=5)
    if isinstance(error, StoreError):
        return Problem(
            status=503,
            title="The store takes no writes now",
            detail="nothing was acknowledged; send it again",
            instance=instance,
            retry_after_s=5,
        )
    if isinstance(error, HTTPException):
        return Problem(
            status=error.status_code, title=_title(error.status_code), detail=_detail(error), instance=instance
        )
    return Problem(status=500, title="Internal Server Error", instance=instance)


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


#: where the framework gives no more than the status: what to do
_CURES: Final = {
    404: "there is nothing at this address; what there is stands in /api/v1/openapi.json",
    405: "this address takes another method; which ones stands in /api/v1/openapi.json",
    413: "the body is larger than this room takes; its setting max_body says how much that is",
}


def _detail(error: HTTPException) -> str | None:
    detail = error.detail
    if isinstance(error.extra, list):  # Litestar's findings about parameters: [{"message": …, "key": …}]
        told = [
            _finding(str(one.get("key", "request")), str(one.get("message", "")))
            for one in error.extra
            if isinstance(one, dict)
        ]
        detail = "; ".join(told) or detail
    return detail if detail and detail != _title(error.status_code) else _CURES.get(error.status_code)


def _finding(parameter: str, problem: str) -> str:
    return fault_words(f"{problem} - at `$.{parameter}`") if "matching regex" in problem else f"{parameter}: {problem}"


def problem_headers(problem: Problem) -> dict[str, str]:
    """Give the headers that belong to a problem."""
    headers = {"cache-control": "no-store"}
    if problem.retry_after_s is not None:
        headers["retry-after"] = str(problem.retry_after_s)
    if problem.status == 401:
        headers["www-authenticate"] = 'Bearer realm="wireroom"'
    return headers


def problem_response(problem: Problem) -> Response[bytes]:
    """Make the response of the API, the feeds and what programs ask."""
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=problem_headers(problem),
    )


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Handle any exception of a handler: tell the sender, and log what is a bug."""
    problem = problem_of(error, instance=request.scope["path"])
    elsewhere: Elsewhere | None = request.scope["state"].get(ELSEWHERE)
    if isinstance(error, DeskElsewhere) and elsewhere is not None:
        elsewhere.error = error
    elif problem.status >= 500:
        log.error("request failed", path=request.scope["path"], status=problem.status, exc_info=error)
    return problem_response(problem)


async def send_problem(scope: HTTPScope, send: Send, problem: Problem) -> None:
    """Send a problem from outside the framework."""
    problem = msgspec.structs.replace(problem, instance=scope["path"])
    body = msgspec.json.encode(problem)
    headers = [(name.encode(), value.encode()) for name, value in problem_headers(problem).items()]
    headers += [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
