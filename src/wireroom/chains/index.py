"""OpenChains: what is running on the wire now, in memory, so that a new item finds its chain without a database.

Holds a card for each item of the last days, three small indexes to find those worth comparing (ids, slugs, words),
the tie each item has picked, and which chain it stands in. No clock, no I/O: `prune` is told the time.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from wireroom.chains.card import DAY_S, Card, likeness
from wireroom.chains.decision import ChainDecision
from wireroom.chains.kills import find_named, is_same_order
from wireroom.chains.ties import NEARLY_ALL, Tie
from wireroom.chains.wording import Crowd
from wireroom.model import Item

#: how many entries of the word index are looked at for one item; the rarest words come first, so more finds little
_BUDGET: Final = 200
#: how many of those found are compared in full
_COMPARED: Final = 12
#: the same for what comes late, behind copy that may have taken less than the best for want of it
_LATE_BUDGET: Final = 2000
_LATE_COMPARED: Final = 40
#: share of the words' weight that an item must have in common to be compared at all
_LEAST: Final = 0.03
#: a word that as many items share tells nothing more
_CROWD: Final = 60
#: share of the words' weight an unmarked headline must have in common with what it follows: a dot product of two
#: vectors of length one is at most the root of this sum over either of them
_PLAIN_LEAST: Final = NEARLY_ALL * NEARLY_ALL
#: how many words of a lead are indexed: the rarest tell flash and story together
_LEAD_WORDS: Final = 12


class OpenChains:
    """The chains an item may still join. `decide` reads it, `note` writes it."""

    def __init__(self) -> None:
        self._cards: dict[str, Card] = {}
        #: how many items came in so far; and how many of before that were taken in later
        self.n_arrived = 0
        self.n_old = 0
        #: what each item follows, and for a snap what follows it: the best of all, whatever came first
        self.before: dict[str, Tie] = {}
        self.after: dict[str, Tie] = {}
        #: items tied to an item, with how many picks hold each pair
        self._tied: dict[str, dict[str, int]] = {}
        self.chain_of: dict[str, str] = {}
        self._members: dict[str, dict[str, None]] = {}
        #: items that stand killed, with the notices of which it is written down
        self.killed: dict[str, set[str]] = {}
        #: items of which editors said that these notices do not mean them
        self._spared: dict[str, set[str]] = {}
        #: firm ties of kill notices to what they kill, by the notice
        self.firm_kills: dict[str, Tie] = {}
        self._kills: dict[str, list[Card]] = {}
        self._by_ref: dict[str, list[Card]] = {}
        self._by_slug: dict[str, list[Card]] = {}
        self._by_word: dict[str, list[Card]] = {}
        self._by_lead: dict[str, list[Card]] = {}
        #: the headlines that an unmarked one in its turn may be tied to by a few words: ranked, or marked and of some
        #: time that day
        self._by_loose: dict[str, list[Card]] = {}
        #: the marked cards of an agency's latest time
        self._newest: dict[str, list[Card]] = {}
        self._indexes = {
            "loose": self._by_loose,
            "ref": self._by_ref,
            "slug": self._by_slug,
            "word": self._by_word,
            "lead": self._by_lead,
        }

    def __len__(self) -> int:
        return len(self._cards)

    def __contains__(self, item: str) -> bool:
        return item in self._cards

    def card(self, item: str) -> Card:
        """Give one card; KeyError when it was never noted or is pruned."""
        return self._cards[item]

    def find_alike(self, card: Card) -> Iterable[Card]:
        """Give the cards worth comparing with this one, each once."""
        found = dict.fromkeys(self._found(card))
        if card.id in self._cards:
            found.pop(self._cards[card.id], None)
        return found

    def crowd(self, card: Card) -> Crowd:
        """Give how many of the agency's items of the day up to this one have a stem in their headline; counts to `_CROWD`.

        What is later by its own time does not count: so it is the same whether that came already or not.
        """
        since, until = card.start - DAY_S, card.end
        counted: dict[str, int] = {}

        def count(stem: str) -> int:
            if stem not in counted:
                n = 0
                for other in reversed(self._by_word.get(f"{card.agency}\n{stem}", ())):
                    if since <= other.start <= until:
                        n += 1
                    if n >= _CROWD or other.start < since - DAY_S:
                        break
                counted[stem] = n
            return counted[stem]

        return count

    def tied(self, item: str) -> Iterable[str]:
        """Give the items that are tied to one, in either direction."""
        return self._tied.get(item, ())

    def members(self, chain: str) -> Iterable[str]:
        """Give the items of one chain, in order of arrival here."""
        return self._members.get(chain, ())

    def founder(self, chain: str) -> Card:
        """Give the item of a chain that came first of those still known."""
        return min((self._cards[item] for item in self._members[chain]), key=lambda card: card.arrival)

    def open_kills(self, agency: str) -> Iterable[Card]:
        """Give the kill notices of an agency: what arrives late may be what they kill."""
        return self._kills.get(agency, ())

    def has_copy(self, guid: str, agency: str) -> bool:
        """Tell whether copy of an agency is known that bears a native id; a notice is none."""
        cards = self._by_ref.get(f"{agency}\n{guid}", ())
        return any(card.guid == guid and not card.is_kill for card in cards)

    def add(self, card: Card, chain: str) -> None:
        """Put a card in."""
        self._cards[card.id] = card
        self.place(card.id, chain)
        for index, key in _keys(card):
            self._indexes[index].setdefault(key, []).append(card)
        if card.is_kill:
            self._kills.setdefault(card.agency, []).append(card)
        if card.is_exact and not card.is_plain:
            newest = self._newest.get(card.agency)
            if newest is None or card.start > newest[0].start:
                self._newest[card.agency] = [card]
            elif card.start == newest[0].start:
                newest.append(card)

    def place(self, item: str, chain: str) -> None:
        """Put an item into a chain, out of the one it stood in."""
        old = self.chain_of.get(item)
        if old == chain:
            return
        if old is not None:
            self._leave(item, old)
        self.chain_of[item] = chain
        self._members.setdefault(chain, {})[item] = None

    def tie(self, picker: str, tie: Tie) -> None:
        """Let an item pick a tie in place of the one it had."""
        picks = self.picks(picker, tie)
        self._unpick(picker, picks)
        picks[picker] = tie
        self.bind(tie)

    def bind(self, tie: Tie) -> None:
        """Tie two items, beside whatever else they are tied to."""
        for one, other in ((tie.earlier, tie.later), (tie.later, tie.earlier)):
            mates = self._tied.setdefault(one, {})
            mates[other] = mates.get(other, 0) + 1

    def picks(self, picker: str, tie: Tie) -> dict[str, Tie]:
        """Give the table a pick belongs to: what the picker follows, or what follows it."""
        return self.before if picker == tie.later else self.after

    def cut_by(self, picked: Iterable[tuple[str, Tie]], dropped: Iterable[str]) -> set[tuple[str, str]]:
        """Give the pairs, both ways round, that nobody holds any more once these items pick anew, or pick none."""
        lost: dict[tuple[str, str], int] = {}
        given_up = [self.picks(picker, tie).get(picker) for picker, tie in picked]
        given_up += [self.before.get(item) for item in dropped]
        for old in filter(None, given_up):
            for pair in ((old.earlier, old.later), (old.later, old.earlier)):
                lost[pair] = lost.get(pair, 0) + 1
        return {(one, other) for (one, other), n in lost.items() if self._tied[one][other] <= n}

    def note(self, item: Item, decision: ChainDecision, *, received_at: datetime) -> None:
        """Write a decision down, before the next item is decided."""
        if item.id in self._cards:
            return
        card = decision.card
        self.n_arrived = max(self.n_arrived, card.arrival)
        self.add(card, decision.chain)
        for dropped in decision.dropped:
            self._unpick(dropped, self.before)
        for tie in decision.firm:
            self.bind(tie)
            if tie.later == card.id if card.is_kill else self._cards[tie.later].is_kill:
                self.firm_kills[tie.later] = tie
        for picker, tie in decision.picked:
            self.tie(picker, tie)
        for other in decision.order:
            self.place(other, decision.chain)
        for group in decision.regrouped:
            for other in group.order:
                self.place(other, group.chain)
        for change in decision.changes:
            if change.kind in ("kills", "withdraws"):
                self.killed.setdefault(change.target, set()).add(change.by or item.id)

    def spare(self, target: str, notice: str) -> None:
        """Let a notice not mean an item, nor the same order sent again, whatever they have in common."""
        self._spared.setdefault(target, set()).add(notice)
        if notice in (kills := self.killed.get(target, set())):
            kills.remove(notice)
            if not kills:
                del self.killed[target]

    def unspare(self, target: str, notice: str) -> None:
        """Take that back: the notice has killed it."""
        self._spared[target].discard(notice)
        self.killed.setdefault(target, set()).add(notice)

    def is_spared(self, target: str, kill: Card) -> bool:
        """Tell whether an editor said that this order does not mean the item."""
        return any(
            notice == kill.id or (notice in self._cards and is_same_order(self._cards[notice], kill))
            for notice in self._spared.get(target, ())
        )

    def prune(self, before: datetime) -> int:
        """Forget items older than this; gives how many."""
        limit = before.timestamp()
        old = [card for card in self._cards.values() if card.end < limit]
        for card in old:
            self._forget(card)
        return len(old)

    def _forget(self, card: Card) -> None:
        for picks in (self.before, self.after):
            self._unpick(card.id, picks)
        for mate in list(self._tied.pop(card.id, ())):
            for picks in (self.before, self.after):
                pick = picks.get(mate)
                if pick is not None and card.id in (pick.earlier, pick.later):
                    del picks[mate]
            self._tied.get(mate, {}).pop(card.id, None)
        self._leave(card.id, self.chain_of.pop(card.id))
        self.killed.pop(card.id, None)
        self.firm_kills.pop(card.id, None)
        del self._cards[card.id]
        for index, key in _keys(card):
            _drop(self._indexes[index], key, card)
        if card.is_kill:
            _drop(self._kills, card.agency, card)
        _drop(self._newest, card.agency, card)

    def _leave(self, item: str, chain: str) -> None:
        members = self._members[chain]
        del members[item]
        if not members:
            del self._members[chain]

    def _unpick(self, picker: str, picks: dict[str, Tie]) -> None:
        old = picks.pop(picker, None)
        if old is None:
            return
        for one, other in ((old.earlier, old.later), (old.later, old.earlier)):
            mates = self._tied[one]
            mates[other] -= 1
            if not mates[other]:
                del mates[other]

    def _found(self, card: Card) -> Iterator[Card]:
        for ref in (card.guid, card.message_number, *card.refs):
            if ref:
                yield from self._by_ref.get(f"{card.agency}\n{ref}", ())
        for slug in filter(None, (card.slug, *card.named_slugs)):
            yield from self._by_slug.get(f"{card.agency}\n{slug}", ())[-64:]
        if card.notice:
            yield from find_named(card, self._by_word)
        is_late = not self._is_next(card)
        if card.is_plain and card.lead is None and not is_late:
            yield from self._newest.get(card.agency, ())
            yield from self._nearly_same(card)
            shared, _ = self._sharing(card, (self._by_loose,), _BUDGET) if self._by_loose else ({}, 0.0)
        else:
            indexes = (self._by_word, self._by_lead) if card.is_snap else (self._by_word,)
            shared, unseen = self._sharing(card, indexes, _LATE_BUDGET if is_late else _BUDGET)
            if card.is_plain and card.lead is None:
                least = _PLAIN_LEAST - unseen
                shared = {
                    other: sum for other, sum in shared.items() if sum >= least or not other.is_plain or other.lead
                }
        yield from _best(shared, _LEAST, _LATE_COMPARED if is_late else _COMPARED)

    def _is_next(self, card: Card) -> bool:
        """Tell whether no marked card of its agency is later by its own time; of the same time there may be a few."""
        newest = self._newest.get(card.agency)
        return card.is_exact and (newest is None or (card.start >= newest[0].start and len(newest) <= _COMPARED))

    def _nearly_same(self, card: Card) -> Iterator[Card]:
        """Give earlier cards with nearly the words of an unmarked one; most headlines need no list, the rest the shortest.

        What has this much in common has one of the words that are left when the commonest, together too little, are put
        aside: only the others' lists are read.
        """
        lists: list[tuple[int, float, list[Card]]] = []
        left = 0.0
        for stem, weight in card.vector.items():
            if found := self._by_word.get(f"{card.agency}\n{stem}"):
                lists.append((len(found), weight * weight, found))
                left += weight * weight
        if left < _PLAIN_LEAST:
            return
        lists.sort(key=_length)
        shared: dict[Card, float] = {}
        so_far = shared.get
        budget = _BUDGET
        for length, gain, cards in lists:
            if left < _PLAIN_LEAST or budget <= 0:
                break
            for other in cards[-budget:] if length > budget else cards:
                shared[other] = so_far(other, 0.0) + gain
            budget -= length
            left -= gain
        vector = card.vector
        for other in _best(shared, _PLAIN_LEAST - left, _COMPARED):
            if other.key == card.key or likeness(vector, other.vector) >= NEARLY_ALL:
                yield other

    def _sharing(
        self, card: Card, indexes: Sequence[dict[str, list[Card]]], budget: int
    ) -> tuple[dict[Card, float], float]:
        """Add up what the rarest words have in common, looking at so many entries at most, newest first.

        Gives with it how much more the headline's words could have in common with one that was not looked at.
        """
        shared: dict[Card, float] = {}
        so_far = shared.get
        lists: list[tuple[int, float, list[Card]]] = []
        for stem, weight in card.vector.items():
            key = f"{card.agency}\n{stem}"
            for index in indexes:
                if found := index.get(key):
                    lists.append((len(found), weight, found))
        if card.lead is not None:
            for stem in _lead_words(card):
                if found := self._by_word.get(f"{card.agency}\n{stem}"):
                    lists.append((len(found), card.lead[stem], found))
        lists.sort(key=_length)
        left = budget
        unseen = 0.0
        for length, weight, cards in lists:
            gain = weight * weight
            if length > left:
                unseen += gain
            if left > 0:
                for other in cards[-left:] if length > left else cards:
                    shared[other] = so_far(other, 0.0) + gain
                left -= length
        return shared, unseen


def _keys(card: Card) -> Iterator[tuple[str, str]]:
    for ref in {card.guid, card.message_number, *card.refs}:
        if ref:
            yield "ref", f"{card.agency}\n{ref}"
    if card.slug:
        yield "slug", f"{card.agency}\n{card.slug}"
    for stem in card.vector:
        yield "word", f"{card.agency}\n{stem}"
        if card.stage < 3 or not (card.is_exact or card.is_plain):
            yield "loose", f"{card.agency}\n{stem}"
    for stem in _lead_words(card):
        yield "lead", f"{card.agency}\n{stem}"


def _best(shared: dict[Card, float], least: float, n: int) -> list[Card]:
    """Give the few cards that have most in common."""
    best = sorted(shared, key=shared.__getitem__, reverse=True)[:n] if len(shared) > 1 else shared
    return [card for card in best if shared[card] >= least]


def _length(entry: tuple[int, float, list[Card]]) -> int:
    return entry[0]


def _lead_words(card: Card) -> list[str]:
    if card.lead is None:
        return []
    return sorted(card.lead, key=card.lead.__getitem__, reverse=True)[:_LEAD_WORDS]


def _drop(index: dict[str, list[Card]], key: str, card: Card) -> None:
    cards = index.get(key, [])
    if card in cards:
        cards.remove(card)
    if not cards:
        index.pop(key, None)
