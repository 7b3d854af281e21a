"""The part of the seam that finds copy by the id its agency gives it, however old it is."""

from collections.abc import Iterable
from typing import Protocol

from wireroom.model import Filed


class Bearing(Protocol):
    """Verbs of native ids."""

    def find_bearing(self, guids: Iterable[str]) -> list[Filed]:
        """Give the items that bear one of these native ids, of any agency, in order of arrival.

        With all that the machine has in one chain with them; at most the newest 1,000.
        """
        ...

    def catch_up(self) -> int:
        """Put in the native ids of items that `find_bearing` does not know yet, of an older program; gives how many.

        For a desk's start: nothing may be placed meanwhile.

        Raises:
            StoreError: some are not put in; the next start goes on.
        """
        ...
