"""Where the store of a room is."""

from pathlib import Path
from typing import Final

from wireroom.config import Config
from wireroom.errors import ConfigError
from wireroom.store import Store, is_shared, open_store

STORE_NAME: Final = "wireroom.db"


def place_of(config: Config) -> Path | str:
    """Say where the store of a room is.

    Raises:
        ConfigError: the role wants a store that several processes share.
    """
    if config.store is None:
        if config.role != "all":
            raise ConfigError(
                "role", f"{config.role}: a room in a file has one process; set `store` to a PostgreSQL server"
            )
        return config.data / STORE_NAME
    if not is_shared(config.store):
        raise ConfigError(
            "store", "write postgresql://user:password@host/database, or nothing for a file in the data folder"
        )
    return config.store


def open_place(config: Config) -> Store:
    """Open the store that `config` names; made when it is not there.

    Raises:
        ConfigError: as for `place_of`.
        StoreError: it cannot be opened.
    """
    return open_store(place_of(config), synchronous="FULL" if config.sync == "full" else "NORMAL")
