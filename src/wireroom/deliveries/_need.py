"""Libraries that only some rooms have."""

from importlib import import_module
from types import ModuleType

from wireroom.errors import ConfigError


def need(module: str, *, extra: str = "alerts") -> ModuleType:
    """Import a library of an extra.

    Raises:
        ConfigError: it is not installed; the message says how to.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ConfigError(module, f"is not installed: pip install 'wireroom[{extra}]'") from error
