"""The archive for readers: search newest first or by relevance, narrowed down by what the results have in common.

    /search?q=&sort=relevance&before=    the page; its address is the search, to be kept and sent on
    /opensearch.xml                      tells browsers how to search this room from their own search box

Nothing here decides what may be shown: the items come from the store as readers may see them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.params import Parameter
from markupsafe import escape

from wireroom import query as search
from wireroom.errors import QueryError
from wireroom.model import Filed
from wireroom.query.tree import Words
from wireroom.store._api import RANK_WINDOW
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.auth import find_editor
from wireroom.web.languages import language_name
from wireroom.web.pages import page

_RESULTS: Final = 40
Sort = Literal["newest", "relevance"]


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One result: its line, and where the words stand in it."""

    line: paper.Line
    title: list[search.Piece]
    snippet: list[search.Piece]


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """One way to narrow a search down."""

    text: str
    n_items: int
    href: str


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """A field with its most frequent values among the results."""

    name: str
    values: list[FacetValue]


def make_hit(filed: Filed, words: Sequence[Words], now: datetime) -> Hit:
    """Show where the words of a search stand in an item; what was killed has no words any more."""
    line = paper.line_of(filed, now)
    if filed.is_gone:
        return Hit(line=line, title=[search.Piece(line.title, False)], snippet=[])
    text = " ".join(block.text for block in filed.item.blocks)
    snippet = search.cut_snippet(" ".join(text.split()), words, "body")
    return Hit(line=line, title=search.mark_words(line.title, words, "headline"), snippet=snippet)


def link_facets(found: Sequence[Filed], query: str, sort: Sort) -> list[Facet]:
    """Count what results have in common, each value with the address of the narrower search."""
    return [
        Facet(
            name=facet.name,
            values=[
                FacetValue(
                    text=_facet_text(facet.name, value.text), n_items=value.n_items, href=_address(value.query, sort)
                )
                for value in facet.values
            ],
        )
        for facet in search.count_facets(found, query)
    ]


def _facet_text(facet: str, text: str) -> str:
    return language_name(text) if facet == "Language" else text


def _address(query: str, sort: Sort, **more: object) -> str:
    return "/search?" + urlencode({"q": query} | ({"sort": sort} if sort != "newest" else {}) | more)


@get("/search", include_in_schema=False, sync_to_thread=True)
def search_page(
    request: Request[Any, Any, Any],
    room: TheRoom,
    q: Annotated[str, Parameter(max_length=500)] = "",
    before: Annotated[int | None, Parameter(ge=1)] = None,
    sort: Sort = "newest",
) -> Response[str]:
    """The archive."""
    query = q.strip()
    values: dict[str, Any] = {"here": "search", "site": room.config.site_name, "query": query, "sort": sort}
    values["editor"] = find_editor(request)
    try:
        node = search.parse(query)
        values |= _found(room, query, node, sort if query else "newest", before)
    except QueryError as error:
        nothing: dict[str, Any] = {
            "hits": [],
            "facets": [],
            "older": None,
            "meant": "",
            "n_counted": 0,
            "seq": None,
            "hints": (),
        }
        return page(
            "search.html", status=400, **(values | nothing | {"problem": error, "addresses": _addresses(query)})
        )
    return page(
        "search.html", problem=None, meant=search.explain(node) if query else "", hints=search.read_hints(query),
        addresses=_addresses(query), **values,
    )  # fmt: skip


def _found(room: TheRoom, query: str, node: search.Node, sort: Sort, before: int | None) -> dict[str, Any]:
    now, words = room.clock(), search.wanted_words(node)
    # before the search: what comes in meanwhile is told twice and not lost
    seq = room.store.last_seq()
    # the facets are of the newest that fit, whatever page of them is shown
    newest = room.store.newest(query=query or None, limit=RANK_WINDOW, now=now)
    if sort == "relevance":
        shown = room.store.best(query=query, limit=_RESULTS, now=now)
        older = None
    else:
        found = (
            newest
            if before is None
            else room.store.newest(query=query or None, limit=_RESULTS + 1, before=before, now=now)
        )
        shown = found[:_RESULTS]
        older = _address(query, sort, before=shown[-1].seq) if len(found) > _RESULTS else None
    return {
        "hits": [make_hit(filed, words, now) for filed in shown],
        "facets": link_facets(newest, query, sort),
        "n_counted": len(newest),
        "is_cut": len(newest) == RANK_WINDOW,
        "older": older,
        "seq": seq if before is None and sort == "newest" else None,
    }


def _addresses(query: str) -> dict[str, str]:
    """Give the same search as pages, feeds and API calls."""
    asked = "?" + urlencode({"q": query}) if query else ""
    return {
        "newest": _address(query, "newest"),
        "relevance": _address(query, "relevance"),
        **{kind: f"/feeds/wire.{kind}{asked}" for kind in ("rss", "atom", "json")},
        "items": f"/api/v1/items{asked}",
    }


@get(
    "/opensearch.xml", include_in_schema=False, sync_to_thread=False, media_type="application/opensearchdescription+xml"
)
def opensearch(request: Request[Any, Any, Any], room: TheRoom) -> str:
    """Describe the search to browsers (OpenSearch 1.1, draft 6)."""
    site = escape((room.config.public_url or str(request.base_url)).rstrip("/"))
    name = room.config.site_name
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name[:16])}</ShortName>\n"
        f"<Description>{escape(f'Search the copy of the news agencies in {name}')}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template="{site}/search?q={{searchTerms}}"/>\n'
        f'<Url type="application/rss+xml" template="{site}/feeds/wire.rss?q={{searchTerms}}"/>\n'
        f'<Url type="application/atom+xml" template="{site}/feeds/wire.atom?q={{searchTerms}}"/>\n'
        f'<Url type="application/json" template="{site}/api/v1/items?q={{searchTerms}}"/>\n'
        f'<Url rel="self" type="application/opensearchdescription+xml" template="{site}/opensearch.xml"/>\n'
        "</OpenSearchDescription>\n"
    )


HANDLERS: Final = [search_page, opensearch]
