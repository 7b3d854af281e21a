"""All the places an item may carry marks, each read by the house style, each sign with its evidence."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from wireroom.agencies.reading import PlaceReading, Sign, read_place
from wireroom.agencies.rules import table_of
from wireroom.agencies.stack import read_front
from wireroom.agencies.style import Style, load_style, part_file
from wireroom.model import Evidence, Item

#: a text this short, without by-line, is an alert and no story
_ALERT_WORDS: Final = 60
#: AP's letters and the digits of IPTC 7901; alone they wake nobody
_PRIORITIES: Final = {"f": "rank:flash", "b": "rank:bulletin", "1": "rank:flash", "2": "rank:urgent"}
_NOTE_CORRECTS: Final = re.compile(
    r"^\W*(?:eds?\W+)?(?:this |(?:1st|2nd|3rd) )?"
    r"(?:corrects?|corrected|correction|correcting|korrigiert|korrektur|berichtigt|rectifie|corrige)\b"
    r"|(?-i:\bCORRECTS?\b|[.;:]\s+Corrects\b)",
    re.IGNORECASE,
)
_NOTE_KILLS: Final = re.compile(
    r"\b(?:mandatory kill|bulletin kill|kill (?:the |this )?(?:story|item|copy|alert)"
    r"|(?:story|item|copy) (?:is |was |has been )?killed|bitte nicht verwenden|must not be used)\b",
    re.IGNORECASE,
)
_NOTE_WITHDRAWS: Final = re.compile(
    r"\b(?:story|item|copy|report|alert)s? (?:is |are |was |were |has been |have been )?withdrawn\b", re.IGNORECASE
)


def gather_signs(item: Item, style: Style) -> tuple[list[Sign], PlaceReading | None, PlaceReading | None]:
    """Read all places of an item: (signs, the headline as read, the slug as read); headline first, then slug."""
    headline = read_place(style.name, "headline", item.headline) if item.headline else None
    raw_slug = item.slugline_raw or item.slugline
    slug = read_place(style.name, "slug", raw_slug) if raw_slug else None
    signs = [*(headline.signs if headline else ()), *(slug.signs if slug else ())]
    if keyword := item.extra.get("keyword"):
        signs += read_place(style.name, "keyword", keyword).signs
    if item.take_key:
        signs += _take_key(item, style)
    if note := item.extra.get("head_note"):
        signs += read_place(style.name, "headline", note).signs
    if item.signals:
        signs += _signals(item, style)
    if item.genres:
        signs += _genres(item, style)
    if item.pubstatus != "usable":
        signs += _status(item, style)
    if item.ednote:
        signs += _note(item, style)
    if item.priority_raw:
        signs += _priority(item, style, signs)
    return signs, headline, slug


def _sign(mark: str, words: str, where: str, rule: str) -> Sign:
    return Sign(mark, Evidence(mark=mark, words=words, where=where, rule=rule))


def _take_key(item: Item, style: Style) -> Iterator[Sign]:
    if not item.take_key:
        return
    for sign in read_place(style.name, "keyword", item.take_key).signs:
        evidence = sign.evidence
        yield Sign(
            sign.mark,
            Evidence(
                mark=evidence.mark, words=evidence.words, where="take_key", rule=evidence.rule, start=evidence.start
            ),
        )


@cache
def _signal_marks(style: str) -> dict[str, str]:
    every = part_file("signals").signals | load_style(style).signals
    return {code.casefold(): mark for code, mark in every.items()}


def _signals(item: Item, style: Style) -> Iterator[Sign]:
    known = _signal_marks(style.name)
    for signal in item.signals:
        mark = known.get(signal.code.casefold()) or known.get(signal.code.casefold().rpartition(":")[2])
        if mark is None:
            continue
        yield _sign(mark, signal.note or signal.code, "signal", f"{style.name}/signal/{signal.code}")


def _genres(item: Item, style: Style) -> Iterator[Sign]:
    table = table_of(style.name, "headline")
    known = _signal_marks(style.name)
    for genre in item.genres:
        words = genre.name or (genre.code or "").rpartition(":")[2]
        mark = known.get(f"genre:{genre.code}".casefold())
        if mark:
            yield _sign(mark, words, "signal", f"{style.name}/genre/{genre.code}")
            continue
        phrase = words.strip().title()
        front = read_front(table, f"{phrase}: x") if phrase else None
        for found in front[0] if front else ():
            if any(mark.startswith("genre:") for mark in found.rule.marks):
                word = found.rule.marks[0].partition(":")[2]
                name = phrase.split()[-1].lower() if word == "*" else word
                yield _sign(f"genre:{name}", words, "signal", f"{style.name}/genre")


def _status(item: Item, style: Style) -> Iterator[Sign]:
    if item.pubstatus == "canceled":
        yield _sign("action:kill", item.pubstatus, "signal", f"{style.name}/pubstatus")
    elif item.pubstatus == "withheld":
        yield _sign("action:hold", item.pubstatus, "signal", f"{style.name}/pubstatus")


def _note(item: Item, style: Style) -> Iterator[Sign]:
    note = item.ednote
    if not note:
        return
    for pattern, mark in (
        (_NOTE_CORRECTS, "action:correction"), (_NOTE_KILLS, "action:kill"), (_NOTE_WITHDRAWS, "action:withdrawal"),
    ):  # fmt: skip
        if found := pattern.search(note):
            words = note[found.start() : found.start() + 80].strip()
            yield _sign(mark, words, "ednote", f"{style.name}/ednote/{mark.partition(':')[2]}")


def _priority(item: Item, style: Style, signs: list[Sign]) -> Iterator[Sign]:
    """Believe a flash or bulletin letter only beside a second sign: a rank in words, or the text of an alert.

    AP sends features under f (tests/agencies/ap): a letter alone must not wake anybody.
    """
    letter = (item.priority_raw or "").strip()
    mark = _PRIORITIES.get(letter)
    if mark is None:
        return
    has_rank = any(sign.mark.startswith("rank:") for sign in signs)
    if has_rank or _is_alert_like(item):
        yield _sign(mark, letter, "priority", f"{style.name}/priority/{letter}")


def _is_alert_like(item: Item) -> bool:
    """One or two short paragraphs, no by-line, no series number: a line to be read out, not a story."""
    return (
        not item.byline
        and len(item.blocks) <= 2
        and item.n_words <= _ALERT_WORDS
        and bool(item.headline or item.blocks)
    )
