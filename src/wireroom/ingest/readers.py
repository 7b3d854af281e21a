"""Reading dispatches as their sources' settings say, whatever happens to the one that is read."""

from collections.abc import Mapping

import msgspec

from wireroom.formats import RawCopy
from wireroom.logs import get_log
from wireroom.model import Dispatch, Fault
from wireroom.reading import Reading, read_one

log = get_log("ingest")


class SourceHints(msgspec.Struct, frozen=True, kw_only=True):
    """What the settings of a source tell its readers."""

    charset: str | None = None
    #: IANA zone for times that carry none
    zone: str | None = None
    #: the agency to believe when the copy names none; a style's name
    agency: str | None = None
    #: read everything from it as this format
    format: str | None = None


def read_dispatch(dispatch: Dispatch, hints: Mapping[str, SourceHints]) -> Reading:
    """Read one dispatch; a bug in a reader gives a reading that says so."""
    told = hints.get(dispatch.source) or SourceHints()
    raw = RawCopy(
        data=dispatch.data,
        filename=dispatch.filename,
        content_type=dispatch.content_type,
        url=dispatch.url,
        language=dispatch.language,
        charset=told.charset,
        zone=told.zone,
        agency=told.agency,
    )
    try:
        return read_one(raw, as_format=told.format if dispatch.depth == 0 else None)
    except Exception as error:  # a reader's bug on one dispatch must not stop the wire
        log.exception("not read", dispatch=dispatch.id, source=dispatch.source)
        reason = f"internal error while reading: {str_of(error)}"
        return Reading(format=None, faults=(Fault(code="internal-error", text=reason, level="error"),), reason=reason)


def str_of(error: Exception) -> str:
    """Say what went wrong in one line."""
    return f"{type(error).__name__}: {error}"[:300]
