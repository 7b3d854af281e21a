"""What commands that work on a room's data folder share: finding it, and finding whether it is open elsewhere."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cyclopts import Parameter

from wireroom.config import Config, load_config
from wireroom.errors import ConfigError
from wireroom.room import STORE_NAME, find_holder, open_place, read_token
from wireroom.store import Store, open_store

#: how long a server may take to start, or another command to end, before we say that it has the room
PATIENCE_S: Final = 10.0


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Where:
    """Which room a command is about; every command that works on one takes these.

    Attributes
    ----------
    data
        Folder the room lives in.
    config
        TOML file with settings.
    """

    data: Path | None = None
    config: Path | None = None


HERE: Final = Where()


def room_config(where: Where) -> Config:
    """Load the settings as `serve` would, with the folder that was named."""
    return load_config(where.config, flags={"data": str(where.data) if where.data else None})


def find_server(config: Config) -> str | None:
    """Find where a running server on this data folder listens; None = there is none.

    Raises:
        ConfigError: another command works on it now, which will be done soon.
    """
    ends_at = time.monotonic() + PATIENCE_S
    while (holder := find_holder(config.data)) is not None:
        if holder.url is not None:
            return holder.url
        if time.monotonic() > ends_at:
            raise ConfigError("data", f"process {holder.pid} is working on {config.data}; try again when it is done")
        time.sleep(0.1)
    return None


def token_of(config: Config) -> str:
    """Give the token that posting needs.

    Raises:
        ConfigError: there is none.
    """
    return config.token or read_token(config.data)


def open_existing_store(config: Config) -> Store:
    """Open the store of a room that is there; a running server does not mind.

    Raises:
        ConfigError: there is no room in this folder.
    """
    if config.store is not None:
        return open_place(config)
    file = config.data / STORE_NAME
    if not file.is_file():
        raise ConfigError("data", f"there is no room in {config.data}; `wireroom serve` or `wireroom ingest` makes one")
    return open_store(file)
