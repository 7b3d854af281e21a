"""Atom 1.0 (RFC 4287, 2005). A killed item is an entry without its words, updated when it was killed."""

from collections.abc import Sequence
from typing import Final

from lxml import etree

from wireroom.model import Filed
from wireroom.writers import _copy, _feed_parts
from wireroom.writers._api import FeedInfo, Reach, Writer, reach

_ATOM: Final = "http://www.w3.org/2005/Atom"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


class Atom:
    """Atom 1.0."""

    name = "atom"
    media_type = "application/atom+xml; charset=utf-8"
    suffix = "atom"
    label = "Atom"
    reach: Reach = reach(
        _feed_parts.LOSES,
        {**_feed_parts.LIMITS, "uri": "where the id has signs that no URI may have, our own id stands for it"},
        _feed_parts.FORMS,
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write a feed."""
        root = etree.Element(_tag("feed"), nsmap={**_copy.default_namespace(_ATOM), "dc": _DC})
        root.set(_LANG, about.language)
        _copy.add(root, _tag("id"), about.self_url)
        _copy.add(root, _tag("title"), about.title)
        _copy.add(root, _tag("subtitle"), about.description)
        _copy.add(root, _tag("updated"), _copy.iso(about.updated_at))
        if about.hub_url:
            _copy.add(root, _tag("link"), rel="hub", href=about.hub_url)
        _copy.add(root, _tag("link"), rel="self", type="application/atom+xml", href=about.self_url)
        _copy.add(root, _tag("link"), rel="alternate", type="text/html", href=f"{about.site_url}/")
        _copy.add(root, _tag("generator"), "Wireroom")
        for filed in items:
            _add_entry(root, filed, about)
        return _copy.xml_bytes(root)


def _add_entry(root: etree._Element, filed: Filed, about: FeedInfo) -> None:
    item = filed.item
    entry = _copy.add(root, _tag("entry"))
    if item.language and item.language != about.language and _copy.is_language(item.language):
        entry.set(_LANG, item.language)
    _copy.add(entry, _tag("id"), _copy.address_of(item))
    _copy.add(entry, _tag("title"), _copy.title_of(filed))
    _copy.add(entry, _tag("published"), _copy.iso(item.firstcreated or _copy.made_at(filed)))
    _copy.add(entry, _tag("updated"), _copy.iso(filed.killed_at or _copy.made_at(filed)))
    author = _copy.add(entry, _tag("author"))
    _copy.add(author, _tag("name"), _feed_parts.author_of(filed))
    if item.agency_name:
        _copy.add(entry, f"{{{_DC}}}publisher", item.agency_name)
    _copy.add(entry, _tag("link"), rel="alternate", type="text/html", href=_copy.page_of(filed, about.site_url))
    if filed.is_gone:
        _copy.add(entry, _tag("summary"), _copy.body_text(filed))
        return
    for name in _feed_parts.categories_of(item):
        _copy.add(entry, _tag("category"), term=_copy.legal(name))
    if item.copyrightnotice:
        _copy.add(entry, _tag("rights"), item.copyrightnotice)
    if item.summary:
        _copy.add(entry, _tag("summary"), _copy.escape(item.summary), type="html")
    if item.blocks:
        _copy.add(entry, _tag("content"), _copy.blocks_html(item), type="html")
    for _, caption, _, file in _feed_parts.files_of(item):
        facts = {"rel": "enclosure", "href": file.href or ""}
        facts |= {"type": file.mime} if file.mime else {}
        facts |= {"length": str(file.size)} if file.size else {}
        facts |= {"title": _copy.legal(" ".join(caption.split()))} if caption else {}
        _copy.add(entry, _tag("link"), **facts)


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


WRITER: Final[Writer] = Atom()
