"""Addresses of servers that are not asked by HTTP."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from wireroom.errors import ConfigError

_YES: Final = ("1", "true", "yes", "on")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a server is, and who signs in."""

    scheme: str
    host: str
    port: int
    path: str
    user: str | None
    password: str | None
    allow_private: bool


def read_place(settings: Mapping[str, str], ports: Mapping[str, int]) -> Place:
    """Read `url`, `password` and `allow_private`; `ports` has the schemes that are taken, each with its usual port.

    Raises:
        ConfigError: it is no such address.
    """
    url = settings["url"]
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigError("url", f"{url!r}: {error}") from error
    if parts.scheme not in ports or not parts.hostname:
        wanted = " or ".join(f"{scheme}://" for scheme in ports)
        raise ConfigError("url", f"{url!r} is no address that begins with {wanted}")
    if parts.password:
        raise ConfigError("url", "write the password into its own field: addresses are shown")
    return Place(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or ports[parts.scheme],
        path=unquote(parts.path),
        user=unquote(parts.username) if parts.username else None,
        password=settings.get("password") or None,
        allow_private=settings.get("allow_private", "") in _YES,
    )
