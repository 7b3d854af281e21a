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
#: ends a field, and parts the texts of one: control characters that copy has no use for, and that are no blanks to `split`
FIELD_END: Final = "\x01"
PART_END: Final = "\x02"
_SIGNED_TERM: Final = re.compile(rf"[{FIELD_END}{PART_END}{_ALONE}]|[^\W_{_ALONE}]+")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_UPPER: Final = re.compile(r"[A-Z]+")
#: for ASCII bytes: letters small, digits as they are, all else a blank
_PLAIN: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
#: the same, with the two signs as they are
_SIGNED: Final = _PLAIN[:1] + (FIELD_END + PART_END).encode() + _PLAIN[3:]
#: runs that come again: words and signs; longer ones (a Chinese sentence) do not
_SHORT: Final = 24
#: letters that no accent-stripping takes apart
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)


def terms(text: str) -> list[str]:
    """Give the words of a text in order, folded."""
    return _split(text, _PLAIN, _TERM)


def signed_terms(text: str) -> list[str]:
    """Give the words of a text in order, folded, and the signs `FIELD_END` and `PART_END`, each between blanks, as words."""
    return _split(text, _SIGNED, _SIGNED_TERM)


def _split(text: str, plain: bytes, term: re.Pattern[str]) -> list[str]:
    if not text.isascii():
        text = _fold_foreign(text)
        if not text.isascii():
            return term.findall(_UPPER.sub(_lower, text))
    return text.encode("ascii").translate(plain).decode("ascii").split()


def folded_line(text: str, *, is_even: bool) -> str:
    """Give the folded words of a text in one line, a blank before and after each: for counting single words in it.

    Even: one blank between two words, so that phrases stand in it as they are looked for.
    """
    if not text.isascii():
        text = _fold_foreign(text)
        if not text.isascii():
            return f" {' '.join(terms(text))} "
    line = text.encode("ascii").translate(_PLAIN).decode("ascii")
    if is_even:
        for _ in range(3):  # a line end and an indent; a third of the time that taking it apart would take
            line = line.replace("  ", " ")
    return f" {line} "


def fold_letters(text: str) -> str:
    """Fold case, accents and width."""
    if text.isascii():
        return text.lower()
    return _UPPER.sub(_lower, _fold_foreign(text))


def _fold_foreign(text: str) -> str:
    """Fold what is not ASCII: in most copy a few dashes and quotation marks, or the same words again and again."""
    return _NOT_ASCII.sub(_fold_match, text)


def _fold_match(found: re.Match[str]) -> str:
    run = found[0]
    return _fold_run(run) if len(run) <= _SHORT else "".join(map(_fold_letter, run))


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()


@lru_cache(maxsize=32768)
def _fold_run(run: str) -> str:
    return "".join(map(_fold_letter, run))


@lru_cache(maxsize=8192)
def _fold_letter(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter.casefold())
    if "\uac00" <= letter <= "\ud7af":  # a hangul syllable stays whole: its parts are no words
        return letter
    bare = "".join(part for part in apart if not unicodedata.combining(part))
    return bare.casefold().translate(_LETTERS)
