"""The seam to the ledger: watches, channels, and every delivery from the moment an item is written to its end.

Ring          one subscriber that is to hear of an item: written in the same transaction as the item
turn          what became of deliveries, and which go next: one transaction
recipients    who was sent what, when, acknowledged when
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol, TypeAlias

import msgspec

from wireroom.model import Delivery, DeliveryKind, DeliveryState, Filed, OutChannel, Recall, Subscriber, Watch


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """One channel that a ring goes out by."""

    channel: str
    #: not before: quiet hours, the next digest
    due_at: datetime


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """A subscriber that is to hear of an item."""

    #: id of the watch
    subscriber: str
    name: str
    errands: tuple[Errand, ...]
    urgency: int = 5
    bells: int = 1
    #: the store rings it only if it has not rung for this chain before
    is_first_only: bool = False
    with_corrections: bool = True
    #: alert = of a watch, item = to a subscriber
    kind: DeliveryKind = "alert"
    #: 1, or 2 = behind all that is 1
    turn: int = 1


#: what is asked for each item that is released: it stands as newly arrived
Ringer: TypeAlias = Callable[[Filed], Sequence[Ring]]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one attempt."""

    key: str
    state: DeliveryState
    #: for `failed`: when it is tried again
    next_at: datetime | None = None
    problem: str | None = None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What goes out now; it counts as sent already."""

    #: in the order they are to leave, those of one channel together
    deliveries: tuple[Delivery, ...] = ()
    #: when the next one is due on the channels that were asked for and do not fail; None = nothing waits
    next_at: datetime | None = None
    #: the same of those that fail; not after now = it was held back
    failing_at: datetime | None = None


class Failing(msgspec.Struct, frozen=True, kw_only=True):
    """Channels whose last attempt failed: few of them are tried at a time, so that they cost the others nothing."""

    channels: frozenset[str] = frozenset()
    #: how many of them may send in this turn; a kill that was not tried yet is not counted and not held back
    n_at_most: int = 0


NONE_FAIL: Final = Failing()


class Ledger(Protocol):
    """The part of a store that knows watches, channels and deliveries.

    A kill in `apply` rings everybody who may have been sent the item, first in the queue, and calls off what has not left. A
    further order to kill it rings those of them who have not acknowledged a notice of at least its strength: a kill is
    stronger than a withdrawal. The same order, and one in the same words, rings once.
    Deliveries to the desk need no sending: they are `sent` from the start.
    """

    def find_watches(self) -> list[Watch]: ...

    def write_watch(self, watch: Watch) -> None:
        """Add or change a watch."""
        ...

    def remove_watch(self, watch: str) -> None:
        """Remove a watch; its deliveries stay in the ledger.

        Raises:
            NotFound: there is none.
        """
        ...

    def find_channels(self) -> list[OutChannel]: ...

    def write_channel(self, channel: OutChannel) -> None:
        """Add or change a channel."""
        ...

    def remove_channel(self, channel: str) -> None:
        """Remove a channel; what waits for it stays in the ledger, and waits.

        Raises:
            NotFound: there is none.
        """
        ...

    def find_subscribers(self) -> list[Subscriber]:
        """Give all subscribers by name."""
        ...

    def write_subscriber(self, subscriber: Subscriber) -> None:
        """Add or change a subscriber; what waits for it waits for the channel it has now."""
        ...

    def remove_subscriber(self, subscriber: str) -> None:
        """Remove a subscriber and call off what waits for it, but for kills; its deliveries stay in the ledger.

        Raises:
            NotFound: there is none.
        """
        ...

    def resend(self, subscriber: str, number: int, *, now: datetime) -> int:
        """Send all again that a subscriber was sent from this number on, in its order and under its keys and numbers.

        Of what was killed since, its kill goes again, first, and under its own number a notice without its words. Gives how
        many.
        """
        ...

    def recalls(self, *, is_open: bool | None = None, limit: int = 100) -> list[Recall]:
        """Give killed items that somebody had, newest kill first; `is_open`: only those with somebody still to tell."""
        ...

    def waiting_channels(self) -> list[str]:
        """Give the channels for which something is queued or failed."""
        ...

    def waiting_since(self) -> Mapping[str, datetime]:
        """Give since when each of these channels has something waiting that was to leave: the first in its line.

        What waits for a paused subscriber does not count, but for kills; what is due later gives a time to come.
        """
        ...

    def turn(
        self, outcomes: Sequence[Outcome], wanted: Mapping[str, int], *, now: datetime, failing: Failing = NONE_FAIL
    ) -> Turn:
        """Write what became of deliveries, and take the next ones of the wanted channels: name -> how many at most.

        Those of a channel leave in their order: kills first, then as they are due. One that failed holds up those behind
        it until its time comes again.
        """
        ...

    def add_delivery(self, ring: Ring, *, kind: DeliveryKind, item: str, seq: int, now: datetime) -> list[Delivery]:
        """Queue deliveries by hand: a test of a channel, an item sent again."""
        ...

    def reopen_sent(self) -> int:
        """Queue again what was on its way when the program ended; gives how many."""
        ...

    def replay(self, key: str, *, now: datetime) -> Delivery:
        """Send one delivery again, under its key.

        Raises:
            NotFound: there is none, or it waits already.
        """
        ...

    def replay_dead(self, channel: str | None = None, *, now: datetime) -> int:
        """Send all that was given up again, of one channel or of all; gives how many."""
        ...

    def acknowledge(self, key: str, *, now: datetime) -> None:
        """Note that a sent delivery was seen; nothing happens when it was before.

        Raises:
            NotFound: there is none.
        """
        ...

    def find_delivery(self, key: str) -> Delivery | None: ...

    def find_deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        channel: str | None = None,
        subscriber: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> list[Delivery]:
        """Give rows of the ledger, newest first, below number `before`."""
        ...

    def recipients(self, item: str) -> list[Delivery]:
        """Give all deliveries about an item, oldest first: who was sent what, when, and when it was acknowledged."""
        ...

    def count_deliveries(self) -> Mapping[str, int]:
        """Count the ledger's rows by state."""
        ...


def delivery_key(subscriber: str, channel: str, kind: str, item: str, order: str | None = None) -> str:
    """Give the key of a delivery: the same whenever the same thing is told to the same one.

    `order`: who was told of a kill already is told of this further order to kill.
    """
    told = (subscriber, channel, kind, item) if order is None else (subscriber, channel, kind, item, order)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def no_rings(_: Filed) -> Sequence[Ring]:
    """Ring nobody: for rooms without watches, and for tests."""
    return ()
