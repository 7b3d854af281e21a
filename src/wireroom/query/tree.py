"""The syntax tree of a search. Every leaf can be tested on one item, said in English, and turned into SQL."""

from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import msgspec

#: where words are looked for; None in a leaf = in all of them
TEXT_FIELDS = ("headline", "slug", "body", "byline", "dateline", "place", "subject")
TextField: TypeAlias = Literal["headline", "slug", "body", "byline", "dateline", "place", "subject"]


class Leaf(msgspec.Struct, frozen=True, tag=True):
    """Part of a search that asks one thing."""


class Words(Leaf, frozen=True, tag="words"):
    """One word, or several that stand side by side in this order."""

    #: folded; at least one
    terms: tuple[str, ...]
    field: TextField | None = None
    #: the last word may go on: "flood*"
    is_prefix: bool = False
    #: the word in any form that it has in the language of the copy: "ferry~"; then it is one word
    is_any_form: bool = False


class Near(Leaf, frozen=True, tag="near"):
    """Two or more words or phrases with at most `distance` words between them, in any order, in one field."""

    parts: tuple[Words, ...]
    distance: int
    field: TextField | None = None


class Is(Leaf, frozen=True, tag="is"):
    """A keyword: agency:ap, rank:flash, is:killed, has:picture."""

    field: str
    #: folded; a trailing "*" asks for any ending
    value: str


class Number(Leaf, frozen=True, tag="number"):
    """urgency<=2, words>200."""

    field: str
    sign: Literal["<", "<=", "=", ">=", ">"]
    value: int


class When(Leaf, frozen=True, tag="when"):
    """After or before a time: fixed, so long before now, or of the clock."""

    sign: Literal["after", "before"]
    at: datetime | None = None
    #: before now; exactly one of `at`, `ago`, `day`, `clock` is given
    ago: timedelta | None = None
    #: 0 = the beginning of today (UTC), 1 = of yesterday, -1 = of tomorrow
    day: int | None = None
    #: minutes of the day (UTC): the last time that it was so late
    clock: int | None = None

    def moment(self, now: datetime) -> datetime:
        """Give the time it means, now."""
        if self.at is not None:
            return self.at
        if self.ago is not None:
            return now - self.ago
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.clock is not None:
            last = day + timedelta(minutes=self.clock)
            return last if last <= now else last - timedelta(days=1)
        return day - timedelta(days=self.day or 0)


class All(msgspec.Struct, frozen=True, tag="all"):
    """Every part holds; with no part it always holds."""

    parts: tuple["Node", ...]


class Any(msgspec.Struct, frozen=True, tag="any"):
    """At least one part holds."""

    parts: tuple["Node", ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """The part does not hold."""

    part: "Node"


Node: TypeAlias = Words | Near | Is | Number | When | All | Any | Not
