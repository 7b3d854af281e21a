"""Another power of some stores: several processes work on one room. Which of them is the desk, and news of each other."""

from collections.abc import Sequence
from typing import Final, Literal, Protocol, TypeAlias, runtime_checkable

from wireroom.store._api import Store

#: wire: events were committed · kept: dispatches wait to be placed · watches: watches, channels or subscribers were changed
News: TypeAlias = Literal["wire", "kept", "watches"]


#: longest thing that one process may say to the others, in bytes of UTF-8: a notice of PostgreSQL has less than 8,000
MAX_SAID_BYTES: Final = 7_000


class Hearing(Protocol):
    """Hears what other processes did, and what they say. For one thread."""

    def wait(self, timeout_s: float) -> set[News]:
        """Give the news since the last time, as soon as there are any; the empty set when there were none for so long.

        News may be told twice, and some are missed while the server is away: look for yourself from time to time.

        Raises:
            StoreError: the server is away; ask again.
        """
        ...

    def said(self) -> list[str]:
        """Give what processes said since the last time, in order, this one's own words too. `wait` ends when there is some."""
        ...

    def close(self) -> None: ...


class Seating(Protocol):
    """The desk's seat, while this process has it."""

    @property
    def store(self) -> Store:
        """The store as the desk uses it: once another process has the seat, it takes no writes of this one."""
        ...

    def is_held(self) -> bool:
        """Tell whether this process still has the seat; when that cannot be known, it has not."""
        ...

    def leave(self) -> None: ...


@runtime_checkable
class Shared(Protocol):
    """A store that several processes work on."""

    def hear(self) -> Hearing: ...

    def tell(self, news: News) -> None:
        """Let the other processes know. `wire` and `kept` are told by the store itself."""
        ...

    def say(self, words: Sequence[str]) -> None:
        """Say something to all processes that listen now. It is kept nowhere: who does not listen never hears of it.

        Raises:
            StoreError: the server is away; nobody heard it.
        """
        ...

    def take_seat(self) -> Seating | None:
        """Take the desk's seat; None = another process has it. It is free as soon as its holder has ended, however it ended.

        Raises:
            StoreError: the server is away.
        """
        ...
