"""What stands on the wire already is taken in: all of the last days after a start, and old copy when new copy names it.

    find_unknown   the ids by which an item names copy that is not in memory: the store is asked for it
    ordered_ids    the ids by which an order names what it kills, for orders that have found nothing yet
    borne_id       the id by which an item is named in those
    warm           one item of the last days, in order of arrival
    warm_old       older ones, before the item that names them is decided

A kill holds again by what it was tied to, so that what comes later is judged as if there had been no end in between.
"""

from collections.abc import Sequence
from typing import Final

from wireroom.chains.card import Card, agency_key, make_card, refs_of
from wireroom.chains.index import OpenChains
from wireroom.chains.kills import kill_tie
from wireroom.chains.ties import Tie
from wireroom.model import Filed, Item, Link

#: the version that most agencies give what they send first
_FIRST: Final = "1"


def find_unknown(item: Item, known: OpenChains) -> list[str]:
    """Give the native ids by which an item names copy, where nothing in memory bears them.

    A first version names nothing by its own id, unless it is a kill.
    """
    named = list(refs_of(item))
    if item.native_guid and (item.version != _FIRST or item.is_kill):
        named.append(item.native_guid)
    if not named or item.id in known:
        return []
    agency = agency_key(item)
    return [guid for guid in named if not known.has_copy(guid, agency)]


def ordered_ids(order: Item) -> list[str]:
    """Give the ids by which an order to kill names what it means, each with its agency."""
    named = dict.fromkeys((*refs_of(order), *([order.native_guid] if order.native_guid else ())))
    return [f"{agency_key(order)}\n{guid}" for guid in named]


def borne_id(item: Item) -> str | None:
    """Give the id that copy bears, with its agency, as an order to kill would name it; None = it bears none, or is an order."""
    return f"{agency_key(item)}\n{item.native_guid}" if item.native_guid and not item.is_kill else None


def warm(filed: Filed, known: OpenChains, card: Card | None = None) -> None:
    """Take in an item that stands on the wire already, after a start; oldest arrivals first. `card`: when it was kept."""
    known.n_arrived += 1
    _take(filed, known, known.n_arrived, card)


def warm_old(found: Sequence[Filed], known: OpenChains) -> None:
    """Take in items of before all that is known, oldest arrivals first."""
    known.n_old += len(found)
    for n, filed in enumerate(found):
        _take(filed, known, n - known.n_old)


def _take(filed: Filed, known: OpenChains, arrival: int, card: Card | None = None) -> None:
    card = card or make_card(filed.item, received_at=filed.received_at)
    card.arrival = arrival
    mates = list(known.members(filed.chain))
    known.add(card, filed.chain)
    if filed.killed_by and not filed.is_killed_here:  # an agency's kill of it must still be written down
        known.killed.setdefault(card.id, set()).add(filed.killed_by)
    held = _hold(card, filed, known)
    if mates:
        tie = _stored_tie(filed.link, card.id, mates)
        if held is None or {tie.earlier, tie.later} != {held.earlier, held.later}:
            known.bind(tie)


def _hold(card: Card, filed: Filed, known: OpenChains) -> Tie | None:
    """Let a kill hold again what it killed; gives the tie where it is what binds the two."""
    if card.is_kill and filed.link is not None and filed.link.to in known:
        target, kill = known.card(filed.link.to), card
    elif filed.killed_by is not None and filed.killed_by in known:
        target, kill = card, known.card(filed.killed_by)
    else:
        return None
    tie = kill_tie(target, kill, known.crowd(kill))
    if tie is None:
        return None
    if tie.is_firm:
        known.firm_kills[kill.id] = tie
        return None
    had = known.before.get(kill.id)
    if had is not None and (had.score, had.earlier) >= (tie.score, tie.earlier):
        return None
    known.tie(kill.id, tie)
    return tie


def _stored_tie(link: Link | None, item: str, mates: list[str]) -> Tie:
    """Give the tie that keeps a stored item in its stored chain."""
    to = link.to if link is not None and link.to in mates else mates[0]
    return Tie(earlier=to, later=item, basis="id", score=link.score if link is not None else 1.0)
