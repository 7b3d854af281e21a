"""End marks: "Endit", "=", NNNN, (END), -30-, ==Kyodo, editors' initials. Never part of the text shown."""

import html
import re
from functools import cache, lru_cache
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
#: what sanitised markup is made of: tags, entities, white space, words
_PARTS: Final = re.compile(r"<[^<>\"]*+(?:\"[^\"]*+\"[^<>\"]*+)*+>|&#?\w+;|\s+|[^<&\s]+")
_LINE_ENDS: Final = ("", "<br>", "&nbsp;")
#: what stays though nothing is left in it
_CELLS: Final = ("<td", "<th", "<hr")


class _Endings(msgspec.Struct, frozen=True):
    tail: re.Pattern[str]
    line: re.Pattern[str]
    #: the signs that a tail begins with; None = unknown
    starts: re.Pattern[str] | None = None

    def find_tail(self, text: str) -> re.Match[str] | None:
        """Find the first tail that goes to the end of a text: tried only where one may begin."""
        if self.starts is None:
            return self.tail.search(text)
        for start in self.starts.finditer(text):
            if (found := self.tail.match(text, start.start())) is not None:
                return found
        return None


@cache
def _endings(style: str) -> _Endings:
    own, shared = load_style(style).endings, part_file("endings").endings
    tails = "|".join(f"(?:{words})" for words in (*own.tails, *shared.tails))
    lines = "|".join(f"(?:{words})" for words in (*own.lines, *shared.lines))
    return _Endings(
        tail=re.compile(rf"(?:{tails})\s*$"),
        line=re.compile(rf"(?:{lines})\s*$"),
        starts=_starts((*own.tails, *shared.tails)),
    )


@lru_cache(maxsize=512)
def _signed(names: tuple[str, ...]) -> _Endings | None:
    """Say how copy ends that is signed with one of these: "… closed. (XLP)", "… closed. XLP AB 1432", "tp jw xx n1"."""
    known = "|".join(re.escape(name) for name in names if 1 < len(name) < 20)
    if not known:
        return None
    return _Endings(
        tail=re.compile(
            rf"(?:\s*[(（\[](?:{known})[)）\]]\.?|(?<=[.!?»”\"…]\s)(?:{known})\.?(?:(?:\s[A-Z]{{2,4}}){{1,4}}(?:\s\d{{4}})?)?)\s*$"
        ),
        line=re.compile(rf"[(/]?(?:{known})(?:[ /-][^\W\d_]{{1,3}}\d?){{0,6}}[)/]?\.?\s*$"),
    )


def _starts(tails: tuple[str, ...]) -> re.Pattern[str] | None:
    """Say with which signs these begin, so that most places of a text are passed at once; None if unknown."""
    signs = {_first_signs(_NO_WIDTH.sub("", words)) for words in tails}
    return None if None in signs else re.compile(f"[{''.join(sorted(filter(None, signs)))}]")


def _first_signs(words: str) -> str | None:
    """Give what a regular expression begins with, as the inside of a set; None when it is not one of the simple forms."""
    if optional := _OPTIONAL.match(words):
        rest = _first_signs(words[optional.end() :])
        return None if rest is None else optional[1] + rest
    found = _FIRST.match(words)
    return (found["set"] or found["sign"].replace("-", r"\-")) if found else None


def take_off_endings(
    style: str, blocks: tuple[Block, ...], signed_by: tuple[str, ...] = ()
) -> tuple[tuple[Block, ...], str | None]:
    """Take end marks and sign-offs off the last blocks; gives the blocks and the words taken off, None = none.

    `signed_by` is how its dateline signs the copy: so it may be signed at the end.
    """
    endings, own = _endings(style), _signed(signed_by) if signed_by else None
    kept, taken = list(blocks), list[str]()
    for _ in range(_N_LAST):
        if not kept:
            break
        text = kept[-1].text.strip()
        if not text:
            kept.pop()
            continue
        if (
            len(text) <= _MAX_LINE
            and len(kept) > 1
            and (endings.line.match(text) or (own is not None and own.line.match(text)))
        ):
            taken.insert(0, text)
            kept.pop()
            continue
        end = text[-_MAX_LINE:]
        tail = endings.find_tail(end) or (own.find_tail(end) if own else None)
        if tail is None or not tail[0].strip():
            break
        taken.insert(0, tail[0].strip())
        shorter = text[: len(text) - len(tail[0])].rstrip()
        kept.pop()
        if shorter:
            kept.append(_shortened(blocks[len(kept)], shorter, tail[0]))
    return tuple(kept), " ".join(taken) or None


def _shortened(block: Block, text: str, words: str) -> Block:
    markup = block.html if block.html is None else _without_last(block.html, words)
    return msgspec.structs.replace(block, text=text, html=markup)


def _without_last(markup: str, words: str) -> str:
    """Take the last words off sanitised markup, whatever tags stand between them, and what is empty without them.

    >>> _without_last("<p><b>She left at noon.</b> <i>(EN</i>D)</p>", "(END)")
    '<p><b>She left at noon.</b></p>'
    """
    parts, left = _PARTS.findall(markup), "".join(words.split())
    if "".join(parts) != markup:
        return markup
    at = len(parts)
    while left and at:
        at -= 1
        part = html.unescape(parts[at]).strip() if parts[at][0] != "<" else ""
        if not left.endswith(part) and not part.endswith(left):
            return markup  # the text says something else
        parts[at] = parts[at] if not part else parts[at][: -len(left)] if len(part) > len(left) else ""
        left = left[: -len(part)] if part else left
    ends: list[str] = []
    while parts:
        part = parts[-1]
        if part.startswith("</"):
            ends.append(part)
        elif part.startswith("<") and part != "<br>":
            if not ends or part.startswith(_CELLS):
                break
            ends.pop()  # nothing is left in it
        elif part not in _LINE_ENDS and not part.isspace():
            break
        parts.pop()
    return "".join(parts) + "".join(reversed(ends))
