"""HOW COPY AND ALERTS LEAVE: parcels -> the other side. One file a kind of channel.

    outbox | get_kind(channel.kind).open(channel, office) | send(parcels) | acknowledged, or DeliveryError

    Parcel     one delivery and its item as readers may see it now; killed copy is a tombstone    _api.py
    wording    the plain words of a parcel that people read                                       _wording.py

The rule that matters: every parcel carries `delivery.key`, the same however often it is sent. To add a kind: one module that
ends `CHANNEL: Final[ChannelMaker] = …`, one line in `NAMES`, tests against a real server. What needs a library that not
every room has imports it when the first channel is opened (`need`).
"""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Final, cast

from wireroom.deliveries._api import Answer, Channel, ChannelMaker, Copy, Field, Office, Parcel, Post
from wireroom.deliveries._files import copy_name, suffix_of
from wireroom.deliveries._need import need
from wireroom.errors import ConfigError
from wireroom.model import OutChannel

__all__ = [
    "NAMES",
    "Answer",
    "Channel",
    "ChannelMaker",
    "Copy",
    "Field",
    "Office",
    "Parcel",
    "Post",
    "check_channel",
    "copy_name",
    "get_kind",
    "need",
    "open_channel",
    "shown_settings",
    "suffix_of",
]

#: kinds of channel
NAMES: Final = ("desk", "webhook", "email", "folder", "sftp", "ftp", "newshub", "nats", "websub", "apprise", "push")
_HIDDEN: Final = "…"


def get_kind(name: str) -> ChannelMaker:
    """Give a kind of channel.

    Raises:
        ConfigError: there is none of this name.
    """
    if name not in NAMES:
        raise ConfigError("kind", f"there is no kind of channel {name!r}; there are: {', '.join(NAMES)}")
    module: ModuleType = import_module(f"wireroom.deliveries.{name}")
    return cast(ChannelMaker, module.CHANNEL)


def open_channel(channel: OutChannel, office: Office) -> Channel:
    """Make a channel ready to send.

    Raises:
        ConfigError: it cannot be used.
    """
    return get_kind(channel.kind).open(channel, office)


def check_channel(channel: OutChannel, office: Office) -> None:
    """Look through a channel before it is kept.

    Raises:
        ConfigError: something is wrong or missing.
    """
    kind = get_kind(channel.kind)
    known = {field.name: field for field in kind.fields}
    for name in channel.settings:
        if name not in known:
            raise ConfigError(name, f"{channel.kind} has no such setting; it has: {', '.join(known) or 'none'}")
    for field in kind.fields:
        if field.is_required and not channel.settings.get(field.name):
            raise ConfigError(field.name, f"{channel.kind} wants it: {field.help}")
    kind.check(channel.settings, office)


def shown_settings(channel: OutChannel) -> Mapping[str, str]:
    """Give the settings as they may be shown: a secret is there, and not readable."""
    secret = {field.name for field in get_kind(channel.kind).fields if field.is_secret}
    return {name: _HIDDEN if name in secret else value for name, value in channel.settings.items()}
