"""Named statements, the schema and the steps from older schemas, as they lie in an engine's package."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

_NAME: Final = re.compile(r"^-- name: (\w+)[ \t]*$", re.MULTILINE)


@cache
def load_queries(package: str) -> Mapping[str, str]:
    """Load the statements of all engines and of this one: name -> statement."""
    found: dict[str, str] = {}
    for place in (__package__, package):
        parts = _NAME.split((files(place) / "queries.sql").read_text(encoding="utf-8"))
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                raise ValueError(f"{place}: the statement {name} is there twice")
            found[name] = text.strip()
    return found


@cache
def load_schema(package: str) -> str:
    """Load the schema as it is now."""
    return (files(package) / "schema.sql").read_text(encoding="utf-8")


@cache
def load_migrations(package: str) -> tuple[str, ...]:
    """Load the steps, first to last; a store's version is how many of them it has taken."""
    steps = {entry.name: entry for entry in (files(package) / "migrations").iterdir() if entry.name.endswith(".sql")}
    return tuple(steps[name].read_text(encoding="utf-8") for name in sorted(steps))
