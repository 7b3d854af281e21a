"""What an item does to others, as written down: mixed into `Store`."""

from typing import Protocol

from wireroom.model import Change


class Changing(Protocol):
    """Verbs of what items do to others."""

    def changes_by(self, item: str) -> list[Change]:
        """Give what an item does to others: what an order kills, and how that was found. Without an item, nothing."""
        ...
