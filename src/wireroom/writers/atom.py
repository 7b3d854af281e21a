"""Atom 1.0 (RFC 4287, 2005). A killed item is an entry without its words, updated when it was killed."""

from collections.abc import Sequence
from typing import Final

from lxml import etree

from wireroom.model import Filed
from wireroom.writers import _copy
from wireroom.writers._api import FeedInfo, Writer

_ATOM: Final = "http://www.w3.org/2005/Atom"


class Atom:
    """Atom 1.0."""

    name = "atom"
    media_type = "application/atom+xml; charset=utf-8"

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write a feed."""
        root = etree.Element(_tag("feed"), nsmap=_copy.default_namespace(_ATOM))
        _copy.add(root, _tag("id"), about.self_url)
        _copy.add(root, _tag("title"), about.title)
        _copy.add(root, _tag("subtitle"), about.description)
        _copy.add(root, _tag("updated"), _copy.iso(about.updated_at))
        _copy.add(root, _tag("link"), rel="self", type="application/atom+xml", href=about.self_url)
        _copy.add(root, _tag("link"), rel="alternate", type="text/html", href=f"{about.site_url}/")
        _copy.add(root, _tag("generator"), "Wireroom")
        for filed in items:
            _add_entry(root, filed, about)
        return _copy.xml_bytes(root)


def _add_entry(root: etree._Element, filed: Filed, about: FeedInfo) -> None:
    item = filed.item
    entry = _copy.add(root, _tag("entry"))
    _copy.add(entry, _tag("id"), item.uri)
    _copy.add(entry, _tag("title"), _copy.title_of(filed))
    _copy.add(entry, _tag("published"), _copy.iso(item.firstcreated or _copy.made_at(filed)))
    _copy.add(entry, _tag("updated"), _copy.iso(filed.killed_at or _copy.made_at(filed)))
    author = _copy.add(entry, _tag("author"))
    _copy.add(author, _tag("name"), item.agency_name or "Agency not named")
    _copy.add(entry, _tag("link"), rel="alternate", type="text/html", href=_copy.page_of(filed, about.site_url))
    if filed.is_gone:
        _copy.add(entry, _tag("summary"), _copy.body_text(filed))
        return
    for name in _copy.names(item.keywords):
        _copy.add(entry, _tag("category"), term=_copy.legal(name))
    if item.summary:
        _copy.add(entry, _tag("summary"), item.summary)
    content = _copy.add(entry, _tag("content"), _copy.body_html(filed) if item.blocks else "", type="html")
    if item.language:
        content.set("{http://www.w3.org/XML/1998/namespace}lang", item.language)


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


WRITER: Final[Writer] = Atom()
