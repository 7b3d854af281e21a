"""Settings: one table, from which flags, environment, TOML and the documentation come.

    flags  >  environment WIREROOM_*  >  wireroom.toml  >  defaults

To add a setting: one field in `Config` with its help. `docs/configuration.md` is made from it, and a test says when it is
not. This module is the only reader of the environment.
"""

import codecs
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from wireroom.errors import ConfigError
from wireroom.formats import NAMES
from wireroom.text.amounts import MIB, read_size, read_span
from wireroom.transports import NAMES as NAMES_IN
from wireroom.transports import Schedule, scheme_of

S = TypeVar("S", bound=msgspec.Struct)

#: what the desk remembers of running stories: copy that is this young is never retired
LEAST_KEPT_S: Final = 96 * 3600
#: variables that somebody who has the page, and not the command line, may name as a source's secret
SECRET_PREFIX: Final = "WIREROOM_SECRET_"
#: names that sources may have: they stand in paths, URLs and logs
_SOURCE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


def _secret(help_text: str) -> Meta:
    return Meta(description=help_text, extra={"is_secret": True})


def _size(help_text: str) -> Meta:
    return Meta(ge=1, description=help_text, extra={"unit": "bytes"})


def _span(help_text: str, *, least: float | None = None) -> Meta:
    return Meta(ge=least, description=help_text, extra={"unit": "seconds"})


class SourceConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source of copy: a watched folder, an address, or (neither) what is posted under its name."""

    folder: Annotated[Path | None, Meta(description="watched folder; files taken are moved to its folder done/")] = None
    url: Annotated[
        str | None,
        Meta(description="address copy is fetched from or comes in at, e.g. https://…, sftp://…; see howto/sources.md"),
    ] = None
    user: Annotated[str | None, Meta(description="name to sign in with; for a bucket, the id of the key")] = None
    secret_env: Annotated[
        str | None, Meta(description="variable of the environment that holds the password, key or token")
    ] = None
    secret_file: Annotated[Path | None, Meta(description="file that holds it")] = None
    secret_header: Annotated[
        str | None, Meta(description="HTTP header that carries it, e.g. x-api-key; none = Authorization")
    ] = None
    secret_query: Annotated[
        str | None, Meta(description="part of an address's query that carries it, e.g. token; none = a header does")
    ] = None
    host_key: Annotated[
        str | None, Meta(description="fingerprint of an SSH server, SHA256:…; none = that of the first connection")
    ] = None
    ca_file: Annotated[Path | None, Meta(description="certificates to trust beside the system's, PEM")] = None
    agency: Annotated[
        str | None, Meta(description="house style to believe when the copy names no agency, e.g. dpa")
    ] = None
    format: Annotated[str | None, Meta(description="read everything from it as this format; see wireroom formats")] = (
        None
    )
    zone: Annotated[str | None, Meta(description="IANA zone of times written without one; none = UTC")] = None
    charset: Annotated[str | None, Meta(description="character set of copy that does not say")] = None
    interval: Annotated[
        Annotated[float, Meta(ge=0.05)] | None,
        _span("time between looks; none = 0.5 s for a folder; for a feed 1 to 30 minutes, as often as it changes"),
    ] = None
    settle: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        _span("how long a file must have looked the same; none = 0.5 s in a folder, 2 s on another machine"),
    ] = None
    schedule: Annotated[
        str | None,
        Meta(description="hours in which it is asked, by its zone, e.g. mon-fri 06:00-22:00, sat 08:00-12:00"),
    ] = None
    rate: Annotated[
        Annotated[int, Meta(ge=1)] | None, Meta(description="most dispatches taken a minute; the rest waits its turn")
    ] = None
    silence: Annotated[
        Annotated[float, Meta(ge=1)] | None,
        _span("usual silence: when nothing has come for longer, the source is shown as failing"),
    ] = None
    pattern: Annotated[str, Meta(description="which files are taken, e.g. *.xml")] = "*"
    afterwards: Annotated[
        Literal["keep", "move", "delete"],
        Meta(description="what becomes of a file or message on its server when it is durable here"),
    ] = "keep"
    next_page: Annotated[
        str | None,
        Meta(description="where an API's JSON answer names the address to ask next, e.g. data.next_page"),
    ] = None
    follow: Annotated[
        str | None,
        Meta(
            description="copy that an answer only links to: links = documents of wire formats it links to; or, for a list, where"
            " each is, e.g. item?id={id}"
        ),
    ] = None
    region: Annotated[str, Meta(description="region of a bucket")] = "us-east-1"
    websub: Annotated[bool, Meta(description="subscribe at the feed's hub, when it has one; wants public_url")] = False
    allow_private: Annotated[
        bool, Meta(description="the address may be private, link-local or this machine itself")
    ] = False
    max_size: Annotated[int, _size("larger files and answers are refused")] = 20 * MIB
    is_off: Annotated[bool, Meta(description="keep the settings and take nothing")] = False


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that can be set. A description is what `wireroom serve --help` and the documentation say."""

    data: Annotated[
        Path, Meta(description="folder the room lives in: store, token, lock, sources added by command")
    ] = Path("wireroom-data")
    host: Annotated[str, Meta(description="address to listen on; 0.0.0.0 opens the room to the network")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="port to listen on; 0 = any free one")] = 8640
    public_url: Annotated[
        str | None, Meta(description="address readers use, for links in feeds; none = that of the request")
    ] = None
    site_name: Annotated[str, Meta(description="what pages and feeds call this room")] = "Wireroom"
    token: Annotated[
        str | None,
        _secret("token for posting and editing; none = made at the first start, in the file token of the data folder"),
    ] = None
    max_body: Annotated[int, _size("larger request bodies are refused with 413")] = 5 * MIB
    store: Annotated[
        str | None,
        _secret("where the room is kept: postgresql://user:password@host/database; none = a file in the data folder"),
    ] = None
    role: Annotated[
        Literal["all", "intake", "desk", "web"],
        Meta(
            description="what this process does of the work on a room in PostgreSQL: intake takes copy in, desk places it (one"
            " process; another one stands by), web answers readers; all: the whole of it"
        ),
    ] = "all"
    desk_url: Annotated[
        Annotated[str, Meta(pattern=r"^https?://(\[[0-9A-Fa-f:.]+\]|[^\s/:?#\[\]]+)(:[0-9]{1,5})?/?$")] | None,
        Meta(
            description="address at which the other processes of a room in PostgreSQL reach this one while it is the desk;"
            " none = where it listens, by the machine's name when that is all addresses"
        ),
    ] = None
    readers: Annotated[
        Annotated[int, Meta(ge=0, le=16)] | None,
        Meta(
            description="processes beside the room that read copy while it is busy; 0 = it reads all itself; none = one where"
            " there are four processors or more",
        ),
    ] = None
    sync: Annotated[
        Literal["full", "normal"],
        Meta(
            description="full: acknowledged copy outlives a power cut; normal: it outlives a crash of the program only"
        ),
    ] = "full"
    smtp_url: Annotated[
        str | None,
        _secret(
            "mail server for alerts: smtp://user:password@host:587, or smtps://… when encrypted from the first byte"
        ),
    ] = None
    mail_from: Annotated[str | None, Meta(description="sender of alerts by mail; none = wireroom@localhost")] = None
    websub_private: Annotated[
        bool, Meta(description="who follows a feed by WebSub may have an address in our own network")
    ] = False
    drop_folder: Annotated[
        Path | None,
        Meta(
            description="channels of the kind folder write under it, and nowhere else; none = drops in the data folder"
        ),
    ] = None
    source_folder: Annotated[
        Path | None,
        Meta(
            description="folders that are watched by sources added in the page lie under it; none = in of the data folder"
        ),
    ] = None
    private_sources: Annotated[
        bool, Meta(description="sources added in the page may have an address in our own network, or on this machine")
    ] = False
    styles: Annotated[
        Path | None,
        Meta(description="folder with house styles of your own, one TOML file an agency; none = ours alone"),
    ] = None
    presets: Annotated[
        Path | None,
        Meta(description="folder with presets of your own for the desk, TOML files; none = ours alone"),
    ] = None
    bus: Annotated[
        str | None,
        _secret(
            "NATS server with JetStream that every public event is published to: nats://user:password@host:4222; none = no bus"
        ),
    ] = None
    bus_subject: Annotated[
        str, Meta(pattern="^[A-Za-z0-9_-]{1,40}$", description="first word of the bus's subjects, one for each room")
    ] = "wireroom"
    live_from: Annotated[
        Literal["store", "bus"],
        Meta(
            description="where this process reads the live wire for its readers; bus: the store is asked for what that has not"
        ),
    ] = "store"
    stop_after: Annotated[float, _span("how long requests under way may take when the room is stopped", least=0)] = 5.0
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="least pressing lines that are logged")
    ] = "info"
    log_format: Annotated[
        Literal["auto", "console", "json"],
        Meta(description="auto: for people at a terminal, else one JSON object a line"),
    ] = "auto"
    source: Mapping[str, SourceConfig] = {}
    #: seconds that the copy of an agency is kept, by its house style's name; "*" = all others; None = for good
    retention: Mapping[str, float | None] = {}


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table."""

    name: str
    help: str
    #: as annotated, without its Meta
    type: Any
    default: Any
    is_secret: bool = False
    #: "bytes" and "seconds" may also be written "5 MiB" and "10 min"
    unit: str | None = None

    @property
    def variable(self) -> str:
        """The variable of the environment; secrets may be in a file named by it with `_FILE` behind."""
        return f"WIREROOM_{self.name.upper()}"

    @property
    def flag(self) -> str:
        """The flag of `wireroom serve`."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def kind(self) -> str:
        """The type in words."""
        options = [option for option in get_args(self.type) if option is not type(None)]
        if get_origin(self.type) is Literal:
            return " | ".join(options)
        if self.unit:
            return {"bytes": "size", "seconds": "time"}[self.unit]
        chosen = options[0] if options else self.type
        if get_origin(chosen) is Annotated:
            chosen = get_args(chosen)[0]
        return {"str": "text", "float": "number", "int": "number", "bool": "true | false", "Path": "path"}[
            chosen.__name__
        ]

    @property
    def default_words(self) -> str:
        """The default as it would be written."""
        if self.default is None:
            return "none"
        if self.unit == "bytes":
            return f"{self.default // MIB} MiB"
        if self.unit == "seconds":
            return f"{self.default:g} s"
        return str(self.default).lower() if isinstance(self.default, bool) else str(self.default)


def _table(struct: type[msgspec.Struct]) -> tuple[Setting, ...]:
    hints = get_type_hints(struct, include_extras=True)
    rows = []
    for field in msgspec.structs.fields(struct):
        meta = next(
            (found for found in getattr(hints[field.name], "__metadata__", ()) if isinstance(found, Meta)), None
        )
        if meta is None:
            continue  # the tables of sources: `SOURCE_SETTINGS` is theirs
        extra = meta.extra or {}
        rows.append(
            Setting(
                name=field.name,
                help=meta.description or "",
                type=get_args(hints[field.name])[0],
                default=field.default,
                is_secret=bool(extra.get("is_secret")),
                unit=extra.get("unit"),
            )
        )
    return tuple(rows)


#: every setting of the room
SETTINGS: Final = _table(Config)
#: what a table [source.NAME] may hold
SOURCE_SETTINGS: Final = _table(SourceConfig)


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
        raise ConfigError(str(file), error.strerror or "cannot be opened") from error
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
            raise ConfigError(prefix + name, f"there is no such setting; there are: {', '.join(known)}")
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
            raise ConfigError(prefix + name, f"{problem[0].lower()}{problem[1:]} ({known[name].kind})") from error
    return struct(**{name: getattr(found, name) for name, found in checked.items()})


def _decode_path(wanted: type, value: Any) -> Any:
    if wanted is Path and isinstance(value, str | Path):
        return Path(value).expanduser()
    raise NotImplementedError(wanted)
