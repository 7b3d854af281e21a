"""NITF `media`: references, captions and producers, and the name-value pairs that agencies put beside them."""

from lxml import etree

from wireroom.model import Media, Rendition
from wireroom.text.xml import known_name, number, text_of


def read_media(element: etree._Element) -> Media:
    """Read NITF `media`: its references, caption, producer and the metadata that agencies put into name-value pairs."""
    renditions, caption, credit, facts = [], [], None, {}
    for part in element.iter():
        name = known_name(part.tag)
        if name == "media-reference":
            renditions.append(
                Rendition(
                    href=part.get("source") or part.get("data-location") or None,
                    name=part.get("name") or part.get("id") or None,
                    mime=part.get("mime-type") or None,
                    width=number(part.get("width")),
                    height=number(part.get("height")),
                    size=number(part.get("file-size")),
                )
            )
        elif name == "media-caption":
            caption.append(text_of(part) or "")
        elif name == "media-producer":
            credit = text_of(part)
        elif name == "media-metadata":
            facts[(part.get("name") or "").lower()] = part.get("value") or text_of(part) or ""
    kind = (element.get("media-type") or "picture").lower()
    return Media(
        type={"image": "picture", "photo": "picture"}.get(kind, kind),
        native_guid=facts.get("managementid") or facts.get("id") or element.get("id") or None,
        headline=facts.get("headline") or facts.get("title") or None,
        caption=" ".join(part for part in caption if part) or None,
        credit=credit or facts.get("credit") or None,
        rights=facts.get("copyright") or None,
        renditions=tuple(renditions),
    )
