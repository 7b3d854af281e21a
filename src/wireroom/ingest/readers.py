"""Reading dispatches as their sources' settings say, whatever happens to the one that is read.

read_dispatch    in the room's process, by whoever places it
prepare          in a process of its own (`reader`), with all that depends on the items alone: the words that chains and stories
                 compare, and what is written of them
"""

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeAlias

import msgspec

from wireroom import chains, stories
from wireroom.formats import RawCopy
from wireroom.logs import get_log
from wireroom.model import Dispatch, Fault, Item
from wireroom.query import folded_text
from wireroom.reading import Reading, read_one
from wireroom.store import Ready, make_ready

log = get_log("ingest")


class SourceHints(msgspec.Struct, frozen=True, kw_only=True):
    """What the settings of a source tell its readers."""

    charset: str | None = None
    #: IANA zone for times that carry none
    zone: str | None = None
    #: the agency to believe when the copy names none; a style's name
    agency: str | None = None
    #: read everything from it as this format
    format: str | None = None


class ItemWords(msgspec.Struct, frozen=True):
    """What chains and stories compare an item by. None = not made yet: whoever needs it makes it."""

    card: chains.Card | None = None
    weighed: stories.Weighed | None = None


NO_WORDS: Final = ItemWords()


class Prepared(msgspec.Struct, frozen=True):
    """A dispatch as it was read, with what depends on its items alone; none of that where nobody made it before."""

    reading: Reading
    words: tuple[ItemWords, ...] = ()
    #: what is written of its items
    ready: tuple[Ready, ...] = ()

    def words_of(self, n: int) -> ItemWords:
        """Give the words of the nth item."""
        return self.words[n] if n < len(self.words) else NO_WORDS

    def ready_of(self, n: int, item: Item) -> Ready:
        """Give what is written of the nth item as it is placed, which may be under another id than it was read."""
        if n < len(self.ready) and item is self.reading.items[n]:
            return self.ready[n]
        return Ready(words=folded_text(item))


#: the longest message to a reader or from it; what is longer is read in the room
MESSAGE_BYTES: Final = 192 * 1024
#: what is written of a longer dispatch is made in the room: with it the answer could be too long
_READY_BYTES: Final = MESSAGE_BYTES // 8
#: n, the bytes, what to read them as, when they arrived
Request: TypeAlias = tuple[int, RawCopy, str | None, datetime]
#: n, what was read; None = it would not go through
Answer: TypeAlias = tuple[int, Prepared | None]


def prepare(raw: RawCopy, *, as_format: str | None, received_at: datetime) -> Prepared:
    """Read one dispatch, and make all that depends on its items alone."""
    reading = read_one(raw, as_format=as_format)
    ready = tuple(map(make_ready, reading.items)) if len(raw.data) <= _READY_BYTES else ()
    return Prepared(reading, tuple(make_words(item, received_at) for item in reading.items), ready)


def make_words(item: Item, received_at: datetime) -> ItemWords:
    """Make what chains and stories compare an item by."""
    return ItemWords(chains.make_card(item, received_at=received_at), stories.weigh(item))


def at_home(words: ItemWords) -> ItemWords:
    """Give the words their own names back: what is kept of thousands of items must not hold each word thousands of times."""
    card, weighed = words.card, words.weighed
    if card is not None:
        card.vector = _own(card.vector)
        card.lead = None if card.lead is None else _own(card.lead)
    if weighed is not None:
        weighed = msgspec.structs.replace(weighed, head=_own(weighed.head), text=_own(weighed.text))
    return ItemWords(card, weighed)


def _own(vector: dict[str, float]) -> dict[str, float]:
    return dict(zip(map(sys.intern, vector), vector.values(), strict=True))


def raw_of(dispatch: Dispatch, hints: Mapping[str, SourceHints]) -> tuple[RawCopy, str | None]:
    """Give a dispatch as formats read it, and the format it must be read as."""
    told = hints.get(dispatch.source) or SourceHints()
    raw = RawCopy(
        data=dispatch.data,
        filename=dispatch.filename,
        content_type=dispatch.content_type,
        url=dispatch.url,
        language=dispatch.language,
        entry=dispatch.entry,
        charset=told.charset,
        zone=told.zone,
        agency=told.agency,
    )
    return raw, told.format if dispatch.depth == 0 else None


def read_dispatch(dispatch: Dispatch, hints: Mapping[str, SourceHints]) -> Prepared:
    """Read one dispatch; a bug in a reader gives a reading that says so."""
    raw, as_format = raw_of(dispatch, hints)
    try:
        return Prepared(read_one(raw, as_format=as_format))
    except Exception as error:  # a reader's bug on one dispatch must not stop the wire
        log.exception("not read", dispatch=dispatch.id, source=dispatch.source)
        return Prepared(unread(f"internal error while reading: {str_of(error)}"))


def unread(reason: str) -> Reading:
    """Give the reading of a dispatch that could not be read through no fault of its own."""
    return Reading(format=None, faults=(Fault(code="internal-error", text=reason, level="error"),), reason=reason)


def str_of(error: Exception) -> str:
    """Say what went wrong in one line."""
    return f"{type(error).__name__}: {error}"[:300]
