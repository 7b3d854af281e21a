"""What is written when copy is placed, and when an editor moves it: values that `chains` and `stories` decide, and no verbs."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from wireroom.model import Change, Dispatch, DispatchState, Fault, Item, Link
from wireroom.store._ledger import Ring


class Reordered(msgspec.Struct, frozen=True, kw_only=True):
    """Another chain that won or lost items because of a new one: its whole order now."""

    chain: str
    order: tuple[str, ...]


class Restoried(msgspec.Struct, frozen=True, kw_only=True):
    """Items that go to a story, from wherever they stand."""

    story: str
    items: tuple[str, ...]


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """What stands elsewhere because of an editor's decision."""

    #: chains in their whole order now; items named in an order move there from wherever they stand
    chains: tuple[Reordered, ...] = ()
    stories: tuple[Restoried, ...] = ()
    #: the machine's chain, or story, of items, where it is another one than they stand in; None = it is the same
    own_chains: Mapping[str, str | None] = {}
    own_stories: Mapping[str, str | None] = {}
    #: chains and stories without an item left, with the one that their address leads to
    emptied_chains: Mapping[str, str] = {}
    emptied_stories: Mapping[str, str] = {}
    #: stories and what they are called from now on; None = by their newest line
    names: Mapping[str, str | None] = {}
    #: what the alarm says that the decision rings about its order
    alarm: str | None = None


class Ready(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is written of an item and depends on it alone: made where there is time for it, as `make_ready` makes it."""

    #: its words as searches compare them, see `query.folded_text`
    words: str
    #: as it is kept; None = not made
    copy: bytes | None = None
    #: the words of the index without places; None = not made
    listed: str | None = None


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Where one new item goes: decided by `chains` and `stories`, written by the store."""

    item: Item
    #: of this item; None = the store makes it
    ready: Ready | None = None
    chain: str
    story: str
    link: Link | None = None
    changes: tuple[Change, ...] = ()
    #: the whole chain in the agency's order after this item, ids oldest first; the last usable one is on top
    order: tuple[str, ...] = ()
    #: other chains whose items moved; items named in an order move there from wherever they stand
    regrouped: tuple[Reordered, ...] = ()
    #: chains that turn out to be this one: their items move here
    merges: tuple[str, ...] = ()
    #: stories that turn out to be this one
    merged_stories: tuple[str, ...] = ()
    #: why it stands in its story, in plain words
    story_reason: str | None = None
    #: items that go to other stories because of it, where an editor's decision forbids a merge
    restoried: tuple[Restoried, ...] = ()
    #: as in `Shift`, of this item and of others
    own_chains: Mapping[str, str | None] = {}
    own_stories: Mapping[str, str | None] = {}
    #: see `Filed.story_mate`
    story_mate: str | None = None
    held_until: datetime | None = None
    is_held_open: bool = False
    #: things the desk must look at, in plain words
    alarms: tuple[str, ...] = ()
    #: who is to hear of it; while it is held, only the desk does
    rings: tuple[Ring, ...] = ()


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """All that one dispatch leads to; an empty `placements` with a `reason` hangs it on the spike."""

    dispatch: str
    format: str | None = None
    placements: tuple[Placement, ...] = ()
    #: ids of all its items in the order of the copy, for the receipt; empty = placements, then known
    items: tuple[str, ...] = ()
    #: items of this dispatch that were on the wire before: told in the receipt, not filed again
    known: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    reason: str | None = None
    #: enclosed dispatches, kept in the same transaction and placed after it
    enclosed: tuple[Dispatch, ...] = ()


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What `keep` says of one dispatch."""

    id: str
    is_new: bool
    state: DispatchState
