"""The front page: the box "Off the wire", the newest stories, and below them the sections.

/              `?by=story` gives the box one line a story, and is remembered
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Request, Response, get

from wireroom.store._api import TickerLine
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.auth import find_editor
from wireroom.web.by_story import N_CHAINS, By, story_lines
from wireroom.web.pages import page
from wireroom.web.sections import SECTIONS, section_of

#: lines in the box, stories beside it, and stories of one section
_LINES: Final = 40
_CARDS: Final = 15
_IN_SECTION: Final = 4
#: how long a reader's choice for the box is remembered
_REMEMBERED_S: Final = 365 * 24 * 3600
#: a story that nothing is added to weighs half as much after so many hours
_HALF_LIFE_H: Final = 2.0


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One story of the front page: its newest line."""

    line: paper.Line
    #: of the running story that speaks for it
    n_versions: int
    #: of all agencies that file on it
    n_items: int
    n_agencies: int
    #: the section it belongs to; None = no agency says so
    section: str | None


class SectionCards(msgspec.Struct, frozen=True, kw_only=True):
    """One section of the front page."""

    name: str
    title: str
    cards: list[Card]


def box(room: TheRoom, limit: int) -> tuple[dict[str, Any], list[TickerLine]]:
    """Give what the box needs. The seq is read first, so that what comes in meanwhile is told twice and not lost."""
    now = room.clock()
    seq = room.store.last_seq()
    found = room.store.ticker(limit, now=now)
    values = {"seq": seq, "lines": [paper.ticker_line(line, now) for line in found], "site": room.config.site_name}
    return values, found


def make_cards(found: Sequence[TickerLine], lines: Sequence[paper.Line], now: datetime) -> list[Card]:
    """Put the lines of one story together, newest first; its longest chain speaks for it. The weightiest one leads.

    Only what stands in the box can lead.
    """
    stories: dict[str, list[int]] = {}
    for at, line in enumerate(found):
        if not lines[at].is_killed:
            stories.setdefault(line.filed.story, []).append(at)
    cards: list[Card] = []
    weights: list[float] = []
    for places in stories.values():
        agencies = {found[at].filed.item.agency or paper.agency_of(found[at].filed.item) for at in places}
        spoken = max(places, key=lambda at: (bool(lines[at].first_words), found[at].n_versions, -at))
        n_versions = found[spoken].n_versions
        n_items = sum(found[at].n_versions for at in places)
        section = next((name for at in places if (name := section_of(found[at].filed.item))), None)
        cards.append(
            Card(line=lines[spoken], n_versions=n_versions, n_items=n_items, n_agencies=len(agencies), section=section)
        )
        age_h = max(0.0, (now - found[places[0]].at).total_seconds() / 3600)
        longest = max(found[at].n_versions for at in places)
        can_lead = n_items > 1 and places[0] < _LINES
        weights.append((len(agencies) + longest / 2) * 0.5 ** (age_h / _HALF_LIFE_H) if can_lead else 0.0)
    if cards and max(weights) > 0:
        cards.insert(0, cards.pop(weights.index(max(weights))))
    return cards


def fill_sections(cards: Sequence[Card]) -> list[SectionCards]:
    """Give the sections that have anything, in their order, each with its newest stories."""
    return [
        SectionCards(name=section.name, title=section.title, cards=found[:_IN_SECTION])
        for section in SECTIONS
        if (found := [card for card in cards if card.section == section.name])
    ]


@get("/", include_in_schema=False, sync_to_thread=True)
def front(request: Request[Any, Any, Any], room: TheRoom, by: By | None = None) -> Response[str]:
    """The front page."""
    values, found = box(room, N_CHAINS)
    chosen = by or ("story" if request.cookies.get("by") == "story" else "chain")
    now = room.clock()
    cards = make_cards(found, values["lines"], now)
    lines = story_lines(found, now, _LINES) if chosen == "story" else values["lines"][:_LINES]
    shown = page(
        "front.html",
        here="front",
        cards=cards[: _CARDS + 1],
        sections=fill_sections(cards[_CARDS + 1 :]),
        by=chosen,
        editor=find_editor(request),
        **(values | {"lines": lines}),
    )
    shown.headers["vary"] = "cookie"
    if by:
        shown.set_cookie("by", by, max_age=_REMEMBERED_S, samesite="lax", httponly=True)
    return shown


HANDLERS: Final = [front]
