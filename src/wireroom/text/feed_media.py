"""What goes with an entry of a feed: enclosures, Media RSS, pictures of podcasts."""

import re
from typing import Final

from lxml import etree

from wireroom.model import Media, Rendition
from wireroom.text.feed_xml import attribute, children, join_url, plain_text
from wireroom.text.markup import plain

_BY_MIME: Final = {"image": "picture", "video": "video", "audio": "audio", "text": "text"}
_BY_MEDIUM: Final = {"image": "picture", "video": "video", "audio": "audio", "document": "text", "executable": "text"}
#: elements that name files; all others of Media RSS speak of these
_FILES: Final = frozenset(("enclosure", "media:content", "media:group", "media:thumbnail", "itunes:image"))
_BY_ENDING: Final = (
    (re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|bmp)(?:$|[?#])", re.IGNORECASE), "picture"),
    (re.compile(r"\.(?:mp4|m4v|mov|webm|avi|mpe?g|ogv|m3u8)(?:$|[?#])", re.IGNORECASE), "video"),
    (re.compile(r"\.(?:mp3|m4a|ogg|oga|wav|aac|flac|opus)(?:$|[?#])", re.IGNORECASE), "audio"),
)


def kind_of(mime: str | None, href: str | None, medium: str | None = None) -> str:
    """Say what a file is, by its medium, its type or the end of its address; "text" when nothing says."""
    if medium and (found := _BY_MEDIUM.get(medium.lower())):
        return found
    if mime and (found := _BY_MIME.get(mime.lower().partition("/")[0])):
        return found
    return next((kind for ending, kind in _BY_ENDING if href and ending.search(href)), "text")


def number_of(words: str | None) -> int | None:
    """Give a size or length; None for what is none ("unknown", "100%")."""
    return int(words) if words and re.fullmatch(r"\d{1,15}", words, re.ASCII) else None


def file_media(
    href: str, *, role: str, mime: str | None = None, size: str | None = None, title: str | None = None
) -> Media:
    """Make the media of one file."""
    rendition = Rendition(href=href, mime=mime, size=number_of(size))
    return Media(type=kind_of(mime, href), role=role, headline=title, renditions=(rendition,))


def read_feed_media(kids: dict[str, list[etree._Element]], base: str | None) -> list[Media]:
    """Read the files named among an entry's children."""
    if _FILES.isdisjoint(kids):
        return []
    found: list[Media] = []
    for one in kids.get("enclosure", ()):
        if url := attribute(one, "url", "href"):
            mime, size = attribute(one, "type"), attribute(one, "length")
            found.append(file_media(join_url(base, url), role="enclosure", mime=mime, size=size))
    contents = kids.get("media:content", [])
    about = {name: one for name, one in kids.items() if name.startswith("media:")}
    for content in contents:
        found.extend(_media([content], about, base, thumbnails=about if len(contents) == 1 else {}))
    for group in kids.get("media:group", ()):
        inner = children(group)
        found.extend(_media(inner.get("media:content", []), {**about, **inner}, base, thumbnails=inner))
    if not contents and "media:group" not in kids:
        found.extend(_media([], about, base, thumbnails=about))
    for image in kids.get("itunes:image", ()):
        if url := attribute(image, "href", "url"):
            found.append(Media(type="picture", role="image", renditions=(Rendition(href=join_url(base, url)),)))
    return found


def _media(
    contents: list[etree._Element],
    about: dict[str, list[etree._Element]],
    base: str | None,
    thumbnails: dict[str, list[etree._Element]],
) -> list[Media]:
    """Make one media of files that are the same thing in several sizes, with what is said of them."""
    files = [_rendition(one, base) for one in contents]
    small = [_rendition(one, base, "thumbnail") for one in thumbnails.get("media:thumbnail", ())]
    for content in contents:
        inner = children(content)
        about = {**about, **inner}
        small.extend(_rendition(one, base, "thumbnail") for one in inner.get("media:thumbnail", ()))
    renditions = tuple(one for one in (*files, *small) if one.href)
    if not renditions:
        return []
    first = contents[0] if contents else None
    medium = attribute(first, "medium") if first is not None else "image"
    said = {name: _said(about, f"media:{name}") for name in ("title", "description", "credit", "copyright")}
    return [
        Media(
            type=kind_of(renditions[0].mime, renditions[0].href, medium),
            role="media" if contents else "thumbnail",
            headline=said["title"],
            caption=said["description"],
            credit=said["credit"],
            rights=said["copyright"],
            renditions=renditions,
        )
    ]


def _said(about: dict[str, list[etree._Element]], name: str) -> str | None:
    text = plain_text(about[name][0]) if about.get(name) else None
    return (plain(text) or None) if text else None


def _rendition(one: etree._Element, base: str | None, name: str | None = None) -> Rendition:
    url = attribute(one, "url")
    return Rendition(
        href=join_url(base, url) if url else None,
        name=name,
        mime=attribute(one, "type"),
        width=number_of(attribute(one, "width")),
        height=number_of(attribute(one, "height")),
        size=number_of(attribute(one, "filesize")),
    )
