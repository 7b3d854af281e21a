"""Fetches the documents an answer links to: with its source's guards and key, few at a time, each as its own arrival.

    Listing (_listing.py) | those not taken before | fetched, as many at a time as a host is asked | arrival | done: remembered

A document that fails keeps its list from being done, so that the list is asked for again and the document with it; the
others are taken. One whose server says again and again that it is not there is given up, and logged.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final

from yarl import URL

from wireroom.errors import ConfigError, TransportError
from wireroom.logs import get_log
from wireroom.text.uris import page_address, read_content_language
from wireroom.transports._api import Arrival, Notes
from wireroom.transports._fetching import PER_HOST, Answer
from wireroom.transports._listing import FIELD, Linked, Listing, list_documents
from wireroom.transports._seen import Seen

#: documents fetched in one look; the rest comes with the next
MOST: Final = 500
#: looks in which a server says that a document is not there
_TRIES: Final = 5
#: not there, or gone on purpose (RFC 9110, 15.5.5 and 15.5.11)
ABSENT: Final = (404, 410)
#: how the handle of a document begins; that of a list is JSON
_MARK: Final = "document "

_log = get_log("following")

#: fetches one document, with the key where it may go
Fetch = Callable[[URL], Awaitable[Answer]]


class Follower:
    """Fetches what the answers of one source link to."""

    def __init__(self, source: str, follow: str, *, notes: Notes, fetch: Fetch) -> None:
        """Read the setting.

        Raises:
            ConfigError: it is neither "links" nor an address with fields.
        """
        if follow != "links" and not FIELD.search(follow):
            raise ConfigError(f"source.{source}.follow", 'write "links", or an address with fields as item?id={id}')
        self._source = source
        self._follow = follow
        self._seen = Seen(notes, source)
        self._fetch = fetch
        self._absent: Counter[str] = Counter()
        #: whether all documents of the last list were fetched, now or before
        self.is_complete = True

    def list(self, body: bytes, base: URL) -> Listing:
        """Find the documents an answer names.

        Raises:
            TransportError: it should be a list, and is none.
        """
        try:
            return list_documents(body, base, self._follow)
        except ValueError as error:
            if self._follow == "links":
                return Listing((), is_whole=False)  # copy of another kind, to be taken as it is
            raise TransportError(self._source, f"the answer {error}, and follow wants a list") from error

    async def fetch(self, listing: Listing) -> AsyncGenerator[Arrival, None]:
        """Yield the documents of a list that were not taken before.

        Raises:
            TransportError: some could not be fetched; after the others.
        """
        new = await asyncio.to_thread(lambda: [one for one in listing.documents if one.key not in self._seen])
        self.is_complete = len(new) <= MOST
        failures: list[TransportError] = []
        for few in (new[start : start + PER_HOST] for start in range(0, min(len(new), MOST), PER_HOST)):
            for one, answer in zip(few, await asyncio.gather(*map(self._try, few)), strict=True):
                if isinstance(answer, TransportError):
                    failures.append(answer)
                elif answer.status in ABSENT:
                    await self._note_absent(one)
                else:
                    yield document_arrival(answer, _MARK + one.key, one.entry)
        if failures:
            raise _all_in_one(self._source, failures)

    async def done(self, handle: str) -> bool:
        """Remember a document that is durable; gives whether the handle is one of a document."""
        if not handle.startswith(_MARK):
            return False
        await asyncio.to_thread(self._seen.add, handle.removeprefix(_MARK))
        return True

    async def _try(self, one: Linked) -> Answer | TransportError:
        try:
            return await self._fetch(URL(one.url))
        except TransportError as error:
            return error

    async def _note_absent(self, one: Linked) -> None:
        self._absent[one.key] += 1
        if self._absent[one.key] < _TRIES:
            self.is_complete = False
            return
        del self._absent[one.key]
        _log.error("document given up", source=self._source, url=page_address(one.url), n_tries=_TRIES)
        await asyncio.to_thread(self._seen.add, one.key)


def document_arrival(answer: Answer, handle: str, entry: str | None) -> Arrival:
    """Make an arrival of a document."""
    return Arrival(
        data=answer.body,
        filename=answer.url.name or None,
        content_type=answer.headers.get("content-type"),
        url=page_address(str(answer.url)),
        language=read_content_language(answer.headers.get("content-language")),
        entry=entry,
        handle=handle,
    )


def _all_in_one(source: str, failures: list[TransportError]) -> TransportError:
    first = failures[0]
    more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
    waits = [error.retry_after_s for error in failures if error.retry_after_s is not None]
    problem = f"a document it links to: {first.problem}{more}"
    return TransportError(source, problem, retry_after_s=max(waits) if waits else None)
