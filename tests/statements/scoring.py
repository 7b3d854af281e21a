"""Reads the passages with their truth and counts what the reader of statements gets right."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import msgspec

from wireroom.statements import Statement, read_statements

HERE = Path(__file__).parent


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of the truth; spans are code points in the passage, half-open."""

    speaker: str
    verb: str
    spans: tuple[tuple[int, int], ...]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One passage with what is in it."""

    name: str
    day: date
    text: str
    expected: tuple[Expected, ...]
    #: time words, first day, last day
    times: tuple[tuple[str, date, date], ...]


class Count(msgspec.Struct, kw_only=True):
    """What was found of what was there."""

    n_right: int = 0
    n_found: int = 0
    n_expected: int = 0

    @property
    def precision(self) -> float:
        return self.n_right / max(1, self.n_found)

    @property
    def recall(self) -> float:
        return self.n_right / max(1, self.n_expected)


def read_passages(name: str) -> list[Passage]:
    """Read a file of passages."""
    lines = [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return [_passage(part) for part in "\n".join(lines).split("\n== ")[1:]]


def _passage(part: str) -> Passage:
    head, _, rest = part.partition("\n")
    name, day = head.removeprefix("== ").split()
    lines = rest.split("\n")
    text = "\n".join(line for line in lines if not line.startswith(("- ", "@ "))).strip()
    expected, times, after = [], [], 0
    for line in lines:
        if line.startswith("- "):
            speaker, verb, words = (each.strip() for each in line[2:].split(" | "))
            spans = tuple(_span(text, piece.strip(), name) for piece in words.split(" + "))
            expected.append(Expected(speaker=speaker, verb=verb, spans=spans))
            after = spans[0][0]
        elif line.startswith("@ "):
            words, _, days = line[2:].partition(" | ")
            first, _, last = days.strip().partition("..")
            times.append((words.strip(), date.fromisoformat(first), date.fromisoformat(last)))
    assert after >= 0
    return Passage(
        name=name, day=date.fromisoformat(day), text=text, expected=tuple(expected), times=tuple(times)
    )  # fmt: skip


def _span(text: str, piece: str, name: str) -> tuple[int, int]:
    start, _, end = (part.strip() for part in piece.partition("…"))
    pattern = re.escape(start) + (r".*?" + re.escape(end) if end else "")
    found = re.search(pattern, text, re.DOTALL)
    assert found, f"{name}: {piece!r} is not in the passage"
    return found.span()


def points(spans: Iterable[tuple[int, int]]) -> set[int]:
    """Give the code points that spans cover."""
    return {at for start, end in spans for at in range(start, end)}


def is_right(found: Statement, expected: Expected) -> bool:
    """Tell whether a found statement is the expected one."""
    if _folded(found.speaker) != _folded(expected.speaker) or found.verb.lower() != expected.verb.lower():
        return False
    ours, theirs = points((span.start, span.end) for span in found.words), points(expected.spans)
    return len(ours & theirs) >= 0.6 * len(ours | theirs)


def _folded(name: str) -> str:
    return re.sub(r"^(?:the|a|an|one|its|his|her|their)\s", "", name.lower().replace("’", "'")).strip()


def score(text: str, day: date, expected: Sequence[Expected], count: Count) -> list[str]:
    """Count one text; gives what is wrong in it, in words."""
    found = read_statements(text, day=day)
    left, wrong = list(expected), []
    for one in found:
        right = next((each for each in left if is_right(one, each)), None)
        if right is None:
            wrong.append(f"not there: {one.speaker} | {one.verb} | {[text[s.start : s.end] for s in one.words]}")
        else:
            left.remove(right)
            count.n_right += 1
    wrong += [f"missed: {each.speaker} | {each.verb} | {[text[s:e] for s, e in each.spans]}" for each in left]
    count.n_found += len(found)
    count.n_expected += len(expected)
    return wrong
