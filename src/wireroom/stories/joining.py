"""Does a headline join a story? A logistic regression over plain facts of the two; weights in `joining.json`.

Made by tools/train_stories.py; the file says from what. Bodies are judged by their likeness, in `decide.py`: there is
no labelled copy with bodies that weights for them could be trained on and shipped.
"""

import json
import math
from importlib.resources import files
from typing import Final

import msgspec

from wireroom.stories.index import OpenStories, Running
from wireroom.stories.score import Vector, Weighed

FACTS: Final = (
    "cosine", "root", "square", "without_strongest", "days", "hours_log", "items_log", "age_log", "covered",
    "covered_story", "rarest", "second", "n_shared", "first", "figure_shared", "figures_differ", "crowd", "genres_differ",
)  # fmt: skip


class Asked(msgspec.Struct, frozen=True, gc=False):
    """What the facts need of the item, whatever the story is."""

    head: Vector
    first: str
    genre: str | None
    #: how rare each stem of the headline is, and how many running stories have it
    telling: dict[str, float]
    crowds: dict[str, int]
    figures: list[str]


def ask(weighed: Weighed, head: Vector, known: OpenStories, genre: str | None) -> Asked:
    """Look up what is the same for all stories that are held against an item."""
    return Asked(
        head,
        weighed.first,
        genre,
        dict(zip(head, known.heads.rarities(head), strict=True)),
        {stem: known.n_by_head(stem) for stem in head},
        [stem for stem in head if stem[0].isdigit()],
    )


def facts(asked: Asked, shared: Vector, story: Running, at: float) -> tuple[float, ...]:
    """Give the facts in the order of `FACTS`; `shared` is what each common stem adds to the cosine."""
    cosine, hours = sum(shared.values()), abs(at - story.last) / 3600
    rarity = asked.telling
    telling = sorted([rarity[stem] for stem in shared], reverse=True)
    head, weights, figures, crowds = asked.head, story.heads.weights, asked.figures, asked.crowds
    is_shared = bool(figures) and any(stem in weights for stem in figures)
    return (
        cosine,
        math.sqrt(cosine),
        cosine * cosine,
        cosine - max(shared.values()),
        hours / 24,
        math.log1p(hours),
        math.log(story.n_items),
        math.log1p(max(0.0, at - story.first) / 3600),
        sum([head[stem] ** 2 for stem in shared]),
        sum([weights[stem] ** 2 for stem in shared]) / story.heads.square,
        telling[0] / 10,
        telling[1] / 10 if len(telling) > 1 else 0.0,
        math.log1p(len(shared)),
        float(asked.first in weights),
        float(is_shared),
        float(bool(figures) and not is_shared and any(stem[0].isdigit() for stem in weights)),
        math.log(min([crowds[stem] for stem in shared])),
        float(asked.genre != story.genre),
    )


_TRAINED: Final = json.loads(files("wireroom.stories").joinpath("joining.json").read_text(encoding="utf-8"))
_BIAS: Final[float] = _TRAINED["bias"]
_WEIGHTS: Final[tuple[float, ...]] = tuple(_TRAINED["weights"][fact] for fact in FACTS)


def chance(found: tuple[float, ...]) -> float:
    """Give the chance, 0 … 1, that a headline with these facts belongs to the story."""
    total = _BIAS + sum(map(float.__mul__, _WEIGHTS, found))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
