"""Sources added by command: kept in the data folder, beside those of the configuration, and noticed by a running room."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from wireroom.config import Config, SourceConfig, make_source
from wireroom.errors import ConfigError, NotFound

ADDED_NAME: Final = "sources.json"


def load_added(data: Path) -> dict[str, SourceConfig]:
    """Give the sources added by command.

    Raises:
        ConfigError: the file is damaged.
    """
    file = data / ADDED_NAME
    try:
        found = msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, object]])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(str(file), f"cannot be read: {error}") from error
    return {name: make_source(name, table) for name, table in found.items()}


def save_added(data: Path, sources: Mapping[str, SourceConfig]) -> None:
    """Keep the sources added by command: the old file, or the new one, and never half of one.

    Raises:
        ConfigError: the file cannot be written; the old one stands.
    """
    tables = {name: _table(source) for name, source in sorted(sources.items())}
    words = msgspec.json.format(msgspec.json.encode(tables), indent=2)
    new = data / f".{ADDED_NAME}.new"
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        with new.open("wb") as file:
            file.write(words + b"\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(data / ADDED_NAME)
    except OSError as error:
        raise ConfigError(str(data / ADDED_NAME), f"cannot be written: {error.strerror}") from error


def add_source(config: Config, name: str, source: SourceConfig) -> None:
    """Keep one more source.

    Raises:
        ConfigError: the name is taken, the file cannot be read or written, or this process has no part in taking copy.
    """
    if config.role in ("desk", "web"):
        raise ConfigError(
            "role", f"{config.role}: this process asks no sources; add it at one of the role intake or all"
        )
    if name in config.source:
        raise ConfigError(f"source.{name}", "is in the configuration file; change it there, or choose another name")
    added = load_added(config.data)
    if name in added:
        raise ConfigError(f"source.{name}", "is there already; remove it first, or choose another name")
    save_added(config.data, {**added, name: source})


def remove_source(config: Config, name: str) -> None:
    """Forget a source that was added by command or in the page; what it brought stays.

    Raises:
        ConfigError: it is in the configuration file, or the file of those added cannot be read or written.
        NotFound: there is no such source.
    """
    if name in config.source:
        raise ConfigError(f"source.{name}", "is in the configuration file; remove it there")
    added = load_added(config.data)
    if name not in added:
        raise NotFound("source", name)
    save_added(config.data, {other: found for other, found in added.items() if other != name})


def _table(source: SourceConfig) -> dict[str, object]:
    """Give what differs from the defaults."""
    default = SourceConfig()
    return {
        field: str(value) if isinstance(value, Path) else value
        for field in source.__struct_fields__
        if (value := getattr(source, field)) != getattr(default, field)
    }
