"""A parcel as files: what folders and file servers are given. The same parcel always has the same names.

A kill is a file of its own, and takes the place of the copy it kills where that still lies there: who comes late finds the kill
under the name of the copy. Where the copy was taken away nothing is put in its place.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from wireroom.deliveries._api import Parcel
from wireroom.deliveries._wording import parcel_object
from wireroom.model import Delivery

#: files with this end are not finished; ours are renamed when they are whole
UNFINISHED: Final = ".part"
#: ends of files, by what the media type of the copy in them contains; `_OTHER` for all else
_ENDS: Final = {"json": "json", "xml": "xml", "text/plain": "txt", "html": "html"}
_OTHER: Final = "bin"


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One file to put."""

    name: str
    data: bytes
    #: put it only where a file of this name lies
    is_over: bool = False


def copy_name(delivery: Delivery, suffix: str) -> str:
    """Give the name of copy for a subscriber."""
    return f"{delivery.number or 0:08d}-{delivery.kind}-{delivery.key[:12]}.{suffix}"


def suffix_of(media_type: str) -> str:
    """Give the end of a file's name for copy of a media type."""
    return next((suffix for part, suffix in _ENDS.items() if part in media_type), _OTHER)


def as_file(parcel: Parcel) -> File:
    """Give a parcel as one file: copy in the subscriber's format, an alert as JSON."""
    if parcel.copy is not None:
        return File(name=parcel.copy.filename, data=parcel.copy.data)
    return File(name=_alert_name(parcel.delivery), data=msgspec.json.encode(parcel_object(parcel)))


def as_files(parcels: Iterable[Parcel]) -> list[File]:
    """Give all files of some parcels, in the order in which they are to be put."""
    found = []
    for parcel in parcels:
        first = as_file(parcel)
        found.append(first)
        names = [name for row in parcel.earlier for name in _names_of(row)]
        found += [File(name=name, data=first.data, is_over=True) for name in names]
    return found


def _names_of(delivery: Delivery) -> list[str]:
    """Give the names that a delivery may lie under: its subscriber may have had another format then, or be gone now."""
    if delivery.number is None:
        return [_alert_name(delivery)]
    return [copy_name(delivery, suffix) for suffix in (*_ENDS.values(), _OTHER)]


def _alert_name(delivery: Delivery) -> str:
    return f"{delivery.kind}-{delivery.key[:20]}.json"
