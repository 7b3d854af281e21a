"""`wireroom formats`: which wire formats can be read."""

import inspect
from importlib import import_module

from wireroom.cli._screen import write_json, write_line
from wireroom.formats import NAMES


def formats(*, json: bool = False) -> int:
    """List the wire formats that can be read, in the order they are tried.

    Parameters
    ----------
    json
        One JSON object a line.
    """
    width = max((len(name) for name in NAMES), default=0)
    for name in NAMES:
        about = (inspect.getdoc(import_module(f"wireroom.formats.{name}")) or "").partition("\n")[0]
        if json:
            write_json({"format": name, "about": about})
        else:
            write_line(f"{name:{width}}  {about}")
    return 0
