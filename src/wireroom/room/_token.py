"""The token that posting and editing need: made at the first start, kept in a file that only its owner can read."""

import os
import secrets
from pathlib import Path
from typing import Final

from wireroom.errors import ConfigError
from wireroom.store import Store

TOKEN_NAME: Final = "token"
_NOTE: Final = "room.token"


def open_token(data: Path, given: str | None) -> tuple[str, bool]:
    """Give the token, and whether it was made just now.

    Raises:
        ConfigError: the file with it cannot be read or made.
    """
    if given:
        return given, False
    if (data / TOKEN_NAME).exists():
        return read_token(data), False
    made = secrets.token_urlsafe(24)
    _write(data, made)
    return made, True


def share_token(data: Path, given: str | None, store: Store) -> tuple[str, bool]:
    """Give the token of a room that several processes share, and whether it was made just now: it is kept in the store.

    The file in the data folder is for commands on this machine.

    Raises:
        ConfigError: the file cannot be written.
        StoreError: the store is away.
    """
    if given:
        return given, False
    token = store.read_note(_NOTE)
    is_new = False
    if token is None:
        made = secrets.token_urlsafe(24)
        # of processes that start at once one makes it, and the others take that
        token = store.write_note_once(_NOTE, made)
        is_new = token == made
    _write(data, token)
    return token, is_new


def _write(data: Path, token: str) -> None:
    """Write the file, whole or not at all: a room that is killed meanwhile must not leave an empty one.

    Raises:
        ConfigError: it cannot be written.
    """
    file, unfinished = data / TOKEN_NAME, data / f"{TOKEN_NAME}.part"
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(token + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise ConfigError("token", f"{file} cannot be written: {error.strerror}") from error


def read_token(data: Path) -> str:
    """Read the token of a room.

    Raises:
        ConfigError: there is none, or it cannot be read.
    """
    file = data / TOKEN_NAME
    try:
        found = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("token", f"{file} cannot be read: {error}") from error
    if not found:
        # not by us, who write it whole: somebody emptied it, or a disk did
        raise ConfigError("token", f"{file} is empty; remove it, and the next start makes another token")
    return found
