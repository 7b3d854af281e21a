"""What is remembered of a polled address: what to ask "has it changed?" with, and where it has moved to for good."""

from typing import TYPE_CHECKING

import msgspec
from yarl import URL

from wireroom.transports._api import Notes

if TYPE_CHECKING:  # a fifth of a second to load, and pages read only what was kept
    from wireroom.transports._fetching import Ask


class Validators(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a server gave us to ask "has it changed?" with, and for which address."""

    #: as it is set
    url: str
    etag: str | None = None
    modified: str | None = None
    #: of the body, hex: servers without validators send the same bytes again and again
    digest: str | None = None
    #: where an agency's API said to go on; the others are of that address then
    next_url: str | None = None
    #: whether it answered with a page of the web; None = kept by an older Wireroom
    is_page: bool | None = None
    #: where it has moved to for good (301, 308), and is asked
    moved_to: str | None = None


def note_key(source: str) -> str:
    """Name the note of a source's validators."""
    return f"source/{source}/validators"


def read_validators(note: str | None, url: str) -> Validators | None:
    """Read what was kept of an address; None = nothing, or of another one."""
    if not note:
        return None
    try:
        found = msgspec.json.decode(note, type=Validators)
    except msgspec.DecodeError:
        return None
    return found if found.url == url else None


def find_move(notes: Notes, source: str, url: str) -> str | None:
    """Give where a source has moved to for good and is asked; it may hold what is secret. None = it is where it was set."""
    found = read_validators(notes.read_note(note_key(source)), str(URL(url)))
    return found.moved_to if found else None


def moved_address(moved_to: URL | None, ask: "Ask") -> URL | None:
    """Give an address that a source has moved to as it is kept and asked; None = the one that was set is asked on.

    A key goes to its own server only: what has moved to another one with it is led there each time, without the key.
    """
    if moved_to is None or moved_to == ask.url or ask.url.user is not None:
        return None
    if (ask.secret_headers or ask.secret_query) and moved_to.origin() != ask.url.origin():
        return None
    return moved_to.without_query_params(*ask.secret_query) if ask.secret_query else moved_to
