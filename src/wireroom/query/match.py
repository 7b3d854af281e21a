"""Tests a search on one item. What it says here is what the archive must say too."""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from typing import Final, Generic, TypeVar

from wireroom.model import Filed, Item
from wireroom.query.topics import codes_of
from wireroom.query.tree import TEXT_FIELDS, All, Any, Is, Near, Node, Not, Number, When, Words
from wireroom.text.forms import is_form
from wireroom.text.terms import FIELD_END, PART_END, fold_letters, signed_terms

_From = TypeVar("_From")
_Value = TypeVar("_Value")

#: stands between texts of one field in what the archive indexes (a private-use letter, in no word), so that no phrase goes
#: on from one to the next
SEAM: Final = "\ue000"


def folded_text(item: Item) -> str:
    """Give all words that searches look at as one text: " aldra ferry \\x01 aldra \\x02 norrland \\x01 … \\x01 ".

    Shape: folded words with one blank before and after each; the fields in the order of `TEXT_FIELDS` with `FIELD_END`
    between them, the texts of one field with `PART_END`.
    """
    return f" {' '.join(_line_of(item))} "


def columns_of(folded: str) -> dict[str, str]:
    """Give the text that the archive indexes, field by field, from `folded_text`."""
    texts = folded.replace(PART_END, SEAM).split(FIELD_END)
    return {field: text.strip() for field, text in zip(TEXT_FIELDS, texts, strict=True)}


def _line_of(item: Item) -> list[str]:
    whole = f" {FIELD_END} ".join(_texts_of(item))
    if whole.count(FIELD_END) != len(TEXT_FIELDS) - 1:  # the copy has the sign itself
        whole = f" {FIELD_END} ".join(text.replace(FIELD_END, " ") for text in _texts_of(item))
    return signed_terms(whole.replace(PART_END, f" {PART_END} "))


def _texts_of(item: Item) -> tuple[str, ...]:
    """Give the text that searches look at, in the order of `TEXT_FIELDS`."""
    dateline = item.dateline
    return (
        _parted(item.headline, item.headline_clean, *item.subheadlines),
        _parted(item.slug, item.slugline, item.slugline_raw, *item.keywords),
        _parted(item.summary, " \n ".join([block.text for block in item.blocks])),
        _parted(item.byline, item.creditline),
        dateline.text if dateline else "",
        _parted(dateline.city if dateline else None, *[place.name for place in item.places]),
        _parted(*[subject.name for subject in item.subjects], *item.sections),
    )


def _parted(*texts: str | None) -> str:
    found = [text for text in texts if text]
    if len(found) > 1:
        return PART_END.join(dict.fromkeys(found))
    return found[0] if found else ""


def keywords(filed: Filed) -> dict[str, frozenset[str]]:
    """Give the keyword fields of an item as it stands, folded."""
    return {field: read(filed) for field, read in _KEYWORDS.items()}


def numbers(item: Item) -> dict[str, int | None]:
    """Give the number fields of an item; None = it has none, and no comparison holds."""
    return {field: read(item) for field, read in _NUMBERS.items()}


class _Lazy(Generic[_Value]):
    """As `cached_property`, without the lock that it takes in Python 3.11: what two threads make is the same."""

    def __init__(self, make: Callable[["Subject"], _Value]) -> None:
        self._make = make
        self._name = make.__name__

    def __get__(self, subject: "Subject", owner: object = None) -> _Value:
        made = subject.__dict__[self._name] = self._make(subject)
        return made


class Subject:
    """One item made ready to be tested, by as many searches as there are."""

    def __init__(self, filed: Filed, folded: str | None = None) -> None:
        """`folded`: the item's `folded_text`, where somebody made it before."""
        self.filed = filed
        self._folded = folded
        #: the keyword fields, each read when it is first asked for
        self.keywords: Mapping[str, frozenset[str]] = _Read(_KEYWORDS, filed)
        #: the number fields, likewise; None = it has none, and no comparison holds
        self.numbers: Mapping[str, int | None] = _Read(_NUMBERS, filed.item)

    @_Lazy
    def line(self) -> Sequence[str]:
        """The words of all fields in order, with `FIELD_END` and `PART_END` where a phrase ends."""
        return _line_of(self.filed.item) if self._folded is None else self._folded.split()

    @_Lazy
    def words(self) -> Set[str]:
        """All words, whatever their field."""
        return frozenset(self.line)

    @_Lazy
    def text(self) -> str:
        """As `folded_text`.

        A phrase with a blank before and after stands in it exactly where it stands in the copy; without the last blank, as
        a beginning.
        """
        return f" {' '.join(self.line)} " if self._folded is None else self._folded

    @_Lazy
    def texts(self) -> Mapping[str | None, str]:
        """The part of `text` that is of one field, and under None the whole."""
        return {None: self.text, **dict(zip(TEXT_FIELDS, self.text.split(FIELD_END), strict=True))}

    @_Lazy
    def terms(self) -> Mapping[str, Sequence[str]]:
        """The words in order, field by field."""
        return {field: text.split() for field, text in self.texts.items() if field}

    @_Lazy
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


class _Read(dict[str, _Value], Generic[_From, _Value]):
    """The fields of one kind, each read when it is first asked for."""

    __slots__ = ("_fields", "_from")

    def __init__(self, fields: Mapping[str, Callable[[_From], _Value]], read_from: _From) -> None:
        self._fields = fields
        self._from = read_from

    def __missing__(self, field: str) -> _Value:
        made = self[field] = self._fields[field](self._from)
        return made


@lru_cache(maxsize=4096)
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


def _possessions(item: Item) -> frozenset[str]:
    kinds = [entry.type for entry in item.associations]
    found: list[str] = [kind for kind in ("picture", "video") if kind in kinds]
    if item.is_preformatted or "table" in [block.kind for block in item.blocks]:
        found.append("table")
    if item.ednote:
        found.append("ednote")
    if item.dateline:
        found.append("dateline")
    if item.byline:
        found.append("byline")
    if item.blocks:
        found.append("body")
    if item.embargoed or item.embargo_text:
        found.append("embargo")
    if item.headline:
        found.append("headline")
    if item.slug or item.slugline:
        found.append("slug")
    return frozenset(found)


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
    "has": lambda filed: _possessions(filed.item),
}
#: how each number field is read
_NUMBERS: Final[Mapping[str, Callable[[Item], int | None]]] = {
    "urgency": lambda item: item.urgency,
    "priority": lambda item: item.priority,
    "words": lambda item: item.n_words,
    "number": lambda item: item.marks.number,
}
