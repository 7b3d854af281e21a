"""Every setting with its help, of the room and of its sources, and the table made of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from wireroom.text.amounts import MIB

#: what the desk remembers of running stories: copy that is this young is never retired
LEAST_KEPT_S: Final = 96 * 3600
#: variables that somebody who has the page, and not the command line, may name as a source's secret
SECRET_PREFIX: Final = "WIREROOM_SECRET_"


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
