"""What editors do for each other to see, on an item's page: who took it, notes, collections, and the forms."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from wireroom.model import Collection, Decision, Editor, Filed
from wireroom.web._api import WebRoom
from wireroom.web.decision_lines import DecisionLine, decision_line


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """How editors stand to one item."""

    #: who has the running story; None = nobody
    taken: DecisionLine | None
    #: what holds, newest first: notes, marks, collections, what was sent
    lines: list[DecisionLine]
    #: to choose from
    collections: list[Collection]
    channels: list[str]


def together_box(room: WebRoom, filed: Filed, now: datetime) -> Together:
    """Gather how editors stand to an item and its running story."""
    lines = [decision_line(one, now) for one in room.store.together(chain=filed.chain, limit=200)]
    return Together(
        taken=next((one for one in lines if one.kind == "take"), None),
        lines=[one for one in lines if one.kind != "take"],
        collections=room.store.collections(),
        channels=[channel.name for channel in room.alerts.find_channels()],
    )


def _collect(room: WebRoom, form: Any, by: Editor, why: str | None) -> Decision:
    """Put an item into a collection; one that is named anew is opened first."""
    is_new = bool(form.name.strip())
    collection = room.edits.together.open_collection(form.name, by=by).id if is_new else form.collection
    return room.edits.together.collect(form.item, collection, by=by, why=why)


#: what a form of these does, by the value of its button
TOGETHER_ACTS: Final[Mapping[str, Callable[[WebRoom, Any, Editor, str | None], Decision]]] = {
    "take": lambda room, form, by, why: room.edits.together.take(form.item, by=by, why=why),
    "take_over": lambda room, form, by, why: room.edits.together.take(form.item, is_over=True, by=by, why=why),
    "note": lambda room, form, by, why: room.edits.together.note(form.item, form.text, by=by, why=why),
    "seen": lambda room, form, by, why: room.edits.together.mark(form.item, "seen", by=by, why=why),
    "later": lambda room, form, by, why: room.edits.together.mark(form.item, "later", by=by, why=why),
    "open_collection": lambda room, form, by, why: room.edits.together.open_collection(form.name, by=by, why=why),
    "collect": _collect,
    "send": lambda room, form, by, why: room.edits.together.send(form.item, form.channel, by=by, why=why),
}
