"""Fetching from web servers: guarded, bounded, polite to each host, over connections that all sources of a room share.

Web.fetch | wait for a place at the host | GET, each redirect guarded again | at most so many bytes, unpacked | Answer
"""

import asyncio
import ssl
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
import msgspec
from yarl import URL

from wireroom.errors import TransportError
from wireroom.transports.guard import GuardedResolver, check_url
from wireroom.transports.refusals import say_fetching

#: however long a server asks us to stay away
MAX_RETRY_AFTER_S: Final = 86_400.0
#: a server that is busy for one address is left alone for all of them, at most so long
_HOST_REST_S: Final = 3600.0
MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
#: RFC 9110, 15.4: the other address is to be asked from now on
_FOR_GOOD: Final = (301, 308)
_CHUNK: Final = 64 * 1024
#: fetches at one host at a time, and at all hosts
PER_HOST: Final = 4
_AT_ONCE: Final = 64


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for, and how much of an answer is wanted."""

    source: str
    url: URL
    headers: Mapping[str, str] = {}
    #: sent to the address's own server only, and not where it redirects to
    secret_headers: Mapping[str, str] = {}
    #: the same, as part of the address
    secret_query: Mapping[str, str] = {}
    allow_private: bool = False
    max_bytes: int
    timeout_s: float
    tls: ssl.SSLContext | None = None
    method: str = "GET"
    body: bytes | None = None
    #: statuses that are an answer and no error
    accepts: tuple[int, ...] = (200,)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server said."""

    status: int
    #: behind all redirects
    url: URL
    #: where it has moved to for good: as far as no redirect on the way was for this time only; None = it has not
    moved_to: URL | None = None
    #: the first of each name, in small letters
    headers: Mapping[str, str]
    links: tuple[str, ...] = ()
    body: bytes = b""


class Web:
    """Connections to web servers, for all sources of a room."""

    def __init__(self, *, agent: str, clock: Callable[[], datetime]) -> None:
        self._agent = agent
        self._clock = clock
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._places: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PER_HOST))
        self._all_places = asyncio.Semaphore(_AT_ONCE)
        #: hosts that asked to be left alone, until when by the monotonic clock
        self._resting: dict[str, float] = {}

    async def fetch(self, ask: Ask) -> Answer:
        """Fetch once.

        Raises:
            TransportError: no answer, a refusal, or an answer that is too large; with the server's Retry-After.
        """
        host = ask.url.host or ""
        self._check_rest(ask.source, host)
        async with self._places[host], self._all_places:
            try:
                return await self._follow(ask)
            except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
                raise TransportError(ask.source, say_fetching(error, ask.timeout_s)) from error

    async def close(self) -> None:
        """Let all connections go."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _check_rest(self, source: str, host: str) -> None:
        left_s = self._resting.get(host, 0.0) - time.monotonic()
        if left_s > 0:
            raise TransportError(source, f"{host} asked to be left alone", retry_after_s=left_s)
        self._resting.pop(host, None)

    async def _follow(self, ask: Ask) -> Answer:
        url, origin = ask.url, ask.url.origin()
        timeout = aiohttp.ClientTimeout(total=ask.timeout_s, connect=min(10.0, ask.timeout_s))
        session = self._session(ask.allow_private)
        moved_to, is_for_good = None, True
        for _ in range(MAX_REDIRECTS + 1):
            check_url(url, allow_private=ask.allow_private)
            headers = {"User-Agent": self._agent, "Accept-Encoding": "gzip", **ask.headers}
            if url.origin() == origin:
                headers.update(ask.secret_headers)
            full = url.update_query(ask.secret_query) if ask.secret_query and url.origin() == origin else url
            async with session.request(
                ask.method, full, headers=headers, data=ask.body, allow_redirects=False, timeout=timeout,
                ssl=ask.tls if ask.tls is not None else True,
            ) as answer:  # fmt: skip
                if answer.status in _REDIRECTS and answer.headers.get("Location") and ask.method == "GET":
                    url = _join(ask.source, url, answer.headers["Location"])
                    is_for_good = is_for_good and answer.status in _FOR_GOOD
                    moved_to = url if is_for_good else moved_to
                    continue
                return msgspec.structs.replace(await self._read(answer, url, ask), moved_to=moved_to)
        raise TransportError(ask.source, f"more than {MAX_REDIRECTS} redirects")

    async def _read(self, answer: aiohttp.ClientResponse, url: URL, ask: Ask) -> Answer:
        headers = {name.lower(): value for name, value in reversed(list(answer.headers.items()))}
        if answer.status not in ask.accepts:
            retry_after_s = self._retry_after_s(answer)
            if answer.status in (429, 503) and retry_after_s and answer.url.host:
                self._resting[answer.url.host] = time.monotonic() + min(retry_after_s, _HOST_REST_S)
            problem = f"the server answers {answer.status} {answer.reason or ''}".strip()
            raise TransportError(ask.source, problem, retry_after_s=retry_after_s)
        body = b"" if answer.status == 304 else await _read_body(answer, ask)
        links = tuple(answer.headers.getall("Link", ()))
        return Answer(status=answer.status, url=url, headers=headers, links=links, body=body)

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

    def _session(self, allow_private: bool) -> aiohttp.ClientSession:
        found = self._sessions.get(allow_private)
        if found is None:
            # two pools, so that a connection one source may have is never used by another that may not
            resolver = GuardedResolver(aiohttp.ThreadedResolver(), allow_private=allow_private)
            connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, limit=0)
            found = self._sessions[allow_private] = aiohttp.ClientSession(
                connector=connector, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
            )
        return found


def _join(source: str, url: URL, location: str) -> URL:
    try:
        found = url.join(URL(location))
        # read only now: an address may be one up to its port
        return found.with_port(found.explicit_port) if found.host else found
    except ValueError as error:
        raise TransportError(source, f"it sends us on to an address that is none: {location}"[:300]) from error


async def _read_body(answer: aiohttp.ClientResponse, ask: Ask) -> bytes:
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise TransportError(ask.source, f"the answer is packed as {coding!r}, which was not asked for")
    # 47 = gzip or zlib, whichever it is: half the servers that say "deflate" mean one, half the other
    unpack = zlib.decompressobj(wbits=47) if coding in ("gzip", "x-gzip", "deflate") else None
    parts, size = [], 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        part = unpack.decompress(chunk, ask.max_bytes + 1 - size) if unpack else chunk
        size += len(part)
        if size > ask.max_bytes or (unpack and unpack.unconsumed_tail and size >= ask.max_bytes):
            raise TransportError(ask.source, f"the answer is larger than {ask.max_bytes:,} bytes")
        parts.append(part)
    if unpack and not unpack.eof:
        raise TransportError(ask.source, "the packed answer ends too early")
    return b"".join(parts)
