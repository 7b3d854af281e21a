"""Text to the words that searches compare: the same in memory, in SQLite and in PostgreSQL.

Case, accents and width are folded ("Élysée" and "ELYSEE" are one word); a run of letters and digits is a word; an apostrophe
inside a word ends it ("Kerry's" is "kerry", "s"); each Chinese, Japanese or Korean character stands for itself, so that a
phrase finds what has no blanks.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: han, kana, hangul syllables: no blanks between words
_ALONE: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TERM: Final = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_ASCII_TERM: Final = re.compile(r"[a-z0-9]+")
#: letters that no accent-stripping takes apart
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)


def terms(text: str) -> list[str]:
    """Give the words of a text in order, folded."""
    if text.isascii():
        return _ASCII_TERM.findall(text.lower())
    return _TERM.findall(fold_letters(text))


def fold_letters(text: str) -> str:
    """Fold case, accents and width."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_letter, text))


@lru_cache(maxsize=8192)
def _fold_letter(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter.casefold())
    if "\uac00" <= letter <= "\ud7af":  # a hangul syllable stays whole: its parts are no words
        return letter
    bare = "".join(part for part in apart if not unicodedata.combining(part))
    return bare.casefold().translate(_LETTERS)
