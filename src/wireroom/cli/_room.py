"""What commands that work on a room's data folder share: finding it, and finding whether it is open elsewhere."""

from pathlib import Path

from wireroom.config import Config, load_config
from wireroom.errors import ConfigError
from wireroom.room import STORE_NAME, find_holder, read_token
from wireroom.store import Store, open_store


def room_config(config: Path | None, data: Path | None) -> Config:
    """Load the settings as `serve` would, with the folder that was named."""
    return load_config(config, flags={"data": str(data) if data else None})


def find_server(config: Config) -> str | None:
    """Find where a running server on this data folder listens; None = there is none.

    Raises:
        ConfigError: another command works on it now, which will be done soon.
    """
    holder = find_holder(config.data)
    if holder is None:
        return None
    if holder.url is None:
        raise ConfigError("data", f"process {holder.pid} is working on {config.data}; try again when it is done")
    return holder.url


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
    file = config.data / STORE_NAME
    if not file.is_file():
        raise ConfigError("data", f"there is no room in {config.data}; `wireroom serve` or `wireroom ingest` makes one")
    return open_store(file)
