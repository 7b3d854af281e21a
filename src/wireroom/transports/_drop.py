"""What a sender sees of a receiving drop: folders and files that exist in memory, and for this one connection only.

    open | write … | close, or a rename to a finished name | whole? | taken: durable in the room | and only then "yes"

There is no disk behind it, so no path leads out of it, and nobody sees what others have put there. A file whose name says that
it is unfinished, and an empty one, wait for their rename or their words. What is taken can be listed, looked at and renamed by
the one who put it, as delivery programs do to be sure, but not read. A file that is cut is forgotten.
"""

import errno
import posixpath
from collections.abc import Awaitable, Callable
from fnmatch import fnmatch
from typing import Final

import msgspec

from wireroom.transports._names import is_finished

#: folders a sender may make
_MOST_FOLDERS: Final = 100
#: files put and taken that stay in the listing
_MOST_SHOWN: Final = 1000
#: files that are open, or wait for their rename
_MOST_HELD: Final = 100

#: makes a file durable, by its name and bytes; OSError: it is not, and the sender must put it again
Take = Callable[[str, bytes], Awaitable[None]]


class Space:
    """The memory all callers of a drop share."""

    def __init__(self, most: int) -> None:
        self._left = most

    def grow(self, n_bytes: int) -> None:
        """Use so much more.

        Raises:
            OSError: there is not so much.
        """
        if n_bytes > self._left:
            raise OSError(errno.ENOSPC, "too much is on its way in at once; try again later")
        self._left -= n_bytes

    def free(self, n_bytes: int) -> None:
        """Give back so much."""
        self._left += n_bytes


class Upload:
    """A file as it comes in; its parts may come in any order."""

    def __init__(self, path: str, most: int, space: Space) -> None:
        self.path = path
        self.data = bytearray()
        self._most = most
        self._space = space
        #: stretches that were written, in order, none touching the next
        self._written: list[tuple[int, int]] = []
        #: why it cannot be taken any more
        self.problem: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether no part between the first byte and the last is missing."""
        return not self.data or self._written == [(0, len(self.data))]

    def write(self, offset: int, data: bytes) -> None:
        """Put bytes at their place.

        Raises:
            OSError: it would be larger than is taken here; it is spoiled.
        """
        end = offset + len(data)
        try:
            if end > self._most:
                raise OSError(errno.EFBIG, f"files of more than {self._most} bytes are not taken here")
            if end > len(self.data):
                self._space.grow(end - len(self.data))
                self.data.extend(bytes(end - len(self.data)))
        except OSError as error:
            self.problem = error.strerror
            raise
        self.data[offset:end] = data
        if data:
            self._written = _merged(self._written, (offset, end))

    def cut_to(self, size: int) -> None:
        """Shorten it."""
        self._space.free(max(0, len(self.data) - size))
        del self.data[size:]
        self._written = [(start, min(end, size)) for start, end in self._written if start < size]

    def free(self) -> None:
        """Give its memory back."""
        self.cut_to(0)


class Entry(msgspec.Struct, frozen=True):
    """What a sender sees at a path: `size` is None for a folder."""

    name: str
    size: int | None


class Drop:
    """The files and folders of one connection."""

    def __init__(self, take: Take, space: Space, *, pattern: str = "*", max_bytes: int) -> None:
        self._take = take
        self._space = space
        self._pattern = pattern
        self._max_bytes = max_bytes
        self._folders = {"/"}
        #: open, or waiting for a finished name
        self._held: dict[str, Upload] = {}
        #: taken: path and size, the newest at the end
        self._taken: dict[str, int] = {}

    def open(self, path: str, *, is_new: bool, is_afresh: bool) -> Upload:
        """Begin a file, or go on with one that waits; `is_new`: it must not be there, `is_afresh`: from its first byte.

        Raises:
            OSError: such a file is not taken here, or too many are open.
        """
        path = place_of(path)
        if path in self._folders:
            raise OSError(errno.EISDIR, "is a folder")
        self._check_folder(path)
        if is_finished(_name(path)) and not fnmatch(_name(path), self._pattern):
            raise OSError(errno.EACCES, f"only {self._pattern} is taken here")
        found = self._held.get(path)
        if is_new and (found is not None or path in self._taken):
            raise OSError(errno.EEXIST, "is there already")
        if found is not None and not is_afresh:
            return found
        if found is not None:
            found.free()
        elif len(self._held) >= _MOST_HELD:
            raise OSError(errno.EMFILE, f"more than {_MOST_HELD} files are unfinished")
        made = self._held[path] = Upload(path, self._max_bytes, self._space)
        return made

    async def close(self, upload: Upload) -> None:
        """Take a file that its sender has closed, if it is finished.

        Raises:
            OSError: it is not taken; the sender must put it again.
        """
        if self._held.get(upload.path) is not upload:
            raise OSError(errno.EIO, "was begun afresh, taken or removed meanwhile; put it again")
        if upload.problem is not None:
            self._forget(upload)
            raise OSError(errno.EIO, f"not taken: {upload.problem}")
        if not upload.data or not is_finished(_name(upload.path)):
            return  # waits for its words, or its rename
        try:
            await self._take_up(upload, upload.path)
        finally:
            self._forget(upload)

    def cut(self, upload: Upload) -> None:
        """Forget a file whose sender is gone."""
        self._forget(upload)

    async def rename(self, old: str, new: str) -> None:
        """Give a file its name; it is taken when that is a finished one.

        Raises:
            OSError: there is no such file, or it is not taken.
        """
        old, new = place_of(old), place_of(new)
        self._check_folder(new)
        if (size := self._taken.pop(old, None)) is not None:
            self._show(new, size)  # taken under the name it had
            return
        upload = self._find(old)
        if upload.data and is_finished(_name(new)):
            if not fnmatch(_name(new), self._pattern):
                raise OSError(errno.EACCES, f"only {self._pattern} is taken here")
            await self._take_up(upload, new)
            self._forget(upload)
            return
        del self._held[old]
        upload.path = new
        if (there := self._held.get(new)) is not None:
            there.free()
        self._held[new] = upload

    def remove(self, path: str) -> None:
        """Forget a file that waits.

        Raises:
            OSError: there is none, or it is taken.
        """
        path = place_of(path)
        if path in self._taken:
            raise OSError(errno.EACCES, "is taken, and cannot be taken back")
        self._forget(self._find(path))

    def cut_to(self, path: str, size: int) -> None:
        """Shorten a file that is open or waits; any other stays as it is."""
        upload = self._held.get(place_of(path))
        if upload is not None:
            upload.cut_to(size)

    def make_folder(self, path: str) -> None:
        """Make a folder; it lasts as long as the connection.

        Raises:
            OSError: it is there, or there are too many.
        """
        path = place_of(path)
        self._check_folder(path)
        if path in self._folders or path in self._held or path in self._taken:
            raise OSError(errno.EEXIST, "is there already")
        if len(self._folders) >= _MOST_FOLDERS:
            raise OSError(errno.EDQUOT, "too many folders")
        self._folders.add(path)

    def look(self, path: str) -> Entry:
        """Tell what is at a path.

        Raises:
            OSError: nothing.
        """
        path = place_of(path)
        if path in self._folders:
            return Entry(_name(path), None)
        if path in self._taken and path not in self._held:
            return Entry(_name(path), self._taken[path])
        return Entry(_name(path), len(self._find(path).data))

    def list(self, path: str) -> list[Entry]:
        """Give what the sender has put into a folder.

        Raises:
            OSError: there is no such folder.
        """
        folder = place_of(path)
        if folder not in self._folders:
            raise OSError(errno.ENOENT, "no such folder")
        paths = {*self._folders, *self._taken, *self._held} - {"/"}
        return [self.look(found) for found in sorted(paths) if posixpath.dirname(found) == folder]

    def close_all(self) -> None:
        """Forget what waits: the connection is over."""
        for upload in list(self._held.values()):
            self._forget(upload)

    async def _take_up(self, upload: Upload, path: str) -> None:
        if not upload.is_whole:
            raise OSError(errno.EIO, "parts of it are missing; put it again")
        size = len(upload.data)
        await self._take(_name(path), bytes(upload.data))
        self._show(path, size)

    def _show(self, path: str, size: int) -> None:
        self._taken.pop(path, None)
        self._taken[path] = size
        if len(self._taken) > _MOST_SHOWN:
            del self._taken[next(iter(self._taken))]

    def _find(self, path: str) -> Upload:
        found = self._held.get(path)
        if found is None:
            raise OSError(errno.ENOENT, "no such file")
        return found

    def _forget(self, upload: Upload) -> None:
        if self._held.get(upload.path) is upload:
            del self._held[upload.path]
        upload.free()

    def _check_folder(self, path: str) -> None:
        if posixpath.dirname(path) not in self._folders:
            raise OSError(errno.ENOENT, "no such folder; make it first")


def place_of(path: str) -> str:
    """Give a path as it stands from the top of the drop; nothing is above the top.

    >>> place_of("../../etc/passwd"), place_of("."), place_of("//in/../a.xml")
    ('/etc/passwd', '/', '/a.xml')
    """
    return posixpath.normpath("/" + path.lstrip("/"))


def _name(path: str) -> str:
    return posixpath.basename(path)


def _merged(stretches: list[tuple[int, int]], new: tuple[int, int]) -> list[tuple[int, int]]:
    """Put one more stretch in; those that touch become one."""
    if stretches and stretches[-1][1] == new[0]:  # as nearly all do
        return [*stretches[:-1], (stretches[-1][0], new[1])]
    merged: list[tuple[int, int]] = []
    for start, end in sorted([*stretches, new]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
