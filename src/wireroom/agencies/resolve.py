"""Which agency wrote it: from what the formats found to the name of a house style."""

import re
from functools import cache, lru_cache
from typing import Final

from wireroom.agencies.style import load_style, style_names
from wireroom.model import Item

COMMON: Final = "common"
_PARTS: Final = re.compile(r"\s*(?:[/|,;&+]|\band\b|\bvia\b|\bund\b|\bet\b|\by\b)\s*")
_SPACE: Final = re.compile(r"\s+")
#: "By ANNA KARLSEN, Associated Press", "(c) Reuters Limited 2024", "Copyright 2024 The Associated Press. All rights"
_NOISE: Final = re.compile(
    r"^(?:by|von|par|por|source|quelle|copyright|©|\(c\))\W+|\b(?:19|20)\d\d\b|\ball rights reserved\b.*$|^the\s+|[.:]+$"
)
_CREDIT: Final = re.compile(r"^.{0,60}?[(（]([^()（）]{2,30})[)）]\s*(?:[-–—_:]|\S)")
_GUID: Final = re.compile(r"(?:urn:newsml:|tag:)(?:www\.)?([\w.-]{1,100}?)[,:/]", re.IGNORECASE)
#: fields of `Item.extra` in which formats leave who sent it
_EXTRA: Final = ("provider", "source", "agency", "creator", "publisher")


@cache
def _names() -> dict[str, str]:
    known: dict[str, str] = {}
    for style in style_names():
        if style == COMMON:
            continue
        file = load_style(style).file
        for name in (style, file.title or style, *file.aliases, *file.codes):
            known.setdefault(name.casefold(), style)
    return known


@lru_cache(maxsize=4096)
def style_named(name: str) -> str | None:
    """Give the house style an agency's name, alias or provider code stands for; None when there is none.

    Shape: "Xinhua", "dpa/tca", "The Associated Press", "nprov:REUT", "urn:newsml:dpa.com:20240101".

    >>> style_named("Agence France-Presse")
    'afp'
    """
    known = _names()
    folded = _SPACE.sub(" ", name).strip().casefold()
    for _ in range(3):
        if folded in known:
            return known[folded]
        shorter = _NOISE.sub("", folded).strip(" ,-–()[]")
        if shorter == folded:
            break
        folded = shorter
    for part in _PARTS.split(folded):
        if (bare := _NOISE.sub("", part).strip(" ,-–()[]")) in known:
            return known[bare]
    return None


def resolve(item: Item, default: str | None = None) -> str | None:
    """Give the house style of an item: what the copy says, then the source's default; None = unknown.

    The agency's own name counts before credits, a credit in the dateline before copyright and guid; the style that the
    source's settings name is believed only where the copy names none.
    """
    if item.agency:
        return style_named(item.agency)
    if (name := item.agency_name) and len(name) < 200 and (style := style_named(name)):
        return style
    for name in _names_in(item):
        if name and len(name) < 200 and (style := style_named(name)):
            return style
    return _by_guid(item.native_guid) or (style_named(default) if default else None)


def _names_in(item: Item) -> tuple[str | None, ...]:
    """Give the names that count behind the agency's own, the most telling first."""
    extra = item.extra
    told = [extra[field] for field in _EXTRA if field in extra] if extra else ()
    signed = item.dateline.credits if item.dateline else ()
    channel = extra.get("channel")
    return (*told, item.creditline, *signed, _credit(item), item.copyrightholder, channel)


def zone_of(item: Item, default: str | None = None) -> str | None:
    """Give the IANA zone that the item's agency means by a time without one; None = unknown."""
    name = resolve(item, default)
    return load_style(name).file.zone if name else None


def _credit(item: Item) -> str | None:
    """Read the agency in the brackets of the first paragraph: "PARIS, Oct 4 (AFP) - …"."""
    if not item.blocks:
        return None
    start = item.blocks[0].text[:120]
    if "(" not in start and "（" not in start:
        return None
    found = _CREDIT.match(start)
    return found[1] if found else None


def _by_guid(guid: str | None) -> str | None:
    """Read the agency's domain in a guid: "urn:newsml:dpa.com:…", "tag:reuters.com,2024:…"."""
    if not guid or guid[:1] not in "uUtT" or not (found := _GUID.match(guid)):
        return None
    domain = found[1].casefold()
    return style_named(domain) or style_named(domain.rsplit(".", 1)[0]) if domain else None
