"""Decide which story a new item belongs to: its chain's, else the one most like it, else a new one."""

import math
from datetime import datetime
from typing import Final, Literal, Protocol

import msgspec

from wireroom.model import Item, Link
from wireroom.stories.decision import StoryDecision
from wireroom.stories.index import OpenStories, Running
from wireroom.stories.score import Vector, Weighed, vector_of, weigh
from wireroom.text.spans import span
from wireroom.text.stems import surface

View = Literal["story", "topic"]

#: a likeness is at most so many times what it is without its strongest word: a shared place is no shared event
_ALONE: Final = 2.5
#: in a body of fewer words, at least this share of what its names weigh must be in the story, else it is a form filled
#: in for another place ("Weather for …", "Ships expected at …")
_SHORT: Final = 120
_NAMED: Final = 0.15


class InChain(Protocol):
    """What `chains.decide` says of the item, as far as stories care."""

    @property
    def order(self) -> tuple[str, ...]: ...
    @property
    def link(self) -> Link | None: ...


class Threading(msgspec.Struct, frozen=True, kw_only=True):
    """How alike an item must be to join: the grain of the stories."""

    #: least likeness for a bare headline, and for an item with a body
    headline: float
    body: float
    #: likeness falls to a third after this many hours without a new item
    decay_h: float
    #: a story ends after this many hours without a new item
    window_h: float


VIEWS: Final[dict[View, Threading]] = {
    "story": Threading(headline=0.5, body=0.35, decay_h=72.0, window_h=72.0),
    "topic": Threading(headline=0.1, body=0.12, decay_h=240.0, window_h=168.0),
}


def decide(
    item: Item, chain: InChain, known: OpenStories, *, received_at: datetime, view: View = "story"
) -> StoryDecision:
    """Find the story of an item. Reads `known`, changes nothing."""
    weighed = weigh(item)
    vector = vector_of(weighed, known.rarity)
    mates = (mate for mate in chain.order if mate != item.id)
    stories = list(dict.fromkeys(known.story_of[mate] for mate in mates if mate in known.story_of))
    if item.id in known.story_of:
        return StoryDecision(story=known.story_of[item.id], reason=None, vector=vector)
    if stories:
        words = chain.link.reason if chain.link is not None else "another version of it"
        score = chain.link.score if chain.link is not None else 1.0
        return StoryDecision(
            story=stories[0], reason=f"same chain: {words}", score=score, merges=tuple(stories[1:]), vector=vector
        )
    at = span(item, received_at)[0]
    settings = VIEWS[view]
    best: Running | None = None
    best_score = 0.0
    for story in known.find_alike(vector):
        hours = abs(at - story.last) / 3600
        if hours <= settings.window_h:
            score = _likeness(weighed, vector, story) * math.exp(-hours / settings.decay_h)
            if score > best_score:
                best, best_score = story, score
    if best is None or best_score < (settings.body if weighed.n_words else settings.headline):
        return StoryDecision(story=f"s{item.id}", vector=vector)
    return StoryDecision(
        story=best.id, reason=_reason(item, vector, best, at), score=round(min(best_score, 1.0), 3), vector=vector
    )


def _likeness(weighed: Weighed, vector: Vector, story: Running) -> float:
    """Give how alike an item and a story are, 0 … 1: their cosine, unless one word makes it or the names speak against it.

    A bare headline has too few words for either question.
    """
    shared = story.shared(vector)
    if not shared:
        return 0.0
    cosine = sum(shared.values())
    if not weighed.n_words:
        return cosine
    likeness = min(cosine, _ALONE * (cosine - max(shared.values())))
    if weighed.n_words < _SHORT and weighed.names:
        named = sum(vector[name] ** 2 for name in weighed.names)
        also = sum(vector[name] ** 2 for name in weighed.names if name in shared)
        likeness *= min(1.0, also / (named * _NAMED))
    return likeness


def _reason(item: Item, vector: Vector, story: Running, at: float) -> str:
    """Say in plain words why it joins: the telling words it shares, and how long after whom."""
    shared = sorted(
        (s for s in vector if s in story.weights), key=lambda s: vector[s] * story.weights[s], reverse=True
    )[:4]
    text = f"{item.headline_clean or item.headline or ''}\n{item.body_text[:4000]}"
    words = ", ".join(f'"{surface(stem, text)}"' for stem in shared)
    minutes = round((at - story.last) / 60)
    after = f"{minutes} minutes" if minutes < 90 else f"{minutes / 60:.0f} hours"
    whom = story.last_agency or "the item before"
    when = f"{after} after {whom}" if minutes >= 0 else f"before {whom}"
    return f"shares {words}; {when}"
