"""The archive by day, and the sections: lists of what was filed, one line for each running story.

/archive               today's, by UTC
/archive/2026-03-01    one day, newest first, hour by hour; `?before=SEQ` goes on
/section/{name}        the newest of one section, as the agencies class their copy
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Annotated, Any, Final
from urllib.parse import quote

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter
from litestar.response import Redirect

from wireroom.model import Filed
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor
from wireroom.web.pages import page
from wireroom.web.past import PARAMETER
from wireroom.web.sections import SECTIONS, section_of, title_of

#: items read for one page of a day
_PAGE: Final = 400
#: items looked through for one page of a section
_LOOKED: Final = 600
_LINES: Final = 60


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """One hour of a day, newest first."""

    #: "21:00", UTC
    name: str
    at: paper.When
    lines: list[paper.Line]


class DayLinks(msgspec.Struct, frozen=True, kw_only=True):
    """Where a reader of one day can go; None = there is nothing on that side."""

    earlier: paper.When | None
    later: paper.When | None


@get("/archive", include_in_schema=False, sync_to_thread=True)
def archive(request: Request[Any, Any, Any], room: TheRoom, day: date | None = None) -> Redirect:
    """Lead to a day's page; today's when none is asked for."""
    asked = request.query_params.get(PARAMETER)
    to = f"/archive/{(day or room.clock().date()).isoformat()}"
    return Redirect(f"{to}?{PARAMETER}={quote(asked, safe=':')}" if asked else to, status_code=302)


@get("/archive/{name:str}", include_in_schema=False, sync_to_thread=True)
def day_page(
    request: Request[Any, Any, Any], room: TheRoom, name: str, before: Annotated[int | None, Parameter(ge=1)] = None
) -> Response[str]:
    """One day: what came in, one line for each running story, by the hour."""
    now = room.clock()
    day = _read_day(name)
    if day > now.date():
        raise NotFoundException(detail="This day has not come yet.")
    found = room.store.newest(query=_within(day), limit=_PAGE + 1, before=before, now=now)
    shown = found[:_PAGE]
    hours = [_hour(list(of_it), now) for _, of_it in groupby(_tops(shown), key=lambda filed: filed.received_at.hour)]
    return page(
        "day.html",
        here="archive",
        site=room.config.site_name,
        editor=find_editor(request),
        title=f"{day:%A}, {day.day} {day:%B} {day.year}",
        day=day.isoformat(),
        today=now.date().isoformat(),
        at=min(datetime.combine(day, time(18), tzinfo=UTC), now).strftime("%Y-%m-%dT%H:%M"),
        hours=hours,
        n_items=len(shown),
        links=_links(room, day, now),
        older=shown[-1].seq if len(found) > _PAGE else None,
    )


@get("/section/{name:str}", include_in_schema=False, sync_to_thread=True)
def section_page(request: Request[Any, Any, Any], room: TheRoom, name: str) -> Response[str]:
    """The newest of one section."""
    now = room.clock()
    title = title_of(name)
    if title is None:
        raise NotFoundException(
            detail=f"There is no such section; there are: {', '.join(one.name for one in SECTIONS)}."
        )
    found = room.store.newest(limit=_LOOKED, now=now)
    tops = [filed for filed in _tops(found) if not filed.is_gone and section_of(filed.item) == name]
    return page(
        "section.html",
        here=name,
        site=room.config.site_name,
        editor=find_editor(request),
        title=title,
        lines=[paper.line_of(filed, now) for filed in tops[:_LINES]],
        sections=SECTIONS,
    )


def _hour(of_it: Sequence[Filed], now: datetime) -> Hour:
    """Make one hour of a day, which stands in the page's title; what its agency dates otherwise says so."""
    begin = of_it[0].received_at.replace(minute=0, second=0, microsecond=0)
    lines = [
        paper.line_of(filed, now, style="hour" if _is_of_day(filed, begin) else "stamp") for filed in of_it
    ]  # fmt: skip
    return Hour(name=f"{begin:%H:%M}", at=paper.when(begin, now, "hour"), lines=lines)


def _is_of_day(filed: Filed, at: datetime) -> bool:
    moment = paper.moment_of(filed.item)
    return moment is None or moment.date() == at.date()


def _tops(found: Sequence[Filed]) -> list[Filed]:
    """Give the newest item of each chain, newest first by arrival; killed ones stay, as what they are.

    A second take speaks for its chain only where there is nothing else of it.
    """
    tops: dict[str, Filed] = {}
    for filed in sorted(found, key=lambda filed: (filed.received_at, filed.seq), reverse=True):
        top = tops.setdefault(filed.chain, filed)
        if top.item.marks.joins_behind and not filed.item.marks.joins_behind:
            tops[filed.chain] = filed
    return sorted(tops.values(), key=lambda filed: (filed.received_at, filed.seq), reverse=True)


def _read_day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise NotFoundException(detail="A day is written like this: /archive/2026-03-01") from None


def _within(day: date) -> str:
    until = f" before:{day + timedelta(days=1)}" if day < date.max else ""
    return f"after:{day}{until}"


def _links(room: WebRoom, day: date, now: datetime) -> DayLinks:
    """Find the nearest earlier day with copy; the later one is the next, as long as it has come."""
    found = room.store.newest(query=f"before:{day}", limit=1, now=now)
    later = day + timedelta(days=1) if day < now.date() else None
    return DayLinks(
        earlier=paper.day(found[0].received_at.date().isoformat()) if found else None,
        later=paper.day(later.isoformat()) if later else None,
    )


HANDLERS: Final = [archive, day_page, section_page]
