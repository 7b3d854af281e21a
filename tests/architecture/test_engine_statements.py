"""Every statement that shared code runs is there for every engine."""

import re
from pathlib import Path

import pytest

from wireroom.store.postgres._sql import queries as postgres_queries
from wireroom.store.sqlite._sql import queries as sqlite_queries

STORE = Path(__file__).resolve().parents[2] / "src" / "wireroom" / "store"
_RUN = re.compile(r"""\.run(?:_many)?\(\s*f?"([a-z_{}]+)\"""")


def run_in(folder: str) -> set[str]:
    """Give the names of statements that the code of a folder runs."""
    found = {name for file in (STORE / folder).glob("*.py") for name in _RUN.findall(file.read_text())}
    return {name for name in found if "{" not in name}


@pytest.mark.parametrize(
    ("engine", "known"), [("sqlite", set(sqlite_queries())), ("postgres", set(postgres_queries()))]
)
def test_every_engine_has_every_statement(engine: str, known: set[str]) -> None:
    assert len(run_in("tables")) > 50
    missing = (run_in("tables") | run_in(engine)) - known
    assert not missing, (
        f"write these into store/{engine}/queries.sql, or into store/tables if every engine understands them"
    )
