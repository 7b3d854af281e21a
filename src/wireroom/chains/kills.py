"""What a kill or a withdrawal kills: found by id, slug, headline or the words of the notice. Never dropped.

A kill that comes before its story waits in the index and kills it when it arrives.
"""

from collections.abc import Iterable, Sequence
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
#: share of a headline's weight that the notice must name
_NAMED: Final = 0.75


def kill_tie(target: Card, kill: Card, crowd: Crowd) -> Tie | None:
    """Tell whether a notice is about this item: by the agency's word, the slug, or the words; both of one agency."""
    if target.is_kill or target.start > kill.end + _SKEW_S:
        return None
    tie = find_tie(target, kill, crowd)
    if tie is not None and tie.basis == "id":
        return tie
    if distance(target, kill) > KILL_WINDOW_S:
        return None
    if target.slug and target.slug == kill.slug:
        return Tie(
            earlier=target.id, later=kill.id, basis="slug", score=0.85 + 0.1 * likeness(target.vector, kill.vector)
        )
    named = max(_share(target, kill.notice), _share(kill, frozenset(target.vector)))
    if named >= _NAMED:
        return Tie(earlier=target.id, later=kill.id, basis="text", score=0.8 * named)
    return None


def kill_changes(order: Sequence[Card], kill_ties: dict[str, Tie], killed: Iterable[str]) -> list[Change]:
    """Say which items of a chain its kill notices kill that are not killed yet."""
    done = set(killed)
    changes: list[Change] = []
    for place, kill in enumerate(order):
        tie = kill_ties.get(kill.id) if kill.is_kill else None
        if tie is None:
            continue
        target = next(card for card in order if card.id == tie.earlier)
        for card in order[:place]:
            if card.is_kill or card.id in done or not _is_meant(card, kill, tie, target):
                continue
            done.add(card.id)
            changes.append(_change(card, kill, tie))
    return changes


def _is_meant(card: Card, kill: Card, tie: Tie, target: Card) -> bool:
    """A notice with an id kills what bears it, one with a slug what bears the slug, one with words all versions it names.

    Never more: a piece under another slug in the same chain may be good copy.
    """
    if tie.basis != "id":
        slug = kill.slug if tie.basis == "slug" else target.slug
        return not card.slug or not slug or card.slug == slug
    return card.id == tie.earlier or (card.guid is not None and (card.guid == kill.guid or card.guid in kill.refs))


def _change(card: Card, kill: Card, tie: Tie) -> Change:
    is_withdrawal = "withdrawal" in kill.actions and "kill" not in kill.actions
    ground = {"id": "its id", "slug": f'the slug "{kill.slugline}"'}.get(tie.basis, "its words")
    verb = "withdrawn" if is_withdrawal else "killed"
    return Change(
        kind="withdraws" if is_withdrawal else "kills",
        target=card.id,
        reason=f"{verb} by the agency, found by {ground}",
        by=kill.id,
    )


def _share(card: Card, words: frozenset[str]) -> float:
    """Give the share of a headline's weight that these words name; 0 when the headline says too little."""
    if sum(1 for stem in card.vector if rarity(stem) >= 4.0) < 2:
        return 0.0
    total = sum(card.vector.values())
    return sum(weight for stem, weight in card.vector.items() if stem in words) / total
