"""Why an item joins a story, in plain words: place, common phrase, names, figures, and how long after whom."""

from typing import Final

from wireroom.model import Item
from wireroom.stories.index import Running
from wireroom.stories.score import Vector, Weighed
from wireroom.stories.tongues import PLACES
from wireroom.text.stems import STOP_WORDS, surfaces, tokens

_PHRASE: Final = 2
_WORDS: Final = 3


def say_reason(item: Item, weighed: Weighed, shared: Vector, story: Running, at: float) -> str:
    """Say it: "same place, “cessation of hostilities”, 4 names, 12 minutes after AP"."""
    ranked = sorted(shared, key=shared.__getitem__, reverse=True)
    title = item.headline_clean or item.headline or ""
    text = f"{title}\n{item.body_text[:4000]}\n{story.title}"
    said: list[str] = []
    place = next((stem for stem in ranked if stem in PLACES), None)
    names = [stem for stem in ranked if stem in weighed.names and stem != place]
    figures = [stem for stem in ranked if stem[0].isdigit()]
    words = [stem for stem in ranked if stem != place and not stem[0].isdigit() and stem not in names[:2]][: 2 * _WORDS]
    as_printed = surfaces(filter(None, (place, *names[:2], *figures[:1], *words)), text)
    if place:
        said.append(f"same place ({as_printed[place]})")
    phrase = common_phrase(title, story.title)
    if phrase:
        said.append(f'"{phrase}"')
    inside = set(tokens(phrase))
    if len(names) > 1:
        said.append(f"{len(names)} names ({', '.join(as_printed[name] for name in names[:2])})")
    if figures:
        said.append(f"the figure {as_printed[figures[0]]}")
    printed = [word for stem in words if (word := as_printed[stem]).lower() not in inside]
    if printed and (not phrase or len(said) < _PHRASE):
        said.append(", ".join(f'"{word}"' for word in printed[:_WORDS]))
    if weighed.language and None not in story.languages and weighed.language not in story.languages:
        said.append("in another language")
    return f"{', '.join(said)}; {_when(story, at)}"


def _when(story: Running, at: float) -> str:
    whom = story.last_agency or "the item before"
    minutes = round((at - story.last) / 60)
    if minutes < 0:
        return f"before {whom}"
    if minutes == 1:
        return f"a minute after {whom}"
    return f"{minutes} minutes after {whom}" if minutes < 90 else f"{minutes / 60:.0f} hours after {whom}"


def common_phrase(title: str, other: str) -> str:
    """Give the longest run of words two headlines share, as the first prints it; "" when fewer than two tell anything."""
    printed = title.split()
    mine = ["".join(tokens(word)) for word in printed]
    theirs = ["".join(tokens(word)) for word in other.split()]
    best, end = 0, 0
    above = [0] * (len(theirs) + 1)
    for i, word in enumerate(mine):
        row = [0] * (len(theirs) + 1)
        for j, candidate in enumerate(theirs):
            if word and word == candidate:
                row[j + 1] = above[j] + 1
                if row[j + 1] > best:
                    best, end = row[j + 1], i + 1
        above = row
    run = list(zip(printed[end - best : end], mine[end - best : end], strict=True))
    while run and run[0][1] in STOP_WORDS:
        run.pop(0)
    while run and run[-1][1] in STOP_WORDS:
        run.pop()
    if sum(word not in STOP_WORDS for _, word in run) < _PHRASE:
        return ""
    return " ".join(word for word, _ in run).strip(",.;:'\"-")
