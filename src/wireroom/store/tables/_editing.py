"""What editors did: written in one transaction with what it moves, and read back."""

import msgspec

from wireroom.errors import NotFound
from wireroom.model import Alarm, Change, Decision
from wireroom.model.chain import BY_HAND
from wireroom.store._ledger import Ringer
from wireroom.store._placing import Reordered, Shift
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._changes import DEADLY
from wireroom.store.tables._decisions import keep_decision, told_of
from wireroom.store.tables._moves import write_own
from wireroom.store.tables._placing import Placing
from wireroom.store.tables._rows import Row

_DECISION = msgspec.json.Decoder(Decision)


class Editing(Placing):
    """One transaction's work for one decision."""

    def write(self, decision: Decision, shift: Shift, ringer: Ringer) -> Decision:
        """Write a decision and what it moves; one that was written before comes back as it is."""
        row = self._db.run("decision", {"id": decision.id}).fetchone()
        if row is not None:
            return decision_of(row)
        event = self._event("edited", decision.item, decision.chain, decision.story, told_of(decision))
        decision = msgspec.structs.replace(decision, seq=event.seq)
        if decision.target is not None:
            self._undo(decision.target, decision)
        if decision.kind == "release" and decision.item is not None:
            self._release(decision.item, ringer)
        if decision.alarm is not None:
            self._check_alarm(decision.alarm)
        keep_decision(self._db, decision)
        if decision.kind == "kill":
            self._kill_by_hand(decision)
        elif decision.kind == "spare":
            self._spare(decision)
        if decision.kind == "send" and decision.item is not None:
            self._send(decision.item, decision.seq, ringer)
        self._shift(shift, decision)
        return decision

    def _undo(self, target: str, decision: Decision) -> None:
        if not self._db.run("undo_decision", {"id": target, "by": decision.id}).rowcount:
            raise NotFound("decision that holds", target)
        undone = decision_of(self._db.run("decision", {"id": target}).fetchone())
        if undone.kind == "kill":
            self._lift(undone)
        elif undone.kind == "spare":
            self._unspare(undone)

    def _kill_by_hand(self, decision: Decision) -> None:
        for item in decision.moved:
            if decision.notice is not None:
                reason = f"killed by {decision.by.name}{BY_HAND}"
                self._note_change(decision.notice, Change(kind="kills", target=item, reason=reason, basis="editor"))
            self._kill(decision.killer, item, "kills")

    def _lift(self, decision: Decision) -> None:
        """Take a kill back; an agency's own kill that came since holds, and those who were told of the kill stay told."""
        for item in decision.moved:
            if decision.notice is not None:
                self._db.run("drop_change", {"item": decision.notice, "kind": "kills", "target": item})
            self._let_stand(item, decision.killer)
        self._db.run("reopen_alarm", {"id": decision.id})

    def _let_stand(self, item: str, killer: str) -> None:
        """Let an item stand that this killed, save where an agency's other order kills it."""
        row = self._row(item)
        if row is None or row["killed_by"] != killer:
            return
        others = self._db.run("changes_to", {"target": item}).fetchall()
        other = next((one["item"] for one in others if one["kind"] in DEADLY), None)
        if other is not None:
            self._db.run("kill_item", {"id": item, "by": other, "at": row["killed_at"]})
        else:
            self._stand_again(row)

    def _spare(self, decision: Decision) -> None:
        """Let all stand that the machine had let an order kill; those who were told of the kill stay told."""
        for change in decision.spared:
            self._db.run("drop_change", {"item": decision.notice, "kind": change.kind, "target": change.target})
            self._let_stand(change.target, decision.notice or "")

    def _unspare(self, decision: Decision) -> None:
        for change in decision.spared:
            self._note_change(decision.notice, change)
            self._kill(decision.notice or "", change.target, change.kind)

    def _release(self, item: str, ringer: Ringer) -> None:
        row = self._row(item)
        if row is None or not row["is_held"] or row["killed_by"] is not None:
            raise NotFound("held item", item)
        self.release(row, ringer)

    def _send(self, item: str, seq: int, ringer: Ringer) -> None:
        row = self._row(item)
        if row is None or row["is_held"] or row["killed_by"] is not None:
            raise NotFound("item that may leave", item)
        self._ring(row, ringer(rows.filed_of(row)), seq, is_inside=False)

    def _check_alarm(self, seq: int) -> None:
        row = self._db.run("alarm", {"seq": seq}).fetchone()
        if row is None or row["seen"] is not None:
            raise NotFound("open alarm", str(seq))

    # what it moves

    def _shift(self, shift: Shift, decision: Decision) -> None:
        for chain in shift.chains:
            self._regroup(chain)
        for story in shift.stories:
            self.restory(story)
        if shift.alarm is not None and (order := self._row(decision.notice or "")) is not None:
            self._event("alarm", order["id"], order["chain"], order["story"], {"text": shift.alarm})
        write_own(self._db, shift.own_chains, shift.own_stories)
        self.finish()
        for old, into in shift.emptied_chains.items():
            self._db.run("point_chain", {"id": old, "into": into})
        for old, into in shift.emptied_stories.items():
            self._db.run("point_story", {"id": old, "into": into})
        for story_id, name in shift.names.items():
            self._db.run("name_story", {"id": story_id, "name": name})

    def _regroup(self, group: Reordered) -> None:
        """Put a chain into this order, with what stood elsewhere."""
        sheet = self._sheet(group.chain)
        moves = self._gather(sheet, group.order)
        sheet.settle()
        for old, into, moved in moves:
            if moved:
                story = self._db.run("story_place", {"id": moved[0]}).fetchone()["story"]
                self._event("chained", moved[0], into, story, {"from": old, "items": moved})


def decision_of(row: Row) -> Decision:
    """Read a row of `decisions`."""
    return msgspec.structs.replace(_DECISION.decode(row["data"]), undone_by=row["undone_by"])


def alarm_of(row: Row) -> Alarm:
    """Read an `alarm` event with who has seen to it."""
    return Alarm(
        seq=row["seq"],
        at=rows.time_of(row["at"]),
        text=str(rows.data_of(row).get("text", "")),
        item=row["item"],
        chain=row["chain"],
        story=row["story"],
        seen=None if row["seen"] is None else _DECISION.decode(row["seen"]),
    )
