"""Files on another machine: the one way of taking them, whatever the protocol.

    connect | list | unchanged for `settle_s` | not seen before | read | arrival | done: seen    (next look: put away)

A file is known by name, size and time of change, so one that is rewritten is taken anew; what is taken twice all the same has
the same bytes, and the room takes those once.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, aclosing
from fnmatch import fnmatch
from typing import Final, Protocol

import msgspec

from wireroom.errors import TransportError
from wireroom.logs import get_log
from wireroom.transports._api import Afterwards, Arrival, Door, Office
from wireroom.transports._connecting import in_words
from wireroom.transports._names import is_finished
from wireroom.transports._polling import make_pace, poll
from wireroom.transports._seen import Seen

#: for each answer of the other machine
TIMEOUT_S: Final = 30.0
#: a file must have looked the same for so long
SETTLE_S: Final = 2.0
_LEAST_S: Final = 10.0
_MOST_S: Final = 60.0

_log = get_log("remote")


class RemoteFile(msgspec.Struct, frozen=True):
    """A file as it is listed."""

    name: str
    size: int
    #: changes when the file does: a time, a checksum
    stamp: str

    @property
    def key(self) -> str:
        """What it is known by."""
        return f"{self.name}\0{self.size}\0{self.stamp}"


class Share(Protocol):
    """One connection to a folder of another machine. Its errors are OSError, EOFError, TimeoutError or TransportError."""

    async def list_files(self) -> Iterable[RemoteFile]: ...

    async def read(self, name: str, most: int) -> bytes:
        """Give a file's bytes, or the first `most` of them."""
        ...

    async def put_away(self, name: str, afterwards: Afterwards) -> None: ...


class RemoteFilesTransport:
    """Takes the files of one folder on another machine."""

    def __init__(
        self,
        door: Door,
        office: Office,
        connect: Callable[[], AbstractAsyncContextManager[Share]],
        *,
        settle_s: float = SETTLE_S,
    ) -> None:
        self._door = door
        self._connect = connect
        self._settle_s = settle_s if door.settle_s is None else door.settle_s
        self._seen = Seen(office.notes, door.source)
        self._pace = make_pace(door, office, least_s=_LEAST_S, most_s=_MOST_S)
        #: too large, and said so once
        self._refused: set[str] = set()

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._door.source

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield files as they come, for ever.

        Raises:
            TransportError: the other machine cannot be reached, or does not let us in.
        """
        looks = poll(self.look, lambda n: self._pace.next_s(is_new=n > 0), asyncio.sleep, closed_s=self._pace.closed_s)
        async with aclosing(looks) as found:
            async for arrival in found:
                yield arrival

    async def look(self) -> AsyncGenerator[Arrival, None]:
        """Look once; gives what is finished and new.

        Raises:
            TransportError: the other machine cannot be reached, or does not let us in.
        """
        try:
            async with self._connect() as share:
                for file in await self._find_new(share):
                    data = await asyncio.wait_for(share.read(file.name, self._door.max_bytes + 1), TIMEOUT_S)
                    if len(data) == file.size:
                        yield Arrival(data=data, filename=file.name.rpartition("/")[2], handle=file.key)
        except (OSError, EOFError, TimeoutError) as error:
            raise TransportError(self.source, in_words(error, TIMEOUT_S)) from error

    async def _find_new(self, share: Share) -> list[RemoteFile]:
        files = await self._list(share)
        taken = await asyncio.to_thread(lambda: [file for file in files if file.key in self._seen])
        if self._door.afterwards != "keep":
            for file in taken:
                await asyncio.wait_for(share.put_away(file.name, self._door.afterwards), TIMEOUT_S)
        new = set(files).difference(taken)
        if new and self._settle_s:
            await asyncio.sleep(self._settle_s)
            new &= set(await self._list(share))
        return sorted((file for file in new if self._is_fit(file)), key=lambda file: (file.stamp, file.name))

    async def _list(self, share: Share) -> list[RemoteFile]:
        files = await asyncio.wait_for(share.list_files(), TIMEOUT_S)
        return [
            file
            for file in files
            if is_finished(base := file.name.rpartition("/")[2]) and fnmatch(base, self._door.pattern)
        ]

    def _is_fit(self, file: RemoteFile) -> bool:
        if file.size == 0:
            return False  # somebody is about to write it
        if file.size <= self._door.max_bytes:
            return True
        if file.key not in self._refused:
            self._refused.add(file.key)
            _log.warning("refused", source=self.source, file=file.name, n_bytes=file.size, most=self._door.max_bytes)
        return False

    async def done(self, arrival: Arrival) -> None:
        """Remember the file; it is put away at the next look, when it still is as it was taken."""
        await asyncio.to_thread(self._seen.add, arrival.handle or "")

    async def sample(self, most: int) -> list[Arrival]:
        """Give the newest files; they stay as they are.

        Raises:
            TransportError: the other machine cannot be reached, or does not let us in.
        """
        found = []
        try:
            async with self._connect() as share:
                files = sorted(await self._list(share), key=lambda file: file.stamp, reverse=True)
                for file in [file for file in files if self._is_fit(file)][:most]:
                    data = await asyncio.wait_for(share.read(file.name, self._door.max_bytes), TIMEOUT_S)
                    found.append(Arrival(data=data, filename=file.name.rpartition("/")[2]))
        except (OSError, EOFError, TimeoutError) as error:
            raise TransportError(self.source, in_words(error, TIMEOUT_S)) from error
        return found
