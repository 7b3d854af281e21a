"""Wire formats out: items -> bytes.

To add one: one module here with its `WRITER`, one line in `NAMES`, one folder `tests/writers/<name>/`.
"""

from functools import cache
from importlib import import_module
from typing import Final, cast

from wireroom.writers._api import FeedInfo, Writer

NAMES: Final[tuple[str, ...]] = ("rss", "atom", "json_feed", "ninjs", "newsml_g2", "text")

__all__ = ["NAMES", "FeedInfo", "Writer", "get_writer"]


@cache
def get_writer(name: str) -> Writer:
    """Load one writer by its module's name.

    Raises:
        LookupError: there is no such writer.
    """
    if name not in NAMES:
        raise LookupError(f"no writer {name!r}; there are: {', '.join(NAMES)}")
    return cast(Writer, import_module(f"wireroom.writers.{name}").WRITER)
