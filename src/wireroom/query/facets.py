"""What the items that a search found have in common, each value with the search that asks for it, too. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import msgspec

from wireroom.model import Filed
from wireroom.query.grammar import parse
from wireroom.query.tree import Any

#: values of a facet that are told
_VALUES: Final = 8
#: a value that all results share narrows nothing down
_LEAST: Final = 2
_FACETS: Final = ("Agency", "Mark", "Language", "Place", "Subject", "Day")


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """One way to narrow a search down."""

    text: str
    n_items: int
    #: the narrower search
    query: str


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """A field with its most frequent values among the results."""

    name: str
    values: list[FacetValue]


def count_facets(found: Sequence[Filed], query: str) -> list[Facet]:
    """Count agencies, marks, languages, places, subjects and days; killed copy has none that could be told."""
    counts: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in _FACETS}
    for filed in found:
        if not filed.is_gone:
            for name, text, clause in set(_values(filed)):
                counts[name][text, clause] += 1
    facets = []
    for name, counted in counts.items():
        ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:_VALUES]
        values = [
            FacetValue(text=text, n_items=n, query=_narrowed(query, clause))
            for (text, clause), n in ranked
            if clause not in query
        ]
        if values and (len(counted) >= _LEAST or values[0].n_items < len(found)):
            facets.append(Facet(name=name, values=values))
    return facets


def _narrowed(query: str, clause: str) -> str:
    is_or = isinstance(parse(query), Any)
    return f"({query}) {clause}" if is_or else f"{query} {clause}".strip()


def _values(filed: Filed) -> Iterator[tuple[str, str, str]]:
    item = filed.item
    if item.agency or item.agency_name:
        name = item.agency_name or item.creditline or item.extra.get("provider") or item.agency or ""
        yield "Agency", name, f"agency:{_quoted(item.agency or item.agency_name or '')}"
    if item.marks.rank:
        yield "Mark", item.marks.rank, f"rank:{item.marks.rank}"
    for mark in (item.marks.series, *item.marks.actions):
        if mark:
            yield "Mark", mark, f"mark:{mark}"
    if item.language:
        language = item.language.split("-")[0].lower()
        yield "Language", language, f"lang:{language}"
    for field, name, concepts in (("place", "Place", item.places), ("subject", "Subject", item.subjects)):
        for concept in concepts:
            if concept.name and concept.name.strip():
                yield name, concept.name, f"{field}:{_quoted(concept.name)}"
    day = filed.received_at.date()
    yield "Day", f"{day.day} {day:%B %Y}", f"after:{day} before:{day + timedelta(days=1)}"


def _quoted(text: str) -> str:
    return text if text.isascii() and text.replace("_", "a").isalnum() else '"' + text.replace('"', " ") + '"'
