"""Who is signed in: a cookie that says who and until when, signed with the room's token. Nothing is kept on the server.

    wireroom_desk = base64url(JSON {"name", "desk", "until"}) "." base64url(HMAC-SHA-256)

A new token ends all sessions. Pure; the clock is an argument.
"""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec

from wireroom.model import Editor

COOKIE: Final = "wireroom_desk"
#: a night's work, and some
LASTS: Final = timedelta(hours=14)
#: names longer than this are nobody's; code points
MAX_NAME: Final = 60


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """What the cookie says."""

    name: str
    desk: str | None = None
    #: seconds since 1970
    until: int


_DECODER: Final = msgspec.json.Decoder(Session)


def seal_session(editor: Editor, token: str, now: datetime) -> str:
    """Write the cookie's value."""
    until = int((now + LASTS).timestamp())
    said = urlsafe_b64encode(msgspec.json.encode(Session(name=editor.name, desk=editor.desk, until=until)))
    return f"{said.decode()}.{_sign(said, token)}"


def open_session(value: str, token: str, now: datetime) -> Editor | None:
    """Read the cookie's value; None = it is not ours, was changed, or has run out."""
    said, _, signature = value.partition(".")
    if not hmac.compare_digest(signature.encode(), _sign(said.encode(), token).encode()):
        return None
    try:
        session = _DECODER.decode(urlsafe_b64decode(said))
    except (binascii.Error, msgspec.DecodeError):
        return None
    return Editor(name=session.name, desk=session.desk) if session.until > now.timestamp() else None


def clean_name(text: str | None) -> str | None:
    """Give a name as it is kept: on one line, not too long; None = there is none."""
    return " ".join((text or "").split())[:MAX_NAME].strip() or None


def _sign(said: bytes, token: str) -> str:
    key = hmac.digest(token.encode(), b"wireroom desk session", sha256)
    return urlsafe_b64encode(hmac.digest(key, said, sha256)).decode().rstrip("=")
