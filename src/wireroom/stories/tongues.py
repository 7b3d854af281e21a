"""What items of different languages have in common: places, the words of the wire's usual events, and names.

    fold(terms("Terremoto en México: 12 muertos"), …, "es")   ->  ("quak", "mexico", "12", "dead")
    fold(terms("Путин прибыл в Женеву"), …, "ru")             ->  ("putin", "putina", "pribyl", "geneva")

A word with one plain meaning in the table (`tongues.tsv`: our own, six languages) stands for its English stem. Names in
Cyrillic letters are written in Latin ones; they also stand with an -a, which the case ending may have taken away. Chinese
places are found inside the running text. What is not in the table stays as it is: an item keeps its own language.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from wireroom.text.stems import STOP_WORDS, term, terms, tokens

_TABLE: Final = files("wireroom.stories").joinpath("tongues.tsv").read_text(encoding="utf-8")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN_OF: Final = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya", "ё": "e"}
)  # fmt: skip
#: case endings of Russian names in Latin letters
_ENDING: Final = re.compile(r"(?<=[a-z]{3})(?:ogo|omu|ymi|ami|ov|om|em|ym|oi|ei|u|y|a|e|i)$")
_CAPITAL: Final = re.compile(r"\b[А-ЯЁ][а-яё]{2,}")
#: words by which a language of Latin letters is known; each is in one of these only
_TELLING: Final = {
    word: language
    for language, words in {
        "en": "the of and in to after says said for with on from by as is are over at an",
        "de": "der die das und den dem des ein eine im auf bei nach mit für von zum zur nicht wird wurden ist",
        "fr": "le les du des une et dans sur au aux avec après qui est sont pour par ont leur",
        "es": "el los las una y en con tras por del al para según fue más como han muertos",
    }.items()
    for word in words.split()
}
_SHARED: Final = frozenset({"des", "in", "die", "as"})


def _read_table() -> tuple[dict[str, str], dict[str, str], frozenset[str], frozenset[str]]:
    """Give stem -> English stem, Chinese text -> English stem, and the English stems that are places and events."""
    words: dict[str, str] = {}
    han: dict[str, str] = {}
    places: set[str] = set()
    events: set[str] = set()
    for line in _TABLE.splitlines():
        if not line or line.startswith("#"):
            continue
        kind, english, *others = line.split("\t")
        meant = term("".join(tokens(english)[:1]))
        (places if kind == "place" else events).add(meant)
        for word in " ".join(others).split():
            if _HAN.search(word):
                han[word] = meant
            else:
                for stem in terms(word)[:1]:
                    words.setdefault(stem, meant)
    return words, han, frozenset(places), frozenset(events)


_WORDS, _HAN_WORDS, PLACES, EVENTS = _read_table()
_HAN_WORD: Final = re.compile("|".join(sorted(_HAN_WORDS, key=len, reverse=True)))


def fold(stems: Sequence[str], text: str, language: str | None) -> tuple[str, ...]:
    """Put stems that another language would print otherwise into the form that all share. English stays as it is."""
    if language == "en":
        return tuple(stems)
    if text.isascii():
        return tuple(stems) if language is None else tuple([_WORDS.get(stem, stem) for stem in stems])
    if _HAN.search(text):
        return (*stems, *(_HAN_WORDS[found] for found in _HAN_WORD.findall(text)))
    if not _CYRILLIC.search(text):
        return tuple([_WORDS.get(stem, stem) for stem in stems])
    names = {stem for word in _CAPITAL.findall(text) for stem in terms(word)}
    return tuple([form for stem in stems for form in _forms(stem, stem in names)])


@lru_cache(maxsize=50_000)
def _forms(stem: str, is_name: bool) -> tuple[str, ...]:
    """Give what a Russian word stands for: its meaning, or its name in Latin letters, or itself in Latin letters."""
    for cut in range(4):
        shorter = stem[: len(stem) - cut] if len(stem) - cut >= 4 or not cut else ""
        if meant := _WORDS.get(shorter):
            return (meant,)
    latin = stem.translate(_LATIN_OF)
    if not is_name:
        return (latin,)
    bare = _ENDING.sub("", latin)
    return (bare, f"{bare}a")


def language_of(declared: str | None, title: str, body: str) -> str | None:
    """Give the language as two letters: as declared, else by the script or the small words; None when in doubt."""
    if declared:
        return declared[:2].lower()
    if not title.isascii():
        if _CYRILLIC.search(title):
            return "ru"
        if _HAN.search(title):
            return "zh"
    counts: dict[str, int] = {}
    for word in f"{title} {body[:300]}".lower().split():
        if (found := _TELLING.get(word)) is not None and word not in _SHARED:
            counts[found] = counts.get(found, 0) + 1
    ranked = sorted(counts.values(), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0] == ranked[1]):
        return None
    return max(counts, key=counts.__getitem__)


def is_telling(stem: str) -> bool:
    """Say if a stem that two languages share is a name or a place: neither a figure nor a common event."""
    return stem not in EVENTS and not stem[0].isdigit() and stem not in STOP_WORDS and len(stem) > 2
