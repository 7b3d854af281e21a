"""One look at a source: what is there now, read and not stored."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

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
        return [(path.name, _read(path.read_bytes(), path.name, None, source)) for path in _files(name, source)]
    agent = f"Wireroom/{wireroom.__version__}"
    transport = make_transport(name, source, notes=_NoNotes(), clock=read_clock, agent=agent)
    if not isinstance(transport, HttpPollTransport):
        return []
    fetched = asyncio.run(transport.fetch())
    return [(fetched.filename, _read(fetched.data or b"", fetched.filename, fetched.content_type, source))]


def _files(name: str, source: SourceConfig) -> list[Path]:
    folder = source.folder or Path()
    try:
        return sorted(path for path in folder.glob(source.pattern) if path.is_file())[:_MOST_FILES]
    except OSError as error:
        raise TransportError(name, f"{folder}: {error.strerror}") from error


def _read(data: bytes, filename: str | None, content_type: str | None, source: SourceConfig) -> Reading:
    raw = RawCopy(
        data=data, filename=filename, content_type=content_type, charset=source.charset, zone=source.zone,
        agency=source.agency,
    )  # fmt: skip
    return read_raw(raw, as_format=source.format)
