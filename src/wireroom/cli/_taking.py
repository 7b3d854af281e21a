"""Files straight into the store of a room that no server has open."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from wireroom.config import Config
from wireroom.errors import StoreError
from wireroom.model import Dispatch, Receipt
from wireroom.room import open_room

#: dispatches handed in and not yet told of: enough to fill commits, few enough for the memory
IN_FLIGHT: Final = 256
IN_FLIGHT_BYTES: Final = 64 * 1024 * 1024


def take_files(config: Config, source: str, files: list[Path]) -> Iterator[tuple[Path, Receipt | str]]:
    """Take files in; gives for each what became of it, or why it was not taken, in order.

    Raises:
        RoomTaken: another process has the room.
        StoreError: the room cannot be opened.
    """
    room = open_room(config)
    waiting: deque[tuple[Path, int, Future[Receipt] | str]] = deque()
    n_bytes = 0
    try:
        room.start_intake()
        for file in files:
            size, handed = _hand_in(file)
            if isinstance(handed, bytes):
                dispatch = Dispatch.of(handed, source=source, received_at=room.clock(), filename=file.name)
                waiting.append((file, size, room.intake.submit(dispatch)))
            else:
                waiting.append((file, size, handed))
            n_bytes += size
            while len(waiting) >= IN_FLIGHT or n_bytes > IN_FLIGHT_BYTES:
                n_bytes -= waiting[0][1]
                yield _outcome(*waiting.popleft())
        while waiting:
            yield _outcome(*waiting.popleft())
    finally:
        room.close()


def _hand_in(file: Path) -> tuple[int, bytes | str]:
    try:
        data = file.read_bytes()
    except OSError as error:
        return 0, error.strerror or "cannot be opened"
    return len(data), data if data.strip() else "it is empty"


def _outcome(file: Path, _: int, handed: "Future[Receipt] | str") -> tuple[Path, Receipt | str]:
    if isinstance(handed, str):
        return file, handed
    try:
        return file, handed.result()
    except StoreError as error:
        return file, str(error)


def replay_all(config: Config, dispatches: list[str]) -> Iterator[Receipt]:
    """Read dispatches on the spike anew.

    Raises:
        RoomTaken: another process has the room.
        NotFound: one does not hang on the spike.
    """
    room = open_room(config)
    try:
        room.start_intake()
        for dispatch in dispatches:
            yield room.replay(dispatch).result()
    finally:
        room.close()
