"""`wireroom export`: the whole room into a folder or a file."""

from pathlib import Path

from wireroom.cli._progress import Progress
from wireroom.cli._room import HERE, Where, open_existing_store, room_config
from wireroom.cli._screen import write_json, write_line
from wireroom.config import Config
from wireroom.errors import ConfigError
from wireroom.room import ADDED_NAME, read_clock


def export(
    target: Path | None = None,
    /,
    *,
    where: Where = HERE,
    parquet: Path | None = None,
    json: bool = False,
) -> int:
    """Write the whole room, as it is at this moment, into a folder or a file; a running room goes on.

    Dispatches with their bytes, items, chains, stories, events, editors' decisions, watches, channels, the ledger, what sources
    remember, and sources added by command; as lines of JSON, packed with zstd, with a manifest and checksums. The token is
    not in it. Channels may hold passwords: keep it as safe as the room.

    Parameters
    ----------
    target
        A folder that is not there yet, or a file that ends in .zip.
    parquet
        Write items and events as columns into this folder, for research; by itself or beside the rest.
    json
        Write the manifest to standard output.
    """
    if target is None and parquet is None:
        raise ConfigError("export", "name a folder, or a file that ends in .zip")
    settings = room_config(where)
    store = open_existing_store(settings)
    try:
        if parquet is not None:
            # only those who research wait for it to load
            from wireroom.moving.parquet import write_parquet

            counted = write_parquet(store, parquet)
            if target is None and json:
                write_json(counted)
            elif not json:
                write_line(f"{counted['items']:,} items and {counted['events']:,} events are in {parquet}")
        if target is not None:
            from wireroom.moving import export_room

            with Progress("writing", total=None) as progress:
                manifest = export_room(store, target, now=read_clock(), others=_others(settings), tell=progress.go)
            if json:
                write_json(manifest)
            else:
                n_rows = sum(entry.n_rows for entry in manifest.tables)
                write_line(f"{n_rows:,} rows are in {target}; the room's checksum is {manifest.checksum}")
    finally:
        store.close()
    return 0


def _others(config: Config) -> dict[str, bytes]:
    file = config.data / ADDED_NAME
    return {ADDED_NAME: file.read_bytes()} if file.is_file() else {}
