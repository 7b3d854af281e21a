"""The hub of a room's feeds: whoever proves that it wants a feed is sent what is new in it, until its lease ends.

    ask       what a subscriber wants, looked through     -> Wish, or ConfigError
    verify    GET of its callback with a challenge        -> a channel and a subscriber, or nothing

Source: W3C Recommendation WebSub, 23 January 2018, sections 5 and 6.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

import msgspec

from wireroom.deliveries import Post
from wireroom.errors import ConfigError, DeliveryError, NotFound
from wireroom.logs import get_log
from wireroom.model import OutChannel, Subscriber
from wireroom.query import parse
from wireroom.room._subscribers import Subscribers

#: seconds: what is given, when nothing is asked for; the least and the most
LEASE_S: Final = 10 * 86_400
_LEASES_S: Final = (60, 30 * 86_400)
#: subscriptions of a room, and how many are being verified at once
_MOST: Final = 500
_MOST_AT_ONCE: Final = 20
_FEEDS: Final = {"/feeds/wire.rss": "rss", "/feeds/wire.atom": "atom", "/feeds/wire.json": "json_feed"}
_PREFIX: Final = "websub-"
#: the standard wants a secret of less than 200 bytes
_SECRET_BYTES: Final = 199

_log = get_log("hub")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks of the hub."""

    mode: Literal["subscribe", "unsubscribe"]
    topic: str
    callback: str
    query: str
    format: str
    lease_s: int
    secret: str
    hub: str

    @property
    def name(self) -> str:
        """The subscriber's name: one for each callback and topic, so that asking again renews it."""
        return _PREFIX + hashlib.sha256(f"{self.callback}\n{self.topic}".encode()).hexdigest()[:20]


def read_wish(form: Mapping[str, str], *, site_url: str) -> Wish:
    """Read what a subscriber posts; `site_url` is the room's own address, under which its feeds are.

    Raises:
        ConfigError: it is not understood, or the topic is no feed of this room.
        QueryError: the search of the topic is not understood.
    """
    mode = form.get("hub.mode", "")
    if mode != "subscribe" and mode != "unsubscribe":
        raise ConfigError("hub.mode", "must be subscribe or unsubscribe")
    callback = form.get("hub.callback", "")
    if len(callback) > 2000 or not re.fullmatch(r"https?://[^/\s@<>\"#]+(/[^\s<>\"#]*)?", callback):
        raise ConfigError("hub.callback", "must be an http or https address without a fragment")
    secret = form.get("hub.secret", "")
    if len(secret.encode()) > _SECRET_BYTES:
        raise ConfigError("hub.secret", "must be shorter than 200 bytes")
    topic = form.get("hub.topic", "")
    form_name, query = _read_topic(topic, site_url)
    lease = form.get("hub.lease_seconds") or str(LEASE_S)
    if not lease.isdecimal() or len(lease) > 12:
        raise ConfigError("hub.lease_seconds", "must be a number of seconds")
    return Wish(
        mode="subscribe" if mode == "subscribe" else "unsubscribe",
        topic=topic,
        callback=callback,
        query=query,
        format=form_name,
        lease_s=min(max(int(lease), _LEASES_S[0]), _LEASES_S[1]),
        secret=secret,
        hub=f"{site_url}/websub",
    )


def _read_topic(topic: str, site_url: str) -> tuple[str, str]:
    """Give the writer and the search of a feed's address."""
    parts, ours = urlsplit(topic), urlsplit(site_url)
    path = parts.path.removeprefix(ours.path.rstrip("/"))
    asked = parse_qsl(parts.query, keep_blank_values=True)
    is_ours = (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc) and path in _FEEDS
    if not is_ours or any(name != "q" for name, _ in asked) or len(asked) > 1 or len(topic) > 2000:
        raise ConfigError("hub.topic", f"is no feed of this room: {site_url}/feeds/wire.atom?q=…")
    query = asked[0][1].strip() if asked else ""
    parse(query)
    return _FEEDS[path], query


class Hub:
    """The subscriptions of a room's feeds."""

    def __init__(
        self,
        *,
        subscribers: Subscribers,
        save_channel: Callable[[OutChannel], OutChannel],
        remove_channel: Callable[[str], None],
        post: Post,
        clock: Callable[[], datetime],
        allow_private: bool,
    ) -> None:
        self._subscribers = subscribers
        self._save_channel = save_channel
        self._remove_channel = remove_channel
        self._post = post
        self._clock = clock
        self._allow_private = allow_private
        self._n_asking = 0

    def check_room(self, wish: Wish) -> None:
        """Let ended subscriptions go, and look whether there is room for one more.

        Raises:
            DeliveryError: there is not.
        """
        ours = [one for one in self._subscribers.find_all() if one.name.startswith(_PREFIX)]
        now = self._clock()
        for one in ours:
            if one.ends_at is not None and one.ends_at <= now:
                self.end(one.name)
        n_left = sum(1 for one in ours if one.ends_at is None or one.ends_at > now)
        is_known = any(one.name == wish.name for one in ours)
        if self._n_asking >= _MOST_AT_ONCE or (n_left >= _MOST and not is_known):
            raise DeliveryError("this hub has as many subscribers as it takes")

    async def ask(self, wish: Wish) -> bool:
        """Ask the callback whether it wants this; True = it does, and `take` may be called."""
        challenge = secrets.token_urlsafe(32)
        asked = {"hub.mode": wish.mode, "hub.topic": wish.topic, "hub.challenge": challenge}
        if wish.mode == "subscribe":
            asked["hub.lease_seconds"] = str(wish.lease_s)
        url = f"{wish.callback}{'&' if '?' in wish.callback else '?'}{urlencode(asked, quote_via=quote_plus)}"
        self._n_asking += 1
        try:
            answer = await self._post.get(url, allow_private=self._allow_private)
        except DeliveryError as error:
            _log.info("not verified", callback=wish.callback, problem=error.problem)
            return False
        finally:
            self._n_asking -= 1
        is_meant = 200 <= answer.status < 300 and hmac.compare_digest(answer.body, challenge.encode())
        _log.info("verified" if is_meant else "not verified", mode=wish.mode, callback=wish.callback, topic=wish.topic)
        return is_meant

    def take(self, wish: Wish) -> None:
        """Do what was asked for and verified."""
        if wish.mode == "unsubscribe":
            self.end(wish.name)
            return
        settings = {"callback": wish.callback, "topic": wish.topic, "hub": wish.hub}
        if wish.secret:
            settings["secret"] = wish.secret
        if self._allow_private:
            settings["allow_private"] = "yes"
        self._save_channel(OutChannel(name=wish.name, kind="websub", settings=settings, owner="websub"))
        self._subscribers.save(
            Subscriber(
                name=wish.name,
                title=f"Feed reader {urlsplit(wish.callback).netloc}"[:120],
                channel=wish.name,
                query=wish.query,
                format=wish.format,
                topic=wish.topic,
                ends_at=self._clock() + timedelta(seconds=wish.lease_s),
            )
        )

    def end_gone(self, channel: str) -> None:
        """Let a subscription go whose callback answers 410 Gone; other channels stay, for people made them."""
        if channel.startswith(_PREFIX):
            _log.info("subscription ended", channel=channel, problem="its callback has gone")
            self.end(channel)

    def end(self, name: str) -> None:
        """Let a subscription go; nothing happens if there is none."""
        try:
            self._subscribers.remove(name)
            self._remove_channel(name)
        except NotFound:
            return
