"""For search engines: `/robots.txt`, and `/sitemap-news.xml` with the last two days (the news sitemap, version 0.9).

Only what may be shown and stands: no held copy, no killed copy, and of a running story its newest version alone.
"""

from datetime import timedelta
from typing import Any, Final

from litestar import Request, Response, get
from markupsafe import escape

from wireroom.model import Filed
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.cards import site_address

#: as the news sitemap has it: no older articles, no more addresses
_LASTS: Final = timedelta(days=2)
_MOST: Final = 1000
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
)
_CLOSED: Final = ("/admin", "/api/", "/edit", "/login", "/watches", "/desk", "/search", "/*?as_of=", "/*&as_of=")


@get("/sitemap-news.xml", include_in_schema=False, sync_to_thread=True)
def sitemap_news(request: Request[Any, Any, Any], room: TheRoom) -> Response[str]:
    """List the newest versions of the last two days."""
    now = room.clock()
    site_url, name = site_address(request, room), room.config.site_name
    since = (now - _LASTS).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = room.store.newest(query=f"after:{since}", limit=_MOST, now=now)
    entries = [_entry(filed, site_url, name) for filed in found if filed.superseded_by is None and not filed.is_gone]
    return Response(
        f"{_HEAD}{''.join(entries)}</urlset>\n",
        media_type="application/xml; charset=utf-8",
        headers={"cache-control": "max-age=60"},
    )


def _entry(filed: Filed, site_url: str, name: str) -> str:
    item = filed.item
    at = paper.moment_of(item, filed.received_at) or filed.received_at
    return (
        f"<url><loc>{escape(site_url)}/item/{escape(item.id)}</loc><news:news>"
        f"<news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>{escape((item.language or 'en').split('-')[0].lower())}</news:language></news:publication>"
        f"<news:publication_date>{at:%Y-%m-%dT%H:%M:%SZ}</news:publication_date>"
        f"<news:title>{escape(_plain(item.title))}</news:title></news:news></url>\n"
    )


def _plain(text: str) -> str:
    """Leave out what XML does not take, should copy carry it."""
    return "".join(
        sign for sign in text if sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff"
    )


@get("/robots.txt", include_in_schema=False, sync_to_thread=False, media_type="text/plain")
def robots(request: Request[Any, Any, Any], room: TheRoom) -> str:
    """Say what search engines may read: the news, and not the desk, the API or pages of the past."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    return f"User-agent: *\n{closed}\nSitemap: {site_address(request, room)}/sitemap-news.xml\n"


HANDLERS: Final = [sitemap_news, robots]
