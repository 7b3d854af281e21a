"""`wireroom search`: the archive from a terminal."""

from pathlib import Path
from typing import Annotated, Any, Final

from cyclopts import Parameter, validators

from wireroom.cli._room import open_existing_store, room_config
from wireroom.cli._screen import printable, write_json, write_line
from wireroom.model import Filed
from wireroom.model.public import reader_object

_PAGE: Final = 200


def search(
    *query: str,
    limit: Annotated[int, Parameter(validator=validators.Number(gte=1))] = 20,
    data: Path | None = None,
    config: Path | None = None,
    json: bool = False,
) -> int:
    """Search the archive, newest first; a running room does not mind.

    Killed copy is found as readers find it: not by its words.

    Parameters
    ----------
    query
        A search; without one everything.
    limit
        At most so many items.
    data
        Folder the room lives in.
    config
        TOML file with settings.
    json
        One JSON object a line, with the text.
    """
    from wireroom.room import read_clock

    words = " ".join(query).strip() or None
    store = open_existing_store(room_config(config, data))
    n_shown, before = 0, None
    try:
        while n_shown < limit:
            size = min(_PAGE, limit - n_shown)
            found = store.newest(query=words, limit=size, before=before, now=read_clock())
            for filed in found:
                _show(filed, json=json)
            n_shown += len(found)
            if len(found) < size:
                break
            before = found[-1].seq
    finally:
        store.close()
    return 0


def _show(filed: Filed, *, json: bool) -> None:
    item = filed.item
    if json:
        found: dict[str, Any] = reader_object(item)
        place = {"seq": filed.seq, "chain": filed.chain, "story": filed.story, "received_at": filed.received_at}
        write_json(found | place | ({"is_killed": True} if filed.is_gone else {}))
        return
    mark = item.marks.label or (item.marks.rank or "").upper()
    agency = item.agency_name or item.agency or ""
    at = f"{filed.received_at:%Y-%m-%d %H:%M}"
    write_line(printable(f"{at}  {f'{mark}: ' if mark else ''}{item.title}  ({agency})  {item.id}"))
