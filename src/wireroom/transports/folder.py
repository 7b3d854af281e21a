"""A watched folder: agencies' delivery programs and FTP servers put files in it, one dispatch a file.

    files that have stayed the same --arrivals--> the room --done--> moved to done/

A file being written is not taken: its size and time of change must have stayed for `settle_s`, and names that delivery
programs give to unfinished files (".x", "x.part", "x.tmp", "x~") are left until they are renamed. It is looked at by
time of change, without inotify: that works on network file systems too, which is where such folders are. A sender that
stalled for longer writes on into the file where it was moved to; that is seen, and the file is taken anew when it is whole.
"""

import asyncio
import os
import stat
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

import msgspec

from wireroom.errors import TransportError
from wireroom.logs import get_log
from wireroom.threads import run_aside
from wireroom.transports._api import Arrival, Door, Office, Transport, TransportMaker
from wireroom.transports._names import is_finished
from wireroom.transports._polling import poll

#: what was given to the room and is still here after so long was not made durable: it is given again, and taken once
GIVE_AGAIN_S: Final = 30.0
#: an empty file is a file somebody is about to write, until it has been empty for so long
EMPTY_S: Final = 60.0
#: a sender that stalled goes on writing into the file that was moved: it is looked at for so long after
GROWS_ON_S: Final = 900.0
#: files of one look; the rest waits for the next, so that a flood does not fill the memory
MOST_AT_ONCE: Final = 500

_log = get_log("folder")


class _Look(msgspec.Struct, frozen=True):
    """How a file was when we looked."""

    size: int
    changed_ns: int
    inode: int


class _Seen(msgspec.Struct):
    """A file we know of."""

    look: _Look
    #: since when it has looked like that
    since: float
    #: when it was given to the room as it looks now; None = it was not
    given_at: float | None = None


class FolderTransport:
    """Watches one folder, without its subfolders."""

    def __init__(
        self,
        source: str,
        folder: Path,
        *,
        pattern: str = "*",
        interval_s: float = 0.5,
        settle_s: float = 0.5,
        max_bytes: int = 20 * 1024 * 1024,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self.folder = folder
        self.pattern = pattern
        self.interval_s = interval_s
        self.settle_s = settle_s
        self.max_bytes = max_bytes
        self._monotonic = monotonic
        # the next look and what becomes durable meanwhile run in threads of their own
        self._lock = threading.Lock()
        self._seen: dict[Path, _Seen] = {}
        #: in done/, as they were when they were moved; the newest at the end
        self._moved: dict[Path, _Seen] = {}

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._source

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield files that are finished, oldest first, for ever.

        Raises:
            TransportError: the folder cannot be read.
        """
        async with aclosing(poll(self._look_and_take, self._next_s, asyncio.sleep)) as found:
            async for arrival in found:
                yield arrival

    async def _look_and_take(self) -> AsyncGenerator[Arrival, None]:
        ready = await run_aside(self.look)
        for path in ready:
            arrival = await run_aside(self._take, path)
            if arrival is not None:
                yield arrival

    def _next_s(self, n_found: int) -> float:
        return 0.0 if n_found >= MOST_AT_ONCE else self.interval_s

    async def sample(self, most: int) -> list[Arrival]:
        """Give what lies in the folder, the newest copy first; it stays there.

        Raises:
            TransportError: the folder cannot be read.
        """
        return await run_aside(self._sample, most)

    def _sample(self, most: int) -> list[Arrival]:
        try:
            found = sorted(self._list().items(), key=lambda entry: -entry[1].changed_ns)
            chosen = [path for path, look in found if look.size <= self.max_bytes][:most]
            return [Arrival(data=path.read_bytes(), filename=path.name) for path in chosen]
        except OSError as error:
            raise TransportError(self._source, f"{self.folder}: {error.strerror}") from error

    async def done(self, arrival: Arrival) -> None:
        """Move the file to done/, beside others of its name; a file rewritten since stays, to be taken anew."""
        await run_aside(self._finish, Path(arrival.handle or ""))

    def look(self) -> list[Path]:
        """Look once; gives the files to be taken now, oldest first.

        Raises:
            TransportError: the folder cannot be read.
        """
        now = self._monotonic()
        try:
            found = self._list()
        except OSError as error:
            raise TransportError(self._source, f"{self.folder}: {error.strerror}") from error
        ready = []
        with self._lock:
            self._seen = {path: seen for path, seen in self._seen.items() if path in found or path in self._moved}
            for path, look in found.items():
                seen = self._seen.get(path)
                if seen is None or seen.look != look:
                    self._seen[path] = _Seen(look=look, since=now)
                elif self._is_ready(seen, now):
                    ready.append(path)
        ready.sort(key=lambda path: (found[path].changed_ns, path.name))
        return ready[:MOST_AT_ONCE] + self._find_grown(now)

    def _find_grown(self, now: float) -> list[Path]:
        """Find files that were written on after they had been moved: they are whole only now, and are taken anew."""
        grown = []
        with self._lock:
            moved = list(self._moved.items())
        for path, seen in moved:
            look = _look(path)
            if look is None or (look.size <= seen.look.size and now - seen.since > GROWS_ON_S):
                with self._lock:
                    self._moved.pop(path, None)
            elif look.size > seen.look.size:
                known = self._seen.get(path)
                if known is None or known.look != look:
                    with self._lock:
                        self._seen[path] = _Seen(look=look, since=now)
                elif self._is_ready(known, now):
                    grown.append(path)
        return grown

    def _is_ready(self, seen: _Seen, now: float) -> bool:
        if seen.given_at is not None:
            return now - seen.given_at >= GIVE_AGAIN_S
        return now - seen.since >= (self.settle_s if seen.look.size else max(EMPTY_S, self.settle_s))

    def _list(self) -> dict[Path, _Look]:
        self.folder.mkdir(parents=True, exist_ok=True)
        found = {}
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if not self._is_wanted(entry.name):
                    continue
                look = _look(Path(entry.path))
                if look is not None:
                    found[Path(entry.path)] = look
        return found

    def _is_wanted(self, name: str) -> bool:
        return is_finished(name) and fnmatch(name, self.pattern)

    def _take(self, path: Path) -> Arrival | None:
        """Read one file; None = it is gone, unreadable or too large, and the others go on."""
        with self._lock:
            seen = self._seen.get(path)
        if seen is None:
            return None
        if seen.look.size > self.max_bytes:
            _log.warning("refused", source=self._source, file=path.name, n_bytes=seen.look.size, most=self.max_bytes)
            self._put_away(path, "refused")
            return None
        try:
            # whoever may write here must not make us read a file elsewhere through a link
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                data = file.read(self.max_bytes + 1)
        except OSError as error:
            _log.warning("unreadable", source=self._source, file=path.name, problem=error.strerror)
            seen.given_at = self._monotonic()
            return None
        if len(data) != seen.look.size or _look(path) != seen.look:
            return None  # it grew while we read: the next look sees it
        seen.given_at = self._monotonic()
        return Arrival(data=data, filename=path.name, handle=str(path))

    def _finish(self, path: Path) -> None:
        with self._lock:
            seen = self._seen.pop(path, None)
            if seen is not None and path in self._moved:
                self._moved[path] = _Seen(look=seen.look, since=self._monotonic())
                return
        if seen is not None and _look(path) == seen.look:
            to = self._put_away(path, "done")
            with self._lock:
                while len(self._moved) >= MOST_AT_ONCE:
                    del self._moved[next(iter(self._moved))]
                if to is not None:
                    self._moved[to] = _Seen(look=seen.look, since=self._monotonic())

    def _put_away(self, path: Path, where: str) -> Path | None:
        """Move a file; gives where it is now."""
        folder = self.folder / where
        try:
            folder.mkdir(exist_ok=True)
            to, number = folder / path.name, 0
            while to.exists():
                number += 1
                to = folder / f"{path.name}.{number}"
            path.rename(to)
        except OSError as error:
            # it is given again later and known by its bytes; only the folder does not get empty
            _log.warning("not moved", source=self._source, file=path.name, to=where, problem=error.strerror)
            return None
        return to


def _look(path: Path) -> _Look | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return _Look(size=found.st_size, changed_ns=found.st_mtime_ns, inode=found.st_ino)


class _Maker:
    def open(self, door: Door, office: Office) -> Transport:
        return FolderTransport(
            door.source,
            Path(door.place),
            pattern=door.pattern,
            interval_s=door.interval_s or 0.5,
            settle_s=0.5 if door.settle_s is None else door.settle_s,
            max_bytes=door.max_bytes,
        )


TRANSPORT: Final[TransportMaker] = _Maker()
