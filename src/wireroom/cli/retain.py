"""`wireroom retain`: forget what licences do not let us keep any longer."""

from wireroom.cli._room import HERE, Where, open_existing_store, room_config
from wireroom.cli._screen import write_json, write_line
from wireroom.errors import ConfigError
from wireroom.retention import Retention
from wireroom.room import read_clock


def retain(*, where: Where = HERE, dry_run: bool = False, json: bool = False) -> int:
    """Forget the copy whose time is over by the table [retention] of the settings; a running room does it by itself each hour.

    What is left of an item is its id, agency, times and marks, and where it stood. Editors' decisions stay.

    Parameters
    ----------
    dry_run
        Only say what would go.
    json
        One JSON object: {"n_items", "n_dispatches", "n_bytes", "by_agency"}.
    """
    settings = room_config(where)
    store = open_existing_store(settings)
    try:
        retention = Retention(store, read_clock, settings.retention)
        if not retention.has_work:
            raise ConfigError(
                "retention", 'nothing is set: write a table [retention] with lines such as reuters = "30 d"'
            )
        done = retention.run(is_dry=dry_run)
    finally:
        store.close()
    if json:
        write_json(done)
        return 0
    for agency, n_items in sorted(done.by_agency.items()):
        write_line(f"{n_items:>9,}  {agency or 'agency not named'}")
    verb = "would be" if dry_run else "were"
    write_line(
        f"{done.n_items:,} items and {done.n_dispatches:,} dispatches ({done.n_bytes / 1024 / 1024:,.1f} MiB) {verb} retired"
    )
    return 0
