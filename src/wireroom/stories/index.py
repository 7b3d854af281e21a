"""OpenStories: the stories running now, in memory: the sums of their items' vectors, and indexes from words to them."""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from wireroom.model import Filed, Item
from wireroom.stories.background import Background
from wireroom.stories.decision import StoryDecision
from wireroom.stories.score import NO_FACTS, Facts, Vector, Weighed, vector_of, weigh
from wireroom.text.spans import span

#: entries of a word index looked at for one item, rarest words first
_BUDGET: Final = 600
#: stories compared in full: by headline, and by text (of 2,539 that an ECB+ text could join, all but two were among these)
_COMPARED: Final = 6
_TEXTS_COMPARED: Final = 8
#: what one word weighs of a running story's headlines, about: by it a headline's commonest words are told to be too light
_PART: Final = 0.45
#: words of a text by which its story is found: the weightiest
_FOUND_BY: Final = 40
#: stories that the table of a month's headlines weighs as much as: in headlines, and in texts, which it knows less of
_HEAD_TABLE: Final = 2000
_TEXT_TABLE: Final = 100


class Sum(msgspec.Struct, kw_only=True, eq=False, gc=False):
    """The sum of vectors, and the square of its length."""

    weights: Vector
    square: float = 0.0

    def shared(self, vector: Vector) -> Vector:
        """Give what each stem adds to the cosine of the sum and a vector."""
        if self.square <= 0:
            return {}
        weights, length = self.weights, math.sqrt(self.square)
        return {stem: vector[stem] * weights[stem] / length for stem in filter(weights.__contains__, vector)}

    def add(self, vector: Vector) -> list[str]:
        """Add a vector; gives the stems that are new."""
        weights, new, more = self.weights, [], 0.0
        for stem, weight in vector.items():
            had = weights.get(stem)
            if had is None:
                had = 0.0
                new.append(stem)
            weights[stem] = had + weight
            more += weight * (weight + 2 * had)
        self.square += more
        return new


class Running(msgspec.Struct, kw_only=True, eq=False, gc=False):
    """One story as threading sees it."""

    id: str
    #: of its headlines; of its texts, None while it has headlines only
    heads: Sum
    texts: Sum | None = None
    #: years, months, weekdays and figures of its texts
    facts: Facts = NO_FACTS
    #: seconds since 1970 of its first and newest item; whose the newest is, and its headline
    first: float
    last: float
    last_agency: str = ""
    title: str = ""
    genre: str | None = None
    n_items: int = 0
    #: languages of its items as two letters; None = one did not say
    languages: tuple[str | None, ...] = ()


class OpenStories:
    """The stories an item may still join. `decide` reads it, `note` writes it."""

    def __init__(self) -> None:
        self._stories: dict[str, Running] = {}
        #: each stem's stories, with what it weighs in the sum of their headlines
        self._by_head: dict[str, dict[Running, float]] = {}
        self._by_text: dict[str, dict[Running, None]] = {}
        self.heads = Background(table=_HEAD_TABLE, left_out=1)
        self.texts = Background(table=_TEXT_TABLE, left_out=0)
        self.story_of: dict[str, str] = {}

    def rarity(self, stem: str) -> float:
        """Say how much it tells that headlines share a stem; see `Background`."""
        return self.heads.rarity(stem)

    def __len__(self) -> int:
        return len(self._stories)

    def __contains__(self, story: str) -> bool:
        return story in self._stories

    def get(self, story: str) -> Running | None:
        """Give a running story; None when it has ended."""
        return self._stories.get(story)

    def vectors(self, weighed: Weighed) -> tuple[Vector, Vector]:
        """Weigh the words of a headline and of a text by how rare they are; both empty for a form."""
        if weighed.is_form:
            return {}, {}
        return vector_of(weighed.head, self.heads), vector_of(weighed.text, self.texts)

    def words_of(self, item: Item) -> Vector:
        """Give the weighed words by which items of one story are told from each other."""
        head, text = self.vectors(weigh(item))
        return text or head

    @property
    def has_texts(self) -> bool:
        """Tell whether any running story has a text."""
        return bool(self._by_text)

    def find_by_head(self, vector: Vector, least: float = 0.0) -> list[Running]:
        """Give the stories whose headlines share the most of the rarest words, by cosine; what is under `least` is left out.

        The commonest words, together too light to reach `least` by themselves, only add to stories found before.
        """
        lists = [(len(found), weight, found) for stem, weight in vector.items() if (found := self._by_head.get(stem))]
        lists.sort(key=_length)
        shared: dict[Running, float] = {}
        so_far = shared.get
        left, ahead = _BUDGET, sum([weight for _, weight, _ in lists])
        for length, weight, stories in lists:
            if length > left and shared:
                break
            if ahead * _PART < least:
                for story in filter(stories.__contains__, shared):
                    shared[story] += weight * stories[story]
            else:
                for story, held in stories.items():
                    shared[story] = so_far(story, 0.0) + weight * held
            left -= length
            ahead -= weight
        floor = least * least
        ranked = {story: square for story, dot in shared.items() if (square := dot * dot / story.heads.square) >= floor}
        return sorted(ranked, key=ranked.__getitem__, reverse=True)[:_COMPARED]

    def find_by_text(self, vector: Vector, least: float = 0.0) -> list[Running]:
        """Give the stories that the weightiest words of a text stand in; what shares less weight than `least` is left out."""
        if not self._by_text:
            return []
        shared: dict[Running, float] = {}
        left = _BUDGET * 2
        so_far = shared.get
        lists = [
            (len(found), vector[stem], found) for stem in _weightiest(vector) if (found := self._by_text.get(stem))
        ]
        lists.sort(key=_length)
        ahead = sum([weight for _, weight, _ in lists])
        for length, weight, stories in lists:
            if length > left and shared:
                break
            if ahead < least:  # all that is left cannot bring in a story that was not found before
                for story in filter(stories.__contains__, shared):
                    shared[story] += weight
            else:
                for story in stories:
                    shared[story] = so_far(story, 0.0) + weight
            left -= length
            ahead -= weight
        enough = [story for story, weight in shared.items() if weight >= least]
        return sorted(enough, key=shared.__getitem__, reverse=True)[:_TEXTS_COMPARED]

    def n_by_head(self, stem: str) -> int:
        """Say how many running stories have a stem in a headline."""
        return len(self._by_head.get(stem, ()))

    def note(self, item: Item, decision: StoryDecision, *, received_at: datetime) -> None:
        """Write a decision down, before the next item is decided."""
        if item.id in self.story_of:
            return
        story = self._stories.get(decision.story) or self._open(decision.story)
        for name in decision.merges:
            if (other := self._stories.get(name)) is not None and other is not story:
                self._merge(other, story)
        weighed = decision.weighed or weigh(item)
        self._add(story, item, weighed, (decision.head, decision.text), received_at)

    def warm(self, filed: Filed, weighed: Weighed | None = None) -> None:
        """Take in an item that stands on the wire already, after a start; `weighed`: when it was kept."""
        story = self._stories.get(filed.story) or self._open(filed.story)
        weighed = weighed or weigh(filed.item)
        self._add(story, filed.item, weighed, self.vectors(weighed), filed.received_at)

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
        story = Running(id=name, heads=Sum(weights={}), first=math.inf, last=-math.inf)
        self._stories[name] = story
        return story

    def _add(
        self, story: Running, item: Item, weighed: Weighed, vectors: tuple[Vector, Vector], received_at: datetime
    ) -> None:
        self.story_of[item.id] = story.id
        at = span(item, received_at)[0]
        story.first = min(story.first, at)
        if at >= story.last:
            story.last, story.last_agency = at, item.agency_name or item.agency or ""
            story.title, story.genre = item.headline_clean or item.headline or "", item.marks.genre
        story.n_items += 1
        if weighed.language not in story.languages:
            story.languages = (*story.languages, weighed.language)
        head, text = vectors
        if head:
            is_new = not story.heads.weights
            new = story.heads.add(head)
            self._weigh_head(story, head)
            self.heads.count(new, is_new=is_new)
        if text:
            story.texts = story.texts or Sum(weights={})
            story.texts.add(text)
            self.texts.weigh(text)
            _enter(self._by_text, _weightiest(text), story)
            story.facts = _union(story.facts, weighed.facts)

    def _weigh_head(self, story: Running, stems: Iterable[str]) -> None:
        weights, index = story.heads.weights, self._by_head
        for stem in stems:
            stories = index.get(stem)
            if stories is None:
                index[stem] = {story: weights[stem]}
            else:
                stories[story] = weights[stem]

    def _merge(self, other: Running, story: Running) -> None:
        self.heads.discount(other.heads.weights.keys() & story.heads.weights.keys())
        story.heads.add(other.heads.weights)
        self._weigh_head(story, other.heads.weights)
        if other.texts is not None:
            story.texts = story.texts or Sum(weights={})
            story.texts.add(other.texts.weights)
            _enter(self._by_text, [stem for stem in other.texts.weights if other in self._by_text.get(stem, ())], story)
            story.facts = _union(story.facts, other.facts)
        story.n_items += other.n_items
        story.first = min(story.first, other.first)
        story.languages = tuple(dict.fromkeys((*story.languages, *other.languages)))
        if other.last > story.last:
            story.last, story.last_agency = other.last, other.last_agency
            story.title, story.genre = other.title, other.genre
        self._drop(other)
        for item, name in self.story_of.items():
            if name == other.id:
                self.story_of[item] = story.id

    def _drop(self, story: Running) -> None:
        del self._stories[story.id]
        _leave(self._by_head, story.heads.weights, story)
        if story.texts is not None:
            _leave(self._by_text, story.texts.weights, story)


def _length(entry: tuple[int, float, object]) -> int:
    return entry[0]


def _weightiest(vector: Vector) -> list[str]:
    return sorted(vector, key=vector.__getitem__, reverse=True)[:_FOUND_BY]


def _union(these: Facts, those: Facts) -> Facts:
    return these[0] | those[0], these[1] | those[1], these[2] | those[2], these[3] | those[3]


def _enter(index: dict[str, dict[Running, None]], stems: Iterable[str], story: Running) -> None:
    for stem in stems:
        stories = index.get(stem)
        if stories is None:
            index[stem] = {story: None}
        else:
            stories[story] = None


def _leave(
    index: dict[str, dict[Running, float]] | dict[str, dict[Running, None]], stems: Iterable[str], story: Running
) -> None:
    for stem in stems:
        if (stories := index.get(stem)) is not None:
            stories.pop(story, None)
            if not stories:
                del index[stem]
