"""Waiting in a mailbox until its server says that there is something new (IMAP IDLE, RFC 2177)."""

import asyncio
import imaplib

import imapclient

from wireroom.threads import run_aside


async def wait_for_mail(client: imapclient.IMAPClient, most_s: float) -> bool:
    """Wait in the open folder; tells whether the server says that messages have come.

    It waits on the socket and in no thread, so that a room that stops does not wait for it. False is also a server that hung
    up: the next look says so. Half a line counts as messages: what there is the next look sees, and the rest of the line is not
    waited for.

    Raises:
        IMAPClientError: the server does not do it.
    """
    await run_aside(client.idle)
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
