"""What rereading does in one transaction: another reading in an item's row and in the index, and an event that has both."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from wireroom.model import Event, Filed, Item
from wireroom.store._shown import BEFORE, event_data, may_be_reread
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._chain_sheet import ChainSheet
from wireroom.store.tables._documents import documents, number_columns
from wireroom.store.tables._guids import guid_key
from wireroom.store.tables._rows import Row
from wireroom.store.tables._session import Session
from wireroom.text.terms import fold_letters

#: where facts were found is not what they are: alone, they are no other reading
NOT_COMPARED: Final = frozenset(("provenance", "faults"))


def reread(db: Session, items: Sequence[Item], now: datetime) -> set[str]:
    """Put readings in the place of those that stand; gives the ids of those that changed."""
    return {item.id for item in items if _reread_item(db, item, now)}


def _reread_item(db: Session, item: Item, now: datetime) -> bool:
    row = db.run("item_row", {"id": item.id}).fetchone()
    if row is None:
        return False
    filed = rows.filed_of(row)
    if _is_same(filed.item, item) or not may_be_reread(filed, item):
        return False
    db.drop_documents(documents(row))
    db.run("reread_item", {"id": item.id, "copy": rows.pack_item(item), **_columns(item)})
    db.run("set_guid", {"arrived": row["arrived"], "key": guid_key(item.native_guid)})
    db.add_documents(documents(db.run("item_row", {"id": item.id}).fetchone()))
    event = Event(
        seq=int(db.run("last_seq").fetchone()["seq"]) + 1,
        kind="reread",
        at=now,
        item=item.id,
        chain=filed.chain,
        story=filed.story,
        data=_data(db, row, filed, item),
    )
    db.run("add_event", rows.event_values(event, None))
    return True


def _is_same(before: Item, item: Item) -> bool:
    names = (name for name in Item.__struct_fields__ if name not in NOT_COMPARED)
    return all(getattr(before, name) == getattr(item, name) for name in names)


def _columns(item: Item) -> dict[str, object]:
    return {
        "agency": fold_letters(item.agency or "").strip() or None,
        "agency_name": fold_letters(item.agency_name or "").strip() or None,
        "rank": item.marks.rank,
        **number_columns(item),
    }


def _data(db: Session, row: Row, filed: Filed, item: Item) -> dict[str, object]:
    """Give the event's data: of held copy it has nothing that readers may have."""
    before: dict[str, object] = {BEFORE: msgspec.to_builtins(filed.item)}
    if row["is_held"]:
        return before
    sheet = ChainSheet.load(db, filed.chain)
    top = sheet.public_top(with_tombstone=False)
    at = rows.time_of(row["at"])
    shown = event_data(item, at=at, n_versions=sheet.n_public, superseded=(), top=None if top is None else top.id)
    return {**shown, **before}


def earlier_readings(db: Session, items: Sequence[str], after: int) -> dict[str, Item]:
    """Give the reading before the first `reread` behind `after`, by item."""
    found: dict[str, Item] = {}
    for row in db.run("rereadings", {**rows.ids_json(items), "after": after}):
        if row["item"] not in found and (before := rows.data_of(row).get(BEFORE)) is not None:
            found[row["item"]] = msgspec.convert(before, Item)
    return found
