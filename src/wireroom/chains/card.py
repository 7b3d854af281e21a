"""Card: what the index keeps of one item to compare it with others: a few hundred bytes, no body."""

import math
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec

from wireroom.model import DOCUMENT_OF, Item, Marks
from wireroom.text.spans import span
from wireroom.text.stems import name_terms, rarity, term, terms, tokens

DAY_S: Final = 86_400.0
#: how much of the body tells what the story is about, in characters; alerts are worded like leads
LEAD_CHARS: Final = 400
#: how much of a kill notice is read for what it kills, in characters
NOTICE_CHARS: Final = 1200
#: a figure says less than a word of the same rarity: it changes from version to version
_FIGURE_WEIGHT: Final = 0.6
_STAGES: Final = {"flash": 0, "bulletin": 1, "alert": 1, "urgent": 2}
_REPAIRING: Final = {"correction", "refile", "repeat", "replace"}
#: links by which an agency says "this one before"
_BEFORE: Final = {"previousversion", "evolvedfrom", "correctionof", "updateof", "replaces", "supersedes", "isversionof"}
_COUNTED: Final = re.compile(r"\d|\b(?:first|second|third|fourth|fifth)\b", re.IGNORECASE)
_UNKNOWN: Final = {"", "unknown", "none", "n/a"}
#: "slugged BC-US--Harbor Dredging.", "slug: ferries-owner", "slugline NORVIK-CEO/": further words only in capitals
_SLUGGED: Final = re.compile(
    r"\bslug(?:ged|lined?)?\b\s*[:=]?\s*[\"'“‘«]?"
    r"(?P<slug>[^\W_][^\s,.;:()\"”’»]*(?:[ ,]{1,2}(?=[A-Z\d-])[^\s,.;:()\"”’»]+){0,6})"
)
#: what leads slugs of AP's kind and is no part of them
_CYCLE: Final = re.compile(r"^(?:bc|ap|am|pm)-")
_SLUG_NOISE: Final = re.compile(r"[^\w]+")

Vector = dict[str, float]


class Card(msgspec.Struct, kw_only=True, eq=False, gc=False):
    """One item as chains see it."""

    id: str
    #: 1, 2, 3 … as the items came in; names chains and breaks ties between their names, nothing else
    arrival: int
    agency: str
    #: seconds since 1970; the copy's own time, or the bounds of the day when that is all it says
    start: float
    end: float
    #: flash 0, bulletin and alert 1, urgent 2, unmarked 3, leads and updates 4
    stage: int
    number: int | None
    #: it sums up what was sent, by whatever count: a round-up that bears no number of its own
    sums_up: bool
    take: int | None
    actions: frozenset[str]
    genre: str | None
    label: str | None
    writethru: bool
    is_kill: bool
    #: its marks claim nothing of an earlier version: what it follows must have nearly its words
    is_plain: bool
    #: it continues copy already sent and replaces nothing
    joins_behind: bool
    title: str
    #: headline as one string of plain words: equal for "Obama: Crisis" and "obama crisis"
    key: str
    vector: Vector
    #: headline and lead together; None when there is no body
    lead: Vector | None
    slug: str
    #: the slug as pages show it
    slugline: str
    guid: str | None
    version: str | None
    #: native ids and message numbers that it says stand before it
    refs: tuple[str, ...]
    message_number: str | None
    #: native id of the entry of a feed that it is the document of
    entry: str | None = None
    #: the stems of a kill's whole notice; empty for all other items
    notice: frozenset[str] = frozenset()
    #: the slugs that a kill's notice names: "our story slugged BC-US--Harbor Dredging"
    named_slugs: tuple[str, ...] = ()
    #: what `wording` reads out of the headline, made when it is first asked for: most items never are
    words_read: "Words | None" = None

    @property
    def words(self) -> "Words":
        """Give what the headline's words tell beyond their likeness."""
        if self.words_read is None:
            self.words_read = read_words(self)
        return self.words_read

    @property
    def is_exact(self) -> bool:
        """Tell whether its time is known and not only its day."""
        return self.end <= self.start

    @property
    def is_repair(self) -> bool:
        """Tell whether it sends the same version again, mended or not."""
        return not self.actions.isdisjoint(_REPAIRING)

    @property
    def is_snap(self) -> bool:
        """Tell whether it is a line ahead of a story: ranked, or without a body."""
        return self.stage < 3 or self.lead is None

    @property
    def version_number(self) -> int:
        """Its native version as a number; 0 when it has none."""
        return int(self.version) if self.version and self.version.isdecimal() else 0


class Words(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one headline's words tell."""

    #: sum of the rarities of the words
    weight: float
    #: stems written as names, and figures
    names: frozenset[str]
    figures: frozenset[str]
    first: str


def read_words(card: Card) -> Words:
    """Read a card's headline closely."""
    return Words(
        weight=sum(map(rarity, card.vector)),
        names=name_terms(card.title),
        figures=frozenset(stem for stem in card.vector if stem[0].isdigit()),
        first=card.key.partition(" ")[0],
    )


def make_card(item: Item, *, received_at: datetime, arrival: int = 0) -> Card:
    """Make the card of an item; `received_at` counts only where the copy has no time of its own."""
    marks = item.marks
    start, end = span(item, received_at)
    sums_up = _sums_up(marks)
    title = item.headline_clean or item.headline or ""
    actions = frozenset(marks.actions)
    is_kill = item.is_kill
    stage = _stage(marks)
    words = tokens(title)
    key = " ".join(words)
    notice = _notice(item, title) if is_kill else ""
    vector = vector_of(stem for word in words if (stem := term(word)))
    return Card(
        id=item.id,
        arrival=arrival,
        agency=agency_key(item),
        start=start,
        end=end,
        stage=stage,
        number=marks.number if marks.series and not sums_up else None,
        sums_up=sums_up,
        take=marks.take,
        actions=actions,
        genre=marks.genre,
        label=marks.label,
        writethru=marks.writethru,
        is_kill=is_kill,
        is_plain=stage == 3 and not (is_kill or actions or marks.joins_behind),
        joins_behind=marks.joins_behind,
        title=title,
        key=key,
        vector=vector,
        lead=_lead(item, title),
        slug=slug_key(item),
        slugline=item.slug or item.slugline or "",
        guid=item.native_guid,
        version=item.version,
        refs=tuple([ref for ref in refs_of(item) if ref != item.native_guid]),
        message_number=item.message_number,
        entry=next((link.residref for link in item.links if link.rel == DOCUMENT_OF), None),
        notice=frozenset(terms(notice)) if notice else frozenset(),
        named_slugs=tuple(dict.fromkeys(_named_slugs(notice))) if notice else (),
    )


def agency_key(item: Item) -> str:
    """Name who wrote it, so that the same house gives the same name; "" = not known."""
    for name in (item.agency, item.agency_name, item.extra.get("provider"), item.creditline, item.extra.get("source")):
        if name and (key := name.strip().casefold()) not in _UNKNOWN:
            return key
    return ""


def slug_key(item: Item) -> str:
    """Give the slug without case and punctuation; "" when there is none."""
    slug = item.slug or item.slugline
    return _SLUG_NOISE.sub("-", slug.casefold()).strip("-_") if slug else ""


def vector_of(stems: Iterable[str]) -> Vector:
    """Weigh stems by rarity and length to one: the dot product of two is their likeness, 0 … 1."""
    counts: dict[str, int] = {}
    for stem in stems:
        counts[stem] = counts.get(stem, 0) + 1
    weights = {stem: _telling(stem) * (math.sqrt(n) if n > 1 else 1.0) for stem, n in counts.items()}
    length = math.hypot(*weights.values())
    return {stem: weight / length for stem, weight in weights.items()} if length else {}


@lru_cache(maxsize=100_000)
def _telling(stem: str) -> float:
    return rarity(stem) * (_FIGURE_WEIGHT if stem[0].isdigit() else 1.0)


def likeness(one: Vector, other: Vector) -> float:
    """Give the cosine of two vectors."""
    if len(other) < len(one):
        one, other = other, one
    return sum([one[stem] * other[stem] for stem in filter(other.__contains__, one)])


def _stage(marks: Marks) -> int:
    if marks.series or marks.writethru:
        return 4
    return _STAGES.get(marks.rank or "", 3)


def _sums_up(marks: Marks) -> bool:
    """Tell whether the mark is a round-up without a number: dpa's ROUNDUP after its 2ND LEAD is not the first of them."""
    told = [evidence.words for evidence in marks.evidence if evidence.mark.startswith("wrapup")]
    return marks.series == "wrapup" and bool(told) and not any(_COUNTED.search(words) for words in told)


def _lead(item: Item, title: str) -> Vector | None:
    text = ""
    for block in item.blocks:
        if block.kind in ("para", "quote", "pre"):
            text = f"{text} {block.text}"
            if len(text) > LEAD_CHARS:
                break
    if not text.strip():
        return None
    return vector_of(terms(f"{title} {text[: LEAD_CHARS + 1]}"))


def _notice(item: Item, title: str) -> str:
    return f"{title}\n{item.slug or item.slugline or ''}\n{item.ednote or ''}\n{item.body_text[:NOTICE_CHARS]}"


def _named_slugs(notice: str) -> Iterator[str]:
    """Give the slugs a notice names, with and without a cycle before them."""
    for found in _SLUGGED.finditer(notice):
        slug = _SLUG_NOISE.sub("-", found["slug"].casefold()).strip("-_")
        yield slug
        yield _CYCLE.sub("", slug)


def refs_of(item: Item) -> tuple[str, ...]:
    """Give the native ids and message numbers that it says stand before it."""
    refs = [ref for ref in (item.evolvedfrom, item.cross_reference) if ref]
    refs += [link.residref for link in item.links if link.residref and link.rel.rpartition(":")[2].lower() in _BEFORE]
    return tuple(dict.fromkeys(refs))
