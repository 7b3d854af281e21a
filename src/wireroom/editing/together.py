"""Together: what editors do so that others see it: take a running story, note, mark, collect, send. Made into a decision.

As in `acts`: from how things stand, or refused with the reason. None of it moves an item or is ever told to readers.
`others` are the decisions that hold about the item's chain.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, get_args

from wireroom.errors import Refused
from wireroom.model import Decision, DecisionKind, Editor, Filed, MarkName, decision_id

#: a note, in characters
MAX_NOTE: Final = 2000
#: a collection's name, in characters
MAX_COLLECTION: Final = 80
_TO_EDITORS: Final = frozenset(("kill", "withdrawal", "advisory", "test"))


def take(
    filed: Filed, others: Sequence[Decision], *, is_over: bool = False, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Say that this editor works on a running story; `is_over`: also when somebody else does, who no longer has it then.

    Raises:
        Refused: it is taken.
    """
    taken = next((one for one in others if one.kind == "take"), None)
    if taken is not None and taken.by == by:
        raise Refused("you have taken this already")
    if taken is not None and not is_over:
        raise Refused(f"{said(taken.by)} has taken this; take it over, or ask")
    return _about(filed, "take", by, at, why, target=None if taken is None else taken.id)


def note(filed: Filed, text: str, *, by: Editor, at: datetime, why: str | None = None) -> Decision:
    """Put words beside an item for the other editors.

    Raises:
        Refused: there are none, or too many.
    """
    text = "\n".join(line.strip() for line in text.strip().splitlines())
    if not text:
        raise Refused("a note wants words")
    if len(text) > MAX_NOTE:
        raise Refused(f"a note has at most {MAX_NOTE} characters; this has {len(text)}")
    return _about(filed, "note", by, at, why, text=text)


def mark(
    filed: Filed, others: Sequence[Decision], name: str, *, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Say of an item that it was seen to, or is kept for later.

    Raises:
        Refused: there is no such mark, or it is there.
    """
    if name not in get_args(MarkName):
        raise Refused(f"there is no mark {name!r}; there are: {', '.join(get_args(MarkName))}")
    if any(one.kind == "mark" and (one.name, one.item, one.by) == (name, filed.item.id, by) for one in others):
        raise Refused("you have marked it so already")
    return _about(filed, "mark", by, at, why, name=name)


def open_collection(
    names: Sequence[str], name: str, *, by: Editor, at: datetime, why: str | None = None
) -> Decision:  # fmt: skip
    """Begin a collection; `names` are those of the open ones.

    Raises:
        Refused: it has no name, or one that is too long or given.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("a collection wants a name")
    if len(name) > MAX_COLLECTION:
        raise Refused(f"a collection's name has at most {MAX_COLLECTION} characters; this has {len(name)}")
    if name.casefold() in {one.casefold() for one in names}:
        raise Refused(f"there is a collection “{name}” already")
    id = decision_id("open_collection", name, by, at)
    return Decision(id=id, kind="open_collection", at=at, by=by, why=why, name=name, collection=id)


def collect(
    filed: Filed, others: Sequence[Decision], collection: Decision, *, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Put an item into a collection, which is named by the decision that opened it.

    Raises:
        Refused: it is closed, or has the item.
    """
    if collection.kind != "open_collection" or collection.undone_by is not None:
        raise Refused("this collection is closed")
    for one in others:
        if one.kind == "collect" and (one.collection, one.item) == (collection.id, filed.item.id):
            raise Refused(f"it is in “{collection.name}” already")
    return _about(filed, "collect", by, at, why, collection=collection.id, name=collection.name)


def send(filed: Filed, channel: str, *, by: Editor, at: datetime, why: str | None = None) -> Decision:
    """Send an item by a channel.

    Raises:
        Refused: nothing of it may leave the room.
    """
    if filed.is_gone:
        raise Refused("killed copy is not sent")
    if filed.held_until is not None or filed.is_held_open:
        raise Refused("held copy is not sent: free it first")
    if not _TO_EDITORS.isdisjoint(filed.item.marks.actions):
        raise Refused("an advisory is for editors: it is not sent")
    return _about(filed, "send", by, at, why, channel=channel)


def said(editor: Editor) -> str:
    """Name an editor as others know who is meant."""
    return f"{editor.name}, {editor.desk}" if editor.desk else editor.name


def _about(
    filed: Filed, kind: DecisionKind, by: Editor, at: datetime, why: str | None, *, name: str | None = None,
    text: str | None = None, collection: str | None = None, channel: str | None = None, target: str | None = None,
) -> Decision:  # fmt: skip
    subject = " ".join(filter(None, (filed.item.id, name, text, collection, channel)))
    return Decision(
        id=decision_id(kind, subject, by, at), kind=kind, at=at, by=by, why=why, item=filed.item.id, chain=filed.chain,
        story=filed.story, name=name, text=text, collection=collection, channel=channel, target=target,
    )  # fmt: skip
