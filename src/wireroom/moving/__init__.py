"""Moving house: a whole room into a folder or a file, and back into an empty store of any kind.

bundle     dispatches.ndjson.zst … deliveries.ndjson.zst, one line a row, and manifest.json with a digest of each
checksum   a digest over these digests: the same for the same room, whichever store it lives in
export_room, import_room, checksum_of    bundle.py has the files, rooms.py the work
write_parquet                            items and events as columns, for researchers

A table's digest is that of its lines as they are unpacked: `zstdcat items.ndjson.zst | sha256sum` gives it, too.
"""

from wireroom.moving.bundle import MANIFEST, Manifest, TableEntry, is_bundle, read_manifest
from wireroom.moving.rooms import Tell, checksum_of, export_room, import_room

__all__ = [
    "MANIFEST",
    "Manifest",
    "TableEntry",
    "Tell",
    "checksum_of",
    "export_room",
    "import_room",
    "is_bundle",
    "read_manifest",
]
