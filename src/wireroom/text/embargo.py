"""Embargo words in the head lines of copy: "EMBARGOED UNTIL 0001 GMT, Nov 22, 2018", "Sperrfrist: 12.00 Uhr".

Only the words are found here; what time they name is read by `agencies`, which knows the house's zone.
"""

import re
from typing import Final

_WORDS: Final = re.compile(
    r"(?:strictly )?(?:embargo(?:ed)?\b|sperrfrist\b|gesperrt bis\b|hold for release\b|"
    r"not for (?:use|release|publication|broadcast) (?:before|until|prior to)\b|for release (?:at|on|after)\b|"
    r"(?:sous )?embargo jusqu|not to be (?:used|published) (?:before|until)\b)",
    re.IGNORECASE,
)
#: "embargo" as news: on arms, oil, trade
_NEWS: Final = re.compile(
    r"\b(?:arms|oil|trade|grain|weapons|export|import|economic) embargo|embargo (?:on|against) \w", re.IGNORECASE
)
_OVER: Final = re.compile(r"\bembargo (?:lifted|over|expired|aufgehoben)\b|\bno embargo\b", re.IGNORECASE)


def find_embargo(text: str) -> str | None:
    """Give the words of an embargo, from where they begin to the end of their line; None when there is none."""
    for found in _WORDS.finditer(text[:20_000]):
        line_start = text.rfind("\n", 0, found.start()) + 1
        line_end = text.find("\n", found.start())
        line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
        if not _NEWS.search(line) and not _OVER.search(line):
            return line[:300]
    return None
