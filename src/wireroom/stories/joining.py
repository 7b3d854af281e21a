"""Does a headline join a story? A logistic regression over plain facts of the two; weights in `joining.json`.

Made by tools/train_stories.py; the file says from what. Bodies are judged by their likeness, in `decide.py`: there is
no labelled copy with bodies that weights for them could be trained on and shipped.
"""

import json
import math
from importlib.resources import files
from typing import Final

from wireroom.stories.index import OpenStories, Running
from wireroom.stories.score import Vector, Weighed

FACTS: Final = (
    "cosine", "root", "square", "without_strongest", "days", "hours_log", "items_log", "age_log", "covered",
    "covered_story", "rarest", "second", "n_shared", "first", "figure_shared", "figures_differ", "crowd", "genres_differ",
)  # fmt: skip


def facts(
    weighed: Weighed, head: Vector, shared: Vector, story: Running, at: float, known: OpenStories, genre: str | None
) -> tuple[float, ...]:
    """Give the facts in the order of `FACTS`; `shared` is what each common stem adds to the cosine."""
    cosine, hours = sum(shared.values()), abs(at - story.last) / 3600
    telling = sorted([known.heads.rarity(stem) for stem in shared], reverse=True)
    weights = story.heads.weights
    figures = [stem for stem in head if stem[0].isdigit()]
    is_shared = any(stem in weights for stem in figures)
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
        float(weighed.first in weights),
        float(is_shared),
        float(bool(figures) and not is_shared and any(stem[0].isdigit() for stem in weights)),
        math.log(min([known.n_by_head(stem) for stem in shared])),
        float(genre != story.genre),
    )


_TRAINED: Final = json.loads(files("wireroom.stories").joinpath("joining.json").read_text(encoding="utf-8"))
_BIAS: Final[float] = _TRAINED["bias"]
_WEIGHTS: Final[tuple[float, ...]] = tuple(_TRAINED["weights"][fact] for fact in FACTS)


def chance(found: tuple[float, ...]) -> float:
    """Give the chance, 0 … 1, that a headline with these facts belongs to the story."""
    total = _BIAS + sum(map(float.__mul__, _WEIGHTS, found))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
