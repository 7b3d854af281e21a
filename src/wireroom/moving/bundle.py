"""The files of an export: a folder, or the same files in one zip that is not packed again.

Either is written under another name and gets its own when all of it is on the disk.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Protocol

import msgspec
import zstandard

from wireroom.errors import Refused, StoreError

MANIFEST: Final = "manifest.json"
#: the form of the lines; a reader refuses a higher one
FORM: Final = 1
_MANIFEST_BYTES: Final = 1024 * 1024
_LEVEL: Final = 6
_CHUNK_BYTES: Final = 1024 * 1024


class TableEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One table of an export."""

    name: str
    file: str
    n_rows: int
    #: of the lines, unpacked, each with its line end
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is in an export."""

    made_by: str
    made_at: datetime
    form: int = FORM
    #: in the order in which they are taken in
    tables: tuple[TableEntry, ...]
    #: of the whole room; see `room_checksum`
    checksum: str
    #: files beside the tables, with their digests
    others: Mapping[str, str] = {}


def room_checksum(digests: Mapping[str, str]) -> str:
    """Give the digest of a room: SHA-256 of a line "name digest" for each table, in their order."""
    return hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in digests.items()).encode()).hexdigest()


class Files(Protocol):
    """A place for files, open to be written or read."""

    def write(self, name: str) -> IO[bytes]: ...

    def read(self, name: str) -> IO[bytes]: ...


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, name: str) -> IO[bytes]:
        return (self._path / name).open("wb")

    def read(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")


class _Zip:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def write(self, name: str) -> IO[bytes]:
        return self._file.open(name, "w", force_zip64=True)

    def read(self, name: str) -> IO[bytes]:
        return self._file.open(name)


def is_zip(path: Path) -> bool:
    """Tell whether an export of this name is one file."""
    return path.suffix == ".zip"


def is_bundle(path: Path) -> bool:
    """Tell whether there is an export here."""
    return (path / MANIFEST).is_file() if path.is_dir() else path.is_file() and zipfile.is_zipfile(path)


@contextmanager
def writing(path: Path) -> Iterator[Files]:
    """Give a place for the files of a new export; it has its name when all went well.

    Raises:
        Refused: there is something of that name.
        StoreError: it cannot be written.
    """
    if path.exists():
        raise Refused(f"{path} is there already; an export does not write over anything")
    new = path.with_name(f".{path.name}.new")
    try:
        _clear(new)
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_zip(path):
            with open(new, "wb", opener=_only_ours) as opened, zipfile.ZipFile(opened, "w", zipfile.ZIP_STORED) as file:
                yield _Zip(file)
        else:
            new.mkdir(mode=0o700)
            yield _Folder(new)
        _sync(new)
        new.rename(path)
        _sync(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error
    finally:
        _clear(new)


@contextmanager
def reading(path: Path) -> Iterator[Files]:
    """Give the files of an export.

    Raises:
        Refused: there is none, or a file of it cannot be read.
    """
    if not is_bundle(path):
        raise Refused(f"there is no export at {path}")
    try:
        if path.is_dir():
            yield _Folder(path)
        else:
            with zipfile.ZipFile(path) as file:
                yield _Zip(file)
    except (OSError, KeyError, zipfile.BadZipFile, zstandard.ZstdError) as error:
        raise Refused(f"{path} cannot be read: {error}") from error


def write_lines(files: Files, name: str, lines: Iterator[bytes]) -> TableEntry:
    """Write a table's lines; gives its entry for the manifest."""
    digest, n_rows, file = hashlib.sha256(), 0, f"{name}.ndjson.zst"
    with files.write(file) as opened, zstandard.ZstdCompressor(level=_LEVEL).stream_writer(opened) as packed:
        for line in lines:
            whole = line + b"\n"
            digest.update(whole)
            packed.write(whole)
            n_rows += 1
    return TableEntry(name=name, file=file, n_rows=n_rows, sha256=digest.hexdigest())


def read_lines(files: Files, entry: TableEntry) -> Iterator[bytes]:
    """Give a table's lines, and look at the end whether they were all and unchanged.

    Raises:
        Refused: they were not.
    """
    digest, n_rows = hashlib.sha256(), 0
    with files.read(entry.file) as opened, zstandard.ZstdDecompressor().stream_reader(opened) as unpacked:
        rest = b""
        while chunk := unpacked.read(_CHUNK_BYTES):
            digest.update(chunk)
            *lines, rest = (rest + chunk).split(b"\n")
            n_rows += len(lines)
            yield from lines
    if (n_rows, digest.hexdigest()) != (entry.n_rows, entry.sha256):
        raise Refused(f"{entry.file} is not as it was written: {n_rows} of {entry.n_rows} rows, or other words")


def write_manifest(files: Files, manifest: Manifest) -> None:
    """Write the manifest: the last file."""
    with files.write(MANIFEST) as opened:
        opened.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def read_manifest_of(files: Files) -> Manifest:
    """Read the manifest.

    Raises:
        Refused: it is damaged, or a newer Wireroom made it.
    """
    with files.read(MANIFEST) as opened:
        try:
            manifest = msgspec.json.decode(opened.read(_MANIFEST_BYTES), type=Manifest)
        except msgspec.DecodeError as error:
            raise Refused(f"the manifest cannot be read: {error}") from error
    if manifest.form > FORM:
        raise Refused(f"{manifest.made_by} made this, in form {manifest.form}; this one knows form {FORM}")
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of an export.

    Raises:
        Refused: there is none, or it cannot be read.
    """
    with reading(path) as files:
        return read_manifest_of(files)


def _only_ours(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(path: Path) -> None:
    """Make it durable, with the files in it."""
    for each in [*(path.iterdir() if path.is_dir() else ()), path]:
        if each.is_file() or each == path:
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _clear(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
