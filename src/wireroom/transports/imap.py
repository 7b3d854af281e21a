"""A mailbox: `imaps://user@host/INBOX`, or `imap://…` which is encrypted from before the name is sent (STARTTLS).

    connect | UIDs above the mark | not seen before | fetch without marking as read | arrival | done: seen, mark moved

A message is taken once whatever the server does: it is known by its Message-ID and its words, not by a flag or a number. Flags
that are not kept, numbers given anew (UIDVALIDITY, RFC 9051, 2.3.1.1) and the same message delivered twice with other
Received lines all lead to the same message. The mark only spares the server the listing. A message at which the server fails
again and again is given up, logged and left where it is: those behind it must not wait for it.

Between two looks it waits in the folder, where the server can say that mail has come (IDLE), and looks all the same every nine
minutes; without IDLE the pace adapts.
"""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, suppress
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Final

import imapclient
import msgspec
from imapclient.exceptions import IMAPClientError, LoginError

from wireroom.errors import ConfigError, TransportError
from wireroom.logs import get_log
from wireroom.threads import run_aside
from wireroom.transports._api import Arrival, Door, Office, Transport, TransportMaker
from wireroom.transports._connecting import Place, check_plain, in_words, resolve_guarded
from wireroom.transports._idling import wait_for_mail
from wireroom.transports._polling import make_pace, poll
from wireroom.transports._seen import InOrder, Seen

TIMEOUT_S: Final = 30.0
_LEAST_S: Final = 15.0
_MOST_S: Final = 120.0
#: between two looks at a server that says when mail comes; servers and firewalls hang up on lines quiet for ten minutes
_IDLE_S: Final = 540.0
#: messages fetched in one answer
_BATCH: Final = 10
#: how often a message that the server does not give is asked for, alone
_TRIES: Final = 5

_log = get_log("imap")


class _Mark(msgspec.Struct, frozen=True):
    """Up to where a mailbox has been read."""

    #: UIDs mean nothing under another one
    validity: int
    uid: int


class _Letter(msgspec.Struct, frozen=True):
    """A message on its way; its JSON is the arrival's handle."""

    validity: int
    uid: int
    key: str


class _NamedContext(ssl.SSLContext):
    """Checks the certificate by the host's name, whatever address is connected to."""

    name: str = ""

    def wrap_socket(self, sock: Any, *args: Any, **options: Any) -> ssl.SSLSocket:
        """Wrap, with the name."""
        return super().wrap_socket(sock, *args, **{**options, "server_hostname": self.name})


class ImapTransport:
    """Reads one folder of one mailbox."""

    def __init__(self, door: Door, office: Office) -> None:
        self._door = door
        self._is_implicit = door.place.lower().startswith("imaps:")
        self._place = Place(door, port=993 if self._is_implicit else 143)
        self._folder = self._place.path.strip("/") or "INBOX"
        self._tls = _make_context(door.source, self._place.host, door.ca_file)
        self._notes = office.notes
        self._note_key = f"source/{door.source}/mailbox"
        self._seen = Seen(office.notes, door.source)
        self._order = InOrder()
        self._pace = make_pace(door, office, least_s=_LEAST_S, most_s=_MOST_S)
        #: durable, and still on the server though they should not be
        self._to_put_away: list[_Letter] = []
        #: messages (UIDVALIDITY, UID) in an answer that failed, with how often each failed alone
        self._n_failed: dict[tuple[int, int], int] = {}
        #: whether the server says when mail comes; None = it has not been asked
        self._can_idle: bool | None = None
        #: nothing was found by the last look; what was found may not have become durable, or is to be put away
        self._is_at_rest = False
        #: the number the next message was to have at the last look
        self._uid_next: object = None

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._door.source

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield messages as they come, for ever.

        Raises:
            TransportError: the server cannot be reached, or does not let us in.
        """
        looks = poll(self.look, self._next_s, self._wait, closed_s=self._pace.closed_s)
        async with aclosing(looks) as found:
            async for arrival in found:
                yield arrival

    async def look(self) -> AsyncGenerator[Arrival, None]:
        """Look once; gives the messages that are new.

        Raises:
            TransportError: the server cannot be reached, or does not let us in.
        """
        self._order = InOrder()
        async with aclosing(self._letters(await asyncio.to_thread(self._load))) as letters:
            async for letter, data in letters:
                handle = msgspec.json.encode(letter).decode()
                self._order.give(handle)
                if data is None or await asyncio.to_thread(self._seen.__contains__, letter.key):
                    await self._finish(letter, handle)
                else:
                    yield Arrival(data=data, content_type="message/rfc822", handle=handle)

    def _next_s(self, n_found: int) -> float:
        self._is_at_rest = n_found == 0
        return self._pace.next_s(is_new=n_found > 0)

    async def _wait(self, pace_s: float) -> None:
        """Wait for the next look: until mail comes where the server says so, else as long as the pace says."""
        if not self._can_idle or self._door.interval_s is not None or self._pace.closed_s() > 0:
            await asyncio.sleep(pace_s)
            return
        began = asyncio.get_running_loop().time()
        is_woken = False
        with suppress(TransportError, IMAPClientError, OSError, EOFError):  # the next look says what is wrong
            is_woken = await self._idle(max(pace_s, _IDLE_S) if self._is_at_rest else pace_s)
        if not is_woken:
            # a server that hangs up at once is not asked in a tight loop
            await asyncio.sleep(max(0.0, pace_s - (asyncio.get_running_loop().time() - began)))

    async def _idle(self, most_s: float) -> bool:
        """Wait in the folder; tells whether mail has come since the last look."""
        address = await resolve_guarded(self._door, self._place.host, self._place.port)
        client = await run_aside(self._connect, address)
        try:
            found = await run_aside(client.select_folder, self._folder, True)
            if found.get(b"UIDNEXT") != self._uid_next:
                return True  # between the look and now
            return await wait_for_mail(client, most_s)
        finally:
            # without a goodbye: it would be taken for a word of the wait
            await run_aside(_hang_up, client)

    async def _letters(self, mark: _Mark | None) -> AsyncGenerator[tuple[_Letter, bytes | None], None]:
        """Give the messages above a mark; without bytes those that are gone or too large."""
        address = await resolve_guarded(self._door, self._place.host, self._place.port)
        client: imapclient.IMAPClient | None = None
        try:
            client = await run_aside(self._connect, address)
            validity = await run_aside(self._open_folder, client)
            uids = await run_aside(_find_uids, client, mark.uid if mark and mark.validity == validity else 0)
            for batch in _batches(uids, lambda uid: (validity, uid) in self._n_failed):
                if self._is_given_up(validity, batch):
                    yield _Letter(validity, batch[0], ""), None
                    continue
                for uid, data in await self._fetch_batch(client, validity, batch):
                    yield _Letter(validity, uid, message_key(data) if data else ""), data
        except LoginError as error:
            raise TransportError(self.source, "the server does not take this name and secret") from error
        except (IMAPClientError, OSError, EOFError) as error:
            words = str(error) if isinstance(error, IMAPClientError) else in_words(error, TIMEOUT_S)
            raise TransportError(self.source, words[:300]) from error
        finally:
            if client is not None:
                await run_aside(_leave, client)

    def _connect(self, address: str) -> imapclient.IMAPClient:
        client = imapclient.IMAPClient(
            address, self._place.port, ssl=self._is_implicit, ssl_context=self._tls, timeout=TIMEOUT_S
        )
        try:
            if not self._is_implicit:
                if client.has_capability("STARTTLS"):
                    client.starttls(self._tls)
                else:
                    check_plain(self.source, self._place.host, address)
            client.login(self._place.user or "", self._place.secret or "")
            if self._can_idle is None:
                self._can_idle = bool(client.has_capability("IDLE"))
        except BaseException:
            _leave(client)
            raise
        return client

    def _open_folder(self, client: imapclient.IMAPClient) -> int:
        """Open the folder, and put away in it what is durable here; gives its UIDVALIDITY."""
        found = client.select_folder(self._folder, readonly=self._door.afterwards == "keep")
        validity = int(found.get(b"UIDVALIDITY") or 0)
        self._uid_next = found.get(b"UIDNEXT")
        uids = [letter.uid for letter in self._to_put_away if letter.validity == validity]
        self._to_put_away.clear()
        if uids and self._door.afterwards == "move":
            if not client.folder_exists("Done"):
                client.create_folder("Done")
            client.copy(uids, "Done")
        if uids:
            client.delete_messages(uids)
            client.expunge(uids) if client.has_capability("UIDPLUS") else client.expunge()
        return validity

    async def _fetch_batch(
        self, client: imapclient.IMAPClient, validity: int, uids: Sequence[int]
    ) -> list[tuple[int, bytes | None]]:
        """Fetch messages; those of an answer that fails are asked for one at a time from then on."""
        try:
            found = await run_aside(self._fetch, client, uids)
        except (IMAPClientError, OSError, EOFError):
            for uid in uids:
                n_before = self._n_failed.get((validity, uid), -1)
                self._n_failed[validity, uid] = n_before + 1 if len(uids) == 1 else 0
            raise
        for uid in uids:
            self._n_failed.pop((validity, uid), None)
        return found

    def _is_given_up(self, validity: int, uids: Sequence[int]) -> bool:
        """Tell whether a message has failed alone so often that those behind it must not wait any longer; it stays there."""
        if len(uids) > 1 or self._n_failed.get((validity, uids[0]), 0) < _TRIES:
            return False
        _log.error("message given up", source=self.source, uid=uids[0], n_tries=_TRIES)
        del self._n_failed[validity, uids[0]]
        return True

    def _fetch(self, client: imapclient.IMAPClient, uids: Sequence[int]) -> list[tuple[int, bytes | None]]:
        """Fetch messages, without marking them as read."""
        sizes = client.fetch(uids, ["RFC822.SIZE"])
        fit = [uid for uid in uids if int(sizes.get(uid, {}).get(b"RFC822.SIZE") or 0) <= self._door.max_bytes]
        for uid in set(uids).difference(fit):
            _log.warning("refused", source=self.source, uid=uid, most=self._door.max_bytes)
        bodies = client.fetch(fit, ["BODY.PEEK[]"]) if fit else {}
        return [(uid, bodies.get(uid, {}).get(b"BODY[]")) for uid in uids]

    async def done(self, arrival: Arrival) -> None:
        """Remember the message, and move the mark behind what is all durable."""
        if arrival.handle:
            await self._finish(msgspec.json.decode(arrival.handle, type=_Letter), arrival.handle)

    async def _finish(self, letter: _Letter, handle: str) -> None:
        if letter.key:
            await asyncio.to_thread(self._seen.add, letter.key)
        safe = self._order.finish(handle)
        if safe is not None:
            last = msgspec.json.decode(safe, type=_Letter)
            note = msgspec.json.encode(_Mark(last.validity, last.uid)).decode()
            await asyncio.to_thread(self._notes.write_notes, {self._note_key: note})
        if letter.key and self._door.afterwards != "keep":
            self._to_put_away.append(letter)

    def _load(self) -> _Mark | None:
        note = self._notes.read_note(self._note_key)
        return msgspec.json.decode(note, type=_Mark) if note else None

    async def sample(self, most: int) -> list[Arrival]:
        """Give the first messages that have not been taken; they stay as they are.

        Raises:
            TransportError: the server cannot be reached, or does not let us in.
        """
        found = []
        async with aclosing(self._letters(await asyncio.to_thread(self._load))) as letters:
            async for _, data in letters:
                if data is not None:
                    found.append(Arrival(data=data, content_type="message/rfc822"))
                if len(found) >= most:
                    break
        return found


def message_key(data: bytes) -> str:
    """Name a message by its Message-ID (without one: date, sender and subject) and its words; transit leaves both alone."""
    headers = BytesHeaderParser().parsebytes(data)
    named = headers.get("Message-ID")
    names = [named] if named else [headers.get(name) for name in ("Date", "From", "Subject")]
    cut = min((at for at in (data.find(b"\r\n\r\n"), data.find(b"\n\n")) if at >= 0), default=len(data))
    # servers make line ends alike, and some put one at the end
    body = b"\n".join(data[cut:].splitlines()).strip()
    words = "\0".join(str(name or "").strip() for name in names).encode("utf-8", "surrogateescape")
    return hashlib.sha256(words + b"\0" + body).hexdigest()


def _find_uids(client: imapclient.IMAPClient, above: int) -> list[int]:
    found = client.search(["UID", f"{above + 1}:*"])
    # "n:*" always gives the last message, even when its number is lower (RFC 9051, 9: seq-range)
    return sorted(uid for uid in found if uid > above)


def _batches(uids: Sequence[int], is_alone: Callable[[int], bool]) -> Iterator[Sequence[int]]:
    batch: list[int] = []
    for uid in uids:
        if batch and (is_alone(uid) or len(batch) == _BATCH):
            yield batch
            batch = []
        if is_alone(uid):
            yield [uid]
        else:
            batch.append(uid)
    if batch:
        yield batch


def _leave(client: imapclient.IMAPClient) -> None:
    try:
        client.logout()
    except (IMAPClientError, OSError, EOFError):
        # it was gone before we could say goodbye; that must not hide why
        _hang_up(client)


def _hang_up(client: imapclient.IMAPClient) -> None:
    with suppress(OSError, EOFError, IMAPClientError):
        client.shutdown()


def _make_context(source: str, name: str, ca_file: Path | None) -> _NamedContext:
    context = _NamedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.name = name
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=str(ca_file))
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"source.{source}.ca_file", f"{ca_file}: {error}") from error
    return context


class _Maker:
    def open(self, door: Door, office: Office) -> Transport:
        return ImapTransport(door, office)


TRANSPORT: Final[TransportMaker] = _Maker()
