"""NewsML-G2 written as JSON (the news service of Refinitiv, now LSEG): the same properties -> the same elements.

    {"newsItem": {"_guid": "tag:…", "_version": 1, "itemMeta": {"versionCreated": {"$": "2026-…Z"}, "title": [{"$": "…"}]}}}
    {"data": [{"storyId": "urn:newsml:…:1", "newsItem": {…}}, …]}

A name that begins with `_` is an attribute, `$` is the element's text, a list is the element again and again.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

#: deeper ones are not read; NewsML-G2 has some ten levels
_MAX_DEPTH: Final = 40
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,60}")
#: what XML cannot hold
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_SO: Final = re.compile(rb'[\[{\s]*"newsItem"\s*:\s*\{')
_LISTED: Final = re.compile(rb'"storyId"\s*:\s*"[^"]{1,200}"\s*,\s*"newsItem"\s*:\s*\{')
_ITS_SIGNS: Final = re.compile(rb'"_(?:guid|standard|version|qcode|conformance)"\s*:|"\$"\s*:')


def is_g2_json(head: bytes) -> bool:
    """Tell by the first bytes: a `newsItem` as the outermost name or behind its story's id, its parts written so."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] not in (b"{", b"["):
        return False
    return bool((_LOOKS_SO.match(start) or _LISTED.search(start)) and _ITS_SIGNS.search(start))


def as_elements(values: list[Any]) -> etree._Element:
    """Give all news items in JSON documents as one `itemSet`; one without guid has its story's id."""
    whole = etree.Element("itemSet")
    for value in values:
        for thing in _holders(value):
            item = _element("newsItem", thing["newsItem"], 0)
            if not item.get("guid") and isinstance(thing.get("storyId"), str):
                item.set("guid", _clean(thing["storyId"]))
            whole.append(item)
    return whole


def _holders(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _holders(one, depth + 1) if depth < _MAX_DEPTH else ()
    elif isinstance(value, dict):
        if isinstance(value.get("newsItem"), dict):
            yield value
        elif isinstance(value.get("data"), list):
            yield from _holders(value["data"], depth + 1) if depth < _MAX_DEPTH else ()


def _element(name: str, thing: dict[str, Any], depth: int) -> etree._Element:
    element = etree.Element(name)
    for key, value in thing.items():
        is_plain = isinstance(value, str | int | float)
        if key == "$" and is_plain:
            element.text = _clean(str(value))
        elif key[:1] == "_" and is_plain and _NAME.fullmatch(key, 1):
            element.set(key[1:], _clean(str(value)))
        elif _NAME.fullmatch(key) and depth < _MAX_DEPTH:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    element.append(_element(key, one, depth + 1))
    return element


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
