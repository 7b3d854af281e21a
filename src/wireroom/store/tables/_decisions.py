"""Decisions as rows and as events, for editors' own and for those of the room."""

from wireroom.model import Decision
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._session import Session


def keep_decision(db: Session, decision: Decision) -> None:
    """Write a decision, and which items it is about."""
    values = {
        "seq": decision.seq,
        "id": decision.id,
        "kind": decision.kind,
        "story": decision.story,
        "alarm": decision.alarm,
        "data": rows.to_json(decision),
        "editor": decision.by.name,
        "collection": decision.collection,
    }
    db.run("add_decision", values)
    spared = (change.target for change in decision.spared)
    about = dict.fromkeys((*decision.moved, *decision.own, *spared, *([decision.item] if decision.item else ())))
    db.run_many("add_decided_item", [{"item": item, "seq": decision.seq} for item in about])


def told_of(decision: Decision) -> dict[str, object]:
    """Give what the wire tells the desk of a decision."""
    told = {
        "id": decision.id,
        "kind": decision.kind,
        "by": decision.by.name,
        "desk": decision.by.desk,
        "why": decision.why,
        "into": decision.into,
        "other": decision.other,
        "moved": list(decision.moved) or None,
        "name": decision.name,
        "alarm": decision.alarm,
        "notice": decision.notice,
        "spared": [change.target for change in decision.spared] or None,
        "target": decision.target,
        "text": decision.text,
        "collection": decision.collection,
        "channel": decision.channel,
    }
    return {name: value for name, value in told.items() if value is not None}
