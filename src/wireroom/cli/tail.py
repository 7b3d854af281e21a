"""`wireroom tail`: the wire in a terminal, live."""

import asyncio
from typing import Annotated, Any, Final

import msgspec
from cyclopts import Parameter

from wireroom.cli._room import HERE, Where, find_server, open_existing_store, room_config
from wireroom.cli._screen import warn, write_json
from wireroom.cli._view import show_event
from wireroom.config import Config
from wireroom.errors import WireroomError

#: events of the past that are shown when nobody says from where
PAST: Final = 20
_BATCH: Final = 500


def tail(
    *,
    query: Annotated[str | None, Parameter(name=["--query", "-q"])] = None,
    after: int | None = None,
    where: Where = HERE,
    url: str | None = None,
    json: bool = False,
) -> int:
    """Show the wire as it comes, until Ctrl-C; a cut connection is resumed where it was cut.

    Without a running server it shows what the store has, and ends.

    Parameters
    ----------
    query
        Only items that match this search.
    after
        Begin after this seq; without it the last 20 events are shown first.
    url
        Address of a room on another machine.
    json
        One JSON object a line, with its seq.
    """
    show = write_json if json else show_event
    settings = room_config(where)
    address = url or find_server(settings)
    if address is None:
        return _show_past(settings, query, after, show)
    if after is None:
        after = 0 if url else max(0, _last_seq(settings) - PAST)
    from wireroom.cli._live import follow

    return asyncio.run(follow(address.rstrip("/"), after, query, show))


def _last_seq(config: Config) -> int:
    store = open_existing_store(config)
    try:
        return store.last_seq()
    finally:
        store.close()


def _show_past(config: Config, query: str | None, after: int | None, show: Any) -> int:
    """Show what the store has, as readers of the live wire would have seen it."""
    from wireroom.frames import reader_event, standing_items
    from wireroom.room import read_clock

    if query:
        raise WireroomError("no room is open here, and searching is the open room's: start `wireroom serve` first")
    store = open_existing_store(config)
    try:
        seq = max(0, store.last_seq() - PAST) if after is None else after
        while events := store.events_after(seq, _BATCH):
            standing = standing_items(store, events, read_clock())
            for event in events:
                if found := reader_event(event, standing):
                    show(msgspec.to_builtins(found))
            seq = events[-1].seq
    finally:
        store.close()
    warn("no room is open here; that is all the store has")
    return 0
