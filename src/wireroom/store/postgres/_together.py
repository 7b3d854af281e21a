"""What placing copy asks and writes in the usual way, asked and written once for all items of a transaction.

    foreseen   what the usual way will ask, asked at the beginning; each answer is given once, and none after a write that
               did not go through here
    gathered   rows that nobody waits for: kept here until anything else is asked or the transaction ends, then written with one
               statement a table, in an order in which each row finds those that it names

An item took 17 statements and seven round trips, each statement a call of the driver; now the statements are a group's.
Nobody else writes what is foreseen: the transaction holds the lock of the wire from its first statement to its last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from wireroom.store._placing import Placed

#: statements whose rows are gathered -> the statement for all of them, and the column by which the last row counts alone
#: (None: all rows count). In the order in which they are written.
GATHERED: Final[Mapping[str, tuple[str, str | None]]] = {
    "add_chain": ("add_chains", "id"),
    "add_story": ("add_stories", "id"),
    "add_item": ("add_items", None),
    "add_guid": ("add_guids", None),
    "add_words": ("add_all_words", None),
    "add_event": ("add_events", None),
    "add_delivery": ("add_deliveries", None),
    "set_line": ("set_lines", "id"),
    "set_chain": ("set_chains", "id"),
    "set_placed": ("set_all_placed", "id"),
}
#: statements whose answers may be foreseen -> the value that tells which
_ASKED_BY: Final[Mapping[str, str]] = {
    "receipt": "id", "has_item": "id", "chain_lines": "chain", "changes_to": "target",
}  # fmt: skip
#: statements that change nothing of what is foreseen, and those that change chains alone; all others change all of it
_HARMLESS: Final = frozenset(
    ("add_change", "add_decision", "add_decided_item", "call_off", "call_on", "correct_item", "drop_words", "enclose",
     "keep_bytes", "keep_dispatch", "merge_chain", "merge_own_chain", "merge_own_story", "merge_story", "move_story",
     "set_event_data", "set_own_chain", "set_own_story", "set_story", "set_story_mate")
)  # fmt: skip
_OF_CHAINS: Final = frozenset(("kill_item", "move_item", "move_items", "unkill_item"))
#: rows of one kind that wait at most: a whole room on the move
_MOST: Final = 500
_ENCODER: Final = msgspec.json.Encoder()
_NUL: Final = rb"\u0000"

Values = Mapping[str, object]


class Given:
    """Rows at hand, as a statement gives them."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Any] = ()) -> None:
        self._rows = rows

    @property
    def rowcount(self) -> int:
        return len(self._rows)

    def fetchone(self) -> Any:
        return self._rows[0] if self._rows else None

    def fetchall(self) -> Sequence[Any]:
        return self._rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)


class Unanswered:
    """What a gathered statement gives: whoever needs its answer must not have it gathered."""

    @property
    def rowcount(self) -> int:
        raise TypeError("a gathered statement has no answer; take it out of GATHERED")

    def fetchone(self) -> Any:
        return self.rowcount

    def fetchall(self) -> Sequence[Any]:
        return range(self.rowcount)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())


UNANSWERED: Final = Unanswered()


class Gathered:
    """Rows that wait to be written."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Values]] = {}

    def add(self, name: str, values: Iterable[Values]) -> bool:
        """Take rows; True = so many wait that it is time to write them."""
        waiting = self._rows.setdefault(name, [])
        waiting.extend(values)
        return len(waiting) >= _MOST

    def take(self) -> Iterator[tuple[str, list[Values]]]:
        """Give all that waits as statements and their rows, in the order in which they are written."""
        if not self._rows:
            return
        taken, self._rows = self._rows, {}
        for name, (statement, key) in GATHERED.items():
            rows = taken.get(name)
            if rows:
                yield statement, rows if key is None else list({row[key]: row for row in rows}.values())


class Foreseen:
    """Answers that are known."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, object], list[Any]] = {}
        #: items whose deliveries are all known, and the keys of these
        self._rung: set[object] = set()
        self._keys: set[object] = set()

    def foresee(self, name: str, asked: Iterable[str], found: Iterable[Any], by: str) -> None:
        """Note what a statement will answer to each of the asked; those that have no row among the found get none."""
        for one in asked:
            self._answers[name, one] = []
        for row in found:
            self._answers[name, row[by]].append(row)

    def foresee_deliveries(self, items: Iterable[str], keys: Iterable[str]) -> None:
        self._rung.update(items)
        self._keys.update(keys)

    def take(self, name: str, values: Values) -> Given | None:
        """Give the answer to a statement, once; None = it is not known."""
        by = _ASKED_BY.get(name)
        rows = None if by is None else self._answers.pop((name, values[by]), None)
        return None if rows is None else Given(rows)

    def count_new(self, deliveries: Sequence[Values]) -> int | None:
        """Say how many of these will be new in the ledger; None = it is not known."""
        if any(each["item"] not in self._rung for each in deliveries):
            return None
        keys = {each["key"] for each in deliveries} - self._keys
        self._keys |= keys
        return len(keys)

    def forget_changes_to(self, target: object) -> None:
        """Take note that there is one more."""
        self._answers.pop(("changes_to", target), None)

    def forget(self, name: str) -> None:
        """Take note that this statement is run: what it may change is not known any more."""
        if name in _HARMLESS:
            return
        if name in _OF_CHAINS:
            self._answers = {asked: rows for asked, rows in self._answers.items() if asked[0] != "chain_lines"}
            return
        self._answers.clear()
        self._rung.clear()
        self._keys.clear()


def as_rows(values: Sequence[Values]) -> str:
    """Give rows as the one JSON parameter that `json_to_recordset` unfolds; bytes are in base64."""
    data = _ENCODER.encode(values)
    if _NUL in data:
        # no text of PostgreSQL may have it: it becomes the sign for what cannot be shown
        data = _ENCODER.encode([{name: _shown(value) for name, value in row.items()} for row in values])
    return data.decode()


def _shown(value: object) -> object:
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


def asked_of(placed: Sequence[Placed]) -> tuple[list[str], list[str], list[str], bool]:
    """Give the dispatches, items and chains that placing these will ask for, and whether anybody is rung."""
    placements = [placement for one in placed for placement in one.placements]
    return (
        [one.dispatch for one in placed],
        [placement.item.id for placement in placements],
        list({placement.chain: None for placement in placements}),
        any(placement.rings for placement in placements),
    )
