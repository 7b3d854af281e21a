"""`wireroom file`: copy of the house's own, typed at a terminal."""

import sys
import tempfile
import uuid
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from cyclopts import Parameter

from wireroom.agencies import read_marks
from wireroom.cli._room import HERE, Where, room_config
from wireroom.cli._screen import write_json, write_line
from wireroom.cli.ingest import take_in
from wireroom.errors import ConfigError
from wireroom.model import Marks
from wireroom.room import read_clock


def file(
    headline: str,
    *,
    body: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    mark: str | None = None,
    slug: str | None = None,
    byline: str | None = None,
    note: str | None = None,
    embargo: datetime | None = None,
    again: str | None = None,
    status: Literal["usable", "withheld", "canceled"] = "usable",
    language: str = "en",
    agency: str = "Desk",
    source: str = "own",
    where: Where = HERE,
    json: bool = False,
) -> int:
    """File copy of your own: it is read, chained and sent on like that of any agency.

    Prints the id of the story; with `--again ID` the next version of it is filed, with `--status canceled` it is killed.

    Parameters
    ----------
    headline
        The headline.
    body
        File with the text, paragraphs apart by empty lines; "-" = standard input.
    mark
        What stands before the headline: FLASH, URGENT, UPDATE 1, CORRECTED …
    slug
        The slug.
    byline
        Who wrote it.
    note
        Note to editors; never published.
    embargo
        Not before this time; a time without zone is of this machine's zone.
    again
        The id of the story this is the next version of.
    status
        "canceled" kills what was filed under the id of `--again`.
    language
        Language of the text, such as "en".
    agency
        Who files; the versions of a story are those of one agency.
    source
        Name of the source it is booked under.
    json
        One JSON object: {"uri", "state", "items", "dispatch", "faults", "reason"}.
    """
    if status == "canceled" and again is None:
        raise ConfigError("status", "to kill a story, name it by --again ID")
    if not headline.strip():
        raise ConfigError("headline", "is empty; it is what the wire shows first")
    if mark and read_marks(None, "headline", f"{mark}: {headline}")[0] == Marks():
        known = "FLASH, BULLETIN, URGENT, 2nd LD, UPDATE 1, CORRECTED, REFILE"
        raise ConfigError("mark", f"no house style reads {mark!r} as a mark; write it as agencies do: {known}")
    now = read_clock()
    uri = again or f"urn:uuid:{uuid.uuid4()}"
    copy: dict[str, Any] = {
        "uri": uri,
        "type": "text",
        "version": f"{now:%Y%m%d%H%M%S%f}",
        "versioncreated": now.isoformat(),
        "language": language,
        "pubstatus": status,
        "headline": f"{mark}: {headline}" if mark else headline,
        "slugline": slug,
        "byline": byline,
        "ednote": note,
        "embargoed": embargo.astimezone().isoformat() if embargo else None,
        "body_text": _read(body),
        "infosource": [{"name": agency}],
    }
    with tempfile.TemporaryDirectory(prefix="wireroom-file-") as folder:
        made = Path(folder) / f"{now:%Y%m%dT%H%M%S}.json"
        made.write_bytes(msgspec.json.encode({name: value for name, value in copy.items() if value is not None}))
        [outcome] = take_in(room_config(where), source, [made])
    # "kept": this process does not place copy; the one that is the desk does, in a moment
    is_taken = outcome.state in ("placed", "kept")
    if json:
        told = {"uri": uri, "state": outcome.state, "items": outcome.items, "dispatch": outcome.dispatch,
                "faults": outcome.faults, "reason": outcome.reason}  # fmt: skip
        write_json({name: value for name, value in told.items() if value is not None})
    elif is_taken:
        write_line(uri)
    else:
        write_line(f"{outcome.state}: {outcome.reason}")
    return 0 if is_taken else 1


def _read(body: Path | None) -> str | None:
    if body is None:
        return None
    try:
        return sys.stdin.read() if str(body) == "-" else body.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("body", f"{body} cannot be read: {error}") from error
