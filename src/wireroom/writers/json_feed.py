"""JSON Feed 1.1 (jsonfeed.org, 2020-08-07), with what is ours under `_wireroom`.

There stand the room's ids, the marks, and under `fields` what a feed has no place for, by the names of an item: a room that
reads the feed of a room loses nothing.
"""

from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Filed, Item
from wireroom.model.public import marks_object
from wireroom.text.own_fields import iter_own, own_words
from wireroom.writers import _copy, _feed_parts
from wireroom.writers._api import FeedInfo, Reach, Writer, reach

#: names of an item that a feed has no place for, or none that holds all of it
_OWN: Final = (
    "version", "message_number", "cross_reference", "service", "priority", "priority_raw", "urgency", "category",
    "contentcreated", "sent_at", "issued_on", "embargoed", "embargo_text", "expires", "slugline", "slugline_raw",
    "take_key", "signals", "evolvedfrom", "headline", "subheadlines", "creditline", "dateline", "is_preformatted",
    "wordcount", "keywords", "genres", "places", "people", "organisations", "sections", "copyrightholder",
    "copyrightnotice", "usageterms",
)  # fmt: skip
#: these are filled by what stands beside them, so that they are told even when the copy says nothing
_ALWAYS: Final = (
    "byline",
    "summary",
    "versioncreated",
    "firstcreated",
    "subjects",
    "links",
    "associations",
    "language",
)
_FOR_EDITORS: Final = ("ednote", "selector", "sign_off")


class JsonFeed:
    """JSON Feed 1.1."""

    name = "json_feed"
    media_type = "application/feed+json"
    suffix = "json"
    label = "JSON Feed"
    reach: Reach = reach(
        {
            "type": "an entry of a feed is text",
            "pubstatus": "killed copy is a tombstone, held copy is not in the feed",
        },
        {
            "native_guid": "where the copy has none, `uri` stands for it",
            "agency_name": "where the copy names none, the feed's title may stand for it",
            "agency": "where the copy names none, the feed's title may stand for it",
            "blocks": "notes become paragraphs; where the copy has none, the summary may stand for it",
            "dateline": "where the copy has none, one may be found in the summary",
        },
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write a feed."""
        feed: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": about.title,
            "home_page_url": f"{about.site_url}/",
            "feed_url": about.self_url,
            "description": about.description,
            "language": about.language,
            "items": [_entry(filed, about) for filed in items],
        }
        if about.hub_url:
            feed["hubs"] = [{"type": "WebSub", "url": about.hub_url}]
        return _copy.json_bytes(feed)


def _entry(filed: Filed, about: FeedInfo) -> dict[str, Any]:
    item = filed.item
    entry: dict[str, Any] = {
        "id": item.uri,
        "url": _copy.page_of(filed, about.site_url),
        "title": _copy.title_of(filed),
        "date_published": _copy.iso(_copy.made_at(filed)),
        "date_modified": _copy.iso(_copy.changed_at(filed)),
        "authors": [{"name": _feed_parts.author_of(filed)}],
    }
    ours: dict[str, Any] = {"item": item.id, "seq": filed.seq, "chain": filed.chain, "story": filed.story}
    if filed.is_gone:
        ours["is_killed"] = True
        return entry | {"content_text": _copy.body_text(filed), "_wireroom": ours}
    ours["marks"] = marks_object(item.marks)
    ours["fields"] = _fields(item, for_editors=about.for_editors)
    entry |= {"content_html": _copy.blocks_html(item), "_wireroom": ours}
    if item.summary:
        entry["summary"] = item.summary
    if item.language:
        entry["language"] = item.language
    if tags := _feed_parts.categories_of(item):
        entry["tags"] = tags
    files = [(caption, file) for _, caption, _, file in _feed_parts.files_of(item) if file.mime]
    if files:
        entry["attachments"] = [
            {"url": file.href, "mime_type": file.mime} | ({"title": caption} if caption else {})
            for caption, file in files
        ]
    return entry


def _fields(item: Item, *, for_editors: bool) -> dict[str, str]:
    own = dict(iter_own(item, (*_OWN, *(_FOR_EDITORS if for_editors else ()))))
    own |= {name: own_words(getattr(item, name)) for name in _ALWAYS}
    if item.headline is None:
        own["headline"] = "null"
    if item.agency_name:
        own["agency_name"] = item.agency_name
    if item.native_guid and item.native_guid != item.uri:
        own["native_guid"] = item.native_guid
    return own


WRITER: Final[Writer] = JsonFeed()
