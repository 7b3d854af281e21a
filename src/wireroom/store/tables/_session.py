"""The seam between the verbs and an engine: sessions that run statements by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from wireroom.store.tables._documents import Document


class Found(Protocol):
    """What a statement gives."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> Sequence[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Session(Protocol):
    """A connection inside a transaction."""

    def run(self, name: str, values: Mapping[str, object] = ..., /) -> Found:
        """Run one statement."""
        ...

    def run_many(self, name: str, values: Iterable[Mapping[str, object]], /) -> int:
        """Run one statement for each of the values; gives how many rows they wrote in all."""
        ...

    def add_documents(self, documents: Iterable[Document], /) -> None:
        """Put documents into the search index."""
        ...

    def drop_documents(self, documents: Iterable[Document], /) -> None:
        """Take documents out of the search index, given as they were put in."""
        ...


SessionT = TypeVar("SessionT", bound=Session)
Session_co = TypeVar("Session_co", bound=Session, covariant=True)


class Database(Protocol[Session_co]):
    """Lends sessions, from any thread."""

    def reading(self) -> AbstractContextManager[Session_co]:
        """Lend a session that sees one moment of the store, to read only.

        Raises:
            StoreError: it cannot be read now.
        """
        ...

    def writing(self, *, is_synced: bool = True, is_alone: bool = True) -> AbstractContextManager[Session_co]:
        """Lend a session that writes: committed at the end, undone on any exception.

        Alone: no other such session, of any process, is under way until it ends.

        Not synced: it survives the end of the program, and a power cut only from the next synced commit on.

        Raises:
            StoreError: nothing was written.
        """
        ...

    def close(self) -> None:
        """Close all connections; using the store afterwards is a StoreError."""
        ...
