"""Who is told of an order to kill: whoever had the copy and does not know as much yet."""

from collections.abc import Sequence

from wireroom.store._ledger import delivery_key
from wireroom.store.tables._rows import Row

#: strength of the orders, as the query `kill_notices` gives it
_KILL, _WITHDRAWAL = 2, 1


def find_untold(
    told: Sequence[Row], notices: Sequence[Row], *, item: str, by: str, is_withdrawal: bool
) -> tuple[list[Row], list[Row]]:
    """Give those of `told` who were sent no notice yet that the item is killed, and those who are told of this order as well.

    The latter have not acknowledged a notice of at least its strength, and have none of this very order. A notice is found by
    its key: one that waits may have moved to a new channel of its subscriber.
    """
    first: list[Row] = []
    further: list[Row] = []
    strength = _WITHDRAWAL if is_withdrawal else _KILL
    by_key = {row["key"]: row for row in notices}
    orders = dict.fromkeys((None, *(row["by_item"] for row in notices)))
    for one in told:
        keys = (delivery_key(one["subscriber"], one["channel"], "killed", item, order) for order in orders)
        had = [by_key[key] for key in keys if key in by_key]
        if not had:
            first.append(one)
        elif not any(_is_enough(notice, by, strength) for notice in had):
            further.append(one)
    return first, further


def _is_enough(notice: Row, by: str, strength: int) -> bool:
    return bool(notice["by_item"] == by or (notice["state"] == "acknowledged" and notice["strength"] >= strength))
