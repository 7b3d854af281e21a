"""Copy without an envelope: a headline, perhaps a byline, a story, perhaps notes. Mails, ZCZC frames and text files share it."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.model import Block, Dateline, Item, ItemLink
from wireroom.text.byline import Byline, read_byline
from wireroom.text.dateline import read_dateline
from wireroom.text.embargo import find_embargo
from wireroom.text.headblock import read_head_block
from wireroom.text.markup import fold
from wireroom.text.notebook import split_notebook
from wireroom.text.wirecopy import blocks_of

_LONGEST_HEAD_LINE: Final = 220
_EDS: Final = re.compile(
    r"\(?\s*(?:Eds?(?:itors?)?\s*:|NOTE TO EDITORS\b\W*|EDITORS?'?S? NOTE\b\W*)\s*(?P<note>.+?)\)?", re.IGNORECASE
)
#: the line over a release that says what it is; "For release at 10" is an embargo and stays
_RELEASE: Final = re.compile(
    r"\W*(?:for immediate release|(?:press|news|media) release|pressemitteilung|medienmitteilung|communiqué de presse"
    r"|nota de prensa|comunicado de (?:prensa|imprensa)|comunicato stampa|persbericht|pressmeddelande|pressemelding"
    r"|pressemeddelelse|lehdistötiedote|informacja prasowa|пресс-релиз)\W*",
    re.IGNORECASE,
)


class PlainCopy(msgspec.Struct, frozen=True, kw_only=True):
    """Plain copy, taken apart."""

    headline: str | None = None
    subheadlines: tuple[str, ...] = ()
    take_key: str | None = None
    byline: Byline | None = None
    dateline: Dateline | None = None
    ednote: str | None = None
    private: str | None = None
    embargo: str | None = None
    links: tuple[ItemLink, ...] = ()
    sign_off: str | None = None
    blocks: tuple[Block, ...] = ()


def read_plain_copy(lines: Sequence[str], *, has_headline: bool = True) -> PlainCopy:
    """Take lines of plain copy apart; with `has_headline` False the envelope gives the headline and all is story."""
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    head: list[str] = []
    rest = list(lines[start:])
    release: tuple[str, ...] = ()
    if has_headline:
        if rest and _RELEASE.fullmatch(rest[0]) and any(line.strip() for line in rest[1:]):
            release = (rest[0].strip(),)
            after = next(n for n, line in enumerate(rest[1:], 1) if line.strip())
            rest = rest[after:]
        end = 0
        while end < len(rest) and rest[end].strip():
            end += 1
        if _is_head(rest[:end], has_more=any(line.strip() for line in rest[end:])):
            head, rest = rest[:end], rest[end:]
    block = read_head_block(head)
    notes = split_notebook(rest)
    blocks = list(blocks_of(notes.story))
    byline, ednotes = block.byline, []
    while blocks and blocks[0].kind == "para" and len(blocks[0].text) < 600:
        first = blocks[0].text
        if byline is None and len(first) < 120 and (found := read_byline(first)) is not None:
            byline = found
        elif note := _EDS.fullmatch(first):
            ednotes.append(note["note"].strip())
        else:
            break
        blocks.pop(0)
    near = [part.text for part in blocks[:3] if len(part.text) < 250]
    return PlainCopy(
        headline=block.headline,
        subheadlines=tuple(line for line in block.rubrics if find_embargo(line) is None),
        take_key=" ".join((*release, *block.signals)) or None,
        byline=byline,
        dateline=next(filter(None, (read_dateline(part.text) for part in blocks[:2])), None),
        ednote="\n".join((*ednotes, *([notes.ednote] if notes.ednote else []))) or None,
        private=notes.private,
        embargo=find_embargo("\n".join((*head, *near, notes.ednote or ""))),
        links=notes.links,
        sign_off=notes.sign_off,
        blocks=tuple(blocks),
    )


def copy_of_blocks(blocks: tuple[Block, ...]) -> PlainCopy:
    """Take copy apart that has come as markup; its blocks keep theirs."""
    byline = read_byline(blocks[0].text) if blocks and len(blocks[0].text) < 120 else None
    left = blocks[1:] if byline else blocks
    near = "\n".join(block.text for block in left[:3] if len(block.text) < 250)
    dateline = next(filter(None, (read_dateline(block.text) for block in left[:2])), None)
    return PlainCopy(byline=byline, dateline=dateline, embargo=find_embargo(near), blocks=left)


def lines_where(item: Item, lines: Sequence[str], *, above: int = 0) -> dict[str, str]:
    """Say on which line each fact begins: the first line with its first words; `above` lines stand over the ones given."""
    begins = {
        "headline": item.headline, "take_key": item.take_key, "slugline_raw": item.slugline_raw, "byline": item.byline,
        "dateline": item.dateline.text if item.dateline else None, "ednote": item.ednote, "sign_off": item.sign_off,
        "ednote_private": item.ednote_private, "embargo_text": item.embargo_text, "category": item.category,
        "service": item.service, "subheadlines": "".join(item.subheadlines[:1]),
        "subjects": item.subjects[0].code if item.subjects else None,
        "places": item.places[0].name if item.places else None,
        "blocks": item.blocks[0].text if item.blocks else None,
    }  # fmt: skip
    folded = [fold(line) for line in lines]
    found = {}
    for field, text in begins.items():
        words = fold((text or "").partition("\n")[0])[:24].strip()
        at = next((n for n, line in enumerate(folded, above + 1) if words in line), None) if words else None
        if at is not None:
            found[field] = f"line {at}" if field != "blocks" else f"from line {at}"
    return found


def _is_head(lines: Sequence[str], *, has_more: bool) -> bool:
    """A first paragraph is a head when it is short lines over a story, or the only line there is."""
    if not lines or len(lines) > 6 or any(len(line) > _LONGEST_HEAD_LINE for line in lines):
        return False
    if read_dateline(lines[0]) is not None:
        return False
    return has_more or len(lines) == 1
