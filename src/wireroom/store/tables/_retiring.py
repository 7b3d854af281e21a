"""What retention does in one transaction: words out of items, events, links and the search index, bytes out of dispatches."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from wireroom.model import Link
from wireroom.store._retiring import AgedDispatch, AgedItem
from wireroom.store._shown import BEFORE, RETIRED, is_retired, retired
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._documents import documents, number_columns
from wireroom.store.tables._session import Session

_LINK: Final = msgspec.json.Decoder(Link)
_IDS: Final = msgspec.json.Decoder(tuple[str, ...])
#: the bytes of a dispatch that has none any more
NOTHING: Final = rows.pack(b"")


def find_aged_items(db: Session, after: tuple[datetime, int], before: datetime, limit: int) -> list[AgedItem]:
    """Give items received before then, oldest first."""
    at, arrived = after
    values = {"received_at": rows.micros(at), "arrived": arrived, "before": rows.micros(before), "limit": limit}
    return [
        AgedItem(
            id=row["id"], agency=row["agency"], received_at=rows.time_of(row["received_at"]), arrived=row["arrived"]
        )
        for row in db.run("aged_items", values)
    ]


def find_aged_dispatches(db: Session, after: int, before: datetime, limit: int) -> list[AgedDispatch]:
    """Give dispatches received before then, in order of arrival."""
    values = {"n": after, "before": rows.micros(before), "limit": limit}
    return [
        AgedDispatch(
            n=row["n"],
            id=row["id"],
            received_at=rows.time_of(row["received_at"]),
            n_bytes=row["n_bytes"],
            is_empty=row["n_packed"] in (None, len(NOTHING)),
            agencies=frozenset(_agencies(db, row)),
        )
        for row in db.run("aged_dispatches", values).fetchall()
    ]


def _agencies(db: Session, row: Any) -> set[str | None]:
    """Find whose copy is in a dispatch, and in all that was enclosed in it."""
    found: set[str | None] = set()
    seen: set[str] = set()
    waiting = [row]
    while waiting:
        each = waiting.pop()
        if each is None or each["id"] in seen:
            continue
        seen.add(each["id"])
        ids = _IDS.decode(each["items"]) if each["items"] else ()
        if ids:
            found |= {item["agency"] for item in db.run("items_by_id", rows.ids_json(ids))}
        inner = db.run("enclosed", {"parent": each["id"]}).fetchall()
        waiting += [db.run("receipt", {"id": child["child"]}).fetchone() for child in inner]
    return found


def retire(db: Session, items: Sequence[str], dispatches: Sequence[str], now: datetime) -> set[str]:
    """Take words and bytes out; gives the ids of items and dispatches that had any."""
    done = {item for item in items if _retire_item(db, item, now)}
    for dispatch in dispatches:
        if db.run("empty_dispatch", {"id": dispatch, "data": NOTHING}).rowcount:
            done.add(dispatch)
        db.run("forget_faults", {"id": dispatch})
    return done


def _retire_item(db: Session, id: str, now: datetime) -> bool:
    row = db.run("item_row", {"id": id}).fetchone()
    item = None if row is None else rows.item_of(row)
    if item is None or is_retired(item):
        return False
    left = retired(item, now)
    db.drop_documents(documents(row))
    db.run("retire_item", {"id": id, "copy": rows.pack_item(left), "n_words": number_columns(left)["n_words"]})
    db.add_documents(documents(db.run("item_row", {"id": id}).fetchone()))
    for event in db.run("events_of_item", {"item": id}).fetchall():
        db.run("set_event_data", {"seq": event["seq"], "data": rows.to_json(_wordless(rows.data_of(event)))})
    db.run("forget_changes", {"id": id})
    for other in db.run("items_of_chain", {"id": row["chain"]}).fetchall():
        link = None if other["link"] is None else _LINK.decode(other["link"])
        if link is not None and link.to == id:
            # reasons quote both headlines
            bare = rows.to_json(msgspec.structs.replace(link, reason=RETIRED))
            db.run("set_link", {"id": other["id"], "link": bare})
    return True


def _wordless(data: Mapping[str, object]) -> dict[str, object]:
    """Give an event's data without the words of the copy; ids, times and marks stay."""
    found = {
        name: value for name, value in data.items() if name not in ("headline", "slugline", "text", "corrects", BEFORE)
    }
    if "headline" in data:
        found["headline"] = RETIRED
    if "text" in data:
        found["text"] = RETIRED
    return found
