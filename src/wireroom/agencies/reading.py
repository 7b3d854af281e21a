"""Marks of one text in one place, by one house style: what `wireroom marks` and `refine` stand on."""

import re
from collections.abc import Iterable
from typing import Final, cast, get_args

import msgspec

from wireroom.agencies.rules import Found, Table, table_of
from wireroom.agencies.stack import read_behind, read_end, read_front, read_line, read_rubric
from wireroom.agencies.style import Place, Style
from wireroom.model import ACTIONS, RANKS, Evidence, Marks
from wireroom.model.marks import Action, Series

_SERIES: Final = get_args(Series)
#: "Bridge closed =", "^Bridge closed<"
_END_SIGNS: Final = re.compile(r"(?:\s+=+|<)\s*$")
_ENDERS: Final = frozenset("=<+*^")
_NOTE_LINE: Final = re.compile(r"\s*\(?\s*(?:Eds|EDS|Editors?|EDITORS?)(?:'? note)?\s*[:.]", re.IGNORECASE)
_UNMARKED: Final = Marks()
_NONE: Final = frozenset[str]()
_BRACKET_ENDS: Final = frozenset(")]）】+")
#: marks behind a text, one after the other: "Bridge closed (2) (corrected)"
_MAX_ENDS: Final = 3
_MAX_LINES: Final = 8


class Sign(msgspec.Struct, frozen=True):
    """One mark with its evidence, before all of an item's signs are put together."""

    #: "rank:flash", "lead:2", "writethru", "take:2", "action:kill", "genre:feature"
    mark: str
    evidence: Evidence


class PlaceReading(msgspec.Struct, frozen=True):
    """What one place of the copy says."""

    signs: tuple[Sign, ...]
    #: the text without its marks
    clean: str


def read_place(style: str, where: Place, text: str) -> PlaceReading:
    """Read the marks in one place. Any text gives a reading; the words that are no marks stay as they are."""
    table = table_of(style, where)
    if where == "block":
        return _read_block(table, text)
    if where == "headline":
        return _read_headline(table, text)
    return _read_slug(table, text)


def _signs(table: Table, found: Iterable[Found], offset: int = 0) -> list[Sign]:
    kept = list(found)
    marks = {mark for one in kept for mark in one.rule.marks}
    signs = []
    for one in kept:
        if one.rule.only_with and not marks & set(one.rule.only_with):
            continue
        for mark in one.rule.marks:
            full = _full_mark(mark, one)
            rule = f"{one.at}/{table.place}/{mark.split(':')[-1] if mark != 'genre:*' else 'genre'}"
            evidence = Evidence(mark=full, words=one.words, where=table.place, rule=rule, start=one.start + offset)
            signs.append(Sign(full, evidence))
    return signs


def _full_mark(mark: str, found: Found) -> str:
    if mark == "genre:*":
        return "genre:" + [word for word in found.words.rstrip(".").split() if not word.isdigit()][-1].lower()
    if mark in _SERIES or mark == "take":
        return f"{mark}:{found.number if found.number is not None else 1}"
    return mark


def _anywhere(table: Table, text: str, signs: list[Sign]) -> list[Sign]:
    have = {sign.mark for sign in signs} if signs else _NONE
    more = []
    for entry in table.anywhere if signs else table.anywhere_alone:
        if entry.rule.only_with and (not signs or have.isdisjoint(entry.rule.only_with)):
            continue
        match = entry.pattern.search(text)
        if match:
            rule = msgspec.structs.replace(entry.rule, only_with=())
            found = Found(
                rule=rule, at=entry.at, start=match.start(), end=match.end(), words=match[0].strip(), number=None
            )
            more += [sign for sign in _signs(table, [found]) if sign.mark not in have]
    return more


def _read_headline(table: Table, text: str) -> PlaceReading:
    rest = _without_start(table, text.strip())
    lead = text.find(rest)
    if rest[-1:] in _ENDERS:
        rest = _without_end(table, rest)
    if table.look_alikes and table.look_alikes.match(rest):
        return PlaceReading((), rest)
    signs: list[Sign] = []
    # letters or a figure with which no mark begins: so most headlines
    may_begin = not rest[:1].isalnum() or table.may_begin(rest, 0)
    front = read_front(table, rest) if may_begin else None
    if front:
        signs += _signs(table, front[0], lead)
        opener = rest[0]
        rest = rest[front[1] :]
        if opener in "/+*":  # "++ Bridge closed ++", "/CORRECTION -- Bridge closed/"
            rest = rest.rstrip(opener + " ") or rest
    elif table.style.file.has_rubrics and (behind := read_rubric(table, rest)):
        signs += _signs(table, behind[0], lead)
        rest = behind[1]
    elif may_begin and (whole := read_line(table, rest)):
        return PlaceReading(tuple(_signs(table, whole, lead)), rest)
    for _ in range(_MAX_ENDS):
        end = None
        if rest[-1:] in _BRACKET_ENDS:
            end = read_end(table, rest)
        elif "behind" in table.frames:
            end = read_behind(table, rest)
        if end is None or not any(found.rule.marks for found in end[0]):
            break
        signs += _signs(table, end[0], lead)
        rest = end[1]
    if signs or table.anywhere_alone:
        signs += _anywhere(table, rest, signs)
    return PlaceReading(tuple(signs), rest.strip())


def _without_start(table: Table, text: str) -> str:
    found = table.start.match(text) if table.start else None
    return text[found.end() :] if found and found.end() < len(text) else text


def _without_end(table: Table, text: str) -> str:
    """Take off the signs wires put behind a headline: " =", Kyodo's "+"."""
    shorter = _END_SIGNS.sub("", text)
    if table.headline_end:
        shorter = table.headline_end.sub("", shorter)
    return shorter or text


def _read_slug(table: Table, text: str) -> PlaceReading:
    rest = _without_start(table, text.strip())
    if table.look_alikes and table.look_alikes.match(rest):
        return PlaceReading((), rest)
    signs: list[Sign] = []
    rest = _without_slug_end(table, rest)
    if whole := read_line(table, rest):
        kept = rest if any(found.rule.is_kept for found in whole) else ""
        return PlaceReading(tuple(_signs(table, whole)), kept)
    if (bare := _without_cycle(table, rest)) != rest and (whole := read_line(table, bare)):
        return PlaceReading(tuple(_signs(table, whole)), bare)  # "BC-APNewsAlert": all the slug there is
    rest = bare
    if front := read_front(table, rest):
        signs += _signs(table, front[0])
        rest = _without_cycle(table, rest[front[1] :])
    for _ in range(_MAX_ENDS):
        end = read_end(table, rest)
        if end is None:
            break
        signs += _signs(table, end[0])
        if end[1] == rest:
            break
        rest = _without_slug_end(table, end[1])
    return PlaceReading(tuple(signs), rest.strip())


def _without_slug_end(table: Table, text: str) -> str:
    while table.slug_end and (shorter := table.slug_end.sub("", text).rstrip()) != text:
        text = shorter
    return text


def _without_cycle(table: Table, text: str) -> str:
    cycle = table.cycle.match(text) if table.cycle else None
    return text[cycle.end() :] if cycle else text


def _read_block(table: Table, text: str) -> PlaceReading:
    """Read header lines: mark lines, a slug line, "Eds:" lines; what is left is the headline (or the slug)."""
    lines = text.splitlines()
    signs: list[Sign] = []
    slug: str | None = None
    kept: list[str] = []
    for number, line in enumerate(lines):
        bare = _END_SIGNS.sub("", line.strip()).strip("^<=").strip()
        if not bare or number >= _MAX_LINES or kept:
            kept += [bare] if bare else []
            continue
        if whole := read_line(table, bare):
            signs += _signs(table, whole)
        elif _is_note(table, bare):
            signs += _anywhere(table, bare, signs)
        elif slug is None and (found := _read_slug_line(table, bare)):
            signs += found.signs
            slug = found.clean
        else:
            first = _read_headline(table_of(table.style.name, "headline"), bare)
            signs += first.signs
            kept.append(first.clean)
    notes = [line for line in kept if _is_note(table, line)]
    if notes:
        # a note goes on over the lines behind it that begin small: "… CORRECTS depth / of quake"
        behind = kept[kept.index(notes[0]) + 1 :]
        notes += [line for line in behind if line[:1].islower()]
    for line in notes:
        signs += _anywhere(table, line, signs)
    kept = [line for line in kept if line not in notes]
    return PlaceReading(tuple(signs), "\n".join(kept) if kept else (slug or ""))


def _is_note(table: Table, line: str) -> bool:
    return bool(_NOTE_LINE.match(line) or (table.note_line and table.note_line.match(line)))


def _read_slug_line(table: Table, line: str) -> PlaceReading | None:
    """Read a line as a slug line when it begins as one: "BC-…", "URGENT BC-…"."""
    if table.cycle is None or not table.cycle.search(line, 0, 24):
        return None
    return _read_slug(table_of(table.style.name, "slug"), line)


def put_together(style: Style, signs: Iterable[Sign]) -> Marks:
    """Make one set of marks of all signs of an item; where places disagree, all the evidence is kept.

    The rule: the most pressing rank; the series named first (headline before slug before the rest) with the highest
    number any place gives it, because a number only rises and a stale one was forgotten; every action; the genre
    named first.
    """
    every = list(signs)
    if not every:
        return _UNMARKED
    marks = [sign.mark.partition(":") for sign in every]
    ranks = [value for kind, _, value in marks if kind == "rank"]
    series = [kind for kind, _, _ in marks if kind in _SERIES]
    takes = [int(value) for kind, _, value in marks if kind == "take"]
    actions = {value for kind, _, value in marks if kind == "action"}
    # a signal such as sig:update says that there is a series and counts nothing
    numbers = [int(value) for kind, _, value in marks if series and kind == series[0] and value]
    found = Marks(
        rank=next((rank for rank in RANKS if rank in ranks), None),
        series=cast(Series, series[0]) if series else None,
        number=max(numbers) if numbers else None,
        writethru=any(kind == "writethru" for kind, _, _ in marks),
        take=takes[0] if takes else None,
        actions=tuple(action for action in ACTIONS if action in actions),
        genre=next((value for kind, _, value in marks if kind == "genre"), None),
        evidence=tuple(sign.evidence for sign in every),
    )
    return msgspec.structs.replace(found, label=spell(style, found))


def spell(style: Style, marks: Marks) -> str | None:
    """Write the marks as the house spells them: "2nd LD Writethru", "CORRECTED UPDATE 2"; None when there are none."""
    words = [_label(style, f"action:{action}", action.upper()) for action in marks.actions if action in _FIRST]
    if marks.rank:
        words.append(_label(style, f"rank:{marks.rank}", marks.rank.upper()))
    words += [_label(style, f"action:{action}", action.upper()) for action in _SECOND if action in marks.actions]
    if marks.series:
        words.append(_numbered(_label(style, marks.series, _SERIES_WORDS[marks.series]), marks.number))
    if marks.writethru:
        words.append(_label(style, "writethru", "Writethru"))
    if marks.take is not None:
        words.append(_numbered(_label(style, "take", "{nth} take"), marks.take))
    words += [
        _label(style, f"action:{action}", action.upper())
        for action in marks.actions
        if action not in _FIRST and action not in _SECOND
    ]
    return " ".join(word for word in words if word).replace(" -", "-") or None


_FIRST: Final[frozenset[Action]] = frozenset({"kill", "withdrawal", "embargo", "hold", "advance", "test"})
#: in the order Reuters stacks them: RPT-REFILE-CORRECTED-
_SECOND: Final[tuple[Action, ...]] = ("repeat", "refile", "correction")
_SERIES_WORDS: Final[dict[Series, str]] = {"lead": "{nth} LD", "update": "UPDATE {n}", "wrapup": "WRAPUP {n}"}


def _label(style: Style, mark: str, default: str) -> str:
    return style.labels.get(mark, default)


def _numbered(words: str, number: int | None) -> str:
    if number is None:
        return words.replace("({n})", "").replace("{nth}", "").replace("{n}", "").strip() or "UPDATE"
    return words.replace("{nth}", ordinal(number)).replace("{n}", str(number))


def ordinal(number: int) -> str:
    """Write 1 as "1st", 12 as "12th", 22 as "22nd"."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
