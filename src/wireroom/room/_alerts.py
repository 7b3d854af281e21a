"""Watches, channels and deliveries of a room: the verbs that pages, API and command line share.

A watch is written first and matched from then on: who is told "saved" misses no item that is filed afterwards, and a room
that dies in between finds it in the store at its next start.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import RLock
from typing import Final

import msgspec

import wireroom
from wireroom.config import Config
from wireroom.deliveries import Channel, Office, Parcel, check_channel, open_channel
from wireroom.errors import ConfigError, NotFound
from wireroom.ingest import check_clock, check_watch, check_zone
from wireroom.model import DESK_CHANNEL, Delivery, Filed, OutChannel, Watch
from wireroom.outbox import Outbox
from wireroom.room._book import WatchBook
from wireroom.room._hub import Hub
from wireroom.room._posting import GuardedPost
from wireroom.room._subscribers import Subscribers
from wireroom.store import Errand, Ring, Store
from wireroom.watches import changes_facts, is_quiet

#: what a watch is tried on before it is saved
TRIED: Final = timedelta(days=1)
#: items looked at in a trial, at most
_TRIED_ITEMS: Final = 5000
_PAGE: Final = 200
_TO_EDITORS: Final = frozenset(("kill", "withdrawal", "advisory", "test"))


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """How often a watch would have rung."""

    since: datetime
    #: what it would have rung for, newest first
    rings: tuple[Filed, ...]
    #: the search fits, and the watch would have kept quiet: not the first of its story, or no new facts
    n_quiet: int
    #: there was more than could be looked at
    is_cut: bool = False


class Alerts:
    """What a room knows of watches and deliveries. Safe from any thread, but for `run`."""

    def __init__(
        self,
        config: Config,
        *,
        store: Store,
        desk: WatchBook,
        clock: Callable[[], datetime],
        post: GuardedPost | None = None,
    ) -> None:
        self._config = config
        self._store = store
        self._desk = desk
        self._clock = clock
        #: where readers find the room, for links
        self.url: str | None = config.public_url
        self._post = post or GuardedPost(agent=f"Wireroom/{wireroom.__version__}", clock=clock)
        self._lock = RLock()
        self._watches = {watch.id: watch for watch in store.find_watches()}
        self.subscribers = Subscribers(store=store, desk=desk, clock=clock, wake=self._wake)
        self.hub = Hub(
            subscribers=self.subscribers,
            save_channel=self.save_channel,
            remove_channel=self.remove_channel,
            post=self._post,
            clock=clock,
            allow_private=config.websub_private,
        )
        self.outbox = Outbox(
            store, open_channel=self._open, describe=self._describe, clock=clock, may_leave=self.subscribers.may_leave,
            has_gone=self.hub.end_gone,
        )  # fmt: skip
        self.outbox.set_channels(store.find_channels())

    @property
    def office(self) -> Office:
        """What channels may use."""
        contact = self._config.public_url or f"mailto:{self._config.mail_from or 'wireroom@localhost'}"
        return Office(
            post=self._post,
            smtp_url=self._config.smtp_url,
            mail_from=self._config.mail_from,
            data=self._config.data,
            drops=self._config.drop_folder or self._config.data / "drops",
            contact=contact,
        )

    async def run(self) -> None:
        """Send deliveries until cancelled."""
        try:
            await self.outbox.run()
        finally:
            await self._post.close()

    def _open(self, channel: OutChannel) -> Channel:
        return open_channel(channel, self.office)

    def _describe(self, delivery: Delivery, filed: Filed | None) -> Parcel:
        url = f"{self.url.rstrip('/')}/item/{delivery.item}" if self.url and delivery.item else self.url
        site = self._config.site_name
        copy = None if filed is None else self.subscribers.write_copy(delivery, filed, site=site, url=self.url)
        earlier = self._earlier(delivery) if delivery.kind == "killed" else ()
        return Parcel(delivery=delivery, filed=filed, url=url, site=site, copy=copy, earlier=earlier)

    def _earlier(self, kill: Delivery) -> tuple[Delivery, ...]:
        who = kill.subscriber, kill.channel
        rows = self._store.recipients(kill.item)
        return tuple(
            row
            for row in rows
            if (row.subscriber, row.channel) == who and row.kind != "killed" and row.sent_at is not None
        )

    def _wake(self) -> None:
        self.outbox.wake()

    # watches

    def find_watches(self) -> list[Watch]:
        """Give all watches, by folder and name."""
        return sorted(
            self._watches.copy().values(), key=lambda watch: (watch.folder or "", watch.name.lower(), watch.id)
        )

    def find_watch(self, id: str) -> Watch:
        """Give one watch.

        Raises:
            NotFound: there is none.
        """
        found = self._watches.get(id)
        if found is None:
            raise NotFound("watch", id)
        return found

    def save_watch(self, watch: Watch) -> Watch:
        """Add a watch (its id is empty) or change one; gives it as it was saved.

        Raises:
            QueryError: its search cannot be understood.
            ConfigError: a time zone, a time or a channel of it does not exist.
            NotFound: there is no watch of this id.
        """
        check_watch(watch)
        if not watch.query.strip():
            raise ConfigError("query", "a watch wants a search: without one it would ring for everything")
        with self._lock:
            known = {channel.name for channel in self._store.find_channels()} | {DESK_CHANNEL}
            for name in watch.channels:
                if name not in known:
                    raise ConfigError(
                        "channels", f"there is no channel {name!r}; there are: {', '.join(sorted(known))}"
                    )
            if watch.id:
                made_at = self.find_watch(watch.id).made_at
            else:
                made_at = self._clock()
                watch = msgspec.structs.replace(watch, id=secrets.token_hex(6))
            watch = msgspec.structs.replace(watch, made_at=made_at)
            self._store.write_watch(watch)
            self._desk.put_watch(watch)
            self._watches[watch.id] = watch
        return watch

    def remove_watch(self, id: str) -> None:
        """Remove a watch.

        Raises:
            NotFound: there is none.
        """
        with self._lock:
            self._store.remove_watch(id)
            self._desk.remove_watch(id)
            self._watches.pop(id, None)

    def try_watch(self, watch: Watch) -> Trial:
        """Say how often a watch would have rung during the last day.

        Raises:
            QueryError: its search cannot be understood.
            ConfigError: a time zone or a time of it does not exist.
        """
        check_watch(watch)
        since = self._clock() - TRIED
        met, is_cut = self._met_since(watch.query, since)
        rung: list[Filed] = []
        chains: set[str] = set()
        for filed in reversed(met):
            is_first = filed.chain not in chains
            chains.add(filed.chain)
            if not is_first and (watch.is_first_only or (watch.is_facts_only and not self._is_news(filed))):
                continue
            rung.append(filed)
        return Trial(since=since, rings=tuple(reversed(rung)), n_quiet=len(met) - len(rung), is_cut=is_cut)

    def _met_since(self, query: str, since: datetime) -> tuple[list[Filed], bool]:
        found: list[Filed] = []
        before: int | None = None
        while len(found) < _TRIED_ITEMS:
            page = self._store.newest(query=query, limit=_PAGE, before=before, view="desk", now=self._clock())
            recent = [filed for filed in page if filed.received_at >= since]
            found += [filed for filed in recent if _TO_EDITORS.isdisjoint(filed.item.marks.actions)]
            if len(page) < _PAGE or len(recent) < len(page):
                return found, False
            before = page[-1].seq
        return found, True

    def _is_news(self, filed: Filed) -> bool:
        versions = self._store.find_chain(filed.chain, view="desk", now=self._clock())
        earlier = next((one for one in reversed(versions) if one.position < filed.position), None)
        return earlier is None or changes_facts(earlier.item, filed.item)

    # channels

    def find_channels(self) -> list[OutChannel]:
        """Give all channels; the desk first, which every room has."""
        return [OutChannel(name=DESK_CHANNEL, kind="desk"), *self._store.find_channels()]

    def find_channel(self, name: str) -> OutChannel:
        """Give one channel.

        Raises:
            NotFound: there is none.
        """
        for channel in self._store.find_channels():
            if channel.name == name:
                return channel
        raise NotFound("channel", name)

    def save_channel(self, channel: OutChannel) -> OutChannel:
        """Add or change a channel.

        Raises:
            ConfigError: something in it is wrong.
        """
        if channel.name == DESK_CHANNEL or channel.kind == "desk":
            raise ConfigError("name", "the desk is there in every room; give another name and kind")
        check_channel(channel, self.office)
        check_zone("zone", channel.zone)
        for clock in channel.digest_at:
            check_clock("digest_at", clock)
        with self._lock:
            self._store.write_channel(channel)
            self._channels_changed()
        return channel

    def pause_channel(self, name: str, *, is_paused: bool) -> OutChannel:
        """Let a channel stand still, or go on; what is for it waits in the ledger.

        Raises:
            NotFound: there is none.
        """
        with self._lock:
            channel = msgspec.structs.replace(self.find_channel(name), is_paused=is_paused)
            self._store.write_channel(channel)
            self._channels_changed()
        return channel

    def remove_channel(self, name: str) -> None:
        """Remove a channel; watches that name it ring by their others.

        Raises:
            NotFound: there is none.
            ConfigError: a subscriber is sent copy by it.
        """
        with self._lock:
            self.subscribers.check_unused(name)
            self._store.remove_channel(name)
            self._channels_changed()

    def test_channel(self, name: str) -> Delivery:
        """Send a test by a channel; what becomes of it stands in the ledger.

        Raises:
            NotFound: there is no such channel.
        """
        self.find_channel(name)
        now = self._clock()
        ring = Ring(
            subscriber=f"test-{secrets.token_hex(4)}",
            name="Test of the channel",
            errands=(Errand(channel=name, due_at=now),),
        )
        (delivery,) = self._store.add_delivery(ring, kind="test", item="", seq=self._store.last_seq(), now=now)
        self.outbox.wake()
        return delivery

    def reread_channels(self) -> None:
        """Take note of the channels as another process left them.

        Raises:
            StoreError: the store is away.
        """
        with self._lock:
            self._channels_changed()

    def _channels_changed(self) -> None:
        channels = self._store.find_channels()
        self._desk.set_channels(channels)
        self.outbox.set_channels(channels)

    # deliveries

    def replay(self, key: str) -> Delivery:
        """Send one delivery again, under its key.

        Raises:
            NotFound: there is none, or it waits already.
        """
        delivery = self._store.replay(key, now=self._clock())
        self.outbox.wake()
        return delivery

    def replay_dead(self, channel: str | None = None) -> int:
        """Send again all that was given up; gives how many."""
        n_again = self._store.replay_dead(channel, now=self._clock())
        self.outbox.wake()
        return n_again

    def rings_after(self, n: int, *, owner: str, limit: int = 50) -> list[Delivery]:
        """Give what rang on the desk after delivery number `n` for one owner and for all, oldest first."""
        recent = self._store.find_deliveries(channel=DESK_CHANNEL, limit=limit)
        return [each for each in reversed(recent) if each.n > n and self._is_for(each, owner)]

    def _is_for(self, delivery: Delivery, owner: str) -> bool:
        watch = self._watches.get(delivery.subscriber)
        return watch is None or watch.owner in ("", owner)

    def is_quiet(self, delivery: Delivery) -> bool:
        """Tell whether its watch makes no noise now."""
        watch = self._watches.get(delivery.subscriber)
        return watch is not None and is_quiet(watch, self._clock())
