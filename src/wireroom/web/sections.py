"""The sections of the front page: where an item belongs by its agency's own classes. Pure.

    section names ("Home", "World")  ->  IPTC Media Topics and Subject Codes  ->  category letters  ->  subject names

The first that says something decides; an item that says nothing stands in no section, and nothing is guessed from its words.
Source: IPTC Media Topics, the seventeen top-level topics (2024), which the first two digits of a Subject Code share;
categories of ANPA 1312 and IPTC 7901.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from wireroom.model import Concept, Item
from wireroom.query.topics import first_level


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One section of the site."""

    #: as in its address
    name: str
    title: str


SECTIONS: Final = (
    Section(name="world", title="World"),
    Section(name="politics", title="Politics"),
    Section(name="business", title="Business"),
    Section(name="sport", title="Sport"),
    Section(name="science", title="Science and health"),
    Section(name="culture", title="Culture and life"),
    Section(name="justice", title="Accidents and justice"),
)
#: the first two digits of a Subject Code, or of a top-level Media Topic
_TOPICS: Final[Mapping[str, str]] = {
    "01": "culture", "02": "justice", "03": "justice", "04": "business", "06": "science", "07": "science", "08": "culture",
    "10": "culture", "11": "politics", "12": "culture", "13": "science", "15": "sport", "16": "world",
}  # fmt: skip
#: letters that agencies put on copy; "a" (domestic) and what is no more than a kind of copy say nothing about the subject
_CATEGORIES: Final[Mapping[str, str]] = {
    "i": "world", "int": "world", "f": "business", "fin": "business", "b": "business", "eco": "business", "e": "culture",
    "ent": "culture", "c": "culture", "l": "culture", "s": "sport", "spo": "sport", "spt": "sport", "t": "sport", "q": "sport",
    "w": "politics", "p": "politics", "pol": "politics", "clj": "justice", "dis": "justice", "hth": "science",
    "env": "science", "sci": "science",
}  # fmt: skip
#: words by which agencies name sections and subjects, folded
_NAMES: Final[Mapping[str, str]] = {
    "world": "world", "world news": "world", "international": "world", "international news": "world", "foreign": "world",
    "europe": "world", "asia": "world", "africa": "world", "middle east": "world", "americas": "world", "china": "world",
    "conflict, war and peace": "world", "monde": "world", "ausland": "world", "mundo": "world", "politics": "politics",
    "politics and government": "politics", "politik": "politics", "politique": "politics", "elections": "politics",
    "business": "business", "economy": "business", "economy, business and finance": "business", "finance": "business",
    "markets": "business", "money": "business", "wirtschaft": "business", "économie": "business", "companies": "business",
    "sport": "sport", "sports": "sport", "football": "sport", "soccer": "sport", "tennis": "sport", "science": "science",
    "science and technology": "science", "sci & tech": "science", "sci-tech": "science", "technology": "science",
    "tech": "science", "health": "science", "environment": "science", "climate": "science", "wissenschaft": "science",
    "culture": "culture", "arts": "culture", "arts, culture, entertainment and media": "culture", "life": "culture",
    "entertainment": "culture", "lifestyle": "culture", "lifestyle and leisure": "culture", "kultur": "culture",
    "culture & life": "culture", "disaster, accident and emergency incident": "justice", "crime": "justice",
    "crime, law and justice": "justice", "justice": "justice", "accidents": "justice", "panorama": "justice",
}  # fmt: skip
#: schemes whose codes are eight digits of the IPTC
_IPTC: Final = ("medtop", "mediatopic", "subj", "subject", "iptc", "cat")


def section_of(item: Item) -> str | None:
    """Give the name of the section an item belongs to; None = its agency does not say.

    >>> section_of(Item(id="1", uri="u:1", format="ninjs", category="s"))
    'sport'
    """
    return (
        _named(reversed(item.sections))
        or next((topic for topic in map(_topic, item.subjects) if topic), None)
        or _CATEGORIES.get((item.category or "").strip().lower())
        or _named(concept.name for concept in item.subjects if concept.name)
        or _named(item.keywords)
    )


def title_of(name: str) -> str | None:
    """Give a section's title; None = there is no such section."""
    return next((section.title for section in SECTIONS if section.name == name), None)


def _named(names: Iterable[str]) -> str | None:
    return next((found for name in names if (found := _NAMES.get(name.strip().casefold()))), None)


def _topic(concept: Concept) -> str | None:
    """Read the top-level topic out of a code, of a deeper one as far as the numbers tell it."""
    scheme, _, code = (concept.code or "").rpartition(":")
    scheme = (scheme or concept.scheme or "").lower()
    is_iptc = not scheme or any(name in scheme for name in _IPTC)
    return _TOPICS.get((first_level(code) or "")[:2]) if is_iptc else None
