"""WebSub, the subscriber's side (W3C Recommendation of 2018-01-23): a feed's hub sends what is new the moment it is.

    poll the feed | its hub and topic (Link headers, or links in it) | ask the hub | the hub verifies at our callback | active
    the hub posts, signed by the secret we gave it | room.take | the feed is asked slowly, to find what the hub forgot
    a quarter of the lease before its end, ask again

The state is one note a source: the transport asks, the web answers the hub, and both may start anew at any time. All that is
decided here is pure; `SubscribedTransport` does it.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from datetime import datetime, timedelta
from html import unescape
from typing import Final, Literal
from urllib.parse import urlencode

import msgspec
from yarl import URL

from wireroom.errors import TransportError
from wireroom.logs import get_log
from wireroom.text.signatures import is_hex_signed
from wireroom.transports._api import Arrival, Door, Notes, Office
from wireroom.transports._fetching import Ask, Web
from wireroom.transports._polling import poll
from wireroom.transports.http_poll import MAX_INTERVAL_S, Fetched, HttpPollTransport

#: ten days, which most hubs give
LEASE: Final = timedelta(days=10)
#: a hub that has not verified by then is asked again
_PATIENCE: Final = timedelta(hours=1)
#: a hub that has said no is asked again
_AFTER_NO: Final = timedelta(days=1)
_HEAD: Final = 64 * 1024
_LINK: Final = re.compile(r'<([^>]*)>\s*((?:;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^",;\s]+)\s*)*)')
_ELEMENT: Final = re.compile(r"<(?:\w+:)?link\b[^>]*>", re.I)
_ATTRIBUTE: Final = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

_log = get_log("websub")


class Subscription(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What we have with a hub."""

    hub: str
    #: the feed's name of itself, which hubs know it by
    topic: str
    #: in the callback's address: who does not know it is not the hub
    key: str
    #: the hub signs with it
    secret: str
    state: Literal["asked", "active", "refused"] = "asked"
    asked_at: datetime
    #: end of the lease; None = not active
    until: datetime | None = None
    #: seconds that the hub gave
    lease_s: float = LEASE.total_seconds()
    #: why the hub said no
    reason: str | None = None


def note_key(source: str) -> str:
    """Name the note of a source's subscription."""
    return f"source/{source}/websub"


def load_subscription(notes: Notes, source: str) -> Subscription | None:
    """Read what we have with a hub."""
    note = notes.read_note(note_key(source))
    return msgspec.json.decode(note, type=Subscription) if note else None


def find_hub(links: tuple[str, ...], body: bytes, url: str) -> tuple[str, str] | None:
    """Find the hub of a feed and the feed's name of itself: in `Link` headers, else in its first 64 KiB."""
    found: dict[str, str] = {}
    for header in links:
        for target, parameters in _LINK.findall(header):
            rel = re.search(r'\brel\s*=\s*"?([^";]+)', parameters)
            for name in rel[1].lower().split() if rel else ():
                found.setdefault(name, target)
    if "hub" not in found:
        found = _links_within(body[:_HEAD].decode("utf-8", "replace")) | found
    if "hub" not in found:
        return None
    return str(URL(url).join(URL(found["hub"]))), str(URL(url).join(URL(found.get("self", url))))


def _links_within(head: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in _ELEMENT.findall(head):
        attributes = {name.lower(): unescape(a or b) for name, a, b in _ATTRIBUTE.findall(element)}
        if attributes.get("rel", "").lower() in ("hub", "self") and attributes.get("href"):
            found.setdefault(attributes["rel"].lower(), attributes["href"])
    if head.lstrip("\ufeff \r\n\t").startswith("{"):  # JSON Feed 1.1: hubs, feed_url
        hub = re.search(r'"hubs"\s*:\s*\[[^\]]*?"url"\s*:\s*"([^"]+)"', head)
        topic = re.search(r'"feed_url"\s*:\s*"([^"]+)"', head)
        found |= {"hub": hub[1].replace("\\/", "/")} if hub else {}
        found |= {"self": topic[1].replace("\\/", "/")} if topic else {}
    return found


def decide(
    known: Subscription | None, hub: str, topic: str, now: datetime, make_secret: Callable[[], str]
) -> Subscription | None:
    """Decide whether the hub is to be asked now; gives what is asked for, None = all is well."""
    if known is None or (known.hub, known.topic) != (hub, topic):
        return Subscription(hub=hub, topic=topic, key=make_secret(), secret=make_secret(), asked_at=now)
    if known.state == "active" and known.until is not None:
        lease = timedelta(seconds=known.lease_s)
        is_due = now >= known.until - lease / 4 and now >= known.asked_at + min(_PATIENCE, lease / 8)
    else:
        is_due = now >= known.asked_at + (_AFTER_NO if known.state == "refused" else _PATIENCE)
    # the secret stays while it is renewed: what is on its way was signed with it
    return msgspec.structs.replace(known, asked_at=now) if is_due else None


def answer_hub(known: Subscription, query: Mapping[str, str], now: datetime) -> tuple[Subscription, str] | None:
    """Answer a hub that asks whether we meant it; gives what holds now and the words to answer, None = we did not."""
    if query.get("hub.topic") != known.topic:
        return None
    if query.get("hub.mode") == "denied":
        reason = query.get("hub.reason") or "no reason given"
        return msgspec.structs.replace(known, state="refused", reason=reason, until=None), ""
    challenge, words = query.get("hub.challenge"), query.get("hub.lease_seconds", "")
    if query.get("hub.mode") != "subscribe" or not challenge:
        return None
    lease = timedelta(seconds=min(int(words), 10**8)) if words.isdigit() else LEASE
    return msgspec.structs.replace(
        known, state="active", until=now + lease, lease_s=lease.total_seconds(), reason=None
    ), challenge


def is_from_hub(known: Subscription, signature: str | None, body: bytes) -> bool:
    """Tell whether a body was sent by the hub."""
    return signature is not None and is_hex_signed(signature, known.secret.encode(), body)


class SubscribedTransport:
    """Polls a feed, and has its hub send what is new."""

    def __init__(self, door: Door, office: Office, poller: HttpPollTransport) -> None:
        self._door = door
        self._office = office
        self._poller = poller

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._door.source

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield the feed whenever it has changed, for ever; what the hub sends comes by the web.

        Raises:
            TransportError: it cannot be fetched now.
        """
        looks = poll(self.look, self.next_s, asyncio.sleep, closed_s=self._poller.pace.closed_s)
        async with aclosing(looks) as found:
            async for arrival in found:
                yield arrival

    async def look(self) -> AsyncGenerator[Arrival, None]:
        """Look once, and see to the subscription."""
        async with aclosing(self._poller.look()) as found:
            async for arrival in found:
                yield arrival
        if self._poller.last is not None:
            await self._see_to_it(self._poller.last)

    def next_s(self, n_found: int) -> float:
        """Give the seconds until the next look: long, while the hub sends what is new."""
        wait_s = self._poller.next_s(n_found)
        known = load_subscription(self._office.notes, self.source)
        if known is None or known.until is None or known.until <= self._office.clock():
            return wait_s
        # a short lease is renewed when a look finds that a quarter of it is left
        return max(wait_s, min(MAX_INTERVAL_S, known.lease_s / 8))

    async def _see_to_it(self, fetched: Fetched) -> None:
        known = await asyncio.to_thread(load_subscription, self._office.notes, self.source)
        hub = find_hub(fetched.links, fetched.data or b"", str(self._poller.url))
        if hub is None and fetched.data is None and known is not None:
            hub = (known.hub, known.topic)  # not changed: what it said last time holds
        if hub is None:
            return
        wanted = decide(known, *hub, self._office.clock(), lambda: secrets.token_urlsafe(24))
        if wanted is None:
            return
        note = msgspec.json.encode(wanted).decode()
        # before the hub is asked: it may verify before it has answered us
        await asyncio.to_thread(self._office.notes.write_notes, {note_key(self.source): note})
        try:
            await self._subscribe(wanted)
        except TransportError as error:
            # the feed is polled all the same
            _log.warning("hub does not take us", source=self.source, hub=wanted.hub, problem=error.problem)

    async def _subscribe(self, wanted: Subscription) -> None:
        form = {
            "hub.mode": "subscribe",
            "hub.topic": wanted.topic,
            "hub.callback": f"{(self._office.public_url or '').rstrip('/')}/websub/{self.source}/{wanted.key}",
            "hub.lease_seconds": str(int(LEASE.total_seconds())),
            "hub.secret": wanted.secret,
        }
        ask = Ask(
            source=self.source, url=URL(wanted.hub), method="POST", body=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"}, allow_private=self._door.allow_private,
            max_bytes=65536, timeout_s=30.0, accepts=(200, 201, 202, 204),
        )  # fmt: skip
        if self._office.web is not None:
            await self._office.web().fetch(ask)
            return
        web = Web(agent=self._office.agent, clock=self._office.clock)
        try:
            await web.fetch(ask)
        finally:
            await web.close()

    async def done(self, arrival: Arrival) -> None:
        """Keep the validators of what is durable."""
        await self._poller.done(arrival)

    async def sample(self, most: int) -> list[Arrival]:
        """Fetch once; the hub is not asked.

        Raises:
            TransportError: it cannot be fetched now.
        """
        return await self._poller.sample(most)
