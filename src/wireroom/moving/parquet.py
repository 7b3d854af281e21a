"""Items and events as columns (Parquet), for those who count news instead of reading it. Needs the extra `research`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from wireroom.errors import WireroomError
from wireroom.model import Item
from wireroom.store import Moving

#: rows in one group of the file: read back one group at a time
_GROUP: Final = 10_000
_TIMES: Final = frozenset(("received_at", "at", "killed_at", "held_until", "versioncreated", "sent_at", "embargoed"))
_NUMBERS: Final = frozenset(
    ("seq", "position", "is_held", "is_notice", "n_words", "urgency", "priority", "number", "n_dropped")
)
#: the place of an item, as the store knows it
_PLACE: Final = (
    "seq", "id", "chain", "story", "source", "dispatch", "received_at", "at", "position", "superseded_by", "killed_by",
    "killed_at", "corrected_by", "held_until", "is_held", "is_notice", "n_words", "urgency", "priority", "number", "rank",
)  # fmt: skip
#: what the item says of itself
_ITEM: Final = (
    "uri", "agency", "agency_name", "format", "version", "pubstatus", "language", "versioncreated", "sent_at", "embargoed",
    "slug", "slugline", "headline", "headline_clean", "byline", "creditline", "category", "body_text",
)  # fmt: skip
_LISTS: Final = ("keywords", "actions")
_EVENT: Final = ("seq", "kind", "at", "item", "by_item", "chain", "story", "data")


def write_parquet(store: Moving, folder: Path) -> dict[str, int]:
    """Write items.parquet and events.parquet into a folder; gives how many rows each has.

    Raises:
        WireroomError: the extra is not there, or the files cannot be written.
        StoreError: the store cannot be read.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with store.snapshot() as snapshot:
            return {
                "items": _write(folder / "items.parquet", map(_item, snapshot.lines("items")), (*_PLACE, *_ITEM)),
                "events": _write(folder / "events.parquet", map(_event, snapshot.lines("events")), _EVENT),
            }
    except OSError as error:
        raise WireroomError(f"{folder}: {error.strerror or error}") from error


def _item(line: bytes) -> dict[str, Any]:
    row = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    item = msgspec.json.decode(row["copy"], type=Item)
    found = {name: msgspec.json.decode(row[name]) for name in _PLACE}
    found |= {name: getattr(item, name) for name in _ITEM}
    return {**found, "keywords": list(item.keywords), "actions": list(item.marks.actions)}


def _event(line: bytes) -> dict[str, Any]:
    row = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    return {name: bytes(row[name]).decode() if name == "data" else msgspec.json.decode(row[name]) for name in _EVENT}


def _write(path: Path, rows: Iterator[dict[str, Any]], names: tuple[str, ...]) -> int:
    try:
        # a fifth of a second and 40 MB to load, and an extra of the installation
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise WireroomError("Parquet needs more: pip install 'wireroom[research]'") from error
    lists = _LISTS if path.stem == "items" else ()
    schema = pyarrow.schema(
        [(name, _type(pyarrow, name)) for name in names] + [(name, pyarrow.list_(pyarrow.string())) for name in lists]
    )
    n_rows = 0
    new = path.with_name(f".{path.name}.new")
    with pyarrow.parquet.ParquetWriter(new, schema, compression="zstd") as writer:
        while group := [row for row, _ in zip(rows, range(_GROUP), strict=False)]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            n_rows += len(group)
    new.replace(path)
    return n_rows


def _type(pyarrow: Any, name: str) -> Any:
    if name in _TIMES:
        return pyarrow.timestamp("us", tz="UTC")
    return pyarrow.int64() if name in _NUMBERS else pyarrow.string()
