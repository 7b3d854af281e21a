"""Tests a search on one item. What it says here is what the archive must say too."""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Final

from wireroom.model import Filed, Item
from wireroom.query.topics import codes_of
from wireroom.query.tree import TEXT_FIELDS, All, Any, Is, Near, Node, Not, Number, When, Words
from wireroom.text.forms import is_form
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
    return {field: _terms_of(text) if text else [] for field, text in text_fields(item).items()}


def _seamed(*texts: str | None) -> str:
    found = [text for text in texts if text]
    if len(found) > 1:
        return f" {SEAM} ".join(dict.fromkeys(found))
    return found[0] if found else ""


def _terms_of(text: str) -> list[str]:
    if text.isascii() or SEAM not in text:
        return terms(text)
    first, *others = map(terms, text.split(SEAM))
    for other in others:
        first += [SEAM, *other]
    return first


def keywords(filed: Filed) -> dict[str, frozenset[str]]:
    """Give the keyword fields of an item as it stands, folded."""
    return {field: read(filed) for field, read in _KEYWORDS.items()}


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

    @property
    def language(self) -> str | None:
        """What the copy says it is written in, as in "en-GB"."""
        return self.filed.item.language

    @cached_property
    def line(self) -> Sequence[str]:
        """The words of all fields in order, with `SEAM` where a phrase ends."""
        line: list[str] = []
        for words in self.terms.values():
            if words:
                line += words
                line.append(SEAM)
        return line

    @cached_property
    def words(self) -> Set[str]:
        """All words, whatever their field."""
        return frozenset(self.line)

    @cached_property
    def texts(self) -> Mapping[str | None, str]:
        """The folded words of each field as one text, " aldra bridge closed ", and under None those of all fields.

        A phrase with a blank before and after stands in it exactly where it stands in the copy; without the last blank, as
        a beginning.
        """
        return _Texts(self.terms)

    @cached_property
    def keywords(self) -> Mapping[str, frozenset[str]]:
        """The keyword fields, each read when it is first asked for."""
        return _Keywords(self.filed)

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
        if node.is_any_form:
            return any(_has_form(node.terms[0], subject.positions[field], subject.language) for field in fields)
        return any(_ends(node, subject.positions[field]) for field in fields)
    if isinstance(node, Near):
        fields = (node.field,) if node.field else TEXT_FIELDS
        return any(_near(node, subject.positions[field]) for field in fields)
    if isinstance(node, Is):
        return _has_value(subject.keywords[node.field], node.value)
    if isinstance(node, Number):
        return _compare(subject.numbers[node.field], node)
    return _in_time(node, subject.filed.received_at, now)


def _has_form(word: str, places: Mapping[str, Sequence[int]], language: str | None) -> bool:
    return any(is_form(term, word, language) for term in places)


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


class _Texts(dict[str | None, str]):
    def __init__(self, terms: Mapping[str, Sequence[str]]) -> None:
        self._terms = terms

    def __missing__(self, field: str | None) -> str:
        lines = self._terms.values() if field is None else (self._terms[field],)
        text = " | ".join(["", *map(" ".join, filter(None, lines)), ""])
        # a seam would make all of it twice as wide, and slower to look through
        made = self[field] = text if text.isascii() else text.replace(SEAM, "|")
        return made


class _Keywords(dict[str, frozenset[str]]):
    def __init__(self, filed: Filed) -> None:
        self._filed = filed

    def __missing__(self, field: str) -> frozenset[str]:
        made = self[field] = _KEYWORDS[field](self._filed)
        return made


def _folded(*values: str | None) -> frozenset[str]:
    return frozenset([_fold(value) for value in values if value])


@lru_cache(maxsize=4096)
def _fold(value: str) -> str:
    return fold_letters(value).strip()


def _languages(filed: Filed) -> frozenset[str]:
    language = filed.item.language
    return _folded(language, language.split("-")[0] if language else None)


def _marks(filed: Filed) -> frozenset[str]:
    marks = filed.item.marks
    writethru, take = ("writethru" if marks.writethru else None), ("take" if marks.take is not None else None)
    return _folded(marks.rank, marks.series, *marks.actions, writethru, take)


def _genres(filed: Filed) -> frozenset[str]:
    return _folded(filed.item.marks.genre, *(genre.name for genre in filed.item.genres))


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
    found: list[str] = [kind for kind in ("picture", "video") if kind in {entry.type for entry in item.associations}]
    if item.is_preformatted or "table" in [block.kind for block in item.blocks]:
        found.append("table")
    for name, value in (
        ("ednote", item.ednote), ("dateline", item.dateline), ("byline", item.byline), ("body", item.blocks),
        ("embargo", item.embargoed or item.embargo_text), ("headline", item.headline), ("slug", item.slug or item.slugline),
    ):  # fmt: skip
        if value:
            found.append(name)
    return found


#: how each keyword field is read
_KEYWORDS: Final[Mapping[str, Callable[[Filed], frozenset[str]]]] = {
    "code": lambda filed: _folded(*codes_of(filed.item.subjects)),
    "agency": lambda filed: _folded(filed.item.agency, filed.item.agency_name),
    "lang": _languages,
    "rank": lambda filed: _folded(filed.item.marks.rank or "none"),
    "mark": _marks,
    "genre": _genres,
    "format": lambda filed: _folded(filed.item.format),
    "source": lambda filed: _folded(filed.source),
    "chain": lambda filed: _folded(filed.chain),
    "story": lambda filed: _folded(filed.story),
    "category": lambda filed: _folded(filed.item.category),
    "is": lambda filed: _folded(*_states(filed)),
    "has": lambda filed: _folded(*_possessions(filed.item)),
}
