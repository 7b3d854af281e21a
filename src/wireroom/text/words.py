"""Our own words: text folded to what is searched for. Every store and the live match use these and no engine's stemmer.

Case, accents and width are folded; letters, digits and combining vowel signs make words; every Chinese and Japanese
character is a word of its own, so that a run of them is found as a phrase.
"""

import unicodedata
from typing import Final


class _Folding(dict[int, str]):
    """Code point -> its folded form, found on first use; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold_character(chr(code))
        return found


_FOLDING: Final = _Folding()
#: Unicode blocks whose text has no spaces between words: kana, CJK ideographs with their extensions
_UNSPACED: Final = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def fold_words(text: str) -> str:
    """Give the words of a text, folded, one space apart.

    >>> fold_words("Sáenz-Peña: «ÉLU» 5.4 %")
    'saenz pena elu 5 4'
    """
    return " ".join(text.translate(_FOLDING).split())


def _fold_character(character: str) -> str:
    if any(first <= ord(character) <= last for first, last in _UNSPACED):
        return f" {character} "
    if "\uac00" <= character <= "\ud7a3":  # Hangul syllables: taking them apart gains nothing
        return character
    parts = unicodedata.normalize("NFKD", character).casefold()
    kept = "".join(part for part in parts if not _is_accent(part))
    return "".join(part if _is_in_word(part) else " " for part in kept)


def _is_accent(part: str) -> bool:
    """Tell accents (dropped) from the vowel signs of other scripts, which are letters there."""
    return "\u0300" <= part <= "\u036f"


def _is_in_word(part: str) -> bool:
    return unicodedata.category(part)[0] in "LNM"
