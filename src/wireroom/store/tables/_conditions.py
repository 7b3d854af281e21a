"""Parts of a search that are one test on a row `i` of `items`: times, chain, story, and how it stands in its chain."""

from datetime import datetime
from typing import Final

import msgspec

from wireroom.query.tree import Is, Node, When
from wireroom.store.tables._rows import micros, storable

#: states that change with every new version: they are in the columns, and not in the index
STATES: Final = {
    "current": "i.superseded_by IS NULL",
    "superseded": "i.superseded_by IS NOT NULL",
    "single": "(i.superseded_by IS NULL AND i.position = 1)",
}


class Condition(msgspec.Struct, frozen=True):
    """A condition on a row `i` of `items`, never NULL; its values stand for the question marks."""

    sql: str
    values: tuple[object, ...] = ()


def condition_of(node: Node, now: datetime) -> Condition | None:
    """Give what a leaf asks of a row; None = it asks for words, keywords or numbers."""
    if isinstance(node, When):
        return Condition(f"i.received_at {'>=' if node.sign == 'after' else '<'} ?", (micros(node.moment(now)),))
    if not isinstance(node, Is):
        return None
    if node.field in ("chain", "story"):
        if node.value.endswith("*"):
            start = storable(node.value[:-1])
            return Condition(f"substr(i.{node.field}, 1, length(?)) = ?", (start, start))
        return Condition(f"i.{node.field} = ?", (storable(node.value),))
    return Condition(STATES[node.value]) if node.field == "is" and node.value in STATES else None


def is_of_few(node: Node) -> bool:
    """Tell whether it asks for the few rows of one chain or story."""
    return isinstance(node, Is) and node.field in ("chain", "story") and not node.value.endswith("*")
