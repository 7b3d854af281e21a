"""What a search was not taken for, though the one who typed it may have meant it. Pure.

Words of other systems that are words here, too: nothing is wrong with them, so the search is done, and this is said beside it.
"""

from typing import Final

from wireroom.query.tokens import split

_MEANT: Final = {
    "or": "“or” is looked for as a word; for either of two, write OR.",
    "not": "“not” is looked for as a word; to leave something out, write NOT or a hyphen before it, as in -sport.",
    "near": "“near” is looked for as a word; for words close to each other, write NEAR/5.",
}


def read_hints(text: str) -> tuple[str, ...]:
    """Say what may have been meant otherwise; the search can be understood.

    >>> read_hints("ferry or bridge")
    ('“or” is looked for as a word; for either of two, write OR.',)
    """
    tokens = split(text)
    # between two others it was meant to do something; alone, or as the last one, it is looked for
    inner = [token.text for token in tokens[:-1] if token.kind == "word" and token.text in _MEANT]
    return tuple(_MEANT[word] for word in dict.fromkeys(inner))
