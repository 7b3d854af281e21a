"""What stands beside the search index of each document: what many items share, and the shortest of its texts.

A category that one item in five has is a list of 200,000 entries in the index, and FTS5 reads it to its end where it meets
two rare words nowhere. Here the items that have the words are looked at one by one, for a microsecond each.
"""

from typing import Final

from wireroom.query.match import SEAM
from wireroom.query.tree import Is, Node
from wireroom.store.tables import _documents as documents
from wireroom.store.tables._documents import Document

#: fields whose values are shared by many
_FIELDS: Final = ("agency", "category", "lang", "source")
_STARTS: Final = tuple(documents.fact(field, "") for field in _FIELDS)


def head_of(document: Document) -> Document:
    """Give the row of `search_heads`."""
    facts = [fact for fact in str(document["facts"]).split(" ") if fact.startswith(_STARTS)]
    return {
        "doc": document["doc"],
        "facts": f" {' '.join(facts)} ",
        # the same headline without its marks, and others below it, stand behind it
        "headline": str(document["headline"]).split(SEAM)[0].strip(),
        "slug": SEAM.join(dict.fromkeys(str(document["slug"]).split(SEAM))).strip(),
    }


def shared_fact(node: Node) -> str | None:
    """Give what stands in `facts` of the items that a search finds; None = that does not tell."""
    if isinstance(node, Is) and node.field in _FIELDS and not node.value.endswith("*"):
        return f" {documents.fact(node.field, node.value)} "
    return None
