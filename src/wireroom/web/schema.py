"""The description of the API: what the framework knows of its handlers, and the live wire, which is served beside it."""

from typing import Any, Final

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from wireroom.web import desk_stream
from wireroom.web.problems import MEDIA_TYPE
from wireroom.web.wire import PATH

_PROBLEM: Final = {"description": "A problem, by RFC 9457", "content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}
_WIRE: Final = {
    "get": {
        "operationId": "followWire",
        "tags": ["wire"],
        "summary": "FollowWire",
        "description": "The live wire as server-sent events. Each event is one JSON object whose `seq` is also its `id`; its"
        " `kind` is filed, released, killed, corrected, reread, chained or storied. Of a kill `is_withdrawn` says that its order"
        " only withdraws; where copy that was withdrawn is killed by a later order, a second line says so (`was_withdrawn`)."
        " A reader that comes back with"
        " `Last-Event-ID` (or `after`) gets every event after that one, once and in order; without either the wire begins"
        " now. With `q` come the events whose item fits the search, and every kill. A reader that takes nothing for a while"
        " is cut, and can resume."
        " Lines that begin with a colon keep the connection alive.",
        "parameters": [
            {
                "name": "after",
                "in": "query",
                "schema": {"type": "integer", "minimum": 0},
                "description": "the last seq you have",
            },
            {"name": "q", "in": "query", "schema": {"type": "string"}, "description": "a search"},
            {
                "name": "Last-Event-ID",
                "in": "header",
                "schema": {"type": "integer"},
                "description": "goes before `after`",
            },
        ],
        "responses": {
            "200": {
                "description": "Events, for ever",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            "400": _PROBLEM,
        },
    }
}


_DESK: Final = {
    "get": {
        "operationId": "followDesk",
        "tags": ["desk"],
        "summary": "FollowDesk",
        "description": "The desk's live wire as server-sent events, for editors: what changes in several columns, each a search"
        " `q`, over one connection. A message has `rows` (each chain that changed, as it stands now, with `into`, the numbers"
        " of the columns in which it rises by seq `rose`), `gone` (chains that are no more, with the one that goes on) and"
        " `told` (kills, corrections, alarms, rings, editors' decisions). Its `seq` is also its `id`; `Last-Event-ID` or `after`"
        " resume. `event: beat` comes when nothing else does.",
        "parameters": [
            {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}, "description": "the last seq you have"},
            {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "explode": True,
             "description": "one search a column"},
            {"name": "Last-Event-ID", "in": "header", "schema": {"type": "integer"}, "description": "goes before `after`"},
        ],
        "security": [{"token": []}],
        "responses": {
            "200": {"description": "Messages, for ever", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            "400": _PROBLEM,
            "401": _PROBLEM,
        },
    }
}  # fmt: skip


class SchemaWithWire(JsonRenderPlugin):
    """OpenAPI as JSON."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Give the description."""
        whole = openapi_schema | {"paths": openapi_schema["paths"] | {PATH: _WIRE, desk_stream.PATH: _DESK}}
        return super().render(request, whole)
