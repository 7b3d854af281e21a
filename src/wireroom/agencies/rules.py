"""Style rules made ready for matching: regular expressions, sorted by the first letter they can begin with.

A headline without marks costs one look-up of its first letter; that is what makes 20,000 headlines a second possible.
"""

import re
import sys
from collections import defaultdict
from functools import cache
from typing import Final

import msgspec

from wireroom.agencies.style import Frame, Place, Rule, Style, load_style

_ORDINALS: Final = (
    ("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5), ("sixth", 6), ("seventh", 7),
    ("eighth", 8), ("ninth", 9), ("tenth", 10),
)  # fmt: skip
_ORDINAL_OF: Final = dict(_ORDINALS)
#: after a number: "1st", "2nd", "1er", "2e", "2ème", "2º", "3ª", "1."
_SUFFIX: Final = r"(?:st|nd|rd|th|er|re|ère|ème|eme|e|º|ª|°|\.)"
_TOKENS: Final = {
    "{n}": r"(?P<n>\d{1,3})",
    "{d}": r"(?P<n>[2-9])",
    "{nth}": rf"(?P<n>(?i:\d{{1,2}}\s?{_SUFFIX}|{'|'.join(word for word, _ in _ORDINALS)}))",
}
#: letters looked at before any rule is
_N_START: Final = 4
_LETTERS: Final = re.compile(r"[A-Za-z]{1,4}")
#: in small letters, as slugs are written, only what can be no word of a text: "2ndlead", "1stld", "writethru"
_NO_WORD: Final = re.compile(r"\d{1,2}(?:st|nd|rd|th)-?(?:ld|lead|lede|add|take|sub|insert|update)$|writethru$")
_TOKEN: Final = re.compile(r"(\s*\{(?:n|nth|d)\}\s*)")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A rule's words met in a text."""

    rule: Rule
    at: str
    start: int
    end: int
    words: str
    number: int | None


class Entry(msgspec.Struct, frozen=True):
    """The words of one rule that begin with one letter."""

    source: str
    flags: int
    rule: Rule
    #: the file the rule stands in
    at: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """What its words match, compiled when it is first asked for: most letters of most styles never are."""
        return _compiled(self.source, self.flags)


@cache
def _compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(source, flags)


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of one style for one place."""

    style: Style
    place: Place
    by_first: dict[str, tuple[Entry, ...]]
    #: all entries of a letter in one pattern: what it does not match, none of them does. Made when a letter is first met.
    gates: dict[str, re.Pattern[str]]
    #: the `_beginning` of all entries' words
    starts: frozenset[str]
    anywhere: tuple[Entry, ...]
    #: those of them that need no other mark beside them
    anywhere_alone: tuple[Entry, ...]
    glued: tuple[Entry, ...]
    look_alikes: re.Pattern[str] | None
    cycle: re.Pattern[str] | None
    #: what ends a slug and says nothing
    slug_end: re.Pattern[str] | None
    #: what leads a slug or headline and says nothing
    start: re.Pattern[str] | None
    #: header lines for editors
    note_line: re.Pattern[str] | None
    #: what ends a headline and is no part of it
    headline_end: re.Pattern[str] | None
    #: frames any rule of the table uses
    frames: frozenset[Frame]

    def may_begin(self, text: str, start: int, end: int = sys.maxsize) -> bool:
        """Tell whether the words of any entry begin here; exactly by the gate, which a look at four letters mostly spares."""
        letters = text[start : start + _N_START]
        if letters.isascii() and _beginning(letters) not in self.starts:
            return False
        gate = self.gates.get(text[start : start + 1]) or self._make_gate(text[start : start + 1])
        return gate is not None and gate.match(text, start, end) is not None

    def _make_gate(self, letter: str) -> re.Pattern[str] | None:
        entries = self.by_first.get(letter)
        if entries is None:
            return None
        made = self.gates[letter] = _gate(entries)
        return made


def _words_pattern(words: str) -> str:
    pieces = []
    for piece in _TOKEN.split(words):
        token = piece.strip()
        if token in _TOKENS:
            before = r"\s*" if piece[:1].isspace() else ""
            after = r"\s*" if piece[-1:].isspace() else ""
            pieces.append(before + _TOKENS[token] + after)
        else:
            pieces.append(r"\s+".join(re.escape(word) for word in piece.split(" ")))
    return "".join(pieces)


def _first_letters(words: str) -> set[str]:
    if words.startswith("{nth}"):
        letters = set("0123456789") | {word[0] for word, _ in _ORDINALS}
    elif words.startswith(("{n}", "{d}")):
        letters = set("0123456789")
    else:
        letters = {words[0]}
    return letters | {letter.lower() for letter in letters} | {letter.upper()[:1] for letter in letters}


def _beginning(letters: str) -> str:
    """Give what a text begins with: up to four Latin letters without accents, in lower case, or else its first sign."""
    if letters.isascii() and letters.isalpha():  # nearly all
        return letters.lower()
    found = _LETTERS.match(letters)
    return found[0].lower() if found else letters[:1]


def _starts(words: str) -> set[str]:
    """Give how texts begin that begin with these words: "UPDATE {n}" with "upda", "LD {n}" with "ld", "{n} LD" with a digit."""
    # to a regular expression that ignores case, these are one letter each
    plain = words.replace("ı", "i").replace("ſ", "s")
    literal, token, _ = plain.partition("{")
    firsts = {literal}
    if token and plain.startswith("nth}", len(literal) + 1):  # "LDfirst": nothing need stand before an ordinal
        firsts |= {literal.rstrip() + word for word, _ in _ORDINALS}
    if token:
        firsts |= {literal.rstrip() + digit for digit in "0123456789"}
    return {_beginning(first[:_N_START]) for first in firsts if first}


def _entry(rule: Rule, words: list[str], at: str, *, ending: str = "") -> Entry:
    flags = re.IGNORECASE if rule.case == "any" else 0
    branches = []
    for phrase in sorted(words, key=len, reverse=True):
        branch = _words_pattern(phrase).replace("(?P<n>", "(")
        # a word must end where its letters end: "LD" is not in "LDP"
        branches.append(branch + (r"(?![^\W_])" if phrase[-1:].isalnum() or phrase.endswith("}") else ""))
    return Entry("(?:" + "|".join(branches) + ")" + ending, flags, rule, at)


def _read_number(found: re.Match[str]) -> int | None:
    for group in found.groups():
        if group:
            digits = re.match(r"\d+", group)
            return int(digits[0]) if digits else _ORDINAL_OF.get(group.lower())
    return None


def meet(entry: Entry, text: str, start: int) -> Found | None:
    """Match one entry's words at one place of a text."""
    found = entry.pattern.match(text, start)
    if found is None:
        return None
    words = found[0]
    if entry.rule.case == "any" and words.islower() and not _NO_WORD.match(words):
        return None
    return Found(
        rule=entry.rule, at=entry.at, start=start, end=found.end(), words=words.strip(), number=_read_number(found)
    )


def _gate(entries: tuple[Entry, ...]) -> re.Pattern[str]:
    branches = []
    for entry in entries:
        flag = "?i:" if entry.flags & re.IGNORECASE else "?:"
        branches.append(f"({flag}{entry.source})")
    return _compiled("|".join(branches))


def either(patterns: tuple[str, ...], flags: int = 0) -> re.Pattern[str] | None:
    """Compile a style's regular expressions into one; each may begin with (?i) for itself. None when there are none."""
    scoped = [f"(?i:{words[4:]})" if words.startswith("(?i)") else f"(?:{words})" for words in patterns]
    return re.compile("|".join(scoped), flags) if scoped else None


def _table(style: Style, place: Place) -> Table:
    by_first: dict[str, list[Entry]] = defaultdict(list)
    anywhere, glued = [], []
    frames: set[Frame] = set()
    starts: set[str] = set()
    for at, rule in style.rules:
        if place not in rule.places:
            continue
        frames |= set(rule.frames)
        if "anywhere" in rule.frames:
            pattern = either(rule.words, re.IGNORECASE if rule.case == "any" else 0)
            anywhere += [Entry(pattern.pattern, pattern.flags & ~re.UNICODE, rule, at)] if pattern else []
            continue
        if "glued-end" in rule.frames:
            glued.append(_entry(rule, list(rule.words), at, ending="$"))
        letters: dict[str, list[str]] = defaultdict(list)
        for words in rule.words:
            starts |= _starts(words)
            for letter in _first_letters(words):
                letters[letter].append(words)
        for letter, phrases in letters.items():
            by_first[letter].append(_entry(rule, phrases, at))
    cycles = "|".join(map(re.escape, style.cycles))
    return Table(
        style=style,
        place=place,
        by_first={letter: tuple(entries) for letter, entries in by_first.items()},
        gates={},
        starts=frozenset(starts),
        anywhere=tuple(anywhere),
        anywhere_alone=tuple(entry for entry in anywhere if not entry.rule.only_with),
        glued=tuple(glued),
        look_alikes=either(style.look_alikes),
        cycle=re.compile(rf"(?:{cycles})-(?=\S)") if cycles and place in ("slug", "keyword", "block") else None,
        slug_end=either(style.slug_ends),
        start=either(style.starts),
        note_line=either(style.note_lines),
        headline_end=either(style.headline_ends),
        frames=frozenset(frames),
    )


@cache
def table_of(name: str, place: Place) -> Table:
    """Give the rules of one style for one place, compiled once."""
    return _table(load_style(name), place)
