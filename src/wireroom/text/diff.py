"""What changed between two versions of a story: paragraph by paragraph, word by word, numbers as numbers.

    blocks -> the same paragraphs lined up -> the rest paired by likeness -> words of each pair compared

A paragraph that stands elsewhere in the new version is "moved", not dropped and added again. A number that took another's
place is one piece with both values ("5" → "12"): in wire copy that is what a new lead is most often about.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

import msgspec
from rapidfuzz import fuzz

from wireroom.model import Block

#: two paragraphs less alike than this (0 … 100, word-order tolerant) are not one paragraph rewritten
LEAST_ALIKE: Final = 52.0
_TOKEN: Final = re.compile(
    r"\d+(?:[.,:/]\d+)*%?"  # 5 · 1,234.5 · 21:05 · 12%
    r"|[\u3400-\u9fff\u3040-\u30ff\u0e00-\u0e7f]"  # Han, kana and Thai are written without spaces: sign by sign
    r"|\w+(?:['’.-]\w+)*"
    r"|\s+|[^\w\s]"
)
#: English copy spells out what is below ten (AP, Reuters and Xinhua stylebooks alike)
_SPELLED: Final = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"  # noqa: SIM905
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split()
)


class Piece(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run of words; the pieces of a paragraph in order give both versions."""

    op: Literal["same", "added", "dropped", "number"]
    text: str
    #: the number that stood here before; only with op "number"
    was: str | None = None


class ParagraphChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paragraph of either version."""

    op: Literal["same", "added", "dropped", "changed", "moved"]
    #: as the new version has it; as the old one had it when it was dropped
    text: str
    #: empty for a paragraph that is the same, wholly new or wholly dropped
    pieces: tuple[Piece, ...] = ()
    #: place in the old and the new version, from 1; None = not in it
    before: int | None = None
    after: int | None = None

    @property
    def moved(self) -> str:
        """Say which way a moved paragraph went: "up" or "down"."""
        return "up" if (self.after or 0) < (self.before or 0) else "down"


class TextDiff(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that changed, in the order of the new version; dropped paragraphs stand where they stood."""

    paragraphs: tuple[ParagraphChange, ...]
    #: the headline by word; empty when it is the same
    headline: tuple[Piece, ...] = ()
    n_added: int = 0
    n_dropped: int = 0
    n_changed: int = 0
    n_moved: int = 0
    #: (before, after), each pair once, in order
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def summary(self) -> str:
        """Say it in one sentence: "2 paragraphs new, 1 changed; 5 → 12"."""
        counted = (
            (self.n_added, "new"),
            (self.n_changed, "changed"),
            (self.n_moved, "moved"),
            (self.n_dropped, "dropped"),
        )
        parts = [f"{count} {word}" for count, word in counted if count]
        if not parts and not self.headline:
            return "The words are the same."
        if not parts:
            return "Only the headline changed."
        first = parts[0].replace(" ", " paragraph " if parts[0].startswith("1 ") else " paragraphs ", 1)
        numbers = ", ".join(f"{was} → {now}" for was, now in self.numbers[:4])
        return ", ".join([first, *parts[1:]]) + (f"; {numbers}." if numbers else ".")


def diff_blocks(
    before: Sequence[Block], after: Sequence[Block], *, headlines: tuple[str, str] | None = None
) -> TextDiff:
    """Compare two bodies.

    Shape: blocks without text (rules) are left out. `headlines` is (old, new).

    >>> old, new = [Block(text="Police said 5 were hurt.")], [Block(text="Police said 12 were hurt.")]
    >>> [(piece.op, piece.was, piece.text) for piece in diff_blocks(old, new).paragraphs[0].pieces]
    [('same', None, 'Police said '), ('number', '5', '12'), ('same', None, ' were hurt.')]
    """
    old = [block.text for block in before if block.text.strip()]
    new = [block.text for block in after if block.text.strip()]
    pairs = _pair(old, new)
    steady = _steady(pairs)
    found: list[ParagraphChange] = []
    for after_at, text in enumerate(new):
        before_at = pairs.get(after_at)
        if before_at is None:
            found.append(ParagraphChange(op="added", text=text, after=after_at + 1))
            continue
        pieces = () if _key(old[before_at]) == _key(text) else diff_words(old[before_at], text)
        is_moved = after_at not in steady
        op: Literal["same", "moved", "changed"] = "moved" if is_moved else "changed" if pieces else "same"
        if is_moved and not pieces:
            pieces = (Piece(op="same", text=text),)
        found.append(ParagraphChange(op=op, text=text, pieces=pieces, before=before_at + 1, after=after_at + 1))
    _put_dropped(found, old, set(pairs.values()))
    headline = diff_words(*headlines) if headlines and _key(headlines[0]) != _key(headlines[1]) else ()
    return _counted(found, headline)


def diff_words(before: str, after: str) -> tuple[Piece, ...]:
    """Compare two paragraphs word by word; white space alone is no change."""
    old, new = _TOKEN.findall(" ".join(before.split())), _TOKEN.findall(" ".join(after.split()))
    pieces: list[Piece] = []
    for op, i1, i2, j1, j2 in _opcodes(old, new):
        if op == "equal":
            _push(pieces, "same", "".join(new[j1:j2]))
        else:
            _push_change(pieces, old[i1:i2], new[j1:j2])
    return tuple(pieces)


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Give difflib's opcodes, with spaces and commas that alone stand between two changes drawn into them."""
    raw: list[tuple[str, int, int, int, int]] = list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    joined: list[tuple[str, int, int, int, int]] = []
    for at, (kind, i1, i2, j1, j2) in enumerate(raw):
        op = kind
        is_inside = 0 < at < len(raw) - 1
        is_thin = op == "equal" and is_inside and not any(token[0].isalnum() for token in old[i1:i2])
        if is_thin and _swaps_numbers(raw[at - 1], old, new) == _swaps_numbers(raw[at + 1], old, new):
            op = "thin"
        if joined and op != "equal" and joined[-1][0] != "equal" and (op == "thin" or joined[-1][0] == "thin"):
            last = joined.pop()
            joined.append(("thin" if op == "thin" else "replace", last[1], i2, last[3], j2))
        else:
            joined.append((op, i1, i2, j1, j2))
    return joined


def _swaps_numbers(opcode: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> bool:
    op, i1, i2, j1, j2 = opcode
    return op == "replace" and i2 - i1 == j2 - j1 == 1 and is_number(old[i1]) and is_number(new[j1])


def _push_change(pieces: list[Piece], old: list[str], new: list[str]) -> None:
    numbers_old = [at for at, token in enumerate(old) if is_number(token)]
    numbers_new = [at for at, token in enumerate(new) if is_number(token)]
    # as many numbers out as in: they took each other's places
    is_swap = len(numbers_old) == len(numbers_new) > 0
    if not is_swap:
        _push(pieces, "dropped", "".join(old))
        _push(pieces, "added", "".join(new))
        return
    i = j = 0
    for at_old, at_new in zip(numbers_old, numbers_new, strict=True):
        _push_rest(pieces, old[i:at_old], new[j:at_new])
        if old[at_old] == new[at_new]:
            _push(pieces, "same", new[at_new])
        else:
            pieces.append(Piece(op="number", text=new[at_new], was=old[at_old]))
        i, j = at_old + 1, at_new + 1
    _push_rest(pieces, old[i:], new[j:])


def _push_rest(pieces: list[Piece], old: list[str], new: list[str]) -> None:
    if old == new:
        _push(pieces, "same", "".join(new))
    else:
        _push(pieces, "dropped", "".join(old))
        _push(pieces, "added", "".join(new))


def _push(pieces: list[Piece], op: Literal["same", "added", "dropped"], text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].op == op:
        pieces[-1] = Piece(op=op, text=pieces[-1].text + text)
    else:
        pieces.append(Piece(op=op, text=text))


def is_number(token: str) -> bool:
    """Tell whether a word is a number, in figures or spelled out as English copy does."""
    return token[0].isdigit() or token.lower() in _SPELLED


def _key(text: str) -> str:
    return " ".join(text.split())


def _pair(old: list[str], new: list[str]) -> dict[int, int]:
    """Say for each new paragraph which old one it is: the very same first, then the most alike."""
    pairs: dict[int, int] = {}
    keys_old, keys_new = [_key(text) for text in old], [_key(text) for text in new]
    for a, b, size in SequenceMatcher(None, keys_old, keys_new, autojunk=False).get_matching_blocks():
        pairs.update({b + n: a + n for n in range(size)})
    free_old = [at for at in range(len(old)) if at not in set(pairs.values())]
    free_new = [at for at in range(len(new)) if at not in pairs]
    ranked = sorted(
        (-score, abs(after_at - before_at), after_at, before_at)
        for after_at in free_new
        for before_at in free_old
        if (score := _likeness(keys_new[after_at], keys_old[before_at])) >= LEAST_ALIKE
    )
    taken: set[int] = set()
    for _, _, after_at, before_at in ranked:
        if after_at not in pairs and before_at not in taken:
            pairs[after_at] = before_at
            taken.add(before_at)
    return pairs


def _likeness(one: str, other: str) -> float:
    """Say how alike two paragraphs are, 0 … 100; a short one is never "contained" in a long one by chance."""
    straight = fuzz.ratio(one, other)
    return straight if straight >= 90 else max(straight, fuzz.token_sort_ratio(one, other) - 8)


def _steady(pairs: dict[int, int]) -> set[int]:
    """Give the new places whose paragraphs kept their order: the longest run that rises in both versions."""
    tails: list[int] = []
    links: dict[int, int | None] = {}
    order = sorted(pairs)
    for at in order:
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            if pairs[tails[middle]] < pairs[at]:
                low = middle + 1
            else:
                high = middle
        links[at] = tails[low - 1] if low else None
        tails[low : low + 1] = [at]
    steady: set[int] = set()
    walk = tails[-1] if tails else None
    while walk is not None:
        steady.add(walk)
        walk = links[walk]
    return steady


def _put_dropped(found: list[ParagraphChange], old: list[str], kept: set[int]) -> None:
    """Put paragraphs that are gone behind the one they stood behind."""
    for at, text in enumerate(old):
        if at in kept:
            continue
        place = 0
        for position, change in enumerate(found):
            if change.op != "moved" and change.before is not None and change.before <= at:
                place = position + 1
        found.insert(place, ParagraphChange(op="dropped", text=text, before=at + 1))


def _counted(found: list[ParagraphChange], headline: tuple[Piece, ...]) -> TextDiff:
    ops = [change.op for change in found]
    pieces = [*headline, *(piece for change in found for piece in change.pieces)]
    swaps = [(piece.was, piece.text) for piece in pieces if piece.op == "number" and piece.was]
    numbers = {(was.lower(), now.lower()): (was, now) for was, now in reversed(swaps)}
    return TextDiff(
        paragraphs=tuple(found),
        headline=headline,
        n_added=ops.count("added"),
        n_dropped=ops.count("dropped"),
        n_changed=ops.count("changed"),
        n_moved=ops.count("moved"),
        numbers=tuple(reversed(numbers.values())),
    )
