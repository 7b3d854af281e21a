"""Subscribers of a room: those who are sent copy itself. The verbs that pages, API and command line share."""

import re
from collections.abc import Callable
from datetime import datetime
from threading import RLock
from typing import Final

import msgspec

from wireroom.deliveries import Copy, copy_name, suffix_of
from wireroom.deliveries.newshub import FORMAT as NEWSHUB_FORMAT
from wireroom.errors import ConfigError, NotFound
from wireroom.model import Delivery, Filed, Recall, Subscriber
from wireroom.query import parse
from wireroom.room._book import WatchBook
from wireroom.store import Store, delivery_key
from wireroom.writers import FeedInfo, get_writer

#: watches have ids like this; the ledger must not take one for the other
_WATCH_ID: Final = re.compile(r"[0-9a-f]{12}")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a subscriber is doing."""

    subscriber: Subscriber
    #: number of the last thing that was sent to it; 0 = nothing yet
    last_number: int
    #: the newest row of the ledger
    last: Delivery | None


class Subscribers:
    """What a room knows of its subscribers. Safe from any thread."""

    def __init__(
        self, *, store: Store, desk: WatchBook, clock: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._desk = desk
        self._clock = clock
        self._wake = wake
        self._lock = RLock()
        self._known = {subscriber.name: subscriber for subscriber in store.find_subscribers()}

    def find_all(self) -> list[Subscriber]:
        """Give all subscribers by name."""
        return [self._known[name] for name in sorted(self._known.copy())]

    def find(self, name: str) -> Subscriber:
        """Give one subscriber.

        Raises:
            NotFound: there is none.
        """
        found = self._known.get(name)
        if found is None:
            raise NotFound("subscriber", name)
        return found

    def standing(self, name: str) -> Standing:
        """Say how one is doing.

        Raises:
            NotFound: there is none.
        """
        subscriber = self.find(name)
        recent = self._store.find_deliveries(subscriber=name, limit=50)
        return Standing(
            subscriber=subscriber,
            last_number=max((row.number or 0 for row in recent), default=0),
            last=recent[0] if recent else None,
        )

    def save(self, subscriber: Subscriber) -> Subscriber:
        """Add or change a subscriber. Every item that is filed afterwards has been matched with it.

        Raises:
            QueryError: its search cannot be understood.
            ConfigError: its channel or format does not exist, or it may not be called so.
        """
        if _WATCH_ID.fullmatch(subscriber.name):
            raise ConfigError("name", f"{subscriber.name} looks like the id of a watch; give another name")
        parse(subscriber.query)
        try:
            get_writer(subscriber.format)
        except LookupError as error:
            raise ConfigError("format", str(error)) from error
        with self._lock:
            known = {channel.name: channel.kind for channel in self._store.find_channels()}
            if subscriber.channel not in known:
                there = f"there are: {', '.join(sorted(known))}" if known else "make one first, at /admin/deliveries"
                raise ConfigError("channel", f"there is no channel {subscriber.channel!r}; {there}")
            if known[subscriber.channel] == "newshub" and subscriber.format != NEWSHUB_FORMAT:
                raise ConfigError("format", f"a Newshub reads {NEWSHUB_FORMAT} alone")
            old = self._known.get(subscriber.name)
            made_at = old.made_at if old is not None else self._clock()
            subscriber = msgspec.structs.replace(subscriber, made_at=made_at)
            self._store.write_subscriber(subscriber)
            self._desk.put_subscriber(subscriber)
            self._known[subscriber.name] = subscriber
        self._wake()
        return subscriber

    def pause(self, name: str, *, is_paused: bool) -> Subscriber:
        """Let copy for it wait, or go on.

        Raises:
            NotFound: there is none.
        """
        with self._lock:
            return self.save(msgspec.structs.replace(self.find(name), is_paused=is_paused))

    def remove(self, name: str) -> None:
        """Remove a subscriber; what it was sent stays in the ledger, and kills of that still go out.

        Raises:
            NotFound: there is none.
        """
        with self._lock:
            self._store.remove_subscriber(name)
            self._desk.remove_subscriber(name)
            self._known.pop(name, None)

    def resend(self, name: str, number: int) -> int:
        """Send all again from a number on, under the old keys and numbers, killed copy without its words; gives how many.

        Raises:
            NotFound: there is no such subscriber.
        """
        self.find(name)
        n_again = self._store.resend(name, number, now=self._clock())
        self._wake()
        return n_again

    def check_unused(self, channel: str) -> None:
        """Look whether a channel may be removed.

        Raises:
            ConfigError: a subscriber is sent copy by it.
        """
        users = [subscriber.name for subscriber in self.find_all() if subscriber.channel == channel]
        if users:
            raise ConfigError("channel", f"{channel} is the channel of {', '.join(users)}; remove them first")

    # for the outbox

    def may_leave(self, delivery: Delivery, filed: Filed) -> str | None:
        """Say why an item must not be sent to a subscriber any more, for its terms may have changed since; None = it may."""
        if delivery.kind != "item":
            return None
        subscriber = self._known.get(delivery.subscriber)
        if subscriber is None:
            return "the subscriber was removed"
        if subscriber.ends_at is not None and subscriber.ends_at <= self._clock():
            return "the subscription has ended"
        if not subscriber.may_have(filed.source):
            return f"its terms allow no copy of the source {filed.source}"
        return None

    def write_copy(self, delivery: Delivery, filed: Filed, *, site: str, url: str | None) -> Copy | None:
        """Write an item for its subscriber; None = it is for a watch.

        A kill for a subscriber that is gone is written in the default format: it must be told all the same.
        """
        if delivery.number is None:
            return None
        subscriber = self._known.get(delivery.subscriber)
        writer = get_writer(subscriber.format if subscriber is not None else "ninjs")
        topic = subscriber.topic if subscriber is not None else None
        site_url = (url or "http://localhost").rstrip("/")
        about = FeedInfo(
            title=site,
            site_url=site_url,
            self_url=topic or f"{site_url}/items/{delivery.item}",
            hub_url=f"{site_url}/websub" if topic else None,
            updated_at=filed.killed_at or filed.received_at,
        )
        return Copy(
            number=delivery.number,
            format=writer.name,
            media_type=writer.media_type,
            filename=copy_name(delivery, suffix_of(writer.media_type)),
            data=writer.write([filed], about),
        )


class RecallSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One killed item: who had it, and who knows."""

    recall: Recall | None
    #: each with what it was sent first, and its kill if there is one
    rows: tuple[tuple[Delivery, Delivery | None], ...]


def recall_sheet(store: Store, item: str) -> RecallSheet:
    """Put together who had an item and who has acknowledged its kill, those who have not first."""
    found = store.recipients(item)
    # by key: a kill that waited may have moved to a new channel of its subscriber since
    kills = {row.key: row for row in found if row.kind == "killed"}
    orders = dict.fromkeys((None, *(row.by for row in kills.values())))

    def newest_kill(subscriber: str, channel: str) -> Delivery | None:
        keys = (delivery_key(subscriber, channel, "killed", item, order) for order in orders)
        return max((kills[key] for key in keys if key in kills), key=lambda row: row.n, default=None)

    had: dict[tuple[str, str], Delivery] = {}
    for row in found:
        if row.kind in ("alert", "item", "corrected") and row.sent_at is not None:
            had.setdefault((row.subscriber, row.channel), row)
    rows = [(row, newest_kill(*who)) for who, row in had.items()]
    rows.sort(key=lambda pair: (pair[1] is not None and pair[1].acknowledged_at is not None, pair[0].n))
    told = [kill for _, kill in rows if kill is not None]
    if not told:
        return RecallSheet(recall=None, rows=tuple(rows))
    n_open = sum(row.state != "acknowledged" for row in told)
    ends = [row.acknowledged_at for row in told if row.acknowledged_at is not None]
    worst = next(
        (row.state for state in ("dead", "failed", "sent", "queued") for row in told if row.state == state), None
    )
    recall = Recall(
        item=item,
        by=told[0].by,
        began_at=min(row.created_at for row in told),
        n_told=len(told),
        n_open=n_open,
        ended_at=max(ends, default=None) if not n_open else None,
        state=worst or "acknowledged",
    )
    return RecallSheet(recall=recall, rows=tuple(rows))
