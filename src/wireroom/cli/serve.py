"""`wireroom serve`: the room, with its pages, API, live wire and sources."""

import dataclasses
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter

from wireroom.config import SETTINGS, load_config


def _setting_flags() -> Any:
    """Make one flag of each row of the table: `wireroom serve --help` cannot forget one."""
    fields: list[tuple[str, Any, Any]] = []
    for setting in SETTINGS:
        variable = f"{setting.variable} or {setting.variable}_FILE" if setting.is_secret else setting.variable
        words = f"{setting.help}. {setting.kind}; default {setting.default_words}; {variable}"
        parameter = Parameter(name=setting.flag, help=words, group=_SETTINGS_GROUP, show_default=False)
        # all as text: numbers, sizes and paths are read by the table, as those of environment and file are
        fields.append((setting.name, Annotated[str | None, parameter], None))
    made = dataclasses.make_dataclass("SettingFlags", fields, frozen=True)
    # its own home is the module "types", whose classes the command line takes for single values
    made.__module__ = __name__
    return made


_SETTINGS_GROUP = Group("Settings", help="Also in the environment and in a TOML file; see docs/configuration.md.")
SettingFlags = _setting_flags()


def serve(*, config: Path | None = None, settings: Any = None) -> int:
    """Open the room: take copy from its sources, and serve its pages, API and live wire.

    Parameters
    ----------
    config
        TOML file with settings and [source.NAME] tables; else WIREROOM_CONFIG, else wireroom.toml where we stand.
    """
    from wireroom.cli._server import run_room

    flags = dataclasses.asdict(settings) if settings is not None else {}
    return run_room(load_config(config, flags=flags))


# the type is made of the table, which a type checker cannot follow
serve.__annotations__["settings"] = Annotated[SettingFlags | None, Parameter(name="*")]
