"""One look at a source: what is there now, read and not stored."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

import wireroom
from wireroom.config import SourceConfig
from wireroom.errors import TransportError
from wireroom.formats import RawCopy
from wireroom.reading import Reading, read_raw
from wireroom.room import make_transport, read_clock
from wireroom.transports.http_poll import HttpPollTransport

_MOST_FILES: Final = 20


class _NoNotes:
    """Remembers nothing: each look is the first."""

    def read_note(self, key: str) -> str | None:
        """Find nothing."""

    def write_notes(self, notes: Mapping[str, str]) -> None:
        """Keep nothing."""


def look_once(name: str, source: SourceConfig) -> list[tuple[str | None, Reading]]:
    """Look at a source and read what is there; files are left where they are.

    Raises:
        TransportError: it cannot be reached.
    """
    if source.folder is not None:
        files = [RawCopy(data=path.read_bytes(), filename=path.name) for path in _files(name, source)]
        return [(raw.filename, _read(raw, source)) for raw in files]
    agent = f"Wireroom/{wireroom.__version__}"
    transport = make_transport(name, source, notes=_NoNotes(), clock=read_clock, agent=agent)
    if not isinstance(transport, HttpPollTransport):
        return []
    fetched = asyncio.run(transport.fetch())
    raw = RawCopy(
        data=fetched.data or b"", filename=fetched.filename, content_type=fetched.content_type, url=fetched.url,
        language=fetched.language,
    )  # fmt: skip
    return [(fetched.filename, _read(raw, source))]


def _files(name: str, source: SourceConfig) -> list[Path]:
    folder = source.folder or Path()
    try:
        return sorted(path for path in folder.glob(source.pattern) if path.is_file())[:_MOST_FILES]
    except OSError as error:
        raise TransportError(name, f"{folder}: {error.strerror}") from error


def _read(raw: RawCopy, source: SourceConfig) -> Reading:
    told = msgspec.structs.replace(raw, charset=source.charset, zone=source.zone, agency=source.agency)
    return read_raw(told, as_format=source.format)
