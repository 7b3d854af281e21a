"""Sources added in the page: by people who have no command line, so they may name less.

    secrets    by name: a file in the folder `secrets` of the data folder, or a variable WIREROOM_SECRET_…; never typed
    folders    under `source_folder`, and nowhere else
    addresses  of the internet, or also of our own network when `private_sources` says so

Otherwise a name would be enough to send any file or variable of this machine to an address of somebody's choice.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from wireroom.config import SECRET_PREFIX, Config, SourceConfig, make_source, secret_variables
from wireroom.errors import ConfigError
from wireroom.room._added import add_source
from wireroom.transports import FOR_ALL, Way, scheme_of

_SECRETS: Final = "secrets"
#: settings whose values are names of files among the secrets
_FILES: Final = ("secret_file", "ca_file")


def secrets_folder(config: Config) -> Path:
    """Give the folder whose files may be named as secrets."""
    return config.data / _SECRETS


def find_secrets(config: Config, *, environment: Mapping[str, str] | None = None) -> list[str]:
    """Name the secrets that are there: files, and variables of the environment."""
    try:
        files = sorted(file.name for file in secrets_folder(config).iterdir() if file.is_file())
    except OSError:
        files = []
    return [*files, *secret_variables(environment=environment)]


def folder_for(config: Config) -> Path:
    """Give the folder under which watched folders lie."""
    return (config.source_folder or config.data / "in").absolute()


def make_by_page(config: Config, name: str, way: Way, given: Mapping[str, str]) -> SourceConfig:
    """Make a source of what was filled in, by the names of its settings; what its way does not heed is left out.

    Raises:
        ConfigError: a setting is wrong, missing, or not for those who have only the page.
    """
    table: dict[str, Any] = {key: given[key] for key in (*FOR_ALL, *way.settings) if given.get(key)}
    label = f"source.{name}."
    for key in way.needed:
        if key not in table and not (key == "user" and "@" in given.get("url", "")):
            raise ConfigError(label + key, "is wanted for this way in")
    if way.schemes:
        table["url"] = _checked_url(label, way, given.get("url", ""))
    if "folder" in table:
        table["folder"] = str(_inside(label + "folder", folder_for(config), table["folder"]))
    for key in _FILES:
        if key in table:
            table |= _named(config, label + key, key, table.pop(key))
    if given.get("allow_private") and config.private_sources and way.schemes:
        table["allow_private"] = True
    return make_source(name, table)


def add_by_page(config: Config, name: str, source: SourceConfig) -> None:
    """Keep one more source; its folder is made, as nobody else can.

    Raises:
        ConfigError: the name is taken, or the folder or the file of sources cannot be written.
    """
    if source.folder is not None:
        try:
            source.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"source.{name}.folder", f"cannot be made: {error.strerror}") from error
    add_source(config, name, source)


def _checked_url(label: str, way: Way, url: str) -> str:
    if not url:
        raise ConfigError(f"{label}url", "is wanted for this way in")
    if scheme_of(url) not in way.schemes:
        raise ConfigError(f"{label}url", f"begins with {' or '.join(f'{scheme}://' for scheme in way.schemes)}")
    try:
        has_word = bool(urlsplit(url).password)
    except ValueError as error:
        raise ConfigError(f"{label}url", str(error)) from error
    if has_word:
        raise ConfigError(
            f"{label}url", "holds a password; put it into a file or a variable, and choose that as the secret"
        )
    return url


def _named(config: Config, label: str, key: str, name: str) -> dict[str, str]:
    """Give the setting for a secret of a name."""
    if name not in find_secrets(config):
        raise ConfigError(label, f"there is no {name} in {secrets_folder(config)} or the environment")
    if key == "secret_file" and name.startswith(SECRET_PREFIX):
        return {"secret_env": name}
    return {key: str((secrets_folder(config) / name).absolute())}


def _inside(label: str, folder: Path, words: str) -> Path:
    """Give a folder under another; links that lead out of it do."""
    found = (folder / words).resolve()
    if not found.is_relative_to(folder.resolve()) or Path(words).is_absolute():
        raise ConfigError(label, f"lies under {folder}: write it like coast, or coast/today")
    return found
