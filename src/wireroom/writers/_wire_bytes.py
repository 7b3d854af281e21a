"""Bytes for wires: one character set a message, and no control byte but the frame's own.

Windows-1252 holds what Western wires write, and every reader of such wires takes it; a message with any other character goes out
whole in UTF-8, which readers know by its form. So no character is ever lost. Control characters in copy are left out.
"""

import re
from typing import Final

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WHITE: Final = re.compile(r"[\t\r\n]")


def clean(text: str) -> str:
    """Write a line without control characters, white space folded."""
    return " ".join(_CONTROLS.sub("", text).split())


def clean_line(text: str) -> str:
    """Write a line without control characters; columns are kept."""
    return _CONTROLS.sub("", _WHITE.sub(" ", text)).rstrip()


def encoded(text: str) -> bytes:
    """Write a message: in Windows-1252 where it has all characters and its bytes could not be taken for UTF-8, else in UTF-8."""
    try:
        data = text.encode("cp1252")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
    if data.isascii():
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    return text.encode("utf-8")
