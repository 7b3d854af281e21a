"""What items do to others: kills and corrections, and what an order does, to look at.

It is kept in the table `changes` too, so that it also meets targets that come later.
"""

from typing import Generic

from wireroom.model import Change, Event, Item
from wireroom.model.chain import KILLED_HERE
from wireroom.store._shown import blank_data
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._documents import documents
from wireroom.store.tables._rows import Row
from wireroom.store.tables._session import Database, SessionT
from wireroom.store.tables._worksheet import Worksheet

#: kinds of changes that kill
DEADLY = frozenset({"kills", "withdraws"})


class Changes(Worksheet):
    """What a transaction does to items that stand on the wire already."""

    def _meet_earlier_changes(self, item: Item) -> bool:
        """Let kills and corrections that came before their target do their work now; True = there were some."""
        found = self._db.run("changes_to", {"target": item.id}).fetchall()
        # kills before withdrawals: what was killed from the start is not told of twice
        for row in sorted(found, key=lambda row: row["kind"] == "withdraws"):
            if row["kind"] in DEADLY:
                self._kill(row["item"], item.id, row["kind"])
            elif row["kind"] == "corrects":
                self._correct_by(row["item"], item.id)
        return bool(found)

    def _note_change(self, by: str | None, change: Change) -> bool:
        """Write down what an item does to another; False = it stood there already."""
        values = {
            "item": by,
            "kind": change.kind,
            "target": change.target,
            "reason": change.reason,
            "basis": change.basis,
        }
        return bool(self._db.run("add_change", values).rowcount)

    def _change(self, item: Item, change: Change, *, is_new: bool) -> None:
        """Do one change. A kill under embargo works at once; a correction under embargo waits for its release."""
        if change.kind in DEADLY:
            self._kill(change.by or item.id, change.target, change.kind, is_new=is_new)
        elif change.kind == "corrects":
            self._correct_by(change.by or item.id, change.target)

    def _kill(self, by: str, target: str, kind: str, *, is_new: bool = True) -> None:
        row = self._row(target)
        if row is None:
            return
        if row["killed_by"] is not None:
            if is_new:
                self._tell_of_further(by, row, kind)
            return
        at = rows.micros(self._now)
        self._db.drop_documents(documents(row))
        self._db.run("kill_item", {"id": target, "by": by, "at": at})
        self._index(target)
        sheet = self._sheet(row["chain"])
        line = sheet.find(target)
        if line is not None:
            line.killed_by, line.killed_at = by, at
        sheet.settle()
        self._blank_events(target)
        event = self._tell_killed(row, by, is_withdrawn=kind == "withdraws")
        self._bell(row).kill(item=target, by=by, seq=event.seq, is_withdrawal=kind == "withdraws")

    def _tell_killed(self, row: Row, by: str, **how: bool) -> Event:
        """Write the line of a kill: without a word of the copy."""
        sheet = self._sheet(row["chain"])
        top = sheet.public_top(with_tombstone=False)
        data = blank_data(
            {"by": by, **how},
            rows.item_of(row),
            at=rows.time_of(row["at"]),
            n_versions=sheet.n_public,
            top=None if top is None else top.id,
        )
        return self._event("killed", row["id"], row["chain"], row["story"], data)

    def _tell_of_further(self, by: str, row: Row, kind: str) -> None:
        """Tell of one more order to kill what is killed; on the wire only when what was withdrawn is killed.

        Otherwise the wire has nothing new to say, and what who had the copy is told of is the order's own seq.
        """
        order = self._row(by)
        if order is None:
            return
        sent, seq = rows.item_of(order), order["seq"]
        earlier = [one for one in self._db.run("changes_to", {"target": row["id"]}).fetchall() if one["item"] != by]
        for change in earlier:
            other = self._row(change["item"]) if change["kind"] == kind else None
            if other is not None and _is_same_order(rows.item_of(other), sent):
                return
        orders = {one["kind"] for one in earlier if one["kind"] in DEADLY}
        if kind == "kills" and orders == {"withdraws"} and not row["killed_by"].startswith(KILLED_HERE):
            seq = self._tell_killed(row, by, is_withdrawn=False, was_withdrawn=True).seq
        self._bell(row).kill(item=row["id"], by=by, seq=seq, is_withdrawal=kind == "withdraws")

    def _stand_again(self, row: Row) -> None:
        """Let killed copy stand as if it had not been killed: where it stood, and told of with its words."""
        item = row["id"]
        self._db.drop_documents(documents(row))
        self._db.run("unkill_item", {"id": item})
        self._db.run("call_on", {"item": item, "now": rows.micros(self._now)})
        self._index(item)
        sheet = self._sheet(row["chain"])
        line = sheet.find(item)
        if line is not None:
            line.killed_by = line.killed_at = None
        changed = sheet.settle()
        if row["is_held"]:
            return
        data = self._event_data(rows.item_of(row), sheet, line, changed, rows.time_of(row["at"]))
        self._event("released", item, row["chain"], row["story"], data)

    def _blank_events(self, item: str) -> None:
        """Take the words of killed copy out of every event that has them: readers may resume from before."""
        for row in self._db.run("worded_events", {"item": item}).fetchall():
            data = rows.to_json(blank_data(rows.data_of(row)))
            self._db.run("set_event_data", {"seq": row["seq"], "data": data})

    def _correct_by(self, by: str, target: str) -> None:
        corrector = self._row(by)
        if corrector is not None and not corrector["is_held"]:
            self._correct(rows.item_of(corrector), target)

    def _correct(self, by: Item, target: str) -> None:
        row = self._row(target)
        if row is None or row["corrected_by"] is not None:
            return
        self._db.drop_documents(documents(row))
        self._db.run("correct_item", {"id": target, "by": by.id})
        self._index(target)
        if row["is_held"]:
            return
        sheet = self._sheet(row["chain"])
        corrector = self._row(by.id)
        at = self._now if corrector is None else rows.time_of(corrector["at"])
        data: dict[str, object] = self._event_data(by, sheet, None, (), at)
        if corrector is not None and corrector["killed_by"] is not None:
            data = blank_data(data)
        data["by"] = by.id
        event = self._event("corrected", target, row["chain"], row["story"], data, by_item=by.id)
        self._bell(row).correct(item=target, by=by.id, seq=event.seq)

    def _tell_correction(self, item: str, by: str) -> None:
        """Tell readers of a correction that came while its target was held."""
        corrector, target = self._row(by), self._row(item)
        if corrector is None or corrector["is_held"] or target is None or target["corrected_by"] != by:
            return
        sheet = self._sheet(target["chain"])
        data = self._event_data(rows.item_of(corrector), sheet, None, (), rows.time_of(corrector["at"]))
        if corrector["killed_by"] is not None:
            data = blank_data(data)
        self._event("corrected", item, target["chain"], target["story"], {**data, "by": by}, by_item=by)


def _is_same_order(one: Item, other: Item) -> bool:
    """Tell whether two notices of one agency say the same in the same words."""
    return (one.agency, one.slugline, one.headline, one.body_text) == (
        other.agency, other.slugline, other.headline, other.body_text,
    )  # fmt: skip


class ChangeVerbs(Generic[SessionT]):
    """The verbs of `Changing`; the store mixes them in beside its own."""

    _db: Database[SessionT]

    def changes_by(self, item: str) -> list[Change]:
        with self._db.reading() as db:
            found = db.run("changes_by", {"item": item}).fetchall()
        return [
            Change(kind=one["kind"], target=one["target"], reason=one["reason"], by=item, basis=one["basis"])
            for one in found
        ]
