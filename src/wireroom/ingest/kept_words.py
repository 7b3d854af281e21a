"""Kept words: what chains and stories compare items by, in files beside the room, so that a desk that starts need not weigh
the copy of four days again.

    gather      by the desk, of each item it places: held in memory
    write       when nothing waits, or enough has gathered: one block in the newest file
    recall      after a start: the words of an item that stands on the wire, in order of arrival; None = make them anew

    file        our mark, then blocks: their length and checksum, then zstd of the records in msgpack
    record      an item's id, when it was received, a fingerprint of all that was read of it, and its words

A cache and nothing else: no copy waits for it, it is never synced, and it may be deleted at any time. Whatever is cut off,
damaged, written by another program or about an item that reads otherwise now counts as not there.
"""

import errno
import platform
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from hashlib import blake2b
from heapq import merge
from importlib.resources import files
from io import FileIO
from pathlib import Path
from typing import Final

import msgspec
import zstandard

from wireroom.ingest.readers import ItemWords, at_home
from wireroom.logs import get_log
from wireroom.model import Filed, Item

log = get_log("ingest")

#: so many items are written at once at the latest
GATHERED: Final = 200
#: a file is no longer than this, so that old ones can go; records
_RECORDS: Final = 5000
#: copy may have been placed so much out of order
_SLACK_S: Final = 5.0
#: so many records may lie read, before those that nobody asked for are dropped
_AT_HAND: Final = 4000
_HEAD: Final = struct.Struct(">II")
#: no block is longer: a length beyond it is damage
_MOST_BYTES: Final = 64 * 1024 * 1024
_ENDING: Final = ".words"
#: what makes words: a change in any of it, and they are made anew
_MAKERS: Final = ("wireroom.model", "wireroom.text", "wireroom.chains", "wireroom.stories", "wireroom.ingest")


class _Record(msgspec.Struct, array_like=True, frozen=True):
    item: str
    #: seconds since 1970
    received_at: float
    fingerprint: bytes
    #: undone only when it is asked for
    words: msgspec.Raw


_ITEM: Final = msgspec.json.Encoder().encode
_WORDS: Final = msgspec.msgpack.Decoder(ItemWords)
_BLOCK: Final = msgspec.msgpack.Decoder(list[_Record])
_PACK: Final = msgspec.msgpack.Encoder().encode


class KeptWords:
    """The files of one room. By one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._gathered: list[tuple[Item, datetime, ItemWords]] = []
        self._file: FileIO | None = None
        self._n_records = 0
        #: files that were closed, with the latest arrival in each, seconds since 1970
        self._closed: dict[Path, float] = {}
        self._latest = 0.0
        #: a folder that takes no files: told once, then left alone
        self._is_off = False

    def gather(self, item: Item, received_at: datetime, words: ItemWords) -> None:
        """Take note of the words of an item that is placed."""
        if not self._is_off:
            self._gathered.append((item, received_at, words))

    @property
    def is_full(self) -> bool:
        """Whether enough has gathered to be written."""
        return len(self._gathered) >= GATHERED

    def write(self) -> None:
        """Write what has gathered. What cannot be written is let go: it is made anew at the next start."""
        gathered, self._gathered = self._gathered, []
        if not gathered or self._is_off:
            return
        records = [
            _Record(item.id, received_at.timestamp(), fingerprint_of(item), msgspec.Raw(_PACK(words)))
            for item, received_at, words in gathered
        ]
        block = zstandard.ZstdCompressor(level=1).compress(_PACK(records))
        try:
            _write(self._file or self._open(), _HEAD.pack(len(block), zlib.crc32(block)) + block)
        except OSError as error:
            self._is_off = True
            log.warning("words are not kept: the next start takes longer", problem=str(error))
            return
        self._n_records += len(records)
        self._latest = max(self._latest, *(record.received_at for record in records))
        if self._n_records >= _RECORDS:
            self._close()

    def recall(self) -> "Recalled":
        """Give what was kept, for items in order of arrival; files of another program are deleted."""
        self.write()
        self._close()
        found = []
        for path in sorted(self._folder.glob(f"*{_ENDING}")) if self._folder.is_dir() else ():
            if _is_ours(path):
                found.append(path)
                # until it is read to its end: as if it had what came last
                self._closed.setdefault(path, float("inf"))
            else:
                _delete(path)
        return Recalled([self._read(path) for path in found])

    def prune(self, before: datetime) -> None:
        """Delete files that hold nothing newer."""
        limit = before.timestamp()
        for path, latest in list(self._closed.items()):
            if latest < limit:
                _delete(path)
                del self._closed[path]

    def forget(self) -> None:
        """Delete all: the licence of some of this copy has ended."""
        self._gathered.clear()
        self._close()
        for path in self._folder.glob(f"*{_ENDING}") if self._folder.is_dir() else ():
            _delete(path)
        self._closed.clear()

    def close(self) -> None:
        """Write what has gathered, and let the file go."""
        self.write()
        self._close()

    def _open(self) -> FileIO:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        n = max((int(path.stem) for path in self._folder.glob(f"*{_ENDING}") if path.stem.isdecimal()), default=0)
        self._path = self._folder / f"{n + 1:08d}{_ENDING}"
        # unbuffered: a block is one write
        self._file = self._path.open("xb", buffering=0)
        self._n_records, self._latest = 0, 0.0
        _write(self._file, _mark())
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._closed[self._path] = self._latest
            self._file = None

    def _read(self, path: Path) -> Iterator[_Record]:
        latest = 0.0
        for record in _records(path):
            latest = max(latest, record.received_at)
            yield record
        self._closed[path] = latest


class Recalled:
    """What was kept, read from the files as items are asked for."""

    def __init__(self, sources: list[Iterator[_Record]]) -> None:
        self._records = merge(*sources, key=_received_at)
        self._next = next(self._records, None)
        self._at_hand: dict[tuple[str, float], _Record] = {}
        self._most = _AT_HAND

    def find(self, filed: Filed) -> ItemWords | None:
        """Give the words of an item as it stands now; ask in order of arrival. None = make them anew."""
        at = filed.received_at.timestamp()
        self._read_to(at)
        record = self._at_hand.pop((filed.item.id, at), None)
        if record is None or record.fingerprint != fingerprint_of(filed.item):
            return None
        try:
            words = at_home(_WORDS.decode(record.words))
        except msgspec.MsgspecError:
            return None
        return None if words.card is None or words.weighed is None or words.card.id != filed.item.id else words

    def _read_to(self, at: float) -> None:
        while self._next is not None and self._next.received_at <= at + _SLACK_S:
            self._at_hand[self._next.item, self._next.received_at] = self._next
            self._next = next(self._records, None)
        if len(self._at_hand) > self._most:
            self._at_hand = {key: record for key, record in self._at_hand.items() if record.received_at >= at}
            self._most = max(_AT_HAND, 2 * len(self._at_hand))

    def end(self) -> None:
        """Read on to the end, so that it is known how new each file is."""
        self._at_hand.clear()
        for _ in self._records:
            pass


def fingerprint_of(item: Item) -> bytes:
    """Tell an item from any other reading of it."""
    return blake2b(_ITEM(item), digest_size=8).digest()


def _received_at(record: _Record) -> float:
    return record.received_at


@cache
def _mark() -> bytes:
    """Give what a file of this program begins with: it tells the program from any that makes words otherwise."""
    made_by = blake2b(f"{platform.python_version()} {unicodedata.unidata_version} {msgspec.__version__}".encode())
    for package in _MAKERS:
        for part in sorted(files(package).iterdir(), key=lambda part: part.name):
            if part.is_file() and not part.name.endswith(".pyc"):
                made_by.update(part.name.encode() + b"\0" + part.read_bytes())
    return b"WiRo words " + made_by.digest()[:16]


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_mark())) == _mark()
    except OSError:
        return False


def _records(path: Path) -> Iterator[_Record]:
    """Give the records of a file up to the first that is damaged or cut off."""
    try:
        with path.open("rb") as file:
            file.read(len(_mark()))
            while len(head := file.read(_HEAD.size)) == _HEAD.size:
                size, checksum = _HEAD.unpack(head)
                block = file.read(size) if size <= _MOST_BYTES else b""
                if len(block) < size or size > _MOST_BYTES or zlib.crc32(block) != checksum:
                    break
                yield from _BLOCK.decode(zstandard.ZstdDecompressor().decompress(block))
    except (OSError, zstandard.ZstdError, msgspec.MsgspecError) as error:
        log.info("kept words not read further", file=path.name, problem=str(error))


def _write(file: FileIO, data: bytes) -> None:
    if file.write(data) != len(data):
        raise OSError(errno.ENOSPC, "the disk is full")


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
