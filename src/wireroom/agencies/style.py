"""House styles as read from `styles/*.toml`: what a style may say, and how styles build on shared parts.

    styles/<agency>.toml      one agency: names it goes by, its rules, its spelling, its end marks
    styles/parts/<part>.toml  rules several agencies share, named in `parts = [...]`; never an agency of its own

A rule says: these words, set off like this, in these places, mean these marks.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Literal

import msgspec

from wireroom.errors import ConfigError

Place = Literal["headline", "slug", "keyword", "block"]

#: how the words of a mark are set off from the text:
#: colon        "Urgent: Bridge closed"
#: dash         "UPDATE 1-Bridge closed", "CORRECTED - Bridge closed", "AMP.- Puente cerrado"
#: bare         "URGENT Bridge closed"
#: bare-mixed   the same, but not where all the text is in capitals
#: brackets     "(LEAD) Bridge closed", "[2nd LD] …", "【速報】…"
#: stars        "*** URGENT *** Bridge closed", "+++ EIL +++ …"
#: noted        "EMBARGOED until 0001 GMT Friday: Bridge closed": other words may follow before the colon
#: sign         "*BRIDGE CLOSED", "++ Bridge closed ++": a sign that is a mark by itself
#: slash        "FOCUS/ Bridge closed"; with it, "/CORRECTION -- Bridge closed/" is read too
#: end-brackets "Bridge closed (2)"
#: end          "Harbour-Bridge, 4th Ld", "HARBOUR-BRIDGE-2NDTAKE"
#: glued-end    "harbour-bridgeUV4"
#: behind       "Bridge closed -- 2nd Update", "إغلاق الجسر / إضافة أولى": set off by a dash or stroke between spaces
#: whole        a line, slug or version field of its own
#: anywhere     in the middle of the words, e.g. "… story withdrawn"; never taken off the text
Frame = Literal[
    "colon", "dash", "bare", "bare-mixed", "brackets", "stars", "noted", "sign", "slash", "end-brackets", "end",
    "glued-end", "behind", "whole", "anywhere",
]  # fmt: skip

_STYLES: Final = resources.files("wireroom.agencies") / "styles"
#: folders with styles of the house's own, the latest first; set once, when a room is opened
_own: list[Path] = []


def drop_folders() -> None:
    """Look for styles of the house's own no more."""
    _own.clear()


def add_folder(folder: Path) -> None:
    """Look for styles in this folder first.

    Raises:
        ConfigError: a file in it is no style; the message names it and what is wrong.
    """
    for entry in sorted(folder.glob("*.toml")):
        try:
            _read_file(entry)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise ConfigError("styles", f"{entry.name} is no house style: {error}") from error
    if folder not in _own:
        _own.insert(0, folder)


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule of a style file."""

    #: "rank:flash", "lead", "update", "wrapup", "writethru", "take", "action:kill", "genre:feature";
    #: a series without {n} or {nth} in its words counts as the first unless it says so: "lead:2";
    #: "genre:*" is the last of the words in lower case; none = furniture that belongs to no mark ("PIX", "NYT")
    marks: tuple[str, ...] = ()
    #: with {n} for a number, {d} for one of 2 … 9 ("(12)" behind a name is an age),
    #: {nth} for an ordinal ("2nd", "Second", "2e", "2."); a space beside them may be left out;
    #: for the frame "anywhere" they are regular expressions
    words: tuple[str, ...]
    frames: tuple[Frame, ...] = msgspec.field(name="as", default=("colon",))
    places: tuple[Place, ...] = msgspec.field(name="in", default=("headline", "slug", "keyword", "block"))
    #: "any": any case but all lower; "exact": as written
    case: Literal["any", "exact"] = "any"
    #: True: seen in real copy; False: from the trade's practice
    seen: bool = False
    #: the words stay in the clean text
    is_kept: bool = False
    #: other words may follow in the same brackets: "(Lead, changing dateline)"
    is_noted: bool = False
    #: only where one of these marks was found too
    only_with: tuple[str, ...] = ()


class Endings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ends a text of this agency and is no part of it; regular expressions."""

    #: at the end of the last paragraph: "Endit", "==Kyodo"
    tails: tuple[str, ...] = ()
    #: a last paragraph of its own: editors' initials
    lines: tuple[str, ...] = ()


class StyleFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One TOML file."""

    #: the agency as pages show it; parts have none
    title: str | None = None
    #: where the rules come from, in a sentence
    source: str
    #: other names it goes by in copy: credit lines, provider fields, feed titles; lower case
    aliases: tuple[str, ...] = ()
    #: provider codes of NewsML and the like, compared whole
    codes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    #: IANA name of the zone that times without a zone are in; None = UTC
    zone: str | None = None
    parts: tuple[str, ...] = ()
    #: regular expressions; a text that matches one carries no marks of this kind
    look_alikes: tuple[str, ...] = ()
    #: the cycle that leads a slug: BC, AM, PM
    cycles: tuple[str, ...] = ()
    #: regular expressions for what ends a slug and says nothing: word counts, story numbers
    slug_ends: tuple[str, ...] = ()
    #: regular expressions for what leads a slug, headline or keyword line and says nothing: AAP's "#"
    starts: tuple[str, ...] = ()
    #: regular expressions for header lines that are for editors: "With Harbour-Bridge"
    note_lines: tuple[str, ...] = ()
    #: regular expressions for what ends a headline and is no part of it: the "+" of Kyodo
    headline_ends: tuple[str, ...] = ()
    #: a rubric may stand before a numbered mark: "AUTOSHOW-UPDATE 1-…"
    has_rubrics: bool = False
    #: mark -> how the house spells it on a badge, with {n} or {nth}
    labels: dict[str, str] = {}
    #: a code of `signals` or `genres` -> mark
    signals: dict[str, str] = {}
    endings: Endings = Endings()
    rule: tuple[Rule, ...] = ()


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """One agency with the parts it builds on."""

    name: str
    file: StyleFile
    #: (where the rule stands, the rule): own rules first
    rules: tuple[tuple[str, Rule], ...]
    labels: dict[str, str]
    signals: dict[str, str]
    look_alikes: tuple[str, ...]
    cycles: tuple[str, ...]
    slug_ends: tuple[str, ...]
    starts: tuple[str, ...]
    note_lines: tuple[str, ...]
    headline_ends: tuple[str, ...]
    endings: Endings


@cache
def style_names() -> tuple[str, ...]:
    """Name all agencies that have a style, in order of the alphabet; "common" is for all others."""
    return tuple(sorted({entry.name[:-5] for entry in _entries()}))


def _entries() -> Iterator[Traversable]:
    for folder in (*_own, _STYLES):
        yield from (entry for entry in folder.iterdir() if entry.name.endswith(".toml"))


def _read_file(entry: Traversable) -> StyleFile:
    return msgspec.convert(tomllib.loads(entry.read_text(encoding="utf-8")), StyleFile)


@cache
def part_file(name: str) -> StyleFile:
    """Read one shared part."""
    return _read_file(_STYLES / "parts" / f"{name}.toml")


@cache
def style_file(name: str) -> StyleFile:
    """Read one agency's file, without its parts."""
    return _read_file(next(entry for entry in _entries() if entry.name == f"{name}.toml"))


@cache
def load_style(name: str) -> Style:
    """Read one agency's style with its parts: its own rules, labels and signals come before theirs.

    Raises: KeyError when there is no style of that name.
    """
    if name not in style_names():
        raise KeyError(name)
    own = style_file(name)
    files = [(name, own), *((part, part_file(part)) for part in own.parts)]
    labels: dict[str, str] = {}
    signals: dict[str, str] = {}
    for _, file in reversed(files):
        labels |= file.labels
        signals |= file.signals
    return Style(
        name=name,
        file=own,
        rules=tuple((at, rule) for at, file in files for rule in file.rule),
        labels=labels,
        signals=signals,
        look_alikes=tuple(words for _, file in files for words in file.look_alikes),
        cycles=tuple(cycle for _, file in files for cycle in file.cycles),
        slug_ends=tuple(words for _, file in files for words in file.slug_ends),
        starts=tuple(words for _, file in files for words in file.starts),
        note_lines=tuple(words for _, file in files for words in file.note_lines),
        headline_ends=tuple(words for _, file in files for words in file.headline_ends),
        endings=Endings(
            tails=tuple(words for _, file in files for words in file.endings.tails),
            lines=tuple(words for _, file in files for words in file.endings.lines),
        ),
    )
