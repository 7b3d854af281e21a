"""Paragraphs that a page has twice and means twice: a refrain, a line of a table of prices, a sentence filed twice.

Extraction gives such a paragraph once. A whole story that stands twice on its page, for wide screens and for narrow ones, or a
sentence drawn out of it in large type, is no repeat: only paragraphs side by side under one parent are.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from wireroom.model import Block
from wireroom.text.markup import fold

_MOST_PARAGRAPHS: Final = 3_000
_LEAST_PARAGRAPHS: Final = 3
#: what is meant twice is a sentence; "Sharing is caring" and the words of a script are not
_SENTENCE: Final = re.compile(r"(?:\S+\s+){6,}\S+[.!?…][\"'”’»)]*", re.DOTALL)


def find_repeats(markup: str) -> list[list[str]]:
    """Give the paragraphs, in order, of each part of a page in which one stands twice."""
    parts: dict[int, list[str]] = {}
    for node in LexborHTMLParser(markup).css("p")[:_MOST_PARAGRAPHS]:
        if node.parent is not None and (text := fold(node.text(separator=" "))):
            parts.setdefault(node.parent.mem_id, []).append(text)
    return [
        part for part in parts.values() if len(part) > _LEAST_PARAGRAPHS and len({*map(letters_of, part)}) < len(part)
    ]


def n_repeated(parts: Sequence[Sequence[str]]) -> Counter[str]:
    """Count how often each paragraph stands in its part, by its letters; those that stand once are left out."""
    counted: Counter[str] = Counter()
    for part in parts:
        found = Counter(map(letters_of, part))
        if _is_twice_whole(found):
            continue
        found = Counter(letters_of(text) for text in part if _SENTENCE.fullmatch(text))
        counted |= Counter({letters: n for letters, n in found.items() if n > 1 and letters})
    return counted


def put_back(blocks: Sequence[Block], parts: Sequence[Sequence[str]]) -> tuple[Block, ...]:
    """Put repeats that are missing behind the paragraph that stands before them on the page."""
    if not (wanted := n_repeated(parts)):
        return tuple(blocks)
    left = list(blocks)
    own = [letters_of(block.text) for block in left]
    for part in parts:
        at, seen = -1, Counter[str]()
        for text in part:
            letters = letters_of(text)
            seen[letters] += 1
            if letters in own[at + 1 :]:
                after = own.index(letters, at + 1)
                if seen[letters] == 1 or after == at + 1:
                    at = after
                    continue
            if at >= 0 and seen[letters] > 1 and own.count(letters) < wanted[letters]:
                at += 1
                left.insert(at, Block(text=text))
                own.insert(at, letters)
    return tuple(left)


def letters_of(text: str) -> str:
    """Give what is compared of a paragraph: letters and figures, in one case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _is_twice_whole(found: Counter[str]) -> bool:
    """Tell a story that stands twice from one of whose paragraphs a few do."""
    return sum(n > 1 for n in found.values()) > len(found) // 2
