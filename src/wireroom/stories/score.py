"""An item as stories compare it: the words of its headline, those of its whole text, and the dates and figures in it."""

import math
import re
from collections.abc import Iterable
from typing import Final

import msgspec

from wireroom.model import Item
from wireroom.stories.background import Background
from wireroom.stories.tongues import fold, language_of
from wireroom.text.stems import name_terms, terms

Vector = dict[str, float]

#: weight of a word by where it stands: headline, first words of the body, what follows; the rest is not read
_HEADLINE: Final = 1.5
_LEAD: Final = 1.0
_BODY: Final = 0.4
_SLUG: Final = 0.5
_LEAD_WORDS: Final = 60
_BODY_WORDS: Final = 400
#: letters in which those words are looked for
_READ: Final = 4000
#: a word said ten times tells no more than twice as much: count to this power (headline 0.5: it is short)
_REPEATED: Final = 0.35
#: a figure says less than a word of the same rarity, and a weekday less still: every item of the day has it
_FIGURE: Final = 0.6
_DAY: Final = 0.3
#: names count this much more where a body tells them from other words. In headlines alone they must not: one desk
#: files many stories on one country
_NAME: Final = 1.0
#: a word with a capital inside a sentence. Each of these begins with the letters it may begin with and looks back from there:
#: then only places with such a letter are tried, in a third to a half of the time
_NAME_WORD: Final = re.compile(r"[^\W\d_a-z](?<=\b.)(?<![.!?:;\"“”'‘’]\s.)(?<!^.)[\w'’-]+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
#: a headline of so many different words is a first paragraph that came without one: it is told as texts are
_SENTENCE: Final = 14
#: tables and lists are filled in, not told; so is a body most of which is figures
_FORM_GENRES: Final = frozenset({"table", "diary"})
_FORM_FIGURES: Final = 0.4

_DAYS: Final = frozenset(
    terms(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat January"
        " February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept"
        " Oct Nov Dec today tomorrow yesterday"
    )
)
#: dates as English copy prints them: a month not followed by a name, a weekday in full
_MONTH: Final = re.compile(
    r"([JFMASOND](?:(?<=\bJ)(?:an(?=uary\b|\b)|un(?=e\b|\b)|ul(?=y\b|\b))|(?<=\bF)eb(?=ruary\b|\b)"
    r"|(?<=\bM)a(?:r(?=ch\b|\b)|y(?=\b))|(?<=\bA)(?:pr(?=il\b|\b)|ug(?=ust\b|\b))|(?<=\bS)ep(?=tember\b|t\b|\b)"
    r"|(?<=\bO)ct(?=ober\b|\b)|(?<=\bN)ov(?=ember\b|\b)|(?<=\bD)ec(?=ember\b|\b)))[a-z]*+\.?(?!\s+[A-Z])"
)
_WEEKDAY: Final = re.compile(
    r"([MTWFS](?:(?<=\bM)on|(?<=\bT)(?:ues|hurs)|(?<=\bW)ednes|(?<=\bF)ri|(?<=\bS)(?:atur|un)))day\b"
)

#: years, months, weekdays and other figures of a text: what a look-alike event of another day has others of
Facts = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
NO_FACTS: Final[Facts] = (frozenset(), frozenset(), frozenset(), frozenset())


class Weighed(msgspec.Struct, frozen=True, gc=False):
    """What an item brings to the comparison, whatever the wire is like."""

    #: weight of each stem of the headline, and of headline and body; without a body `text` is empty
    head: Vector
    text: Vector
    #: the headline's first stem; "" when it has none
    first: str
    #: the names among `text`; none where there is no body to tell them by
    names: frozenset[str]
    facts: Facts
    #: words of the body that were read
    n_words: int
    #: a form filled in, as tables of prices and tides: it says nothing that others could share
    is_form: bool
    #: two letters; None when neither the item nor its words say
    language: str | None


def weigh(item: Item) -> Weighed:
    """Take the words of an item, each with the weight of its place."""
    title = item.headline_clean or item.headline or ""
    body = " ".join([block.text for block in item.blocks if block.kind != "note"]) or item.summary or ""
    language = language_of(None if item.is_language_guessed else item.language, title, body)
    in_title = fold(terms(title), title, language)
    head = {stem: math.sqrt(n) * _kind(stem) for stem, n in _counted(in_title, 1.0, {}).items()}
    first = in_title[0] if in_title else ""
    is_form = item.marks.genre in _FORM_GENRES
    if not body:
        text = dict(head) if len(head) >= _SENTENCE else {}
        return Weighed(head, text, first, frozenset(), NO_FACTS, 0, is_form, language)
    if item.dateline is not None:
        body = body.removeprefix(item.dateline.text)
    words = body[:_READ].split(maxsplit=_BODY_WORDS)[:_BODY_WORDS]
    lead, rest = " ".join(words[:_LEAD_WORDS]), " ".join(words[_LEAD_WORDS:])
    counts = _counted(in_title, _HEADLINE, {})
    _counted(fold(terms(lead), lead, language), _LEAD, counts)
    _counted(fold(terms(rest), rest, language), _BODY, counts)
    if item.slug:
        _counted(set(terms(item.slug)), _SLUG, counts)
    capitals = " ".join(_NAME_WORD.findall(f"{lead} {rest}"))
    found = frozenset(fold(terms(capitals), capitals, language)) | name_terms(title.partition(" ")[2])
    names = frozenset([stem for stem in found - _DAYS if stem in counts and not stem[0].isdigit()])
    figures = [stem for stem in counts if stem[0].isdigit()]
    n_figures = sum([word[0].isdigit() for word in words]) if figures else 0
    is_form = is_form or n_figures > max(2.0, _FORM_FIGURES * len(words))
    text = {stem: n**_REPEATED for stem, n in counts.items()}
    for some, factor in ((figures, _FIGURE), (_DAYS & text.keys(), _DAY), (names, 1.0 + _NAME)):
        for stem in some:
            text[stem] *= factor
    return Weighed(
        head,
        text,
        first,
        names,
        _facts(figures, f"{title} {lead} {rest}"),
        len(words),
        is_form,
        language,
    )


def vector_of(stems: Vector, background: Background) -> Vector:
    """Weigh words also by how rare each is on this wire; length one."""
    weights = list(map(float.__mul__, stems.values(), background.rarities(stems)))
    length = math.sqrt(sum(map(float.__mul__, weights, weights)))
    return dict(zip(stems, [weight / length for weight in weights], strict=True)) if length else {}


def _facts(stems: Iterable[str], text: str) -> Facts:
    """Sort out the dates and the figures among the stems."""
    figures = {stem for stem in stems if len(stem) > 1}
    years = {figure for figure in figures if _YEAR.fullmatch(figure)}
    months, days = _MONTH.findall(text), _WEEKDAY.findall(text)
    return frozenset(years), frozenset(months), frozenset(days), frozenset(figures - years)


def _kind(stem: str) -> float:
    return _FIGURE if stem[0].isdigit() else _DAY if stem in _DAYS else 1.0


def _counted(stems: Iterable[str], weight: float, counts: Vector) -> Vector:
    for stem in stems:
        counts[stem] = counts.get(stem, 0.0) + weight
    return counts
