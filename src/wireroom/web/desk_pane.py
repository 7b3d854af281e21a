"""The reading pane of the desk: one item as HTML that the page puts beside its columns. For editors only.

What is in it: the copy with its states and the agency's notes apart, the evidence of every mark, the versions with what changed,
the story with the other agencies, and the dispatch as it was received.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException

from wireroom.model import Dispatch, Filed
from wireroom.web import paper
from wireroom.web._api import TheRoom, WebRoom
from wireroom.web.auth import get_editor, wants_token
from wireroom.web.corrections import find_corrections
from wireroom.web.desk_rows import DeskRow, make_row
from wireroom.web.edit_pages import desk_item
from wireroom.web.feeds import ITEM_FORMS
from wireroom.web.pages import page
from wireroom.web.site import compare

Caller = Request[Any, Any, Any]
#: characters of the raw copy that are shown
_RAW_CHARS: Final = 100_000


class Sibling(msgspec.Struct, frozen=True, kw_only=True):
    """Another running line of the same story."""

    row: DeskRow
    at: paper.When
    first_words: str


class RawCopy(msgspec.Struct, frozen=True, kw_only=True):
    """A dispatch as it came."""

    source: str
    filename: str | None
    at: paper.When
    n_bytes: int
    charset: str
    text: str
    is_cut: bool


@get("/desk/pane/{item:str}", guards=[wants_token], include_in_schema=False, sync_to_thread=True)
def pane(request: Caller, room: TheRoom, item: str, against: str | None = None) -> Response[str]:
    """One item, all of it."""
    now = room.clock()
    filed = room.store.find_item(item, view="desk", now=now)
    if filed is None:
        raise NotFoundException(detail="There is no such item in this room.")
    chain = room.store.find_chain(filed.chain, view="desk", now=now)
    versions = paper.version_dots(chain, paper.gaps_of(chain, chain), item, now)
    earlier = _earlier(chain, filed, against)
    compared = next((dot for dot in versions if earlier is not None and dot.id == earlier.item.id), None)
    return page(
        "desk_pane.html",
        cache="no-store",
        site=room.config.site_name,
        editor=get_editor(request),
        filed=filed,
        it=filed.item,
        row=make_row(chain),
        line=paper.line_of(filed, now),
        title=filed.item.title,
        badge=paper.badge_of(filed.item.marks),
        killed_at=None if filed.killed_at is None else paper.when(filed.killed_at, now, "full"),
        at=paper.item_when(filed, now),
        received=paper.when(filed.received_at, now, "full"),
        dir=paper.direction(filed.item.language),
        blocks=[paper.block_markup(block) for block in filed.item.blocks],
        versions=versions,
        against=compared,
        stands_before=any(one.item.id == filed.superseded_by and one.position < filed.position for one in chain),
        changes=None if earlier is None else compare(earlier.item, filed.item),
        corrections=find_corrections(room, filed, chain, view="desk", now=now),
        siblings=_siblings(room, filed, now),
        desk=desk_item(room, filed, len(chain), now),
        forms=ITEM_FORMS,
    )


def _earlier(chain: Sequence[Filed], filed: Filed, against: str | None) -> Filed | None:
    """Choose the version to compare with: that which is asked for, else the one before."""
    before = [one for one in chain if one.position < filed.position]
    chosen = next((one for one in chain if one.item.id == against and one.item.id != filed.item.id), None)
    return chosen or (before[-1] if before else None)


def _siblings(room: WebRoom, filed: Filed, now: datetime) -> list[Sibling]:
    """Gather the other chains of the story, newest first."""
    chains: dict[str, list[Filed]] = {}
    for one in room.store.find_story(filed.story, view="desk", now=now):
        if one.chain != filed.chain:
            chains.setdefault(one.chain, []).append(one)
    found = []
    for chain in chains.values():
        chain.sort(key=lambda one: one.position)
        row = make_row(chain)
        top = next(one for one in chain if one.item.id == row.item)
        words = "" if top.is_gone else paper.first_words(top.item, 400)
        found.append(Sibling(row=row, at=paper.when(row.at, now, "stamp"), first_words=words))
    return sorted(found, key=lambda one: one.row.at, reverse=True)


@get("/desk/raw/{item:str}", guards=[wants_token], include_in_schema=False, sync_to_thread=True)
def raw(room: TheRoom, item: str) -> Response[str]:
    """The dispatch an item came in, as it was received."""
    now = room.clock()
    filed = room.store.find_item(item, view="desk", now=now)
    dispatch = None if filed is None else room.store.find_dispatch(filed.dispatch)
    if filed is None or dispatch is None:
        raise NotFoundException(detail="There is no such item in this room.")
    return page("desk_raw.html", cache="no-store", raw=_raw_copy(dispatch, filed.item.charset, now))


def _raw_copy(dispatch: Dispatch, charset: str | None, now: datetime) -> RawCopy:
    """Show bytes as text: in the charset that the copy was read in, what does not fit as �."""
    named = charset or "utf-8"
    try:
        text = dispatch.data.decode(named, "replace")
    except LookupError:  # a name that only the wire's own reader knows
        named, text = "latin-1", dispatch.data.decode("latin-1")
    return RawCopy(
        source=dispatch.source,
        filename=dispatch.filename,
        at=paper.when(dispatch.received_at, now, "full"),
        n_bytes=len(dispatch.data),
        charset=named,
        text="".join(_visible(char) for char in text[:_RAW_CHARS]),
        is_cut=len(text) > _RAW_CHARS,
    )


def _visible(char: str) -> str:
    """Give control characters, which are part of old wires' headers, a sign that can be seen (Unicode control pictures)."""
    if char in "\n\t" or char >= " ":
        return "\u2421" if char == "\x7f" else char
    return chr(0x2400 + ord(char)) if char != "\r" else ""


HANDLERS: Final = [pane, raw]
