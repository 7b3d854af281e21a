"""What is written of an item, made before it is written: a pure function of the item, for a process beside the room."""

from wireroom.model import Item
from wireroom.query import columns_of, folded_text
from wireroom.store._placing import Ready
from wireroom.store.sqlite._lists import listed_words
from wireroom.store.tables._rows import packed_item


def make_ready(item: Item) -> Ready:
    """Make all that is written of an item and depends on it alone. `listed` is for SQLite; PostgreSQL leaves it."""
    words = folded_text(item)
    return Ready(words=words, copy=packed_item(item), listed=listed_words(columns_of(words)))
