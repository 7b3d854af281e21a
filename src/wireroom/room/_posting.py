"""How deliveries reach the web: one guarded door for all channels."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
from yarl import URL

from wireroom.deliveries import Answer
from wireroom.errors import DeliveryError
from wireroom.transports.guard import AddressRefused, GuardedResolver, check_url
from wireroom.transports.refusals import say_fetching

#: a receiver has so long to answer; much longer would hold up the lane, and its sender gives up
TIMEOUT_S: Final = 10.0
#: connections to all receivers together
_CONNECTIONS: Final = 1000
_ANSWER_BYTES: Final = 4096


class GuardedPost:
    """Posts by two pools of connections: to the open internet, and (where a channel says so) to our own network."""

    def __init__(self, *, agent: str, clock: Callable[[], datetime], timeout_s: float = TIMEOUT_S) -> None:
        self._agent = agent
        self._clock = clock
        self._timeout_s = timeout_s
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def post(self, url: str, data: bytes, headers: Mapping[str, str], *, allow_private: bool) -> Answer:
        """Post once; redirects are not followed, and little of the answer is read.

        Raises:
            DeliveryError: no answer, or the address is refused.
        """
        return await self._ask("POST", url, data, headers, allow_private=allow_private)

    async def get(self, url: str, *, allow_private: bool) -> Answer:
        """Ask once, in the same way.

        Raises:
            DeliveryError: no answer, or the address is refused.
        """
        return await self._ask("GET", url, None, {}, allow_private=allow_private)

    async def _ask(
        self, verb: str, url: str, data: bytes | None, headers: Mapping[str, str], *, allow_private: bool
    ) -> Answer:
        try:
            where = URL(url, encoded=verb == "GET")
            check_url(where, allow_private=allow_private)
            session = self._session(allow_private)
            async with session.request(verb, where, data=data, headers=dict(headers), allow_redirects=False) as answer:
                body = await answer.content.read(_ANSWER_BYTES)
                retry_after_s = read_retry_after(answer.headers.get("Retry-After"), self._clock())
                return Answer(status=answer.status, reason=answer.reason or "", retry_after_s=retry_after_s, body=body)
        except AddressRefused as error:
            raise DeliveryError(str(error), is_final=True) from error
        except TimeoutError as error:
            raise DeliveryError(f"no answer within {self._timeout_s:g} seconds") from error
        except (aiohttp.ClientError, OSError) as error:
            is_final = isinstance(getattr(error, "os_error", None), AddressRefused)
            raise DeliveryError(say_fetching(error, self._timeout_s), is_final=is_final) from error
        except ValueError as error:
            raise DeliveryError(f"the address cannot be used: {error}"[:300]) from error

    async def check_host(self, host: str, *, allow_private: bool) -> str:
        """Look whether a host may be reached; gives the address to connect to.

        Raises:
            DeliveryError: it may not, or there is none.
        """
        resolver = GuardedResolver(aiohttp.ThreadedResolver(), allow_private=allow_private)
        try:
            check_url(URL.build(scheme="https", host=host), allow_private=allow_private)
            found = await resolver.resolve(host)
            return str(found[0]["host"])
        except AddressRefused as error:
            raise DeliveryError(str(error), is_final=True) from error
        except OSError as error:
            raise DeliveryError(f"{host}: {error.strerror or error}") from error
        finally:
            await resolver.close()

    async def close(self) -> None:
        """Let all connections go."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _session(self, allow_private: bool) -> aiohttp.ClientSession:
        found = self._sessions.get(allow_private)
        if found is None:
            resolver = GuardedResolver(aiohttp.ThreadedResolver(), allow_private=allow_private)
            found = self._sessions[allow_private] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=resolver, use_dns_cache=False, limit=_CONNECTIONS, limit_per_host=0
                ),
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                headers={"user-agent": self._agent},
                loop=asyncio.get_running_loop(),
            )
        return found


def read_retry_after(words: str | None, now: datetime) -> float | None:
    """Read `Retry-After` (RFC 9110, 10.2.3): seconds or a date; None = nothing that can be read."""
    if not words or not words.strip():
        return None
    if words.strip().isdecimal():
        return float(words)
    try:
        then = parsedate_to_datetime(words)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max((then - now).total_seconds(), 0.0)
