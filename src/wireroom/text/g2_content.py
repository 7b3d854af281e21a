"""The `contentSet` of NewsML-G2: the text in one of its forms -> blocks; remote files -> renditions."""

import msgspec
from lxml import etree

from wireroom.model import Media, Rendition
from wireroom.text.catalogs import tail
from wireroom.text.xml import local_name, number
from wireroom.text.xml_content import XmlContent, read_xml_content


class G2Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a contentSet held."""

    text: XmlContent = XmlContent()
    media: tuple[Media, ...] = ()
    wordcount: int | None = None


def read_content_set(content_set: etree._Element) -> G2Content:
    """Read the first form of the content that has text; the others say the same in another form."""
    text, wordcount = XmlContent(), None
    remote: list[etree._Element] = []
    for part in content_set:
        name = local_name(part)
        if name == "remoteContent":
            remote.append(part)
        elif name in ("inlineXML", "inlineData") and not text.blocks:
            text = read_xml_content(part, encoding=part.get("encoding"))
            wordcount = number(part.get("wordcount")) or None
    return G2Content(text=text, media=(*text.media, *(_read_remote(remote) if remote else ())), wordcount=wordcount)


def _read_remote(parts: list[etree._Element]) -> list[Media]:
    """Gather files into media: a rendition's name that comes again begins another picture."""
    media: list[Media] = []
    group: list[Rendition] = []
    seen: set[tuple[str, str | None]] = set()
    kind = ""
    for part in parts:
        mime = part.get("contenttype") or ""
        rendition = part.get("rendition") or part.get("renditionuri")
        key = (mime.partition("/")[0], rendition)
        if group and ((rendition and key in seen) or key[0] != kind):
            media.append(Media(type=_media_type(kind), renditions=tuple(group)))
            group, seen = [], set()
        kind = key[0]
        seen.add(key)
        group.append(
            Rendition(
                href=part.get("href") or part.get("residref"),
                name=tail(rendition),
                mime=mime or None,
                width=number(part.get("width")),
                height=number(part.get("height")),
                size=number(part.get("size")),
            )
        )
    media.append(Media(type=_media_type(kind), renditions=tuple(group)))
    return media


def _media_type(kind: str) -> str:
    return {"image": "picture", "": "picture", "application": "graphic"}.get(kind, kind)
