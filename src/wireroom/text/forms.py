"""Which words are forms of one word, by the copy's own language: "ferry" and "ferries", "Wahl" and "Wahlen".

A word is a form of another when Snowball's stemmer of the language cuts both to the same stem and it begins as `form_start` says.
Words are compared as searches fold them (`terms`): accents are off before a stem is cut, so that a word typed without them
means the same. What that costs was looked at language by language; those where it costs too much (Turkish, Hungarian,
Romanian, Czech, Catalan) are left out, and their words stand for themselves.

Source: Snowball (snowballstem.org), by the package snowballstemmer 3, which is pure Python.
"""

from functools import cache, lru_cache
from typing import Final, Protocol

#: language -> the stemmer's name
LANGUAGES: Final = {
    "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "it": "italian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ru": "russian", "sv": "swedish",
}  # fmt: skip
#: plurals that the stemmer keeps apart from their singular: eleição, eleições
_PLURALS: Final = {"pt": ("oes", "ao")}
#: where forms part from their stem within it: strike, striking; happy, happier; stable, stability. Elsewhere after any letter
_LOOSE: Final = {"en": "eiyl"}
#: forms have so many of their first letters in common at least, or all of a shorter word
_FEWEST: Final = 3
#: no form is longer than the word by more letters, nor than twice as long: of thousands that begin with "pre" few are looked at
_ENDING: Final = 6
#: longer "words" are codes, and no language bends them
_LONGEST: Final = 40


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


@cache
def _stemmer(name: str) -> _Stemmer:
    # a third of a second, and few searches ask for it
    import snowballstemmer

    made: _Stemmer = snowballstemmer.stemmer(name)
    return made


@lru_cache(maxsize=65536)
def _stem(word: str, language: str) -> str:
    ending, singular = _PLURALS.get(language, ("", ""))
    if ending and word.endswith(ending):
        word = word.removesuffix(ending) + singular
    return _stemmer(LANGUAGES[language]).stemWord(word)


@lru_cache(maxsize=65536)
def form_start(word: str, language: str | None = None) -> str:
    """Give the letters that every form of a folded word begins with, in one of `LANGUAGES` or in any.

    Of the 43,381 pairs of forms in Reuters-21578 none begins otherwise in English.
    """
    if language is None:
        return min((form_start(word, one) for one in LANGUAGES), key=len)
    n_alike = _n_alike(word, _stem(word, language)) if len(word) <= _LONGEST else len(word)
    # one letter less: a doubled consonant may be single in another form (Finnish lakko, lakot), a vowel another one
    is_firm = word[n_alike - 1 : n_alike] not in _LOOSE.get(language, word)
    return word[: max(n_alike if is_firm else n_alike - 1, _FEWEST)]


def _n_alike(word: str, other: str) -> int:
    return next(
        (n for n, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), min(len(word), len(other))
    )


def is_form(term: str, word: str, language: str | None) -> bool:
    """Tell whether a folded term of a text in this language is the word or a form of it.

    Shape: `language` is "en" or "en-GB"; of a language that is not told or not known a word has no other forms.
    """
    if term == word:
        return True
    n_more = len(term) - len(word)
    if n_more > min(len(word), _ENDING) or len(word) > _LONGEST or not term.startswith(word[:_FEWEST]):
        return False
    known = stemmed_language(language)
    if known is None or not term.startswith(form_start(word, known)):
        return False
    return _stem(term, known) == _stem(word, known)


def is_form_somewhere(term: str, word: str) -> bool:
    """Tell whether a term is a form of the word in any language: for marking what was found."""
    return any(is_form(term, word, language) for language in LANGUAGES)


def stemmed_language(language: str | None) -> str | None:
    """Give the language whose stemmer there is; None = there is none."""
    first = (language or "").partition("-")[0].lower()
    return first if first in LANGUAGES else None
