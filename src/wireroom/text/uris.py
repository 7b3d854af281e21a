"""Native ids as URIs."""

import re
from typing import Final

_URI: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$")


def item_uri(native_guid: str | None, item_id: str) -> str:
    """Give the native id where it is a URI ("urn:newsml:…", "tag:…", "https://…"), else one made of our own id."""
    if native_guid and _URI.match(native_guid):
        return native_guid
    return f"urn:wireroom:item:{item_id}"
