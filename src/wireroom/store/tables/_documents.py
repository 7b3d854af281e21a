"""What the search index holds of an item: a document for everybody, or one for the desk and one for readers.

    doc     seq * 4 + who may find it: 0 everybody, 1 the desk alone, 2 readers alone
    facts   keywords and small numbers as words of their own, beside the words of the text

Copy that is free has one document. Held copy and notices have one for the desk. Killed copy has its words for the desk, and
what readers see instead (a tombstone) for readers: so no search of theirs can touch a word of it. What changes with every
new version (chain, story, position, successor) is not in here but in the columns of `items`.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from wireroom.model import Filed, Item
from wireroom.query import Subject, columns_of, numbers
from wireroom.query.tree import Number
from wireroom.store._placing import Ready
from wireroom.store._shown import for_readers, search_text
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._rows import Row

#: `doc`, the words by search column, and `facts`; `listed` where the words of the lists were made before
Document: TypeAlias = Mapping[str, object]

EVERYBODY: Final = 0
DESK: Final = 1
READERS: Final = 2
#: begins every fact: a private-use letter, which is in no word of a text, so that no word or prefix finds a fact
_MARK: Final = "\ue001"
#: what the tokenizer would split a fact at (ASCII that is neither letter nor digit), as private-use letters
_SPLITTING: Final = {code: 0xE100 + code for code in range(128) if not chr(code).isalnum()}
#: in every document: what a NOT is taken from
EVERY: Final = f"{_MARK}every"
#: keyword fields that never change once an item is filed
KEYWORDS: Final = frozenset(("code", "agency", "lang", "rank", "mark", "genre", "format", "source", "category", "has"))
_FACT_FIELDS: Final = (*sorted(KEYWORDS), "is")
#: states that change seldom: the documents are written anew
STATES: Final = frozenset(("killed", "corrected", "held", "embargoed"))
#: numbers whose small values are facts, too
SMALL_NUMBERS: Final = frozenset(("urgency", "priority", "number"))
SMALL: Final = range(10)
#: numbers of words are facts by their length in bits, which narrows down the rare ones
MAX_BITS: Final = 20
#: larger than any number a search may name, and within what SQLite holds
_FAR: Final = 2**31


@lru_cache(maxsize=4096)
def fact(field: str, value: str) -> str:
    """Give a keyword as one word of the index; the beginning of a value gives the beginning of its word."""
    return f"{_MARK}{field}\ue002{storable_fact(value)}"


def storable_fact(value: str) -> str:
    return str(rows.storable(value)).translate(_SPLITTING)


def size_fact(n_words: int) -> str:
    """Give the order of magnitude of a number of words as one word of the index."""
    return fact("size", str(min(n_words.bit_length(), MAX_BITS)))


def number_fact(field: str, value: int) -> str:
    """Give a small number as one word of the index; what is beyond is only "under" or "over"."""
    return fact(field, str(value) if value in SMALL else "under" if value < SMALL.start else "over")


def holds(value: int, node: Number) -> bool:
    """Tell whether a number is what is asked for."""
    return {
        "<": value < node.value,
        "<=": value <= node.value,
        "=": value == node.value,
        ">=": value >= node.value,
        ">": value > node.value,
    }[node.sign]


def number_columns(item: Item) -> dict[str, int | None]:
    """Give the number columns of an item; what no search can tell from a million millions is cut there."""
    found = numbers(item)
    return {
        "n_words" if name == "words" else name: None if value is None else max(-_FAR, min(_FAR, value))
        for name, value in found.items()
    }


def documents(row: Row) -> Iterator[Document]:
    """Give what the index holds of an item as its row stands."""
    return documents_of(rows.filed_of(row), is_for_desk=bool(row["is_held"] or row["is_notice"]))


def documents_of(filed: Filed, *, is_for_desk: bool, ready: Ready | None = None) -> Iterator[Document]:
    """Give what the index holds of an item; `is_for_desk`: it is held, or an order to editors. `ready` is of the item."""
    is_gone = filed.killed_by is not None
    yield _document(filed, DESK if is_gone or is_for_desk else EVERYBODY, ready)
    if is_gone and not is_for_desk:
        yield _document(for_readers(filed), READERS)


def _document(filed: Filed, who: Literal[0, 1, 2], ready: Ready | None = None) -> Document:
    columns = search_text(filed.item) if ready is None else columns_of(ready.words)
    document = {"doc": filed.seq * 4 + who, **columns, "facts": " ".join(facts(filed))}
    return document if ready is None or ready.listed is None else {**document, "listed": ready.listed}


def facts(filed: Filed) -> Iterator[str]:
    subject = Subject(filed)
    yield EVERY
    for field in _FACT_FIELDS:
        values = subject.keywords[field]
        for value in values & STATES if field == "is" else values:
            yield fact(field, value)
    for field, number in numbers(filed.item).items():
        if number is None:
            continue
        if field in SMALL_NUMBERS:
            yield number_fact(field, number)
        elif field == "words":
            yield size_fact(number)
