"""The reading site: complete without script, live with it.

    /item/{id}        one item, with the versions of its story and what changed between them
    /about            how to read it
    /sources          whose copy stands here

Held items are 404 for readers. Killed ones are a tombstone with status 410: the page is gone for good, and says why.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException

from wireroom.model import Filed, Item
from wireroom.store._api import View
from wireroom.text.diff import TextDiff, diff_blocks
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.auth import find_editor
from wireroom.web.cards import make_card, site_address
from wireroom.web.corrections import find_corrections
from wireroom.web.edit_pages import desk_item
from wireroom.web.front import box
from wireroom.web.languages import language_name
from wireroom.web.pages import page
from wireroom.web.sections import SECTIONS, section_of
from wireroom.writers import forms

_RAIL_LINES: Final = 12
#: items looked through for the page of sources
_COUNTED: Final = 5000


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
    values, _ = box(room, _RAIL_LINES)
    if editor is not None:
        values |= {"editor": editor, "desk": desk_item(room, filed, len(chain), now), "cache": "no-store"}
    values |= {"line": paper.line_of(filed, now), "newest": _newest(filed, chain, now)}
    if filed.is_gone:
        killed_at = paper.when(filed.killed_at, now, "full") if filed.killed_at else None
        return page(
            "killed.html",
            status=410,
            killed_at=killed_at,
            title=paper.title_of(filed),
            killed_here=filed.is_killed_here,
            **values,
        )
    gaps = paper.gaps_of(room.store.find_chain(filed.chain, view="desk", now=now), chain)
    versions = paper.version_dots(chain, gaps, filed.item.id, now)
    earlier = next((one for one in chain if one.item.id == against and not one.is_gone), None)
    compared = next((dot for dot in versions if earlier and dot.id == earlier.item.id), None)
    corrected = room.store.find_item(filed.corrected_by, now=now) if filed.corrected_by else None
    corrections = find_corrections(room, filed, chain, view=view, now=now)
    position = next((at for at, dot in enumerate(versions, 1) if dot.is_current), 1)
    card = make_card(
        filed,
        chain,
        corrections,
        site_url=site_address(request, room),
        site_name=room.config.site_name,
        position=position,
    )
    return page(
        "item.html",
        here="item",
        versions=versions,
        gaps_n=sum(len(dot.gaps) for dot in versions),
        against=compared,
        changes=compare(earlier.item, filed.item) if earlier else None,
        corrected=paper.line_of(corrected, now) if corrected and not corrected.is_gone else None,
        corrections=corrections,
        card=card,
        n_story=len({one.chain for one in room.store.find_story(filed.story, view=view, now=now)}),
        position=position,
        **_item_values(filed, now),
        **values,
    )


def _item_values(filed: Filed, now: datetime) -> dict[str, Any]:
    item = filed.item
    return {
        "at": paper.item_when(filed, now),
        "dir": paper.direction(item.language),
        "section": next((one for one in SECTIONS if one.name == section_of(item)), None),
        "crumbs": [name for name in item.sections if name.strip().lower() not in ("home", "")],
        "here_name": item.slug or item.slugline or item.title,
        "blocks": [paper.block_markup(block) for block in item.blocks],
        "subheadlines": item.subheadlines,
        "forms": forms(),
        "byline": item.byline,
        "is_complete": item.is_complete,
        "usage": " ".join(text for text in (item.copyrightnotice, item.usageterms) if text),
    }


def _newest(filed: Filed, chain: Sequence[Filed], now: datetime) -> paper.Line | None:
    """Give the version that stands for the chain now, when this one was replaced: adds and inserts replace nothing."""
    if filed.superseded_by is None and filed.item.marks.joins_behind:
        return None
    standing = [one for one in chain if one.superseded_by is None and not one.is_gone]
    top = next((one for one in reversed(standing) if not one.item.marks.joins_behind), None)
    return paper.line_of(top, now) if top and top.item.id != filed.item.id else None


def compare(earlier: Item, later: Item) -> TextDiff:
    """Say what changed between two items."""
    return diff_blocks(earlier.blocks, later.blocks, headlines=(earlier.title, later.title))


@get("/sources", include_in_schema=False, sync_to_thread=True)
def sources_page(request: Request[Any, Any, Any], room: TheRoom) -> Response[str]:
    """Whose copy stands here: each agency with what it sent in the last day."""
    now = room.clock()
    found = room.store.newest(query="after:24h", limit=_COUNTED, now=now)
    agencies: dict[str, list[Filed]] = {}
    for filed in found:
        agencies.setdefault(paper.agency_of(filed.item), []).append(filed)
    rows = [
        {
            "agency": agency,
            "n_items": len(items),
            "newest": paper.item_when(max(items, key=lambda filed: filed.received_at), now, "clock"),
            "languages": _languages_of(filed.item for filed in items),
        }
        for agency, items in sorted(agencies.items(), key=lambda one: (-len(one[1]), one[0]))
    ]
    return page(
        "sources.html", here="sources", site=room.config.site_name, editor=find_editor(request), rows=rows,
        is_cut=len(found) == _COUNTED,
    )  # fmt: skip


def _languages_of(items: Iterable[Item]) -> str:
    """Name the languages of items, each by its first part; those that no item declares are said to be guessed."""
    declared: dict[str, bool] = {}
    for item in items:
        if item.language:
            language = item.language.split("-")[0]
            declared[language] = declared.get(language, False) or not item.is_language_guessed
    named = sorted((language_name(language), is_said) for language, is_said in declared.items())
    return ", ".join(name if is_said else f"{name} (guessed)" for name, is_said in named)


@get("/about", include_in_schema=False, sync_to_thread=True)
def about_page(room: TheRoom) -> Response[str]:
    """How to read the site."""
    return page("about.html", here="about", site=room.config.site_name)


HANDLERS: Final = [item_page, sources_page, about_page]
