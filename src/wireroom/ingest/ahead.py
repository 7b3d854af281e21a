"""Reading ahead: what waits while the desk is busy is read meanwhile, in processes beside the room.

    Ahead.offer(dispatch)      from any thread, never waits: handed to a reader, or not
    Ahead.collect(dispatch)    by the desk: what was read; None = it was not handed out, or would not go through
    Ahead.forget(dispatches)   by the desk: they have been taken, read or not

Only reading is done ahead: nothing is kept, placed or acknowledged by it. A reader that dies over a dispatch is replaced, and
tries once more; one that dies again, or is at it for too long, leaves that one dispatch unread, with the reason.
"""

import socket
import struct
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Final

import msgspec

from wireroom.ingest.readers import MESSAGE_BYTES, Answer, Prepared, SourceHints, at_home, raw_of, unread
from wireroom.logs import get_log
from wireroom.model import Dispatch

log = get_log("ingest")

#: how long one dispatch may be read; what is read ahead is small
LIMIT_S: Final = 30.0
#: what reads
READER: Final = ("-m", "wireroom.ingest.reader")
#: stands in the command for the number of the socket
SOCKET: Final = "\0socket"
#: deaths of readers over one dispatch
_DEATHS: Final = 2

_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder(Answer).decode


class _Handed(msgspec.Struct):
    """One dispatch that a reader has."""

    id: str
    message: bytes
    n_deaths: int = 0


class _Reader:
    """One process that reads, as the room sees it."""

    def __init__(self, command: Sequence[str], limit_s: float) -> None:
        """Start it.

        Raises:
            OSError: there is no such kind of socket here, or no room for another process.
        """
        #: what it has and has not answered, oldest first: the first is the one it is at
        self.handed: dict[int, _Handed] = {}
        #: it has started and said so
        self.is_ready = False
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * MESSAGE_BYTES)
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * MESSAGE_BYTES)
            wait = struct.pack("ll", int(limit_s), int(limit_s % 1 * 1e6))
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, wait)
            try:
                self._process = subprocess.Popen(
                    [str(theirs.fileno()) if part == SOCKET else part for part in command],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                )
            except OSError:
                self._socket.close()
                raise

    def send(self, n: int, handed: _Handed, *, is_early: bool = False) -> bool:
        """Hand out one without waiting; tells whether it went. `is_early`: also before it has said that it is ready.

        Raises:
            ConnectionError: the process is gone.
        """
        with suppress(BlockingIOError):
            if not (is_early or self.is_ready):
                # its first message says so; whoever takes answers takes it
                self.is_ready = bool(self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
                if not self.is_ready:
                    raise ConnectionResetError
            self._socket.send(handed.message, socket.MSG_DONTWAIT)
            self.handed[n] = handed
            return True
        return False

    def receive(self, space: memoryview, *, is_waiting: bool) -> Answer:
        """Take the next answer.

        Raises:
            BlockingIOError: there is none; when waiting: for too long.
            ConnectionError: the process is gone.
        """
        try:
            size = self._socket.recv_into(space, 0, 0 if is_waiting else socket.MSG_DONTWAIT)
        except ConnectionError:
            # Linux tells once that it ended with messages it never took, ahead of the answers it gave before
            size = self._socket.recv_into(space, 0, socket.MSG_DONTWAIT)
        if not size:
            raise ConnectionResetError
        n, prepared = _DECODE(space[:size])
        self.is_ready = True
        return n, prepared

    def end(self) -> None:
        """Let go of it; it ends when it has done what it is at."""
        self._socket.close()

    def kill(self) -> None:
        """End it now."""
        self.end()
        self._process.kill()
        self._process.wait()

    def wait(self, timeout_s: float) -> None:
        """See it end."""
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()


class Ahead:
    """Readers beside the room. `offer` from any thread; all else by one thread at a time."""

    def __init__(
        self,
        n_readers: int,
        *,
        hints: Mapping[str, SourceHints],
        styles: Path | None = None,
        limit_s: float = LIMIT_S,
        program: Sequence[str] = READER,
    ) -> None:
        """`program` is what reads: it is told the number of its socket, and the folder of the house's own styles."""
        self._n_readers = n_readers
        self._hints = hints
        self._command = [sys.executable, *program, SOCKET, *([] if styles is None else [str(styles)])]
        self._limit_s = limit_s
        self._lock = RLock()
        #: by their places
        self._readers: dict[int, _Reader] = {}
        self._n_offered = 0
        #: where a dispatch is: the place of its reader, and its number
        self._where: dict[str, tuple[int, int]] = {}
        #: by number
        self._answered: dict[int, Prepared | None] = {}
        self._space = memoryview(bytearray(MESSAGE_BYTES))

    def start(self) -> None:
        """Start the readers; until they are ready, nothing is read ahead."""
        with self._lock:
            for place in range(self._n_readers):
                self._open(place)

    def stop(self) -> None:
        """End the readers; what they have is read in the room if it is still wanted."""
        with self._lock:
            readers, self._readers = self._readers, {}
            self._where.clear()
            self._answered.clear()
        for reader in readers.values():
            reader.end()
        for reader in readers.values():
            reader.wait(1.0)

    def offer(self, dispatch: Dispatch) -> None:
        """Have a dispatch read if a reader has time."""
        with self._lock:
            if not self._readers or dispatch.id in self._where or len(dispatch.data) > MESSAGE_BYTES // 2:
                return
            n = self._n_offered + 1
            raw, as_format = raw_of(dispatch, self._hints)
            try:
                message = _ENCODE((n, raw, as_format, dispatch.received_at))
            except UnicodeEncodeError:  # half a surrogate pair, in a file name: it is read in the room
                return
            if len(message) > MESSAGE_BYTES:
                return
            for place in sorted(self._readers, key=lambda place: len(self._readers[place].handed)):
                with suppress(ConnectionError):  # `forget` sees to it
                    if self._readers[place].send(n, _Handed(dispatch.id, message)):
                        self._n_offered = n
                        self._where[dispatch.id] = place, n
                        return

    def collect(self, dispatch: Dispatch) -> Prepared | None:
        """Wait for what was read of a dispatch; None = read it here."""
        with self._lock:
            place, n = self._where.pop(dispatch.id, (0, 0))
        while n and n not in self._answered:
            reader = self._readers.get(place)
            if reader is None or n not in reader.handed:
                return None
            self._hear(place, reader, is_waiting=True)
        found = self._answered.pop(n, None)
        return None if found is None else msgspec.structs.replace(found, words=tuple(map(at_home, found.words)))

    def forget(self, dispatches: Iterable[Dispatch]) -> None:
        """Let go of what was offered and not collected: it was here before. Also sees which readers are gone."""
        with self._lock:
            for dispatch in dispatches:
                place, n = self._where.pop(dispatch.id, (0, 0))
                if n and n in self._answered:
                    del self._answered[n]
                elif n and place in self._readers and n in self._readers[place].handed:
                    self._readers[place].handed[n].id = ""
        for place, reader in list(self._readers.items()):
            while self._readers.get(place) is reader and self._hear(place, reader, is_waiting=False):
                pass

    def _hear(self, place: int, reader: _Reader, *, is_waiting: bool) -> bool:
        """Take one answer; tells whether there was one. A reader that is gone, or at it for too long, is replaced."""
        try:
            n, prepared = reader.receive(self._space, is_waiting=is_waiting)
        except BlockingIOError:
            if is_waiting:
                self._replace(place, f"was not read within {self._limit_s:g} seconds")
            return False
        except ConnectionError:
            self._replace(place)
            return False
        with self._lock:
            handed = reader.handed.pop(n, None)
            if handed is not None and handed.id:
                self._answered[n] = prepared
        return True

    def _open(self, place: int) -> None:
        try:
            self._readers[place] = _Reader(self._command, self._limit_s)
        except OSError as error:
            log.error("no reader beside the room: copy is read in it", problem=str(error))

    def _replace(self, place: int, reason: str | None = None) -> None:
        """Put another process in the place of one that is gone or stuck, and hand it what that one had."""
        with self._lock:
            old = self._readers.pop(place)
            old.kill()
            waiting = list(old.handed.items())
            log.error("reader replaced", problem=reason or "it ended", n_waiting=len(waiting))
            if waiting:
                n, first = waiting[0]
                first.n_deaths += 1
                if reason is None and first.n_deaths >= _DEATHS:
                    reason = f"the program that reads ended {_DEATHS} times while it read this"
                if reason is not None:
                    del waiting[0]
                    if first.id:
                        self._answered[n] = Prepared(unread(reason))
            if old.is_ready:  # one that ended before it was ready would end again
                self._open(place)
            if (new := self._readers.get(place)) is not None:
                with suppress(ConnectionError):
                    for n, handed in waiting:
                        new.send(n, handed, is_early=True)
