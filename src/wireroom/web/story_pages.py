"""One event, as all agencies tell it: the page, its feeds and its part of the API.

    /story/{id}                  the page; `?since=SEQ` says what has come in after that seq
    /story/{id}.{atom,rss,json}  its items as a feed
    /api/v1/stories/{id}         all of it for programs

Killed and held copy gives no headline, no statement, no fact and no word of the timeline: items come from the store as readers
may see them, and what is told is told from those.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter

from wireroom.accounts import RULE, Fact, FirstFiled, Saying, StoryAccount, tell_story
from wireroom.accounts.best import filed_at
from wireroom.model import Filed
from wireroom.store._api import View
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.api import filed_object
from wireroom.web.auth import find_editor
from wireroom.web.edit_pages import desk_story
from wireroom.web.feeds import info_of, written
from wireroom.web.lanes import make_chart
from wireroom.web.pages import page

_FEEDS: Final = {"atom": "atom", "rss": "rss", "json": "json_feed"}
#: who filed anything from so long before a story's first item counts as active in its time
_AROUND: Final = timedelta(hours=6)
#: what readers call what is counted
_NAMES: Final = {
    "dead": "Dead",
    "hurt": "Hurt",
    "missing": "Missing",
    "saved": "Saved",
    "when": "When",
    "where": "Where",
}
Since = Annotated[int | None, Parameter(ge=0, description="seq up to which the reader has seen the wire")]


class StoryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One story with all that is told of it; items oldest first."""

    story: str
    headline: str
    #: the item whose headline it is; None = all of it was killed
    headline_item: str | None
    headline_rule: str
    agencies: list[str]
    #: agencies that filed in its time, and nothing on it
    agencies_without: list[str]
    chains: list[str]
    first: FirstFiled | None
    facts: tuple[Fact, ...]
    statements: tuple[Saying, ...]
    #: ids of what came in after `since`
    new: tuple[str, ...]
    #: the wire's seq when this was told: ask with `since` of it the next time
    seq: int
    items: list[dict[str, Any]]


@get("/story/{story:str}", include_in_schema=False, sync_to_thread=True)
def story_page(request: Request[Any, Any, Any], room: TheRoom, story: str, since: Since = None) -> Response[Any]:
    """One event as a page, or as a feed where the address ends in `.atom`, `.rss` or `.json`."""
    name, _, kind = story.rpartition(".")
    if name and kind in _FEEDS:
        return _feed(request, room, name, kind)
    now = room.clock()
    seq = room.store.last_seq()
    editor = find_editor(request)
    found = _found(room, story, "desk" if editor else "public")
    told = _told(room, found, since)
    lanes: dict[str, list[Filed]] = {}
    for filed in sorted(found, key=lambda filed: filed.received_at):
        lanes.setdefault(paper.agency_of(filed.item), []).append(filed)
    best = paper.line_of(told.best, now) if told.best else None
    named = room.store.find_names([found[0].story]).get(found[0].story)
    fresh = set(told.new)
    lines = [paper.line_of(filed, now, style="stamp") for filed in sorted(found, key=filed_at, reverse=True)]
    return page(
        "story.html",
        site=room.config.site_name,
        cache="no-store" if editor else "no-cache",
        editor=editor,
        desk=desk_story(room, found[0].story, now) if editor else None,
        story=found[0].story,
        title=(named or best.title) if best else "A story that was killed",
        title_lang=best.lang if best and not named else None,
        best=best,
        seq=seq,
        rule=RULE,
        n_items=len(found),
        first_at=paper.item_when(found[0], now),
        newest_at=paper.item_when(found[-1], now),
        chart=make_chart(lanes),
        told=told,
        first_rows=_first_rows(told.first, now),
        news=[line for line in lines if line.id in fresh],
        has_looked=since is not None,
        fact_names=_NAMES,
        lanes=[
            {"agency": agency, "lines": [paper.line_of(filed, now, style="stamp") for filed in reversed(items)]}
            for agency, items in lanes.items()
        ],
    )


@get("/api/v1/stories/{story:str}", operation_id="getStory", tags=["stories"], sync_to_thread=True)
def get_story(room: TheRoom, story: str, since: Since = None) -> StoryAnswer:
    """Give one story: its headline and why, who has it and who has not, who was first, what differs, who said what."""
    seq = room.store.last_seq()
    found = _found(room, story)
    told = _told(room, found, since)
    named = room.store.find_names([found[0].story]).get(found[0].story)
    return StoryAnswer(
        story=found[0].story,
        headline=(named if told.best else None) or paper.title_of(told.best or found[-1]),
        headline_item=told.best.item.id if told.best else None,
        headline_rule=RULE,
        agencies=list(told.has_it),
        agencies_without=list(told.has_not),
        chains=list(dict.fromkeys(filed.chain for filed in found)),
        first=told.first,
        facts=told.facts,
        statements=told.sayings,
        new=told.new,
        seq=seq,
        items=[filed_object(filed, with_body=False) for filed in found],
    )


def _found(room: TheRoom, story: str, view: View = "public") -> list[Filed]:
    found = room.store.find_story(story, view=view, now=room.clock())
    if not found:
        raise NotFoundException(detail=f"There is no story {story!r} in this room.")
    return found


def _told(room: TheRoom, found: Sequence[Filed], since: int | None) -> StoryAccount:
    begin = min(filed.received_at for filed in found) - _AROUND
    end = max(filed.received_at for filed in found) + _AROUND
    return tell_story(found, active=room.store.active_agencies(begin, end), since=since)


def _first_rows(first: FirstFiled | None, now: datetime) -> list[dict[str, Any]]:
    """Give one row an agency: when it came in, and how far behind the first."""
    if first is None:
        return []
    begin = first.starts[0].received_at
    return [
        {
            "agency": start.agency,
            "at": paper.when(start.received_at, now, "stamp"),
            "rank": start.rank,
            "item": start.item,
            "behind": after((start.received_at - begin).total_seconds()) if start.received_at > begin else "",
        }
        for start in first.starts
    ]


def after(seconds: float) -> str:
    """Write a span of time as a desk says it: "40 s", "12 min", "2 h 05 min".

    >>> after(40), after(725), after(7500)
    ('40 s', '12 min', '2 h 05 min')
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _feed(request: Request[Any, Any, Any], room: TheRoom, story: str, kind: str) -> Response[bytes]:
    found = _found(room, story)
    newest_first = sorted(found, key=lambda filed: -filed.seq)
    best = tell_story(found).best
    return written(
        request, _FEEDS[kind], newest_first, info_of(request, room, found, paper.title_of(best) if best else "")
    )


HANDLERS: Final = [story_page, get_story]
