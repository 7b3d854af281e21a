"""Overlay: what editors decided, over the machine's memory of the running wire; told of each new item as it is placed.

Without a decision about any of the items concerned, it hands through what the machine says.
"""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from wireroom.chains import ChainDecision, OpenChains, Regrouped
from wireroom.chains.order import order_cards
from wireroom.editing.standing import Fact, Ledger, find_standing
from wireroom.model import Decision, Filed, Item
from wireroom.stories import OpenStories, StoryDecision
from wireroom.stories.score import Vector

_NONE: Final[dict[str, str | None]] = {}


class ChainPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a new item stands among the chains, and what else stands elsewhere because of it."""

    chain: str
    order: tuple[str, ...]
    regrouped: tuple[Regrouped, ...] = ()
    merges: tuple[str, ...] = ()
    #: the machine's chain of these items, where it is another one than they stand in; None = it is the same
    own: dict[str, str | None] = _NONE


class StoryPlace(msgspec.Struct, frozen=True, kw_only=True):
    """The same among the stories."""

    story: str
    merges: tuple[str, ...] = ()
    #: items that go to another story because of it, each with that story
    moved: dict[str, str] = {}
    own: dict[str, str | None] = _NONE
    #: the item whose company it keeps, where no link says so
    mate: str | None = None


class Overlay:
    """The decisions that hold, and the little that must be known of running items to go by them."""

    def __init__(
        self, chains: OpenChains, stories: OpenStories, decisions: Iterable[Decision],
        find: Callable[[str], Filed | None],
    ) -> None:  # fmt: skip
        """`find` looks up an item that is too old for the machine's memory."""
        decisions = list(decisions)
        self._chains, self._stories, self._find = chains, stories, find
        self.chains = Ledger(decision for decision in decisions if decision.place == "chain")
        self.stories = Ledger(decision for decision in decisions if decision.place == "story")
        for decision in decisions:
            self._spare(decision)
        #: the item each one was linked to when it came
        self._links: dict[str, str] = {}
        self._mates: dict[str, str] = {}
        #: items that stand in another chain than the machine's, and the same by chain
        self._away: dict[str, str] = {}
        self._here: dict[str, dict[str, None]] = {}
        #: the words of the items of each of the machine's stories that an editor split: what comes later goes where it
        #: has most in common
        self._words: dict[str, dict[str, Vector]] = {}

    def warm(self, filed: Filed) -> Filed:
        """Take in an item that stands on the wire already; gives it as the machine has it."""
        id = filed.item.id
        if filed.link is not None:
            self._links[id] = filed.link.to
        if filed.story_mate is not None:
            self._mates[id] = filed.story_mate
        if filed.own_chain is not None:
            self._set_away(id, filed.chain)
        story = filed.own_story or filed.story
        if story in self._words or self.stories.is_split(id):
            self._note_words(story, filed)
        if filed.own_chain is None and filed.own_story is None:
            return filed
        return msgspec.structs.replace(filed, chain=filed.own_chain or filed.chain, story=story)

    def prune(self) -> None:
        """Forget items that the machine has forgotten."""
        for story, words in list(self._words.items()):
            self._words[story] = {item: vector for item, vector in words.items() if item in self._chains}
            if not self._words[story]:
                del self._words[story]
        for found in (self._links, self._mates):
            for item in [item for item in found if item not in self._chains]:
                del found[item]
        for item in [item for item in self._away if item not in self._chains]:
            self._set_away(item, None)

    # decisions

    def hold(self, decision: Decision, moved: dict[str, str], found: Iterable[Filed]) -> None:
        """Let a decision hold; `moved` says where items stand now, `found` are the items it was about."""
        if decision.place == "chain":
            self.chains.add(decision)
            self._spare(decision)
        elif decision.place == "story":
            self.stories.add(decision)
            if decision.kind == "split_story":
                for filed in found:
                    if (story := self._stories.story_of.get(filed.item.id)) is not None:
                        self._note_words(story, filed)
        self._stand(decision, moved)

    def let_go(self, decision: Decision, moved: dict[str, str]) -> None:
        """Let a decision hold no more."""
        ledger = self.chains if decision.place == "chain" else self.stories
        ledger.drop(decision.id)
        for change in decision.spared:
            self._chains.unspare(change.target, decision.notice or "")
        self._stand(decision, moved)

    def stand_again(self, items: Iterable[str]) -> None:
        """Let items be copy again that an editor had killed."""
        for item in items:
            self._chains.killed.pop(item, None)

    def _spare(self, decision: Decision) -> None:
        for change in decision.spared:
            self._chains.spare(change.target, decision.notice or "")

    def _note_words(self, story: str, filed: Filed) -> None:
        self._words.setdefault(story, {})[filed.item.id] = self._stories.words_of(filed.item)

    def _stand(self, decision: Decision, moved: dict[str, str]) -> None:
        if decision.place == "chain":
            for item, chain in moved.items():
                if item in self._chains:
                    self._set_away(item, chain if chain != self._chains.chain_of[item] else None)

    def _set_away(self, item: str, chain: str | None) -> None:
        old = self._away.pop(item, None)
        if old is not None:
            del self._here[old][item]
            if not self._here[old]:
                del self._here[old]
        if chain is not None:
            self._away[item] = chain
            self._here.setdefault(chain, {})[item] = None

    # placing

    def place_chain(self, item: str, decision: ChainDecision) -> ChainPlace:
        """Say where a new item stands, once the machine's decision is noted."""
        if decision.link is not None:
            self._links[item] = decision.link.to
        concerned: list[str] = []
        if len(self.chains) or self._away:
            concerned += dict.fromkeys((*decision.order, *(one for group in decision.regrouped for one in group.order)))
        if not any(one in self.chains or one in self._away for one in concerned):
            return ChainPlace(
                chain=decision.chain, order=decision.order, regrouped=decision.regrouped, merges=decision.merges
            )
        standing = find_standing(concerned, self._chain_fact, self.chains)
        own: dict[str, str | None] = {}
        for one, chain in standing.items():
            machine = self._chains.chain_of[one]
            own[one] = machine if machine != chain else None
            self._set_away(one, chain if machine != chain else None)
        orders = {chain: self._order(chain) for chain in dict.fromkeys(standing.values())}
        chain = standing[item]
        is_whole = len(orders) == 1 and not any(name in self._here for name in decision.merges)
        return ChainPlace(
            chain=chain,
            order=orders.pop(chain),
            regrouped=tuple(Regrouped(chain=name, order=order) for name, order in orders.items()),
            merges=tuple(name for name in decision.merges if name != chain) if is_whole else (),
            own=own,
        )

    def place_story(self, item: Item, decision: StoryDecision, merged: Iterable[str]) -> StoryPlace:
        """Say in which story a new item stands, once the machine's decision is noted; `merged`: items of its merges."""
        if not len(self.stories):
            return StoryPlace(story=decision.story, merges=decision.merges)
        for name in decision.merges:
            if words := self._words.pop(name, None):
                self._words.setdefault(decision.story, {}).update(words)
        mate = self._company(item.id, decision)
        if mate is not None:
            self._mates[item.id] = mate
        standing = find_standing([item.id, *merged], self._story_fact, self.stories)
        story = standing.pop(item.id)
        own = {item.id: decision.story if decision.story != story else None}
        if story == decision.story and all(other == story for other in standing.values()):
            return StoryPlace(story=story, merges=decision.merges, own=own, mate=mate)
        own |= {other: decision.story if decision.story != at else None for other, at in standing.items()}
        return StoryPlace(story=story, moved=standing, own=own, mate=mate)

    def items_of(self, stories: Iterable[str]) -> list[str]:
        """Give the items that the machine has in these stories; none is looked for when no decision holds."""
        names = set(stories)
        if not names or not len(self.stories):
            return []
        return [item for item, story in self._stories.story_of.items() if story in names]

    def _company(self, item: str, decision: StoryDecision) -> str | None:
        """Find whose company a new item keeps in a story that editors split; None = its link says it, or nothing does."""
        words = self._words.get(decision.story)
        if words is None:
            return None
        others = list(words.items())
        words[item] = decision.vector
        link = self._links.get(item)
        if link is not None and self._stories.story_of.get(link) == decision.story:
            return None
        best, best_score = None, 0.0
        for other, vector in others:
            score = sum([weight * vector[stem] for stem, weight in decision.vector.items() if stem in vector])
            if score > best_score:
                best, best_score = other, score
        return best

    def _order(self, chain: str) -> tuple[str, ...]:
        members = [item for item in self._chains.members(chain) if item not in self._away]
        members += self._here.get(chain, ())
        return tuple(card.id for card in order_cards([self._chains.card(item) for item in members]))

    # facts

    def _chain_fact(self, item: str) -> Fact | None:
        if (own := self._chains.chain_of.get(item)) is not None:
            return Fact(own, self._links.get(item))
        return chain_fact(self._find(item))

    def _story_fact(self, item: str) -> Fact | None:
        if (own := self._stories.story_of.get(item)) is not None:
            return Fact(own, self._mates.get(item) or self._links.get(item))
        return story_fact(self._find(item))


def chain_fact(filed: Filed | None) -> Fact | None:
    """Read the machine's chain of a stored item."""
    if filed is None:
        return None
    return Fact(filed.own_chain or filed.chain, None if filed.link is None else filed.link.to)


def story_fact(filed: Filed | None) -> Fact | None:
    """Read the machine's story of a stored item."""
    if filed is None:
        return None
    link = None if filed.link is None else filed.link.to
    return Fact(filed.own_story or filed.story, filed.story_mate or link)
