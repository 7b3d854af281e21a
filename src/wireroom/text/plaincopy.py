"""Copy without an envelope: a headline, perhaps a byline, a story, perhaps notes. Mails, ZCZC frames and text files share it."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.model import Block, Dateline, Item, ItemLink
from wireroom.text.byline import Byline, read_byline
from wireroom.text.dateline import read_dateline
from wireroom.text.embargo import find_embargo
from wireroom.text.headblock import is_signal, read_head_block
from wireroom.text.mail_head import BRACKETED
from wireroom.text.markup import fold
from wireroom.text.notebook import split_notebook
from wireroom.text.several import Several
from wireroom.text.wirecopy import blocks_of

_LONGEST_HEAD_LINE: Final = 220
_EDS: Final = re.compile(
    r"\(?\s*(?:Eds?(?:itors?)?\s*:|NOTE TO EDITORS\b\W*|EDITORS?'?S? NOTE\b\W*)\s*(?P<note>.+?)\)?", re.IGNORECASE
)
#: the line over a release that says what it is; "For release at 10" is an embargo and stays
_RELEASE: Final = re.compile(
    r"\W*(?:for immediate release|(?:press|news|media) release|(?:media|press) (?:advisory|alert)|pressemitteilung"
    r"|medienmitteilung"
    r"|communiqué de presse|nota de prensa|nota de agenda|convocatoria de prensa|comunicado de (?:prensa|imprensa)"
    r"|comunicato stampa"
    r"|persbericht|pressmeddelande|pressemelding|pressemeddelelse|lehdistötiedote|informacja prasowa|tisková zpráva"
    r"|sajtóközlemény"
    r"|basın (?:bülteni|açıklaması)|пресс-релиз|прес-реліз|δελτίο τύπου|הודעה לעיתונות|بيان صحفي|新闻稿|新聞稿|プレスリ"
    r"リース|報道資料|보도자료"
    r"|pour (?:diffusion|publication) immédiate|zur sofortigen veröffentlichung|para (?:su )?difusión inmediata"
    r"|per (?:diffusione|pubblicazione) immediata|para divulgação imediata|voor onmiddellijke publicatie)\W*",
    re.IGNORECASE,
)
#: an order of its own among the first lines
_KILL: Final = re.compile(r"(?:(?:MANDATORY|NEWS|BULLETIN|STORY) )?KILL(?:(?: |, ?|! ?)KILL){0,4}\W{0,3}")
_MOST_RELEASE_LINES: Final = 3
_MOST_SIGNAL_LINES: Final = 20


class PlainCopy(msgspec.Struct, frozen=True, kw_only=True):
    """Plain copy, taken apart."""

    headline: str | None = None
    subheadlines: tuple[str, ...] = ()
    take_key: str | None = None
    slug: str | None = None
    number: str | None = None
    #: on which a release was given out: "2024-03-13"
    day: str | None = None
    #: words, as the copy counts them
    n_words: int | None = None
    byline: Byline | None = None
    dateline: Dateline | None = None
    ednote: str | None = None
    private: str | None = None
    embargo: str | None = None
    links: tuple[ItemLink, ...] = ()
    sign_off: str | None = None
    blocks: tuple[Block, ...] = ()
    #: who signs: in the dateline, else under the story
    house: str | None = None


def is_release_line(line: str) -> bool:
    """Tell whether a line says that what follows is a release."""
    return _RELEASE.fullmatch(line) is not None


def read_plain_copy(lines: Sequence[str], *, has_headline: bool = True, is_framed: bool = False) -> PlainCopy:
    """Take lines of plain copy apart; with `has_headline` False the envelope gives the headline and all is story.

    `is_framed`: it comes over a line from a house, which may sign with its bare name on the last line.
    """
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    head: list[str] = []
    rest = list(lines[start:])
    release: tuple[str, ...] = ()
    while rest and _RELEASE.fullmatch(rest[0]) and len(release) < _MOST_RELEASE_LINES:
        after = next((n for n, line in enumerate(rest[1:], 1) if line.strip()), None)
        if after is None:
            break
        release, rest = (*release, rest[0].strip()), rest[after:]
    if has_headline:
        end = _end_of_head(rest)
        if _is_head(rest[:end], has_more=any(line.strip() for line in rest[end:])):
            head, rest = rest[:end], rest[end:]
    else:
        last = next((n for n in range(len(rest) - 1, -1, -1) if rest[n].strip()), 0)
        last = min(last, _MOST_SIGNAL_LINES)
        n_signals = next((n for n in range(last) if not is_signal(rest[n])), last)
        release, rest = (*release, *map(str.strip, rest[:n_signals])), rest[n_signals:]
    block = read_head_block(head)
    notes = split_notebook(rest, is_signed=is_framed)
    blocks = list(blocks_of(notes.story))
    byline, ednotes = block.byline, []
    n_taken = 0
    for part in blocks:
        first = part.text
        if part.kind != "para" or len(first) >= 600:
            break
        if byline is None and len(first) < 120 and (found := read_byline(first)) is not None:
            byline = found
        elif note := _EDS.fullmatch(first) or (BRACKETED.fullmatch(first) if first[0] == "(" else None):
            ednotes.append(note["note"].strip())
        else:
            break
        n_taken += 1
    blocks = blocks[n_taken:]
    near = [part.text for part in blocks[:3] if len(part.text) < 250]
    ordered = tuple(
        text for text in (*head[:_MOST_RELEASE_LINES], *near) if len(text) < 60 and _KILL.fullmatch(text.strip())
    )
    dateline = next(filter(None, (read_dateline(part.text) for part in blocks[:2])), None)
    return PlainCopy(
        headline=block.headline,
        subheadlines=tuple(line for line in block.rubrics if find_embargo(line) is None),
        take_key=" ".join(dict.fromkeys((*release, *block.signals, *ordered))) or None,
        byline=byline
        or (Byline(text=notes.writer, names=(notes.writer,), credit=notes.house) if notes.writer else None),
        dateline=dateline,
        house=dateline.credits[0] if dateline and dateline.credits else notes.house,
        ednote="\n".join((*block.notes, *ednotes, *([notes.ednote] if notes.ednote else []))) or None,
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


def with_surroundings(item: Item, several: Several) -> Item:
    """Give one of several stories what stands above and below all of them; an embargo there holds for each."""
    named = {name: text for name, text in (("above", several.above), ("below", several.below)) if text}
    return msgspec.structs.replace(
        item, extra={**item.extra, **named}, embargo_text=item.embargo_text or several.embargo
    )


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


def _end_of_head(lines: Sequence[str]) -> int:
    """Find the end of the lines over the story: an empty line, or the line that begins with a dateline."""
    end = 0
    while end < len(lines) and lines[end].strip():
        # a dateline may be broken by the wire's width
        if (
            0 < end < 8
            and read_dateline(" ".join(lines[end : end + 2])) is not None
            and read_dateline(lines[end - 1]) is None
        ):
            return end
        end += 1
    return end


def _is_head(lines: Sequence[str], *, has_more: bool) -> bool:
    """A first paragraph is a head when it is short lines over a story, or the only line there is."""
    if not lines or len(lines) > 6 or any(len(line) > _LONGEST_HEAD_LINE for line in lines):
        return False
    is_capitals = has_more and len(lines) == 1 and lines[0].isupper() and not lines[0].rstrip().endswith(".")
    if not is_capitals and read_dateline(lines[0]) is not None:
        return False  # "RATE CUT POSSIBLE - SOURCES" over a story is a headline, not a dateline
    n_signals = next((n for n, line in enumerate(lines) if not is_signal(line)), len(lines))
    return has_more or len(lines) - n_signals == 1
