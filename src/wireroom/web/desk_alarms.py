"""The alarms of the desk: what must not wait until somebody looks at another page.

/api/v1/desk/alarms    open alarms (kills that match nothing, embargoes that could not be read), and sources that fail or have
                       been quiet for longer than is usual
"""

from datetime import datetime
from typing import Final

import msgspec
from litestar import get

from wireroom.model import Alarm
from wireroom.store._api import Store
from wireroom.web._api import TheRoom
from wireroom.web.auth import wants_token
from wireroom.web.health import SourceRow, gather_sources
from wireroom.web.order_pages import find_orders

#: more are on their own page
_SHOWN: Final = 20


class SourceAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """A source that somebody should look at."""

    name: str
    #: it cannot be read, or it is quieter than is usual at this hour
    kind: str
    says: str


class OpenAlarms(msgspec.Struct, frozen=True, kw_only=True):
    """What is open now."""

    #: newest first
    alarms: list[Alarm]
    sources: list[SourceAlarm]
    #: those alarms, by seq, that are about an order to kill: an editor may say what it means
    orders: list[int]
    at: datetime


def source_alarms(rows: list[SourceRow]) -> list[SourceAlarm]:
    """Tell of the sources that fail or are quiet; one that is switched off is meant to be."""
    return [
        SourceAlarm(name=row.name, kind="failing" if row.problem else "quiet", says=row.problem or row.quiet or "")
        for row in rows
        if not row.is_off and (row.problem or row.quiet)
    ]


def open_alarms(store: Store) -> list[Alarm]:
    """Give what nobody has seen to, newest first."""
    return store.alarms(_SHOWN, is_open=True)


@get("/api/v1/desk/alarms", operation_id="listDeskAlarms", sync_to_thread=True, guards=[wants_token],
     security=[{"token": []}], tags=["desk"])  # fmt: skip
def list_open(room: TheRoom) -> OpenAlarms:
    """Give what the desk must see to now: open alarms, and sources that fail or are quiet."""
    found, now = open_alarms(room.store), room.clock()
    return OpenAlarms(
        alarms=found, sources=source_alarms(gather_sources(room)), orders=find_orders(room.store, found, now), at=now
    )  # fmt: skip


HANDLERS: Final = [list_open]
