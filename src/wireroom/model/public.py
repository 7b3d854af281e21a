"""Items as the objects that other programs see: `wireroom read --json`, the API, the tests' facts."""

from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from wireroom.model.item import Item
from wireroom.model.marks import Marks

_TIMES: Final = ("versioncreated", "firstcreated", "contentcreated", "sent_at", "embargoed", "expires")


def marks_object(marks: Marks, *, explain: bool = False) -> dict[str, Any]:
    """Give marks in the form results are compared in; evidence only when asked for."""
    found: dict[str, Any] = {
        "rank": marks.rank,
        "series": marks.series,
        "number": marks.number,
        "writethru": marks.writethru,
        "take": marks.take,
        "actions": list(marks.actions),
        "genre": marks.genre,
        "label": marks.label,
    }
    if explain:
        found["evidence"] = msgspec.to_builtins(marks.evidence)
    return found


def item_object(item: Item, *, explain: bool = False) -> dict[str, Any]:
    """Give an item as plain JSON values: its fields (defaults left out), and its body as text and as HTML.

    Editors' notes are in it: readers must be given `reader_object` instead.
    """
    found: dict[str, Any] = msgspec.to_builtins(item)
    found.pop("blocks", None)
    if item.zone:  # the same instants by the agency's clock, as its copy has them
        place = ZoneInfo(item.zone)
        found |= {name: at.astimezone(place).isoformat() for name in _TIMES if (at := getattr(item, name)) is not None}
    # said even when they are the defaults: other programs ask for them by name
    found["type"], found["pubstatus"] = item.type, item.pubstatus
    found["body_text"] = item.body_text
    found["body_html"] = item.body_html
    found["marks"] = marks_object(item.marks, explain=explain)
    if not explain:
        found.pop("provenance", None)
    return found


#: fields that are for editors or for programs inside the room, never for readers
_DESK_ONLY = ("ednote", "ednote_private", "extra", "faults", "provenance", "sign_off", "selector")


def reader_object(item: Item) -> dict[str, Any]:
    """Give an item as readers may see it: without editors' notes and the room's own findings."""
    found = item_object(item)
    for name in _DESK_ONLY:
        found.pop(name, None)
    return found
