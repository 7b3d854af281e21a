"""Waiting in a mailbox until its server says that there is something new (IMAP IDLE, RFC 2177)."""

import asyncio
import imaplib

import imapclient
from imapclient.exceptions import IMAPClientError

from wireroom.threads import run_aside


async def wait_for_mail(client: imapclient.IMAPClient, most_s: float) -> bool:
    """Wait in the open folder; tells whether the server says that messages have come.

    It waits on the socket and in no thread, so that a room that stops does not wait for it. False is also a server that hung
    up: the next look says so. Half a line counts as messages: what there is the next look sees, and the rest of the line is not
    waited for.

    Raises:
        IMAPClientError: the server does not do it.
    """
    if await run_aside(_begin, client):
        return True
    loop = asyncio.get_running_loop()
    number, stirred = client.socket().fileno(), asyncio.Event()
    loop.add_reader(number, stirred.set)
    try:
        async with asyncio.timeout(most_s):
            while True:
                await stirred.wait()
                loop.remove_reader(number)
                try:
                    said = await run_aside(client.idle_check, 0)
                except imaplib.IMAP4.abort:  # the library cannot go on after a line that has not come whole
                    return True
                if not said:
                    return False
                if any(len(words) > 1 and words[1] == b"EXISTS" for words in said):
                    return True
                stirred.clear()
                loop.add_reader(number, stirred.set)
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(number)


def _begin(client: imapclient.IMAPClient) -> bool:
    """Begin to wait; tells whether the server says that messages came between the opening of the folder and now.

    It says so ahead of its "go on", which the library takes for a fault, or in one breath with it: then the line lies read in
    the library's buffer, and the socket never stirs.

    Raises:
        IMAPClientError: the server does not do it.
    """
    if not client.has_capability("IDLE"):
        raise IMAPClientError("the server does not say when mail comes")
    wire = client._imap
    tag = wire._command("IDLE")
    has_come = False
    while (said := wire._get_response()) is not None:
        if said.startswith(tag):
            raise IMAPClientError(f"IDLE is refused: {said.decode('utf-8', 'replace')}"[:300])
        has_come |= _tells_of_mail(said)
    return has_come or _has_in_hand(client)


def _has_in_hand(client: imapclient.IMAPClient) -> bool:
    """Look through the lines that were read with the last one; half a line counts, as while it waits."""
    socket = client.socket()
    socket.setblocking(False)
    try:
        while True:
            if _tells_of_mail(client._imap._get_line()):
                return True
    except imaplib.IMAP4.abort as error:  # nothing more, or half a line
        return "unterminated" in str(error)
    except OSError:  # the same, encrypted
        return False
    finally:
        socket.setblocking(True)


def _tells_of_mail(line: bytes) -> bool:
    return line.startswith(b"* ") and line.endswith(b" EXISTS")
