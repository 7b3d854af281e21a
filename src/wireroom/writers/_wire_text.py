"""Text as wires and desks set it: lines of a width, an empty line between paragraphs, marked lists, subheads and columns.

What readers of such copy take for something else is kept from looking like it: no line ends at a hyphen that is followed by
a space, no word is broken, and a headline is only broken where its lines are so long that nobody takes them for two.
"""

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from wireroom.model import Block, Item
from wireroom.writers._wire_bytes import clean

#: IPTC 7901 and ANPA 1312 devices print 69 characters a line
WIDTH: Final = 69
#: a head line that is shorter is taken for a line of its own
_HEAD_FROM: Final = 56
#: stands for a space that must not become a line end
_HELD: Final = "\u2060"


#: behind a hyphen, where a broken word would be mended; before what would begin a list or a heading
_NO_BREAK: Final = re.compile(r"(?<=-) | (?=[-*•#])")


def wrapped(text: str, width: int = WIDTH, *, first: str = "", then: str = "") -> list[str]:
    """Break folded text into lines; a word that is longer than the width is a line of its own."""
    held = _NO_BREAK.sub(_HELD, clean(text))
    lines = textwrap.wrap(
        held, width, break_long_words=False, break_on_hyphens=False, initial_indent=first, subsequent_indent=then
    )
    return [line.replace(_HELD, " ") for line in lines]


def head_lines(text: str, width: int = WIDTH) -> list[str]:
    """Break a headline; one that would leave a short line above the last stays one line."""
    lines = wrapped(text, width)
    return lines if all(len(line) >= _HEAD_FROM for line in lines[:-1]) else [clean(text)]


def body_lines(item: Item, width: int = WIDTH) -> Iterator[str]:
    """Give the lines of the body, an empty line before each block but the first."""
    for n, block in enumerate(item.blocks):
        if n:
            yield ""
        yield from block_lines(block, width)


def block_lines(block: Block, width: int = WIDTH) -> list[str]:
    """Give the lines of one block; columns keep theirs, whatever the width."""
    if block.kind == "rule":
        return ["---"]
    if block.kind == "subhead":
        return [f"## {clean(block.text)}"]
    if block.kind == "list":
        return [line for entry in block.text.split("\n") for line in wrapped(entry, width, first="- ", then="  ")]
    if block.kind == "table":
        return _columns(block.text)
    if block.kind == "pre":
        return [line.replace("\t", "    ") or " " for line in block.text.split("\n")]
    return wrapped(block.text, width)


def _columns(text: str) -> list[str]:
    """Set tab-separated cells in columns, three spaces apart."""
    rows = [line.split("\t") for line in text.split("\n")]
    widths = [max(len(row[n]) for row in rows if n < len(row)) for n in range(max(map(len, rows)))]
    return ["   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
