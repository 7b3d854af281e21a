"""Who said what in a story: each statement once, where it first stood, and whether later versions dropped it."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

from wireroom.accounts.best import filed_at
from wireroom.accounts.facts import agency_key
from wireroom.model import Filed, Item
from wireroom.statements import Statement, read_statements


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A version in which a statement stands."""

    item: str
    agency: str
    label: str | None


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of a story."""

    speaker: str
    role: str | None
    verb: str
    kind: str
    words: str
    place: str | None
    #: first and last day it was said on, as far as the copy tells
    said_on: tuple[date, date] | None
    #: the version in which it first stood
    first: Source
    #: agencies that have it
    agencies: tuple[str, ...]
    #: the later version of the same chain that no longer has it, while none that stands has
    dropped_by: Source | None = None


class _Heard(msgspec.Struct, kw_only=True):
    statement: Statement
    words: str
    terms: frozenset[str]
    at: list[Filed]


def collect_sayings(found: Sequence[Filed]) -> tuple[Saying, ...]:
    """Collect the statements of all versions, in order of filing; killed copy gives none."""
    heard: dict[str, list[_Heard]] = {}
    order: list[_Heard] = []
    usable = sorted((filed for filed in found if not filed.is_gone), key=lambda filed: (filed_at(filed), filed.seq))
    for filed in usable:
        text = _text(filed.item)
        for statement in statements_of(filed.item, filed_at(filed).date()):
            if not statement.is_known:
                continue
            words = statement.read(text).strip(" ,")
            terms = frozenset(re.findall(r"\w+", words.lower()))
            known = heard.setdefault(statement.speaker.casefold(), [])
            same = next((one for one in known if _is_same(one.terms, terms)), None)
            if same is None:
                same = _Heard(statement=statement, words=words, terms=terms, at=[])
                known.append(same)
                order.append(same)
            same.at.append(filed)
    return tuple(_saying(one, usable) for one in order if one.terms)


def statements_of(item: Item, day: date) -> tuple[Statement, ...]:
    """Read an item's statements; offsets are in its body text."""
    return _read(_text(item), day, item.dateline.city if item.dateline else None)


@lru_cache(maxsize=512)
def _read(text: str, day: date, place: str | None) -> tuple[Statement, ...]:
    return read_statements(text, day=day, place=place)


def _text(item: Item) -> str:
    """Give the body with blanks for its dateline, that offsets stay."""
    text, line = item.body_text, item.dateline.text if item.dateline else ""
    return " " * len(line) + text[len(line) :] if line and text.startswith(line) else text


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two wordings are of one statement: most of the shorter one's words are in the longer one."""
    return len(one & other) >= 0.75 * max(1, min(len(one), len(other))) and len(one & other) >= 0.5 * max(
        len(one), len(other)
    )


def _saying(heard: _Heard, usable: Sequence[Filed]) -> Saying:
    one, first = heard.statement, heard.at[0]
    has_it = {filed.item.id for filed in heard.at}
    stands = any(filed.superseded_by is None for filed in heard.at)
    last = heard.at[-1]
    later = (
        filed for filed in usable if filed.chain == last.chain and filed.position > last.position and filed.item.blocks
    )
    dropped = None if stands else next((filed for filed in later if filed.item.id not in has_it), None)
    return Saying(
        speaker=one.speaker,
        role=one.role,
        verb=one.verb,
        kind=one.kind,
        words=heard.words,
        place=one.place,
        said_on=(one.said_on.first, one.said_on.last) if one.said_on else None,
        first=_source(first),
        agencies=tuple(dict.fromkeys(agency_key(filed) for filed in heard.at)),
        dropped_by=_source(dropped) if dropped else None,
    )


def _source(filed: Filed) -> Source:
    return Source(item=filed.item.id, agency=agency_key(filed), label=filed.item.marks.label)
