"""Orders to kill that have found nothing yet, however old: what they name by its id is killed when it comes.

They are few: those whose alarm nobody has seen to. The ones of the last days are in memory with all else (`OpenChains`) and
find their copy by likeness as well; the older ones stand here by the ids that they name.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from wireroom import chains
from wireroom.chains import OpenChains
from wireroom.model import Filed, Item
from wireroom.store import Store

#: newest open alarms that are looked through
_ALARMS: Final = 10_000
_PAGE: Final = 500


class OpenOrders:
    """The ids that open orders of before all that is in memory name."""

    def __init__(self, store: Store, known: OpenChains) -> None:
        self._store = store
        self._known = known
        self._by_id: dict[str, list[Filed]] = {}

    def reread(self, now: datetime) -> None:
        """Take the orders as their alarms are now.

        Raises:
            StoreError: the store cannot be read.
        """
        alarms = self._store.alarms(_ALARMS, is_open=True)
        ids = list(dict.fromkeys(alarm.item for alarm in alarms if alarm.item and alarm.item not in self._known))
        by_id: dict[str, list[Filed]] = {}
        for start in range(0, len(ids), _PAGE):
            for filed in self._store.find_items(ids[start : start + _PAGE], view="desk", now=now):
                for named in chains.ordered_ids(filed.item) if filed.item.is_kill else ():
                    by_id.setdefault(named, []).append(filed)
        self._by_id = by_id

    def find(self, items: Iterable[Item], now: datetime) -> list[Filed]:
        """Give the orders that name one of these items and are not in memory, as they came.

        Raises:
            StoreError: the store cannot be read.
        """
        named = self._by_id.keys() & {chains.borne_id(item) or "" for item in items}
        if not named:
            return []
        self.reread(now)  # an editor may have seen to one of them since
        found = {filed.item.id: filed for id in named for filed in self._by_id.get(id, ())}
        return sorted(found.values(), key=lambda filed: filed.seq)
