"""Reads a copy book: wire copy as an editor types it.

@ 123.0 norr slug=Varnsund-Bridge urgency=2        minute, agency, what goes into the envelope
Urgent: Ferry hits Aldra Bridge at Varnsund        the headline, as the agency writes it
                                                   an empty line
A passenger ferry struck …                         paragraphs, apart by empty lines
# a line that is not copy
"""

import shlex
from collections.abc import Mapping

import msgspec


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of copy, not yet in any wire format."""

    #: from the start of the day
    minute: float
    agency: str
    #: slug, urgency, priority, take, signal, from, by, eds, note, embargo, id, v …
    fields: Mapping[str, str]
    #: "{weekday}" and "{tomorrow}" stand for the days' names
    headline: str
    paragraphs: tuple[str, ...] = ()


def read_copybook(text: str) -> list[Copy]:
    """Read all copy in a book.

    Raises:
        ValueError: a piece has no headline, or its first line is not in the form above.
    """
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    pieces: list[list[str]] = []
    for line in lines:
        if line.startswith("@ "):
            pieces.append([line])
        elif pieces:
            pieces[-1].append(line)
    return [_read_piece(piece) for piece in pieces]


def _read_piece(piece: list[str]) -> Copy:
    minute, agency, *pairs = shlex.split(piece[0][2:])
    fields = dict(pair.split("=", 1) for pair in pairs)
    parts = [" ".join(part.split("\n")).strip() for part in "\n".join(piece[1:]).strip().split("\n\n")]
    if not parts[0]:
        raise ValueError(f"copy without a headline: {piece[0]}")
    return Copy(minute=float(minute), agency=agency, fields=fields, headline=parts[0], paragraphs=tuple(parts[1:]))
