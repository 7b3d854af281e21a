"""Search results by relevance: the newest that fit, put in order by how well they fit.

FTS5's own bm25 counts every item of the archive that has one of the words, whatever part of it is ranked: with a common word
40 to 60 ms at a million items (processor time). Here the few hundred items are looked at instead: all of them by headline and
slug (a row of a hundred bytes), the best of these by all of their text. How rare a word is comes from the newest few thousand.
To ask the index which of them have a word in the headline is no way out: FTS5 looks for the next one beyond the last of them,
through all of the archive if need be. On a wire what is old is seldom what is looked for; who wants it says so with before:.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

import msgspec

from wireroom.query import Node, wanted_words
from wireroom.query.relevance import rank, rank_heads
from wireroom.query.tree import Words
from wireroom.store.sqlite._compile import HIDDEN, Audience, phrase
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.sqlite._forms import spell_out
from wireroom.store.sqlite._lists import is_hint
from wireroom.store.sqlite._proof import proved
from wireroom.store.sqlite._search import newest_seqs
from wireroom.store.tables._rows import unpack

_FEWEST: Final = 2
#: so many are weighed with all their text; by headline and slug all are
_WEIGHED: Final = 64
#: how rare a word is, is told by so many of the newest items
_SAMPLE: Final = 4000


class _Named(msgspec.Struct, gc=False):
    name: str | None = None


class _Text(msgspec.Struct, gc=False):
    text: str | None = None


class _Copy(msgspec.Struct, gc=False):
    """What is ranked of an item: a whole one takes five times as long to read."""

    headline: str | None = None
    headline_clean: str | None = None
    subheadlines: tuple[str, ...] = ()
    slug: str | None = None
    slugline: str | None = None
    keywords: tuple[str, ...] = ()
    summary: str | None = None
    blocks: tuple[_Text, ...] = ()
    byline: str | None = None
    creditline: str | None = None
    dateline: _Text | None = None
    places: tuple[_Named, ...] = ()
    subjects: tuple[_Named, ...] = ()


_COPY: Final = msgspec.json.Decoder(_Copy)


def best_seqs(db: SqliteSession, node: Node, *, view: Audience, now: datetime, window: int, limit: int) -> list[int]:
    """Give the seqs of those of the newest matching items that fit best: best first, and of equals the newest."""
    node = spell_out(db, node)
    ranked = _ranked(db, node, view=view, now=now, window=window)
    if is_hint(node):
        return list(islice(proved(db, node, ranked, view=view, now=now), limit))
    return ranked[:limit]


def _ranked(db: SqliteSession, node: Node, *, view: Audience, now: datetime, window: int) -> list[int]:
    """Give the newest items in order; of phrases, some that only have the words may be among them."""
    seqs = newest_seqs(db, node, view=view, now=now, before=None, limit=window, is_proved=False)
    words = list(dict.fromkeys(wanted_words(node)))
    if len(seqs) < _FEWEST or not words:
        return seqs
    rarities = _rarities(db, words, view)
    if len(seqs) > _WEIGHED:
        seqs = _likeliest(db, seqs, words, rarities, view)
    first, rest = seqs[:_WEIGHED], seqs[_WEIGHED:]
    copies = {row["seq"]: row["copy"] for row in db.run("copies", {"seqs": json.dumps(first), "view": view})}
    there = [seq for seq in first if seq in copies]
    texts = [_texts(_COPY.decode(unpack(copies[seq]))) for seq in there]
    ranked = [there[place] for _, place in rank(texts, words, rarities)]
    # an item may fit by none of the words: "ferry OR agency:ap"
    unfit = sorted(set(first) - set(ranked), reverse=True)
    return [*ranked, *unfit, *rest]


def _likeliest(
    db: SqliteSession, seqs: Sequence[int], words: Sequence[Words], rarities: Sequence[float], view: Audience
) -> list[int]:
    """Put items in order by headline and slug; those that have no word there stay the newest first."""
    found = db.run("search_heads", {"seqs": json.dumps(seqs), "hidden": HIDDEN[view]})
    heads = {seq: (headline, slug) for seq, headline, slug in found}
    there = [seq for seq in seqs if seq in heads]
    places = rank_heads([heads[seq] for seq in there], words, rarities)
    return list(dict.fromkeys([*(there[place] for place in places), *seqs]))


def _rarities(db: SqliteSession, words: Sequence[Words], view: Audience) -> list[float]:
    """Give the inverse document frequency of each word among the newest items; one word needs none."""
    if len(words) == 1:
        return [1.0]
    found = []
    for one in words:
        row = db.run(
            "count_newest", {"match": phrase(one, one.field), "hidden": HIDDEN[view], "sample": _SAMPLE}
        ).fetchone()
        found.append(math.log(1 + (_SAMPLE - min(_SAMPLE, row["n"]) + 0.5) / (row["n"] + 0.5)))
    return found


def _texts(copy: _Copy) -> Mapping[str, str]:
    """Give the texts by search field; what stands twice counts once."""
    found = {"headline": copy.headline_clean or copy.headline or "", "slug": copy.slug or copy.slugline or ""}
    found["body"] = "\n".join([block.text or "" for block in copy.blocks])
    for field, more in (("headline", copy.subheadlines), ("slug", copy.keywords), ("body", (copy.summary,))):
        if more and more[0]:
            found[field] = " ".join((found[field], *(text for text in more if text)))
    for field, named in (("place", copy.places), ("subject", copy.subjects)):
        if named:
            found[field] = " ".join([one.name or "" for one in named])
    if copy.dateline is not None:
        found["dateline"] = copy.dateline.text or ""
    if copy.byline or copy.creditline:
        found["byline"] = f"{copy.byline or ''} {copy.creditline or ''}"
    return found
