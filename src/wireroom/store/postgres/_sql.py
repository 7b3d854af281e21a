"""The SQL of this store in the form its driver takes, the schema, and the steps from older schemas."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from wireroom.store.tables._sql import load_migrations, load_queries, load_schema

_PACKAGE: Final = "wireroom.store.postgres"
_COMMENT: Final = re.compile(r"^--.*\n?", re.MULTILINE)
#: a bound value, and not a cast
_VALUE: Final = re.compile(r"(?<!:):([a-z_]+)")


@cache
def queries() -> Mapping[str, bytes]:
    """Give the statements: name -> statement."""
    return {name: _in_driver_form(text) for name, text in load_queries(_PACKAGE).items()}


def _in_driver_form(text: str) -> bytes:
    bare = _COMMENT.sub("", text).replace("%", "%%")
    return _VALUE.sub(r"%(\1)s", bare).encode()


def schema() -> str:
    """Give the schema as it is now."""
    return load_schema(_PACKAGE)


def migrations() -> tuple[str, ...]:
    """Give the steps, first to last; `room.version` is how many of them were taken."""
    return load_migrations(_PACKAGE)
