"""The `contentSet` of NewsML-G2: XHTML, NITF, escaped HTML or plain text -> blocks; remote files -> renditions."""

import base64
import binascii
import html

import msgspec
from lxml import etree

from wireroom.model import Block, Fault, Media, Rendition
from wireroom.text.body_xml import blocks_of_wire_text, read_body
from wireroom.text.catalogs import tail
from wireroom.text.markup import blocks_of_html, blocks_of_text
from wireroom.text.nitf_body import NitfBody, read_nitf_body
from wireroom.text.xml import XML_LANG, local_name


class G2Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a contentSet held."""

    blocks: tuple[Block, ...] = ()
    media: tuple[Media, ...] = ()
    #: the head of a NITF body, where one was enclosed
    nitf: NitfBody | None = None
    ednote: str | None = None
    ednote_private: str | None = None
    wordcount: int | None = None
    language: str | None = None
    faults: tuple[Fault, ...] = ()


def read_content_set(content_set: etree._Element) -> G2Content:
    """Read the first form of the content that has text; the others say the same in another form."""
    content = G2Content()
    remote: list[etree._Element] = []
    for part in content_set:
        name = local_name(part)
        if name == "remoteContent":
            remote.append(part)
        elif name in ("inlineXML", "inlineData") and not content.blocks:
            content = _read_inline_xml(part) if name == "inlineXML" else _read_inline_data(part)
    if remote:
        content = msgspec.structs.replace(content, media=(*content.media, *_read_remote(remote)))
    return content


def _read_inline_xml(part: etree._Element) -> G2Content:
    first = next((child for child in part if isinstance(child.tag, str)), None)
    if first is None:
        return _of_text(part) if part.text and part.text.strip() else G2Content()
    count = number(part.get("wordcount")) or None
    name = local_name(first)
    if name in ("nitf", "body.content") or (name == "body" and first.find("{*}body.content") is not None):
        nitf = read_nitf_body(first if name != "body.content" else part)
        return G2Content(
            blocks=nitf.blocks,
            media=nitf.media,
            nitf=nitf,
            ednote=nitf.ednote,
            ednote_private=nitf.ednote_private,
            wordcount=count,
            language=nitf.language or first.get(XML_LANG),
        )
    if name == "sports-content" or name == "events":
        fault = Fault(code="content-unread", text=f"the content is {name}, not text", where="blocks", level="note")
        return G2Content(faults=(fault,))
    body = read_body(part)
    return G2Content(
        blocks=body.blocks,
        media=body.media,
        ednote=body.ednote,
        ednote_private=body.ednote_private,
        wordcount=count,
        language=first.get(XML_LANG),
    )


def _read_inline_data(part: etree._Element) -> G2Content:
    if not (tail(part.get("encoding")) or "").lower().startswith("base64"):
        return _of_text(part)
    try:
        text = base64.b64decode("".join((part.text or "").split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        fault = Fault(code="content-unread", text="base64 content that is no text", where="blocks")
        return G2Content(faults=(fault,))
    return G2Content(blocks=_blocks_of(text), wordcount=number(part.get("wordcount")) or None)


def _of_text(part: etree._Element) -> G2Content:
    text = "".join(str(piece) for piece in part.itertext())
    return G2Content(blocks=_blocks_of(text), wordcount=number(part.get("wordcount")) or None)


def _blocks_of(text: str) -> tuple[Block, ...]:
    """Cut text that stands in an element as text: often HTML all the same, whatever it is called."""
    if "</p>" in text.lower() or "<br" in text.lower() or text.lstrip()[:1] == "<":
        if "</p>" in text and text.count("<") <= 2 * text.count("<p>"):
            # nothing but paragraphs, perhaps with the wire's own indenting inside (ANSA)
            pieces = text.replace("</p>", "\n\n").split("<p>")
            return tuple(block for piece in pieces for block in blocks_of_wire_text(html.unescape(piece)))
        return blocks_of_html(text)
    if "\n\n" in text.replace("\r", ""):
        return blocks_of_text(text)
    return tuple(blocks_of_wire_text(text))


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


def number(words: str | None) -> int | None:
    """Read a whole number of an attribute; None for anything else."""
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 12 else None
