"""Several stories in one text: briefs one under another, a digest whose stories stand in full.

    In this report: …        what stands above the first may say what comes
    =====================    a rule, or the end mark of each story (###, -0-, -30-)
    Headline
    By Ada Quill
    PORT NESS (HNS) - …      each has a dateline of its own, or a byline
    =====================
    To leave this list …     and what stands below the last is short

A release in parts, with its "###" and "About us" below, is one story: its parts have no datelines.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

import msgspec

from wireroom.model import Block
from wireroom.text.byline import read_byline
from wireroom.text.dateline import read_dateline
from wireroom.text.embargo import find_embargo

#: what ends a story, and what rules one off from the next; one text uses one of them
_ENDS: Final = (
    re.compile(r"\s*#\s?#\s?#\s*"),
    re.compile(r"\s*-\s?0\s?-\s*"),
    re.compile(r"\s*[-–—]\s?30\s?[-–—]\s*"),
)
_RULES: Final = (
    re.compile(r"\s*={5,}\s*"),
    re.compile(r"\s*-{5,}\s*"),
    re.compile(r"\s*\*{5,}\s*"),
    re.compile(r"\s*~{5,}\s*"),
)
#: what all of them begin with
_SIGNS: Final = frozenset("#-–—=*~")
_LONGEST_SIGN: Final = 200
_NUMBER: Final = re.compile(r"\s*\d{1,2}[.)]\s+(?=\S)")
#: headline and byline stand within so many lines
_HEAD_LINES: Final = 7
_LONGEST_TITLE: Final = 160
_LEAST_WORDS: Final = 12
#: so long a line was broken by the wire's width
_WRAPPED_FROM: Final = 50
_MOST_ABOVE: Final = 250
_MOST_BELOW: Final = 80
MAX_STORIES: Final = 500


class Several(msgspec.Struct, frozen=True):
    """The stories of a text, and what stands above and below them."""

    stories: tuple[tuple[str, ...], ...]
    above: str | None = None
    below: str | None = None

    @property
    def embargo(self) -> str | None:
        """What stands above or below of an embargo holds for each."""
        return find_embargo("\n".join(filter(None, (self.above, self.below))))


def part_stories(lines: Sequence[str]) -> Several | None:
    """Part a text into its stories; None when it is one, or it is not certain that they are several."""
    signs = {line.strip() for line in lines if len(line) < _LONGEST_SIGN and line.lstrip()[:1] in _SIGNS}
    for sign in (*_ENDS, *_RULES) if signs else ():
        if any(map(sign.fullmatch, signs)) and (found := _parted(list(_cut(lines, sign)), needs_title=sign in _RULES)):
            return found
    return None


def part_blocks(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], ...]:
    """Part blocks of markup at their headings into stories, each with its heading first; empty when they are one."""
    starts = [n for n, block in enumerate(blocks) if block.kind == "subhead"]
    parts = [tuple(blocks[start:end]) for start, end in pairwise([*starts, len(blocks)])]
    if len(parts) < 2 or not all(map(_is_story_of_blocks, parts)):
        return ()
    return tuple(parts[:MAX_STORIES]) if sum(len(block.text.split()) for block in blocks[: starts[0]]) < 60 else ()


def _cut(lines: Sequence[str], sign: re.Pattern[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in lines:
        if sign.fullmatch(line):
            yield part
            part = []
        else:
            part.append(line)
    yield part


def _parted(parts: list[list[str]], *, needs_title: bool) -> Several | None:
    parts = [part for part in parts if any(line.strip() for line in part)]
    above = below = None
    if len(parts) > 2 and not _is_story(parts[0], needs_title=needs_title) and _n_words(parts[0]) <= _MOST_ABOVE:
        above = "\n".join(parts.pop(0)).strip()
    if len(parts) > 2 and not _is_story(parts[-1], needs_title=needs_title) and _n_words(parts[-1]) <= _MOST_BELOW:
        below = "\n".join(parts.pop()).strip()
    if len(parts) < 2 or len(parts) > MAX_STORIES:
        return None
    if not needs_title and above is None:
        above, parts[0] = _title_above(parts[0])
    if not all(_is_story(part, needs_title=needs_title) for part in parts):
        return None
    if all(_NUMBER.match(_first(part)) for part in parts):
        parts = [_without_number(part) for part in parts]
    return Several(tuple(map(tuple, parts)), above or None, below or None)


def _title_above(part: list[str]) -> tuple[str | None, list[str]]:
    """Take off the title over all of them, where the first story has a headline or dateline of its own below it."""
    paragraphs = [n for n, line in enumerate(part) if line.strip() and (n == 0 or not part[n - 1].strip())]
    if len(paragraphs) < 2:
        return None, part
    second = part[paragraphs[1] :]
    title = [line for line in part[: paragraphs[1]] if line.strip()]
    if len(title) == 1 and title[0].isupper() and begins_with_dateline(second) and read_dateline(title[0]) is None:
        return title[0].strip(), second
    return None, part


def _first(part: Sequence[str]) -> str:
    return next(line for line in part if line.strip())


def _without_number(part: list[str]) -> list[str]:
    at = part.index(_first(part))
    return [_NUMBER.sub("", part[at]), *part[at + 1 :]]


def _n_words(part: Sequence[str]) -> int:
    return sum(len(line.split()) for line in part)


def _is_story(part: Sequence[str], *, needs_title: bool) -> bool:
    """A story has its own dateline, or a title and a byline, and a text."""
    full = [line for line in part if line.strip()]
    if sum(len(line.split()) for line in full) < _LEAST_WORDS:
        return False
    head = full[:_HEAD_LINES]
    has_title = len(head) > 1 and len(head[0]) < _LONGEST_TITLE and not begins_with_dateline(head)
    if needs_title and not has_title:
        return False
    if any(begins_with_dateline(head[n : n + 2]) for n in range(len(head))):
        return True
    return has_title and any(len(line) < 100 and read_byline(line) is not None for line in head[1:4])


def begins_with_dateline(lines: Sequence[str]) -> bool:
    """Tell whether lines begin with a dateline, which only a line as wide as the wire may have broken."""
    full = list(islice((line.strip() for line in lines if line.strip()), 2))
    if not full:
        return False
    is_broken = len(full) > 1 and len(full[0]) >= _WRAPPED_FROM
    return read_dateline(full[0]) is not None or (is_broken and read_dateline(" ".join(full)) is not None)


def _is_story_of_blocks(part: Sequence[Block]) -> bool:
    if sum(len(block.text.split()) for block in part[1:]) < 2 * _LEAST_WORDS:
        return False
    near = [block.text for block in part[1:4]]
    return any(read_dateline(text) is not None or (len(text) < 100 and read_byline(text) is not None) for text in near)
