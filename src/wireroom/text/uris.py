"""Native ids as URIs, and what HTTP says of where copy stands and in which language."""

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_URI: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$")


def item_uri(native_guid: str | None, item_id: str) -> str:
    """Give the native id where it is a URI ("urn:newsml:…", "tag:…", "https://…"), else one made of our own id."""
    if native_guid and _URI.match(native_guid):
        return native_guid
    return f"urn:wireroom:item:{item_id}"


def page_address(url: str | None) -> str | None:
    """Give an http address as what links are relative to: without user name, password, query and fragment.

    None for any other address. What is taken off may be secret, and links made absolute by it are shown to readers.

    >>> page_address("https://me:secret@example.org/wire/feed.xml?key=1")
    'https://example.org/wire/feed.xml'
    """
    try:
        parts = urlsplit((url or "").strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        return None
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))


def read_content_language(words: str | None) -> str | None:
    """Read HTTP's Content-Language (RFC 9110, 8.5); None when it names several languages, for then it does not say which."""
    word = (words or "").strip()
    return word if _LANGUAGE.match(word) else None
