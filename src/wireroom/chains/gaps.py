"""What a chain's numbers tell of versions that never came: "3rd LD; 2nd LD not received"."""

import re
from collections.abc import Sequence
from typing import Final

from wireroom.chains.order import order_versions
from wireroom.model import Gap, Item

_ORDINAL: Final = re.compile(r"(\d+)(\s?)(st|nd|rd|th)\b|(\d+)(\s?)(st|nd|rd|th)(?=[A-Z])", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d+")


def find_gaps(items: Sequence[Item]) -> tuple[Gap, ...]:
    """Name the numbers missing in one chain, in the house's own spelling, each with the item it is missing before.

    Leads, updates and wrap-ups of one chain share one counter, as on the wires: UPDATE 1, then WRAPUP 2.
    """
    gaps: list[Gap] = []
    expected = 1
    for item in order_versions(items):
        number = item.marks.number if item.marks.series else None
        if number is None or number < expected:
            continue
        gaps += [Gap(label=spell_number(item, missing), before=item.id) for missing in range(expected, number)]
        expected = number + 1
    return tuple(gaps)


def spell_number(item: Item, number: int) -> str:
    """Spell another number as this item's house spells its own: "3rd LD" -> "2nd LD", "UPDATE 3" -> "UPDATE 2"."""
    label = item.marks.label or ""
    own = str(item.marks.number)
    for found in _ORDINAL.finditer(label):
        if (found[1] or found[4]) == own:
            ending = found[3] or found[6]
            ordinal = f"{number}{found[2] or found[5] or ''}{_like(ending, _ending(number))}"
            return label[: found.start()] + ordinal + label[found.end() :]
    for found in _NUMBER.finditer(label):
        if found.group() == own:
            return label[: found.start()] + str(number) + label[found.end() :]
    if item.marks.series == "lead":
        return f"{number}{_ending(number)} LD"
    return f"{(item.marks.series or 'version').upper()} {number}"


def _ending(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _like(pattern: str, word: str) -> str:
    return word.upper() if pattern.isupper() else word
