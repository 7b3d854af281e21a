"""`wireroom import`: an exported room into an empty one."""

from pathlib import Path

from wireroom.cli._progress import Progress
from wireroom.cli._room import HERE, Where, room_config
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.room import ADDED_NAME, RoomLock, open_place


def import_(source: Path, /, *, where: Where = HERE, check: bool = False, json: bool = False) -> int:
    """Take an exported room into an empty one, of any store: all of it, or nothing.

    Parameters
    ----------
    source
        The folder or file that `wireroom export` wrote.
    check
        Read the new room through afterwards: its checksum must be that of the export.
    json
        One JSON object: {"n_rows", "checksum", "is_checked"}.
    """
    from wireroom.moving import checksum_of, import_room

    settings = room_config(where)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = RoomLock(settings.data)
    lock.take()
    try:
        store = open_place(settings)
        try:
            with Progress("taking in", total=None) as progress:
                manifest, others = import_room(source, store, tell=progress.go)
            added = settings.data / ADDED_NAME
            if ADDED_NAME in others and not added.exists():
                added.write_bytes(others[ADDED_NAME])
            if check:
                with Progress("checking", total=None) as progress:
                    found, _ = checksum_of(store, tell=progress.go)
                if found != manifest.checksum:
                    warn(f"the room that was exported has checksum {manifest.checksum}; this one has {found}")
                    return 1
        finally:
            store.close()
    finally:
        lock.leave()
    n_rows = sum(entry.n_rows for entry in manifest.tables)
    if json:
        write_json({"n_rows": n_rows, "checksum": manifest.checksum, "is_checked": check})
    else:
        write_line(f"{n_rows:,} rows taken in; the room's checksum is {manifest.checksum}")
    return 0
