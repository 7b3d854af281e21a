"""A polled address: RSS, Atom, JSON Feed, a page, or the channel of an agency's own API, fetched politely.

    wait (adaptive, with jitter) | GET with validators | redirects, each guarded | at most `max_bytes` | arrival
    done: the validators are kept, so that what was made durable is not sent again, and what was not is

A feed that has moved for good (301, 308) is asked at its new address from then on, once something from there is durable; when
that address does not answer, or has nothing, the one that was set is asked again.

Politeness: `ETag` and `Last-Modified` go back as sent, `Retry-After` and `Cache-Control: max-age` are obeyed, a feed that
does not change is asked less often, a host has at most four fetches at a time, a page of the web (a wall to sign in at) where
copy was before is no copy, and a 410 (RFC 9110, 15.5.11: gone on
purpose) is asked once a day.

Agencies' APIs (AP Media API, Reuters-style channels) are the same with three things more: a key in a header or in the address;
an answer that names the address to ask next (`next_page = "data.next_page"`), which is kept like a validator; and answers that
only link to the copy (`follow`, _following.py), whose validators are kept when all that they link to is durable.
"""

import asyncio
import base64
import hashlib
import random
import re
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime
from typing import Final

import msgspec
from yarl import URL

from wireroom.errors import ConfigError, TransportError
from wireroom.logs import get_log
from wireroom.text.uris import page_address, read_content_language
from wireroom.transports._api import Arrival, Door, Notes, Office, Transport, TransportMaker
from wireroom.transports._connecting import make_tls
from wireroom.transports._fetching import MAX_RETRY_AFTER_S, Answer, Ask, Web
from wireroom.transports._following import ABSENT, Follower
from wireroom.transports._notes import GroupedNotes
from wireroom.transports._polling import make_pace, poll
from wireroom.transports._seen import InOrder
from wireroom.transports._validators import Validators, moved_address, note_key, read_validators
from wireroom.transports._waiting import Pace

MIN_INTERVAL_S: Final = 60.0
MAX_INTERVAL_S: Final = 1800.0
#: pages of one look that follow each other; the rest comes with the next look
_PAGES: Final = 50
#: declarations, comments and white space, then an element
_FIRST_ELEMENT: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?[^>]*+>|<!--(?:(?!-->).)*+-->|<!(?!--)[^>]*+>)*+<([A-Za-z][\w:.-]*)", re.DOTALL
)
_TITLE: Final = re.compile(rb"<title[^>]*>([^<]*)", re.IGNORECASE)
_HEAD_BYTES: Final = 4096
_ACCEPT: Final = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"

_log = get_log("feeds")


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """One answer."""

    #: None = not changed since the validators
    data: bytes | None
    content_type: str | None = None
    filename: str | None = None
    #: where the answer came from, behind all redirects, without what may be secret
    url: str | None = None
    language: str | None = None
    validators: Validators
    #: the server asks not to be asked before
    fresh_for_s: float = 0.0
    #: `Link` headers
    links: tuple[str, ...] = ()
    #: what addresses in it are relative to
    base: URL | None = None


class HttpPollTransport:
    """Polls one address."""

    def __init__(
        self,
        source: str,
        url: str,
        *,
        notes: Notes,
        clock: Callable[[], datetime],
        web: Web | None = None,
        pace: Pace | None = None,
        allow_private: bool = False,
        max_bytes: int = 20 * 1024 * 1024,
        timeout_s: float = 30.0,
        agent: str = "Wireroom",
        chance: random.Random | None = None,
        secret_headers: dict[str, str] | None = None,
        next_page: str | None = None,
        tls: ssl.SSLContext | None = None,
        secret_query: dict[str, str] | None = None,
        follow: str | None = None,
        grouped: GroupedNotes | None = None,
    ) -> None:
        self._source = source
        self.url = URL(url)
        self._notes = grouped or GroupedNotes(notes)
        self._note_key = note_key(source)
        self._agent = agent
        self._clock = clock
        self._web = web
        self._next_page = next_page
        self.pace = pace or Pace(None, least_s=MIN_INTERVAL_S, most_s=MAX_INTERVAL_S, chance=chance or random.Random())
        self._ask = Ask(
            source=source, url=self.url, secret_headers=secret_headers or {}, secret_query=secret_query or {},
            allow_private=allow_private, max_bytes=max_bytes, timeout_s=timeout_s, tls=tls,
        )  # fmt: skip
        self._follower = Follower(source, follow, notes=notes, fetch=self._fetch_document) if follow else None
        self._fresh_for_s = 0.0
        self._order = InOrder()
        #: the validators of what is durable; read once, as an unchanged feed must cost little
        self._durable: Validators | None = None
        self._is_loaded = False
        #: the last answer
        self.last: Fetched | None = None

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._source

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield the feed whenever it has changed, for ever.

        Raises:
            TransportError: it cannot be fetched now.
        """
        looks = poll(self.look, self.next_s, asyncio.sleep, closed_s=self.pace.closed_s)
        async with aclosing(looks) as found:
            async for arrival in found:
                yield arrival

    async def look(self) -> AsyncGenerator[Arrival, None]:
        """Fetch once, and the pages that follow; gives what is new.

        Raises:
            TransportError: it cannot be fetched now.
        """
        if not self._is_loaded:
            note = await self._notes.read(self._note_key)
            self._durable, self._is_loaded = read_validators(note, str(self.url)), True
        known = self._durable
        self._order = InOrder()
        for _ in range(_PAGES):
            fetched = await self.fetch(known)
            self._fresh_for_s, self.last = fetched.fresh_for_s, fetched
            if fetched.data is None:
                moved_to = fetched.validators.moved_to
                if known is not None and known is self._durable and known.moved_to != moved_to:
                    await self._remember(msgspec.structs.replace(known, moved_to=moved_to))
                return
            async with aclosing(self._give(fetched)) as given:
                async for arrival in given:
                    yield arrival
            if self._follower is not None and not self._follower.is_complete:
                return
            if fetched.validators.next_url is None:
                return
            known = fetched.validators

    async def _give(self, fetched: Fetched) -> AsyncGenerator[Arrival, None]:
        """Give what an answer is: copy, a list of copy that is elsewhere, or some of both."""
        answer = _arrival(fetched)
        handle, is_copy = answer.handle or "", True
        if self._follower is not None:
            listing = self._follower.list(answer.data, fetched.base or self.url)
            async with aclosing(self._follower.fetch(listing)) as documents:
                async for arrival in documents:
                    self._order.give(arrival.handle or "")
                    yield arrival
            if not self._follower.is_complete:
                return  # asked for again, with what is missing
            is_copy = not listing.is_whole
        self._order.give(handle)
        if is_copy:
            yield answer
        else:
            await self._keep(handle)

    async def _fetch_document(self, url: URL) -> Answer:
        is_ours = url.origin() == self.url.origin()
        ask = msgspec.structs.replace(
            self._ask, url=url, headers={"Accept": "*/*"}, accepts=(200, *ABSENT),
            secret_headers=self._ask.secret_headers if is_ours else {},
            secret_query=self._ask.secret_query if is_ours else {},
        )  # fmt: skip
        return await self._ask_web(ask)

    def next_s(self, n_found: int) -> float:
        """Give the seconds until the next look."""
        return self.pace.next_s(is_new=n_found > 0, at_least_s=self._fresh_for_s)

    async def sample(self, most: int) -> list[Arrival]:
        """Fetch once as if for the first time.

        Raises:
            TransportError: it cannot be fetched now.
        """
        fetched = await self.fetch()
        answer = _arrival(fetched)
        if self._follower is None:
            return [answer][:most]
        listing = self._follower.list(answer.data, fetched.base or self.url)
        found = [] if listing.is_whole else [answer]
        async with aclosing(self._follower.fetch(listing.first(most - len(found)))) as documents:
            return [*found, *[arrival async for arrival in documents]][:most]

    async def done(self, arrival: Arrival) -> None:
        """Keep the validators: what they stand for is durable."""
        handle = arrival.handle or ""
        if self._follower is not None:
            await self._follower.done(handle)
        await self._keep(handle)

    async def _keep(self, handle: str) -> None:
        safe = self._order.finish(handle)
        if safe and safe.startswith("{"):
            await self._remember(msgspec.json.decode(safe, type=Validators))

    async def _remember(self, found: Validators) -> None:
        before = self._durable.moved_to if self._durable else None
        await self._notes.write({self._note_key: msgspec.json.encode(found).decode()})
        self._durable, self._is_loaded = found, True
        if found.moved_to != before:
            to = page_address(found.moved_to or found.url)
            _log.warning("source moved" if found.moved_to else "source back", source=self._source, to=to)

    async def fetch(self, known: Validators | None = None) -> Fetched:
        """Fetch once.

        Raises:
            TransportError: no answer, a refusal, or an answer that is too large; with the server's Retry-After.
        """
        if known is not None and known.next_url:
            page = await self._ask_web(self._ask_anew(URL(known.next_url), known))
            return self._read(page, known, moved_to=URL(known.moved_to) if known.moved_to else None)
        moved = moved_address(URL(known.moved_to), self._ask) if known is not None and known.moved_to else None
        if moved is not None:
            try:
                answer = await self._ask_web(self._ask_anew(moved, known, also=ABSENT))
                if answer.status not in ABSENT:
                    return self._read(answer, known, moved_to=answer.moved_to or moved)
            except TransportError as error:
                if error.retry_after_s is not None:
                    raise
            # it may have moved on, or back: the address that was set knows
        answer = await self._ask_web(self._ask_anew(self.url, known))
        return self._read(answer, known, moved_to=answer.moved_to)

    def _ask_anew(self, url: URL, known: Validators | None, *, also: tuple[int, ...] = ()) -> Ask:
        headers = {"Accept": _ACCEPT}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        accepts = (200, 304) if known is not None else (200,)
        return msgspec.structs.replace(self._ask, url=url, headers=headers, accepts=(*accepts, *also))

    async def _ask_web(self, ask: Ask) -> Answer:
        if self._web is not None:
            return await self._web.fetch(ask)
        web = Web(agent=self._agent, clock=self._clock)
        try:
            return await web.fetch(ask)
        finally:
            await web.close()

    def _read(self, answer: Answer, known: Validators | None, *, moved_to: URL | None) -> Fetched:
        fresh_for_s = _max_age_s(answer.headers.get("cache-control"))
        moved = moved_address(moved_to, self._ask)
        if answer.status == 304 and known is not None:
            same = msgspec.structs.replace(known, moved_to=str(moved) if moved else None)
            return Fetched(data=None, validators=same, fresh_for_s=fresh_for_s, links=answer.links)
        title = page_title(answer.body)
        if title is not None and known is not None and known.is_page is False:
            # a wall to sign in at, a notice of works: no copy, and the wire must not be told that it is
            problem = f"it answers with a page of the web, {title!r}, where it gave copy before"
            raise TransportError(self._source, problem)
        digest = hashlib.sha256(answer.body).hexdigest()
        next_url = self._find_next(answer)
        etag, modified = (None, None) if next_url else (answer.headers.get("etag"), answer.headers.get("last-modified"))
        validators = Validators(
            url=str(self.url), etag=etag, modified=modified, digest=digest, next_url=next_url, is_page=title is not None,
            moved_to=str(moved) if moved else None,
        )  # fmt: skip
        is_same = known is not None and known.digest == digest
        return Fetched(
            data=None if is_same else answer.body,
            content_type=answer.headers.get("content-type"),
            filename=answer.url.name or None,
            url=page_address(str(answer.url)),
            language=read_content_language(answer.headers.get("content-language")),
            validators=validators,
            fresh_for_s=fresh_for_s,
            links=answer.links,
            base=answer.url,
        )

    def _find_next(self, answer: Answer) -> str | None:
        """Find where the answer says to go on; only on its own server, where the key may be sent."""
        if self._next_page is None:
            return None
        try:
            found = msgspec.json.decode(answer.body)
        except msgspec.DecodeError as error:
            raise TransportError(self._source, "the answer is no JSON, and next_page wants JSON") from error
        for name in self._next_page.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if not isinstance(found, str) or not found:
            return None
        url = answer.url.join(URL(found))
        if url.origin() != self.url.origin():
            raise TransportError(self._source, f"the next page is at {url.host}, another server; it is not asked")
        return str(url)


def _arrival(fetched: Fetched) -> Arrival:
    return Arrival(
        data=fetched.data or b"",
        filename=fetched.filename,
        content_type=fetched.content_type,
        url=fetched.url,
        language=fetched.language,
        handle=msgspec.json.encode(fetched.validators).decode(),
    )


def page_title(body: bytes) -> str | None:
    """Give the title of a page of the web, "" when it has none; None = it is something else.

    >>> page_title(b"<!doctype html><html><head><title>Sign in</title>"), page_title(b"<rss version='2.0'>")
    ('Sign in', None)
    """
    first = _FIRST_ELEMENT.match(body[:_HEAD_BYTES])
    if first is None or first[1].lower() != b"html":
        return None
    title = _TITLE.search(body[: 4 * _HEAD_BYTES])
    return " ".join(title[1].decode("utf-8", "replace").split())[:80] if title else ""


def _max_age_s(cache_control: str | None) -> float:
    for part in (cache_control or "").lower().split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('" ').isdigit():
            return min(float(value.strip('" ')), MAX_RETRY_AFTER_S)
    return 0.0


def secret_headers(door: Door) -> dict[str, str]:
    """Give the headers that carry the secret: one of its own, Basic with a user (RFC 7617), else Bearer (RFC 6750)."""
    if door.secret is None or door.secret_query is not None:
        return {}
    if door.secret_header is not None:
        return {door.secret_header: door.secret}
    if door.user is not None:
        return {"Authorization": "Basic " + base64.b64encode(f"{door.user}:{door.secret}".encode()).decode()}
    return {"Authorization": f"Bearer {door.secret}"}


def make_http_poll(door: Door, office: Office) -> HttpPollTransport:
    """Make what polls an address."""
    return HttpPollTransport(
        door.source,
        door.place,
        notes=office.notes,
        clock=office.clock,
        web=office.web() if office.web else None,
        pace=make_pace(door, office, least_s=MIN_INTERVAL_S, most_s=MAX_INTERVAL_S),
        allow_private=door.allow_private,
        max_bytes=door.max_bytes,
        agent=office.agent,
        secret_headers=secret_headers(door),
        next_page=door.next_page,
        tls=make_tls(door.source, door.ca_file) if door.ca_file else None,
        secret_query={door.secret_query: door.secret} if door.secret and door.secret_query else None,
        follow=door.follow,
        grouped=office.grouped,
    )


class _Maker:
    def open(self, door: Door, office: Office) -> Transport:
        poller = make_http_poll(door, office)
        if not door.wants_websub:
            return poller
        if door.follow is not None:
            raise ConfigError(f"source.{door.source}.websub", "a hub sends no documents that a feed only links to")
        if office.public_url is None:
            raise ConfigError(f"source.{door.source}.websub", "wants public_url: a hub must be able to reach this room")
        from wireroom.transports._websub import SubscribedTransport

        return SubscribedTransport(door, office, poller)


TRANSPORT: Final[TransportMaker] = _Maker()
