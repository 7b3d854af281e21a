"""Marks stack: `RPT-CORRECTED (OFFICIAL)-UPDATE 2-`, `3rd LD Writethru-Xinhua Insight:`, `(UPDATE 1, PIX, TV)`.

    read_front  marks before the text, each set off as its rule allows; the last one decides where the text begins
    read_end    marks behind it: in brackets, or after a comma or dash at the end of a slug
    read_behind marks behind a headline, after a dash or stroke between spaces
    read_line   a line that is nothing but marks

Within a stack the joints are looser than towards the text: "2nd Ld Writethru:" has a blank inside and a colon behind.
"""

import re
from typing import Final

from wireroom.agencies.rules import Found, Table, meet
from wireroom.agencies.style import Frame

_MAX_DEPTH: Final = 8
_MAX_BRACKET: Final = 80
#: characters that marks behind a text may fill; what is longer is no headline
_MAX_END: Final = 300

_BEHIND: Final[dict[Frame, re.Pattern[str]]] = {
    "colon": re.compile(r"\s*[:：]\s*"),
    "dash": re.compile(r"\s*\.?\s*(?:[-–—])+\s*"),
    "bare": re.compile(r"\s+(?=[^\s:–—-])"),
    "bare-mixed": re.compile(r"\s+(?=[^\s:–—-])"),
    "slash": re.compile(r"\s*/\s*"),
    # "EMBARGOED until 0001 GMT Friday: Bridge closed"
    "noted": re.compile(r"\s[^\n]{1,60}?(?:[:：]\s+|\s+[-–—]{1,2}\s+)(?=\S)"),
    "stars": re.compile(r"\s*[*+]{1,4}\s*[:-]?\s*"),
}
_CLOSERS: Final = {"(": ")", "[": "]", "（": "）", "【": "】", "〔": "〕", "<": ">", "［": "］", "〈": "〉", "《": "》"}
_AFTER_BRACKET: Final = re.compile(r"\s*(?:[:：]|\.?[-–—]+(?=\s|[^\d\s]))?\s*")
_STARS: Final = re.compile(r"[*+]{1,4}\s*")
_OPENING_SLASH: Final = re.compile(r"/\s*(?=\w)")
_LOOSE: Final = re.compile(r"[\s,;./+&:–—-]{0,4}")
_SEPARATOR: Final = re.compile(r"\s*[,/_-]\s*|\s+")
#: "Bridge closed -- 2nd Update"
_BEHIND_DASH: Final = re.compile(r"\s+(?:[-–—]{1,2}|/)\s+(?=[^-–—/]{2,40}$)")
_RUBRIC: Final = re.compile(r"[A-Z][A-Z0-9 &/.'+]{1,30}? ?[-–] ?(?=[A-Z(])")

#: what was found and where the text goes on
Stack = tuple[list[Found], int]


def read_front(table: Table, text: str, start: int = 0, depth: int = 0) -> Stack | None:
    """Read the marks that stand before the text from `start`; None when there are none."""
    if start >= len(text) or depth > _MAX_DEPTH:
        return None
    letter = text[start]
    if letter in _CLOSERS:
        return _front_in_brackets(table, text, start, depth)
    if letter in "*+":
        return _front_in_stars(table, text, start, depth) or _front_by_sign(table, text, start)
    if letter == "/" and "slash" in table.frames and (inside := _OPENING_SLASH.match(text, start)):
        return read_front(table, text, inside.end(), depth + 1)
    if not table.may_begin(text, start):
        return None
    best: Stack | None = None
    ahead = _Ahead(table, text, depth + 1)
    for entry in table.by_first[letter]:
        found = meet(entry, text, start)
        if found is None or (best is not None and best[0][0].end >= found.end):
            continue
        read = _go_on(ahead, found, depth)
        if read is not None:
            best = read
    return best


class _Ahead:
    """What stands behind words that were met, read once: a word that ten rules name has the same text behind it."""

    def __init__(self, table: Table, text: str, depth: int) -> None:
        self.table, self.text, self.depth = table, text, depth
        self._read: dict[int, Stack | None] = {}

    def read(self, at: int) -> Stack | None:
        """Read the marks that stand before the text from here."""
        if at not in self._read:
            self._read[at] = read_front(self.table, self.text, at, self.depth)
        return self._read[at]


def _go_on(ahead: _Ahead, found: Found, depth: int) -> Stack | None:
    """Take words that were met: set off from the text as the rule says, or followed by more marks."""
    text = ahead.text
    if found.rule.marks or depth:
        for frame in found.rule.frames:
            behind = _BEHIND.get(frame)
            joint = behind.match(text, found.end) if behind and frame != "stars" else None
            if joint and joint.end() < len(text) and _is_set_off(frame, text, found, joint):
                more = ahead.read(joint.end())
                return ([found, *more[0]], more[1]) if more else ([found], joint.end())
    loose = _LOOSE.match(text, found.end)
    more = ahead.read(loose.end()) if loose else None
    if more and any(other.rule.marks for other in more[0]):
        return [found, *more[0]], more[1]
    return None


def _is_set_off(frame: Frame, text: str, found: Found, joint: re.Match[str]) -> bool:
    if frame == "dash":
        # "Lead-free petrol" is a word; "LEAD-Free petrol" and "2nd LD-Petrol" are not
        is_glued = not joint[0][:1].isspace() and not joint[0][-1:].isspace() and len(joint[0]) == 1
        letters = re.sub(r"\d+\s?[^\W\d_]{2}\b", "", found.words)
        return not is_glued or found.number is not None or letters.upper() == letters
    if frame == "bare-mixed":
        return any(letter.islower() for letter in text[joint.end() :])
    return True


def _front_in_brackets(table: Table, text: str, start: int, depth: int) -> Stack | None:
    close = text.find(_CLOSERS[text[start]], start, start + _MAX_BRACKET)
    if close < 0:
        return None
    inside = read_filled(table, text, start + 1, close, "brackets", depth)
    if inside is None:
        return None
    after = _AFTER_BRACKET.match(text, close + 1)
    end = after.end() if after else close + 1
    more = read_front(table, text, end, depth + 1)
    if more:
        return [*inside, *more[0]], more[1]
    return (inside, end) if end < len(text) and (depth or any(found.rule.marks for found in inside)) else None


def _front_in_stars(table: Table, text: str, start: int, depth: int) -> Stack | None:
    if "stars" not in table.frames:
        return None
    opened = _STARS.match(text, start)
    if opened is None:
        return None
    for entry in table.by_first.get(text[opened.end() : opened.end() + 1], ()):
        found = meet(entry, text, opened.end()) if "stars" in entry.rule.frames else None
        closed = _BEHIND["stars"].match(text, found.end) if found else None
        if found and closed and closed.end() < len(text):
            more = read_front(table, text, closed.end(), depth + 1)
            return ([found, *more[0]], more[1]) if more else ([found], closed.end())
    return None


def _front_by_sign(table: Table, text: str, start: int) -> Stack | None:
    """Read a sign that is a mark by itself: "*BRIDGE CLOSED", "++ Bridge closed ++"."""
    for entry in table.by_first.get(text[start], ()):
        found = meet(entry, text, start) if "sign" in entry.rule.frames else None
        if found and text[found.end : found.end + 1] not in (text[start], ""):
            end = found.end + len(text[found.end :]) - len(text[found.end :].lstrip())
            return ([found], end) if end < len(text) else None
    return None


def read_filled(table: Table, text: str, start: int, end: int, frame: Frame, depth: int = 0) -> list[Found] | None:
    """Read marks that fill text[start:end] to the last letter; the first must be allowed in this frame."""
    if depth > _MAX_DEPTH:
        return None
    start = _skip(text, start, end)
    if start >= end:
        return None
    if not table.may_begin(text, start, end):
        return None
    inside = text[:end]
    best: list[Found] | None = None
    best_end = -1
    ahead: dict[int, list[Found] | None] = {}
    for entry in table.by_first[text[start]]:
        if frame not in entry.rule.frames and (depth == 0 or not entry.rule.marks):
            continue
        found = meet(entry, inside, start)
        if found is None or found.end <= best_end:
            continue
        rest = _skip(text, found.end, end)
        if rest >= end:
            best, best_end = [found], found.end
            continue
        if rest not in ahead:
            ahead[rest] = read_filled(table, text, rest, end, frame, depth + 1)
        more = ahead[rest] if _joins(text, found.end, rest) else None
        if more:
            best, best_end = [found, *more], found.end
        elif found.rule.is_noted and frame in ("brackets", "end-brackets"):
            best, best_end = [found, *_read_parts(table, text, found.end, end, frame, depth)], found.end
    return best


def _read_parts(table: Table, text: str, start: int, end: int, frame: Frame, depth: int) -> list[Found]:
    """Read the marks among other words behind a mark in brackets: "(UPDATE 1, moves byline, CORRECTED)"."""
    marks: list[Found] = []
    while (comma := text.find(",", start, end)) >= 0:
        start = comma + 1
        close = text.find(",", start, end)
        marks += read_filled(table, text, start, close if close >= 0 else end, frame, depth + 1) or []
    return marks


def read_line(table: Table, text: str) -> list[Found] | None:
    """Read a line that is nothing but marks, alone or in brackets with a note: "(REPEATING to mend coding)"."""
    whole = read_filled(table, text, 0, len(text), "whole")
    if whole is None and text[:1] in _CLOSERS and text.endswith(_CLOSERS[text[0]]):
        whole = read_filled(table, text, 1, len(text) - 1, "brackets")
    return whole


def _joins(text: str, end: int, rest: int) -> bool:
    """Two marks may touch only where letters and digits do not: "4thLd" "Writethru" but not "LDWritethru"."""
    return rest > end or not (text[end - 1].isalnum() and text[rest].isalnum())


def _skip(text: str, start: int, end: int) -> int:
    while start < end and (text[start].isspace() or text[start] in ",;.:/+&-–—()=*"):
        start += 1
    return start


def read_end(table: Table, text: str) -> tuple[list[Found], str] | None:
    """Read the marks behind a text; gives them and the text without them."""
    stripped = text.rstrip()
    if stripped and "end-brackets" in table.frames:
        for opener, closer in _CLOSERS.items():
            start = stripped.rfind(opener) if stripped.endswith(closer) else -1
            if start > 0 and len(stripped) - start <= _MAX_BRACKET:
                inside = read_filled(table, stripped, start + 1, len(stripped) - 1, "end-brackets")
                if inside:
                    return inside, stripped[:start].rstrip()
    for entry in table.glued:
        for match in entry.pattern.finditer(stripped):
            found = meet(entry, stripped, match.start())
            if found and match.start() > 0:
                return [found], stripped[: match.start()].rstrip(" -,/")
    return _read_suffix(table, stripped) if "end" in table.frames else None


def read_behind(table: Table, text: str) -> tuple[list[Found], str] | None:
    """Read the marks behind a headline, set off by a dash or stroke between spaces: "Bridge closed -- 2nd Update"."""
    stripped = text.rstrip()
    joint = _BEHIND_DASH.search(stripped, max(1, len(stripped) - _MAX_BRACKET)) if "behind" in table.frames else None
    inside = read_filled(table, stripped, joint.end(), len(stripped), "behind") if joint else None
    return (inside, stripped[: joint.start()]) if joint and inside else None


def _read_suffix(table: Table, text: str) -> tuple[list[Found], str] | None:
    for joint in _SEPARATOR.finditer(text, max(0, len(text) - _MAX_END)):
        if joint.start() == 0 or text[joint.end() : joint.end() + 1] not in table.by_first:
            continue
        inside = read_filled(table, text, joint.end(), len(text), "end")
        if inside:
            kept = [found.end for found in inside if found.rule.is_kept]
            return inside, text[: max(kept)] if kept else text[: joint.start()]
    return None


def read_rubric(table: Table, text: str) -> tuple[list[Found], str] | None:
    """Read a numbered or strong mark behind a rubric: "AUTOSHOW-UPDATE 1-Text" is "AUTOSHOW-Text" with its mark."""
    rubric = _RUBRIC.match(text)
    if rubric is None:
        return None
    read = read_front(table, text, rubric.end())
    if read is None or not any(found.number is not None or found.rule.is_noted for found in read[0]):
        return None
    return read[0], rubric[0] + text[read[1] :]
