"""An order to kill that found nothing, or only late and by likeness: an editor says what it means.

/admin/alarms/{seq}    the order, the agency's copy that shares its words, and one form that kills
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from wireroom.chains import is_by_likeness
from wireroom.chains.card import agency_key
from wireroom.model import Alarm, Filed, Item
from wireroom.store._api import Store
from wireroom.text.stems import rarity, term, tokens
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import find_editor
from wireroom.web.login import login_path
from wireroom.web.pages import page

#: how many of its words are looked for, the rarest first
_WORDS: Final = 8
#: a word as rare as this tells what is written about; as in `chains`
_RARE: Final = 4.0
#: how much of the order is read for them, in characters
_READ: Final = 600
_SHOWN: Final = 12
_LOOKED_AT: Final = 60


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Copy that an order may mean."""

    id: str
    title: str
    dir: str
    at: paper.When


def find_candidates(room: WebRoom, order: Item, now: datetime) -> list[Filed]:
    """Give copy of the order's agency that stands and shares its rarest words, best first."""
    told = dict.fromkeys(tokens(f"{order.title} {order.body_text[:_READ]}"))
    words = sorted((word for word in told if _rarity(word) >= _RARE), key=_rarity, reverse=True)[:_WORDS]
    if not words:
        return []
    query = " OR ".join(f'"{word}"' for word in words)
    found = room.store.best(query=query, limit=_LOOKED_AT, view="desk", now=now)
    agency = agency_key(order)
    return [filed for filed in found if not filed.is_gone and agency_key(filed.item) == agency][:_SHOWN]


def _candidate(filed: Filed, now: datetime) -> Candidate:
    item = filed.item
    return Candidate(
        id=item.id, title=item.title, dir=paper.direction(item.language), at=paper.item_when(filed, now)
    )  # fmt: skip


def _rarity(word: str) -> float:
    stem = term(word)
    return rarity(stem) if stem else 0.0


def find_orders(store: Store, alarms: Sequence[Alarm], now: datetime) -> list[int]:
    """Give those of some alarms that are about an order to kill."""
    found = store.find_items([alarm.item for alarm in alarms if alarm.item], view="desk", now=now)
    orders = {filed.item.id for filed in found if filed.item.is_kill}
    return [alarm.seq for alarm in alarms if alarm.item in orders]


@get("/admin/alarms/{alarm:int}", include_in_schema=False, sync_to_thread=True)
def order_page(request: Request[Any, Any, Any], room: TheRoom, alarm: int) -> Response[Any]:
    """What an order that found nothing may mean."""
    editor = find_editor(request)
    if editor is None:
        return Redirect(login_path(f"/admin/alarms/{alarm}"), status_code=303)
    now = room.clock()
    found = room.store.find_alarm(alarm)
    filed = None if found is None or found.item is None else room.store.find_item(found.item, view="desk", now=now)
    if found is None or filed is None or not filed.item.is_kill:
        raise NotFoundException(detail="There is no alarm of an order to kill at this address.")
    by_likeness = [change.target for change in room.store.changes_by(filed.item.id) if is_by_likeness(change)]
    return page(
        "order.html", cache="no-store", here="alarms", site=room.config.site_name, editor=editor, seq=alarm, text=found.text,
        at=paper.when(found.at, now, "stamp"), seen=None if found.seen is None else found.seen.by.name,
        agency=paper.agency_of(filed.item), words=[block.text for block in filed.item.blocks][:8],
        killed=[_candidate(one, now) for one in room.store.find_items(by_likeness, view="desk", now=now)],
        found=[_candidate(one, now) for one in find_candidates(room, filed.item, now)],
    )  # fmt: skip


HANDLERS: Final = [order_page]
