"""The lines between "start of text" and the story: signals, rubric, headline, byline, one under another.

2ND LEAD
3RD NET
Fishing fleet back in port, all hands safe
By Ada Quill, dpa =
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.text.byline import Byline, read_byline

_SIGNAL_WORDS: Final = {
    "extra", "refile", "flash", "urgent", "bulletin", "snap", "alert", "newsalert", "kill", "killed", "correction",
    "corrected", "corr", "correct", "lead", "ld", "net", "add", "take", "update", "writethru", "writethrough", "repeat",
    "repetition", "resend", "retransmission", "advisory", "embargo", "embargoed", "withdrawal", "withdrawn", "withdraw",
    "cancel", "cancelled", "cancellation", "new", "final", "test", "sub", "insert", "hold", "advance", "roundup", "wrap",
    "wrapup", "summary", "wth", "note", "to", "editors", "mandatory", "replaces", "previous",
    # German
    "eil", "blitz", "vorrang", "eilt", "achtung", "berichtigung", "berichtigt", "korrektur", "korrigiert", "korr",
    "wiederholung", "wdhlg", "zusammenfassung", "neu", "neufassung", "storno", "stornierung", "sperrfrist", "zusatz",
    "ergänzung", "aktualisierung", "aktualisiert", "gesamt",
    # French, Italian, Spanish
    "alerte", "correctif", "rectificatif", "annulation", "répétition", "ajout", "actualisation", "actualisé", "suite",
    "alarme", "errata", "corrige", "rettifica", "correzione", "annullamento", "flash.", "corrección", "alerta",
    "actualización",
}  # fmt: skip
#: kinds of piece that stand on a line of their own over the headline
_KINDS: Final = {
    "situation", "feature", "interview", "analysis", "profile", "background", "backgrounder", "factbox", "timeline",
    "preview", "review", "commentary", "comment", "sidebar", "chronology", "obituary", "hintergrund", "porträt",
    "portrait", "analyse", "kommentar", "reportage", "dokumentation", "chronologie", "encadré", "synthèse", "résumé",
    "prévisions", "papier général", "magazine", "enquête", "éclairage", "focus",
}  # fmt: skip
_ORDINAL: Final = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th|\.|e|er|ème)?|first|second|third|fourth|fifth|sixth)", re.IGNORECASE
)
#: so long a line was broken by the wire's width and not by its writer
_WRAPPED_FROM: Final = 56


class HeadBlock(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a piece, taken apart."""

    #: as sent, top down: "REFILE", "1ST LEAD"
    signals: tuple[str, ...] = ()
    headline: str | None = None
    #: lines over the headline that are neither: "France"
    rubrics: tuple[str, ...] = ()
    byline: Byline | None = None


def is_signal(line: str) -> bool:
    """Tell whether a line is wholly made of signal words: "2ND LEAD", "(Achtung)", "KILL"."""
    words = re.split(r"[\s/,-]+", line.strip().strip("()[]*=:+.! ").lower())
    if not 1 <= len(words) <= 5 or len(line) > 48:
        return False
    has_signal = False
    for word in words:
        if word in _SIGNAL_WORDS:
            has_signal = has_signal or word not in ("to", "new", "neu", "note", "previous")
        elif not _ORDINAL.fullmatch(word):
            return " ".join(words) == "note to editors"
    return has_signal


def read_head_block(lines: Sequence[str]) -> HeadBlock:
    """Take the head of a piece apart, from the top and from the bottom; what is left is headline and rubrics."""
    left = [clean_head_line(line) for line in lines]
    left = [line for line in left if line]
    byline = None
    if len(left) > 1:
        # a byline may be broken over two lines by the wire's width
        for n in (1, 2):
            if len(left) > n and (found := read_byline(" ".join(left[-n:]))) is not None:
                byline, left = found, left[:-n]
                break
    signals: list[str] = []
    while left and is_signal(left[0]) and (len(left) > 1 or byline is None):
        signals.append(left.pop(0))
    while len(left) > 1 and left[0].strip("()").casefold() in _KINDS:
        signals.append(left.pop(0))
    if not left:
        return HeadBlock(signals=tuple(signals), byline=byline)
    joined: list[str] = [left[0]]
    was_long = len(left[0]) >= _WRAPPED_FROM
    for line in left[1:]:
        if was_long and not joined[-1].endswith(":"):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        was_long = len(line) >= _WRAPPED_FROM
    rubrics = tuple(line.rstrip(":").strip() for line in joined[:-1])
    return HeadBlock(signals=tuple(signals), headline=joined[-1], rubrics=rubrics, byline=byline)


def clean_head_line(line: str) -> str:
    """Take the end signs off a head line: " =", "<", " +"."""
    return " ".join(line.split()).rstrip("=<+ ").strip()
