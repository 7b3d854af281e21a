"""The verbs of a whole room: it moves, it forgets what licences do not let stay, and it reads anew."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from wireroom.model import Item
from wireroom.store._moving import TableLines
from wireroom.store._retiring import AgedDispatch, AgedItem
from wireroom.store.tables import _rereading as rereading
from wireroom.store.tables import _retiring as retiring
from wireroom.store.tables._ledger import LedgerVerbs
from wireroom.store.tables._moving import TableSnapshot, fill
from wireroom.store.tables._session import SessionT


class HouseVerbs(LedgerVerbs[SessionT]):
    """The verbs of `Moving`, `Retiring` and `Rereading`."""

    # moving house

    @contextmanager
    def snapshot(self) -> Iterator[TableSnapshot]:
        with self._db.reading() as db:
            yield TableSnapshot(db)

    def fill(self, tables: Iterable[TableLines]) -> None:
        with self._db.writing() as db:
            fill(db, tables)
            self._after_fill(db)

    def _after_fill(self, db: SessionT) -> None:
        """Do what an engine must after rows were written with numbers of their own: usually nothing."""

    # retention

    def find_aged_items(self, *, after: tuple[datetime, int], before: datetime, limit: int) -> list[AgedItem]:
        with self._db.reading() as db:
            return retiring.find_aged_items(db, after, before, limit)

    def find_aged_dispatches(self, *, after: int, before: datetime, limit: int) -> list[AgedDispatch]:
        with self._db.reading() as db:
            return retiring.find_aged_dispatches(db, after, before, limit)

    def retire(self, items: Sequence[str], dispatches: Sequence[str], *, now: datetime) -> set[str]:
        with self._db.writing() as db:
            return retiring.retire(db, items, dispatches, now)

    # rereading

    def reread(self, items: Sequence[Item], *, now: datetime) -> set[str]:
        with self._db.writing() as db:
            return rereading.reread(db, items, now)

    def earlier_readings(self, items: Sequence[str], *, after: int) -> dict[str, Item]:
        with self._db.reading() as db:
            return rereading.earlier_readings(db, items, after)
