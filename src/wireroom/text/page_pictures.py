"""The pictures of a page's story, each with its caption and credit, as `figure` elements give them (HTML 5)."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from wireroom.model import Block, Item, Media, Rendition
from wireroom.text.markup import fold

MAX_PICTURES: Final = 100
_LONGEST_CAPTION: Final = 1_000
_CREDIT: Final = "[class*=credit], [class*=copyright], [class*=photographer], [itemprop=copyrightHolder]"
_LABEL: Final = re.compile(r"^(?:(?:media|image) caption|caption:)\s+", re.IGNORECASE)
#: a story's own pictures stand in none of these
_BESIDE: Final = ("aside", "nav", "footer", "header")


class Pictured(msgspec.Struct, frozen=True):
    """Pictures with captions, and the captions as they stand among a page's words."""

    pictures: tuple[Media, ...]
    captions: frozenset[str]


def find_pictures(tree: LexborHTMLParser) -> Pictured:
    """Find the pictures that have a caption, in the page's order; those beside the story are not its."""
    pictures: list[Media] = []
    captions: set[str] = set()
    for figure in tree.css("figure")[:MAX_PICTURES]:
        picture, caption = figure.css_first("img, amp-img"), figure.css_first("figcaption")
        if picture is None or caption is None or _is_beside(figure):
            continue
        whole = fold(caption.text(separator=" "))[:_LONGEST_CAPTION]
        signed = caption.css_first(_CREDIT)
        credit = fold(signed.text(separator=" ")) if signed is not None else ""
        words = whole.removesuffix(credit).strip() if credit else whole
        captions.update(filter(None, map(_letters, (whole, words))))
        words = _LABEL.sub("", words)
        source = picture.attributes.get("src") or picture.attributes.get("data-src") or ""
        if not whole or source.startswith("data:"):
            continue
        pictures.append(
            Media(
                type="picture",
                caption=words or None,
                credit=credit[:200] or None,
                renditions=(Rendition(href=source.strip()[:2000]),) if source.strip() else (),
            )
        )
    return Pictured(tuple(pictures), frozenset(captions))


def with_pictures(item: Item, pictures: Sequence[Media]) -> Item:
    """Add pictures to an item; the one that the page names as its own is there, and gets its caption."""
    named = {_file(media): media for media in pictures}
    own = []
    for media in item.associations:
        if (same := named.pop(_file(media), None)) is not None and same in pictures:
            media = msgspec.structs.replace(
                media, caption=media.caption or same.caption, credit=media.credit or same.credit
            )
        own.append(media)
    return msgspec.structs.replace(item, associations=(*own, *named.values()))


def _file(media: Media) -> str:
    href = (media.renditions[0].href or "") if media.renditions else media.caption or ""
    return href.partition("?")[0].rpartition("/")[2]


def without_captions(blocks: Sequence[Block], captions: frozenset[str]) -> tuple[Block, ...]:
    """Take captions out of a story, which tells its own words alone; a story of nothing else keeps them."""
    kept = tuple(block for block in blocks if _letters(block.text) not in captions)
    return kept or tuple(blocks)


def _is_beside(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in _BESIDE:
        parent = parent.parent
    return parent is not None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
