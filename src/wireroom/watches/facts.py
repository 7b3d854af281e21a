"""Whether a new version tells other facts than the one before: numbers, names, who says it. Pure.

Rewritten sentences, another order of paragraphs and a longer background are no new facts; "5" that became "12", a person
who is named for the first time and a paragraph of its own are. A rule that counts, not one that understands: it is there to
keep a watch quiet through writethrus, and when in doubt it rings.
"""

import re
from collections import Counter
from typing import Final

from wireroom.model import Item
from wireroom.text.terms import fold_letters

#: digits with their separators; "1,200" is 1200, "12.5" stays
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
#: a word that begins with a capital inside a sentence: not after a full stop, a quote or at the beginning
_NAME: Final = re.compile(r"(?<=[^\W\d_] |[,;] )[A-Z\u00c0-\u00de\u0391-\u03a9\u0410-\u042f][^\W\d_]{2,}")
_SPELLED: Final = {
    name: str(number)
    for number, name in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
#: "one" is an article as often as a number
_NOT_COUNTED: Final = frozenset(("one", "zero"))
#: actions that are news by themselves, whatever the words
_TELLING: Final = frozenset(("correction", "refile", "kill", "withdrawal"))


def changes_facts(before: Item, after: Item) -> bool:
    """Tell whether numbers or names stand in `after` that did not in `before`, or the copy says it corrects."""
    if not _TELLING.isdisjoint(after.marks.actions):
        return True
    old, new = facts_of(before), facts_of(after)
    return bool(new - old)


def facts_of(item: Item) -> frozenset[str]:
    """Give the numbers and names of an item, folded; numbers without the separators of thousands."""
    texts = [item.title, *(block.text for block in item.blocks)]
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_plain(number) for number in _NUMBER.findall(text))
        found.update(_SPELLED[word] for word in _spelled(text))
        found.update(fold_letters(name) for name in _NAME.findall(text))
    return frozenset(found)


def _plain(number: str) -> str:
    head, _, tail = number.rpartition(",")
    return f"{head}{tail}".replace(",", "") if head and len(tail) == 3 else number


def _spelled(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]+", text.lower()) if word in _SPELLED and word not in _NOT_COUNTED]
