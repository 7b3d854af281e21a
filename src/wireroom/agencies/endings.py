"""End marks: "Endit", "=", NNNN, (END), -30-, ==Kyodo, editors' initials. Never part of the text shown."""

import re
from functools import cache
from typing import Final

import msgspec

from wireroom.agencies.style import load_style, part_file
from wireroom.model import Block

#: the last blocks in which end marks are looked for
_N_LAST: Final = 3
#: no sign-off is longer
_MAX_LINE: Final = 80
#: what may lead a tail's regular expression and takes up no letter of it, or only white space
_NO_WIDTH: Final = re.compile(r"^(?:\\s\*|\\b|\(\?<=(?:\\s|\[[^\]]*\])+\)|\(\?:(?:\(\?<=(?:\\s|\[[^\]]*\])+\)\|?)+\))+")
_OPTIONAL: Final = re.compile(r"(\\[()\[\]])\?")
_FIRST: Final = re.compile(r"(?:\[(?P<set>(?!\^)(?:[^\]\\]|\\.)+)\]|(?P<sign>\\s(?=\+)|\\[^\w]|[\w=/#-]))(?![?*]|\{0)")
_CLOSING_TAGS: Final = r"(?P<tags>\s*(?:</\w+>\s*)*)$"


class _Endings(msgspec.Struct, frozen=True):
    tail: re.Pattern[str]
    line: re.Pattern[str]
    html: re.Pattern[str]


@cache
def _endings(style: str) -> _Endings:
    own, shared = load_style(style).endings, part_file("endings").endings
    tails = "|".join(f"(?:{words})" for words in (*own.tails, *shared.tails))
    lines = "|".join(f"(?:{words})" for words in (*own.lines, *shared.lines))
    return _Endings(
        tail=re.compile(rf"{_looking_ahead((*own.tails, *shared.tails))}(?:{tails})\s*$"),
        line=re.compile(rf"(?:{lines})\s*$"),
        html=re.compile(rf"\s*(?:{tails})\s*{_CLOSING_TAGS}"),
    )


def _looking_ahead(tails: tuple[str, ...]) -> str:
    """Say in a look-ahead with which signs these begin, so that most places of a text are passed at once; "" if unknown."""
    signs = {_first_signs(_NO_WIDTH.sub("", words)) for words in tails}
    return "" if None in signs else f"(?=[{''.join(sorted(filter(None, signs)))}])"


def _first_signs(words: str) -> str | None:
    """Give what a regular expression begins with, as the inside of a set; None when it is not one of the simple forms."""
    if optional := _OPTIONAL.match(words):
        rest = _first_signs(words[optional.end() :])
        return None if rest is None else optional[1] + rest
    found = _FIRST.match(words)
    return (found["set"] or found["sign"].replace("-", r"\-")) if found else None


def take_off_endings(style: str, blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], str | None]:
    """Take end marks and sign-offs off the last blocks; gives the blocks and the words taken off, None = none."""
    endings = _endings(style)
    kept, taken = list(blocks), list[str]()
    for _ in range(_N_LAST):
        if not kept:
            break
        text = kept[-1].text.strip()
        if not text:
            kept.pop()
            continue
        if len(text) <= _MAX_LINE and len(kept) > 1 and endings.line.match(text):
            taken.insert(0, text)
            kept.pop()
            continue
        tail = endings.tail.search(text[-_MAX_LINE:])
        if tail is None or not tail[0].strip():
            break
        taken.insert(0, tail[0].strip())
        shorter = text[: len(text) - len(tail[0])].rstrip()
        kept.pop()
        if shorter:
            kept.append(_shortened(kept_block=blocks[len(kept)], text=shorter, ending=endings))
    return tuple(kept), " ".join(taken) or None


def _shortened(kept_block: Block, text: str, ending: _Endings) -> Block:
    html = kept_block.html
    if html is not None:
        html = ending.html.sub(lambda found: (found["tags"] or "").strip(), html)
    return msgspec.structs.replace(kept_block, text=text, html=html)
