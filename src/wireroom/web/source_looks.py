"""One look at a source, as pages show it."""

from typing import Final

import msgspec

from wireroom.config import SourceConfig
from wireroom.errors import ConfigError, TransportError
from wireroom.room import Seen, look_once
from wireroom.transports import WAYS, Way, find_way, scheme_of

_SHOWN_ITEMS: Final = 5


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was found when a source was looked at once."""

    name: str
    problem: str | None = None
    #: file or address, format or the reason why it has none, headlines
    found: list[tuple[str, str, list[str]]] = []
    #: what it means that nothing was found
    nothing: str = ""


def look(name: str, source: SourceConfig) -> Look:
    """Look at a source once; nothing is stored."""
    way = way_of(source)
    try:
        found = look_once(name, source)
    except (TransportError, ConfigError) as error:
        return Look(name=name, problem=error.problem)
    return Look(
        name=name, nothing=way.nothing if way else "",
        found=[(seen.filename or name, *_told(seen)) for seen in found],
    )  # fmt: skip


def _told(seen: Seen) -> tuple[str, list[str]]:
    reading = seen.reading
    if not reading.items:
        return f"could not be read: {reading.reason}", []
    n = len(reading.items)
    what = f"{reading.format}, {n} item{'s' if n != 1 else ''}"
    return f"{what}: {seen.advice}" if seen.advice else what, [item.title for item in reading.items[:_SHOWN_ITEMS]]


def way_of(source: SourceConfig) -> Way | None:
    """Give the way in of a source."""
    if source.folder is not None:
        return find_way("folder")
    if source.url is None:
        return find_way("posted")
    return next((way for way in WAYS if scheme_of(source.url) in way.schemes), None)
