"""One look at a source: what is there now, read and not stored."""

import asyncio
import random
from collections.abc import Mapping
from typing import Final

import msgspec

from wireroom.config import SourceConfig
from wireroom.errors import ConfigError, TransportError
from wireroom.formats import RawCopy
from wireroom.reading import Reading, read_raw
from wireroom.room._room import AGENT, read_clock
from wireroom.room._sources import make_transport
from wireroom.text.page_feeds import find_feeds
from wireroom.transports import Arrival, Office, Transport

_MOST_FILES: Final = 20
#: one that answers later than this is no use to somebody who waits for the answer
LOOK_LIMIT_S: Final = 60.0


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One dispatch of those that are there now, read and not stored."""

    filename: str | None
    reading: Reading
    #: what is probably meant instead; None = nothing
    advice: str | None = None


class _NoNotes:
    """Remembers nothing: each look is the first."""

    def read_note(self, key: str) -> str | None:
        """Find nothing."""

    def write_notes(self, notes: Mapping[str, str]) -> None:
        """Keep nothing."""


def look_once(name: str, source: SourceConfig) -> list[Seen]:
    """Look at a source and read what is there; it stays there, and nothing is stored.

    Raises:
        TransportError: it cannot be reached.
        ConfigError: it cannot be opened as it is set, or copy is posted to it.
    """
    office = Office(notes=_NoNotes(), clock=read_clock, agent=AGENT, chance=random.Random())
    transport = make_transport(name, source, office)
    if transport is None:
        raise ConfigError(f"source.{name}", "copy is posted to it; there is nothing to look at beforehand")
    found = asyncio.run(_sample(name, transport))
    return [_seen(arrival, source) for arrival in found]


def _seen(arrival: Arrival, source: SourceConfig) -> Seen:
    reading = _read(arrival, source)
    advice = None
    if reading.format == "html_page" and source.url is not None and source.format is None:
        named = find_feeds(arrival.data.decode("utf-8", "replace"), arrival.url or source.url)
        meant = f"the feed it names is {named[0]}" if named else "it names no feed"
        advice = f"this is a page of the web and no feed; {meant}"
    return Seen(filename=arrival.filename, reading=reading, advice=advice)


async def _sample(name: str, transport: Transport) -> list[Arrival]:
    try:
        async with asyncio.timeout(LOOK_LIMIT_S):
            return list(await transport.sample(_MOST_FILES))
    except TimeoutError as error:
        raise TransportError(name, f"has not answered for {LOOK_LIMIT_S:g} seconds") from error


def _read(arrival: Arrival, source: SourceConfig) -> Reading:
    raw = RawCopy(
        data=arrival.data, filename=arrival.filename, content_type=arrival.content_type, url=arrival.url,
        language=arrival.language, entry=arrival.entry, charset=source.charset, zone=source.zone, agency=source.agency,
    )  # fmt: skip
    return read_raw(raw, as_format=source.format)
