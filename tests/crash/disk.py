"""A disk as it may be after a power cut: what was synced is there; of the rest anything, in whole, in part or not at all.

    recorder.c -> a record of every write -> `Disk.play` up to any point -> `Disk.cut`, one of the states it may be in

What is believed of the disk (POSIX, and no more): a sync that has ended makes the file's bytes and length durable as they were
when it began. A file's name is durable when its folder was synced. What was not synced may be there or not, each write by
itself, and torn at any block of 512 bytes; names appear in the order they were made. A sync that failed has lost what it
should have written, and no later one brings it back: the system marks it clean (fsync(2) on Linux).
"""

import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

BLOCK = 512
_HEAD = struct.Struct("<ciqq")

#: what becomes of writes that were not synced
How = Literal["none", "all", "some", "torn"]


class Step(NamedTuple):
    """One record."""

    kind: str
    handle: int
    at: int
    data: bytes


def read_record(file: Path) -> list[Step]:
    """Read what `recorder.c` wrote."""
    found, data, at = [], file.read_bytes(), 0
    while at + _HEAD.size <= len(data):
        kind, handle, where, n = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        found.append(Step(kind.decode(), handle, where, data[at : at + n]))
        at += n
    return found


class File:
    """The bytes on the platter, and what waits to get there."""

    def __init__(self) -> None:
        self.durable = bytearray()
        #: (number of the step, where, bytes); bytes None = the file ends there
        self.waiting: list[tuple[int, int, bytes | None]] = []
        #: by handle: the step at which a sync under way began
        self.syncing: dict[int, int] = {}

    def end_sync(self, handle: int, *, is_done: bool) -> None:
        began = self.syncing.pop(handle)
        if is_done:
            for number, at, data in self.waiting:
                if number < began:
                    _put(self.durable, at, data)
        self.waiting = [each for each in self.waiting if each[0] >= began]

    def cut(self, how: How, chance: random.Random) -> bytes:
        """Give the bytes as they may be."""
        found = bytearray(self.durable)
        for _, at, data in self.waiting:
            if (
                how == "all"
                or (how != "none" and data is None and chance.random() < 0.5)
                or (how == "some" and data is not None and chance.random() < 0.5)
            ):
                _put(found, at, data)
            elif how == "torn" and data is not None:
                for begin, part in _blocks(at, data):
                    if chance.random() < 0.5:
                        _put(found, begin, part)
        return bytes(found)


def _put(found: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del found[at:]
        found.extend(bytes(at - len(found)))
        return
    if len(found) < at:
        found.extend(bytes(at - len(found)))
    found[at : at + len(data)] = data


def _blocks(at: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut a write at the borders of the disk's blocks."""
    begin = at
    while begin < at + len(data):
        end = min((begin // BLOCK + 1) * BLOCK, at + len(data))
        yield begin, data[begin - at : end - at]
        begin = end


class Disk:
    """All files under one folder, as a process has left them so far."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._handles: dict[int, tuple[str, File | None]] = {}
        #: as the running process sees them; None = a folder
        self._names: dict[str, File | None] = {str(root): None}
        #: as they are on the platter
        self._durable_names: dict[str, File | None] = {str(root): None}
        #: (number of the step, folder, name, file or None = folder, or "gone")
        self._waiting_names: list[tuple[int, str, str, File | str | None]] = []
        self._syncing_folders: dict[int, int] = {}
        self._number = 0

    def play(self, step: Step) -> None:
        """Take one step of the record."""
        self._number += 1
        match step.kind:
            case "O":
                self._open(step.handle, step.data.decode(), step.at)
            case "C":
                self._handles.pop(step.handle, None)
            case "W" | "T":
                file = self._handles[step.handle][1]
                assert file is not None
                file.waiting.append((self._number, step.at, step.data if step.kind == "W" else None))
            case "S" | "E":
                self._sync(step)
            case "U":
                self._rename(step.data.decode(), None)
            case "R":
                old, _, new = step.data.decode().partition("\0")
                self._rename(old, new)
            case "M":
                self._name(step.data.decode(), None)

    def _open(self, handle: int, path: str, how: int) -> None:
        if path not in self._names and how != 1:
            raise AssertionError(f"{path} was there before the record began")
        if how == 1:
            self._name(path, File())
        file = self._names[path]
        if how == 2 and file is not None:
            file.waiting.append((self._number, 0, None))
        self._handles[handle] = (path, file)

    def _sync(self, step: Step) -> None:
        path, file = self._handles[step.handle]
        if file is not None:
            if step.kind == "S":
                file.syncing[step.handle] = self._number
            else:
                file.end_sync(step.handle, is_done=step.at == 0)
        elif step.kind == "S":
            self._syncing_folders[step.handle] = self._number
        elif step.at == 0:
            began = self._syncing_folders.pop(step.handle)
            # the names of one folder: those of others stay where they are in the order
            mine = [each for each in self._waiting_names if each[1] == path and each[0] < began]
            for _, _, name, what in mine:
                _set(self._durable_names, name, what)
            self._waiting_names = [each for each in self._waiting_names if each not in mine]

    def _name(self, path: str, file: "File | None") -> None:
        self._names[path] = file
        self._waiting_names.append((self._number, str(Path(path).parent), path, file))

    def _rename(self, old: str, new: str | None) -> None:
        file = self._names.pop(old)
        self._waiting_names.append((self._number, str(Path(old).parent), old, "gone"))
        if new is not None:
            self._name(new, file)

    def cut(self, how: How, chance: random.Random) -> dict[str, bytes]:
        """Give the files as they may be when the power comes back, by their paths under the root."""
        names = dict(self._durable_names)
        n_kept = {"none": 0, "all": len(self._waiting_names)}.get(how, chance.randint(0, len(self._waiting_names)))
        # a rename is one thing: its two halves have one number and are both there or neither
        while (
            0 < n_kept < len(self._waiting_names)
            and self._waiting_names[n_kept][0] == self._waiting_names[n_kept - 1][0]
        ):
            n_kept -= 1
        for _, _, name, what in self._waiting_names[:n_kept]:
            _set(names, name, what)
        root = len(str(self._root)) + 1
        return {
            name[root:]: file.cut(how, chance)
            for name, file in names.items()
            if isinstance(file, File) and all(str(up) in names for up in Path(name).parents if len(str(up)) >= root - 1)
        }

    def is_seen(self, path: str) -> bool:
        """Tell whether the running process sees a file of this name."""
        return path in self._names


def _set(names: dict[str, "File | None"], name: str, what: "File | str | None") -> None:
    if isinstance(what, str):
        names.pop(name, None)
    else:
        names[name] = what
