"""The store: the only door to a database. `open_store(...)` chooses; the promise is in `_api.py`."""

from pathlib import Path
from typing import Literal

from wireroom.store._api import (
    Kept,
    Placed,
    Placement,
    Reordered,
    Restoried,
    Shift,
    SpikeEntry,
    Store,
    StoreFigures,
    TickerLine,
    View,
)
from wireroom.store._ledger import Errand, Ledger, Outcome, Ring, Ringer, Turn, delivery_key, no_rings
from wireroom.store.sqlite import SqliteStore

__all__ = [
    "Errand",
    "Kept",
    "Ledger",
    "Outcome",
    "Placed",
    "Placement",
    "Reordered",
    "Restoried",
    "Ring",
    "Ringer",
    "Shift",
    "SpikeEntry",
    "Store",
    "StoreFigures",
    "TickerLine",
    "Turn",
    "View",
    "delivery_key",
    "no_rings",
    "open_store",
]


def open_store(path: Path | str, *, synchronous: Literal["FULL", "NORMAL"] = "FULL") -> Store:
    """Open the room at this path, made when it is not there; ":memory:" is a room that ends with the process.

    FULL: what is acknowledged survives a power cut. NORMAL: it survives a crash of the program, and commits are faster.

    Raises:
        StoreMismatch: made by a newer Wireroom, or by another program.
        StoreError: it cannot be opened.
    """
    store: Store = SqliteStore(None if str(path) == ":memory:" else Path(path), synchronous=synchronous)
    return store
