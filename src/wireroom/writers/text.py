"""Plain text for people and pipes: a few headed lines, an empty line, the paragraphs. A line of dashes between items."""

from collections.abc import Sequence
from typing import Final

from wireroom.model import Filed
from wireroom.writers import _copy
from wireroom.writers._api import FeedInfo, Writer


class Text:
    """UTF-8 text."""

    name = "text"
    media_type = "text/plain"

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write items one below the other."""
        return ("\n" + "-" * 40 + "\n\n").join(_one(filed, about) for filed in items).encode("utf-8", "replace")


def _one(filed: Filed, about: FeedInfo) -> str:
    item = filed.item
    head = [_copy.title_of(filed)]
    source = ", ".join(_copy.names((item.agency_name, _copy.iso(_copy.made_at(filed)))))
    head.append(source)
    if not filed.is_gone:
        head += _copy.names((item.byline,))
    head.append(_copy.page_of(filed, about.site_url))
    return "\n".join(head) + "\n\n" + _copy.body_text(filed) + "\n"


WRITER: Final[Writer] = Text()
