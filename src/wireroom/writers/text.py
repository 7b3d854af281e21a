"""Plain text in lines of 69 characters, as desks print and paste it: headline, byline, the story, and below it whose it is.

UTF-8. What is not the story stands under "# Notebook", as dpa sets it, so that readers of plain copy know it for what it is:
notes to editors (for editors only), and the item's page. A line of dashes stands between items.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from wireroom.model import Filed
from wireroom.writers import _copy, _wire_text
from wireroom.writers._api import FeedInfo, Reach, Writer, reach_only


class Text:
    """UTF-8 text."""

    name = "text"
    media_type = "text/plain"
    suffix = "txt"
    label = "Plain text"
    reach: Reach = reach_only(
        {
            "blocks": "tables become columns; quotes and notes paragraphs; links and emphasis are lost; a paragraph that "
            "begins with a bullet loses it, a note to editors on top is read as one",
        },
        {
            "byline": "stands under the headline, and is read there where it begins with By, Von, Par …",
            "headline": "the title is the clean headline with the mark before it",
            "dateline": "stands in the text, and is read there",
            "ednote": "stands in the notebook, for editors only, under a heading",
            "creditline": "what stands behind the byline's comma is read as one",
        },
        "text has no fields: what is not in its words is not told",
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write items one below the other."""
        written = ("\n".join(_lines(filed, about)) + "\n" for filed in items)
        return ("\n" + "-" * 40 + "\n\n").join(written).encode("utf-8", "replace")


def _lines(filed: Filed, about: FeedInfo) -> Iterator[str]:
    item = filed.item
    is_wordless = _copy.is_wordless(filed, about)
    yield from _wire_text.head_lines(_copy.title_of(filed) if is_wordless or not filed.is_gone else item.title)
    if not is_wordless and item.byline:
        yield from _wire_text.wrapped(item.byline)
    yield ""
    if is_wordless:
        yield _copy.body_text(filed)
    elif item.blocks:
        yield from (_copy.legal(line) for line in _wire_text.body_lines(item))
    yield from ("", "# Notebook")
    if item.ednote and about.for_editors and not is_wordless:
        yield from (
            "## Note to editors",
            *(line for part in item.ednote.split("\n") for line in _wire_text.wrapped(part)),
        )
    source = ", ".join(_copy.names((item.agency_name, _copy.iso(_copy.made_at(filed)))))
    yield from ("## Internet links", f"[{source}]({_copy.page_of(filed, about.site_url)})")


WRITER: Final[Writer] = Text()
