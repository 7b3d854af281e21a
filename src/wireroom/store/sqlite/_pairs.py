"""Neighbouring words as words of the lists, which know of no places: they tell where a phrase may stand.

Half the pairs of real copy stand in no other item, so pairs go by 18 bits of a sum, and each sum by a letter that no text has: a
document that has both words has the letter of the pair by chance once in 2,000 times. What is found so is tested (`_proof`).
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final
from zlib import crc32

from wireroom.query.match import SEAM

_BITS: Final = 2**18 - 1
#: the planes 4 to 7 of Unicode have no letters, and are not for anybody's own use
_FIRST: Final = 0x40000


def pairs_of(text: str) -> Iterable[str]:
    """Give the letter of each pair in the text of one field of a document, once."""
    found: dict[int, None] = {}
    for part in text.split(SEAM):
        pairs = map(b" ".join, pairwise(part.encode().split()))
        found.update(dict.fromkeys([_FIRST + (crc32(pair) & _BITS) for pair in pairs]))
    return map(chr, found)


def pairs_in(terms: Sequence[str]) -> list[str]:
    """Give the letters of the pairs of a phrase."""
    return list(pairs_of(" ".join(terms)))
