"""What HTML 5 puts around a story inside wire XML: the `header` that repeats the metadata, and `figure` with its caption.

    <header><time>…</time><ul class="slugline">…</ul><strong class="embargoed">…</strong><h1>…</h1></header>
    <figure><img src="…"/><div class="byline">Ada Quill/NW</div><figcaption>The ferry in port.</figcaption></figure>

A head tells in a page's words what the item's own properties tell: nothing of it is story but its paragraphs.
"""

from typing import Final

import msgspec
from lxml import etree

from wireroom.model import Media, Rendition
from wireroom.text.xml import folded, inner_text, known_name

_HEADINGS: Final = frozenset(("h1", "h2", "h3"))
_TOLD_ELSEWHERE: Final = _HEADINGS | {"time", "ul", "ol", "nav", "hgroup", "h4", "img", "figure"}
_CREDITS: Final = ("byline", "credit", "author", "source", "copyright", "photographer")


class PageHead(msgspec.Struct, frozen=True):
    """A `header` taken apart."""

    paragraphs: tuple[str, ...] = ()
    #: what is neither story nor told by the metadata, as the line that sets an embargo
    notes: tuple[str, ...] = ()


def read_page_head(header: etree._Element) -> PageHead | None:
    """Read a `header` over a story; None for one without a heading, which is any part of the text."""
    if not any(known_name(part.tag) in _HEADINGS for part in header.iter()):
        return None
    paragraphs: list[str] = []
    notes: list[str] = []
    for part in header:
        name = known_name(part.tag)
        if name and name not in _TOLD_ELSEWHERE and (text := folded(inner_text(part))):
            (paragraphs if name == "p" else notes).append(text)
    return PageHead(tuple(paragraphs), tuple(notes))


def read_figure(figure: etree._Element) -> Media | None:
    """Read a `figure` with a picture as that picture, its caption and credit; None for any other."""
    picture = next((part for part in figure.iter() if known_name(part.tag) == "img"), None)
    if picture is None:
        return None
    caption, credit = [], None
    for part in figure.iter():
        label = (part.get("class") or "").lower() if isinstance(part.tag, str) else ""
        if any(word in label for word in _CREDITS):
            credit = credit or folded(inner_text(part)) or None
        elif known_name(part.tag) == "figcaption" and (text := folded(inner_text(part))):
            caption.append(text)
    words = " ".join(caption)
    if credit and words.endswith(credit) and words != credit:
        words = words.removesuffix(credit).rstrip(" (|-–")
    source = picture.get("src") or picture.get("data-src")
    return Media(
        type="picture",
        native_guid=picture.get("data-uri") or None,
        caption=words or picture.get("alt") or None,
        credit=credit,
        renditions=(Rendition(href=source),) if source else (),
    )
