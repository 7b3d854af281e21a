"""HOW COPY ARRIVES. Each transport yields arrivals and is told when each one is durable. One file a kind.

    open_transport(door, office) -> Transport | arrivals() -> the room makes each durable -> done(arrival)

    Door        what is set for one source          Office   what the room lends it: notes, clock, connections     _api.py
    Pace        when to look again, for all of them                                                            _waiting.py
    guard       which addresses may be connected to, looked at after DNS and pinned                  guard.py  _connecting.py
    Callers     who may call, for those that listen                                                         _callers.py
    Seen        what was taken from places we may not tidy                                                        _seen.py

The rule that matters: nothing is marked as taken on the other side, and no cursor moves, before `done`. To add a kind: one
module that ends `TRANSPORT: Final[TransportMaker] = …`, one line in `NAMES`, one `Way` in _ways.py for the page, tests against
a real server on loopback. What needs a library that not every room has may import it: a module is loaded when the first source
of its kind is opened.
"""

from importlib import import_module
from types import ModuleType
from typing import Final, cast

from wireroom.errors import ConfigError
from wireroom.transports._api import Arrival, Door, Notes, Office, Transport, TransportMaker
from wireroom.transports._notes import GroupedNotes
from wireroom.transports._validators import find_move
from wireroom.transports._waiting import Rate, Schedule, backoff_s
from wireroom.transports._ways import FOR_ALL, WAYS, Way, find_way

__all__ = [
    "FOR_ALL",
    "NAMES",
    "WAYS",
    "Arrival",
    "Door",
    "GroupedNotes",
    "Notes",
    "Office",
    "Rate",
    "Schedule",
    "Transport",
    "Way",
    "backoff_s",
    "find_move",
    "find_way",
    "open_transport",
    "scheme_of",
]

#: schemes of a source's address, and the module that opens it; "folder" is a path
NAMES: Final = {
    "folder": "folder",
    "http": "http_poll",
    "https": "http_poll",
    "sftp": "sftp",
    "ftp": "ftp",
    "ftps": "ftp",
    "s3": "s3",
    "imap": "imap",
    "imaps": "imap",
    "sftp-listen": "sftp_listen",
    "tcp": "tcp",
    "tcp-listen": "tcp",
}


def scheme_of(place: str) -> str:
    """Give the scheme of an address in small letters, or "folder".

    >>> scheme_of("IMAPS://desk@mail.example/INBOX"), scheme_of("/srv/in")
    ('imaps', 'folder')
    """
    scheme, mark, _ = place.partition("://")
    return scheme.lower() if mark else "folder"


def open_transport(door: Door, office: Office) -> Transport:
    """Make the transport of a source.

    Raises:
        ConfigError: there is none for such an address, or it cannot be opened as it is set.
    """
    scheme = scheme_of(door.place)
    if scheme not in NAMES:
        known = ", ".join(name for name in NAMES if name != "folder")
        raise ConfigError(f"source.{door.source}.url", f"{scheme}: is no way in; there are: {known}")
    try:
        module: ModuleType = import_module(f"wireroom.transports.{NAMES[scheme]}")
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"source.{door.source}", f"{error.name} is not installed: pip install 'wireroom[doors]'"
        ) from error
    return cast(TransportMaker, module.TRANSPORT).open(door, office)
