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
from wireroom.text.embargo import find_embargo

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
    "actualización", "urgente", "urgente.", "atualização", "correção", "rettifiche", "vervolg",
    # Nordic, Dutch, Turkish
    "rättelse", "rättad", "ilexpress", "spoed", "correctie", "herhaling", "flaş", "acil", "düzeltme", "güncelleme", "tekrar",
    # Russian, Ukrainian, Greek, Arabic, Hebrew
    "молния", "срочно", "версия", "исправление", "исправлено", "поправка", "повтор", "дополнение", "обновление", "отмена",
    "аннулирование", "терміново", "блискавка", "виправлення", "έκτακτο", "εκτακτο", "επείγον", "διόρθωση", "عاجل", "تصحيح",
    "إلغاء", "تحديث", "דחוף", "תיקון", "עדכון",
    # Chinese, Japanese, Korean
    "快讯", "急电", "更正", "快訊", "速報", "訂正", "속보", "긴급", "정정",
}  # fmt: skip
#: kinds of piece that stand on a line of their own over the headline
_KINDS: Final = {
    "situation", "feature", "interview", "analysis", "profile", "background", "backgrounder", "factbox", "timeline",
    "preview", "review", "commentary", "comment", "sidebar", "chronology", "obituary", "hintergrund", "porträt",
    "portrait", "analyse", "kommentar", "reportage", "dokumentation", "chronologie", "encadré", "synthèse", "résumé",
    "prévisions", "papier général", "magazine", "enquête", "éclairage", "focus",
}  # fmt: skip
_ORDINAL: Final = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th|\.|e|er|ème)?|first|second|third|fourth|fifth|sixth|первая|вторая|третья|четвертая|пятая)",
    re.IGNORECASE,
)
#: a line to editors under the headline: "EDS: ADDING INFO"
_EDS: Final = re.compile(r"(?:Eds?|EDS|Editors|EDITORS)\.?:\s+\S.*")
#: a line that stands in brackets from end to end and says more than a word
_NOTE: Final = re.compile(r"\((?:(?:Eds?|EDS)\s*+:\s*+)?(?=[^()]{4}[^()]*?\s[^()]{2})[^()]++\)")
_LONGEST_BYLINE: Final = 40
_LONGEST_RUBRIC: Final = 28
#: so long a line was broken by the wire's width and not by its writer
_WRAPPED_FROM: Final = 56


class HeadBlock(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a piece, taken apart."""

    #: as sent, top down: "REFILE", "1ST LEAD"
    signals: tuple[str, ...] = ()
    headline: str | None = None
    #: lines over and under the headline that are neither: "France"
    rubrics: tuple[str, ...] = ()
    #: what stands in brackets under or over the headline, without them: "Updates with quotes in 2nd paragraph"
    notes: tuple[str, ...] = ()
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
    byline, notes = None, list[str]()
    for line in [line for line in left if _NOTE.fullmatch(line) and not is_signal(line)]:
        if len(left) > 1:
            left.remove(line)
            notes.append(line[1:-1].strip())
    if len(left) > 1:
        # a house may stand under the byline, or the byline be broken over two lines by the wire's width
        if len(left) > 2 and (found := read_byline(left[-2])) is not None and _is_house(found, left[-1]):
            byline, left = msgspec.structs.replace(found, credit=left[-1]), left[:-2]
        for n in (1, 2) if byline is None else ():
            if len(left) > n and (found := read_byline(" ".join(left[-n:]))) is not None:
                byline, left = found, left[:-n]
                break
    signals: list[str] = []
    while left and is_signal(left[0]) and (len(left) > 1 or byline is None):
        signals.append(left.pop(0))
    while len(left) > 1 and left[0].strip("()").casefold() in _KINDS:
        signals.append(left.pop(0))
    if not left:
        return HeadBlock(signals=tuple(signals), byline=byline, notes=tuple(notes))
    for line in [line for line in left[1:] if _EDS.fullmatch(line)]:
        left.remove(line)
        notes.append(line)
    joined: list[str] = [left[0]]
    was_long = len(left[0]) >= _WRAPPED_FROM
    for line in left[1:]:
        if was_long and not joined[-1].endswith(":"):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        was_long = len(line) >= _WRAPPED_FROM
    # a rubric is a word or two, or ends with a colon; what stands below the headline goes on from it
    at = next((n for n, line in enumerate(joined) if not _is_rubric(line)), len(joined) - 1)
    rubrics = tuple(line.rstrip(":").strip() for n, line in enumerate(joined) if n != at)
    return HeadBlock(signals=tuple(signals), headline=joined[at], rubrics=rubrics, byline=byline, notes=tuple(notes))


def _is_house(byline: Byline, line: str) -> bool:
    """Tell the house under a byline from what goes on from it: "Associated Press", "Herald staff writer"."""
    words = line.split()
    is_whole = byline.credit is None and len(byline.text) < _LONGEST_BYLINE and not byline.text.lower().endswith(" and")
    return (
        is_whole and 1 < len(words) < 6 and words[0][0].isupper() and line[-1].isalnum() and read_byline(line) is None
    )


def _is_rubric(line: str) -> bool:
    return line.endswith(":") or len(line) <= _LONGEST_RUBRIC or find_embargo(line) is not None


def clean_head_line(line: str) -> str:
    """Take the end signs off a head line: " =", "<", " +"."""
    return " ".join(line.split()).rstrip("=<+ ").strip()
