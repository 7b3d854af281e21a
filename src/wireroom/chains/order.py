"""The versions of a story in the agency's order, whatever order they arrived in.

Number beats time; where there is no number, time; where the time is only a day, the mark: FLASH, bulletin or alert,
Urgent, the first story, 1st LD, 2nd LD … A correction, refile or repeat of n stands behind n. Nothing here looks at
the order of arrival.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from wireroom.chains.card import Card, make_card
from wireroom.model import Item

#: a number that falls back after this long counts a new day's chain, sooner it was late copy; seconds. Of numbers that
#: fall or repeat on one Reuters slug within 72 h, half do so after 23-24 h and a tenth within 2.5-3.7 h (2012-2014)
RESTART_S: Final = 3 * 3600.0
#: an agency's clocks differ by this much between its flash and its story; seconds
_SKEW_S: Final = 1800.0
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def order_versions(items: Iterable[Item]) -> list[Item]:
    """Put the items of one chain in the agency's order, oldest version first."""
    by_id = {item.id: item for item in items}
    cards = [make_card(item, received_at=_EPOCH) for item in by_id.values()]
    return [by_id[card.id] for card in order_cards(cards)]


def order_cards(cards: Sequence[Card]) -> list[Card]:
    """Put the cards of one chain in the agency's order."""
    if len(cards) < 2:
        return list(cards)
    times = _times(cards)
    _raise_in_turn(times, (card for card in cards if card.number is not None), lambda card: card.number or 0)
    for group in _by_guid(cards):
        _raise_in_turn(times, group, lambda card: card.version_number)
    _raise_documents(times, cards)
    for card in cards:
        if card.stage < 2 and not card.is_kill:
            later = [times[other.id] for other in cards if other.stage > card.stage]
            times[card.id] = min([times[card.id], *(at for at in later if at >= times[card.id] - _SKEW_S)])
    return sorted(cards, key=lambda card: _turn(card, times[card.id]))


def _turn(card: Card, at: float) -> tuple[object, ...]:
    return (at, card.is_kill, *_rank(card), card.entry is not None, card.start, card.id)


def _raise_documents(times: dict[str, float], cards: Sequence[Card]) -> None:
    """Put the document of a feed's entry behind the entry, whatever their clocks say: it is the same piece in whole."""
    documents = [card for card in cards if card.entry is not None]
    for document in documents:
        entries = [card for card in cards if card.guid == document.entry and card.entry is None and not card.is_kill]
        times[document.id] = max([times[document.id], *(times[card.id] for card in entries)])


def split_restarts(cards: Sequence[Card]) -> list[list[Card]]:
    """Cut linked cards where the agency began to count again: WRAPUP 11, then WRAPUP 1 of the next day."""
    if len(cards) < 2 or all(card.number is None for card in cards):  # nothing is counted
        return [list(cards)]
    times = _times(cards)
    parts: list[list[Card]] = []
    for card in sorted(cards, key=lambda card: (times[card.id], *_rank(card), card.start, card.id)):
        if not parts:
            parts.append([])
        elif _counts_again(card, parts[-1], times):
            parts.append(_begun_anew(card, parts[-1], times))
        parts[-1].append(card)
    return parts


def _begun_anew(card: Card, part: list[Card], times: dict[str, float]) -> list[Card]:
    """Take off a part the unnumbered copy that the new count goes on from: all behind the longest silence."""
    last = max(place for place, other in enumerate(part) if (other.number or 0) >= (card.number or 0))
    at = [times[other.id] for other in part[last:]] + [times[card.id]]
    cut = last + max(range(1, len(at)), key=lambda place: (at[place] - at[place - 1], place))
    taken = part[cut:]
    del part[cut:]
    return taken


def _counts_again(card: Card, part: Sequence[Card], times: dict[str, float]) -> bool:
    number = card.number
    if number is None or card.is_repair or card.is_kill:
        return False
    ahead = [other for other in part if (other.number or 0) >= number]
    if not ahead or all(other.number == number and other.key == card.key for other in ahead):
        return False
    if any(other.guid is not None and other.guid == card.guid for other in part):
        return False
    return times[card.id] - max(times[other.id] for other in ahead) > RESTART_S


def _times(cards: Sequence[Card]) -> dict[str, float]:
    """Give each card one time: its own, or for a mere day the last moment at which its mark's turn had not passed."""
    times: dict[str, float] = {}
    exact = [card for card in cards if card.is_exact]
    for card in cards:
        times[card.id] = card.start
        if not card.is_exact:
            before = [o.start for o in exact if card.start <= o.start <= card.end and _rank(o) <= _rank(card)]
            times[card.id] = max(before, default=card.start)
    return times


def _rank(card: Card) -> tuple[int, int, int, int, int]:
    return (card.stage, card.number or 0, card.is_repair, card.take or (1 if card.joins_behind else 0), card.is_kill)


def _raise_in_turn(times: dict[str, float], cards: Iterable[Card], turn: Callable[[Card], int]) -> None:
    """Lift the times so that they rise with the number: number beats time."""
    highest = float("-inf")
    for card in sorted(cards, key=lambda card: (turn(card), card.is_repair, card.start, card.id)):
        highest = times[card.id] = max(highest, times[card.id])


def _by_guid(cards: Sequence[Card]) -> list[list[Card]]:
    groups: dict[str, list[Card]] = {}
    for card in cards:
        if card.guid and card.version_number:
            groups.setdefault(card.guid, []).append(card)
    return [group for group in groups.values() if len(group) > 1]
