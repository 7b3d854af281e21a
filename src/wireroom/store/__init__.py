"""The store: the only door to a database. `open_store(...)` chooses; the promise is in `_api.py`."""

from pathlib import Path
from typing import Literal

from wireroom.errors import StoreError
from wireroom.store._api import SpikeEntry, Store, TickerLine, View
from wireroom.store._ledger import Errand, Failing, Ledger, Outcome, Ring, Ringer, Turn, delivery_key, no_rings
from wireroom.store._moving import CopiesItself, Moving, Snapshot, TableLines
from wireroom.store._past import open_past
from wireroom.store._placing import Kept, Placed, Placement, Ready, Reordered, Restoried, Shift
from wireroom.store._ready import make_ready
from wireroom.store._rereading import REREAD_NOTE, Rereading
from wireroom.store._retiring import AgedDispatch, AgedItem, Retiring
from wireroom.store._running import ArrivalTime, SourceHour, SourceTrouble, StoreFigures
from wireroom.store._shared import Hearing, News, Seating, Shared
from wireroom.store._shown import may_be_reread
from wireroom.store.sqlite import SqliteStore

__all__ = [
    "REREAD_NOTE",
    "AgedDispatch",
    "AgedItem",
    "ArrivalTime",
    "CopiesItself",
    "Errand",
    "Failing",
    "Hearing",
    "Kept",
    "Ledger",
    "Moving",
    "News",
    "Outcome",
    "Placed",
    "Placement",
    "Ready",
    "Reordered",
    "Rereading",
    "Restoried",
    "Retiring",
    "Ring",
    "Ringer",
    "Seating",
    "Shared",
    "Shift",
    "Snapshot",
    "SourceHour",
    "SourceTrouble",
    "SpikeEntry",
    "Store",
    "StoreFigures",
    "TableLines",
    "TickerLine",
    "Turn",
    "View",
    "delivery_key",
    "is_shared",
    "make_ready",
    "may_be_reread",
    "no_rings",
    "open_past",
    "open_store",
]


def open_store(
    place: Path | str, *, synchronous: Literal["FULL", "NORMAL"] = "FULL", search_limit_s: float = 2.0
) -> Store:
    """Open the room in this place, made when it is not there.

    Shape: a path is a room in one file; ":memory:" is one that ends with the process; "postgresql://user@host/database" is one
    for several processes, in the first schema of the search path.

    A search that takes longer than `search_limit_s` is refused.

    FULL: what is acknowledged survives a power cut. NORMAL: it survives a crash of the program, and commits are faster.

    Raises:
        StoreMismatch: made by a newer Wireroom, or by another program.
        StoreError: it cannot be opened.
    """
    if is_shared(place):
        return _open_postgres(str(place), is_synced=synchronous == "FULL", search_limit_s=search_limit_s)
    path = None if str(place) == ":memory:" else Path(place)
    store: Store = SqliteStore(path, synchronous=synchronous, search_limit_s=search_limit_s)
    return store


def is_shared(place: Path | str) -> bool:
    """Tell whether a place is a database that several processes may work on."""
    return isinstance(place, str) and place.startswith(("postgresql://", "postgres://"))


def _open_postgres(url: str, *, is_synced: bool, search_limit_s: float) -> Store:
    try:
        # a tenth of a second to load, and an extra of the installation
        from wireroom.store.postgres import open_postgres
    except ImportError as error:
        raise StoreError("PostgreSQL needs more: pip install 'wireroom[postgres]'") from error
    store: Store = open_postgres(url, is_synced=is_synced, search_limit_s=search_limit_s)
    return store
