"""OpenStories: the stories running now, in memory: the sum of their items' vectors, and an index from words to them."""

import math
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from wireroom.model import Filed, Item
from wireroom.stories.decision import StoryDecision
from wireroom.stories.score import Vector, vector_of, weigh
from wireroom.text.spans import span
from wireroom.text.stems import share

#: entries of the word index looked at for one item, rarest words first
_BUDGET: Final = 600
#: stories compared in full
_COMPARED: Final = 8
#: stories that a month's headlines weigh as much as, when it is asked what is common on this wire
_BACKGROUND: Final = 2000
#: stories after which the counts are halved, so that old news fades and the table stays small
_COUNTED: Final = 20_000


class Running(msgspec.Struct, kw_only=True, eq=False, gc=False):
    """One story as threading sees it."""

    id: str
    #: sum of its items' vectors, and the square of its length
    weights: Vector
    square: float
    #: seconds since 1970 of its newest item, and whose it is
    last: float
    last_agency: str
    n_items: int

    def shared(self, vector: Vector) -> Vector:
        """Give what each stem adds to the cosine of the story and an item."""
        if self.square <= 0:
            return {}
        weights, length = self.weights, math.sqrt(self.square)
        return {stem: weight * weights[stem] / length for stem, weight in vector.items() if stem in weights}


class OpenStories:
    """The stories an item may still join. `decide` reads it, `note` writes it."""

    def __init__(self) -> None:
        self._stories: dict[str, Running] = {}
        self._by_word: dict[str, dict[Running, None]] = {}
        self.story_of: dict[str, str] = {}
        #: stories counted, and how many had each stem: what is common on this wire. Stories, not items: a name that
        #: fifty items of one story have still tells; a port that ten stories have does not
        self._n_counted = 0
        self._counts: dict[str, int] = {}

    def rarity(self, stem: str) -> float:
        """Say how much it tells that an item and a story share a stem: by how few other stories of this wire have it.

        The wire's own count is leant on the background until it is large. One story is left out of it: the one that
        the item may belong to.
        """
        others = self._counts.get(stem, 1) - 1
        return max(0.1, -math.log((_BACKGROUND * share(stem) + others) / (_BACKGROUND + self._n_counted)))

    def __len__(self) -> int:
        return len(self._stories)

    def __contains__(self, story: str) -> bool:
        return story in self._stories

    def get(self, story: str) -> Running | None:
        """Give a running story; None when it has ended."""
        return self._stories.get(story)

    def find_alike(self, vector: Vector) -> Iterator[Running]:
        """Give the stories that share the most of the rarest words."""
        lists = [
            (len(found), weight, found, stem) for stem, weight in vector.items() if (found := self._by_word.get(stem))
        ]
        lists.sort(key=lambda entry: entry[0])
        shared: dict[Running, float] = {}
        left = _BUDGET
        for length, weight, stories, stem in lists:
            if length > left and shared:
                break
            for story in stories:
                shared[story] = shared.get(story, 0.0) + weight * story.weights[stem] / math.sqrt(story.square)
            left -= length
        yield from sorted(shared, key=shared.__getitem__, reverse=True)[:_COMPARED]

    def note(self, item: Item, decision: StoryDecision, *, received_at: datetime) -> None:
        """Write a decision down, before the next item is decided."""
        if item.id in self.story_of:
            return
        story = self._stories.get(decision.story) or self._open(decision.story)
        for name in decision.merges:
            if (other := self._stories.get(name)) is not None and other is not story:
                self._merge(other, story)
        self._add(story, item, decision.vector, received_at)

    def warm(self, filed: Filed) -> None:
        """Take in an item that stands on the wire already, after a start."""
        story = self._stories.get(filed.story) or self._open(filed.story)
        self._add(story, filed.item, vector_of(weigh(filed.item), self.rarity), filed.received_at)

    def prune(self, before: datetime) -> int:
        """Forget stories without an item since then; gives how many."""
        limit = before.timestamp()
        ended = [story for story in self._stories.values() if story.last < limit]
        gone = {story.id for story in ended}
        for story in ended:
            self._drop(story)
        self.story_of = {item: story for item, story in self.story_of.items() if story not in gone}
        return len(ended)

    def _open(self, name: str) -> Running:
        story = Running(id=name, weights={}, square=0.0, last=float("-inf"), last_agency="", n_items=0)
        self._stories[name] = story
        return story

    def _add(self, story: Running, item: Item, vector: Vector, received_at: datetime) -> None:
        self.story_of[item.id] = story.id
        at = span(item, received_at)[0]
        if at >= story.last:
            story.last, story.last_agency = at, item.agency_name or item.agency or ""
        story.n_items += 1
        if vector:
            self._count([stem for stem in vector if stem not in story.weights], is_new=not story.weights)
            self._sum(story, vector)

    def _sum(self, story: Running, vector: Vector) -> None:
        weights = story.weights
        for stem, weight in vector.items():
            had = weights.get(stem)
            if had is None:
                had = 0.0
                self._by_word.setdefault(stem, {})[story] = None
            weights[stem] = had + weight
            story.square += weight * (weight + 2 * had)

    def _count(self, stems: list[str], *, is_new: bool) -> None:
        self._n_counted += is_new
        counts = self._counts
        for stem in stems:
            counts[stem] = counts.get(stem, 0) + 1
        if self._n_counted >= _COUNTED:
            self._n_counted //= 2
            self._counts = {stem: n // 2 for stem, n in counts.items() if n > 1}

    def _merge(self, other: Running, story: Running) -> None:
        for stem in other.weights.keys() & story.weights.keys():
            if self._counts.get(stem, 0) > 1:
                self._counts[stem] -= 1
        self._sum(story, other.weights)
        story.n_items += other.n_items
        if other.last > story.last:
            story.last, story.last_agency = other.last, other.last_agency
        self._drop(other)
        for item, name in self.story_of.items():
            if name == other.id:
                self.story_of[item] = story.id

    def _drop(self, story: Running) -> None:
        del self._stories[story.id]
        for stem in story.weights:
            stories = self._by_word[stem]
            del stories[story]
            if not stories:
                del self._by_word[stem]
