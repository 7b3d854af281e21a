"""The body of a NITF document that another format carries inside it as text."""

import re
from typing import Final

from wireroom.model import Block
from wireroom.text.nitf_body import read_nitf_body
from wireroom.text.xml import XmlProblem, read_document

#: speaks of bytes that this text is no more
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


def blocks_of_nitf(document: str) -> tuple[Block, ...]:
    """Read the blocks of `body.content`; () when it is no XML or has none."""
    try:
        root = read_document(_DECLARATION.sub("", document, count=1).encode("utf-8", "replace")).root
    except XmlProblem:
        return ()
    return read_nitf_body(root).blocks
