"""Who files first: `/admin/agencies` over a period, as a table with a picture, and as CSV."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import ClientException
from litestar.params import Parameter
from litestar.response import Redirect

from wireroom.accounts import AgencyRecord, FirstFiled, first_to_file, keep_record
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.auth import find_editor, wants_token
from wireroom.web.login import login_path
from wireroom.web.pages import page
from wireroom.web.story_pages import after

#: days shown when none are asked for, and at most
_DAYS: Final = 7
_MOST_DAYS: Final = 400
#: the newest shared stories listed
_LISTED: Final = 40
_BAR: Final = 420
_ROW: Final = 34
Day = Annotated[date | None, Parameter(description="a day, 2026-03-01")]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One agency's bar: shared stories, the part it had first filled."""

    agency: str
    y: int
    shared: float
    first: float
    words: str


def _period(room: TheRoom, first: date | None, last: date | None) -> tuple[date, date]:
    today = room.clock().date()
    end = last or today
    begin = first or end - timedelta(days=_DAYS - 1)
    if begin > end or (end - begin).days > _MOST_DAYS:
        raise ClientException(detail=f"from must not be after to, and at most {_MOST_DAYS} days before it")
    return begin, end


def _stories(room: TheRoom, begin: date, end: date) -> tuple[FirstFiled, ...]:
    since = datetime.combine(begin, time(), tzinfo=UTC)
    until = datetime.combine(end, time(), tzinfo=UTC) + timedelta(days=1)
    return first_to_file(room.store.story_starts(since, until))


@get("/admin/agencies", include_in_schema=False, sync_to_thread=True)
def agencies_page(
    request: Request[Any, Any, Any],
    room: TheRoom,
    first: Annotated[date | None, Parameter(query="from")] = None,
    last: Annotated[date | None, Parameter(query="to")] = None,
) -> Response[Any]:
    """Which agency had it first, by how long, at which rank."""
    editor = find_editor(request)
    if editor is None:
        return Redirect(login_path("/admin/agencies"), status_code=303)
    begin, end = _period(room, first, last)
    now = room.clock()
    stories = _stories(room, begin, end)
    records = keep_record(stories)
    shared = [story for story in stories if story.lead_s is not None]
    return page(
        "agencies.html",
        here="agencies",
        cache="no-store",
        editor=editor,
        site=room.config.site_name,
        begin=begin.isoformat(),
        end=end.isoformat(),
        rows=[_row(record) for record in records],
        bars=_bars(records),
        bar_height=len(records) * _ROW + 8,
        bar_width=_BAR,
        shared=[_shared(story, now) for story in reversed(shared[-_LISTED:])],
        n_shared=len(shared),
        n_stories=len(stories),
    )


@get("/admin/agencies.csv", include_in_schema=False, guards=[wants_token], sync_to_thread=True, media_type="text/csv")
def agencies_csv(
    room: TheRoom,
    first: Annotated[date | None, Parameter(query="from")] = None,
    last: Annotated[date | None, Parameter(query="to")] = None,
) -> Response[str]:
    """Give every agency's start on every story of the period, a line each."""
    begin, end = _period(room, first, last)
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(("story", "agency", "received_at", "rank", "item", "place", "behind_first_s", "n_agencies"))
    for story in _stories(room, begin, end):
        zero = story.starts[0].received_at
        for place, start in enumerate(story.starts, 1):
            behind = (start.received_at - zero).total_seconds()
            values = (story.story, _plain(start.agency), start.received_at.isoformat(), start.rank or "", start.item)
            lines.writerow((*values, place, f"{behind:g}", len(story.starts)))
    name = f"first-to-file-{begin.isoformat()}-{end.isoformat()}.csv"
    return Response(
        out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"},
    )


def _plain(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _row(record: AgencyRecord) -> dict[str, Any]:
    return {
        "record": record,
        "share": f"{100 * record.n_first / record.n_shared:.0f} %" if record.n_shared else "",
        "lead": after(record.median_lead_s) if record.median_lead_s is not None else "",
        "lag": after(record.median_lag_s) if record.median_lag_s is not None else "",
    }


def _bars(records: tuple[AgencyRecord, ...]) -> list[Bar]:
    most = max((record.n_shared for record in records), default=0)
    if not most:
        return []
    return [
        Bar(
            agency=record.agency,
            y=at * _ROW + 18,
            shared=round(_BAR * record.n_shared / most, 1),
            first=round(_BAR * record.n_first / most, 1),
            words=f"{record.n_first} first of {record.n_shared} shared",
        )
        for at, record in enumerate(records)
    ]


def _shared(story: FirstFiled, now: datetime) -> dict[str, Any]:
    one, two = story.starts[:2]
    return {
        "story": story.story,
        "item": one.item,
        "agency": one.agency,
        "rank": one.rank,
        "at": paper.when(one.received_at, now, "stamp"),
        "lead": after(story.lead_s or 0.0),
        "second": two.agency,
        "n": len(story.starts),
    }


HANDLERS: Final = [agencies_page, agencies_csv]
