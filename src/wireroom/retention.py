"""Retention: how long the copy of each agency is kept. Licences differ.

    for each period in the settings: items, then dispatches, as old as that -> store.retire, some at a time

An item is due when the period of its agency is over; a dispatch when that of everything in it is, so that a polled feed goes when
its newest entry does. Each period has a place in a note from which it goes on; other settings begin anew.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from wireroom.store import AgedDispatch, AgedItem, Store
from wireroom.text.terms import fold_letters

#: retired in one transaction: some 20 ms in which copy waits
BATCH: Final = 50
#: dispatches are numbered as they are written, not as they came in: so much of them is looked at again
_SLACK: Final = timedelta(days=1)
#: a moment between transactions, for the copy that waits
_BREATH_S: Final = 0.01
_OTHERS: Final = "*"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Retired(msgspec.Struct, kw_only=True):
    """What was retired, or would be."""

    n_items: int = 0
    n_dispatches: int = 0
    #: of these dispatches, as they arrived
    n_bytes: int = 0
    #: items by agency; "" = the copy names none
    by_agency: Counter[str] = msgspec.field(default_factory=Counter)


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """How far a period has got: the last item, and the last dispatch."""

    received_at: datetime = _EPOCH
    arrived: int = 0
    n: int = 0


class Retention:
    """The settings of one room, and the work they make."""

    def __init__(self, store: Store, clock: Callable[[], datetime], settings: Mapping[str, float | None]) -> None:
        """Take the settings: seconds by the name of the house style, "*" for all others; None = for good."""
        self._store = store
        self._clock = clock
        self._periods = {
            fold_letters(name): None if kept is None else timedelta(seconds=kept) for name, kept in settings.items()
        }
        told = sorted((name, str(kept)) for name, kept in self._periods.items())
        self._key = hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:12]

    @property
    def has_work(self) -> bool:
        """Tell whether anything is ever due."""
        return any(period is not None for period in self._periods.values())

    def period_of(self, agency: str | None) -> timedelta | None:
        """Say how long an agency's copy is kept; None = for good.

        Shape: `agency` is the house style's name; None = the copy names none.
        """
        if agency is not None and agency in self._periods:
            return self._periods[agency]
        return self._periods.get(_OTHERS)

    def longest(self, agencies: Iterable[str | None]) -> timedelta | None:
        """Say how long copy of all these agencies together is kept."""
        longest = timedelta()
        for agency in set(agencies) or {None}:
            period = self.period_of(agency)
            if period is None:
                return None
            longest = max(longest, period)
        return longest

    def run(self, *, is_dry: bool = False) -> Retired:
        """Retire what is due now; dry: only count it.

        Raises:
            StoreError: what was not retired yet is retired the next time.
        """
        done = Retired()
        for period in sorted({kept for kept in self._periods.values() if kept is not None}):
            self._run_period(period, done, is_dry=is_dry)
        return done

    def _run_period(self, period: timedelta, done: Retired, *, is_dry: bool) -> None:
        now = self._clock()
        before = now - period
        note = f"retention.{self._key}.{period.total_seconds():.0f}"
        place = _read_place(self._store.read_note(note))

        def after(reached: _Place, items: list[AgedItem], dispatches: list[AgedDispatch]) -> None:
            if not is_dry:
                gone = self._store.retire([each.id for each in items], [each.id for each in dispatches], now=now)
                self._store.write_notes({note: msgspec.json.encode(reached).decode()})
                # by other settings some may have gone before
                items = [each for each in items if each.id in gone]
                dispatches = [each for each in dispatches if each.id in gone]
                time.sleep(_BREATH_S)
            _count(done, items, dispatches)

        while items := self._store.find_aged_items(
            after=(place.received_at, place.arrived), before=before, limit=BATCH
        ):
            place = msgspec.structs.replace(place, received_at=items[-1].received_at, arrived=items[-1].arrived)
            due = [each for each in items if self.period_of(each.agency) == period]
            after(place, due, [])
        n = place.n
        while found := self._store.find_aged_dispatches(after=n, before=before, limit=BATCH):
            n = found[-1].n
            old = [each.n for each in found if each.received_at < before - _SLACK]
            place = msgspec.structs.replace(place, n=max([place.n, *old])) if len(old) == len(found) else place
            due_dispatches = [each for each in found if not each.is_empty and self.longest(each.agencies) == period]
            after(place, [], due_dispatches)


def _count(done: Retired, items: list[AgedItem], dispatches: list[AgedDispatch]) -> None:
    done.n_items += len(items)
    done.n_dispatches += len(dispatches)
    done.n_bytes += sum(each.n_bytes for each in dispatches)
    done.by_agency.update(each.agency or "" for each in items)


def _read_place(words: str | None) -> _Place:
    return _Place() if words is None else msgspec.json.decode(words, type=_Place)
