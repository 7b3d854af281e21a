"""Tests a search on one item. What it says here is what the archive must say too."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from wireroom.model import Filed, Item
from wireroom.query.tree import TEXT_FIELDS, All, Any, Is, Near, Node, Not, Number, When, Words
from wireroom.text.terms import fold_letters, terms

#: stands between texts of one field (a private-use letter, in no word), so that no phrase goes on from one to the next
SEAM: Final = "\ue000"


def text_fields(item: Item) -> dict[str, str]:
    """Give the text that searches look at, field by field: the archive indexes exactly this, by `text_terms`."""
    dateline = item.dateline
    return {
        "headline": _seamed(item.headline, item.headline_clean, *item.subheadlines),
        "slug": _seamed(item.slug, item.slugline, item.slugline_raw, *item.keywords),
        "body": _seamed(item.summary, " \n ".join(block.text for block in item.blocks)),
        "byline": _seamed(item.byline, item.creditline),
        "dateline": dateline.text if dateline else "",
        "place": _seamed(dateline.city if dateline else None, *(place.name for place in item.places)),
        "subject": _seamed(*(subject.name for subject in item.subjects), *item.sections),
    }


def text_terms(item: Item) -> dict[str, list[str]]:
    """Give the words of an item in order, field by field, with `SEAM` as a word where a phrase ends."""
    return {field: _terms_of(text) for field, text in text_fields(item).items()}


def _seamed(*texts: str | None) -> str:
    return f" {SEAM} ".join(dict.fromkeys(text for text in texts if text))


def _terms_of(text: str) -> list[str]:
    if SEAM not in text:
        return terms(text)
    first, *others = map(terms, text.split(SEAM))
    for other in others:
        first += [SEAM, *other]
    return first


def keywords(filed: Filed) -> dict[str, frozenset[str]]:
    """Give the keyword fields of an item as it stands, folded."""
    item, marks = filed.item, filed.item.marks
    found_marks: set[str | None] = {marks.rank, marks.series, *marks.actions}
    if marks.writethru:
        found_marks.add("writethru")
    if marks.take is not None:
        found_marks.add("take")
    return {
        "agency": _folded(item.agency, item.agency_name),
        "lang": _folded(item.language, item.language.split("-")[0] if item.language else None),
        "rank": _folded(marks.rank or "none"),
        "mark": _folded(*found_marks),
        "genre": _folded(marks.genre, *(genre.name for genre in item.genres)),
        "format": _folded(item.format),
        "source": _folded(filed.source),
        "chain": _folded(filed.chain),
        "story": _folded(filed.story),
        "category": _folded(item.category),
        "is": _folded(*_states(filed)),
        "has": _folded(*_possessions(item)),
    }


def numbers(item: Item) -> dict[str, int | None]:
    """Give the number fields of an item; None = it has none, and no comparison holds."""
    return {
        "urgency": item.urgency,
        "priority": item.priority,
        "words": item.n_words,
        "number": item.marks.number,
    }


class Subject:
    """One item made ready to be tested, by as many searches as there are."""

    def __init__(self, filed: Filed) -> None:
        self.filed = filed

    @cached_property
    def terms(self) -> Mapping[str, Sequence[str]]:
        """The words in order, field by field."""
        return text_terms(self.filed.item)

    @cached_property
    def positions(self) -> Mapping[str, Mapping[str, Sequence[int]]]:
        """Where each word stands, field by field."""
        found: dict[str, dict[str, list[int]]] = {}
        for field, line in self.terms.items():
            places: dict[str, list[int]] = {}
            for place, term in enumerate(line):
                places.setdefault(term, []).append(place)
            found[field] = places
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """All words, whatever their field."""
        return frozenset().union(*self.terms.values())

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All neighbours, "aldra bridge", whatever their field."""
        return frozenset(
            f"{first} {second}" for line in self.terms.values() for first, second in itertools.pairwise(line)
        )

    @cached_property
    def keywords(self) -> Mapping[str, frozenset[str]]:
        return keywords(self.filed)

    @cached_property
    def numbers(self) -> Mapping[str, int | None]:
        return numbers(self.filed.item)


def matches(node: Node, subject: Subject, *, now: datetime) -> bool:
    """Tell whether the item is what is looked for."""
    if isinstance(node, All):
        return all(matches(part, subject, now=now) for part in node.parts)
    if isinstance(node, Any):
        return any(matches(part, subject, now=now) for part in node.parts)
    if isinstance(node, Not):
        return not matches(node.part, subject, now=now)
    if isinstance(node, Words):
        fields = (node.field,) if node.field else TEXT_FIELDS
        return any(_ends(node, subject.positions[field]) for field in fields)
    if isinstance(node, Near):
        fields = (node.field,) if node.field else TEXT_FIELDS
        return any(_near(node, subject.positions[field]) for field in fields)
    if isinstance(node, Is):
        return _has_value(subject.keywords[node.field], node.value)
    if isinstance(node, Number):
        return _compare(subject.numbers[node.field], node)
    return _in_time(node, subject.filed.received_at, now)


def _ends(words: Words, places: Mapping[str, Sequence[int]]) -> list[tuple[int, int]]:
    """Give every (first, last) place where the words stand side by side."""
    *before, last = words.terms
    if words.is_prefix:
        ends = sorted(place for term, found in places.items() if term.startswith(last) for place in found)
    else:
        ends = list(places.get(last, ()))
    spans = []
    for end in ends:
        start = end - len(before)
        if all(start + offset in places.get(term, ()) for offset, term in enumerate(before)):
            spans.append((start, end))
    return spans


def _near(node: Near, places: Mapping[str, Sequence[int]]) -> bool:
    """At most `distance` words between the end of the first and the beginning of the last, as FTS5 counts."""
    spans = [_ends(part, places) for part in node.parts]
    return any(
        all(any(start <= last and end >= last - node.distance - 1 for start, end in other) for other in spans)
        for part in spans
        for last, _ in part
    )


def _has_value(values: frozenset[str], wanted: str) -> bool:
    if wanted.endswith("*"):
        return any(value.startswith(wanted[:-1]) for value in values)
    return wanted in values


def _compare(value: int | None, node: Number) -> bool:
    if value is None:
        return False
    return {
        "<": value < node.value,
        "<=": value <= node.value,
        "=": value == node.value,
        ">=": value >= node.value,
        ">": value > node.value,
    }[node.sign]


def _in_time(node: When, at: datetime, now: datetime) -> bool:
    moment = node.moment(now)
    return at >= moment if node.sign == "after" else at < moment


def _folded(*values: str | None) -> frozenset[str]:
    return frozenset(fold_letters(value).strip() for value in values if value)


def _states(filed: Filed) -> list[str]:
    found = []
    if filed.killed_by is not None:
        found.append("killed")
    if filed.corrected_by is not None:
        found.append("corrected")
    if filed.held_until is not None or filed.is_held_open:
        found += ["held", "embargoed"]
    found.append("superseded" if filed.superseded_by is not None else "current")
    if filed.superseded_by is None and filed.position == 1:
        found.append("single")
    return found


def _possessions(item: Item) -> list[str]:
    media = {entry.type for entry in item.associations}
    found: list[str] = [kind for kind in ("picture", "video") if kind in media]
    for name, value in (
        ("table", any(block.kind == "table" for block in item.blocks) or item.is_preformatted),
        ("ednote", item.ednote), ("dateline", item.dateline), ("byline", item.byline), ("body", item.blocks),
        ("embargo", item.embargoed or item.embargo_text), ("headline", item.headline), ("slug", item.slug or item.slugline),
    ):  # fmt: skip
        if value:
            found.append(name)
    return found
