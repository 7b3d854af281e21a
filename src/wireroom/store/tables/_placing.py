"""Placing: one transaction's work on items, chains, stories and events. Made for a transaction, thrown away after it.

    Placed -> for each placement: item row + search words, chain sheet, `filed` or `held`, then what it does to others
    finish -> the sheets' changed lines and tops

What is known while it works is in `_worksheet`, what items do to others in `_changes`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from wireroom.model import Decision, Dispatch, Editor, Event, Filed, Item, Receipt, decision_id
from wireroom.store._ledger import Ringer
from wireroom.store._placing import Kept, Placed, Placement, Restoried
from wireroom.store._shown import is_add, is_notice
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._chain_sheet import ChainSheet, Line
from wireroom.store.tables._changes import Changes
from wireroom.store.tables._decisions import keep_decision, told_of
from wireroom.store.tables._documents import documents, documents_of, number_columns
from wireroom.store.tables._guids import note_guids
from wireroom.store.tables._moves import move_to_story, write_own
from wireroom.store.tables._rows import Row
from wireroom.store.tables._session import Session
from wireroom.text.spans import filed_time
from wireroom.text.terms import fold_letters

#: who sees to an alarm when no editor does
_ROOM: Final = Editor(name="Wireroom")


def keep(db: Session, dispatches: Sequence[Dispatch], packed: Sequence[bytes]) -> list[Kept]:
    """Write dispatches with their packed bytes, each id once."""
    found: list[Kept] = []
    for dispatch, data in zip(dispatches, packed, strict=True):
        cursor = db.run("keep_dispatch", rows.dispatch_values(dispatch))
        if cursor.rowcount:
            db.run("keep_bytes", {"id": dispatch.id, "data": data})
            found.append(Kept(id=dispatch.id, is_new=True, state="kept"))
        else:
            row = db.run("dispatch_state", {"id": dispatch.id}).fetchone()
            found.append(Kept(id=dispatch.id, is_new=False, state=row["state"]))
    return found


class Placing(Changes):
    """One transaction's work on what dispatches lead to."""

    def __init__(self, db: Session, now: datetime) -> None:
        super().__init__(db, now)
        self._new: list[tuple[int, Item]] = []

    def finish(self) -> None:
        """Write the chains, and the native ids of what is new."""
        super().finish()
        note_guids(self._db, self._new)
        self._new.clear()

    # dispatches

    def place(self, placed: Placed) -> Receipt:
        """Write all that one dispatch leads to; one that was placed before gives its old receipt."""
        row = self._db.run("receipt", {"id": placed.dispatch}).fetchone()
        if row is None:
            raise ValueError(f"dispatch {placed.dispatch} was never kept")
        if row["state"] != "kept":
            return rows.receipt_of(row)
        self._enclose(placed)
        first = self._seq + 1
        for placement in placed.placements:
            if not self._db.run("has_item", {"id": placement.item.id}).fetchone():
                self._file(placement, row)
        items = placed.items or (*(placement.item.id for placement in placed.placements), *placed.known)
        is_read = bool(items or placed.enclosed)
        receipt = Receipt(
            dispatch=placed.dispatch,
            state="placed" if is_read or placed.reason is None else "spiked",
            is_new=True,
            format=placed.format,
            items=items,
            seqs=tuple(range(first, self._seq + 1)),
            faults=placed.faults,
            reason=placed.reason,
        )
        self._db.run(
            "set_placed",
            {
                "id": placed.dispatch,
                "state": receipt.state,
                "format": receipt.format,
                "reason": rows.storable(receipt.reason),
                "faults": rows.to_json(receipt.faults) if receipt.faults else None,
                "items": rows.to_json(receipt.items),
            },
        )
        return receipt

    def _enclose(self, placed: Placed) -> None:
        if not placed.enclosed:
            return
        keep(self._db, placed.enclosed, [rows.pack(inner.data) for inner in placed.enclosed])
        self._db.run_many(
            "enclose",
            [{"parent": placed.dispatch, "n": n, "child": inner.id} for n, inner in enumerate(placed.enclosed)],
        )

    # items

    def _file(self, placement: Placement, dispatch: Row) -> None:
        item = placement.item
        sheet = self._sheet(placement.chain)
        self._db.run("add_story", {"id": placement.story})
        received_at = rows.time_of(dispatch["received_at"])
        at = filed_time(item, received_at)
        is_held = placement.held_until is not None or placement.is_held_open
        line = Line(
            id=item.id, at=rows.micros(at), is_held=is_held, is_notice=is_notice(item), is_add=is_add(placement)
        )
        moves = [(old, sheet.id, self._merge_chain(old, sheet)) for old in placement.merges if old != sheet.id]
        sheet.lines.append(line)
        moves += self._gather(sheet, placement.order)
        changed = sheet.settle()
        for other in placement.regrouped:
            moves += self._gather(self._sheet(other.chain), other.order)
            self._sheet(other.chain).settle()
        seq = self._next_seq()
        line.stored = (line.position, line.superseded_by)
        self._add_item(placement, dispatch, line, seq)
        self._new.append((seq, item))
        data: dict[str, object] = {"agency_name": item.agency_name, "held_until": _iso(placement.held_until)}
        if not is_held:
            data = self._event_data(item, sheet, line, changed, at)
        self._event("held" if is_held else "filed", item.id, placement.chain, placement.story, data, seq=seq)
        for old, into, moved in (move for move in moves if move[2]):
            self._event("chained", item.id, into, placement.story, {"from": old, "items": moved})
        for old in placement.merged_stories:
            self._merge_story(old, placement)
        for group in placement.restoried:
            self.restory(group)
        write_own(self._db, placement.own_chains, placement.own_stories)
        if placement.story_mate is not None:
            self._db.run("set_story_mate", {"id": item.id, "mate": placement.story_mate})
        is_changed = self._meet_earlier_changes(item)
        for change in placement.changes:
            by = change.by or item.id
            is_new = self._note_change(by, change)
            self._change(item, change, is_new=is_new)
            if change.is_deadly and by != item.id:
                self._see_to_alarm(by, item)
        for words in placement.alarms:
            self._event("alarm", item.id, placement.chain, placement.story, {"text": words})
        if placement.rings:
            stands: Row = {"id": item.id, "chain": placement.chain, "story": placement.story, "killed_by": None}
            is_known = not (is_changed or placement.changes or placement.restoried)
            self._ring(
                stands if is_known else self._row(item.id), placement.rings, seq, is_inside=is_held or line.is_notice
            )

    def _add_item(self, placement: Placement, dispatch: Row, line: Line, seq: int) -> None:
        item = placement.item
        held_until = rows.micros_or_none(placement.held_until)
        link = None if placement.link is None else rows.to_json(placement.link)
        self._db.run(
            "add_item",
            {
                "seq": seq,
                "id": item.id,
                "chain": placement.chain,
                "story": placement.story,
                "source": dispatch["source"],
                "dispatch": dispatch["id"],
                "received_at": dispatch["received_at"],
                "at": line.at,
                "agency": fold_letters(item.agency or "").strip() or None,
                "agency_name": fold_letters(item.agency_name or "").strip() or None,
                "rank": item.marks.rank,
                "position": line.position,
                "superseded_by": line.superseded_by,
                "held_until": held_until,
                "is_held": 2 if placement.is_held_open else int(line.is_held),
                "is_notice": line.is_notice,
                "is_add": line.is_add,
                "story_reason": placement.story_reason,
                "link": link,
                **number_columns(item),
                "copy": rows.pack_item(item, None if placement.ready is None else placement.ready.copy),
            },
        )
        filed = Filed(
            item=item,
            seq=seq,
            chain=placement.chain,
            story=placement.story,
            source=dispatch["source"],
            dispatch=dispatch["id"],
            received_at=rows.time_of(dispatch["received_at"]),
            held_until=placement.held_until,
            is_held_open=placement.is_held_open,
        )
        is_for_desk = line.is_held or line.is_notice
        self._db.add_documents(documents_of(filed, is_for_desk=is_for_desk, ready=placement.ready))

    def _see_to_alarm(self, order: str, item: Item) -> None:
        """Close the alarm of an order that had found nothing: what it means has come, and is killed.

        An order has no other alarms: it is never held.
        """
        for row in self._db.run("open_alarms_of", {"item": order}).fetchall():
            seq = row["seq"]
            seen = Decision(
                id=decision_id("acknowledge", str(seq), _ROOM, self._now), kind="acknowledge", at=self._now, by=_ROOM,
                why=f"what it kills has come: {item.title[:120]}", alarm=seq, item=order, chain=row["chain"],
                story=row["story"],
            )  # fmt: skip
            event = self._event("edited", order, row["chain"], row["story"], told_of(seen))
            keep_decision(self._db, msgspec.structs.replace(seen, seq=event.seq))

    # release

    def release(self, row: Row, ringer: Ringer) -> Event:
        """Free one held item: from here on it stands on the wire as if it had just come."""
        item, seq = rows.item_of(row), self._next_seq()
        at = max(row["at"], rows.micros(self._now))
        # as it stands now, and not as it stood when all that is due was read: one of them may have corrected another
        self._db.drop_documents(documents(self._row(item.id) or row))
        self._db.run("release_item", {"id": item.id, "seq": seq, "at": at})
        self._index(item.id)
        sheet = self._sheet(row["chain"])
        line = sheet.find(item.id)
        changed: list[str] = []
        if line is not None:
            line.is_held, line.at = False, at
            changed = sheet.settle()
        data = self._event_data(item, sheet, line, changed, rows.time_of(at))
        event = self._event("released", item.id, row["chain"], row["story"], data, seq=seq)
        for change in self._db.run("changes_by", {"item": item.id}).fetchall():
            if change["kind"] == "corrects":
                self._correct(item, change["target"])
        for change in self._db.run("changes_to", {"target": item.id}).fetchall():
            if change["kind"] == "corrects":
                self._tell_correction(item.id, change["item"])
        now_free = self._row(item.id)
        if now_free is not None and not now_free["is_notice"]:
            self._ring(now_free, ringer(rows.filed_of(now_free)), seq, is_inside=False)
        return event

    # merges

    def _merge_chain(self, old: str, into: ChainSheet) -> list[str]:
        """Move a chain's lines; gives the ids of those that readers know of."""
        sheet = self._sheet(old)
        sheet.write(self._db)
        del self._sheets[old]
        self._db.run("move_items", {"id": old, "into": into.id})
        self._db.run("merge_own_chain", {"id": old, "into": into.id})
        self._db.run("merge_chain", {"id": old, "into": into.id})
        into.lines.extend(sheet.lines)
        return [line.id for line in sheet.lines if not line.is_held]

    def _gather(self, sheet: ChainSheet, order: Sequence[str]) -> list[tuple[str, str, list[str]]]:
        """Put a chain into this order, with what stood elsewhere; gives (from, to, ids that readers know of)."""
        here = {line.id for line in sheet.lines}
        moved: dict[str, list[str]] = {}
        for id in order:
            row = None if id in here else self._db.run("chain_of", {"id": id}).fetchone()
            old = None if row is None else self._sheet(row["chain"])
            line = None if old is None else old.find(id)
            if old is not None and line is not None:
                old.lines.remove(line)
                old.settle()
                sheet.lines.append(line)
                self._db.run("move_item", {"id": id, "into": sheet.id})
                moved.setdefault(old.id, []).extend([] if line.is_held else [id])
        sheet.reorder(order)
        return [(old_id, sheet.id, ids) for old_id, ids in moved.items()]

    def _merge_story(self, old: str, placement: Placement) -> None:
        into = placement.story
        if old == into:
            return
        self._db.run("add_story", {"id": old})
        moving = self._db.run("story_moves", {"id": old}).fetchall()
        self._db.run("move_story", {"id": old, "into": into})
        self._db.run("merge_own_story", {"id": old, "into": into})
        self._db.run("merge_story", {"id": old, "into": into})
        moved = [row["id"] for row in moving if not row["is_held"]]
        self._event("storied", placement.item.id, placement.chain, into, {"from": old, "items": moved})

    def restory(self, group: Restoried) -> None:
        """Let items go to a story, from wherever they stand."""
        for old, chain, items in move_to_story(self._db, group):
            self._event("storied", items[0], chain, group.story, {"from": old, "items": items})


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
