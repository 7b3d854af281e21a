"""The feeds that a page of the web says it has: `<link rel="alternate">` with the type of a feed.

Source: HTML Living Standard, 4.6.7.1.
"""

from typing import Final
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

_TYPES: Final = frozenset(("application/rss+xml", "application/atom+xml", "application/feed+json"))


def find_feeds(page: str, url: str | None = None) -> list[str]:
    """Give the addresses of the feeds that a page names, in its order, each once; relative ones against `url`.

    >>> find_feeds('<link rel="alternate" type="application/rss+xml" href="/wire.rss">', "https://news.example/a/b")
    ['https://news.example/wire.rss']
    >>> find_feeds('<link rel="stylesheet" href="/x.css"><link rel="alternate" hreflang="de" href="/de">')
    []
    """
    found: dict[str, None] = {}
    for link in LexborHTMLParser(page).css("link[href]"):
        relations = (link.attributes.get("rel") or "").lower().split()
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" not in relations or kind not in _TYPES:
            continue
        try:
            address = urljoin(url or "", (link.attributes.get("href") or "").strip())
            is_web = urlsplit(address).scheme in ("http", "https", "")
        except ValueError:
            continue
        if address and is_web:
            found[address] = None
    return list(found)
