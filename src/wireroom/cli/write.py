"""`wireroom write`: any wire file in, another format out; nothing is stored and no server is loaded."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from wireroom import writers
from wireroom.cli._files import find_files
from wireroom.cli._screen import warn
from wireroom.errors import ConfigError
from wireroom.model import Filed, Item
from wireroom.reading import read as read_copy
from wireroom.writers import FeedInfo

#: of a copy that never came in, where neither it nor its file says when it was made
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


def write(
    form: str,
    /,
    *files: Annotated[str, Parameter(allow_leading_hyphen=True)],
    agency: str | None = None,
    site_url: str = "http://127.0.0.1:8640",
    for_readers: bool = False,
) -> int:
    """Read any wire files and write what is in them, all in one, on standard output.

    What is written is for editors: with notes to editors, held copy, and orders to kill with their words; what is not for
    publication is never written. The exit status is 1 when nothing could be read in some file.

    Parameters
    ----------
    form
        The format to write, as `wireroom formats` lists it: newsml_g2, ninjs, nitf, rss, text …
    files
        Files to read; `-` is standard input, a folder stands for all files in it.
    agency
        The agency to believe when the copy names none.
    site_url
        The address that links in feeds begin with.
    for_readers
        Leave out what readers must not see: notes to editors, held copy, words of kills.
    """
    if form not in writers.NAMES:
        raise ConfigError("write", f"no format {form!r} is written; there are: {', '.join(writers.NAMES)}")
    if not files:
        raise ConfigError("write", "name at least one file, or - for standard input")
    filed: list[Filed] = []
    status = 0
    for name in files:
        for path in [None] if name == "-" else find_files((Path(name),)):
            items = _read(path, agency)
            if not items:
                status = 1
            filed += [_as_filed(item, n) for n, item in enumerate(items, len(filed) + 1)]
    if for_readers:
        filed = [one for one in filed if not _is_held(one.item)]
    about = FeedInfo(
        title="Wireroom",
        site_url=site_url.rstrip("/"),
        self_url=f"{site_url.rstrip('/')}/",
        updated_at=max((one.received_at for one in filed), default=_NEVER),
        for_editors=not for_readers,
    )
    if filed:
        sys.stdout.buffer.write(writers.get_writer(form).write(filed, about))
        sys.stdout.buffer.flush()
    return status


def _read(path: Path | None, agency: str | None) -> tuple[Item, ...]:
    try:
        data = sys.stdin.buffer.read() if path is None else path.read_bytes()
    except OSError as error:
        warn(f"{path}: {error.strerror or 'cannot be opened'}")
        return ()
    reading = read_copy(data, filename=path.name if path else None, source=agency)
    if not reading.items:
        warn(f"{path or '-'}: {reading.reason or 'no item in it'}")
    return reading.items


def _as_filed(item: Item, n: int) -> Filed:
    """Put an item where it would stand in a room that took nothing else in."""
    at = item.sent_at or item.versioncreated or item.contentcreated or item.firstcreated or _NEVER
    return Filed(item=item, seq=n, chain=item.id, story=item.id, source="file", dispatch="", received_at=at)


def _is_held(item: Item) -> bool:
    """Tell whether readers must wait: nobody here knows what time it is for the one who will read the output."""
    return item.embargoed is not None or item.embargo_text is not None or item.pubstatus == "withheld"
