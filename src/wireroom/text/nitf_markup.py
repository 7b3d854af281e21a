"""The body of a NITF document that another format carries inside it."""

import re
from typing import Final

from lxml import etree

from wireroom.model import Block
from wireroom.text.markup import blocks_of_html
from wireroom.text.xml import XmlProblem, local_name, parse_xml

#: NITF's names for what HTML names otherwise; the rest of its body is HTML's
_AS_HTML: Final = {"hl1": "h2", "hl2": "h2", "block": "div", "body.content": "div", "bq": "blockquote", "fn": "p"}
#: not body: pictures, and what is for the desk
_LEFT_OUT: Final = {"media", "note", "tagline", "datasource"}


def blocks_of_nitf(document: str) -> tuple[Block, ...]:
    """Read the blocks of `body.content`; () when it is no XML or has none."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", document)
    try:
        root = parse_xml(text.encode("utf-8", "replace"), recover=True)
    except XmlProblem:
        return ()
    content = next((found for found in root.iter() if local_name(found) == "body.content"), None)
    if content is None:
        return ()
    for element in list(content.iter()):
        name = local_name(element)
        parent = element.getparent()
        if name in _LEFT_OUT and parent is not None and element is not content:
            parent.remove(element)
            continue
        element.tag = _AS_HTML.get(name, name)
    markup = etree.tostring(content, encoding="unicode", method="html")
    return blocks_of_html(markup)
