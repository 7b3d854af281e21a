"""All that goes on around a room while it is killed: senders, a folder, readers of the wire, and receivers of copy.

Each notes what it was told. None of them remembers anything but that, so what they were told must hold in the end (`audit`).
"""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from crash.worker import WORDS
from deliveries.receivers import Got
from roomproc import RoomProcess
from wireroom.cli._live import read_wire
from wireroom.errors import WireroomError

#: what a cut connection looks like from outside
CUT = (aiohttp.ClientError, TimeoutError, OSError)
POSTED, DROPPED = "hafen", "drop"


def copy(number: int, *, uri: str | None = None, **more: object) -> bytes:
    """Give piece of copy number so and so; every third continues a story."""
    subject = f"{WORDS[number % 12]} {WORDS[number // 12 % 12]} {number // 3}"
    made = {
        "uri": uri or f"urn:siege:{number}",
        "version": "1",
        "type": "text",
        "versioncreated": f"2026-03-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z",
        "headline": f"{('FLASH', 'URGENT', '1st LD')[number % 3]}: {subject}",
        "infosources": [{"name": "Hafen"}],
        "body_text": f"{subject} " * 30 + str(number),
    }
    return msgspec.json.encode(made | more)


def order_to_kill(number: int) -> bytes:
    """Withdraw number so and so, as ninjs does it."""
    return copy(number, version="2", pubstatus="canceled", headline="KILL", body_text="")


class Told(msgspec.Struct):
    """What a sender was told of one dispatch."""

    dispatch: str
    items: list[str]


class Sender:
    """Posts copy, each piece again and again until it is told "taken"; some of it once more later on."""

    def __init__(self, room: Callable[[], RoomProcess], numbers: range, chance: random.Random) -> None:
        self._room = room
        self._numbers = numbers
        self._chance = chance
        #: by the bytes that were sent
        self.told: dict[bytes, Told] = {}
        self.killed: set[int] = set()
        self.n_again = 0
        self.faults: list[str] = []
        self.is_over = False

    async def run(self, pause_s: float) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            for number in self._numbers:
                if self.is_over:
                    return
                await self._send(session, copy(number))
                if number % 10 == 9:  # a sender that lost its note of what was taken
                    await self._send(session, self._chance.choice(list(self.told)))
                if number % 25 == 24:
                    target = number - self._numbers.step * self._chance.randint(0, 4)
                    if target in self._numbers:
                        await self._send(session, order_to_kill(target))
                        self.killed.add(target)
                await asyncio.sleep(self._chance.uniform(0, 2 * pause_s))

    async def _send(self, session: aiohttp.ClientSession, data: bytes) -> None:
        while True:
            room = self._room()
            try:
                headers = {"Authorization": f"Bearer {room.token}"}
                address = f"{room.url}/api/v1/dispatches?source={POSTED}"
                async with session.post(address, data=data, headers=headers) as answer:
                    if answer.status in (200, 201, 202):
                        self._note(data, await answer.json())
                        return
                    if answer.status < 500:
                        self.faults.append(f"a sender is told {answer.status}: {await answer.text()}")
                        return
            except CUT:
                pass  # it was not told "taken"; an answer that was cut in two is none either
            self.n_again += 1
            await asyncio.sleep(0.1)

    def _note(self, data: bytes, found: dict[str, Any]) -> None:
        now = Told(found["dispatch"], found["items"])
        before = self.told.get(data)
        if before is not None and before.items and before != now:
            self.faults.append(f"the same bytes are {before} first and {now} then")
        self.told[data] = now


class Dropper:
    """A program that puts files into a watched folder: written under another name, then renamed."""

    def __init__(self, folder: Path, first: int, chance: random.Random) -> None:
        self.folder = folder
        self._number = first
        self._chance = chance
        #: what was put there
        self.dropped: list[bytes] = []
        self.is_over = False

    async def run(self, pause_s: float) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        while not self.is_over:
            data = copy(self._number)
            unfinished = self.folder / f"{self._number}.json.part"
            unfinished.write_bytes(data)
            unfinished.rename(unfinished.with_suffix(""))
            self.dropped.append(data)
            self._number += 1
            await asyncio.sleep(self._chance.uniform(0, 2 * pause_s))

    @property
    def n_waiting(self) -> int:
        """Files that the room has not taken."""
        return sum(path.is_file() for path in self.folder.iterdir())


class WireReader:
    """Reads the live wire, and resumes after the last event it has seen whenever the line is cut."""

    def __init__(self, room: Callable[[], RoomProcess], query: str | None, chance: random.Random) -> None:
        self._room = room
        self.query = query
        self._chance = chance
        self.seqs: list[int] = []
        #: items by the seq of the event that told of them
        self.items: dict[int, str | None] = {}
        self.n_resumed = 0
        #: never hangs up by itself
        self.is_steady = False

    async def run(self) -> None:
        """Read until cancelled. Now and then it hangs up by itself."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=20)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                left = self._chance.randint(20, 400)
                try:
                    async for line in read_wire(
                        session, self._room().url, self.seqs[-1] if self.seqs else 0, self.query
                    ):
                        self.seqs.append(line.seq)
                        self.items[line.seq] = line.data.get("item")
                        left -= 1
                        if left <= 0 and not self.is_steady:
                            break
                except (*CUT, WireroomError, msgspec.DecodeError):
                    pass
                self.n_resumed += 1
                await asyncio.sleep(self._chance.uniform(0, 0.2))


class Deliveries:
    """What a receiver of copy got: refuses one in twenty, and takes some without being able to say so."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.got: list[Got] = []

    async def answer(self, got: Got) -> web.StreamResponse:
        if self._chance.random() < 0.05:
            return web.Response(status=503, headers={"Retry-After": "0"})
        self.got.append(got)
        return web.Response(status=204)
