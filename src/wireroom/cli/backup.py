"""`wireroom backup`: a copy of the room while it runs."""

from pathlib import Path

from wireroom.cli._progress import Progress
from wireroom.cli._room import HERE, Where, open_existing_store, room_config
from wireroom.cli._screen import write_json, write_line
from wireroom.errors import Refused
from wireroom.room import ADDED_NAME, read_clock
from wireroom.store import CopiesItself


def backup(target: Path, /, *, where: Where = HERE, json: bool = False) -> int:
    """Copy the room as it is at this moment; a running room goes on.

    A room in a file gives such a file, looked through for damage: put it into an empty data folder as wireroom.db, and start. A
    room in PostgreSQL, or a target that ends in .zip, gives an export: `wireroom import` takes it in.

    Parameters
    ----------
    target
        A file that is not there yet; a folder stands for a new file in it, named by the time.
    json
        One JSON object: {"file", "kind", "n_bytes"}.
    """
    settings = room_config(where)
    store = open_existing_store(settings)
    try:
        is_file = isinstance(store, CopiesItself) and target.suffix != ".zip"
        if target.is_dir():
            target /= f"wireroom-{read_clock():%Y%m%dT%H%M%SZ}.{'db' if is_file else 'zip'}"
        if target.exists():
            raise Refused(f"{target} is there already; a backup does not write over anything")
        with Progress("copying", total=None) as progress:
            if isinstance(store, CopiesItself) and is_file:
                n_before = 0

                def tell(n_done: int, total: int) -> None:
                    nonlocal n_before
                    progress.go(n_done - n_before, total)
                    n_before = n_done

                store.copy_to(target, tell)
            else:
                from wireroom.moving import export_room

                added = settings.data / ADDED_NAME
                others = {ADDED_NAME: added.read_bytes()} if added.is_file() else {}
                export_room(store, target, now=read_clock(), others=others, tell=progress.go)
    finally:
        store.close()
    n_bytes = target.stat().st_size
    if json:
        write_json({"file": str(target), "kind": "store" if is_file else "export", "n_bytes": n_bytes})
    else:
        write_line(f"{target} holds the room: {n_bytes / 1024 / 1024:,.1f} MiB")
    return 0
