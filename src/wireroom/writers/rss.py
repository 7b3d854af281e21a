"""RSS 2.0 (2.0.11, RSS Advisory Board), with content:encoded, Dublin Core and Media RSS.

Killed items stay in the feed as tombstones with their guid, so that readers which took them are told.
"""

from collections.abc import Sequence
from email.utils import format_datetime
from typing import Final

from lxml import etree

from wireroom.model import Filed
from wireroom.writers import _copy, _feed_parts
from wireroom.writers._api import FeedInfo, Reach, Writer, reach

_ATOM: Final = "http://www.w3.org/2005/Atom"
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_MEDIA: Final = "http://search.yahoo.com/mrss/"
_PREFIXES: Final = {"atom": _ATOM, "content": _CONTENT, "dc": _DC, "media": _MEDIA}


class Rss:
    """RSS 2.0."""

    name = "rss"
    media_type = "application/rss+xml; charset=utf-8"
    suffix = "rss"
    label = "RSS"
    reach: Reach = reach(
        _feed_parts.LOSES,
        {**_feed_parts.LIMITS, "versioncreated": "to the second; where the copy does not say, when it came in"},
        _feed_parts.FORMS,
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write a feed."""
        root = etree.Element("rss", {"version": "2.0"}, nsmap=_PREFIXES)
        channel = _copy.add(root, "channel")
        _copy.add(channel, "title", about.title)
        _copy.add(channel, "link", f"{about.site_url}/")
        _copy.add(channel, "description", about.description)
        _copy.add(channel, "language", about.language)
        _copy.add(channel, "lastBuildDate", format_datetime(about.updated_at, usegmt=True))
        if about.hub_url:
            _copy.add(channel, f"{{{_ATOM}}}link", href=about.hub_url, rel="hub")
        _copy.add(channel, f"{{{_ATOM}}}link", href=about.self_url, rel="self", type="application/rss+xml")
        for filed in items:
            _add_item(channel, filed, about)
        return _copy.xml_bytes(root)


def _add_item(channel: etree._Element, filed: Filed, about: FeedInfo) -> None:
    item = filed.item
    entry = _copy.add(channel, "item")
    _copy.add(entry, "title", _copy.title_of(filed))
    _copy.add(entry, "link", _copy.page_of(filed, about.site_url))
    _copy.add(entry, "guid", item.uri, isPermaLink="false")
    _copy.add(entry, "pubDate", format_datetime(_copy.made_at(filed), usegmt=True))
    _copy.add(entry, f"{{{_DC}}}creator", _feed_parts.author_of(filed))
    if item.agency_name:
        _copy.add(entry, f"{{{_DC}}}publisher", item.agency_name)
    if filed.is_gone:
        _copy.add(entry, "description", _copy.body_text(filed))
        return
    if item.language and item.language != about.language:
        _copy.add(entry, f"{{{_DC}}}language", item.language)
    if rights := item.copyrightnotice:
        _copy.add(entry, f"{{{_DC}}}rights", rights)
    for name in _feed_parts.categories_of(item):
        _copy.add(entry, "category", name)
    if item.summary or item.blocks:
        _copy.add(entry, "description", _copy.escape(item.summary or item.blocks[0].text))
    if item.blocks:
        _copy.add(entry, f"{{{_CONTENT}}}encoded", _copy.blocks_html(item))
    for kind, caption, credit, file in _feed_parts.files_of(item):
        facts = {"url": file.href or "", "medium": kind} | ({"type": file.mime} if file.mime else {})
        content = _copy.add(entry, f"{{{_MEDIA}}}content", **facts)
        if caption:
            _copy.add(content, f"{{{_MEDIA}}}description", caption, type="plain")
        if credit:
            _copy.add(content, f"{{{_MEDIA}}}credit", credit)


WRITER: Final[Writer] = Rss()
