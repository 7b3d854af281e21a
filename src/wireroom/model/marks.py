"""Marks: what wire copy says of itself, with the evidence for each.

The form is the one results are compared in: `rank`, `series` with `number`, `writethru`, `take`, `actions`, `genre`.
"""

from typing import Final, Literal

import msgspec

Rank = Literal["flash", "bulletin", "alert", "urgent"]
Series = Literal["lead", "update", "wrapup"]
Action = Literal[
    "correction", "refile", "repeat", "kill", "withdrawal", "embargo", "advisory", "replace", "test",
    "add", "insert", "sub", "hold", "advance",
]  # fmt: skip

#: most pressing first
RANKS: Final[tuple[Rank, ...]] = ("flash", "bulletin", "alert", "urgent")
#: copy so marked stands behind copy already sent
_JOINING: Final = frozenset(("add", "insert", "sub"))
#: actions in the order pages show them
ACTIONS: Final[tuple[Action, ...]] = (
    "kill", "withdrawal", "embargo", "hold", "advance", "correction", "refile", "repeat", "replace", "add", "insert",
    "sub", "advisory", "test",
)  # fmt: skip


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Why we say a mark is there: which words, in which place, by which rule of which house style."""

    #: the mark it speaks for, e.g. "rank:flash", "lead:2", "action:kill", "genre:feature"
    mark: str
    #: the words as the agency sent them
    words: str
    #: "headline", "slug", "keyword", "block", "priority", "signal", "ednote", "take_key"
    where: str
    #: house style and rule, e.g. "xinhua/headline/lead"
    rule: str
    #: code points from the start of that place; None when the place is not text
    start: int | None = None


class Marks(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The marks of one item, from all the places they occur."""

    rank: Rank | None = None
    series: Series | None = None
    #: which lead, update or wrapup, from 1; None when there is no series, or one that nobody counts (sig:update)
    number: int | None = None
    #: the whole story again: replaces everything before it
    writethru: bool = False
    #: which take, from 1: stands behind the copy before it
    take: int | None = None
    #: each at most once
    actions: tuple[Action, ...] = ()
    #: the kind of piece, lower case, one word: "feature", "interview", "factbox"; None = plain news
    genre: str | None = None
    #: the mark as the house spells it, for badges: "2nd LD", "FLASH", "UPDATE 3"; None = no mark
    label: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def joins_behind(self) -> bool:
        """Tell whether the item continues copy already sent and replaces nothing: an add, an insert, a second take."""
        return not _JOINING.isdisjoint(self.actions) or (self.take or 0) > 1
