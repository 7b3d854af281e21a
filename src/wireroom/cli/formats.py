"""`wireroom formats`: which wire formats are read and which are written."""

import inspect
from collections.abc import Sequence
from importlib import import_module

from wireroom import formats as readers
from wireroom import writers
from wireroom.cli._screen import write_json, write_line


def formats(*, json: bool = False) -> int:
    """List the wire formats that are read, in the order they are tried, and those that are written.

    Parameters
    ----------
    json
        One JSON object a line: {"format", "way": "in" or "out", "about"}.
    """
    width = max(map(len, (*readers.NAMES, *writers.NAMES)))
    for way, title, package, names in (
        ("in", "read", "formats", readers.NAMES),
        ("out", "written", "writers", writers.NAMES),
    ):
        if not json:
            write_line(f"{title}:")
        for name, about in _abouts(package, names):
            if json:
                write_json({"format": name, "way": way, "about": about})
            else:
                write_line(f"  {name:{width}}  {about}")
    return 0


def _abouts(package: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Give what each module says of itself in its first line: the standard and its edition."""
    return [
        (name, (inspect.getdoc(import_module(f"wireroom.{package}.{name}")) or "").partition("\n")[0]) for name in names
    ]
