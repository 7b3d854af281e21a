"""How editors work together: decisions about one item each, read back with the chain that it stands in now."""

from typing import Generic

import msgspec

from wireroom.model import Collection, Decision
from wireroom.store.tables._editing import decision_of
from wireroom.store.tables._rows import Row
from wireroom.store.tables._session import Database, SessionT


class TogetherVerbs(Generic[SessionT]):
    """The verbs of `WorkingTogether`; the store mixes them in beside its own."""

    _db: Database[SessionT]

    def together(
        self, limit: int = 1000, *, chain: str = "", collection: str = "", before: int | None = None
    ) -> list[Decision]:
        values: dict[str, object] = {"limit": limit, "before": 2**62 if before is None else before}
        asked = values | {"collection": collection} | ({"chain": chain} if chain else {})
        with self._db.reading() as db:
            return [_together_of(row) for row in db.run("together_on" if chain else "together", asked)]

    def collections(self, limit: int = 200) -> list[Collection]:
        with self._db.reading() as db:
            return [_collection_of(row) for row in db.run("collections", {"limit": limit})]


def _together_of(row: Row) -> Decision:
    """Read a row of `decisions` with the chain that its item stands in now."""
    return msgspec.structs.replace(decision_of(row), chain=row["chain"])


def _collection_of(row: Row) -> Collection:
    """Read the decision that opened a collection, with how many items it has."""
    decision = decision_of(row)
    return Collection(
        id=decision.id, name=decision.name or "", at=decision.at, by=decision.by, n_items=row["n_items"]
    )  # fmt: skip
