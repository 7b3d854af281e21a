"""`wireroom read`: any wire file, read and shown; nothing is stored and no server is loaded."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from wireroom.cli._files import find_files
from wireroom.cli._screen import warn, write_json
from wireroom.errors import ConfigError
from wireroom.formats import NAMES
from wireroom.model import Fault, Item
from wireroom.model.public import item_object, marks_object
from wireroom.reading import Reading
from wireroom.reading import read as read_copy


def read(
    *files: Annotated[str, Parameter(allow_leading_hyphen=True)],
    json: bool = False,
    explain: bool = False,
    as_format: Annotated[str | None, Parameter(name="--as")] = None,
    agency: str | None = None,
) -> int:
    """Read any wire file and show what is in it; nothing is stored.

    The exit status is 1 when nothing could be read in some file.

    Parameters
    ----------
    files
        Files to read; `-` is standard input, a folder stands for all files in it.
    json
        One JSON object a line: {"file", "format", "item", "marks", "faults"}.
    explain
        Tell where each fact was found and which words speak for each mark.
    as_format
        Read as this format, without looking which it is; see `wireroom formats`.
    agency
        The agency to believe when the copy names none.
    """
    if not files:
        raise ConfigError("read", "name at least one file, or - for standard input")
    for name in files:
        # a lone hyphen is a file to us and an unknown option to the command line's parser, so all hyphens are let in
        if name.startswith("-") and name != "-" and not Path(name).exists():
            raise ConfigError("read", f"unknown option {name}")
    if as_format is not None and as_format not in NAMES:
        raise ConfigError("--as", f"no format {as_format!r}; there are: {', '.join(NAMES)}")
    status = 0
    for name, path in _iter_files(files):
        data = _load(path)
        if isinstance(data, str):
            warn(f"{name}: {data}")
            _write(name, _unreadable(data), json=json, explain=explain)
            status = 1
            continue
        filename = path.name if path else None
        reading = read_copy(data, filename=filename, source=agency, as_format=as_format, explain=explain)
        _write(name, reading, json=json, explain=explain)
        if not reading.items:
            status = 1
    return status


def _iter_files(names: tuple[str, ...]) -> Iterator[tuple[str, Path | None]]:
    for name in names:
        if name == "-":
            yield name, None
        else:
            found = list(find_files((Path(name),)))
            if not found:
                warn(f"there is no file in {name}; hidden ones are left alone")
            yield from ((str(path), path) for path in found)


def _load(path: Path | None) -> bytes | str:
    """Give the bytes, or why there are none."""
    if path is None:
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        return error.strerror or "cannot be opened"


def _unreadable(reason: str) -> Reading:
    fault = Fault(code="file-unread", text=f"the file cannot be opened: {reason}", level="error")
    return Reading(format=None, faults=(fault,), reason=reason)


def _write(name: str, reading: Reading, *, json: bool, explain: bool) -> None:
    if json:
        for line in _lines(name, reading, explain=explain):
            write_json(line)
    else:
        # rich is slow to load and of no use to programs
        from wireroom.cli._view import show_reading

        show_reading(name, reading, explain=explain)


def _lines(name: str, reading: Reading, *, explain: bool) -> Iterator[dict[str, Any]]:
    """Give one object an item. The faults of the whole dispatch are told once, with its first item."""
    items: tuple[Item | None, ...] = reading.items or (None,)
    dispatch_faults = reading.faults
    for item in items:
        faults = (*dispatch_faults, *(item.faults if item else ()))
        yield {
            "file": name,
            "format": reading.format,
            "item": item_object(item, explain=explain) if item else None,
            "marks": marks_object(item.marks, explain=explain) if item else None,
            "faults": faults,
        }
        dispatch_faults = ()
