"""Which channels send now: pure, from the first in line of each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final

import msgspec

from wireroom.store._ledger import Failing
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._rows import Row

_KILLS: Final = 0


class Lanes(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen. Times in microseconds, as the tables have them."""

    #: each with its first in line; those with a kill first
    channels: Mapping[str, int]
    #: when the next of the others is due; None = nothing waits
    next_at: int | None
    #: the same of those that fail; past = it was held back
    failing_at: int | None


def choose_lanes(heads: Iterable[Row], wanted: Mapping[str, int], failing: Failing, now: datetime) -> Lanes:
    """Choose the channels that send now.

    Shape: `heads` by channel, and of a channel by turn.
    """
    at = rows.micros(now)
    due: list[Row] = []
    held: list[Row] = []
    later: list[int] = []
    failing_later: list[int] = []
    for channel, line in groupby(heads, key=lambda head: str(head["channel"])):
        if channel not in wanted:
            continue
        first, ats = _first_due(line, at)
        is_failing = channel in failing.channels
        (failing_later if is_failing else later).extend(ats)
        if first is not None:
            # a kill that nobody there has been told of is not held back
            (held if is_failing and (first["turn"] != _KILLS or first["attempts"]) else due).append(first)
    held.sort(key=lambda head: (head["turn"], head["next_at"]))
    due += held[: failing.n_at_most]
    failing_later += [at for _ in held[failing.n_at_most :]]
    due.sort(key=lambda head: bool(head["turn"] != _KILLS))
    return Lanes(
        channels={head["channel"]: head["n"] for head in due},
        next_at=min(later, default=None),
        failing_at=min(failing_later, default=None),
    )


def _first_due(line: Iterable[Row], at: int) -> tuple[Row | None, list[int]]:
    """Give what goes now, and otherwise the times at which something may."""
    later: list[int] = []
    for head in line:
        if head["due_at"] > at:
            later.append(head["due_at"])
        elif head["next_at"] > at:  # what failed holds up what is behind it
            return None, [*later, head["next_at"]]
        else:
            return head, []
    return None, later
