"""Embargo: until when an item is held. Pure; the clock is an argument."""

from datetime import datetime
from typing import Final

from wireroom.model import Item

#: marks that say "not yet"; without a time that could be read an editor must say when
_NOT_YET: Final = frozenset({"embargo", "hold", "advance"})


def read_embargo(item: Item, now: datetime) -> tuple[datetime | None, str | None]:
    """Tell until when an item is held, or the words by which it is held until an editor says so; (None, None) = free.

    An embargo that cannot be read as a time holds: None and a question beat a leak. A kill is never held.
    """
    if item.is_kill:
        return None, None
    if item.embargoed is not None:
        return (item.embargoed, None) if item.embargoed > now else (None, None)
    if item.embargo_text:
        return None, item.embargo_text
    if item.pubstatus == "withheld":
        return None, "its agency says it is withheld"
    for action in item.marks.actions:
        if action in _NOT_YET:
            return None, f"it is marked as {action}, without a time"
    return None, None
