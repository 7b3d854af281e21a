"""StoryDecision: what `decide` says of one item, and `OpenStories.note` and the store write down."""

import msgspec

from wireroom.stories.score import Vector, Weighed


class StoryDecision(msgspec.Struct, frozen=True, kw_only=True):
    """The story one item joins or opens."""

    #: "s" and the id of its first item
    story: str
    #: why, in plain words; None when it opens the story
    reason: str | None = None
    #: 0 … 1; 0 when it opens the story
    score: float = 0.0
    #: stories that turn out to be this one
    merges: tuple[str, ...] = ()
    #: for `note`: the item's words, and how its headline's and its text's weigh on this wire
    weighed: Weighed | None = None
    head: Vector = {}
    text: Vector = {}

    @property
    def vector(self) -> Vector:
        """The weighed words by which items of one story are told from each other."""
        return self.text or self.head
