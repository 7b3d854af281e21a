"""The seam to moving house: a whole room as lines of JSON, the same from every store.

Snapshot      one moment of the room, table by table, each row a line; two rooms with the same lines are the same room
fill          such lines into an empty store, in one transaction
CopiesItself  what a store that is one file can do besides: a copy of it while others write
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

#: a table's name, and its rows in the stated order
TableLines: TypeAlias = tuple[str, Iterable[bytes]]


class Snapshot(Protocol):
    """One moment of a room; what is written meanwhile is not in it."""

    def count(self) -> Mapping[str, int]:
        """Count the rows of each table, in the order in which tables are moved."""
        ...

    def lines(self, table: str) -> Iterator[bytes]:
        """Give a table's rows as lines of JSON without line ends, by key.

        Shape: columns in the order of the schema; times are whole microseconds since 1970 UTC; bytes are base64, unpacked.
        """
        ...


class Moving(Protocol):
    """The part of a store that gives and takes a whole room."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Hold one moment of the room for as long as it takes to read it; writers go on.

        Raises:
            StoreError: it cannot be read now.
        """
        ...

    def fill(self, tables: Iterable[TableLines]) -> None:
        """Write a whole room into this store, which must be empty, in ONE transaction; tables in the order of `count`.

        Raises:
            Refused: this store is not empty, or a line is not of this form.
            StoreError: nothing of it was written.
        """
        ...


@runtime_checkable
class CopiesItself(Protocol):
    """A store that is one file."""

    def copy_to(self, path: Path, tell: Callable[[int, int], None]) -> None:
        """Copy the room as it is at this moment into a new file, whole and durable, while others write.

        `tell` is told now and then how many pages are done, and of how many.

        Raises:
            StoreError: it could not be copied, or the copy is damaged; there is no file then.
        """
        ...
