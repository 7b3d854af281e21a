"""One item for programs: with its body, its place, and the corrections it is part of."""

from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException

from wireroom.store._api import View
from wireroom.web import paper
from wireroom.web._api import WebRoom
from wireroom.web.api import filed_object
from wireroom.web.auth import find_editor
from wireroom.web.corrections import find_corrections


def item_object(request: Request[Any, Any, Any], room: WebRoom, item: str) -> dict[str, Any]:
    """Give one item with its place and the corrections it is part of; with the token also held copy and words to editors.

    Raises:
        NotFoundException: there is none, or readers may not know of it.
    """
    now = room.clock()
    view: View = "desk" if find_editor(request) else "public"
    filed = room.store.find_item(item, view=view, now=now)
    if filed is None:
        raise NotFoundException(detail=f"no item {item!r} that readers may see")
    found = filed_object(filed)
    if filed.is_gone:
        return found
    chain = room.store.find_chain(filed.chain, view=view, now=now)
    if badge := paper.badge_of(filed.item.marks):
        found["mark"] = {"text": badge.text, "meaning": badge.meaning}
    if corrections := find_corrections(room, filed, chain, view=view, now=now):
        found["corrections"] = corrections
    if view == "desk":
        found |= {
            name: value
            for name, value in (
                ("ednote", filed.item.ednote), ("held_until", filed.held_until), ("link", filed.link),
                ("story_reason", filed.story_reason), ("own_chain", filed.own_chain), ("own_story", filed.own_story),
            )
            if value is not None
        }  # fmt: skip
        if filed.is_held_open:
            found["is_held_open"] = True
    return found
