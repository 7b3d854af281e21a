"""What a kill or a withdrawal kills: found by id, slug, headline or the words of the notice. Never dropped.

A kill that comes before its story waits in the index and kills it when it arrives.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from wireroom.chains.card import Card, likeness
from wireroom.chains.ties import Tie, distance, find_tie
from wireroom.chains.wording import Crowd
from wireroom.model import Change
from wireroom.text.stems import rarity

#: copy is killed within this of being sent, else by an id; seconds
KILL_WINDOW_S: Final = 72 * 3600.0
#: clocks: a kill may be stamped this much before what it kills; seconds
_SKEW_S: Final = 600.0
#: begin the reason of what the machine let an order do, and end it where the agency named the copy: for changes without a basis
_FOUND: Final = ("killed by the agency, found by ", "withdrawn by the agency, found by ")
_BY_ID: Final = "found by its id"
#: share of a headline's weight that the notice must name
_NAMED: Final = 0.75
#: newest items looked at for one word of a notice, and compared in full for all of them
_LOOKED_AT: Final = 2000
_COMPARED: Final = 12


def kill_tie(target: Card, kill: Card, crowd: Crowd) -> Tie | None:
    """Tell whether a notice is about this item: by the agency's word, the slug, or the words; both of one agency."""
    if target.is_kill:
        return None
    tie = find_tie(target, kill, crowd)
    is_later = target.start > kill.end + _SKEW_S
    if tie is not None and tie.basis == "id" and (_bears(target, kill) or not is_later):
        return tie
    if is_later or distance(target, kill) > KILL_WINDOW_S:
        return None
    if target.slug and (target.slug == kill.slug or target.slug in kill.named_slugs):
        return Tie(
            earlier=target.id, later=kill.id, basis="slug", score=0.85 + 0.1 * likeness(target.vector, kill.vector)
        )
    named = max(_share(target, kill.notice), _share(kill, frozenset(target.vector)))
    if named >= _NAMED:
        return Tie(earlier=target.id, later=kill.id, basis="text", score=0.8 * named)
    return None


def find_named(kill: Card, by_word: Mapping[str, Sequence[Card]]) -> list[Card]:
    """Give the items whose headlines a notice names most of, in whatever part of it; `by_word` is keyed by agency and stem.

    Its own headline often says no more than "KILL", so all its words count.
    """
    named: dict[Card, float] = {}
    for stem in kill.notice:
        for card in by_word.get(f"{kill.agency}\n{stem}", ())[-_LOOKED_AT:]:
            named[card] = named.get(card, 0.0) + card.vector[stem] / sum(card.vector.values())
    return sorted(named, key=named.__getitem__, reverse=True)[:_COMPARED]


def find_targets(order: Sequence[Card], kill: Card, tie: Tie) -> list[Card]:
    """Say what a notice in its chain kills, by the tie that holds it there; killed already or not."""
    place = order.index(kill)
    meant = [card for card in order if not card.is_kill and _is_meant(card, kill, tie, order)]
    before = [card for card in meant if card in order[:place]]
    if tie.basis != "id":
        return [card for card in meant if card in before or card.id == tie.earlier]
    # an id means a kill whatever the clocks say; only what the agency sends again under it after the kill stands
    return [card for card in meant if _is_up_to(card, kill, is_sent_again=card not in before and bool(before))]


def kill_changes(targets: dict[str, list[Card]], order: Sequence[Card], kill_ties: dict[str, Tie]) -> list[Change]:
    """Write down what the kill notices of a chain kill, by `targets` of each notice; the first that means an item first.

    Those of the others too: an editor may say that the first did not mean it.
    """
    return [_change(card, kill, kill_ties[kill.id]) for kill in order for card in targets.get(kill.id, ())]


def is_by_likeness(change: Change) -> bool:
    """Tell whether the machine found by slug, headline or words what an order kills, and not by an id that it names."""
    if change.basis is not None:
        return change.is_deadly and change.basis not in ("id", "editor")
    return change.reason.startswith(_FOUND) and not change.reason.endswith(_BY_ID)


def is_same_order(one: Card, other: Card) -> bool:
    """Tell whether two notices are one order, sent again: under its id, or in the same words about the same slug."""
    if one.agency != other.agency:
        return False
    is_same_id = one.guid is not None and one.guid == other.guid
    return is_same_id or (one.slug == other.slug and one.notice == other.notice and bool(one.slug or one.notice))


def gather_kills(parts: Sequence[list[Card]], kill_ties: dict[str, Tie]) -> list[list[Card]]:
    """Put each notice into the chain of what it kills, where a count begun anew cut them apart.

    What bears the ids of one notice is one chain again.
    """
    found = [list(part) for part in parts]
    for kill in [card for part in parts for card in part if card.id in kill_ties]:
        tie = kill_ties[kill.id]
        homes = [
            part
            for part in found
            if any(card.id == tie.earlier or _bears(card, kill) for card in part if not card.is_kill)
        ]
        if not homes or (len(homes) == 1 and kill in homes[0]):
            continue
        mates = [card for part in homes for card in part if card is not kill]
        rest = [[card for card in part if card is not kill] for part in found if part not in homes]
        found = [*filter(None, rest), [*mates, kill]]
    return found


def _is_meant(card: Card, kill: Card, tie: Tie, order: Sequence[Card]) -> bool:
    """A notice with an id kills what bears it, one with a slug what bears the slug, one with words all versions it names.

    Never more: a piece under another slug in the same chain may be good copy.
    """
    if card.id == tie.earlier:
        return True
    if tie.basis == "id":
        return _bears(card, kill)
    slug = next((other.slug for other in order if other.id == tie.earlier), "")
    return not card.slug or not slug or card.slug == slug


def _bears(card: Card, kill: Card) -> bool:
    """Tell whether an item bears an id that a notice names, or is the document of a feed's entry that does."""
    return any(id is not None and (id == kill.guid or id in kill.refs) for id in (card.guid, card.entry))


def _is_up_to(card: Card, kill: Card, *, is_sent_again: bool) -> bool:
    """Tell whether the version of an item is one the notice means: by number, else by what stood before it."""
    if card.guid is not None and card.guid == kill.guid and card.version_number and kill.version_number:
        return card.version_number <= kill.version_number
    return not is_sent_again


def _change(card: Card, kill: Card, tie: Tie) -> Change:
    is_withdrawal = "withdrawal" in kill.actions and "kill" not in kill.actions
    ground = {"id": "its id", "slug": f'the slug "{card.slugline or kill.slugline}"'}.get(tie.basis, "its words")
    verb = "withdrawn" if is_withdrawal else "killed"
    return Change(
        kind="withdraws" if is_withdrawal else "kills",
        target=card.id,
        reason=f"{verb} by the agency, found by {ground}",
        by=kill.id,
        basis=tie.basis,
    )


def _share(card: Card, words: frozenset[str]) -> float:
    """Give the share of a headline's weight that these words name; 0 when the headline says too little."""
    if sum(1 for stem in card.vector if rarity(stem) >= 4.0) < 2:
        return 0.0
    total = sum(card.vector.values())
    return sum(weight for stem, weight in card.vector.items() if stem in words) / total
