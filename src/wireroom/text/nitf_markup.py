"""The body of a NITF document that another format carries inside it."""

import re

from wireroom.model import Block
from wireroom.text.nitf_body import read_nitf_body
from wireroom.text.xml import XmlProblem, parse_xml


def blocks_of_nitf(document: str) -> tuple[Block, ...]:
    """Read the blocks of a NITF document's body; () when it is no XML or has none."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", document)
    try:
        root = parse_xml(text.encode("utf-8", "replace"), recover=True)
    except XmlProblem:
        return ()
    return read_nitf_body(root).blocks
