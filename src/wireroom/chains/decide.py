"""Decide where a new item stands: in which chain, after which version, and what it does to the others.

Every item picks the best tie to an earlier one (`ties.py`), and a snap also the best one to a later one. Items tied
to each other are one running story; where the agency began to count again it is cut into chains. Both steps look at
the items and hardly at their arrival: a late FLASH comes to stand in front, a late version
that bridges two chains makes them one, and one that fits better in between takes its follower along.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from wireroom.chains.card import Card, make_card
from wireroom.chains.decision import ChainDecision, Regrouped
from wireroom.chains.index import OpenChains
from wireroom.chains.kills import find_targets, gather_kills, kill_changes, kill_tie
from wireroom.chains.order import order_cards, split_restarts
from wireroom.chains.ties import Tie, are_strangers, find_tie, is_ahead, precedes, tie_words
from wireroom.chains.wording import Crowd
from wireroom.model import Change, Item, Link


def decide(item: Item, known: OpenChains, *, received_at: datetime, card: Card | None = None) -> ChainDecision:
    """Find the item's place. Reads `known`, changes nothing; an item that is known already keeps its place.

    `card` is the item's, when somebody made it before.
    """
    if item.id in known:
        card, found = known.card(item.id), Found(firm=(), picked=())
    else:
        if card is None or card.id != item.id:
            card = make_card(item, received_at=received_at)
        card.arrival = known.n_arrived + 1
        found = _find_ties(card, known)
        if not (found.firm or found.picked or found.dropped):
            return _alone(card, item)
    parts = _regroup(card, found, known)
    part = next(part for part in parts if card in part)
    link = _link(card, found, part, known)
    names = _name(parts, link, known)
    chain = names[parts.index(part)]
    order = order_cards(part)
    kills = _kill_ties(part, found, known)
    targets = {other.id: _targets(order, other, kills[other.id], known) for other in part if other.id in kills}
    kill_found = [
        change for change in kill_changes(targets, order, kills) if change.by not in known.killed.get(change.target, ())
    ]
    return ChainDecision(
        chain=chain,
        link=link,
        changes=(*_changes(card, order), *kill_found),
        order=tuple(other.id for other in order),
        top=_top(order, {*known.killed, *(change.target for change in kill_found)}),
        merges=_merges(chain, part, known),
        regrouped=tuple(
            Regrouped(chain=name, order=tuple(mate.id for mate in order_cards(other)))
            for name, other in zip(names, parts, strict=True)
            if other is not part and {mate.id for mate in other} != set(known.members(name))
        ),
        alarms=_alarms(card, targets.get(card.id, ()), item),
        card=card,
        firm=found.firm,
        picked=found.picked,
        dropped=found.dropped,
    )


def _alone(card: Card, item: Item) -> ChainDecision:
    """Open a chain: most items are tied to nothing."""
    return ChainDecision(
        chain=f"c{card.id}",
        order=(card.id,),
        top=card.id if _stands(card) else None,
        alarms=_alarms(card, (), item),
        card=card,
    )


class Found(msgspec.Struct, frozen=True):
    """The ties a new item brings: those that hold by themselves, and those some item finds better than what it had."""

    firm: tuple[Tie, ...]
    picked: tuple[tuple[str, Tie], ...]
    dropped: tuple[str, ...] = ()


def _find_ties(card: Card, known: OpenChains) -> Found:
    firm: list[Tie] = []
    own: dict[bool, Tie] = {}
    others: dict[tuple[str, bool], Tie] = {}
    dropped: list[str] = []
    crowd = known.crowd(card)
    for other in dict.fromkeys((*known.find_alike(card), *known.open_kills(card.agency))):
        if are_strangers(card, other) and other.id not in known.before:
            continue
        is_behind = precedes(other, card)
        earlier, later = (other, card) if is_behind else (card, other)
        if earlier.is_kill:
            continue  # nothing follows a kill notice: new copy after it is new copy
        busy = crowd if is_behind else known.crowd(later)
        tie = _kill_tie(earlier, later, busy, known) if later.is_kill else find_tie(earlier, later, busy)
        had = None if is_behind else known.before.get(later.id)
        if had is not None and later.is_kill and known.is_spared(had.earlier, later):
            had = None  # an editor said that the order does not mean that: it still waits for what it means
        if had is not None and (held := _renew(had, later, busy, known)) != had:
            if held is not None:
                others[later.id, False] = had = held
            elif tie is None or tie.is_firm:
                dropped.append(later.id)
            else:
                had = None
        if tie is None:
            continue
        if tie.is_firm:
            firm.append(tie)
            continue
        is_led = is_ahead(earlier, later) and not later.is_kill
        if is_behind or is_led:
            own[is_behind] = _better(tie, own.get(is_behind))
        if not is_behind or is_led:
            had = known.after.get(other.id) if is_behind else had
            if _better(tie, had) is tie:
                others[other.id, is_behind] = tie
    picked = [*((picker, tie) for (picker, _), tie in others.items()), *((card.id, tie) for tie in own.values())]
    return Found(firm=tuple(firm), picked=tuple(picked), dropped=tuple(dropped))


def _renew(had: Tie, later: Card, crowd: Crowd, known: OpenChains) -> Tie | None:
    """Weigh anew what an item had picked: it was found when fewer shared its words."""
    earlier = known.card(had.earlier)
    if later.is_kill or had.basis != "headline" or not (earlier.is_exact and later.is_exact):
        return had
    return find_tie(earlier, later, crowd)


def _better(tie: Tie, had: Tie | None) -> Tie:
    if had is None or (tie.score, tie.earlier, tie.later) > (had.score, had.earlier, had.later):
        return tie
    return had


def _regroup(card: Card, found: Found, known: OpenChains) -> list[list[Card]]:
    """Give the chains that all items touched by these picks fall into."""
    cut = known.cut_by(found.picked, found.dropped)
    new: dict[str, set[str]] = {}
    for tie in (*found.firm, *(tie for _, tie in found.picked)):
        new.setdefault(tie.earlier, set()).add(tie.later)
        new.setdefault(tie.later, set()).add(tie.earlier)
    parts: list[list[Card]] = []
    seen: set[str] = set()
    for start in (card.id, *sorted({end for pair in cut for end in pair})):
        if start in seen:
            continue
        seen.add(start)
        reached = [start]
        for item in reached:
            held = (mate for mate in known.tied(item) if (item, mate) not in cut)
            for other in (*held, *new.get(item, ())):
                if other not in seen:
                    seen.add(other)
                    reached.append(other)
        mates = [card if item == card.id else known.card(item) for item in reached]
        cut_parts = split_restarts(mates)
        parts += gather_kills(cut_parts, _kill_ties(mates, found, known)) if len(cut_parts) > 1 else cut_parts
    return parts


def _name(parts: Sequence[Sequence[Card]], link: Link | None, known: OpenChains) -> list[str]:
    """Name each chain: it keeps the name its first item gave it; of several that became one, the one linked to stays."""
    linked = known.chain_of.get(link.to) if link is not None else None
    kept: list[str | None] = []
    for part in parts:
        ids = {card.id for card in part}
        old = {known.chain_of[item] for item in ids if item in known}
        founders = [(founder.arrival, name) for name in old if (founder := known.founder(name)).id in ids]
        oldest = min(founders)[1] if founders else None
        kept.append(linked if linked in [name for _, name in founders] else oldest)
    names: list[str] = []
    for part, name in zip(parts, kept, strict=True):
        names.append(name or _new_name(part, {*filter(None, kept), *names}, known))
    return names


def _new_name(part: Sequence[Card], taken: set[str], known: OpenChains) -> str:
    """Name a chain by its first item, save where a chain that the item has left bears its name."""
    ids = {card.id for card in part}
    names = [f"c{card.id}" for card in sorted(part, key=lambda card: card.arrival)]
    free = (name for name in names if name not in taken and ids.issuperset(known.members(name)))
    return next(free, names[0])


def _kill_ties(cards: Iterable[Card], found: Found, known: OpenChains) -> dict[str, Tie]:
    return {card.id: tie for card in cards if (tie := _killed_by(card, found, known)) is not None}


def _killed_by(card: Card, found: Found, known: OpenChains) -> Tie | None:
    """Give the tie by which a kill holds what it kills, once the new ties hold; None for all other items."""
    if not card.is_kill:
        return None
    ties = [tie for tie in found.firm if tie.later == card.id]
    ties += [tie for picker, tie in found.picked if picker == card.id == tie.later]
    if tie := next(iter(ties), None) or known.firm_kills.get(card.id):
        return tie
    had = known.before.get(card.id)
    return None if had is None or known.is_spared(had.earlier, card) else had


def _kill_tie(target: Card, kill: Card, crowd: Crowd, known: OpenChains) -> Tie | None:
    """Tell whether a notice is about this item, as far as no editor has said that it is not."""
    tie = kill_tie(target, kill, crowd)
    return None if tie is None or _is_set_aside(tie.basis, target, kill, known) else tie


def _targets(order: Sequence[Card], kill: Card, tie: Tie, known: OpenChains) -> list[Card]:
    found = find_targets(order, kill, tie)
    return [card for card in found if not _is_set_aside(tie.basis, card, kill, known)]


def _is_set_aside(basis: str, target: Card, kill: Card, known: OpenChains) -> bool:
    """Tell whether an editor has said that the order does not mean this; what an agency names by its id it means."""
    return basis != "id" and known.is_spared(target.id, kill)


def _link(card: Card, found: Found, part: Sequence[Card], known: OpenChains) -> Link | None:
    """Say why the item stands in its chain: what it follows, else what follows it."""
    mates = {mate.id: mate for mate in part}
    ties = [*found.firm, *(tie for _, tie in found.picked)]
    ties += [tie for table in (known.before, known.after) if (tie := table.get(card.id)) is not None]
    ties = [tie for tie in ties if card.id in (tie.earlier, tie.later) and tie.earlier in mates and tie.later in mates]
    if not ties:
        return None
    tie = max(ties, key=lambda tie: (tie.later == card.id, tie.score, tie.earlier))
    return Link(
        to=tie.earlier if tie.later == card.id else tie.later,
        basis=tie.basis,
        score=round(min(tie.score, 1.0), 3),
        reason=tie_words(tie, mates[tie.earlier], mates[tie.later]),
    )


def _merges(chain: str, part: Sequence[Card], known: OpenChains) -> tuple[str, ...]:
    ids = {card.id for card in part}
    old = dict.fromkeys(known.chain_of[card.id] for card in part if card.id in known)
    return tuple(name for name in old if name != chain and ids.issuperset(known.members(name)))


def _top(order: Sequence[Card], killed: Iterable[str]) -> str | None:
    gone = set(killed)
    return next((card.id for card in reversed(order) if _stands(card) and card.id not in gone), None)


def _stands(card: Card) -> bool:
    """Tell whether a card can stand for its chain."""
    return not (card.is_kill or card.joins_behind)


def _changes(card: Card, order: Sequence[Card]) -> Iterator[Change]:
    """Say what the new item does to the version before it, and what corrections that came ahead of it do to it."""
    place = order.index(card)
    for other in order[place + 1 :]:
        if "correction" in other.actions and _mended(other, order) is card:
            yield Change(kind="corrects", target=card.id, reason="the agency sends it corrected", by=other.id)
    before = [other for other in order[:place] if _stands(other)]
    mended = _mended(card, order)
    if card.is_kill or mended is None:
        return
    if "correction" in card.actions:
        yield Change(kind="corrects", target=mended.id, reason="the agency sends it corrected")
    elif card.is_repair:
        yield Change(kind="repeats", target=mended.id, reason="the agency sends it again")
    if card.joins_behind:
        yield Change(kind="adds", target=before[-1].id, reason="continues it and replaces nothing")
    elif all(other is card or not _stands(other) for other in order[order.index(card) :]):
        words = f"{card.label or 'a newer version'} replaces {before[-1].label or 'the version before'}"
        yield Change(kind="supersedes", target=before[-1].id, reason=words)


def _mended(card: Card, order: Sequence[Card]) -> Card | None:
    """Give the version that a correction or repeat stands for: the same number again, else the one before it.

    Among those of the same number the one with the same headline is meant: a desk may hang several pieces on one slug.
    """
    before = [other for other in order[: order.index(card)] if _stands(other)]
    same = [other for other in before if other.number == card.number]
    alike = [other for other in same if other.key == card.key] if card.key else []
    return next(reversed(alike or same or before), None)


def _alarms(card: Card, targets: Sequence[Card], item: Item) -> tuple[str, ...]:
    if not card.is_kill or targets:
        return ()
    name = item.agency_name or item.agency or "An agency"
    words = "nothing we hold of the last days matches it; what arrives late is killed, what is older must be looked for"
    return (f'{name} kills "{item.title[:120]}", and {words}',)
