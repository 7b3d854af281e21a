"""What one write transaction knows, and the small steps that all its work is made of. Thrown away after it.

`Changes` stands on it, `Placing` on that, and `Editing` on all of them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from wireroom.model import Event, EventKind, Item
from wireroom.store._ledger import Ring
from wireroom.store._shown import event_data
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._chain_sheet import ChainSheet, Line
from wireroom.store.tables._documents import documents
from wireroom.store.tables._ledger import Bell
from wireroom.store.tables._rows import Row
from wireroom.store.tables._session import Session


class Worksheet:
    """The next seq, the chains that are worked on, and who is rung."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now
        self._seq = int(db.run("last_seq").fetchone()["seq"])
        self._sheets: dict[str, ChainSheet] = {}

    def finish(self) -> None:
        """Write the chains."""
        for sheet in self._sheets.values():
            sheet.write(self._db)

    def _sheet(self, chain: str) -> ChainSheet:
        sheet = self._sheets.get(chain)
        if sheet is None:
            self._db.run("add_chain", {"id": chain})
            sheet = self._sheets[chain] = ChainSheet.load(self._db, chain)
        return sheet

    def _index(self, item: str) -> None:
        row = self._row(item)
        if row is not None:
            self._db.add_documents(documents(row))

    def _row(self, item: str) -> Row | None:
        found: Row | None = self._db.run("item_row", {"id": item}).fetchone()
        return found

    def _bell(self, at: Row) -> Bell:
        return Bell(self._db, self._now, lambda data: self._event("rung", at["id"], at["chain"], at["story"], data))

    def _ring(self, row: Row | None, rings: Sequence[Ring], seq: int, *, is_inside: bool) -> None:
        """Ring for an item, unless a kill was here before it."""
        if row is not None and row["killed_by"] is None:
            self._bell(row).ring(rings, item=row["id"], chain=row["chain"], seq=seq, is_inside=is_inside)

    def _event_data(
        self, item: Item, sheet: ChainSheet, line: Line | None, changed: Sequence[str], at: datetime
    ) -> dict[str, object]:
        """Give the data of an event about a free item; `changed` are the lines that got another successor."""
        replaced = [other.id for other in sheet.lines if other.id in changed and not other.is_held]
        if line is not None:
            replaced = [id for id in replaced if (found := sheet.find(id)) and found.superseded_by == line.id]
        top = sheet.public_top(with_tombstone=False)
        return event_data(
            item, at=at, n_versions=sheet.n_public, superseded=replaced, top=top.id if top is not None else None
        )

    def _next_seq(self) -> int:
        self._seq += 1
        return self._seq

    def _event(
        self,
        kind: EventKind,
        item: str | None,
        chain: str | None,
        story: str | None,
        data: Mapping[str, object],
        *,
        seq: int | None = None,
        by_item: str | None = None,
    ) -> Event:
        event = Event(
            seq=self._next_seq() if seq is None else seq,
            kind=kind,
            at=self._now,
            item=item,
            chain=chain,
            story=story,
            data=dict(data),
        )
        self._db.run("add_event", rows.event_values(event, by_item))
        return event
