"""What may be shown of an item, and when it counts as copy. Pure; every store uses it, so that none can leak by itself.

is_notice    a kill or withdrawal is an order to editors, not copy: it tends to repeat the killed words;
             an advisory or a test of the line is a word to them: readers are not shown it either
tombstone    what is left of an item for readers once it is killed
event_data   what a ticker line needs, in the event itself; `blank_data` is the same without any of its words
search_text  an item's words by search column
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from wireroom.model import Event, Filed, Item
from wireroom.query import columns_of, folded_text
from wireroom.store._placing import Placement

KILLED: Final = "Killed"
#: what is told of an item whose licence has ended
RETIRED: Final = "No longer kept"
#: in `Item.extra` of such an item: when its words were taken out, ISO 8601
RETIRED_AT: Final = "retired_at"
#: in the data of `reread`: the item as it was read before; for the desk alone
BEFORE: Final = "before"
#: what readers are told of an advisory
TO_EDITORS: Final = "A note to editors"
#: what stays of an event's data when its item is killed
_WORDLESS: Final = (
    "agency", "agency_name", "at", "n_versions", "superseded", "top", "language", "by", "is_withdrawn", "was_withdrawn",
)  # fmt: skip


_TO_EDITORS: Final = frozenset(("kill", "withdrawal", "advisory", "test"))


def is_notice(item: Item) -> bool:
    """Tell whether the item speaks to editors alone: it orders that something must not be used, or announces copy."""
    return item.pubstatus == "canceled" or not _TO_EDITORS.isdisjoint(item.marks.actions)


def is_order(item: Item) -> bool:
    """Tell whether the item itself orders that something must not be used."""
    return item.pubstatus == "canceled" or not {"kill", "withdrawal"}.isdisjoint(item.marks.actions)


def is_add(placement: Placement) -> bool:
    """Tell whether the item only stands behind another one (a second take), so that it never tops its chain.

    One that came before what it stands behind adds to nothing yet; its marks tell.
    """
    kinds = {change.kind for change in placement.changes}
    return ("adds" in kinds or placement.item.marks.joins_behind) and "supersedes" not in kinds


def shown_agency(item: Item) -> str:
    """Give the agency's name as readers see it; one that is not named is said so."""
    return item.agency_name or item.creditline or item.extra.get("provider") or "Agency not named"


def event_data(
    item: Item, *, at: datetime, n_versions: int, superseded: Sequence[str], top: str | None
) -> dict[str, object]:
    """Give what a ticker needs of a free item, as plain JSON values.

    `superseded` are the items it newly replaces; `top` is its chain's top for readers after it (it may be another one).
    """
    if is_notice(item):
        return {
            **blank_data({}, item, at=at, n_versions=n_versions, top=top),
            "headline": "Kill notice" if is_order(item) else TO_EDITORS,
        }
    return {
        "headline": item.title,
        "agency": item.agency,
        "agency_name": item.agency_name,
        "label": item.marks.label,
        "rank": item.marks.rank,
        "series": item.marks.series,
        "number": item.marks.number,
        "genre": item.marks.genre,
        "actions": list(item.marks.actions),
        "at": at.isoformat(),
        "n_versions": n_versions,
        "superseded": list(superseded),
        "top": top,
        "slugline": item.slug or item.slugline,
        "language": item.language,
    }


def blank_data(
    data: Mapping[str, object],
    item: Item | None = None,
    *,
    at: datetime | None = None,
    n_versions: int | None = None,
    top: str | None = None,
) -> dict[str, object]:
    """Give event data without a word of the copy: what `data` had, or what the item and its chain tell."""
    found: dict[str, object] = {name: data[name] for name in _WORDLESS if name in data}
    if item is not None:
        found |= {"agency": item.agency, "agency_name": item.agency_name, "language": item.language}
        found |= {"actions": [action for action in item.marks.actions if action in ("kill", "withdrawal")]}
    if at is not None:
        found |= {"at": at.isoformat(), "n_versions": n_versions, "superseded": [], "top": top}
    return {**found, "headline": KILLED, "is_killed": True}


def tombstone(item: Item) -> Item:
    """Give what readers are left with: whose it was and when, and no word of it."""
    return Item(
        id=item.id,
        uri=item.uri,
        agency=item.agency,
        agency_name=item.agency_name,
        native_guid=item.native_guid,
        version=item.version,
        format=item.format,
        type=item.type,
        versioncreated=item.versioncreated,
        firstcreated=item.firstcreated,
        sent_at=item.sent_at,
        language=item.language,
        pubstatus="canceled",
        headline=KILLED,
        headline_clean=KILLED,
    )


def retired(item: Item, now: datetime) -> Item:
    """Give what a licence lets us keep: whose it was, when, its marks without the words they stood in, and no word else."""
    return Item(
        id=item.id,
        uri=item.uri,
        agency=item.agency,
        agency_name=item.agency_name,
        native_guid=item.native_guid,
        version=item.version,
        format=item.format,
        type=item.type,
        versioncreated=item.versioncreated,
        firstcreated=item.firstcreated,
        sent_at=item.sent_at,
        embargoed=item.embargoed,
        urgency=item.urgency,
        priority=item.priority,
        category=item.category,
        language=item.language,
        pubstatus=item.pubstatus,
        marks=msgspec.structs.replace(item.marks, evidence=()),
        headline=RETIRED,
        headline_clean=RETIRED,
        extra={RETIRED_AT: now.isoformat()},
    )


def is_retired(item: Item) -> bool:
    """Tell whether an item's words were taken out because its licence has ended."""
    return RETIRED_AT in item.extra


def may_be_reread(filed: Filed, item: Item) -> bool:
    """Tell whether a new reading may stand for the old one without moving what was decided by it.

    Killed and retired copy is not touched. Whether an item is an order, and under what embargo, decided who saw it.
    """
    before = filed.item
    return (
        filed.killed_by is None
        and not is_retired(before)
        and (is_notice(before), is_order(before)) == (is_notice(item), is_order(item))
        and (before.embargoed, before.embargo_text) == (item.embargoed, item.embargo_text)
    )


def for_readers(filed: Filed) -> Filed:
    """Give an item that is not held as readers may see it: a killed one, or an order to kill, as a tombstone.

    The link's reason quotes slugs and headlines of other items, which may be held or killed: it stays on the desk.
    """
    item = filed.item
    if filed.killed_by is not None or is_order(item):
        item = tombstone(item)
    elif is_notice(item):
        item = msgspec.structs.replace(
            tombstone(item), pubstatus="usable", headline=TO_EDITORS, headline_clean=TO_EDITORS
        )
    return msgspec.structs.replace(
        filed, item=item, link=None, story_reason=None, own_chain=None, own_story=None, story_mate=None
    )


def for_event_readers(event: Event) -> Event:
    """Give a line of the wire as readers may see it: what is for the desk only keeps its seq and loses the rest."""
    if event.kind in ("alarm", "edited", "rung"):
        return Event(seq=event.seq, kind=event.kind, at=event.at)
    if event.kind == "held":
        return Event(seq=event.seq, kind=event.kind, at=event.at, item=event.item, data=event.data)
    if event.kind == "reread":
        shown = {name: value for name, value in event.data.items() if name != BEFORE}
        # held copy was read anew: nothing of it is for readers
        return (
            msgspec.structs.replace(event, data=shown) if shown else Event(seq=event.seq, kind=event.kind, at=event.at)
        )
    return event


def search_text(item: Item) -> dict[str, str]:
    """Give the item's folded words by search column: exactly what a search tested on the item itself looks at."""
    return columns_of(folded_text(item))
