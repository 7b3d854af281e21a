"""Quotation marks and sentences of one paragraph. Offsets are in the whole text.

A paragraph is masked: an utterance becomes a run of SPOKEN, words quoted inside a sentence become a run of QUOTED, as long as
what they stand for. So verbs and full stops between quotation marks are not met by who looks for verbs and full stops.
"""

import re
from typing import Final

import msgspec

SPOKEN: Final = "\x01"
QUOTED: Final = "\x02"
_PAIRS: Final = {"“": "”", "«": "»", "„": "“”", "‟": "”"}
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr|Mt|Ft|Cpl|Maj|Adm|Rev|Hon|No|vs|Inc|Corp|Ltd|Co|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|"
    r"U\.S|U\.N|U\.K|E\.U|D\.C))$"
)
_END: Final = re.compile(rf"[.?!]+[)\]]?(?=\s+[A-Z0-9{SPOKEN}{QUOTED}(])|(?<={SPOKEN})(?=\s+[A-Z{SPOKEN}])")

#: "QUAY, May 11 (Norland Press) - "
_DATELINE: Final = re.compile(
    r"\s*[A-Z][A-Z .'’/-]+(?:,\s[A-Z][\w. ]{2,20}){0,2}(?:,?\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?"
    r"\s*(?:\([^()\n]{2,40}\)\s*)?(?:--?|–|—)\s+(?=\S)"
)


class Quotation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What stands between two quotation marks; the marks are not in it."""

    start: int
    end: int
    #: it has no end mark: it goes on in the next paragraph
    is_open: bool
    #: somebody speaks it, as opposed to words quoted inside a sentence
    is_spoken: bool


class Paragraph(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph, masked."""

    start: int
    masked: str
    quotations: tuple[Quotation, ...]
    #: half-open, in the whole text
    sentences: tuple[tuple[int, int], ...]


def read_paragraphs(text: str) -> list[Paragraph]:
    """Cut a text into paragraphs, at line ends and bullets.

    Marks of two characters, as old wires send them (``so''), are read as one and a space: offsets stay.
    """
    text = text.replace("``", ' "').replace("''", '" ')
    if dateline := _DATELINE.match(text):
        text = " " * dateline.end() + text[dateline.end() :]
    return [_paragraph(found[0], found.start()) for found in re.finditer(r"[^\n•]+", text) if found[0].strip()]


def _paragraph(text: str, offset: int) -> Paragraph:
    quotations = _quotations(text)
    masked = list(text)
    for one in quotations:
        start, end = one.start - 1, min(len(text), one.end + (not one.is_open))
        masked[start:end] = (SPOKEN if one.is_spoken else QUOTED) * (end - start)
    joined = "".join(masked)
    moved = tuple(
        Quotation(start=one.start + offset, end=one.end + offset, is_open=one.is_open, is_spoken=one.is_spoken)
        for one in quotations
    )
    sentences = tuple((start + offset, end + offset) for start, end in _sentences(joined, text))
    return Paragraph(start=offset, masked=joined, quotations=moved, sentences=sentences)


def _quotations(text: str) -> list[Quotation]:
    found: list[Quotation] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == '"' or char in _PAIRS:
            closing = '"' if char == '"' else _PAIRS[char]
            end = next((place for place in range(at + 1, len(text)) if text[place] in closing), -1)
            is_open = end < 0
            end = len(text) if is_open else end
            found.append(
                Quotation(start=at + 1, end=end, is_open=is_open, is_spoken=_is_spoken(text, at, end, is_open))
            )
            at = end + 1
        else:
            at += 1
    return [one for one in found if one.end > one.start]


def _is_spoken(text: str, start: int, end: int, is_open: bool) -> bool:
    """Tell an utterance by where it stands: at the start of a sentence, or after a colon or a comma."""
    before, inner = text[:start].rstrip(), text[start + 1 : end].rstrip()
    if is_open:
        return not before or before[-1] in '.:,"”»'
    if not before:
        return True
    if before[-1] in ":":
        return True
    if before[-1] in '.?!"”»':
        return True
    return before[-1] in ",–—-" and (inner[-1:] in (*".,?!…",) or text[end + 1 : end + 2] in (".", ","))


def _sentences(masked: str, text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for end in _END.finditer(masked):
        if end[0].startswith(".") and _ABBREVIATED.search(masked[start : end.start()]):
            continue
        if not end[0] and not _ends_spoken(masked, text, end.end()):
            continue
        found.append((start, end.end()))
        start = end.end() + len(masked[end.end() :]) - len(masked[end.end() :].lstrip())
    if masked[start:].strip():
        found.append((start, len(masked)))
    return found


_SPEAKS: Final = re.compile(r"\s+(?:[\w.'’-]+\s+){1,7}?(?:said|says|told|asked|added|replied|wrote|shouted|cried)\b")


def _ends_spoken(masked: str, text: str, at: int) -> bool:
    """Tell whether the sentence ends with the utterance before this place."""
    last = text[:at].rstrip('"”»“ ')[-1:]
    if masked[at:].lstrip().startswith(SPOKEN):
        return True
    return last == "." or (last in "?!" and not _SPEAKS.match(masked, at))
