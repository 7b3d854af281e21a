"""Settings: one table, from which flags, environment, TOML and the documentation come.

    flags  >  environment WIREROOM_*  >  wireroom.toml  >  defaults

    _settings.py    every setting with its help, of the room and of its sources; the table made of them
    _loading.py     putting them together; the only reader of the environment

To add a setting: one field in `Config` with its help. `docs/configuration.md` is made from it, and a test says when it is
not.
"""

from wireroom.config._loading import load_config, make_source, read_secret, secret_variables
from wireroom.config._settings import (
    LEAST_KEPT_S,
    SECRET_PREFIX,
    SETTINGS,
    SOURCE_SETTINGS,
    Config,
    Setting,
    SourceConfig,
)

__all__ = [
    "LEAST_KEPT_S",
    "SECRET_PREFIX",
    "SETTINGS",
    "SOURCE_SETTINGS",
    "Config",
    "Setting",
    "SourceConfig",
    "load_config",
    "make_source",
    "read_secret",
    "secret_variables",
]
