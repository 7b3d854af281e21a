"""How common a word is on this wire: the wire's own counts, leant on a table until they are large.

Headlines and texts have a background each. A word of the trade that no headline needs ("spokesman", "earlier") is in
every second text: by a table of headlines it would look telling. Of headlines, stories are
counted and not items: a name that fifty items of one story have still tells; a port that ten stories have does not. A
text has names enough: there every item counts, and a stem in it by its share of the item's weight, so that what copy is
about weighs more than what it is written with. (ECB+ topics 1-35, each
with its best threshold: B-cubed F1 .896 against .892 with each stem counted once.)
"""

import math
from collections.abc import Iterable
from typing import Final

from wireroom.text.stems import share

#: stories or items after which the counts are halved, so that old news fades and the table stays small
_COUNTED: Final = 20_000
#: a count as small as this is forgotten then
_FADED: Final = 0.5


#: stems whose share of the table is kept at hand
_AT_HAND: Final = 100_000


class _Leant(dict[str, float]):
    """What the table adds to the count of each stem, worked out when it is first asked for."""

    def __init__(self, table: int) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, stem: str) -> float:
        if len(self) >= _AT_HAND:
            self.clear()
        found = self[stem] = self._table * share(stem)
        return found


class Background:
    """Stories (or items) counted, and how many had each stem."""

    def __init__(self, *, table: int, left_out: int) -> None:
        """Take the table of a month's headlines for as much as `table` of them.

        `left_out`: how many are left out of a stem's count, as being the one that the item may belong to.
        """
        self._table, self._left_out = table, left_out
        self._leant = _Leant(table)
        self._n = 0
        self._counts: dict[str, float] = {}

    def rarity(self, stem: str) -> float:
        """Say how much it tells that an item and a story share a stem: by how few others of this wire have it."""
        others = max(0, self._counts.get(stem, 0) - self._left_out)
        return max(0.1, -math.log((self._table * share(stem) + others) / (self._table + self._n)))

    def rarities(self, stems: Iterable[str]) -> list[float]:
        """Give the rarity of each of many stems, in order."""
        so_far, leant, left_out, log = self._counts.get, self._leant, self._left_out, math.log
        everything = log(self._table + self._n)
        return [
            told
            if (told := everything - log(leant[stem] + (n - left_out if (n := so_far(stem, 0.0)) > left_out else 0.0)))
            > 0.1
            else 0.1
            for stem in stems
        ]

    def count(self, stems: Iterable[str], *, is_new: bool) -> None:
        """Count the stems that a story has and had not; `is_new` when it is a new story."""
        self._n += is_new
        counts = self._counts
        for stem in stems:
            counts[stem] = counts.get(stem, 0) + 1
        if self._n >= _COUNTED:
            self._halve()

    def weigh(self, vector: dict[str, float]) -> None:
        """Count an item, and each of its stems by what it weighs in it."""
        self._n += 1
        counts = self._counts
        for stem, weight in vector.items():
            counts[stem] = counts.get(stem, 0.0) + weight
        if self._n >= _COUNTED:
            self._halve()

    def _halve(self) -> None:
        self._n //= 2
        self._counts = {stem: n / 2 for stem, n in self._counts.items() if n > _FADED}

    def discount(self, stems: Iterable[str]) -> None:
        """Take back what was counted twice: two stories that turned out to be one both had these."""
        for stem in stems:
            if self._counts.get(stem, 0) > 1:
                self._counts[stem] -= 1
