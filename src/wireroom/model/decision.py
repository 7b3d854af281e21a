"""Decision: what an editor did, who and why. Kept for good; undone by another one, never taken out."""

from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

import msgspec

from wireroom.model.chain import KILLED_HERE, Change

#: split_chain    versions leave a chain and make one of their own
#: join_chains    two chains of one agency are one running story
#: split_story    items leave a story and make one of their own
#: join_stories   two stories are one event
#: pin            items belong to this story and stay there
#: rename         a story is called so
#: release        held copy may be shown
#: kill           copy must not be used any more, because an editor says so
#: spare          an agency's order did not mean the copy that the machine found for it: that stands, and the order found nothing
#: acknowledge    an alarm has been seen to
#: undo           an earlier decision holds no more
#: take           somebody works on this running story
#: note           words to the other editors about an item
#: mark           an item was seen to, or is kept for later
#: open_collection  items are gathered under a name
#: collect        an item goes into a collection
#: send           an item was sent by a channel
DecisionKind = Literal[
    "split_chain", "join_chains", "split_story", "join_stories", "pin", "rename", "release", "kill", "spare",
    "acknowledge", "undo", "take", "note", "mark", "open_collection", "collect", "send",
]  # fmt: skip
#: what an editor says of an item for all others to see
MarkName = Literal["seen", "later"]

#: decisions that say where items stand, by what they place
CHAIN_KINDS: Final = frozenset({"split_chain", "join_chains", "spare"})
STORY_KINDS: Final = frozenset({"split_story", "join_stories", "pin"})
#: decisions that can be taken back; copy that readers have seen cannot be held again
UNDOABLE: Final = CHAIN_KINDS | STORY_KINDS | {"rename", "kill", "take", "note", "mark", "open_collection", "collect"}
#: decisions by which editors work together on one item each
TOGETHER_KINDS: Final = frozenset({"take", "note", "mark", "collect", "send"})


class Editor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who decides."""

    name: str
    #: "foreign desk"; None = said none
    desk: str | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing an editor did."""

    #: made of what was decided, by whom and when
    id: str
    kind: DecisionKind
    at: datetime
    by: Editor
    #: in the editor's own words
    why: str | None = None
    #: seq of its `edited` event; 0 = not yet committed. Decisions hold in this order
    seq: int = 0
    #: the item, chain or story it is about
    item: str | None = None
    chain: str | None = None
    story: str | None = None
    #: the chain or story that `moved` go to
    into: str | None = None
    #: join: the chain or story that is no more
    other: str | None = None
    #: items that it moves, or kills
    moved: tuple[str, ...] = ()
    #: every item that was looked at, moved or left, with the chain or story the machine had it in: from here on the
    #: machine moves none of them
    own: dict[str, str] = {}
    #: rename: the name; None = the machine's again · open_collection: its name · mark: seen, or later
    name: str | None = None
    #: note: the words
    text: str | None = None
    #: collect, open_collection: id of the collection
    collection: str | None = None
    #: send: the name of the channel
    channel: str | None = None
    #: kill: the agency's order that means it, and had found nothing · spare: the order that does not mean it
    notice: str | None = None
    #: spare: what the machine had let the order do
    spared: tuple[Change, ...] = ()
    #: acknowledge, a kill that an order meant, the undo of a spare: the seq of the alarm
    alarm: int | None = None
    #: undo, or a take from somebody else: the decision that holds no more
    target: str | None = None
    #: the decision by which it holds no more
    undone_by: str | None = None

    @property
    def place(self) -> Literal["chain", "story"] | None:
        """What it places: items in chains, items in stories, or neither."""
        return "chain" if self.kind in CHAIN_KINDS else "story" if self.kind in STORY_KINDS else None

    @property
    def killer(self) -> str:
        """What stands as `killed_by` in what it kills: the agency's order, else this decision."""
        return self.notice or f"{KILLED_HERE}{self.id}"

    @property
    def is_undoable(self) -> bool:
        """Whether it can be undone, and has not been."""
        return self.kind in UNDOABLE and self.undone_by is None


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Items that editors gather under a name, for a day or a subject."""

    id: str
    name: str
    at: datetime
    by: Editor
    n_items: int


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something the desk must look at: a kill that matches nothing, an embargo that could not be read."""

    #: of its event
    seq: int
    at: datetime
    text: str
    item: str | None = None
    chain: str | None = None
    story: str | None = None
    #: the decision by which somebody has seen to it; None = it is open
    seen: Decision | None = None


def decision_id(kind: DecisionKind, subject: str, by: Editor, at: datetime) -> str:
    """Make the id of a decision, and so the name of what it opens: the same act twice in a microsecond is one."""
    words = "\n".join((kind, subject, by.name, at.isoformat()))
    return sha256(words.encode()).hexdigest()[:16]
