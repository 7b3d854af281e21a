"""The seam to rereading: a filed item gets what today's readers see in its dispatch, and what was read before is kept.

place     chain, story, position, holding, kills, deliveries and decisions: as it was filed, whatever the new reading says
reading   the fields of the item; the wire tells of the new one by an event `reread`, which keeps the old one for the desk
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from wireroom.model import Item

#: the note that tells an open desk of a rereading: when the last one was done
REREAD_NOTE: Final = "reread.at"


class Rereading(Protocol):
    """The part of a store that takes better readings of what was filed."""

    def reread(self, items: Sequence[Item], *, now: datetime) -> set[str]:
        """Put these readings in the place of those that stand, in ONE transaction, with an event `reread` for each.

        Gives the ids of those that changed: what stands already, or must stay (see `may_be_reread`), is left as it is.

        Raises:
            StoreError: nothing of it was written.
        """
        ...

    def earlier_readings(self, items: Sequence[str], *, after: int) -> dict[str, Item]:
        """Give how items were read at seq `after`, where they were read anew since; killed copy has no earlier reading."""
        ...
