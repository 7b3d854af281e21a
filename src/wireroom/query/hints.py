"""What a search was not taken for, though the one who typed it may have meant it. Pure.

Words of other systems that are words here, too: nothing is wrong with them, so the search is done, and this is said beside it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from wireroom.query.tokens import Token, split

_MEANT: Final = {
    "or": "“or” is looked for as a word; for either of two, write OR.",
    "not": "“not” is looked for as a word; to leave something out, write NOT or a hyphen before it, as in -sport.",
    "near": "“near” is looked for as a word; for words close to each other, write NEAR/5.",
}

#: wherever they stand
_DAYS: Final = {
    "today": "“today” is looked for as a word; for what came today, write on:today.",
    "yesterday": "“yesterday” is looked for as a word; for what came then, write on:yesterday.",
}
_LAST: Final = re.compile(r"\b(?:last|past) (\d{1,4}) ?(min|h|d|w)[a-z]*", re.IGNORECASE)
#: names of fields that nobody writes before another word but for the field
_NAMES: Final = frozenset(("urgency", "priority", "since", "slug", "slugline", "headline", "byline", "dateline"))


def read_hints(text: str) -> tuple[str, ...]:
    """Say what may have been meant otherwise; the search can be understood.

    >>> read_hints("ferry or bridge")
    ('“or” is looked for as a word; for either of two, write OR.',)
    """
    tokens = split(text)
    words = [token.text for token in tokens if token.kind == "word"]
    # between two others it was meant to do something; alone, or as the last one, it is looked for
    found = [_MEANT[token.text] for token in tokens[:-1] if token.kind == "word" and token.text in _MEANT]
    found += [_DAYS[token.text] for before, token in _pairs(tokens) if before != "sign" and token.text in _DAYS]
    if last := _LAST.search(text):
        found.append(
            f"“{last[0]}” is looked for as words; for what came since, write after:{last[1]}{last[2].lower()}."
        )
    for one, other in pairwise(tokens):
        if one.text in _NAMES and (one.kind, other.kind) == ("word", "word"):
            found.append(f"“{one.text}” is looked for as a word; for the field, write {one.text}:{other.text}.")
    asked = [word for word in words if word.endswith("?")]
    if asked and asked[-1] == words[0]:
        found.append(f"? stands for no letter; for a word that begins so, write {asked[0].rstrip('?')}*.")
    return tuple(dict.fromkeys(found))


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    """Give each word with the kind of what stands before it."""
    for n, token in enumerate(tokens):
        if token.kind == "word":
            yield tokens[n - 1].kind if n else "", token
