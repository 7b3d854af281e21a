"""Which watches an item meets, asked before it is written: what they ring is written with it.

    Watching.rings(filed, before)     the rings for one item, by all watches as they are at this moment

The desk owns it and asks under its lock; watches are added and removed under the same lock, so that an item written after
a watch was taken has been matched with it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wireroom.errors import ConfigError, QueryError
from wireroom.logs import get_log
from wireroom.model import DESK_CHANNEL, Filed, Item, OutChannel, Subscriber, Watch
from wireroom.query import Subject, parse
from wireroom.store import Errand, Ring
from wireroom.watches import WatchIndex, bells_of, changes_facts, due_at

_log = get_log("watches")
#: ranks that go first to subscribers who want it so
_PRESSING = frozenset(("flash", "bulletin", "alert", "urgent"))
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

#: most watches ring there and nowhere else
_DESK_ALONE: Final = (DESK_CHANNEL,)

#: gives the version of its chain that stands before an item; None = it is the first
Before = Callable[[], Item | None]


class Watching:
    """The watches and channels of a room in memory. Not safe for two threads at once."""

    def __init__(
        self,
        watches: Iterable[Watch] = (),
        channels: Iterable[OutChannel] = (),
        subscribers: Iterable[Subscriber] = (),
    ) -> None:
        self._index = WatchIndex()
        self._watches: dict[str, Watch] = {}
        self._channels: Mapping[str, OutChannel] = {channel.name: channel for channel in channels}
        self._subscribers: dict[str, Subscriber] = {}
        for subscriber in subscribers:
            try:
                self.put_subscriber(subscriber)
            except QueryError as error:
                _log.error("subscriber's search not understood", name=subscriber.name, problem=error.problem)
        for watch in watches:
            try:
                self.put(watch)
            except QueryError as error:
                # a newer or older Wireroom took it; the others must ring all the same
                _log.error("watch not understood", watch=watch.id, name=watch.name, problem=error.problem)

    def __len__(self) -> int:
        return len(self._watches) + len(self._subscribers)

    def put(self, watch: Watch) -> None:
        """Take a watch in, or change it.

        Raises:
            QueryError: its search cannot be understood; the old one stands.
        """
        tree = parse(watch.query)
        self._watches[watch.id] = watch
        if watch.is_off:
            self._index.remove(watch.id)
        else:
            self._index.add(watch.id, tree)

    def remove(self, watch: str) -> None:
        """Take a watch out."""
        self._index.remove(watch)
        self._watches.pop(watch, None)

    def put_subscriber(self, subscriber: Subscriber) -> None:
        """Take a subscriber in, or change it.

        Raises:
            QueryError: its search cannot be understood; the old one stands.
        """
        tree = parse(subscriber.query)
        self._subscribers[subscriber.name] = subscriber
        self._index.add(subscriber.name, tree)

    def remove_subscriber(self, name: str) -> None:
        """Take a subscriber out."""
        self._index.remove(name)
        self._subscribers.pop(name, None)

    def set_channels(self, channels: Iterable[OutChannel]) -> None:
        """Take note of the channels as they are now."""
        self._channels = {channel.name: channel for channel in channels}

    def rings(self, filed: Filed, before: Before, *, now: datetime, words: str | None = None) -> tuple[Ring, ...]:
        """Say who is to hear of an item, and when at the earliest; `words`: its `folded_text`, where it was made before."""
        if not len(self._index):
            return ()
        subject = Subject(filed, words)
        self._index.learn(subject)
        at_desk = (Errand(channel=DESK_CHANNEL, due_at=now),)
        found = []
        for id in sorted(self._index.match(subject, now=now)):
            watch = self._watches.get(id)
            if watch is None:
                found += _copies(self._subscribers[id], filed, now)
                continue
            if watch.is_facts_only and (earlier := before()) is not None and not changes_facts(earlier, filed.item):
                continue
            errands = at_desk if watch.channels == _DESK_ALONE else self._errands(watch, now)
            found.append(_ring(watch, filed, errands))
        return tuple(found)

    def _errands(self, watch: Watch, now: datetime) -> tuple[Errand, ...]:
        known = [name for name in watch.channels if name == DESK_CHANNEL or name in self._channels]
        return tuple(
            Errand(channel=name, due_at=due_at(watch, self._channels.get(name), now)) for name in dict.fromkeys(known)
        )


def _ring(watch: Watch, filed: Filed, errands: tuple[Errand, ...]) -> Ring:
    return Ring(
        subscriber=watch.id,
        name=watch.name,
        errands=errands,
        urgency=watch.urgency,
        bells=bells_of(watch, filed.item.marks),
        is_first_only=watch.is_first_only,
        with_corrections=watch.with_corrections,
    )


def _copies(subscriber: Subscriber, filed: Filed, now: datetime) -> list[Ring]:
    """Say that a subscriber is to have an item, unless its terms or its rule for embargoed copy forbid it."""
    item = filed.item
    if not subscriber.may_have(filed.source) or (subscriber.ends_at is not None and subscriber.ends_at <= now):
        return []
    if subscriber.embargo == "never" and (item.embargoed is not None or item.embargo_text):
        return []
    is_behind = subscriber.order == "pressing" and item.marks.rank not in _PRESSING
    due_at = now + timedelta(minutes=subscriber.delay_minutes)
    ring = Ring(
        subscriber=subscriber.name,
        name=subscriber.title or subscriber.name,
        errands=(Errand(channel=subscriber.channel, due_at=due_at),),
        urgency=item.urgency or 5,
        with_corrections=False,
        kind="item",
        turn=2 if is_behind else 1,
    )
    return [ring]


def check_watch(watch: Watch) -> None:
    """Look whether a watch can be taken.

    Raises:
        QueryError: its search cannot be understood.
        ConfigError: there is no such time zone, or its quiet hours are no times.
    """
    parse(watch.query)
    if watch.quiet is not None:
        check_zone("quiet hours", watch.quiet.zone)
        for clock in (watch.quiet.start, watch.quiet.end):
            check_clock("quiet hours", clock)


def check_zone(what: str, zone: str) -> None:
    """Look whether there is such a time zone.

    Raises:
        ConfigError: there is none.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(what, f"there is no time zone {zone!r}; write one like Europe/Stockholm") from error


def check_clock(what: str, clock: str) -> None:
    """Look whether it is a time of day.

    Raises:
        ConfigError: it is not.
    """
    if not _CLOCK.fullmatch(clock):
        raise ConfigError(what, f"{clock!r} is no time of day; write one like 07:30")
