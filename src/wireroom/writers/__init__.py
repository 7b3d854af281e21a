"""Wire formats out: items -> bytes.

To add one: one module here with its `WRITER`, which says in `reach` what it carries and what it loses, and one line in `NAMES`;
the tests write everything with it and read it back.
"""

from functools import cache
from importlib import import_module
from typing import Final, cast

from wireroom.writers._api import FIELDS, KEPT, FeedInfo, Reach, Writer

NAMES: Final[tuple[str, ...]] = (
    "newsml_g2", "ninjs", "ninjs3", "ninjs1", "ninjs_superdesk", "nitf", "iptc7901", "anpa1312", "rss", "atom", "json_feed",
    "json_ld", "text",
)  # fmt: skip

__all__ = ["FIELDS", "KEPT", "NAMES", "FeedInfo", "Reach", "Writer", "by_suffix", "forms", "get_writer"]


def by_suffix() -> dict[str, str]:
    """Give the writers' names by how their files end: {"newsml-g2": "newsml_g2", …}."""
    return {get_writer(name).suffix: name for name in NAMES}


def forms() -> list[tuple[str, str]]:
    """Give (suffix, label) of every format, for pages that offer them."""
    return [(get_writer(name).suffix, get_writer(name).label) for name in NAMES]


@cache
def get_writer(name: str) -> Writer:
    """Load one writer by its module's name.

    Raises:
        LookupError: there is no such writer.
    """
    if name not in NAMES:
        raise LookupError(f"no writer {name!r}; there are: {', '.join(NAMES)}")
    return cast(Writer, import_module(f"wireroom.writers.{name}").WRITER)
