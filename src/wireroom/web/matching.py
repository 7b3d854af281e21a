"""Live filtering: whether an item has all words of a query, as the store's search would find it."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from wireroom.model import Filed, Item

_WORD: Final = re.compile(r"\w+", re.UNICODE)


def words_of(text: str) -> list[str]:
    """Cut text into words as the search index does: letters and digits, without case and accents."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _WORD.findall(bare.casefold().replace("_", " "))


def item_words(item: Item) -> set[str]:
    """Give all words an item can be found by."""
    texts = [item.headline, item.headline_clean, item.slugline, item.slugline_raw, item.byline, item.summary]
    texts += [item.agency, item.agency_name, item.body_text, *item.keywords]
    return set(words_of(" ".join(text for text in texts if text)))


def make_matcher(query: str) -> Callable[[Filed], bool]:
    """Give the test for a query: all of its words."""
    wanted = set(words_of(query))

    def matches(filed: Filed) -> bool:
        return wanted <= item_words(filed.item)

    return matches
