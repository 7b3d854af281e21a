"""A mailbox, against pymap: a message once, whatever the server does."""

import asyncio
import contextlib
import imaplib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

import imapclient
import pytest
from doors import Notes, door, look, office, take
from imapclient.exceptions import IMAPClientError

from wireroom.errors import TransportError
from wireroom.transports._idling import wait_for_mail
from wireroom.transports.imap import ImapTransport, message_key


def letter(n: int, *, received: str = "by mail.example", body: str = "Harbour open.") -> bytes:
    return (
        f"Received: {received}\r\nMessage-ID: <{n}@coast.example>\r\nFrom: wire@coast.example\r\n"
        f"Subject: Harbour {n}\r\nDate: Wed, 04 Mar 2026 12:00:00 +0000\r\n\r\n{body}\r\n"
    ).encode()


class Mail:
    """One mail server."""

    def __init__(self, port: int, running: subprocess.Popen[bytes] | None = None) -> None:
        self.port = port
        self.running = running

    def stop(self) -> None:
        assert self.running is not None
        self.running.terminate()
        self.running.wait(10)

    @contextlib.contextmanager
    def open(self, tls: ssl.SSLContext | None = None) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port)
        if tls is not None:
            client.starttls(tls)
        client.login("demouser", "demopass")
        try:
            yield client
        finally:
            client.logout()

    def put(self, *letters: bytes, tls: ssl.SSLContext | None = None) -> None:
        with self.open(tls) as client:
            for one in letters:
                client.append("INBOX", None, None, one)

    def count(self, folder: str = "INBOX") -> int:
        with self.open() as client:
            return int(client.select(folder)[1][0] or 0)


@contextlib.contextmanager
def serving(*options: str) -> Iterator[Mail]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-c", "from pymap.main import main; main()"]
    running = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), *(options or ["--no-tls"]), "dict"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield Mail(port, running)
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture
def mail() -> Iterator[Mail]:
    with serving() as made:
        yield made


def reading(mail: Mail, notes: Notes | None = None, **settings: Any) -> ImapTransport:
    settings = {"user": "demouser", "secret": "demopass", **settings}
    return ImapTransport(door(f"imap://127.0.0.1:{mail.port}/INBOX", **settings), office(notes))


async def test_messages_come_once_and_stay_unread(mail: Mail) -> None:
    mail.put(*(letter(n) for n in range(25)))
    notes = Notes()
    found = await take(reading(mail, notes), 25)
    assert sorted(arrival.data for arrival in found) == sorted(letter(n) for n in range(25))
    assert found[0].content_type == "message/rfc822"
    assert await look(reading(mail, notes)) == []
    mail.put(letter(99))
    assert [arrival.data for arrival in await look(reading(mail, notes))] == [letter(99)]
    with mail.open() as client:
        client.select("INBOX")
        assert client.search(None, "SEEN")[1] == [b""]


async def test_the_same_message_delivered_twice_comes_once(mail: Mail) -> None:
    notes = Notes()
    mail.put(letter(1))
    assert len(await look(reading(mail, notes))) == 1
    mail.put(letter(1, received="by another.example"), letter(2))
    assert [arrival.data for arrival in await look(reading(mail, notes))] == [letter(2)]


async def test_a_mailbox_that_is_numbered_anew_brings_nothing_twice(mail: Mail) -> None:
    """Another server with the same messages in another order: UIDVALIDITY, UIDs and flags are all different."""
    notes = Notes()
    mail.put(letter(1), letter(2), letter(3))
    assert len(await look(reading(mail, notes))) == 3
    with serving() as other:
        other.put(letter(3), letter(4), letter(1), letter(2))
        assert [arrival.data for arrival in await look(reading(other, notes))] == [letter(4)]


async def test_what_is_not_durable_comes_again(mail: Mail) -> None:
    notes = Notes()
    mail.put(letter(1), letter(2))
    transport = reading(mail, notes)
    first, second = await take(transport, 2, is_durable=False)
    await transport.done(second)
    assert [arrival.data for arrival in await look(reading(mail, notes))] == [first.data]


@pytest.mark.parametrize("afterwards", ["move", "delete"])
async def test_what_is_durable_is_put_away(mail: Mail, afterwards: str) -> None:
    mail.put(letter(1), letter(2))
    transport = reading(mail, afterwards=afterwards)
    assert len(await look(transport)) == 2
    assert await look(transport) == []
    assert mail.count() == 0
    if afterwards == "move":
        assert mail.count("Done") == 2


async def test_a_message_too_large_is_left_and_its_neighbours_come(mail: Mail) -> None:
    mail.put(letter(1, body="x" * 5000), letter(2))
    assert [arrival.data for arrival in await look(reading(mail, max_bytes=1000))] == [letter(2)]


async def test_refusals_are_in_plain_words(mail: Mail) -> None:
    with pytest.raises(TransportError, match="does not take this name and secret"):
        await look(reading(mail, secret="wrong"))
    with pytest.raises(TransportError, match="a private address"):
        await look(reading(mail, allow_private=False))
    with pytest.raises(TransportError, match="nobody listens there"):
        await look(reading(Mail(1)))


@contextlib.asynccontextmanager
async def cutting(mail: Mail, after: int) -> AsyncIterator[Mail]:
    """A way to the server that is cut when so many bytes have come from it."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = after
        there_reader, there = await asyncio.open_connection("127.0.0.1", mail.port)

        async def back() -> None:
            nonlocal left
            while left > 0 and (data := await there_reader.read(left)):
                left -= len(data)
                writer.write(data)
                await writer.drain()
            writer.transport.abort()
            there.close()

        async with asyncio.TaskGroup() as group:
            group.create_task(back())
            with contextlib.suppress(ConnectionError):
                while data := await reader.read(4096):
                    there.write(data)

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    async with server:
        yield Mail(server.sockets[0].getsockname()[1])


async def test_a_server_that_hangs_up_anywhere_loses_nothing_and_gives_nothing_twice(mail: Mail) -> None:
    notes, found = Notes(), []
    letters = [letter(n, body="Harbour open. " * 20) for n in range(12)]
    mail.put(*letters)
    n_cut = 0
    for after in (10, 400, 900, 1500, 2500, 4000, 6000):
        async with cutting(mail, after) as way:
            transport = reading(way, notes)
            with contextlib.suppress(TransportError):
                async with aclosing(transport.look()) as arrivals:
                    async for arrival in arrivals:
                        found.append(arrival.data)
                        await transport.done(arrival)
                n_cut -= 1
            n_cut += 1
    assert n_cut >= 4
    found += [arrival.data for arrival in await look(reading(mail, notes))]
    assert sorted(found) == sorted(letters)


async def test_new_mail_comes_at_once(mail: Mail) -> None:
    """Without an interval the pace begins with fifteen seconds; a server that says when mail comes spares them."""
    mail.put(letter(1))
    transport = reading(mail, interval_s=None)
    async with aclosing(transport.arrivals()) as arrivals, asyncio.timeout(10):
        await transport.done(await anext(arrivals))
        waiting = asyncio.ensure_future(anext(arrivals))
        for n in (2, 3):
            await asyncio.wait([waiting], timeout=0.5)
            assert not waiting.done()
            await asyncio.to_thread(mail.put, letter(n))
            arrival = await waiting
            assert arrival.data == letter(n)
            await transport.done(arrival)
            waiting = asyncio.ensure_future(anext(arrivals))
        waiting.cancel()
        await asyncio.wait([waiting])


async def test_mail_between_a_look_and_the_wait_is_not_slept_over(mail: Mail) -> None:
    transport = reading(mail, interval_s=None)
    assert await look(transport) == []
    mail.put(letter(1))
    async with asyncio.timeout(5):
        await transport._wait(60.0)
    assert len(await look(transport)) == 1


@contextlib.asynccontextmanager
async def idling(answer: bytes) -> AsyncIterator[imapclient.IMAPClient]:
    """A mailbox that says this when it is asked to wait, part by part where there is a "|"."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n")
        while line := await reader.readline():
            tag, word = line.split()[:2]
            if word == b"IDLE":
                for part in answer.replace(b"TAG", tag).split(b"|"):
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0.2)
            elif word == b"CAPABILITY":
                writer.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n" + tag + b" OK done\r\n")
            else:
                writer.write(tag + b" OK done\r\n")
            await writer.drain()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        client = await asyncio.to_thread(imapclient.IMAPClient, "127.0.0.1", port, ssl=False)
        await asyncio.to_thread(client.login, "demouser", "demopass")
        yield client
        client.shutdown()


@pytest.mark.parametrize(
    "answer",
    [
        b"+ idling\r\n|* 2 FETCH (",
        b"* 4 EXISTS\r\n+ idling\r\n",
        b"* OK still here\r\n* 4 EXISTS\r\n* 1 RECENT\r\n+ idling\r\n",
        b"+ idling\r\n* OK still here\r\n* 4 EXISTS\r\n",
        b"+ idling\r\n* 4 EXI",
        b"* OK still here\r\n+ idling\r\n|* 4 EXISTS\r\n",
    ],
)
async def test_what_a_server_says_around_its_go_on_is_heard(answer: bytes) -> None:
    async with idling(answer) as client, asyncio.timeout(30):
        assert await wait_for_mail(client, 60.0)


async def test_a_server_that_has_nothing_to_say_is_waited_for() -> None:
    async with idling(b"* OK still here\r\n+ idling\r\n* OK still here\r\n* 1 EXPUNGE\r\n") as client:
        assert not await wait_for_mail(client, 0.5)


async def test_a_server_that_refuses_to_say_when_mail_comes_is_heard() -> None:
    async with idling(b"TAG BAD what?\r\n") as client, asyncio.timeout(30):
        with pytest.raises(IMAPClientError, match="refused"):
            await wait_for_mail(client, 60.0)


async def test_a_message_at_which_the_server_fails_is_given_up_and_those_behind_it_come() -> None:
    n_asked = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal n_asked
        writer.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        while line := await reader.readline():
            tag, *words = line.split()
            if words[0] == b"CAPABILITY":
                writer.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif words[0] == b"SELECT" or words[0] == b"EXAMINE":
                writer.write(b"* 12 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 13] next\r\n")
            elif words[:2] == [b"UID", b"SEARCH"]:
                first = int(words[3 if words[2] == b"UID" else 2].split(b":")[0])
                writer.write(b"* SEARCH " + b" ".join(b"%d" % n for n in range(first, 13)) + b"\r\n")
            elif words[:2] == [b"UID", b"FETCH"]:
                uids = [int(n) for n in words[2].split(b",")]
                for n in uids:
                    if b"SIZE" in line:
                        writer.write(b"* %d FETCH (UID %d RFC822.SIZE 300)\r\n" % (n, n))
                    elif n == 5:
                        n_asked += len(uids) == 1
                        writer.write(b"* 5 FETCH (UID 5 BODY[] {300}\r\nhalf of it")
                        writer.close()
                        return
                    else:
                        data = letter(n)
                        writer.write(b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (n, n, len(data), data))
            writer.write(tag + b" OK done\r\n")
            await writer.drain()
            if words[0] == b"LOGOUT":
                writer.close()
                return

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        notes, found, n_failed = Notes(), [], 0
        transport = reading(Mail(server.sockets[0].getsockname()[1]), notes)
        for _ in range(20):
            try:
                async with aclosing(transport.look()) as arrivals:
                    async for arrival in arrivals:
                        found.append(arrival.data)
                        await transport.done(arrival)
                break
            except TransportError:
                n_failed += 1
        assert found == [letter(n) for n in range(1, 13) if n != 5]
        assert n_asked == 5
        assert n_failed == 6
        assert await look(reading(Mail(server.sockets[0].getsockname()[1]), notes)) == [], "the mark is behind it"


async def test_a_server_that_hangs_up_while_we_wait_is_not_asked_in_a_tight_loop(mail: Mail) -> None:
    transport = reading(mail, interval_s=None)
    assert await look(transport) == []
    began = asyncio.get_running_loop().time()
    waiting = asyncio.ensure_future(transport._wait(2.5))
    await asyncio.wait([waiting], timeout=0.7)
    mail.stop()
    async with asyncio.timeout(30):
        await waiting
    assert asyncio.get_running_loop().time() - began > 2.4, "it is asked again before its time"
    with pytest.raises(TransportError, match="nobody listens there"):
        await look(transport)


def test_a_message_is_known_by_its_id_and_its_words() -> None:
    assert message_key(letter(1)) == message_key(letter(1, received="x").replace(b"\r\n", b"\n") + b"\n")
    assert message_key(letter(1)) != message_key(letter(2))
    assert message_key(letter(1)) != message_key(letter(1, body="Harbour closed."))
    assert message_key(b"") == message_key(b"")
