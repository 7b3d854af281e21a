"""As it stood at: every page, feed and API call of the reading side, of any past minute, by `?as_of=2026-03-01T21:04Z`.

    query as_of -> room_then: the room with the store and the clock of then -> the same handlers -> kept_past: the same page

No handler knows of it. A page of the past says so on top, its links stay in the past, and its scripts hold no live line.
"""

import gzip
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from litestar import Request
from litestar.exceptions import ClientException
from litestar.params import Parameter
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Send
from markupsafe import escape

from wireroom.config import Config
from wireroom.ingest import Edits
from wireroom.room import Alerts
from wireroom.store import open_past
from wireroom.store._api import Store
from wireroom.web._api import Counted, Intake, Waiter, WebRoom
from wireroom.web.static_files import static_url

PARAMETER: Final = "as_of"
#: what has a past: reading. Running the room, signing in and what editors do is about now alone, and so is every new door
#: until it is named here
_READ: Final = (
    "/item", "/items", "/story", "/search", "/section", "/archive", "/sources", "/about", "/feeds", "/sitemap-news.xml",
    "/api/v1/items", "/api/v1/chains", "/api/v1/stories",
)  # fmt: skip
_OWN_LINK: Final = re.compile(r'(<a\b[^>]*?\shref=")(/(?!/)[^"#]*)(#[^"]*)?(")')
#: shorter answers are not worth packing
_PACKED_BYTES: Final = 1000
_MAIN: Final = '<main id="main">'
_FIND: Final = '<form class="find" action="/search" role="search">'

AsOf = Annotated[
    str | None,
    Parameter(query=PARAMETER, max_length=40, description="the wire as it stood at this past time: 2026-03-01T21:04Z"),
]


class PastRoom:
    """A room at a past time: its store and its clock stand still; the rest is the room of now, which nobody asks."""

    def __init__(self, room: WebRoom, at: datetime) -> None:
        self.store: Store = open_past(room.store, at)
        self.clock: Callable[[], datetime] = lambda: at
        self.config: Config = room.config
        self.intake: Intake = room.intake
        self.edits: Edits = room.edits
        self.ticker: Waiter = room.ticker
        self.figures: Counted = room.figures
        self.alerts: Alerts = room.alerts
        self.token: str = room.token
        self.find_sources = room.find_sources
        self.source_states = room.source_states
        self.replay = room.replay
        #: the past has no live wire, and nobody is there
        self.live_log = None
        self.talk = None


def read_as_of(text: str) -> datetime:
    """Read a time as asked for; without a zone it is UTC.

    Raises:
        ClientException: it is no time.
    """
    try:
        at = datetime.fromisoformat(text.strip())
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ClientException(detail=f"as_of: {text!r} is no time; write 2026-03-01T21:04Z") from None


def room_then(request: Request[Any, Any, Any], as_of: AsOf = None) -> WebRoom:
    """Give the room that a request is about: that of now, or as it stood.

    Raises:
        ClientException: `as_of` is no past time, or what is asked for is about now alone.
    """
    room: WebRoom = request.app.state.room
    if not as_of:
        return room
    if request.method not in ("GET", "HEAD") or not has_past(request.scope["path"]):
        raise ClientException(detail="as_of: this is about now; the past can be read, and no more than that")
    at = read_as_of(as_of)
    if at > room.clock():
        raise ClientException(detail="as_of: this time is not past yet")
    return PastRoom(room, at)


def has_past(path: str) -> bool:
    """Tell whether a page or a call can be asked for as it stood.

    >>> has_past("/"), has_past("/item/1"), has_past("/itemised"), has_past("/admin/alarms")
    (True, True, False, False)
    """
    return path == "/" or any(path == start or path.startswith(f"{start}/") for start in _READ)


class PastPages:
    """ASGI, around the site: pages of the past say so, and lead on in the past. Everything else goes through untouched."""

    def __init__(self, site: ASGIApp) -> None:
        self.site = site

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if not _is_time(asked.get(PARAMETER, "")):
            await self.site(scope, receive, send)
            return
        # the page is changed after it is made: it must not be packed before that
        is_packed = any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        begun: Message | None = None
        body = b""

        async def keep(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start":
                begun = message
            elif message["type"] == "http.response.body" and begun is not None:
                body += message["body"]
                if not message.get("more_body"):
                    await _send_past(begun, body, scope["path"], asked, send, is_packed=is_packed)

        await self.site(scope, receive, keep)


def _is_time(text: str) -> bool:
    try:
        read_as_of(text)
    except ClientException:
        return False
    return True


async def _send_past(
    begun: Message, body: bytes, path: str, asked: dict[str, str], send: Send, *, is_packed: bool
) -> None:
    assert begun["type"] == "http.response.start"
    headers = [(name, value) for name, value in begun["headers"] if name.lower() != b"content-length"]
    is_page = any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
    if is_page and begun["status"] != 400:
        body = kept_past(body.decode(), path, asked).encode()
    if is_packed and len(body) >= _PACKED_BYTES:
        body = gzip.compress(body, 6, mtime=0)
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
    headers += [(b"content-length", b"%d" % len(body)), (b"x-robots-tag", b"noindex")]
    await send({**begun, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def kept_past(page: str, path: str, asked: dict[str, str]) -> str:
    """Make a page one of the past: it says so on top, its own links stay there, and it is marked for the scripts.

    Shape: `asked` are the request's query parameters.
    """
    as_of = asked[PARAMETER]
    more = f"{PARAMETER}={quote(as_of, safe=':')}"

    def stay(found: re.Match[str]) -> str:
        before, address, place, end = found.groups(default="")
        if not has_past(address.partition("?")[0]):
            return found[0]
        return f"{before}{address}{'&amp;' if '?' in address else '?'}{more}{place}{end}"

    hidden = f'<input type="hidden" name="{PARAMETER}" value="{escape(as_of)}">'
    page = _OWN_LINK.sub(stay, page)
    page = page.replace("<html ", f'<html data-as-of="{escape(as_of)}" ', 1)
    page = page.replace(_FIND, _FIND + hidden, 1)
    page = page.replace("</head>", f'<link rel="stylesheet" href="{static_url("site-more.css")}">\n</head>', 1)
    return page.replace(_MAIN, _MAIN + _strip(read_as_of(as_of), path, asked), 1)


def _strip(at: datetime, path: str, asked: dict[str, str]) -> str:
    others = [(name, value) for name, value in asked.items() if name != PARAMETER]
    now = quote(path) + ("?" + urlencode(others) if others else "")
    kept = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in others)
    written = f"{at.day} {at:%B %Y, %H:%M} UTC"
    iso = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<section class="past notice" id="past" aria-label="A page of the past">'
        f'<p><b>As it stood at <time datetime="{iso}">{written}</time>.</b> What came in later is not here.'
        " What was killed since must not be used, and readers do not see its words here either."
        f' <a href="{escape(now)}">Back to now</a></p>'
        f'<form action="{escape(quote(path))}">{kept}<label for="past-at">Another time (UTC)</label>'
        f' <input id="past-at" name="{PARAMETER}" type="datetime-local" required value="{at:%Y-%m-%dT%H:%M}">'
        " <button>Show</button></form></section>"
    )
