"""A whole room out of a store and into one.

store.snapshot -> lines -> bundle             export
bundle -> lines, their digests looked at -> store.fill, one transaction     import
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import wireroom
from wireroom.errors import Refused
from wireroom.moving import bundle
from wireroom.moving.bundle import Manifest, TableEntry
from wireroom.store import Moving, TableLines

#: what is told of long work: so many more rows are done, of so many in all
Tell: TypeAlias = Callable[[int, int], None]
#: rows between two words about how far it is
_STEP: int = 100


def export_room(store: Moving, path: Path, *, now: datetime, others: Mapping[str, bytes], tell: Tell) -> Manifest:
    """Write one moment of a room into a folder, or into one file if `path` ends in .zip.

    `others` are files that belong to the room and are not in its store, by name.

    Raises:
        Refused: there is something of that name.
        StoreError: the store cannot be read, or the export not be written.
    """
    with store.snapshot() as snapshot, bundle.writing(path) as files:
        counted = snapshot.count()
        total = sum(counted.values())
        tables = tuple(bundle.write_lines(files, name, _counted(snapshot.lines(name), total, tell)) for name in counted)
        for name, data in others.items():
            with files.write(name) as opened:
                opened.write(data)
        manifest = Manifest(
            made_by=f"Wireroom {wireroom.__version__}",
            made_at=now,
            tables=tables,
            checksum=bundle.room_checksum({entry.name: entry.sha256 for entry in tables}),
            others={name: hashlib.sha256(data).hexdigest() for name, data in others.items()},
        )
        bundle.write_manifest(files, manifest)
    return manifest


def import_room(path: Path, store: Moving, *, tell: Tell) -> tuple[Manifest, dict[str, bytes]]:
    """Take an export into an empty store; gives its manifest, and the files that were not of the store.

    Raises:
        Refused: there is no export there, it is damaged, or the store is not empty; nothing was taken.
        StoreError: the store cannot be written; nothing was taken.
    """
    with bundle.reading(path) as files:
        manifest = bundle.read_manifest_of(files)
        if manifest.checksum != bundle.room_checksum({entry.name: entry.sha256 for entry in manifest.tables}):
            raise Refused("the manifest is not as it was written: its checksum is that of other tables")
        others = {name: _read_other(files, name, digest) for name, digest in manifest.others.items()}
        total = sum(entry.n_rows for entry in manifest.tables)

        def tables() -> Iterator[TableLines]:
            for entry in manifest.tables:
                yield entry.name, _counted(bundle.read_lines(files, entry), total, tell)

        store.fill(tables())
    return manifest, others


def checksum_of(store: Moving, *, tell: Tell) -> tuple[str, tuple[TableEntry, ...]]:
    """Give the digest of a room as it is now, and those of its tables.

    Raises:
        StoreError: it cannot be read.
    """
    entries = []
    with store.snapshot() as snapshot:
        counted = snapshot.count()
        total = sum(counted.values())
        for name, n_rows in counted.items():
            digest = hashlib.sha256()
            for line in _counted(snapshot.lines(name), total, tell):
                digest.update(line + b"\n")
            entries.append(TableEntry(name=name, file=f"{name}.ndjson.zst", n_rows=n_rows, sha256=digest.hexdigest()))
    return bundle.room_checksum({entry.name: entry.sha256 for entry in entries}), tuple(entries)


def _counted(lines: Iterator[bytes], total: int, tell: Tell) -> Iterator[bytes]:
    n_new = 0
    for line in lines:
        yield line
        n_new += 1
        if n_new == _STEP:
            tell(n_new, total)
            n_new = 0
    tell(n_new, total)


def _read_other(files: bundle.Files, name: str, digest: str) -> bytes:
    with files.read(name) as opened:
        data = opened.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Refused(f"{name} is not as it was written")
    return data
