"""A parcel as a file: what folders and file servers are given. The same parcel always has the same name."""

from typing import Final

import msgspec

from wireroom.deliveries._api import Parcel
from wireroom.deliveries._wording import parcel_object

#: files with this end are not finished; ours are renamed when they are whole
UNFINISHED: Final = ".part"


def as_file(parcel: Parcel) -> tuple[str, bytes]:
    """Give the file's name and what is in it: copy in the subscriber's format, an alert as JSON."""
    if parcel.copy is not None:
        return parcel.copy.filename, parcel.copy.data
    return f"{parcel.delivery.kind}-{parcel.delivery.key[:20]}.json", msgspec.json.encode(parcel_object(parcel))
