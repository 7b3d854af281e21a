"""How likely a marked version goes on from an earlier headline: a small learned rule over what two headlines share.

A dot product alone misses "UPDATE 2-Telenor shuns India" after "Telenor Q1 below forecast": what ties them is one name
that nobody else on the wire is writing about, and a number that fits. So the chance is a logistic function of a dozen
and a half plain facts; the weights are in `wording.json`, made by tools/train_wording.py from Reuters headlines of May
2012. One fact looks beyond the two items: how many others of the agency share the words that day.
"""

import json
import math
from collections.abc import Callable
from importlib.resources import files
from typing import Final

from wireroom.chains.card import DAY_S, Card
from wireroom.text.stems import rarity

#: how many items of the agency near in time have a stem in their headline
Crowd = Callable[[str], int]

FACTS: Final = (
    "alike", "alike_root", "alike_square", "covered", "covered_short", "rarest", "second", "n_shared", "first",
    "figures", "figures_differ", "genres_differ", "hours", "hours_log", "number", "number_fits", "earlier_number",
    "name", "second_name", "common", "names_shared", "name_new", "name_lost", "crowd", "second_crowd", "name_crowd",
)  # fmt: skip
_TRAINED: Final = json.loads(files("wireroom.chains").joinpath("wording.json").read_text(encoding="utf-8"))
_BIAS: Final[float] = _TRAINED["bias"]
_WEIGHTS: Final[list[float]] = [_TRAINED["weights"].get(fact, 0.0) for fact in FACTS]
#: what a word that is not there counts as crowd
_NOBODY: Final = 60


def chance(earlier: Card, later: Card, alike: float, fit: int, gap: float, crowd: Crowd) -> float:
    """Give the chance, 0 … 1, that `later` is a new version of `earlier`, by their headlines, numbers and times."""
    total = _BIAS + sum(map(float.__mul__, _WEIGHTS, facts(earlier, later, alike, fit, gap, crowd)))
    return 1.0 / (1.0 + math.exp(-total)) if total > -30 else 0.0


def facts(earlier: Card, later: Card, alike: float, fit: int, gap: float, crowd: Crowd) -> tuple[float, ...]:
    """Give the facts in the order of `FACTS`, each about 0 … 1."""
    ours, theirs = earlier.vector, later.vector
    read, other = earlier.words, later.words
    names = read.names & other.names
    rare = [(rarity(stem), stem) for stem in filter(theirs.__contains__, ours)]
    rare.sort(reverse=True)
    named = [entry for entry in rare if entry[1] in names]
    common = next((value for value, stem in rare if stem not in names), 0.0)
    shared = sum([value for value, _ in rare])
    crowds = sorted([crowd(stem) for _, stem in rare])
    name_crowd = min([crowd(stem) for _, stem in named], default=_NOBODY)
    figures, other_figures = read.figures, other.figures
    return (
        alike,
        math.sqrt(alike),
        alike * alike,
        shared / (max(read.weight, other.weight) or 1.0),
        shared / (min(read.weight, other.weight) or 1.0),
        rare[0][0] / 10 if rare else 0.0,
        rare[1][0] / 10 if len(rare) > 1 else 0.0,
        len(rare) / 5,
        float(read.first == other.first),
        float(not figures.isdisjoint(other_figures)),
        float(bool(figures and other_figures) and figures.isdisjoint(other_figures)),
        float(earlier.genre != later.genre),
        gap / DAY_S,
        math.log1p(gap / 600),
        (later.number or 0) / 10,
        float(fit == 2),
        float(earlier.number is not None),
        named[0][0] / 10 if named else 0.0,
        named[1][0] / 10 if len(named) > 1 else 0.0,
        common / 10,
        len(named) / (min(len(read.names), len(other.names)) or 1),
        max(map(rarity, other.names - names), default=0.0) / 10,
        max(map(rarity, read.names - names), default=0.0) / 10,
        math.log1p(crowds[0] if crowds else _NOBODY),
        math.log1p(crowds[1] if len(crowds) > 1 else _NOBODY),
        math.log1p(name_crowd),
    )
