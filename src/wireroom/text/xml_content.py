"""The content of one element, whatever is in it: NITF, XHTML, bare paragraphs, escaped HTML, base64 or plain text -> blocks."""

import base64
import binascii

import msgspec
from lxml import etree

from wireroom.model import Block, Fault, Media
from wireroom.text.body_xml import blocks_of_escaped, read_body
from wireroom.text.catalogs import tail
from wireroom.text.nitf_body import NitfBody, read_nitf_body
from wireroom.text.xml import XML_LANG, local_name


class XmlContent(msgspec.Struct, frozen=True, kw_only=True):
    """What an element held."""

    blocks: tuple[Block, ...] = ()
    media: tuple[Media, ...] = ()
    #: the head of a NITF body, where one was enclosed
    nitf: NitfBody | None = None
    ednote: str | None = None
    ednote_private: str | None = None
    language: str | None = None
    fault: Fault | None = None


def read_xml_content(part: etree._Element, *, encoding: str | None = None) -> XmlContent:
    """Read what an element holds; `encoding` is as declared, e.g. "base64"."""
    if encoding and (tail(encoding) or "").lower().startswith("base64"):
        return _read_base64(part)
    first = next((child for child in part if isinstance(child.tag, str)), None)
    if first is None:
        return XmlContent(blocks=blocks_of_escaped(part.text)) if part.text and part.text.strip() else XmlContent()
    name = local_name(first)
    if name in ("nitf", "body.content") or (name == "body" and first.find("{*}body.content") is not None):
        nitf = read_nitf_body(first if name != "body.content" else part)
        return XmlContent(
            blocks=nitf.blocks,
            media=nitf.media,
            nitf=nitf,
            ednote=nitf.ednote,
            ednote_private=nitf.ednote_private,
            language=nitf.language or first.get(XML_LANG),
        )
    if name in ("sports-content", "events"):
        fault = Fault(code="content-unread", text=f"the content is {name}, not text", where="blocks", level="note")
        return XmlContent(fault=fault)
    body = read_body(part)
    return XmlContent(
        blocks=body.blocks,
        media=body.media,
        ednote=body.ednote,
        ednote_private=body.ednote_private,
        language=first.get(XML_LANG),
    )


def _read_base64(part: etree._Element) -> XmlContent:
    try:
        text = base64.b64decode("".join((part.text or "").split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return XmlContent(fault=Fault(code="content-unread", text="base64 content that is no text", where="blocks"))
    return XmlContent(blocks=blocks_of_escaped(text))
