"""The time as a page shows it beside its story, for pages that tell machines none."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wireroom.text.markup import fold

_STORIES: Final = ("article", "main", "[role=main]")
#: a day without a clock is no time
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S{0,20}")
#: in a paragraph longer than this it is a time that the story speaks of; characters
_LONGEST_LINE: Final = 80
_IN_TEXT: Final = frozenset(("li", "td", "th", "dd", "blockquote", "aside", "nav", "footer", "form"))
_MOST: Final = 20


def find_shown_time(tree: LexborHTMLParser) -> str | None:
    """Give the one time that stands with the story, as written; None when there is none, or several that differ."""
    story = next((found for form in _STORIES if (found := tree.css_first(form)) is not None), None)
    if story is None:
        return None
    stamps = {
        stamp.strip()
        for node in story.css("time[datetime]")[:_MOST]
        if _STAMP.fullmatch((stamp := node.attributes.get("datetime") or "").strip()) and _is_beside(node)
    }
    return stamps.pop() if len(stamps) == 1 else None


def _is_beside(node: LexborNode) -> bool:
    """Tell a time over or under a story from one inside it: a meeting's, a comment's."""
    parent = node.parent
    if parent is None or parent.tag in _IN_TEXT:
        return False
    return len(fold(parent.text(separator=" "))) <= _LONGEST_LINE if parent.tag == "p" else True
