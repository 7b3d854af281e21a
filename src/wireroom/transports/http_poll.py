"""A polled feed: RSS, Atom or any other wire format at a web address, fetched politely.

    wait (adaptive, with jitter) | GET with validators | redirects, each guarded | at most `max_bytes` | arrival
    done: the validators are kept, so that what was made durable is not sent again, and what was not is

Politeness: `ETag` and `Last-Modified` go back as sent, `Retry-After` and `Cache-Control: max-age` are obeyed, a feed that
does not change is asked less often, and a 410 (RFC 9110, 15.5.11: gone on purpose) is asked once a day.
"""

import asyncio
import hashlib
import random
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
import msgspec
from yarl import URL

from wireroom.errors import TransportError
from wireroom.text.uris import page_address, read_content_language
from wireroom.transports._api import Arrival, Notes
from wireroom.transports.guard import AddressRefused, GuardedResolver, check_url

MIN_INTERVAL_S: Final = 60.0
MAX_INTERVAL_S: Final = 1800.0
#: however long a server asks us to stay away
MAX_RETRY_AFTER_S: Final = 86_400.0
MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_CHUNK: Final = 64 * 1024


class Validators(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a server gave us to ask "has it changed?" with, and for which address."""

    url: str
    etag: str | None = None
    modified: str | None = None
    #: of the body, hex: servers without validators send the same bytes again and again
    digest: str | None = None


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


class HttpPollTransport:
    """Polls one address."""

    def __init__(
        self,
        source: str,
        url: str,
        *,
        notes: Notes,
        clock: Callable[[], datetime],
        interval_s: float | None = None,
        allow_private: bool = False,
        max_bytes: int = 20 * 1024 * 1024,
        timeout_s: float = 30.0,
        agent: str = "Wireroom",
        chance: random.Random | None = None,
    ) -> None:
        self._source = source
        self.url = URL(url)
        self.interval_s = interval_s
        self.allow_private = allow_private
        self.max_bytes = max_bytes
        self.timeout_s = timeout_s
        self._agent = agent
        self._notes = notes
        self._clock = clock
        self._chance = chance or random.Random()
        self._note_key = f"source/{source}/validators"
        #: when to ask again, seconds; grows while nothing changes
        self.wait_s = interval_s or MIN_INTERVAL_S

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._source

    async def arrivals(self) -> AsyncIterator[Arrival]:
        """Yield the feed whenever it has changed, for ever.

        Raises:
            TransportError: it cannot be fetched now.
        """
        while True:
            fetched = await self.fetch(await asyncio.to_thread(self._load))
            if fetched.data is not None:
                handle = msgspec.json.encode(fetched.validators).decode()
                yield Arrival(
                    data=fetched.data,
                    filename=fetched.filename,
                    content_type=fetched.content_type,
                    url=fetched.url,
                    language=fetched.language,
                    handle=handle,
                )
            await asyncio.sleep(self._next_wait(fetched))

    async def done(self, arrival: Arrival) -> None:
        """Keep the validators: what they stand for is durable."""
        if arrival.handle:
            await asyncio.to_thread(self._notes.write_notes, {self._note_key: arrival.handle})

    def _load(self) -> Validators | None:
        note = self._notes.read_note(self._note_key)
        if not note:
            return None
        try:
            found = msgspec.json.decode(note, type=Validators)
        except msgspec.DecodeError:
            return None
        return found if found.url == str(self.url) else None

    def _next_wait(self, fetched: Fetched) -> float:
        if self.interval_s is None:
            factor = 1.5 if fetched.data is None else 0.5
            self.wait_s = min(max(self.wait_s * factor, MIN_INTERVAL_S), MAX_INTERVAL_S)
            # max-age is a wish of the cache in between as often as of the desk: obeyed up to our own slowest pace
            wait = max(self.wait_s, min(fetched.fresh_for_s, MAX_INTERVAL_S))
        else:
            wait = self.interval_s
        # rooms that were started together must not ask together
        return wait * self._chance.uniform(0.95, 1.05)

    async def fetch(self, known: Validators | None = None) -> Fetched:
        """Fetch once.

        Raises:
            TransportError: no answer, a refusal, or an answer that is too large; with the server's Retry-After.
        """
        timeout = aiohttp.ClientTimeout(total=self.timeout_s, connect=min(10.0, self.timeout_s))
        resolver = GuardedResolver(aiohttp.ThreadedResolver(), allow_private=self.allow_private)
        connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True)
        session = aiohttp.ClientSession(
            connector=connector, timeout=timeout, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
        )
        try:
            async with session:
                return await self._follow(session, known)
        except AddressRefused as error:
            raise TransportError(self._source, str(error)) from error
        except TimeoutError as error:
            raise TransportError(self._source, f"no complete answer within {self.timeout_s:g} seconds") from error
        except aiohttp.ClientConnectorError as error:
            cause = error.os_error
            problem = str(cause) if isinstance(cause, AddressRefused) else f"cannot connect: {cause.strerror or cause}"
            raise TransportError(self._source, problem) from error
        except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            raise TransportError(self._source, f"{type(error).__name__}: {error}"[:300]) from error

    async def _follow(self, session: aiohttp.ClientSession, known: Validators | None) -> Fetched:
        url = self.url
        for _ in range(MAX_REDIRECTS + 1):
            check_url(url, allow_private=self.allow_private)
            # validators belong to the address they were given for; behind a redirect they do no harm
            async with session.get(url, headers=self._headers(known), allow_redirects=False) as answer:
                if answer.status in _REDIRECTS and answer.headers.get("Location"):
                    url = url.join(URL(answer.headers["Location"]))
                    continue
                return await self._read(answer, known)
        raise TransportError(self._source, f"more than {MAX_REDIRECTS} redirects")

    def _headers(self, known: Validators | None) -> dict[str, str]:
        headers = {
            "User-Agent": self._agent,
            "Accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        return headers

    async def _read(self, answer: aiohttp.ClientResponse, known: Validators | None) -> Fetched:
        fresh_for_s = _max_age_s(answer.headers.get("Cache-Control"))
        if answer.status == 304 and known is not None:
            return Fetched(data=None, validators=known, fresh_for_s=fresh_for_s)
        if answer.status != 200:
            raise TransportError(
                self._source,
                f"the server answers {answer.status} {answer.reason or ''}".strip(),
                retry_after_s=self._retry_after_s(answer),
            )
        data = await self._body(answer)
        digest = hashlib.sha256(data).hexdigest()
        validators = Validators(
            url=str(self.url),
            etag=answer.headers.get("ETag"),
            modified=answer.headers.get("Last-Modified"),
            digest=digest,
        )
        is_same = known is not None and known.digest == digest
        return Fetched(
            data=None if is_same else data,
            content_type=answer.headers.get("Content-Type"),
            filename=answer.url.name or None,
            url=page_address(str(answer.url)),
            language=read_content_language(answer.headers.get("Content-Language")),
            validators=validators,
            fresh_for_s=fresh_for_s,
        )

    async def _body(self, answer: aiohttp.ClientResponse) -> bytes:
        coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
        if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise TransportError(self._source, f"the answer is packed as {coding!r}, which was not asked for")
        # 47 = gzip or zlib, whichever it is: half the servers that say "deflate" mean one, half the other
        unpack = zlib.decompressobj(wbits=47) if coding in ("gzip", "x-gzip", "deflate") else None
        parts, size = [], 0
        async for chunk in answer.content.iter_chunked(_CHUNK):
            part = unpack.decompress(chunk, self.max_bytes + 1 - size) if unpack else chunk
            size += len(part)
            if size > self.max_bytes or (unpack and unpack.unconsumed_tail and size >= self.max_bytes):
                raise TransportError(self._source, f"the answer is larger than {self.max_bytes:,} bytes")
            parts.append(part)
        if unpack and not unpack.eof:
            raise TransportError(self._source, "the packed answer ends too early")
        return b"".join(parts)

    def _retry_after_s(self, answer: aiohttp.ClientResponse) -> float | None:
        if answer.status == 410:
            return MAX_RETRY_AFTER_S
        words = answer.headers.get("Retry-After", "").strip()
        if not words:
            return None
        if words.isdigit():
            return min(float(words), MAX_RETRY_AFTER_S)
        try:
            then = parsedate_to_datetime(words)
        except ValueError:
            return None
        if then.tzinfo is None:
            return None
        return min(max((then - self._clock()).total_seconds(), 0.0), MAX_RETRY_AFTER_S)


def _max_age_s(cache_control: str | None) -> float:
    for part in (cache_control or "").lower().split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('" ').isdigit():
            return min(float(value.strip('" ')), MAX_RETRY_AFTER_S)
    return 0.0
