"""JSON Feed 1.1 (jsonfeed.org, 2020-08-07), with what is ours under `_wireroom`."""

from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Filed
from wireroom.model.public import marks_object
from wireroom.writers import _copy
from wireroom.writers._api import FeedInfo, Writer


class JsonFeed:
    """JSON Feed 1.1."""

    name = "json_feed"
    media_type = "application/feed+json"

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write a feed."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": about.title,
            "home_page_url": f"{about.site_url}/",
            "feed_url": about.self_url,
            "description": about.description,
            "language": about.language,
            "items": [_entry(filed, about) for filed in items],
        }
        return _copy.json_bytes(feed)


def _entry(filed: Filed, about: FeedInfo) -> dict[str, Any]:
    item = filed.item
    entry: dict[str, Any] = {
        "id": item.uri,
        "url": _copy.page_of(filed, about.site_url),
        "title": _copy.title_of(filed),
        "date_published": _copy.iso(_copy.made_at(filed)),
        "date_modified": _copy.iso(_copy.changed_at(filed)),
        "authors": [{"name": item.agency_name or "Agency not named"}],
    }
    ours: dict[str, Any] = {"item": item.id, "seq": filed.seq, "chain": filed.chain, "story": filed.story}
    if filed.is_gone:
        ours["is_killed"] = True
        return entry | {"content_text": _copy.body_text(filed), "_wireroom": ours}
    ours["marks"] = marks_object(item.marks)
    entry |= {"content_html": _copy.body_html(filed), "_wireroom": ours}
    if item.summary:
        entry["summary"] = item.summary
    if item.language:
        entry["language"] = item.language
    if item.keywords:
        entry["tags"] = list(item.keywords)
    return entry


WRITER: Final[Writer] = JsonFeed()
