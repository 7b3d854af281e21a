"""Who has the room: one process writes to a data folder, and says where it can be reached."""

import fcntl
import os
import time
from pathlib import Path
from typing import Final

import msgspec

from wireroom.errors import ConfigError

LOCK_NAME: Final = "room.lock"
_TRIES: Final = 10


class Holder(msgspec.Struct, frozen=True):
    """The process that has the room."""

    pid: int
    #: where it listens; None = it is a command that will be done soon
    url: str | None = None


class RoomTaken(ConfigError):
    """Another process has this room."""

    def __init__(self, data: Path, holder: Holder | None) -> None:
        who = f"process {holder.pid}" if holder else "another process"
        at = f", which listens at {holder.url}" if holder and holder.url else ""
        super().__init__("data", f"the room in {data} is open in {who}{at}")
        self.holder = holder


class RoomLock:
    """The lock on a data folder. The system lets go of it when the process ends, however it ends."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._handle: int | None = None

    def take(self) -> None:
        """Take the room.

        Raises:
            RoomTaken: another process has it; `holder` says where it can be reached.
        """
        handle = os.open(self._data / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        for attempt in range(_TRIES):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                # somebody who only looks (`find_holder`) has it for the blink of an eye
                if attempt == _TRIES - 1:
                    os.close(handle)
                    raise RoomTaken(self._data, read_holder(self._data)) from error
                time.sleep(0.02)
        self._handle = handle
        self.tell(None)

    def tell(self, url: str | None) -> None:
        """Say where this process can be reached."""
        if self._handle is None:
            return
        words = msgspec.json.encode(Holder(pid=os.getpid(), url=url))
        os.pwrite(self._handle, words, 0)
        os.ftruncate(self._handle, len(words))

    def leave(self) -> None:
        """Let others have the room."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def read_holder(data: Path) -> Holder | None:
    """Read who wrote the lock last; whether it still has the room only `take` can tell."""
    try:
        return msgspec.json.decode((data / LOCK_NAME).read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return None


def find_holder(data: Path) -> Holder | None:
    """Find the process that has the room now; None = nobody has it."""
    try:
        handle = os.open(data / LOCK_NAME, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        # shared, and only for the blink of an eye: two who look at once do not take each other for the holder
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return read_holder(data)
    finally:
        os.close(handle)
    return None
