"""`wireroom spike`: dispatches that could not be read."""

import sys
import time
from typing import Final

import msgspec
from cyclopts import App

from wireroom.cli._room import HERE, Where, find_server, open_existing_store, room_config
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.errors import ConfigError, NotFound
from wireroom.model import Dispatch, Receipt
from wireroom.store import SpikeEntry, Store

spike = App(name="spike", help="Look at dispatches that could not be read; read them anew.")

#: how long a running server may take to place what was taken off the spike
PATIENCE_S: Final = 30.0
_MOST: Final = 1_000_000


@spike.command(name="list")
def list_(*, where: Where = HERE, limit: int = 100, json: bool = False) -> int:
    """List what hangs on the spike, newest first, each with its reason.

    Parameters
    ----------
    limit
        At most so many.
    json
        One JSON object a line.
    """
    store = open_existing_store(room_config(where))
    try:
        for entry in store.spike(limit):
            if json:
                write_json(entry)
            else:
                name = f" {entry.filename}" if entry.filename else ""
                write_line(f"{entry.dispatch[:12]}  {entry.received_at:%Y-%m-%d %H:%M} UTC  {entry.source}{name}")
                write_line(f"              {entry.reason}")
    finally:
        store.close()
    return 0


@spike.command
def show(dispatch: str, /, *, where: Where = HERE) -> int:
    """Write the bytes of one dispatch, as they arrived, to standard output.

    Parameters
    ----------
    dispatch
        Its id, or as much of its beginning as is needed.
    """
    store = open_existing_store(room_config(where))
    try:
        entry = _find(store, dispatch)
        found = store.find_dispatch(entry.dispatch)
    finally:
        store.close()
    if found is None:
        raise NotFound("dispatch", dispatch)
    warn(f"{found.source} {found.filename or ''}: {entry.reason}")
    sys.stdout.buffer.write(found.data)
    return 0


@spike.command
def replay(*dispatches: str, every: bool = False, where: Where = HERE, json: bool = False) -> int:
    """Read dispatches on the spike anew: after an update, or with other settings for their source.

    The exit status is 1 when one of them still cannot be read.

    Parameters
    ----------
    dispatches
        Their ids, or as much of the beginnings as is needed.
    every
        All that hang on the spike.
    json
        One JSON object a line.
    """
    if every == bool(dispatches):
        raise ConfigError("replay", "name dispatches, or say --every")
    settings = room_config(where)
    is_served = find_server(settings) is not None
    store = open_existing_store(settings)
    try:
        wanted = (
            [entry.dispatch for entry in store.spike(_MOST)]
            if every
            else [_find(store, id).dispatch for id in dispatches]
        )
        # a running server places what it finds kept; without one we are the desk
        taken_off = [store.take_off_spike(id) for id in wanted] if is_served else []
        receipts = [_await_receipt(store, dispatch) for dispatch in taken_off]
    finally:
        store.close()
    if not is_served:
        from wireroom.cli._taking import replay_all

        receipts = list(replay_all(settings, wanted))
    for receipt in receipts:
        if json:
            write_json(msgspec.structs.asdict(receipt))
        else:
            write_line(f"{receipt.dispatch[:12]}  {receipt.state}  {receipt.reason or f'{len(receipt.items)} items'}")
    return 1 if any(receipt.state != "placed" for receipt in receipts) else 0


def _find(store: Store, start: str) -> SpikeEntry:
    """Find one entry by the beginning of its id.

    Raises:
        NotFound: there is none.
        ConfigError: there are several.
    """
    found = [entry for entry in store.spike(_MOST) if entry.dispatch.startswith(start)]
    if not found:
        raise NotFound("dispatch on the spike", start)
    if len(found) > 1:
        raise ConfigError(start, f"begins {len(found)} ids; write more of it")
    return found[0]


def _await_receipt(store: Store, dispatch: Dispatch) -> Receipt:
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        receipt = store.find_receipt(dispatch.id)
        if receipt is None:
            raise NotFound("dispatch", dispatch.id)
        if receipt.state != "kept" or time.monotonic() > ends_at:
            return receipt
        time.sleep(0.1)
