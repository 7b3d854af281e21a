"""The byline as a page shows it, beside the story or above it: the first element that is named so and reads so."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wireroom.text.byline import read_byline
from wireroom.text.markup import fold

_NAMED: Final = "[rel=author], [itemprop=author], [class*=byline], [class*=author], [class*=meta]"
#: where stories stand, surest first; outside of them bylines are those of teasers
_STORIES: Final = ("article", "main", "[role=main]")
_APART: Final = re.compile(
    r"\s+[-–—|•·]\s+|\n|\s\|\s?|\s?\|\s|,?\s(?:on|am|le|el)\s(?=[A-Z\d])|,?\s(?:on|am|le|el)$|\s(?:published|posted|updated|publi\w+)\b",
    re.IGNORECASE,
)
#: a byline without "By" in a box of that name: "Joan Aubin, AAP"
_BARE_NAME: Final = re.compile(r"(?P<name>[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3})(?:, [A-Z]{2,6})?")
_MOST: Final = 20
_LONGEST: Final = 160


def byline_part(line: str) -> str:
    """Give what of a line says who wrote it, without the day and the house set apart behind it."""
    return _APART.split(line)[0].strip(" ,|")


def find_signed(tree: LexborHTMLParser) -> str | None:
    """Give the byline that a page shows with its story; None when it shows none, or stories of several."""
    story: LexborNode | None = next((found for form in _STORIES if (found := tree.css_first(form)) is not None), None)
    if story is None:
        return None
    for node in story.css(_NAMED)[:_MOST]:
        text = fold(node.text(separator=" "))
        if not 0 < len(text) < _LONGEST:
            continue
        if (byline := read_byline(byline_part(text))) is not None:
            return f"By {byline.names[0]}" if byline.credit and len(byline.names) == 1 else byline.text
        if (named := _BARE_NAME.fullmatch(byline_part(text))) and "byline" in (
            node.attributes.get("class") or ""
        ).lower():
            return f"By {named['name']}"
    return None
