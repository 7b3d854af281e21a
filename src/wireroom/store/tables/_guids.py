"""Which items bear a native id: a narrow table beside `items`, so that old copy is found by the id its agency gives it.

One row an item, also for one without an id: so the last row tells how far the table goes. What an older program filed, or
what was there before the table was, is put in by `catch_up`.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final, Generic

from wireroom.model import Filed, Item
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._session import Database, Session, SessionT

#: of an item without a native id
_NONE: Final = 0
#: items put in with one commit
_PAGE: Final = 2000
#: items given at most for one look: a feed that has one id for all it sends has no versions either
_MOST: Final = 1000


def guid_key(guid: str | None) -> int:
    """Give a native id as a number of 64 bits with sign: as long as the longest id, and small in an index."""
    if not guid:
        return _NONE
    return int.from_bytes(blake2b(guid.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


def note_guids(db: Session, items: Iterable[tuple[int, Item]]) -> None:
    """Write the ids of new items; each with the seq of its first event."""
    found = [{"arrived": arrived, "key": guid_key(item.native_guid)} for arrived, item in items]
    if found:
        db.run_many("add_guid", found)


def catch_up(database: Database[SessionT]) -> int:
    """Put in the ids of items that have no row yet, some at a time; gives how many."""
    n = 0
    while True:
        with database.reading() as db:
            page = db.run("without_guid", {"limit": _PAGE}).fetchall()
        if not page:
            return n
        with database.writing(is_synced=False) as db:
            note_guids(db, ((row["arrived"], rows.item_of(row)) for row in page))
        n += len(page)


def find_bearing(db: Session, guids: Iterable[str]) -> list[Filed]:
    """Give the items that bear one of these ids, with all that the machine has in one chain with them, as they came."""
    keys = [guid_key(guid) for guid in guids]
    found = db.run("chains_bearing", rows.ids_json(keys)).fetchall() if keys else []
    if not found:
        return []
    chains = list(dict.fromkeys(row["own_chain"] or row["chain"] for row in found))
    members = db.run("machine_chains", {**rows.ids_json(chains), "limit": _MOST}).fetchall()
    return [rows.filed_of(row) for row in reversed(members)]


class GuidVerbs(Generic[SessionT]):
    """The verbs of `Bearing`; the store mixes them in beside its own."""

    _db: Database[SessionT]

    def find_bearing(self, guids: Iterable[str]) -> list[Filed]:
        with self._db.reading() as db:
            return find_bearing(db, guids)

    def catch_up(self) -> int:
        return catch_up(self._db)
