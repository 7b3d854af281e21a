"""Putting the settings together: flags, environment, TOML. This module is the only reader of the environment."""

import codecs
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from wireroom.config._settings import (
    LEAST_KEPT_S,
    SECRET_PREFIX,
    SETTINGS,
    SOURCE_SETTINGS,
    Config,
    Setting,
    SourceConfig,
)
from wireroom.errors import ConfigError
from wireroom.formats import NAMES
from wireroom.text.amounts import read_size, read_span
from wireroom.text.settings import problem_words, unknown_words
from wireroom.transports import NAMES as NAMES_IN
from wireroom.transports import Schedule, scheme_of

S = TypeVar("S", bound=msgspec.Struct)

#: names that sources may have: they stand in paths, URLs and logs
_SOURCE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


def load_config(
    file: Path | None = None,
    *,
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Config:
    """Put the settings together.

    Shape: `flags` by the setting's name; None in it = not given. `environment` None = the process's own. Without `file`
    it is WIREROOM_CONFIG, else `wireroom.toml` where we stand, if there is one.

    Raises:
        ConfigError: a setting is wrong.
    """
    variables = os.environ if environment is None else environment
    if file is None and variables.get("WIREROOM_CONFIG"):
        file = Path(variables["WIREROOM_CONFIG"])
    if file is None and Path("wireroom.toml").is_file():
        file = Path("wireroom.toml")
    values = _read_toml(file) if file else {}
    values.update(_read_environment(variables))
    values.update({name: value for name, value in (flags or {}).items() if value is not None})
    sources = values.pop("source", {})
    retention = _read_retention(values.pop("retention", {}))
    found = _convert(values, Config, SETTINGS, "")
    if not isinstance(sources, dict):
        raise ConfigError("source", "write [source.NAME] tables")
    return msgspec.structs.replace(
        found, source={name: make_source(name, table) for name, table in sources.items()}, retention=retention
    )


def _read_retention(table: object) -> dict[str, float | None]:
    """Read [retention]: agency = "30 d", or "forever"."""
    if not isinstance(table, Mapping):
        raise ConfigError("retention", 'write a table [retention] with lines such as reuters = "30 d"')
    found: dict[str, float | None] = {}
    for agency, words in table.items():
        label = f"retention.{agency}"
        if words == "forever":
            found[agency] = None
            continue
        if not isinstance(words, str):
            raise ConfigError(label, f'{words!r} is no time; write e.g. "30 d", or "forever"')
        try:
            kept_s = read_span(words)
        except ValueError as error:
            raise ConfigError(label, str(error)) from error
        if kept_s < LEAST_KEPT_S:
            raise ConfigError(label, "is less than 4 days, in which running stories are still continued")
        found[agency] = kept_s
    return found


def make_source(name: str, table: Mapping[str, Any]) -> SourceConfig:
    """Make one source of its table.

    Raises:
        ConfigError: a setting is wrong.
    """
    label = f"source.{name}"
    if not _SOURCE_NAME.fullmatch(name):
        raise ConfigError(label, "names are of small letters, digits, dot, hyphen and underline, at most 64")
    if not isinstance(table, Mapping):
        raise ConfigError(label, f"write a table [source.{name}]")
    found = _convert(dict(table), SourceConfig, SOURCE_SETTINGS, f"{label}.")
    if found.folder and found.url:
        raise ConfigError(label, "a source is either a folder or a url")
    if found.url and not (re.match(r"[A-Za-z0-9+.-]+://[^/\s]+", found.url) and scheme_of(found.url) in NAMES_IN):
        known = ", ".join(name for name in NAMES_IN if name != "folder")
        raise ConfigError(f"{label}.url", f"{found.url!r} is no address of a kind we know: {known}")
    if found.secret_env and found.secret_file:
        raise ConfigError(label, "the secret is in a file or in the environment; only one can be meant")
    _check_names(label, found)
    return found


def read_secret(name: str, source: SourceConfig, *, environment: Mapping[str, str] | None = None) -> str | None:
    """Read the secret of a source from where its settings say it is; None = it has none.

    Raises:
        ConfigError: it is not there.
    """
    if source.secret_env is not None:
        found = (os.environ if environment is None else environment).get(source.secret_env)
        if not found:
            raise ConfigError(f"source.{name}.secret_env", f"the environment has no {source.secret_env}")
        return found
    if source.secret_file is not None:
        try:
            return source.secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"source.{name}.secret_file", f"cannot be read: {error}") from error
    return None


def secret_variables(*, environment: Mapping[str, str] | None = None) -> list[str]:
    """Name the variables of the environment that hold secrets for sources added in the page."""
    return sorted(
        name for name in (os.environ if environment is None else environment) if name.startswith(SECRET_PREFIX)
    )


def _check_names(label: str, source: SourceConfig) -> None:
    if source.format is not None and source.format not in NAMES:
        raise ConfigError(f"{label}.format", f"there is no format {source.format!r}; there are: {', '.join(NAMES)}")
    if source.zone is not None:
        try:
            ZoneInfo(source.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ConfigError(f"{label}.zone", f"there is no time zone {source.zone!r}") from error
    if source.schedule is not None:
        try:
            Schedule(source.schedule, source.zone)
        except ValueError as error:
            raise ConfigError(f"{label}.schedule", str(error)) from error
    if source.charset is not None:
        try:
            codecs.lookup(source.charset)
        except LookupError as error:
            raise ConfigError(f"{label}.charset", f"there is no character set {source.charset!r}") from error


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(str(file), f"the file with settings cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(file), f"is not TOML: {error}") from error


def _read_environment(variables: Mapping[str, str]) -> dict[str, Any]:
    """Take what is set of our own; other WIREROOM_… variables are not ours to judge."""
    found: dict[str, Any] = {}
    for setting in SETTINGS:
        value = variables.get(setting.variable)
        file = variables.get(f"{setting.variable}_FILE") if setting.is_secret else None
        if value and file:
            raise ConfigError(setting.variable, f"is set beside {setting.variable}_FILE; only one can be meant")
        if file:
            try:
                value = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(f"{setting.variable}_FILE", f"cannot be read: {error}") from error
        # Kubernetes sets WIREROOM_PORT=tcp://… in every pod beside a service that is called wireroom
        if value and not value.startswith("tcp://"):
            found[setting.name] = value
    return found


def _convert(values: dict[str, Any], struct: type[S], table: tuple[Setting, ...], prefix: str) -> S:
    known = {setting.name: setting for setting in table}
    for name, value in values.items():
        if name not in known:
            raise ConfigError(prefix + name, unknown_words(name, known))
        if known[name].unit and isinstance(value, str):
            try:
                values[name] = read_size(value) if known[name].unit == "bytes" else read_span(value)
            except ValueError as error:
                raise ConfigError(prefix + name, str(error)) from error
    checked = {}
    for name, value in values.items():
        try:
            checked[name] = msgspec.convert({name: value}, struct, strict=False, dec_hook=_decode_path)
        except msgspec.ValidationError as error:
            problem = str(error).partition(" - at")[0]
            raise ConfigError(prefix + name, problem_words(problem, value, known[name].kind)) from error
    return struct(**{name: getattr(found, name) for name, found in checked.items()})


def _decode_path(wanted: type, value: Any) -> Any:
    if wanted is Path and isinstance(value, str | Path):
        return Path(value).expanduser()
    raise NotImplementedError(wanted)
