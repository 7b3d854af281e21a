"""The part of a store that knows how editors work together: decisions like any other, found by where they belong now."""

from typing import Protocol

from wireroom.model import Collection, Decision


class WorkingTogether(Protocol):
    """What holds of taking, noting, marking, collecting and sending; written by `Store.edit`. For editors only."""

    def together(
        self, limit: int = 1000, *, chain: str = "", collection: str = "", before: int | None = None
    ) -> list[Decision]:
        """Give what holds of taking, noting, marking, collecting and sending, newest first; of one chain, or collection.

        `Decision.chain` is the chain its item stands in now.
        """
        ...

    def collections(self, limit: int = 200) -> list[Collection]:
        """Give the collections that are open, newest first."""
        ...
