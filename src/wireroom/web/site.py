"""The reading site: complete without script, live with it.

    /                 the box "Off the wire" and the newest stories
    /item/{id}        one item, with the versions of its story and what changed between them
    /about            how to read it

Held items are 404 for readers. Killed ones are a tombstone with status 410: the page is gone for good, and says why.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException

from wireroom.model import Filed, Item
from wireroom.store._api import TickerLine, View
from wireroom.text.diff import TextDiff, diff_blocks
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.auth import find_editor
from wireroom.web.by_story import N_CHAINS, By, story_lines
from wireroom.web.corrections import find_corrections
from wireroom.web.edit_pages import desk_item
from wireroom.web.pages import page

#: lines in the box on the front page, and beside an item
_LINES: Final = 40
_RAIL_LINES: Final = 12
_CARDS: Final = 15
#: how long a reader's choice for the box is remembered
_REMEMBERED_S: Final = 365 * 24 * 3600
#: a story that nothing is added to weighs half as much after so many hours
_HALF_LIFE_H: Final = 2.0


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One story of the front page: its newest line."""

    line: paper.Line
    n_versions: int
    n_agencies: int


def _box(room: TheRoom, limit: int) -> tuple[dict[str, Any], list[TickerLine]]:
    """Give what the box needs. The seq is read first, so that what comes in meanwhile is told twice and not lost."""
    now = room.clock()
    seq = room.store.last_seq()
    found = room.store.ticker(limit, now=now)
    values = {"seq": seq, "lines": [paper.ticker_line(line, now) for line in found], "site": room.config.site_name}
    return values, found


def _cards(found: Sequence[TickerLine], lines: Sequence[paper.Line], now: datetime) -> list[Card]:
    """Put the lines of one story together, newest first; its longest chain speaks for it. The weightiest one leads."""
    stories: dict[str, list[int]] = {}
    for at, line in enumerate(found):
        if not lines[at].is_killed:
            stories.setdefault(line.filed.story, []).append(at)
    cards: list[Card] = []
    weights: list[float] = []
    for places in stories.values():
        agencies = {found[at].filed.item.agency or paper.agency_of(found[at].filed.item) for at in places}
        spoken = max(places, key=lambda at: (bool(lines[at].first_words), found[at].n_versions, -at))
        n_versions = sum(found[at].n_versions for at in places)
        cards.append(Card(line=lines[spoken], n_versions=n_versions, n_agencies=len(agencies)))
        age_h = max(0.0, (now - found[places[0]].at).total_seconds() / 3600)
        longest = max(found[at].n_versions for at in places)
        weights.append((len(agencies) + longest / 2) * 0.5 ** (age_h / _HALF_LIFE_H) if n_versions > 1 else 0.0)
    if cards and max(weights) > 0:
        cards.insert(0, cards.pop(weights.index(max(weights))))
    return cards[: _CARDS + 1]


@get("/", include_in_schema=False, sync_to_thread=True)
def front(request: Request[Any, Any, Any], room: TheRoom, by: By | None = None) -> Response[str]:
    """The front page; `?by=story` gives the box one line a story, and is remembered."""
    values, found = _box(room, N_CHAINS)
    chosen = by or ("story" if request.cookies.get("by") == "story" else "chain")
    now = room.clock()
    cards = _cards(found[:_LINES], values["lines"][:_LINES], now)
    lines = story_lines(found, now, _LINES) if chosen == "story" else values["lines"][:_LINES]
    shown = page(
        "front.html", here="front", cards=cards, by=chosen, editor=find_editor(request), **(values | {"lines": lines})
    )
    shown.headers["vary"] = "cookie"
    if by:
        shown.set_cookie("by", by, max_age=_REMEMBERED_S, samesite="lax", httponly=True)
    return shown


@get("/item/{item:str}", include_in_schema=False, sync_to_thread=True)
def item_page(request: Request[Any, Any, Any], room: TheRoom, item: str, against: str | None = None) -> Response[str]:
    """One item; for editors also what is held, and what they can do."""
    now = room.clock()
    editor = find_editor(request)
    view: View = "desk" if editor else "public"
    filed = room.store.find_item(item, view=view, now=now)
    if filed is None:
        raise NotFoundException(detail="There is no such item in this room, or it may not be shown yet.")
    chain = room.store.find_chain(filed.chain, view=view, now=now)
    values, _ = _box(room, _RAIL_LINES)
    if editor is not None:
        values |= {"editor": editor, "desk": desk_item(room, filed, len(chain), now), "cache": "no-store"}
    values |= {"line": paper.line_of(filed, now), "newest": _newest(filed, chain, now)}
    if filed.is_gone:
        killed_at = paper.when(filed.killed_at, now, "full") if filed.killed_at else None
        return page("killed.html", status=410, killed_at=killed_at, **values)
    gaps = paper.gaps_of(room.store.find_chain(filed.chain, view="desk", now=now), chain)
    versions = paper.version_dots(chain, gaps, filed.item.id, now)
    earlier = next((one for one in chain if one.item.id == against and not one.is_gone), None)
    compared = next((dot for dot in versions if earlier and dot.id == earlier.item.id), None)
    corrected = room.store.find_item(filed.corrected_by, now=now) if filed.corrected_by else None
    return page(
        "item.html",
        here="item",
        versions=versions,
        gaps_n=sum(len(dot.gaps) for dot in versions),
        against=compared,
        changes=compare(earlier.item, filed.item) if earlier else None,
        corrected=paper.line_of(corrected, now) if corrected and not corrected.is_gone else None,
        corrections=find_corrections(room, filed, chain, view=view, now=now),
        n_story=len({one.chain for one in room.store.find_story(filed.story, view=view, now=now)}),
        position=next((at for at, dot in enumerate(versions, 1) if dot.is_current), 1),
        **_item_values(filed, now),
        **values,
    )


def _item_values(filed: Filed, now: datetime) -> dict[str, Any]:
    item = filed.item
    return {
        "at": paper.item_when(filed, now),
        "dir": paper.direction(item.language),
        "crumbs": [name for name in item.sections if name.strip().lower() not in ("home", "")],
        "here_name": item.slug or item.slugline or item.title,
        "blocks": [paper.block_markup(block) for block in item.blocks],
        "subheadlines": item.subheadlines,
        "byline": item.byline,
        "is_complete": item.is_complete,
        "usage": " ".join(text for text in (item.copyrightnotice, item.usageterms) if text),
    }


def _newest(filed: Filed, chain: Sequence[Filed], now: datetime) -> paper.Line | None:
    """Give the version that stands for the chain now, when it is another one than this."""
    top = next((one for one in reversed(chain) if one.superseded_by is None and not one.is_gone), None)
    return paper.line_of(top, now) if top and top.item.id != filed.item.id else None


def compare(earlier: Item, later: Item) -> TextDiff:
    """Say what changed between two items."""
    return diff_blocks(earlier.blocks, later.blocks, headlines=(earlier.title, later.title))


@get("/about", include_in_schema=False, sync_to_thread=True)
def about_page(room: TheRoom) -> Response[str]:
    """How to read the site."""
    return page("about.html", here="about", site=room.config.site_name)


HANDLERS: Final = [front, item_page, about_page]
