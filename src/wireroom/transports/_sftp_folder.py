"""A drop as asyncssh's SFTP server wants it: each request of a sender becomes a question to `Drop`."""

import errno
import os
import stat
from collections.abc import AsyncIterator

import asyncssh

from wireroom.transports._drop import Drop, Entry, Upload, place_of


class _Handle:
    """An open file. Whether its sender closed it, or is gone, shows by what asyncssh asks of it.

    asyncssh calls `SFTPServer.close` for both. For a close that was sent, and only then, it asks first whether the handle
    stands for anything (`if file_obj:`, 2.14 to 2.24). Should that change, no file is taken at all, which tests see: a cut
    file is taken in no case.
    """

    def __init__(self, upload: Upload, *, is_appended: bool) -> None:
        self.upload = upload
        self.is_appended = is_appended
        self.was_asked = False

    def __bool__(self) -> bool:
        self.was_asked = True
        return True


class SftpFolder(asyncssh.SFTPServer):
    """What one caller sees, as asyncssh wants it; what it does not know is said to be unsupported."""

    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], drop: Drop) -> None:
        super().__init__(channel)
        self._drop = drop

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """Begin a file."""
        if not pflags & asyncssh.FXF_WRITE:
            raise OSError(errno.EACCES, "files are put here, and not read")
        is_new, is_afresh = bool(pflags & asyncssh.FXF_EXCL), bool(pflags & asyncssh.FXF_TRUNC)
        upload = self._drop.open(_words(path), is_new=is_new, is_afresh=is_afresh)
        return _Handle(upload, is_appended=bool(pflags & asyncssh.FXF_APPEND))

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Refuse."""
        _handle(file_obj)
        raise OSError(errno.EACCES, "files are put here, and not read")

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        """Put bytes of a file."""
        handle = _handle(file_obj)
        handle.upload.write(len(handle.upload.data) if handle.is_appended else offset, data)
        return len(data)

    async def close(self, file_obj: object) -> None:
        """Take a file, or forget it when its sender is gone."""
        is_sent = isinstance(file_obj, _Handle) and file_obj.was_asked
        upload = _handle(file_obj).upload
        if is_sent:
            await self._drop.close(upload)
        else:
            self._drop.cut(upload)

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Tell what is there."""
        return _attributes(self._drop.look(_words(path)))

    def lstat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Tell what is there; there are no links."""
        return self.stat(path)

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        """Tell how far an open file has come."""
        handle = _handle(file_obj)
        return _attributes(Entry("", len(handle.upload.data)))

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Shorten a file; times and rights are of no account here, and senders like to set them."""
        if attrs.size is not None:
            self._drop.cut_to(_words(path), attrs.size)

    def lsetstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """As `setstat`."""
        self.setstat(path, attrs)

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        """As `setstat`."""
        handle = _handle(file_obj)
        if attrs.size is not None:
            handle.upload.cut_to(attrs.size)

    def fsync(self, file_obj: object) -> None:
        """Say yes: what is closed is durable, and nothing is before."""
        _handle(file_obj)

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        """List what this caller has put."""
        folder = asyncssh.SFTPAttrs(permissions=stat.S_IFDIR | 0o700)
        for name in (b".", b".."):
            yield asyncssh.SFTPName(name, attrs=folder)
        for entry in self._drop.list(_words(path)):
            yield asyncssh.SFTPName(entry.name.encode(errors="surrogateescape"), attrs=_attributes(entry))

    def realpath(self, path: bytes) -> bytes:
        """Give a path from the top."""
        return place_of(_words(path)).encode(errors="surrogateescape")

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Make a folder."""
        self._drop.make_folder(_words(path))

    def rmdir(self, path: bytes) -> None:
        """Refuse."""
        raise OSError(errno.EACCES, "folders stay until you hang up")

    def remove(self, path: bytes) -> None:
        """Forget a file that waits."""
        self._drop.remove(_words(path))

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give a file its name."""
        await self._drop.rename(_words(oldpath), _words(newpath))

    async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give a file its name."""
        await self.rename(oldpath, newpath)

    def readlink(self, path: bytes) -> bytes:
        """Refuse."""
        raise OSError(errno.EINVAL, "there are no links here")

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse."""
        raise OSError(errno.EACCES, "there are no links here")

    def link(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse."""
        raise OSError(errno.EACCES, "there are no links here")

    def statvfs(self, path: bytes) -> os.statvfs_result:
        """Refuse."""
        raise OSError(errno.EACCES, "there is no disk here")

    def fstatvfs(self, file_obj: object) -> os.statvfs_result:
        """Refuse."""
        _handle(file_obj)
        raise OSError(errno.EACCES, "there is no disk here")

    def lock(self, file_obj: object, offset: int, length: int, flags: int) -> None:
        """Refuse."""
        _handle(file_obj)
        raise OSError(errno.EACCES, "files are not locked here")

    def exit(self) -> None:
        """Forget what waits for its rename."""
        self._drop.close_all()


def _attributes(entry: Entry) -> asyncssh.SFTPAttrs:
    if entry.size is None:
        return asyncssh.SFTPAttrs(permissions=stat.S_IFDIR | 0o700)
    return asyncssh.SFTPAttrs(size=entry.size, permissions=stat.S_IFREG | 0o600)


def _handle(file_obj: object) -> _Handle:
    """Give an open file; what is asked of it was not its close."""
    if not isinstance(file_obj, _Handle):
        raise OSError(errno.EBADF, "no such handle")
    file_obj.was_asked = False
    return file_obj


def _words(path: bytes) -> str:
    return path.decode(errors="surrogateescape")
