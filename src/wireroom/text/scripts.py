"""Copy in eight bits of another script, sent without a word of its character set: Cyrillic and Greek lines.

Latin copy has few letters over 0x7F; Cyrillic and Greek copy has little else. Where more than half of the letters are
such, the sets of those scripts are tried, and the one that gives words as people write them is taken: letters of one
script, capitals only where words begin, and the commonest letters common. No set that fits well enough: no answer.
"""

import re
from typing import Final

#: sets that wires and mail have used, and the letters that make up half of any text in their script
_SETS: Final = (
    ("cp1251", "оеаинтсрвл"), ("koi8-r", "оеаинтсрвл"), ("cp866", "оеаинтсрвл"), ("iso8859-5", "оеаинтсрвл"),
    ("iso8859-7", "αοιετσνηρκ"), ("cp1253", "αοιετσνηρκ"),
)  # fmt: skip
_SAMPLE_BYTES: Final = 4_000
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_LOW_LETTER: Final = re.compile(rb"[A-Za-z]")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
#: Cyrillic and Greek letters are over this share of all letters in such copy; names and figures are the rest
_LEAST_HIGH: Final = 0.5
_LEAST_LETTERS: Final = 24
#: shares of letters: written as words are, and of the ten commonest
_LEAST_ORDERLY: Final = 0.97
_LEAST_COMMON: Final = 0.45


def guess_charset(data: bytes) -> str | None:
    """Name the character set of Cyrillic or Greek copy; None when it is not plainly such.

    >>> guess_charset("Мост через реку закрыт до августа, объезд открыт".encode("koi8-r"))
    'koi8-r'
    """
    sample = data[:_SAMPLE_BYTES]
    n_high, n_low = len(_HIGH.findall(sample)), len(_LOW_LETTER.findall(sample))
    if n_high < _LEAST_LETTERS or n_high < (n_high + n_low) * _LEAST_HIGH:
        return None
    best, best_score = None, 0.0
    for name, common in _SETS:
        score = _score(sample.decode(name, "replace"), common)
        if score > best_score:
            best, best_score = name, score
    return best


def _score(text: str, common: str) -> float:
    """Say how much a text looks written in the script of `common`, 0 to 1; 0 = not at all."""
    words = [word for word in _WORD.findall(text) if word[0] > "\u024f"]
    n_letters = sum(map(len, words))
    n_others = sum(1 for char in text if "\x80" <= char <= "\x9f" or "\u2500" <= char <= "\u25ff" or char == "\ufffd")
    if n_letters < _LEAST_LETTERS:
        return 0.0
    first = "α" if common[0] == "α" else "а"
    ours = sum(len(word) for word in words if _is_orderly(word) and all(_same_script(char, first) for char in word))
    orderly = ours / (n_letters + n_others)
    lowered = "".join(words).lower().replace("ά", "α").replace("ό", "ο").replace("ί", "ι").replace("έ", "ε")
    share = sum(lowered.count(char) for char in common) / n_letters
    return orderly * share if orderly >= _LEAST_ORDERLY and share >= _LEAST_COMMON else 0.0


def _is_orderly(word: str) -> bool:
    return word.islower() or word.isupper() or word[1:].islower()


def _same_script(char: str, first: str) -> bool:
    return "\u0370" <= char <= "\u03ff" if first == "α" else "\u0400" <= char <= "\u04ff"
