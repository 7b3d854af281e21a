"""What people read of a parcel: a line, and a few more. Killed copy is never quoted, not even to say that it was killed."""

from typing import Any

from wireroom.deliveries._api import Parcel
from wireroom.model import Filed
from wireroom.model.public import reader_object

_FIRST_CHARS = 600


def agency_of(filed: Filed) -> str:
    """Say whose copy it is."""
    return filed.item.agency_name or filed.item.agency or "an agency that is not named"


def headline(parcel: Parcel) -> str:
    """Say it in one line."""
    delivery, filed = parcel.delivery, parcel.filed
    if filed is None:
        return f"A test from {parcel.site}: this channel works"
    if delivery.kind == "killed" or filed.is_gone:
        return f"KILLED: do not use what {agency_of(filed)} sent"
    mark = (
        "CORRECTED" if delivery.kind == "corrected" else filed.item.marks.label or (filed.item.marks.rank or "").upper()
    )
    return f"{f'{mark}: ' if mark else ''}{filed.item.title}"


def first_words(parcel: Parcel) -> str:
    """Give the beginning of the copy; for killed copy, what to do."""
    delivery, filed = parcel.delivery, parcel.filed
    if filed is None:
        return "Nothing has happened; somebody tries whether alerts arrive here."
    if delivery.kind == "killed" or filed.is_gone:
        sent = filed.item.versioncreated or filed.received_at
        who = "The wire room" if filed.is_killed_here else agency_of(filed)
        return (
            f"{who} has killed copy of {sent:%d %B %Y, %H:%M} UTC of which you were told as"
            f' "{delivery.name}". It must not be used; take it down where it was used.'
        )
    text = filed.item.summary or next((block.text for block in filed.item.blocks if block.kind == "para"), "")
    return text if len(text) <= _FIRST_CHARS else f"{text[:_FIRST_CHARS].rsplit(' ', 1)[0]} …"


def plain_text(parcel: Parcel) -> str:
    """Write a parcel as a few lines of plain text."""
    parts = [first_words(parcel)]
    if parcel.filed is not None and not parcel.filed.is_gone:
        parts[0:0] = [f"{agency_of(parcel.filed)}, {parcel.filed.received_at:%d %B %Y, %H:%M} UTC"]
    if parcel.url:
        parts.append(parcel.url)
    if parcel.copy is None:
        parts.append(f"Watch: {parcel.delivery.name}")
    else:
        parts.append(f"Number {parcel.copy.number} to {parcel.delivery.name}")
    return "\n\n".join(part for part in parts if part)


def parcel_object(parcel: Parcel) -> dict[str, Any]:
    """Give a parcel as plain JSON values: what webhooks receive. Killed copy has its id and nothing of its words."""
    delivery, filed = parcel.delivery, parcel.filed
    found: dict[str, Any] = {
        "type": delivery.kind,
        "key": delivery.key,
        "seq": delivery.seq,
        "at": delivery.created_at,
        "watch": {"id": delivery.subscriber, "name": delivery.name},
        "headline": headline(parcel),
        "url": parcel.url,
    }
    if delivery.by:
        found["by"] = delivery.by
    if filed is not None:
        place = {"id": filed.item.id, "chain": filed.chain, "story": filed.story, "received_at": filed.received_at}
        if filed.is_gone:
            place |= {"is_killed": True, "killed_at": filed.killed_at, "agency": filed.item.agency}
            found["item"] = place
        else:
            found["item"] = reader_object(filed.item) | place
    return found
