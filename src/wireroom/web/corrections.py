"""Corrections as readers and programs are told of them: which facts changed, and for editors the agency's own note."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from wireroom.model import Filed
from wireroom.store._api import View
from wireroom.text.diff import diff_blocks
from wireroom.text.fact_changes import FactChange, find_fact_changes, spoken_of
from wireroom.web._api import WebRoom


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """One correction, seen from either of its two items."""

    #: the item that was wrong, and the one that puts it right
    corrected: str
    by: str
    #: what took the place of what; empty = no number, name, place, time or date, the words themselves tell
    facts: tuple[FactChange, ...]
    #: those of `facts` that the agency's note speaks of; empty = it does not say which, or there is none
    named: tuple[FactChange, ...] = ()
    #: words to editors that came with it; None for readers
    note: str | None = None


def find_corrections(
    room: WebRoom, filed: Filed, chain: Sequence[Filed], *, view: View, now: datetime
) -> list[Correction]:
    """Give the corrections that this item is part of, as this view may know of them; none of killed copy."""
    pairs: list[tuple[Filed, Filed]] = []
    if filed.corrected_by is not None:
        by = room.store.find_item(filed.corrected_by, view=view, now=now)
        if by is not None:
            pairs.append((filed, by))
    pairs += [(other, filed) for other in chain if other.corrected_by == filed.item.id]
    return [
        _told(wrong, right, note=right.item.ednote if view == "desk" else None)
        for wrong, right in pairs
        if not wrong.is_gone and not right.is_gone
    ]


def _told(wrong: Filed, right: Filed, *, note: str | None) -> Correction:
    """Tell one correction. The agency's note stays with editors; which facts it means, readers may know."""
    facts = _facts(wrong, right)
    named = spoken_of(facts, right.item.ednote)
    return Correction(corrected=wrong.item.id, by=right.item.id, facts=facts, named=named, note=note)


def _facts(wrong: Filed, right: Filed) -> tuple[FactChange, ...]:
    diff = diff_blocks(wrong.item.blocks, right.item.blocks, headlines=(wrong.item.title, right.item.title))
    return find_fact_changes(diff, right.item.language)
