"""Where an item stands: in which chain, which version, in what state. Decided in `chains`, written by the store."""

from datetime import datetime
from typing import Final, Literal

import msgspec

from wireroom.model.item import Item

#: begins `killed_by` of copy that an editor killed: the id of the decision follows
KILLED_HERE: Final = "desk-"
#: ends the reason of what an editor lets an agency's order kill
BY_HAND: Final = ": the agency's order means it"


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why two items of one agency stand in one chain."""

    #: the item it is linked to
    to: str
    #: "id", "slug", "headline", "lead", "text", "editor"
    basis: str
    #: 0 … 1; 1 = said by the agency itself
    score: float
    #: in words: 'same slug "Harbour-Bridge", 2nd LD after 1st LD, 12 minutes later'
    reason: str


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A version that its followers tell of and that never came: "2nd LD not received"."""

    #: how the house would spell it, e.g. "2nd LD"
    label: str
    #: it is missing before this item
    before: str


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an item does to another one: a kill, a correction, a replacement."""

    kind: Literal["supersedes", "kills", "corrects", "adds", "repeats", "withdraws"]
    target: str
    reason: str
    #: the item that does it; None = the one being placed. Differs when a kill came before its story
    by: str | None = None
    #: of a kill: how its target was found, as in `Link`; None = another kind of change, or written before this was kept
    basis: str | None = None

    @property
    def is_deadly(self) -> bool:
        """The target must not be used any more."""
        return self.kind in ("kills", "withdraws")

    @property
    def is_by_hand(self) -> bool:
        """An editor said that the order means it."""
        return self.basis == "editor" if self.basis is not None else self.reason.endswith(BY_HAND)


class Filed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item as it stands on the wire: the item, which never changes, and its place, which may."""

    item: Item
    #: seq of the event that showed it: filed or held; a release moves it up
    seq: int
    chain: str
    story: str
    source: str
    dispatch: str
    received_at: datetime
    #: place in the chain in the agency's order, from 1
    position: int = 1
    link: Link | None = None
    #: why it stands in its story, in plain words; for the desk
    story_reason: str | None = None
    #: the item that replaces it as the newest version of its chain; None = it is the newest
    superseded_by: str | None = None
    #: the order that killed it, or "desk-" and the decision of an editor who did
    killed_by: str | None = None
    killed_at: datetime | None = None
    corrected_by: str | None = None
    #: readers get no word of it before this time; None = free
    held_until: datetime | None = None
    #: held until an editor says so: the embargo's time could not be read
    is_held_open: bool = False
    #: where it would stand had no editor touched it; None = where it stands
    own_chain: str | None = None
    own_story: str | None = None
    #: the item it keeps company with in an edited story; None = the one it is linked to
    story_mate: str | None = None

    @property
    def is_killed_here(self) -> bool:
        """An editor of this room killed it, and not its agency."""
        return self.killed_by is not None and self.killed_by.startswith(KILLED_HERE)

    @property
    def is_gone(self) -> bool:
        """Readers get no word of it: it was killed, or is itself the order not to use another (which tends to repeat it)."""
        item = self.item
        return (
            self.killed_by is not None
            or item.pubstatus == "canceled"
            or not {"kill", "withdrawal"}.isdisjoint(item.marks.actions)
        )


class ChainVersion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the box "versions of this story"."""

    item: str
    label: str
    at: datetime | None
    headline: str
    position: int
    is_killed: bool = False
    is_held: bool = False
    is_current: bool = False


class AgencyStart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One agency's first item on a story."""

    story: str
    #: as pages show it
    agency: str
    item: str
    rank: str | None = None
    received_at: datetime
