"""Byte copy of the teletype age: frames of control bytes, and lines made into paragraphs.

[padding] SOH header STX text ETX trailer EOT        IPTC 7901 and ANPA 1312 alike; any of them may be missing
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from wireroom.model import Block, Fault
from wireroom.text.markup import fold

SOH: Final = b"\x01"
STX: Final = b"\x02"
ETX: Final = b"\x03"
EOT: Final = b"\x04"
#: one message is never longer on any wire
MAX_MESSAGE_BYTES: Final = 1024 * 1024
MAX_MESSAGES: Final = 2000
_PADDING: Final = b"\x7f\x16\x00\r\n \t\x0c"
#: between "start of instruction" and "end of instruction", and shifts, rails, italics: nothing of it is copy
_INSTRUCTION: Final = re.compile(r"\x0c[^\x0b\x0c]{0,200}\x0b")
_QUADS: Final = re.compile(r"[\x1c\x1d\x1e]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
#: a line that ended in the middle of "half-time": wires break at the hyphen and do not add one; "pre- and post-war" is none
_HYPHEN_END: Final = re.compile(r"(?<=[^\W\d_])-\n\s*(?=[^\W\d_])(?!(?:and|or|to|und|oder|et|ou|y|o)\b)")
_ROW: Final = re.compile(r"\s*\|.*\|\s*")
_TABULAR: Final = re.compile(r"\S(?:\t| {3,})\S")
_TABS: Final = ("\t", "   ")
_SENTENCE_ENDS: Final = (".", ":", ";", "!", "?", "…", "。")
_QUOTES: Final = "\"'”’»)"
#: what a list and a rule begin with: most lines begin with neither, and no pattern is tried
_BULLETS: Final = frozenset("-*•")
_STROKES: Final = frozenset("-*_=")
_HEADING: Final = re.compile(r"#{1,4}\s+([^\s#].*)")
_BULLET: Final = re.compile(r"[-*•]\s+\S")
_ENTRY: Final = re.compile(r"\s*[-*•]\s+(.*)")
_RULE: Final = re.compile(r"[*_=\s-]{3,}")
_LONGEST_TITLE: Final = 40
_LEAST_UNDER_TITLE: Final = 60
_LONGEST_SPEAKER: Final = 90
_OPENING_QUOTES: Final = ('"', "“", "„", "«", "``")


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One message between its control bytes."""

    header: bytes
    #: between STX and ETX; from the header's end when there is no STX
    text: bytes
    #: after ETX
    trailer: bytes
    #: of SOH, in the dispatch
    offset: int
    has_stx: bool = True
    has_etx: bool = True
    has_eot: bool = True
    #: it was longer than any message is, and cut
    is_cut: bool = False


def cut_frames(data: bytes) -> Iterator[Frame]:
    """Cut a stream into messages: from SOH to EOT, or to the next SOH when EOT did not come. None without any SOH."""
    start = data.find(SOH)
    n = 0
    while start >= 0 and n < MAX_MESSAGES:
        after = start + 1
        following = data.find(SOH, after)
        limit = len(data) if following < 0 else following
        end = data.find(EOT, after, limit)
        has_eot = end >= 0
        body = data[after : end if has_eot else limit]
        if body.strip(_PADDING):
            n += 1
            yield _frame(body, start, has_eot)
        start = following if not has_eot or following < 0 else data.find(SOH, end)


def _frame(body: bytes, offset: int, has_eot: bool) -> Frame:
    is_cut = len(body) > MAX_MESSAGE_BYTES
    body = body[:MAX_MESSAGE_BYTES]
    header, stx, rest = body.partition(STX)
    if not stx:
        header, rest = b"", body
    text, etx, trailer = rest.rpartition(ETX)
    if not etx:
        text, trailer = rest, b""
    return Frame(
        header=header,
        text=text,
        trailer=trailer,
        offset=offset,
        has_stx=bool(stx),
        has_etx=bool(etx),
        has_eot=has_eot,
        is_cut=is_cut,
    )


def damage_of(frame: Frame, *, has_trailer: bool) -> list[Fault]:
    """Say what of a message did not come; a date and time after the text (`has_trailer`) are an end of it too."""
    faults = []
    if not frame.has_etx and not has_trailer:
        faults.append(Fault(code="etx-missing", text="the end of the text did not come; the copy may be cut"))
    if not frame.has_eot:
        faults.append(Fault(code="eot-missing", text="the end of the message did not come"))
    if frame.is_cut:
        faults.append(Fault(code="copy-too-long", text=f"only {MAX_MESSAGE_BYTES:,} bytes of the message were read"))
    return faults


def clean_lines(text: str) -> list[str]:
    """Give the lines of decoded copy without control characters; tabs stay."""
    text = _INSTRUCTION.sub("", text)
    text = _QUADS.sub("\n", text)
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x10", " "))
    return [line.rstrip() for line in text.split("\n")]


def paragraphs_of(lines: Sequence[str]) -> list[list[str]]:
    """Gather lines into paragraphs: an empty line or a new indent begins one."""
    found: list[list[str]] = []
    is_apart = True
    is_indented = False
    for line in lines:
        if not line.strip():
            is_apart = True
            continue
        indent = line.startswith(("  ", "\t", "\u00a0\u00a0"))
        # copy that is indented throughout has no indents to tell paragraphs by
        if is_apart or (indent and not is_indented) or (indent and line.startswith("\t")):
            found.append([])
        found[-1].append(line)
        is_apart, is_indented = False, indent
    return found


def _at_set_ends(paragraphs: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Part what no width has broken: three or more lines that all end as sentences do, and a short title over a text."""
    for lines in paragraphs:
        if len(lines) > 2 and all(_ends_sentence(line) for line in lines) and not _is_tabular(lines[-1]):
            yield from ([line] for line in lines)
        elif len(lines) > 1 and _is_title_over(lines[0].strip(), lines[1].strip()):
            yield lines[:1]
            yield lines[1:]
        else:
            yield lines


def _ends_sentence(line: str) -> bool:
    return line.rstrip().rstrip(_QUOTES).endswith(_SENTENCE_ENDS)


def _is_tabular(line: str) -> bool:
    # most lines hold neither, and a pattern would be tried at each letter
    return (_TABS[0] in line or _TABS[1] in line) and _TABULAR.search(line) is not None


def _is_title_over(first: str, second: str) -> bool:
    """Tell a title from the first line of a paragraph: the next word had room beside it."""
    if first.isupper() and first[-1].isalnum() and second.startswith(_OPENING_QUOTES) and not second.isupper():
        return len(first) <= _LONGEST_SPEAKER  # who speaks stands over what he says
    if (
        not 3 < len(first) <= _LONGEST_TITLE
        or not first[0].isupper()
        or not first[-1].isalnum()
        or len(first.split()) > 6
    ):
        return False
    return len(second) >= _LEAST_UNDER_TITLE and second[0].isupper() and not _is_tabular(first + second)


def block_of(paragraph: Sequence[str]) -> Block | None:
    """Make one block of a paragraph's lines: a list, a table in columns, a subhead, or lines joined to one."""
    first, is_line = paragraph[0].strip(), len(paragraph) == 1
    sign = first[:1]
    if sign == "#" and (heading := _HEADING.fullmatch(first)):
        return Block(kind="subhead", text=fold(heading[1])) if is_line else None
    if sign == "|" and all(map(_ROW.fullmatch, paragraph)):
        return _table_of(paragraph)
    is_bulleted = sign in _BULLETS and _BULLET.match(first) is not None
    if not is_line and not is_bulleted and sum(map(_is_tabular, paragraph)) >= len(paragraph) - 1:
        return Block(kind="pre", text="\n".join(line.rstrip() for line in paragraph))
    if is_bulleted and (is_line or any(map(_ENTRY.match, paragraph[1:]))):
        return Block(kind="list", text="\n".join(_entries(paragraph)))
    if is_line and sign in _STROKES and _RULE.fullmatch(first):
        return Block(kind="rule", text="")
    text = "\n".join(paragraph)
    return Block(text=fold(_HYPHEN_END.sub("-", text) if "-\n" in text else text))


def _table_of(lines: Sequence[str]) -> Block:
    """Make a table of rows whose cells stand between bars, as dpa sends its tables; a cell alone goes across."""
    rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines]
    width = max(map(len, rows))
    cells = [
        f'<td colspan="{width}">{html.escape(row[0])}</td>'
        if len(row) == 1 < width
        else "".join(f"<td>{html.escape(cell)}</td>" for cell in row)
        for row in rows
    ]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return Block(
        kind="table", text="\n".join("\t".join(row) for row in rows), html=f"<table><tbody>{body}</tbody></table>"
    )


def _entries(lines: Sequence[str]) -> Iterator[str]:
    entries: list[str] = []
    for line in lines:
        if entry := _ENTRY.match(line):
            entries.append(entry[1])
        elif entries:
            entries[-1] += " " + line.strip()
    return map(fold, entries)


def blocks_of(lines: Sequence[str]) -> tuple[Block, ...]:
    """Make blocks of the lines of a story."""
    found: list[Block] = []
    for paragraph in _at_set_ends(paragraphs_of(lines)):
        block = block_of(paragraph)
        if block is None:  # a heading with text right under it
            found.extend(made for part in (paragraph[:1], paragraph[1:]) if (made := block_of(part)) is not None)
        elif block.text or block.kind == "rule":
            found.append(block)
    return tuple(found)
