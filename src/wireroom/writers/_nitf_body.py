"""The body of NITF: blocks with the few inline elements that NITF has, and the media that go with the text."""

from typing import Final

from lxml import etree, html

from wireroom.model import Block, Item, Media
from wireroom.writers import _copy

_NITF: Final = "http://iptc.org/std/NITF/2006-10-18/"
_EMPHASIS: Final = frozenset(("em", "i", "b", "strong", "u", "cite", "code", "small", "s", "del", "ins", "sub", "sup"))
_KINDS: Final = {"picture": "image", "graphic": "image"}


def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """Put a NITF element under `parent`."""
    legal = {key: _copy.legal(value) for key, value in attributes.items()}
    return _copy.add(parent, f"{{{_NITF}}}{name}", text, **legal)


def add_body(body: etree._Element, item: Item) -> None:
    """Write the body's content: its blocks, then its media."""
    content = add(body, "body.content")
    for block in item.blocks:
        _add_block(content, block)
    for medium in item.associations:
        _add_media(content, medium)


def _add_block(content: etree._Element, block: Block) -> None:
    if block.kind == "rule":
        add(content, "hr")
    elif block.kind == "pre":
        add(content, "pre", block.text)
    elif block.kind == "list":
        entries = add(content, "ol" if (block.html or "").startswith("<ol") else "ul")
        for line in block.text.split("\n"):
            add(entries, "li", line)
    elif block.kind == "table":
        _add_table(content, block)
    else:
        element = add(content, "hl2" if block.kind == "subhead" else "p")
        if block.html is None:
            element.text = _copy.legal(block.text)
        else:
            _fill(element, html.fragment_fromstring(_copy.legal(block.html), create_parent="div"))


def _add_table(content: etree._Element, block: Block) -> None:
    table = add(content, "table")
    heads = block.html is not None and "<th" in block.html.partition("</tr>")[0]
    for n, line in enumerate(block.text.split("\n")):
        row = add(table, "tr")
        for cell in line.split("\t"):
            add(row, "th" if heads and n == 0 else "td", cell)


def _fill(element: etree._Element, source: etree._Element) -> None:
    """Copy text and inline elements; those that NITF has not are left out around their words."""
    _put(element, source.text)
    for child in source:
        name = child.tag if isinstance(child.tag, str) else ""
        if name == "br":
            add(element, "br")
        elif name == "a" and child.get("href"):
            _fill(add(element, "a", href=str(child.get("href"))), child)
        elif name == "q" or name in _EMPHASIS:
            _fill(add(element, "q" if name == "q" else "em"), child)
        elif name:
            _fill(element, child)
        _put(element, child.tail)


def _put(element: etree._Element, text: str | None) -> None:
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _add_media(content: etree._Element, medium: Media) -> None:
    media = add(content, "media", **{"media-type": _KINDS.get(medium.type, medium.type)})
    for name, value in (("id", medium.native_guid), ("headline", medium.headline), ("copyright", medium.rights)):
        if value:
            add(media, "media-metadata", name=name, value=value)
    for rendition in medium.renditions:
        facts = {"source": rendition.href, "name": rendition.name, "mime-type": rendition.mime}
        facts |= {"width": _text(rendition.width), "height": _text(rendition.height)}
        add(media, "media-reference", **{key: value for key, value in facts.items() if value})
    if not medium.renditions:
        add(media, "media-reference")
    if medium.caption:
        add(media, "media-caption", medium.caption)
    if medium.credit:
        add(media, "media-producer", medium.credit)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
