"""`wireroom reread`: all dispatches through the readers of today, beside what was filed."""

from collections import Counter

import msgspec

from wireroom.agencies import use_styles
from wireroom.cli._progress import Progress
from wireroom.cli._room import HERE, Where, open_existing_store, room_config
from wireroom.cli._screen import write_json, write_line
from wireroom.formats import RawCopy
from wireroom.room import load_added, read_clock


def reread(*, where: Where = HERE, apply: bool = False, json: bool = False) -> int:
    """Tell what today's readers make of all dispatches that were kept, beside what stands on the wire.

    changed: the same item with other fields. new, gone: items that are read now and were not, or the other way round; they
    stay as they are. readable: it hangs on the spike, and `wireroom spike replay` puts it on the wire. unreadable: it is on
    the wire, and could not be read now; it stays.

    Parameters
    ----------
    data
        Folder the room lives in.
    config
        TOML file with settings; those of sources say how their copy is read.
    apply
        When all is told, let the new readings stand: fields of items change, their places do not, and the wire tells each.
    json
        One JSON object for each difference: {"kind", "dispatch", "source", "format", "item", "fields", "must_stay"}; with
        `--apply` one more at the end: {"n_applied"}.
    """
    # the readers of all formats
    from wireroom.moving.reread import put_anew
    from wireroom.moving.reread import reread as compare

    settings = room_config(where)
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
    changed: dict[str, None] = {}
    n_applied = 0
    try:
        with Progress("reading", total=None) as progress:
            for found in compare(store, hand, now=read_clock(), tell=progress.go):
                counted[found.kind] += 1
                counted["must stay as they are"] += found.must_stay
                if found.kind == "changed" and not found.must_stay:
                    changed[found.dispatch] = None
                if json:
                    write_json(found)
                else:
                    what = ", ".join(found.fields) if found.fields else ""
                    stays = " (must stay as it is)" if found.must_stay else ""
                    progress.say(f"{found.kind:10}  {found.source}  {found.item or found.dispatch}  {what}{stays}")
        if apply and changed:
            with Progress("applying", total=len(changed)) as progress:
                n_applied = put_anew(store, hand, list(changed), clock=read_clock, tell=progress.go)
    finally:
        store.close()
    if not json:
        told = ", ".join(f"{n:,} {kind}" for kind, n in sorted(counted.items()) if n)
        write_line(told or "today's readers see nothing else")
    if apply and json:
        write_json({"n_applied": n_applied})
    elif apply:
        write_line(f"{n_applied:,} applied")
    elif not json and (n_may := counted["changed"] - counted["must stay as they are"]):
        write_line(f"nothing was changed; --apply lets what changed stand ({n_may:,})")
    return 0
