"""`wireroom reread`: all dispatches through the readers of today, beside what was filed."""

from collections import Counter
from pathlib import Path

import msgspec

from wireroom.agencies import use_styles
from wireroom.cli._progress import Progress
from wireroom.cli._room import open_existing_store, room_config
from wireroom.cli._screen import write_json, write_line
from wireroom.formats import RawCopy
from wireroom.room import load_added, read_clock


def reread(*, data: Path | None = None, config: Path | None = None, json: bool = False) -> int:
    """Tell what today's readers make of all dispatches that were kept, beside what stands on the wire; changes nothing.

    An item is never changed once it is filed. What could not be read and now can goes on the wire by `wireroom spike replay`.

    Parameters
    ----------
    data
        Folder the room lives in.
    config
        TOML file with settings; those of sources say how their copy is read.
    json
        One JSON object for each difference: {"kind", "dispatch", "source", "format", "item", "fields"}.
    """
    # the readers of all formats
    from wireroom.moving.reread import reread as compare

    settings = room_config(config, data)
    if settings.styles is not None:
        use_styles(settings.styles)
    sources = {**load_added(settings.data), **settings.source}

    def hand(name: str, depth: int, raw: RawCopy) -> tuple[RawCopy, str | None]:
        source = sources.get(name)
        if source is None:
            return raw, None
        told = msgspec.structs.replace(raw, charset=source.charset, zone=source.zone, agency=source.agency)
        return told, source.format if depth == 0 else None

    store = open_existing_store(settings)
    counted: Counter[str] = Counter()
    try:
        with Progress("reading", total=None) as progress:
            for found in compare(store, hand, now=read_clock(), tell=progress.go):
                counted[found.kind] += 1
                if json:
                    write_json(found)
                else:
                    what = ", ".join(found.fields) if found.fields else ""
                    progress.say(f"{found.kind:10}  {found.source}  {found.item or found.dispatch}  {what}")
    finally:
        store.close()
    if not json:
        write_line(
            ", ".join(f"{n:,} {kind}" for kind, n in sorted(counted.items())) or "today's readers see nothing else"
        )
    return 0
