"""Decide which story a new item belongs to: its chain's, else the one it most likely joins, else a new one."""

import math
from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal, Protocol

import msgspec

from wireroom.model import Item, Link
from wireroom.stories.decision import StoryDecision
from wireroom.stories.index import OpenStories, Running
from wireroom.stories.joining import ask, chance, facts
from wireroom.stories.reason import say_reason
from wireroom.stories.score import Facts, Vector, Weighed, vector_of, weigh
from wireroom.stories.tongues import is_telling
from wireroom.text.spans import span

View = Literal["story", "topic"]

#: a headline less like the story's than this share of what is asked is not looked at twice: of 61,297 pairs of May 2012
#: none under a cosine of .31 came near the chance asked
_LEAST: Final = 0.4
#: the same of a text, by the weight of the words it was found by
_TEXT_LEAST: Final = 0.7
#: a likeness is at most so many times what it is without its strongest word: a shared place is no shared event
_ALONE: Final = 2.5
#: in a body of fewer words, at least this share of what its names weigh must be in the story, else it is a form filled
#: in for another place ("Weather for …", "Ships expected at …")
_SHORT: Final = 120
_NAMED: Final = 0.15
#: for each of years, months, weekdays and figures of which item and story have some: when they share one, and when not.
#: Chosen on ECB+ topics 1-35 in a prototype: F1 .901 to .905 from .85 to .92, .88 without
_SAME: Final = 1.1
_OTHER: Final = 0.9
#: items of two languages join within so many hours when their common words tell so much together, one of them a name
_ACROSS_H: Final = 24.0
_ACROSS: Final = 17.0
_ACROSS_STEMS: Final = 3


class InChain(Protocol):
    """What `chains.decide` says of the item, as far as stories care."""

    @property
    def order(self) -> tuple[str, ...]: ...
    @property
    def link(self) -> Link | None: ...


class Threading(msgspec.Struct, frozen=True, kw_only=True):
    """How alike an item must be to join: the grain of the stories."""

    #: least chance for a headline (`joining`); None: by likeness alone
    chance: float | None
    #: least likeness for a headline where there is no chance to go by, and for an item with a body
    headline: float
    body: float
    #: likeness falls to a third after this many hours without a new item
    decay_h: float
    #: a story ends after this many hours without a new item
    window_h: float


VIEWS: Final[dict[View, Threading]] = {
    "story": Threading(chance=0.55, headline=0.5, body=0.28, decay_h=72.0, window_h=72.0),
    "topic": Threading(chance=None, headline=0.1, body=0.1, decay_h=240.0, window_h=168.0),
}


class Candidate(msgspec.Struct, frozen=True):
    """A story the item may join: how far above what is asked (1 = just enough), and what it says as a score."""

    strength: float
    score: float
    story: Running
    shared: Vector


def decide(
    item: Item,
    chain: InChain,
    known: OpenStories,
    *,
    received_at: datetime,
    view: View = "story",
    weighed: Weighed | None = None,
) -> StoryDecision:
    """Find the story of an item. Reads `known`, changes nothing. `weighed` is the item's, when somebody weighed it before."""
    weighed = weighed or weigh(item)
    head, text = known.vectors(weighed)
    words = StoryDecision(story=f"s{item.id}", weighed=weighed, head=head, text=text)
    if item.id in known.story_of:
        return msgspec.structs.replace(words, story=known.story_of[item.id])
    mates = (mate for mate in chain.order if mate != item.id)
    stories = list(dict.fromkeys(known.story_of[mate] for mate in mates if mate in known.story_of))
    if stories:
        said = chain.link.reason if chain.link is not None else "another version of it"
        score = chain.link.score if chain.link is not None else 1.0
        return msgspec.structs.replace(
            words, story=stories[0], reason=f"same chain: {said}", score=score, merges=tuple(stories[1:])
        )
    at = span(item, received_at)[0]
    best: Candidate | None = None
    for found in _candidates(weighed, head, text, known, at, VIEWS[view], item.marks.genre):
        if best is None or found.strength > best.strength:
            best = found
    if best is None or best.strength < 1.0:
        return words
    reason = say_reason(item, weighed, best.shared, best.story, at)
    return msgspec.structs.replace(words, story=best.story.id, reason=reason, score=round(min(best.score, 1.0), 3))


def _candidates(
    weighed: Weighed, head: Vector, text: Vector, known: OpenStories, at: float, grain: Threading, genre: str | None
) -> Iterator[Candidate]:
    """Weigh the stories an item may join: texts with texts, headlines where one of the two has no more."""
    window = grain.window_h * 3600
    # a snap is worded like the first paragraph of what follows: it is held against texts too
    told = text or (vector_of(weighed.head, known.texts) if head and known.has_texts else {})
    for story in known.find_by_text(told, _TEXT_LEAST * grain.body):
        if abs(at - story.last) <= window:
            yield _by_text(weighed, told, story, at, grain)
    least = _LEAST * (grain.chance or grain.headline)
    asked = None
    for story in known.find_by_head(head, 0.5 * least):
        if abs(at - story.last) > window:
            continue
        shared = story.heads.shared(head)
        if _is_foreign(weighed, story):
            yield _across(shared, story, at, known)
        if (not text or story.texts is None) and (cosine := sum(shared.values())) >= least:
            if grain.chance is None:
                score = cosine * math.exp(-abs(at - story.last) / 3600 / grain.decay_h)
                yield Candidate(score / grain.headline, score, story, shared)
            else:
                asked = asked or ask(weighed, head, known, genre)
                score = chance(facts(asked, shared, story, at))
                yield Candidate(score / grain.chance, score, story, shared)


def _by_text(weighed: Weighed, text: Vector, story: Running, at: float, grain: Threading) -> Candidate:
    """Weigh a story by its texts: cosine, dates and figures, unless one word makes it or the names speak against it."""
    shared = story.texts.shared(text) if story.texts is not None else {}
    if not shared:
        return Candidate(0.0, 0.0, story, shared)
    cosine = sum(shared.values())
    likeness = min(cosine, _ALONE * (cosine - max(shared.values())))
    if weighed.names and weighed.n_words < _SHORT:
        named = sum([text[name] ** 2 for name in weighed.names])
        also = sum([text[name] ** 2 for name in weighed.names if name in shared])
        likeness *= min(1.0, also / (named * _NAMED))
    likeness *= _agreement(weighed.facts, story.facts) * math.exp(-abs(at - story.last) / 3600 / grain.decay_h)
    return Candidate(likeness / grain.body, likeness, story, shared)


def _agreement(these: Facts, those: Facts) -> float:
    """Say how dates and figures speak for or against: 1 when nothing is said of them."""
    product = 1.0
    for mine, theirs in zip(these, those, strict=True):
        if mine and theirs:
            product *= _OTHER if mine.isdisjoint(theirs) else _SAME
    return product


def _is_foreign(weighed: Weighed, story: Running) -> bool:
    return weighed.language is not None and None not in story.languages and weighed.language not in story.languages


def _across(shared: Vector, story: Running, at: float, known: OpenStories) -> Candidate:
    """Weigh a story in another language by the names, places, figures and events that both tongues print alike."""
    is_late = abs(at - story.last) / 3600 > _ACROSS_H
    if is_late or len(shared) < _ACROSS_STEMS or not any(is_telling(stem) for stem in shared):
        return Candidate(0.0, 0.0, story, shared)
    told = sum([min(known.heads.rarity(stem), 9.0) for stem in shared])
    return Candidate(told / _ACROSS, min(1.0, told / (2 * _ACROSS)), story, shared)
